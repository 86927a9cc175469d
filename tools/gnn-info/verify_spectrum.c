/* Spectra of A, D - A, D + A and D^-1 A, D from row sums, by det(x D' - M) with whole coefficients (D' = D for D^-1 A,
 * where empty rows count 1, else I), computed modulo primes.
 *
 *   different   both polynomials modulo one prime; or numbers of eigenvalues in an interval with rational ends
 *   equal       modulo primes whose product exceeds twice the largest coefficient: a proof
 *
 * The eigenvalues above q = s/t are the positive roots of det(x D' - (t M - s D')).  All roots are real, so they are as
 * many as the changes of sign in the coefficients (Descartes); signs come from residues modulo enough primes. */
#include <math.h>
#include <string.h>
#include "verify.h"

typedef enum matrix { ADJACENCY, LAPLACIAN, SIGNLESS, WALK } matrix;

/* det(x D - M), n x n; d is the diagonal of D. */
typedef struct pencil {
    int64_t n, *M, *d;
} pencil;

bool v_whole_weights(const v_pair *p)
{
    for (int i = 0; i < 2; i++)
        for (int64_t e = 0; e < p->g[i].arcs; e++)
            if (p->g[i].weight[e] != floor(p->g[i].weight[e]) || fabs(p->g[i].weight[e]) > 1e6) return false;
    return true;
}

static bool fill(pencil *c, const v_graph *g, matrix kind, v_report *r)
{
    int64_t n = c->n = g->n;
    if (!(c->M = v_alloc(r, n * n + 1, sizeof *c->M)) || !(c->d = v_alloc(r, n + 1, sizeof *c->d))) return false;
    memset(c->M, 0, (size_t)(n * n) * sizeof *c->M);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t w = (int64_t)g->weight[e], v = g->col[e];
            c->M[v * n + u] += kind == LAPLACIAN ? -w : w;
            if (kind == LAPLACIAN || kind == SIGNLESS) c->M[v * n + v] += w;
        }
    for (int64_t v = 0; v < n; v++) {
        int64_t sum = 0, any = 0;
        for (int64_t j = 0; j < n; j++) sum += c->M[v * n + j], any |= c->M[v * n + j];
        c->d[v] = kind == WALK && any ? sum : 1;
        if (c->d[v] == 0) return v_unchecked(r, "the weights at a vertex add up to 0");
    }
    return true;
}

/* log2 of a bound on the coefficients of det(x D - M): prod (|d_i| + |row i|) (Hadamard on principal minors). */
static double bits_of(const pencil *c, double *bits_of_d)
{
    double bits = 0;
    *bits_of_d = 0;
    for (int64_t i = 0; i < c->n; i++) {
        double square = 0;
        for (int64_t j = 0; j < c->n; j++) square += (double)c->M[i * c->n + j] * (double)c->M[i * c->n + j];
        bits += log2(fabs((double)c->d[i]) + sqrt(square)) + 1e-9;
        *bits_of_d += log2(fabs((double)c->d[i])) + 1e-9;
    }
    return bits;
}

/* ---- modulo a prime ---- */

static uint64_t power(uint64_t x, uint64_t e, uint64_t p)
{
    uint64_t y = 1;
    for (x %= p; e; e >>= 1, x = x * x % p)
        if (e & 1) y = y * x % p;
    return y;
}

static bool is_prime(uint64_t p)
{
    for (uint64_t d = 2; d * d <= p; d++)
        if (p % d == 0) return false;
    return p > 1;
}

static uint64_t residue(int64_t x, uint64_t p) { return (uint64_t)((x % (int64_t)p + (int64_t)p) % (int64_t)p); }

/* D^-1 M; *det = prod d. */
static bool divide(uint64_t *H, uint64_t *det, const pencil *c, uint64_t p, v_report *r)
{
    *det = 1;
    for (int64_t v = 0; v < c->n; v++) {
        uint64_t d = residue(c->d[v], p), over = power(d, p - 2, p);
        if (d == 0) return v_unchecked(r, "the weights at a vertex add up to a multiple of the prime");
        *det = *det * d % p;
        for (int64_t j = 0; j < c->n; j++) H[v * c->n + j] = residue(c->M[v * c->n + j], p) * over % p;
    }
    return true;
}

