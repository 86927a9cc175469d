/* Degrees, spectra and counts, from their definitions. */
#include <math.h>
#include <string.h>
#include "verify.h"

/* ---- degrees ---- */

static int by_triple(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    for (int k = 0; k < 3; k++)
        if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
    return 0;
}

static bool degrees(const v_pair *p, bool *equal, v_report *r)
{
    int64_t *d[2];
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        if (!(d[i] = v_alloc(r, 3 * g->n + 1, sizeof **d))) return false;
        for (int64_t v = 0; v < g->n; v++) d[i][3 * v] = g->label[v], d[i][3 * v + 1] = g->ptr[v + 1] - g->ptr[v], d[i][3 * v + 2] = 0;
        for (int64_t e = 0; e < g->arcs; e++) d[i][3 * g->col[e] + 2]++;
        qsort(d[i], (size_t)g->n, 3 * sizeof **d, by_triple);
    }
    *equal = p->g[0].n == p->g[1].n && memcmp(d[0], d[1], (size_t)p->g[0].n * 3 * sizeof **d) == 0;
    return true;
}

/* ---- characteristic polynomials ---- */

typedef enum matrix { ADJACENCY, LAPLACIAN, SIGNLESS } matrix;

static bool whole(const v_pair *p)
{
    for (int i = 0; i < 2; i++)
        for (int64_t e = 0; e < p->g[i].arcs; e++)
            if (p->g[i].weight[e] != floor(p->g[i].weight[e]) || fabs(p->g[i].weight[e]) > 1e6) return false;
    return true;
}

static void fill(int64_t *M, const v_graph *g, matrix kind)
{
    int64_t n = g->n;
    memset(M, 0, (size_t)(n * n) * sizeof *M);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t w = (int64_t)g->weight[e], v = g->col[e];
            M[v * n + u] += kind == LAPLACIAN ? -w : w;
            if (kind != ADJACENCY) M[v * n + v] += w;
        }
}

static uint64_t power(uint64_t x, uint64_t e, uint64_t p)
{
    uint64_t y = 1;
    for (x %= p; e; e >>= 1, x = x * x % p)
        if (e & 1) y = y * x % p;
    return y;
}

/* det(x I - M) modulo p by similarity to a Hessenberg matrix, and the recurrence over its leading blocks. */
static bool polynomial(uint64_t *coefficient, const int64_t *M, int64_t n, uint64_t p, v_report *r)
{
    uint64_t *H = v_alloc(r, n * n + 1, sizeof *H), *f = v_alloc(r, (n + 1) * (n + 1), sizeof *f);
    if (!H || !f) return false;
    for (int64_t k = 0; k < n * n; k++) H[k] = (uint64_t)((M[k] % (int64_t)p + (int64_t)p) % (int64_t)p);
    for (int64_t c = 0; c + 2 < n; c++) {
        int64_t at = c + 1;
        while (at < n && !H[at * n + c]) at++;
        if (at == n) continue;
        for (int64_t j = 0; at != c + 1 && j < n; j++) { uint64_t x = H[at * n + j]; H[at * n + j] = H[(c + 1) * n + j], H[(c + 1) * n + j] = x; }
        for (int64_t j = 0; at != c + 1 && j < n; j++) { uint64_t x = H[j * n + at]; H[j * n + at] = H[j * n + c + 1], H[j * n + c + 1] = x; }
        uint64_t inverse = power(H[(c + 1) * n + c], p - 2, p);
        for (int64_t i = c + 2; i < n; i++) {
            uint64_t u = H[i * n + c] * inverse % p;
            for (int64_t j = c; u && j < n; j++) H[i * n + j] = (H[i * n + j] + (p - u) * H[(c + 1) * n + j]) % p;
            for (int64_t j = 0; u && j < n; j++) H[j * n + c + 1] = (H[j * n + c + 1] + u * H[j * n + i]) % p;
        }
    }
    memset(f, 0, (size_t)((n + 1) * (n + 1)) * sizeof *f);
    f[0] = 1;
    for (int64_t k = 0; k < n; k++) {
        uint64_t *out = f + (k + 1) * (n + 1), chain = 1;
        const uint64_t *last = f + k * (n + 1);
        for (int64_t j = 0; j <= k; j++) out[j + 1] = last[j];
        for (int64_t j = 0; j <= k; j++) out[j] = (out[j] + (p - H[k * n + k]) % p * last[j]) % p;
        for (int64_t i = k - 1; i >= 0 && chain; i--) {
            chain = chain * H[(i + 1) * n + i] % p;
            uint64_t factor = chain * H[i * n + k] % p;
            for (int64_t j = 0; factor && j <= i; j++) out[j] = (out[j] + (p - factor) * f[i * (n + 1) + j]) % p;
        }
    }
    memcpy(coefficient, f + n * (n + 1), (size_t)(n + 1) * sizeof *f);
    return true;
}

static bool is_prime(uint64_t p)
{
    for (uint64_t d = 2; d * d <= p; d++)
        if (p % d == 0) return false;
    return p > 1;
}

static bool both_polynomials(uint64_t *c[2], const v_pair *p, matrix kind, uint64_t prime, v_report *r)
{
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *M = v_alloc(r, n * n + 1, sizeof *M);
        gnn_arena_mark mark = gnn_i_arena_mark(r->arena);
        if (!M) return false;
        fill(M, &p->g[i], kind);
        if (!polynomial(c[i], M, n, prime, r)) return false;
        gnn_i_arena_release(r->arena, mark);
    }
    return true;
}

