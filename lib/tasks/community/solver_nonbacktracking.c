/* Krzakala et al. 2013: the non-backtracking operator B by its 2n x 2n form (Ihara-Bass), which has the same
 * eigenvalues off the unit circle:
 *     [ 0  D - I ] [x]            [x]
 *     [-I    A   ] [y] = lambda   [y],      y the sums over edges into a vertex.
 * Real eigenvalues of modulus above sqrt(rho), rho the largest, lie outside the bulk; the first is the mean, each
 * other one a direction that separates groups. */
#include "community.h"
#include "tensor/tensor_i.h"
#include <math.h>

enum { DENSE_UP_TO = 64, DENSE_AT_MOST = 1024, ROUNDS = 3000 };

typedef struct form {
    const gnn_graph *g;
    gnn_operator *a;
} form;

static gnn_status multiply(void *ctx, double *out, const double *in, int64_t two_n)
{
    form *f = ctx;
    int64_t n = two_n / 2;
    GNN_TRY_RETURN(gnn_i_apply_operator(f->a, out + n, in + n, n));
    for (int64_t u = 0; u < n; u++) {
        out[u] = ((double)(f->g->ptr[u + 1] - f->g->ptr[u]) - 1) * in[n + u];
        out[n + u] -= in[u];
    }
    return GNN_OK;
}

/* Eigenpairs of largest modulus, halves y only. */
typedef struct spectrum {
    int64_t count;
    double *re, *im, *y; /* vector j at y + j n */
} spectrum;

static void spectrum_free(spectrum *s)
{
    gnn_i_free(s->re);
    gnn_i_free(s->im);
    gnn_i_free(s->y);
    *s = (spectrum){ 0 };
}

static gnn_status dense(spectrum *s, form *f)
{
    gnn_status st = GNN_OK;
    int64_t n = f->g->n, two_n = 2 * n;
    double *a = NULL, *unit = NULL, *v = NULL;
    GNN_ALLOC(a, two_n * two_n);
    GNN_ALLOC(v, two_n * two_n);
    GNN_CALLOC(unit, two_n);
    GNN_ALLOC(s->re, two_n);
    GNN_ALLOC(s->im, two_n);
    GNN_ALLOC(s->y, two_n * n);
    for (int64_t j = 0; j < two_n; j++) {
        unit[j] = 1;
        GNN_TRY(multiply(f, a + j * two_n, unit, two_n));
        unit[j] = 0;
    }
    GNN_TRY(gnn_i_general_eigenvectors(s->re, s->im, v, a, two_n));
    for (int64_t j = 0; j < two_n; j++) memcpy(s->y + j * n, v + j * two_n + n, (size_t)n * sizeof *v);
    s->count = two_n;
done:
    gnn_i_free(a);
    gnn_i_free(unit);
    gnn_i_free(v);
    return st;
}

static gnn_status sparse(spectrum *s, form *f, int64_t count, uint64_t seed)
{
    gnn_status st = GNN_OK;
    int64_t n = f->g->n;
    double *start = NULL, *v = NULL;
    GNN_ALLOC(start, 2 * n);
    GNN_ALLOC(v, count * 2 * n);
    GNN_ALLOC(s->re, count);
    GNN_ALLOC(s->im, count);
    GNN_ALLOC(s->y, count * n);
    gnn_i_eigen_start(start, 2 * n, seed);
    GNN_TRY(gnn_i_arpack_general(s->re, s->im, v, 2 * n, count, 1e-4, ROUNDS, start, multiply, f));
    for (int64_t j = 0; j < count; j++) memcpy(s->y + j * n, v + j * 2 * n + n, (size_t)n * sizeof *v);
    s->count = count;
done:
    gnn_i_free(start);
    gnn_i_free(v);
    return st;
}

/* At least the pairs outside the bulk if count reaches so far; fewer when the bulk, which carries nothing, does not
 * converge. */
