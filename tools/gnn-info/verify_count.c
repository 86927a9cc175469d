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

static bool degrees(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    (void)test;
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

typedef enum matrix { ADJACENCY, LAPLACIAN, SIGNLESS, WALK } matrix;

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
            if (kind == LAPLACIAN || kind == SIGNLESS) M[v * n + v] += w;
        }
}

static uint64_t power(uint64_t x, uint64_t e, uint64_t p)
{
    uint64_t y = 1;
    for (x %= p; e; e >>= 1, x = x * x % p)
        if (e & 1) y = y * x % p;
    return y;
}

/* Sum of row v. */
static int64_t row_sum(const int64_t *M, int64_t n, int64_t v)
{
    int64_t sum = 0;
    for (int64_t j = 0; j < n; j++) sum += M[v * n + j];
    return sum;
}

/* M modulo p; of WALK each row over its sum, empty rows stay 0. */
static bool residues(uint64_t *H, const int64_t *M, int64_t n, matrix kind, uint64_t p, v_report *r)
{
    for (int64_t v = 0; v < n; v++) {
        int64_t sum = kind == WALK ? row_sum(M, n, v) : 1, any = 0;
        uint64_t over = power((uint64_t)((sum % (int64_t)p + (int64_t)p) % (int64_t)p), p - 2, p);
        for (int64_t j = 0; j < n; j++) {
            H[v * n + j] = (uint64_t)((M[v * n + j] % (int64_t)p + (int64_t)p) % (int64_t)p) * over % p;
            any |= M[v * n + j];
        }
        if (any && sum % (int64_t)p == 0) return v_unchecked(r, "the weights at a vertex add up to 0, or to a multiple of the prime");
    }
    return true;
}

/* det(x I - M) modulo p by similarity to a Hessenberg matrix, and the recurrence over its leading blocks. */
static bool polynomial(uint64_t *coefficient, const int64_t *M, int64_t n, matrix kind, uint64_t p, v_report *r)
{
    uint64_t *H = v_alloc(r, n * n + 1, sizeof *H), *f = v_alloc(r, (n + 1) * (n + 1), sizeof *f);
    if (!H || !f) return false;
    if (!residues(H, M, n, kind, p, r)) return false;
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
        if (!polynomial(c[i], M, n, kind, prime, r)) return false;
        gnn_i_arena_release(r->arena, mark);
    }
    return true;
}

/* log2 of a bound on the coefficients: prod (1 + |row i|) (Hadamard on principal minors); of WALK on those of det(x D - A). */
static double bits_of(const v_graph *g, matrix kind, v_report *r)
{
    int64_t n = g->n, *M = v_alloc(r, n * n + 1, sizeof *M);
    double bits = 0;
    if (!M) return -1;
    fill(M, g, kind);
    for (int64_t i = 0; i < n; i++) {
        double square = 0;
        for (int64_t j = 0; j < n; j++) square += (double)M[i * n + j] * (double)M[i * n + j];
        bits += log2((kind == WALK ? fmax(1, fabs((double)row_sum(M, n, i))) : 1) + sqrt(square)) + 1e-9;
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
    double first = bits_of(&p->g[0], kind, r), second = bits_of(&p->g[1], kind, r), have = 0;
    double bits = kind == WALK ? first + second : fmax(first, second); /* WALK: of det(x D - A) det D', crosswise */
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

/* ---- walks, distances, patterns ---- */

/* Numbers of walks of 0 .. 2N steps, modulo two primes: two sequences of order N at most that agree so far agree. */
static bool walks(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t most = p->g[0].n > p->g[1].n ? p->g[0].n : p->g[1].n;
    (void)test;
    *equal = true;
    if (!whole(p)) return v_unchecked(r, "weights are not whole");
    for (int l = 0; l < 2; l++) {
        int64_t prime = l ? 2147483629 : 2147483647, *x[2], *y[2];
        for (int i = 0; i < 2; i++) {
            if (!(x[i] = v_alloc(r, p->g[i].n + 1, sizeof **x)) || !(y[i] = v_alloc(r, p->g[i].n + 1, sizeof **y))) return false;
            for (int64_t v = 0; v < p->g[i].n; v++) x[i][v] = 1;
        }
        for (int64_t k = 0; k <= 2 * most && *equal; k++) {
            int64_t sum[2] = {0, 0};
            for (int i = 0; i < 2; i++) {
                const v_graph *g = &p->g[i];
                for (int64_t u = 0; u < g->n; u++) {
                    sum[i] = (sum[i] + x[i][u]) % prime, y[i][u] = 0;
                    for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                        y[i][u] = (y[i][u] + ((int64_t)g->weight[e] % prime + prime) % prime * x[i][g->col[e]]) % prime;
                }
                int64_t *swap = x[i];
                x[i] = y[i], y[i] = swap;
            }
            *equal = sum[0] == sum[1];
            if (gnn_canceled()) return v_unchecked(r, "canceled");
        }
    }
    return true;
}

static int by_two(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    if (x[0] != y[0]) return x[0] < y[0] ? -1 : 1;
    return (x[1] > y[1]) - (x[1] < y[1]);
}

static bool closed_walks(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t *d[2];
    (void)test;
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *all = v_alloc(r, 2 * n * n + 1, sizeof *all);
        if (!all || !(d[i] = v_alloc(r, 2 * n + 1, sizeof **d)) || !v_walks(all, &p->g[i], 'A', r)) return false;
        for (int64_t v = 0; v < n; v++) memcpy(d[i] + 2 * v, all + 2 * v * (n + 1), 2 * sizeof **d);
        qsort(d[i], (size_t)n, 2 * sizeof **d, by_two);
    }
    *equal = p->g[0].n == p->g[1].n && memcmp(d[0], d[1], (size_t)p->g[0].n * 2 * sizeof **d) == 0;
    return true;
}

static bool distances(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t *histogram[2];
    (void)test;
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        int64_t *d = v_alloc(r, g->n + 1, sizeof *d), *queue = v_alloc(r, g->n + 1, sizeof *queue);
        if (!d || !queue || !(histogram[i] = v_alloc(r, g->n + 2, sizeof **histogram))) return false;
        memset(histogram[i], 0, (size_t)(g->n + 2) * sizeof **histogram);
        for (int64_t s = 0; s < g->n; s++) {
            int64_t head = 0, tail = 0;
            for (int64_t v = 0; v < g->n; v++) d[v] = -1;
            d[s] = 0, queue[tail++] = s;
            for (; head < tail; head++)
                for (int64_t e = g->ptr[queue[head]]; e < g->ptr[queue[head] + 1]; e++)
                    if (d[g->col[e]] < 0) d[g->col[e]] = d[queue[head]] + 1, queue[tail++] = g->col[e];
            for (int64_t v = 0; v < g->n; v++) histogram[i][d[v] + 1]++;
        }
    }
    *equal = p->g[0].n == p->g[1].n && memcmp(histogram[0], histogram[1], (size_t)(p->g[0].n + 1) * sizeof **histogram) == 0;
    return true;
}

