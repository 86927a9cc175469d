/* Multisets of eigenvalues of A, L = D - A, Q = D + A and W = D^-1 A, decided without rounding.
 *
 * With integer weights the characteristic polynomial has integer coefficients.  Different modulo a prime: different, a
 * proof.  Equal modulo primes whose product exceeds twice the largest coefficient: equal, a proof too.  The coefficient of
 * x^(n-k) is a sum of k x k principal minors, each at most the product of its rows' norms r_i (Hadamard), so all are at
 * most prod (1 + r_i).  Eigenvalues in f64 (LAPACK) only describe the difference.
 * W: prod d_i det(x I - W) = det(x D - A) is integer, its coefficients are at most prod (d_i + r_i); two such polynomials are
 * compared after each is multiplied by the other's prod d_i.  A vertex of degree 0 has a row of zeros (d = 1 there).
 *
 * Other weights: eigenvalues in f64, equal within 1e-10 n max |eigenvalue| (dsyevr's error is a modest multiple of
 * n 1e-16 ||A||); symmetric matrices only. */
#include "charpoly.h"
#include "isolate.h"
#include <math.h>

enum { ADJACENCY, LAPLACIAN, SIGNLESS, WALK };
enum { MOST_ISOLATED = 64 }; /* vertices: the checker's exact signs cost O(n^4) and more */

/* Rows are destinations; D = weighted in-degrees. */
static void fill_matrix(double *M, const gnn_graph *g, int variant)
{
    int64_t n = g->n;
    memset(M, 0, (size_t)(n * n) * sizeof *M);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            double w = g->weight ? g->weight[e] : 1.0;
            int64_t v = g->col[e];
            M[v * n + u] += variant == LAPLACIAN ? -w : w;
            if (variant == LAPLACIAN || variant == SIGNLESS) M[v * n + v] += w;
        }
}

/* Weighted in-degree of row v of A, 1 for a row of zeros. */
static double row_degree(const double *M, int64_t n, int64_t v)
{
    double d = 0;
    bool any = false;
    for (int64_t u = 0; u < n; u++) d += M[v * n + u], any |= M[v * n + u] != 0;
    return any ? d : 1;
}

static bool integral(const gnn_graph *g)
{
    for (int64_t e = 0; g->weight && e < g->arcs; e++)
        if (!(fabs(g->weight[e]) < 1e6) || g->weight[e] != floor(g->weight[e])) return false;
    return true;
}

/* log2 of a bound on the coefficients; denominator: adds log2 of prod d_i, or NULL for matrices of integers. */
static double coefficient_bits(double *denominator, const double *M, int64_t n)
{
    double bits = 0;
    for (int64_t i = 0; i < n; i++) {
        double square = 0, d = denominator ? fabs(row_degree(M, n, i)) : 1;
        for (int64_t j = 0; j < n; j++) square += M[i * n + j] * M[i * n + j];
        bits += log2(d + sqrt(square));
        if (denominator) *denominator += log2(d);
    }
    return bits + 1e-6 * (double)n;
}

typedef struct spectra {
    gnn_i_trial *trial;
    double *M;
    uint32_t *H, *coef;
    int64_t *words, *begin, *length, max_n;
    bool *active;
    int64_t primes;     /* used                                 */
    uint32_t prime;     /* the last                             */
    double bits;        /* of the coefficient bound             */
} spectra;

static uint64_t power(uint64_t a, uint64_t e, uint64_t p)
{
    uint64_t x = 1;
    for (; e; e >>= 1, a = a * a % p)
        if (e & 1) x = x * a % p;
    return x;
}

/* Rows of H (A modulo p) divided by their degrees. */
static gnn_status divide_rows(spectra *s, int64_t n, uint32_t p)
{
    for (int64_t v = 0; v < n; v++) {
        int64_t d = (int64_t)row_degree(s->M, n, v) % (int64_t)p;
        GNN_REQUIRE_RETURN(d != 0, GNN_EUNSUPPORTED,
                           "the weights of vertex %lld add up to 0 (modulo %u): a random walk has no steps there",
                           (long long)v, p);
        uint64_t inverse = power((uint64_t)(d < 0 ? d + (int64_t)p : d), p - 2, p);
        for (int64_t u = 0; u < n; u++) s->H[v * n + u] = (uint32_t)(s->H[v * n + u] * inverse % p);
    }
    return GNN_OK;
}