/* To a Hessenberg matrix, by similarity. */
static void reduce(uint64_t *H, int64_t n, uint64_t p)
{
    for (int64_t c = 0; c + 2 < n; c++) {
        int64_t k = c + 1, at = k;
        while (at < n && !H[at * n + c]) at++;
        if (at == n) continue;
        for (int64_t j = 0; at != k && j < n; j++)
            { uint64_t x = H[at * n + j]; H[at * n + j] = H[k * n + j], H[k * n + j] = x; }
        for (int64_t j = 0; at != k && j < n; j++)
            { uint64_t x = H[j * n + at]; H[j * n + at] = H[j * n + k], H[j * n + k] = x; }
        uint64_t inverse = power(H[k * n + c], p - 2, p);
        for (int64_t i = c + 2; i < n; i++) {
            uint64_t u = H[i * n + c] * inverse % p;
            for (int64_t j = c; u && j < n; j++) H[i * n + j] = (H[i * n + j] + (p - u) * H[k * n + j]) % p;
            for (int64_t j = 0; u && j < n; j++) H[j * n + k] = (H[j * n + k] + u * H[j * n + i]) % p;
        }
    }
}

/* det(x I - D^-1 M), from x^0 on: the recurrence over leading blocks of the Hessenberg matrix.  times_d: det(x D -
 * M). */
static bool polynomial(uint64_t *coefficient, const pencil *c, bool times_d, uint64_t p, v_report *r)
{
    gnn_arena_mark mark = gnn_i_arena_mark(r->arena);
    int64_t n = c->n, w = n + 1;
    uint64_t *H = v_alloc(r, n * n + 1, sizeof *H), *f = v_alloc(r, w * w, sizeof *f), det;
    if (!H || !f || !divide(H, &det, c, p, r)) return false;
    reduce(H, n, p);
    memset(f, 0, (size_t)(w * w) * sizeof *f);
    f[0] = 1;
    for (int64_t k = 0; k < n; k++) {
        uint64_t *out = f + (k + 1) * w, chain = 1;
        const uint64_t *last = f + k * w;
        for (int64_t j = 0; j <= k; j++) out[j + 1] = last[j];
        for (int64_t j = 0; j <= k; j++) out[j] = (out[j] + (p - H[k * n + k]) % p * last[j]) % p;
        for (int64_t i = k - 1; i >= 0 && chain; i--) {
            chain = chain * H[(i + 1) * n + i] % p;
            uint64_t factor = chain * H[i * n + k] % p;
            for (int64_t j = 0; factor && j <= i; j++) out[j] = (out[j] + (p - factor) * f[i * w + j]) % p;
        }
    }
    for (int64_t k = 0; k <= n; k++) coefficient[k] = times_d ? f[n * w + k] * det % p : f[n * w + k];
    gnn_i_arena_release(r->arena, mark);
    return !gnn_canceled() || v_unchecked(r, "canceled");
}

/* ---- both polynomials modulo a prime ---- */

static bool claimed_polynomials(const pencil c[2], const json_t *e, v_report *r)
{
    int64_t prime, differs = c[0].n != c[1].n, *said[2];
    if (!v_keys(e, "kind prime a b", r) || !v_integer(&prime, e, "prime", 2, 2147483647, r)) return false;
    if (!is_prime((uint64_t)prime)) return v_refuse(r, "%lld is not a prime", (long long)prime);
    for (int i = 0; i < 2; i++) {
        int64_t n = c[i].n;
        uint64_t *found = v_alloc(r, n + 1, sizeof *found);
        if (!found || !(said[i] = v_alloc(r, n + 1, sizeof **said)) ||
            !polynomial(found, &c[i], false, (uint64_t)prime, r))
            return false;
        if (!v_integers(said[i], json_object_get(e, i ? "b" : "a"), n + 1, 0, prime - 1, i ? "b" : "a", r))
            return false;
        for (int64_t k = 0; k <= n; k++)
            if ((uint64_t)said[i][k] != found[k])
                return v_refuse(r, "'%c': the coefficient of x^%lld is %llu", "ab"[i], (long long)k,
                                (unsigned long long)found[k]);
    }
    for (int64_t k = 0; !differs && k <= c[0].n; k++) differs |= said[0][k] != said[1][k];
    if (!differs) return v_refuse(r, "the polynomials are equal modulo %lld", (long long)prime);
    v_verified(r, "both characteristic polynomials modulo the prime %lld, computed anew, and they differ",
               (long long)prime);
    return true;
}