/* log2 of a bound on the coefficients: prod (1 + |row i|) (Hadamard on principal minors). */
static double bits_of(const v_graph *g, matrix kind, v_report *r)
{
    int64_t n = g->n, *M = v_alloc(r, n * n + 1, sizeof *M);
    double bits = 0;
    if (!M) return -1;
    fill(M, g, kind);
    for (int64_t i = 0; i < n; i++) {
        double square = 0;
        for (int64_t j = 0; j < n; j++) square += (double)M[i * n + j] * (double)M[i * n + j];
        bits += log2(1 + sqrt(square)) + 1e-9;
    }
    return bits;
}

static bool claimed_polynomials(uint64_t *c[2], const v_pair *p, matrix kind, const json_t *e, v_report *r)
{
    int64_t prime, differs = p->g[0].n != p->g[1].n;
    if (!v_keys(e, "kind prime a b", r) || !v_integer(&prime, e, "prime", 2, 2147483647, r)) return false;
    if (!is_prime((uint64_t)prime)) return v_refuse(r, "%lld is not a prime", (long long)prime);
    if (!both_polynomials(c, p, kind, (uint64_t)prime, r)) return false;
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *said = v_alloc(r, n + 1, sizeof *said);
        if (!said || !v_integers(said, json_object_get(e, i ? "b" : "a"), n + 1, 0, prime - 1, i ? "b" : "a", r)) return false;
        for (int64_t k = 0; k <= n; k++)
            if ((uint64_t)said[k] != c[i][k]) return v_refuse(r, "'%c': the coefficient of x^%lld is %llu", "ab"[i], (long long)k, (unsigned long long)c[i][k]);
    }
    for (int64_t k = 0; !differs && k <= p->g[0].n; k++) differs |= c[0][k] != c[1][k];
    if (!differs) return v_refuse(r, "the polynomials are equal modulo %lld", (long long)prime);
    v_verified(r, "both characteristic polynomials modulo the prime %lld, computed anew, and they differ", (long long)prime);
    return true;
}

static bool spectrum(const v_pair *p, matrix kind, bool separates, const json_t *e, v_report *r)
{
    uint64_t *c[2], prime = 2147483647;
    const char *what = json_string_value(json_object_get(e, "kind"));
    if (!whole(p)) return v_unchecked(r, "weights are not whole: eigenvalues in floating point are not certifiable");
    if (p->g[0].n > 3000 || p->g[1].n > 3000) return v_unchecked(r, "more than 3000 vertices");
    for (int i = 0; i < 2; i++)
        if (!(c[i] = v_alloc(r, p->g[i].n + 1, sizeof **c))) return false;
    if (what && strcmp(what, "charpoly") == 0 && separates) return claimed_polynomials(c, p, kind, e, r);
    if (!what || strcmp(what, "definition") != 0 || !v_keys(e, "kind", r)) return v_refuse(r, "this is no evidence of equal or different spectra");
    bool differ = p->g[0].n != p->g[1].n;
    double bits = fmax(bits_of(&p->g[0], kind, r), bits_of(&p->g[1], kind, r)), have = 0;
    int64_t primes = 0;
    for (; !differ && have <= bits + 1; primes++) {
        while (!is_prime(prime)) prime--;
        if (gnn_canceled()) return v_unchecked(r, "canceled");
        if (!both_polynomials(c, p, kind, prime, r)) return false;
        differ = memcmp(c[0], c[1], (size_t)(p->g[0].n + 1) * sizeof **c) != 0;
        have += log2((double)prime--);
    }
    if (differ != separates) return v_refuse(r, "the characteristic polynomials are %s", differ ? "different" : "equal");
    if (differ) v_verified(r, "characteristic polynomials, computed anew, differ");
    else v_verified(r, "characteristic polynomials, computed anew, equal modulo %lld primes: more than their coefficients' %.0f bits", (long long)primes, bits);
    return true;
}

/* ---- dispatch ---- */

typedef struct number {
    const char *test;
    bool (*equal)(const v_pair *p, bool *equal, v_report *r);
    const char *what;
} number;

static const number numbers[] = {
    {"degree", degrees, "labels and degrees, sorted"},
};

static const struct { const char *test; matrix kind; } spectra[] = {
    {"spectrum-adjacency", ADJACENCY}, {"spectrum-laplacian", LAPLACIAN}, {"spectrum-signless", SIGNLESS}};

bool v_is_number(const char *test)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].test, test) == 0) return true;
    for (size_t i = 0; i < sizeof spectra / sizeof *spectra; i++)
        if (strcmp(spectra[i].test, test) == 0) return true;
    return false;
}

bool v_numbers(const v_pair *p, const char *test, bool separates, const json_t *e, v_report *r)
{
    const char *kind = json_string_value(json_object_get(e, "kind"));
    bool equal = false;
    for (size_t i = 0; i < sizeof spectra / sizeof *spectra; i++)
        if (strcmp(spectra[i].test, test) == 0) return spectrum(p, spectra[i].kind, separates, e, r);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(numbers[i].test, test) != 0) continue;
        if (!kind || strcmp(kind, "definition") != 0 || !v_keys(e, "kind", r)) return v_refuse(r, "this is no evidence of %s", test);
        if (!numbers[i].equal(p, &equal, r)) return false;
        if (equal == separates) return v_refuse(r, "%s are %s", numbers[i].what, equal ? "equal" : "different");
        v_verified(r, "%s: %s, computed anew", numbers[i].what, equal ? "equal" : "different");
        return true;
    }
    return v_unchecked(r, "the checker has no definition of %s", test);
}