static gnn_status polynomial(spectra *s, int64_t i, uint32_t p)
{
    const gnn_graph *g = s->trial->graphs[i];
    fill_matrix(s->M, g, s->trial->variant);
    for (int64_t k = 0; k < g->n * g->n; k++) {
        int64_t x = (int64_t)s->M[k] % (int64_t)p;
        s->H[k] = (uint32_t)(x < 0 ? x + (int64_t)p : x);
    }
    if (s->trial->variant == WALK) GNN_TRY_RETURN(divide_rows(s, g->n, p));
    return gnn_i_charpoly_mod(s->coef, s->H, g->n, p, s->trial->budget);
}

/* Refine the classes by the polynomials modulo p; graphs alone in a class are done. */
static gnn_status refine_by_prime(spectra *s, uint32_t p, bool *any)
{
    gnn_status st = GNN_OK;
    gnn_i_trial *t = s->trial;
    int64_t at = 0;
    int32_t *members = NULL;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        s->begin[i] = at, s->length[i] = 1;
        s->words[at] = t->class_of[i];
        if (s->active[i]) {
            GNN_TRY(polynomial(s, i, p));
            for (int64_t k = 0; k <= n; k++) s->words[at + 1 + k] = s->coef[k];
            s->length[i] = n + 2;
        }
        at += s->length[i];
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, s->begin, s->length, s->words));
    GNN_CALLOC(members, t->classes + 1);
    for (int64_t i = 0; i < t->count; i++) members[t->class_of[i]]++;
    *any = false;
    for (int64_t i = 0; i < t->count; i++) *any |= s->active[i] = s->active[i] && members[t->class_of[i]] > 1;
done:
    gnn_i_free(members);
    return st;
}

static gnn_status by_polynomials(spectra *s)
{
    gnn_i_trial *t = s->trial;
    double others = 0;
    for (int64_t i = 0; i < t->count; i++) {
        t->class_of[i] = 0, s->active[i] = true;
        fill_matrix(s->M, t->graphs[i], t->variant);
        double own = 0, bits = coefficient_bits(t->variant == WALK ? &own : NULL, s->M, t->graphs[i]->n);
        s->bits = bits > s->bits ? bits : s->bits;
        others = own > others ? own : others;
    }
    s->bits += others;
    bool any = true;
    uint32_t p = 2147483648u;
    for (double have = 0; any && have <= s->bits + 1; s->primes++) {
        p = gnn_i_prime_below(p);
        have += log2(p);
        GNN_TRY_RETURN(gnn_i_budget_poll(t->budget));
        GNN_TRY_RETURN(refine_by_prime(s, p, &any));
    }
    s->prime = p;
    return GNN_OK;
}

/* D^-1/2 A D^-1/2 has the eigenvalues of D^-1 A. */
static gnn_status symmetrize(spectra *s, int64_t n)
{
    gnn_status st = GNN_OK;
    double *root;
    GNN_ALLOC(root, n + 1);
    for (int64_t v = 0; v < n; v++) {
        double d = row_degree(s->M, n, v);
        GNN_REQUIRE(d > 0, GNN_EUNSUPPORTED, "the weights of vertex %lld add up to %g: a random walk needs more than 0",
                    (long long)v, d);
        root[v] = sqrt(d);
    }
    for (int64_t v = 0; v < n; v++)
        for (int64_t u = 0; u < n; u++) s->M[v * n + u] /= root[v] * root[u];
done:
    gnn_i_free(root);
    return st;
}

/* Eigenvalues, ascending. */
static gnn_status eigenvalues(double *value, spectra *s, int64_t i)
{
    const gnn_graph *g = s->trial->graphs[i];
    fill_matrix(s->M, g, s->trial->variant);
    if (s->trial->variant == WALK) GNN_TRY_RETURN(symmetrize(s, g->n));
    return gnn_symmetric_eigenvalues(value, s->M, g->n);
}