/* ---- eigenvalues in an interval ---- */

/* The sign of a whole number from its residues: digits to the base p_0, p_1, …; half of the product has digits (p_i -
 * 1) / 2. */
static int sign_of(const uint64_t *residues, const uint64_t *prime, uint64_t *digit, int64_t primes)
{
    int sign = 0;
    for (int64_t i = 0; i < primes; i++) {
        uint64_t p = prime[i], value = 0, base = 1;
        for (int64_t j = i - 1; j >= 0; j--)
            value = (value * (prime[j] % p) + digit[j]) % p, base = base * (prime[j] % p) % p;
        digit[i] = (residues[i] + p - value) % p * power(base, p - 2, p) % p;
    }
    for (int64_t i = 0; i < primes; i++) {
        uint64_t half = (prime[i] - 1) / 2;
        if (digit[i] > half) sign = -1;
        else if (digit[i] < half) sign = 1;
    }
    for (int64_t i = 0; i < primes; i++)
        if (digit[i] != 0) return sign == 0 ? 1 : sign;
    return 0;
}

/* Positive roots of det(x D - M), which are all real. */
static bool positive_roots(int64_t *count, const pencil *c, v_report *r)
{
    double unused, bits = bits_of(c, &unused);
    int64_t primes = 2 + (int64_t)(bits / 30.9), n = c->n;
    uint64_t *prime = v_alloc(r, 2 * primes + 1, sizeof *prime), *rows = v_alloc(r, primes * (n + 1) + 1, sizeof *rows),
        *one = v_alloc(r, n + 1, sizeof *one);
    if (!prime || !rows || !one) return false;
    for (int64_t i = 0; i < primes; i++) {
        prime[i] = i ? prime[i - 1] - 1 : 2147483647;
        while (!is_prime(prime[i])) prime[i]--;
        if (!polynomial(one, c, true, prime[i], r)) return false;
        for (int64_t k = 0; k <= n; k++) rows[k * primes + i] = one[k];
    }
    int last = 0;
    *count = 0;
    for (int64_t k = 0; k <= n; k++) {
        int sign = sign_of(rows + k * primes, prime, prime + primes, primes);
        *count += sign * last < 0;
        last = sign ? sign : last;
    }
    return true;
}

static bool read_rational(int64_t out[2], const json_t *e, const char *key, v_report *r)
{
    if (!v_integers(out, json_object_get(e, key), 2, -((int64_t)1 << 40), (int64_t)1 << 40, key, r)) return false;
    return (out[1] > 0 && out[1] <= 1 << 20) || v_refuse(r, "'%s' is not [s, t] for s/t with t from 1 to 2^20", key);
}

/* Eigenvalues above s/t. */
static bool above(int64_t *count, const pencil *c, const int64_t q[2], v_report *r)
{
    gnn_arena_mark mark = gnn_i_arena_mark(r->arena);
    int64_t n = c->n;
    pencil moved = {n, v_alloc(r, n * n + 1, sizeof *moved.M), c->d};
    if (!moved.M) return false;
    for (int64_t k = 0; k < n * n; k++) moved.M[k] = q[1] * c->M[k] - (k / n == k % n ? q[0] * c->d[k / n] : 0);
    if (!positive_roots(count, &moved, r)) return false;
    gnn_i_arena_release(r->arena, mark);
    return true;
}