static gnn_status leading(spectrum *s, form *f, int64_t count, uint64_t seed)
{
    int64_t n = f->g->n;
    gnn_status st = GNN_ENUMERIC;
    if (n <= DENSE_UP_TO || 3 * count >= n) return dense(s, f);
    for (; st == GNN_ENUMERIC && count >= 2; count /= 2) {
        spectrum_free(s);
        st = sparse(s, f, count, seed);
    }
    if (st != GNN_ENUMERIC || n > DENSE_AT_MOST) return st;
    spectrum_free(s);
    return dense(s, f);
}

typedef struct line {
    double modulus;
    int64_t at;
} line;

static int larger_first(const void *pa, const void *pb)
{
    const line *a = pa, *b = pb;
    return a->modulus != b->modulus ? (a->modulus > b->modulus ? -1 : 1) : (a->at > b->at) - (a->at < b->at);
}

/* Directions by use: real eigenvalues by modulus, then the complex ones (real and imaginary part: a plane, whatever
 * the phase), for a number of groups that is larger than the operator sees.  The mean's (the largest real one) is left
 * out.  *outside: the real ones outside the bulk, which come first; *reached: the list goes down to the bulk. */
static gnn_status directions(line **out, int64_t *count, int64_t *outside, bool *reached, const spectrum *s)
{
    int64_t k = 0, real, lead = -1;
    double least = INFINITY;
    line *l = gnn_i_alloc((size_t)s->count, sizeof *l);
    if (!l) return GNN_ENOMEM;
    for (int64_t j = 0; j < s->count; j++)
        if (s->im[j] == 0 && (lead < 0 || s->re[j] > s->re[lead])) lead = j;
    for (int64_t j = 0; j < s->count; j++)
        if (s->im[j] == 0 && j != lead) l[k++] = (line){ fabs(s->re[j]), j };
    real = k;
    for (int64_t j = 0; j < s->count; j++)
        if (s->im[j] != 0) l[k++] = (line){ hypot(s->re[j], s->im[j]), j };
    for (int64_t j = 0; j < k; j++) least = fmin(least, l[j].modulus);
    qsort(l, (size_t)real, sizeof *l, larger_first);
    qsort(l + real, (size_t)(k - real), sizeof *l, larger_first);
    double rho = lead >= 0 ? s->re[lead] : 0, edge = sqrt(fmax(rho, 1));
    *outside = 0;
    while (*outside < real && l[*outside].modulus > edge * (1 + 1e-6)) ++*outside;
    *reached = least <= edge;
    *out = l, *count = k;
    return GNN_OK;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n, found = 0, outside = 0, ask = job->k ? job->k + 3 : 8, use;
    form f = { .g = job->g };
    bool reached;
    spectrum s = { 0 };
    line *l = NULL;
    double *chosen = NULL;
    GNN_TRY(gnn_operator_new(&f.a, job->g, "A", GNN_F64));
    for (;; ask *= 2) { /* until the bulk is reached, when the groups are to be counted */
        gnn_i_free(l), l = NULL;
        spectrum_free(&s);
        GNN_TRY(leading(&s, &f, ask, job->o->seed));
        GNN_TRY(directions(&l, &found, &outside, &reached, &s));
        if (job->k || reached || s.count < ask || s.count == 2 * n) break;
    }
    if (job->k == 0) job->k = outside + 1 < n ? outside + 1 : n;
    use = found < job->k - 1 ? found : job->k - 1;
    if (job->k == 1 || use == 0) goto done; /* no vector but the mean's: one group */
    GNN_ALLOC(chosen, use * n);
    for (int64_t j = 0; j < use; j++) memcpy(chosen + j * n, s.y + l[j].at * n, (size_t)n * sizeof *chosen);
    GNN_TRY(gnn_i_group_rows(job, chosen, use, false));
done:
    gnn_operator_free(f.a);
    spectrum_free(&s);
    gnn_i_free(l);
    gnn_i_free(chosen);
    return st;
}

const gnn_i_solver gnn_i_solver_nonbacktracking = {
    .name = "nonbacktracking", .help = "real eigenvectors of B outside the bulk, k-means; counts the groups itself", .own_k = true, .run = run };