static bool values_equal(const double *a, const double *b, int64_t n)
{
    double largest = 0;
    for (int64_t k = 0; k < n; k++) largest = fmax(largest, fmax(fabs(a[k]), fabs(b[k])));
    for (int64_t k = 0; k < n; k++)
        if (fabs(a[k] - b[k]) > 1e-10 * (double)n * largest) return false;
    return true;
}

/* First graph with the same values (within the tolerance) names the class. */
static gnn_status by_values(spectra *s)
{
    gnn_status st = GNN_OK;
    gnn_i_trial *t = s->trial;
    double *values = NULL;
    int64_t *at = NULL, total = 0;
    for (int64_t i = 0; i < t->count; i++) {
        GNN_REQUIRE(!t->graphs[i]->directed, GNN_EUNSUPPORTED,
                    "spectra of directed graphs need integer weights below 1e6");
        total += t->graphs[i]->n;
    }
    GNN_ALLOC(values, total + 1);
    GNN_ALLOC(at, t->count + 1);
    at[0] = 0, t->classes = 0;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n, j = 0;
        at[i + 1] = at[i] + n;
        GNN_TRY(gnn_i_budget_poll(t->budget));
        GNN_TRY(eigenvalues(values + at[i], s, i));
        while (j < i && (t->graphs[j]->n != n || !values_equal(values + at[i], values + at[j], n))) j++;
        t->class_of[i] = j < i ? t->class_of[j] : (int32_t)t->classes++;
    }
done:
    gnn_i_free(values);
    gnn_i_free(at);
    return st;
}

static gnn_status describe_difference(spectra *s)
{
    gnn_status st = GNN_OK;
    const gnn_graph *const *g = s->trial->graphs;
    gnn_test_result *r = s->trial->result;
    int64_t n = g[0]->n, k = 0;
    double *a = NULL, *b = NULL;
    if (n != g[1]->n) {
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld eigenvalues", (long long)n, (long long)g[1]->n);
        return GNN_OK;
    }
    snprintf(r->evidence, sizeof r->evidence, "characteristic polynomials differ modulo 2147483647");
    if (g[0]->directed || g[1]->directed || n > 1000) return GNN_OK;
    if (s->trial->variant == WALK && (g[0]->weight || g[1]->weight)) return GNN_OK; /* degrees may be negative */
    GNN_ALLOC(a, n + 1);
    GNN_ALLOC(b, n + 1);
    GNN_TRY(eigenvalues(a, s, 0));
    GNN_TRY(eigenvalues(b, s, 1));
    while (k < n && fabs(a[n - 1 - k] - b[n - 1 - k]) <= 1e-8 * (1 + fabs(a[n - 1 - k]))) k++;
    if (k == n) goto done;
    double x = a[n - 1 - k], y = b[n - 1 - k];
    int digits = fabs(x - y) < 1e-3 ? 9 : 4;
    if (k == 0) snprintf(r->evidence, sizeof r->evidence, "largest eigenvalue %.*f against %.*f", digits, x, digits, y);
    else
        snprintf(r->evidence, sizeof r->evidence, "largest eigenvalue %.4f in both, number %lld is %.*f against %.*f",
                 a[n - 1], (long long)k + 1, digits, x, digits, y);
done:
    gnn_i_free(a);
    gnn_i_free(b);
    return st;
}

/* Coefficients from that of x^0 on, as the last refinement left them. */
static void put_polynomials(const spectra *s)
{
    gnn_i_evidence *e = s->trial->evidence;
    gnn_i_evidence_kind(e, "charpoly");
    gnn_i_evidence_int(e, "prime", s->prime);
    gnn_i_evidence_list64(e, "a", s->length[0] - 1, s->words + s->begin[0] + 1);
    gnn_i_evidence_list64(e, "b", s->length[1] - 1, s->words + s->begin[1] + 1);
}

static bool symmetric(const spectra *s)
{
    for (int i = 0; i < 2; i++) {
        const gnn_graph *g = s->trial->graphs[i];
        if (g->directed || g->n > MOST_ISOLATED || (s->trial->variant == WALK && g->weight)) return false;
    }
    return true;
}

