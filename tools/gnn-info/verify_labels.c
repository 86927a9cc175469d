/* What refinements know about pairs of vertices: distances, neighbourhoods, resistances, walks of every length.
 *
 * Walks: the power series sum over k of t^k X^k = (I - t X)^-1 holds (X^k)_uv for all k; two entries are taken for equal
 * when they are so at a fixed t modulo each of two primes.  Different is a proof, equal is not quite one. */
#include <math.h>
#include <string.h>
#include "verify.h"
#include "verify_words.h"

/* ---- distances ---- */

/* Hops from u along arcs, or along arcs either way; none: -1. */
static void hops(const v_graph *g, int64_t u, bool either, int64_t *d, int64_t *queue)
{
    const int64_t *ptr = either ? g->seen_ptr : g->ptr, *col = either ? g->seen : g->col;
    int64_t head = 0, tail = 0;
    for (int64_t v = 0; v < g->n; v++) d[v] = -1;
    d[u] = 0, queue[tail++] = u;
    for (; head < tail; head++)
        for (int64_t e = ptr[queue[head]]; e < ptr[queue[head] + 1]; e++)
            if (d[col[e]] < 0) d[col[e]] = d[queue[head]] + 1, queue[tail++] = col[e];
}

static bool distances(const v_graph *g, bool either, int64_t *d, v_report *r)
{
    int64_t *queue = v_alloc(r, g->n + 1, sizeof *queue);
    for (int64_t u = 0; queue && u < g->n; u++) hops(g, u, either, d + u * g->n, queue);
    return queue != NULL;
}

static bool neighbours(const v_graph *g, int64_t *label)
{
    memset(label, 0, (size_t)(g->n * g->n) * sizeof *label);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++) label[u * g->n + g->seen[e]] = 1;
    return true;
}

/* ---- walks and resistances ---- */

static const uint64_t primes[2] = {2147483647, 2147483629}, points[2] = {1234567891, 1987654321};

static uint64_t power(uint64_t x, uint64_t e, uint64_t p)
{
    uint64_t y = 1;
    for (x %= p; e; e >>= 1, x = x * x % p)
        if (e & 1) y = y * x % p;
    return y;
}

/* A double is a whole number times a power of 2. */
static uint64_t residue(double w, uint64_t p)
{
    int exponent;
    int64_t whole = (int64_t)ldexp(frexp(w, &exponent), 53);
    uint64_t x = (uint64_t)((whole % (int64_t)p + (int64_t)p) % (int64_t)p);
    exponent -= 53;
    return exponent >= 0 ? x * power(2, (uint64_t)exponent, p) % p
                         : x * power(power(2, p - 2, p), (uint64_t)-exponent, p) % p;
}

/* Inverse by Gauss and Jordan on [M | I], in place; false: singular. */
static bool invert(uint64_t *M, uint64_t *I, int64_t n, uint64_t p)
{
    memset(I, 0, (size_t)(n * n) * sizeof *I);
    for (int64_t k = 0; k < n; k++) I[k * n + k] = 1;
    for (int64_t c = 0; c < n; c++) {
        int64_t at = c;
        while (at < n && !M[at * n + c]) at++;
        if (at == n) return false;
        for (int64_t j = 0; at != c && j < n; j++) {
            uint64_t x = M[at * n + j], y = I[at * n + j];
            M[at * n + j] = M[c * n + j], M[c * n + j] = x, I[at * n + j] = I[c * n + j], I[c * n + j] = y;
        }
        uint64_t scale = power(M[c * n + c], p - 2, p);
        for (int64_t j = 0; j < n; j++)
            M[c * n + j] = M[c * n + j] * scale % p, I[c * n + j] = I[c * n + j] * scale % p;
        for (int64_t i = 0; i < n; i++) {
            uint64_t f = i == c ? 0 : (p - M[i * n + c]) % p;
            for (int64_t j = 0; f && j < n; j++) {
                M[i * n + j] = (M[i * n + j] + f * M[c * n + j]) % p;
                I[i * n + j] = (I[i * n + j] + f * I[c * n + j]) % p;
            }
        }
    }
    return true;
}