static bool claimed_interval(const v_pair *p, const pencil c[2], const json_t *e, v_report *r)
{
    int64_t low[2], high[2], claim[2], from = 0, to = 0;
    if (!v_keys(e, "kind low high count_a count_b", r) || !read_rational(low, e, "low", r) ||
        !read_rational(high, e, "high", r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, r) || !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, r))
        return false;
    if ((__int128)low[0] * high[1] >= (__int128)high[0] * low[1]) return v_refuse(r, "'low' is not below 'high'");
    if (claim[0] == claim[1]) return v_refuse(r, "the counts are equal");
    for (int i = 0; i < 2; i++) {
        if (p->g[i].directed) return v_refuse(r, "eigenvalues of directed graphs need not be real");
        if (c[i].n > 500) return v_unchecked(r, "more than 500 vertices are too many to count eigenvalues");
        for (int64_t v = 0; v < c[i].n; v++)
            if (c[i].d[v] < 0) return v_refuse(r, "the weights at a vertex add up to less than 0");
        if (!above(&from, &c[i], low, r) || !above(&to, &c[i], high, r)) return false;
        if (from - to != claim[i])
            return v_refuse(r, "'count_%c': there are %lld eigenvalues in the interval", "ab"[i],
                            (long long)(from - to));
    }
    v_verified(r, "eigenvalues in (%lld/%lld, %lld/%lld]: %lld against %lld, counted by exact signs", (long long)low[0],
               (long long)low[1],
               (long long)high[0], (long long)high[1], (long long)claim[0], (long long)claim[1]);
    return true;
}

/* ---- equal spectra ---- */

/* Of det(x D - M) det D' and the same crosswise, so that different D are compared too. */
static bool equal_polynomials(const pencil c[2], v_report *r)
{
    double first_d, second_d, first = bits_of(&c[0], &first_d), second = bits_of(&c[1], &second_d), have = 0;
    double bits = fmax(first + second_d, second + first_d);
    int64_t primes = 0, n = c[0].n;
    uint64_t prime = 2147483647, *a = v_alloc(r, n + 1, sizeof *a), *b = v_alloc(r, n + 1, sizeof *b);
    if (!a || !b) return false;
    if (c[0].n != c[1].n) return v_refuse(r, "there are %lld and %lld eigenvalues", (long long)n, (long long)c[1].n);
    for (; have <= bits + 1; primes++) {
        while (!is_prime(prime)) prime--;
        if (!polynomial(a, &c[0], false, prime, r) || !polynomial(b, &c[1], false, prime, r)) return false;
        if (memcmp(a, b, (size_t)(n + 1) * sizeof *a) != 0)
            return v_refuse(r, "the characteristic polynomials are different");
        have += log2((double)prime--);
    }
    v_verified(
        r,
        "characteristic polynomials, computed anew, equal modulo %lld primes: more than their coefficients' %.0f bits",
        (long long)primes, bits);
    return true;
}

static const struct { const char *test; matrix kind; } spectra[] = {
    {"spectrum-adjacency", ADJACENCY}, {"spectrum-laplacian", LAPLACIAN}, {"spectrum-signless", SIGNLESS},
        {"spectrum-walk", WALK}};

static int spectrum_of(const char *test)
{
    for (size_t i = 0; i < sizeof spectra / sizeof *spectra; i++)
        if (strcmp(spectra[i].test, test) == 0) return (int)spectra[i].kind;
    return -1;
}

bool v_is_spectrum(const char *test) { return spectrum_of(test) >= 0; }

bool v_spectra(const v_pair *p, const char *test, bool separates, const json_t *e, v_report *r)
{
    pencil c[2];
    const char *kind = json_string_value(json_object_get(e, "kind"));
    if (!v_whole_weights(p))
        return v_unchecked(r, "weights are not whole: eigenvalues in floating point are not certifiable");
    if (p->g[0].n > 3000 || p->g[1].n > 3000) return v_unchecked(r, "more than 3000 vertices");
    for (int i = 0; i < 2; i++)
        if (!fill(&c[i], &p->g[i], (matrix)spectrum_of(test), r)) return false;
    if (separates && kind && strcmp(kind, "eigenvalues") == 0) return claimed_interval(p, c, e, r);
    if (separates && kind && strcmp(kind, "charpoly") == 0) return claimed_polynomials(c, e, r);
    if (separates || !kind || strcmp(kind, "definition") != 0 || !v_keys(e, "kind", r))
        return v_refuse(r, "this is no evidence of equal or different spectra");
    return equal_polynomials(c, r);
}