/* An eigenvalue that the graphs have unequally often, between rational ends, or the polynomials. */
static gnn_status certify(spectra *s)
{
    gnn_status st = GNN_OK;
    gnn_i_evidence *e = s->trial->evidence;
    gnn_i_interval found;
    double value[2][MOST_ISOLATED];
    if (!e) return GNN_OK;
    bool clear = symmetric(s);
    for (int i = 0; i < 2 && clear; i++) GNN_TRY(eigenvalues(value[i], s, i));
    if (!clear || !gnn_i_isolate(&found, value[0], s->trial->graphs[0]->n, value[1], s->trial->graphs[1]->n)) {
        put_polynomials(s);
        goto done;
    }
    gnn_i_evidence_kind(e, "eigenvalues");
    gnn_i_evidence_list64(e, "low", 2, found.low);
    gnn_i_evidence_list64(e, "high", 2, found.high);
    gnn_i_evidence_int(e, "count_a", found.count[0]);
    gnn_i_evidence_int(e, "count_b", found.count[1]);
done:
    return st;
}

static gnn_status spectra_new(spectra *s, gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int64_t total = 0;
    *s = (spectra){.trial = t};
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        GNN_REQUIRE(n <= 32768, GNN_EUNSUPPORTED, "%lld vertices: dense matrices up to 32768 are possible",
                    (long long)n);
        total += n + 2;
        s->max_n = n > s->max_n ? n : s->max_n;
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 16 * (s->max_n + 1) * (s->max_n + 1) + 8 * total + 32 * t->count));
    GNN_ALLOC(s->M, s->max_n * s->max_n + 1);
    GNN_ALLOC(s->H, s->max_n * s->max_n + 1);
    GNN_ALLOC(s->coef, s->max_n + 1);
    GNN_ALLOC(s->words, total + 1);
    GNN_ALLOC(s->begin, t->count + 1);
    GNN_ALLOC(s->length, t->count + 1);
    GNN_CALLOC(s->active, t->count + 1);
done:
    return st;
}

static gnn_status spectrum_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    spectra s = {0};
    bool exact = true;
    GNN_TRY(spectra_new(&s, t));
    for (int64_t i = 0; i < t->count; i++) exact &= integral(t->graphs[i]);
    GNN_TRY(exact ? by_polynomials(&s) : by_values(&s));
    if (!t->result) goto done;
    if (t->classes == 2 && exact) GNN_TRY(certify(&s));
    if (t->classes == 2) GNN_TRY(describe_difference(&s));
    else if (exact)
        snprintf(t->result->evidence, sizeof t->result->evidence,
                 "characteristic polynomials equal: modulo %lld prime%s of 31 bits, coefficients below 2^%.0f", (long long)s.primes, s.primes == 1 ? "" : "s",
                 ceil(s.bits));
    else
        snprintf(t->result->evidence, sizeof t->result->evidence,
                 "eigenvalues equal within 1e-10 n times the largest (f64)");
done:
    gnn_i_free(s.M);
    gnn_i_free(s.H);
    gnn_i_free(s.coef);
    gnn_i_free(s.words);
    gnn_i_free(s.begin);
    gnn_i_free(s.length);
    gnn_i_free(s.active);
    return st;
}

#define HOW "  Integer weights: exact, by characteristic polynomials modulo enough primes for a proof; other weights: f64 within " \
            "1e-10 n times the largest eigenvalue, symmetric only.  At most as strong as 2-fwl.  Cost O(n^3) a prime."
static const char *const names[] = {"spectrum-adjacency", "spectrum-laplacian", "spectrum-signless", "spectrum-walk", NULL};
static const char *const aliases[] = {"spectrum=spectrum-adjacency", NULL};
static const char *const help[] = {
    "Multisets of eigenvalues of the adjacency matrix A." HOW,
    "Multisets of eigenvalues of the Laplacian D - A." HOW,
    "Multisets of eigenvalues of the signless Laplacian D + A." HOW,
    "Multisets of eigenvalues of the random walk D^-1 A." HOW,
};

const gnn_i_verdict gnn_i_verdict_spectrum = {.rank = 30, .names = names, .aliases = aliases, .help = help, .run = spectrum_run};