/* Numbers of vertices, and of edges without directions, loops and repetitions. */
static bool same_size(const v_pair *p)
{
    int64_t m[2] = {0, 0};
    for (int i = 0; i < 2; i++)
        for (int64_t u = 0; u < p->g[i].n; u++)
            for (int64_t v = 0; v < u; v++) m[i] += v_arc(&p->g[i], u, v) || v_arc(&p->g[i], v, u);
    return p->g[0].n == p->g[1].n && m[0] == m[1];
}

static bool patterns(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    if (!v_patterns(p, test[7] - '0', equal, r)) return false;
    *equal &= same_size(p);
    return true;
}

/* Paths from s through higher vertices, closed: each cycle twice. */
static int64_t close_paths(const uint8_t *near, int64_t n, int64_t s, int64_t v, int left, uint8_t *on)
{
    int64_t found = 0;
    if (left == 0) return near[v * n + s];
    for (int64_t w = s + 1; w < n; w++)
        if (near[v * n + w] && !on[w]) on[w] = 1, found += close_paths(near, n, s, w, left - 1, on), on[w] = 0;
    return found;
}

static bool cycles(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t found[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        uint8_t *near = v_alloc(r, g->n * g->n + 1, 1), *on = v_alloc(r, g->n + 1, 1);
        if (!near || !on) return false;
        memset(on, 0, (size_t)g->n);
        for (int64_t k = 0; k < g->n * g->n; k++) near[k] = k / g->n != k % g->n && (v_arc(g, k / g->n, k % g->n) || v_arc(g, k % g->n, k / g->n));
        for (int64_t s = 0; s < g->n; s++) {
            found[i] += close_paths(near, g->n, s, s, test[7] - '1', on);
            if (gnn_canceled()) return v_unchecked(r, "canceled");
        }
    }
    *equal = found[0] == found[1] && same_size(p);
    return true;
}

/* ---- dispatch ---- */

typedef struct number {
    const char *test;
    bool (*equal)(const v_pair *p, const char *test, bool *equal, v_report *r);
    const char *what;
} number;

static const number numbers[] = {
    {"degree", degrees, "labels and degrees, sorted"},
    {"walks", walks, "numbers of walks of every length, modulo two primes,"},
    {"closed-walks", closed_walks, "closed walks of every length at the vertices, modulo two primes,"},
    {"distances", distances, "histograms of distances"},
    {"counts-3", patterns, "induced subgraphs of 3 vertices"},
    {"counts-4", patterns, "induced subgraphs of 4 vertices"},
    {"counts-5", patterns, "induced subgraphs of 5 vertices"},
    {"counts-6", patterns, "induced subgraphs of 6 vertices"},
    {"cycles-3", cycles, "cycles of length 3"},
    {"cycles-4", cycles, "cycles of length 4"},
    {"cycles-5", cycles, "cycles of length 5"},
    {"cycles-6", cycles, "cycles of length 6"},
    {"cycles-7", cycles, "cycles of length 7"},
    {"cycles-8", cycles, "cycles of length 8"},
};

static const struct { const char *test; matrix kind; } spectra[] = {
    {"spectrum-adjacency", ADJACENCY}, {"spectrum-laplacian", LAPLACIAN}, {"spectrum-signless", SIGNLESS}, {"spectrum-walk", WALK}};

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
        if (!numbers[i].equal(p, test, &equal, r)) return false;
        if (equal == separates) return v_refuse(r, "%s are %s", numbers[i].what, equal ? "equal" : "different");
        v_verified(r, "%s: %s, computed anew", numbers[i].what, equal ? "equal" : "different");
        return true;
    }
    return v_unchecked(r, "the checker has no definition of %s", test);
}