static void matrix(uint64_t *M, const v_graph *g, char kind, uint64_t p)
{
    int64_t n = g->n;
    memset(M, 0, (size_t)(n * n) * sizeof *M);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) M[u * n + g->col[e]] = residue(g->weight[e], p);
    for (int64_t u = 0; u < n && kind != 'A'; u++) {
        uint64_t degree = 0;
        for (int64_t v = 0; v < n; v++) degree = (degree + M[u * n + v]) % p;
        for (int64_t v = 0; v < n; v++)
            M[u * n + v] = kind == 'N' ? M[u * n + v] * power(degree, p - 2, p) % p : (p - M[u * n + v]) % p;
        if (kind != 'N') M[u * n + u] = (M[u * n + u] + degree) % p;
    }
}

bool v_walks(int64_t *out, const v_graph *g, char kind, v_report *r)
{
    int64_t n = g->n, *d = v_alloc(r, n * n + 1, sizeof *d);
    uint64_t *M = v_alloc(r, n * n + 1, sizeof *M), *I = v_alloc(r, n * n + 1, sizeof *I);
    if (!d || !M || !I || !distances(g, false, d, r)) return false;
    if (n > 1500) return v_unchecked(r, "more than 1500 vertices are too many for walks of every length");
    for (int l = 0; l < 2; l++) {
        uint64_t p = primes[l];
        matrix(M, g, kind, p);
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++) {
                uint64_t *x = &M[u * n + v];
                if (kind == 'R') *x = (*x + (d[u * n + v] >= 0)) % p; /* + 1 1^T on each component */
                else *x = ((u == v) + (p - points[l] % p) * *x) % p;
            }
        if (!invert(M, I, n, p)) return v_unchecked(r, "the matrix is singular modulo %llu", (unsigned long long)p);
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++) {
                uint64_t x = I[u * n + v];
                if (kind == 'R') x = d[u * n + v] < 0 ? p : (I[u * n + u] + I[v * n + v] + 2 * (p - I[u * n + v])) % p;
                out[2 * (u * n + v) + l] = (int64_t)x;
            }
    }
    return true;
}

/* ---- as numbers ---- */

/* Both graphs' words (of `width` each, and the reverse pair's after them) numbered jointly. */
static bool number_pairs(const v_pair *p, int64_t *const words[2], int64_t width, int64_t *label[2], v_report *r)
{
    v_vocabulary v = {0};
    bool ok = true;
    for (int i = 0; i < 2 && ok; i++) {
        int64_t n = p->g[i].n, list[16];
        for (int64_t k = 0; k < n * n && ok; k++) {
            int64_t back = k % n * n + k / n;
            memcpy(list, words[i] + k * width, (size_t)width * sizeof *list);
            memcpy(list + width, words[i] + back * width, (size_t)width * sizeof *list);
            ok = (label[i][k] = v_number(&v, list, 2 * width)) >= 0;
        }
    }
    v_vocabulary_free(&v);
    return ok || v_unchecked(r, "out of memory");
}

static bool label_words(int64_t *out, const v_graph *g, const char *test, v_report *r)
{
    int64_t n = g->n, *d = v_alloc(r, n * n + 1, sizeof *d);
    if (strcmp(test, "distance-wl") != 0) return v_walks(out, g, test[0] == 'r' ? 'R' : test[strlen(test) - 1], r);
    if (!d || !distances(g, false, d, r)) return false;
    for (int64_t k = 0; k < n * n; k++) out[2 * k] = d[k], out[2 * k + 1] = v_arc(g, k / n, k % n);
    return true;
}

bool v_labels(const v_pair *p, const char *test, int64_t *label[2], v_report *r)
{
    int64_t *words[2], radius = strncmp(test, "drfwl-2:", 8) == 0 ? test[8] - '0' : -1;
    bool local = strcmp(test, "local-2-fwl") == 0 || strcmp(test, "symmetric-local-2-fwl") == 0;
    bool general = strcmp(test, "distance-wl") == 0 || strcmp(test, "resistance-wl") == 0 ||
                   strncmp(test, "eigenprojection-wl", 18) == 0;
    if (radius < 0 && !local && !general) return true;
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        if (g->n > 3000) return v_unchecked(r, "more than 3000 vertices");
        if (!(label[i] = v_alloc(r, g->n * g->n + 1, sizeof **label))) return false;
        if (local) neighbours(g, label[i]);
        if (radius >= 0 && !distances(g, true, label[i], r)) return false;
        for (int64_t k = 0; radius >= 0 && k < g->n * g->n; k++)
            if (label[i][k] > radius) label[i][k] = -1;
        if (general &&
            (!(words[i] = v_alloc(r, 2 * g->n * g->n + 1, sizeof **words)) || !label_words(words[i], g, test, r)))
            return false;
    }
    return !general || number_pairs(p, words, 2, label, r);
}
