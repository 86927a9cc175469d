/* Eigenvectors at an end of a symmetric operator's spectrum: ARPACK, or LAPACK where the matrix is small. */
#include "community.h"
#include "tensor/tensor_i.h"
#include <math.h>

enum { DENSE_UP_TO = 128, DENSE_AT_MOST = 4096, ROUNDS = 3000 };

gnn_status gnn_i_apply_operator(void *ctx, double *y, const double *x, int64_t n)
{
    (void)n;
    gnn_i_operator_apply(y, ctx, x, 1, false, false, NULL, GNN_I_ACT_NONE, NULL);
    return GNN_OK;
}

void gnn_i_eigen_start(double *start, int64_t n, uint64_t seed)
{
    gnn_rng rng = gnn_rng_stream(seed, "community/start", 0);
    for (int64_t i = 0; i < n; i++) start[i] = 1 + 0.1 * gnn_rng_normal(&rng);
}

typedef struct pair {
    double key;
    int64_t at;
} pair;

static int by_key(const void *pa, const void *pb)
{
    const pair *a = pa, *b = pb;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->at > b->at) - (a->at < b->at);
}

/* The `count` outermost of `found` pairs in order; from -> to. */
static gnn_status pick(double *values, double *vectors, int64_t n, int64_t count, gnn_i_end end, const double *value,
                       const double *vector, int64_t found)
{
    pair *p = gnn_i_alloc((size_t)found, sizeof *p);
    if (!p) return GNN_ENOMEM;
    for (int64_t j = 0; j < found; j++)
        p[j] = (pair){ end == GNN_I_SMALLEST ? value[j] : end == GNN_I_LARGEST ? -value[j] : -fabs(value[j]), j };
    qsort(p, (size_t)found, sizeof *p, by_key);
    for (int64_t j = 0; j < count; j++) {
        values[j] = value[p[j].at];
        memcpy(vectors + j * n, vector + p[j].at * n, (size_t)n * sizeof *vectors);
    }
    gnn_i_free(p);
    return GNN_OK;
}

static gnn_status dense(double *values, double *vectors, int64_t n, int64_t count, gnn_i_end end, gnn_i_linear_fn fn,
                        void *ctx)
{
    gnn_status st = GNN_OK;
    double *a = NULL, *unit = NULL, *value = NULL, *vector = NULL;
    GNN_ALLOC(a, n * n);
    GNN_CALLOC(unit, n);
    GNN_ALLOC(value, n);
    GNN_ALLOC(vector, n * n);
    for (int64_t j = 0; j < n; j++) {
        unit[j] = 1;
        GNN_TRY(fn(ctx, a + j * n, unit, n));
        unit[j] = 0;
    }
    GNN_TRY(gnn_i_symmetric_eigenvectors(value, vector, a, n));
    GNN_TRY(pick(values, vectors, n, count, end, value, vector, n));
done:
    gnn_i_free(a);
    gnn_i_free(unit);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

gnn_status gnn_i_eigen_end(double *values, double *vectors, int64_t n, int64_t count, gnn_i_end end, double tolerance,
                           uint64_t seed, gnn_i_linear_fn fn, void *ctx)
{
    static const char *const which[] = { "LA", "SA", "LM" };
    gnn_status st = GNN_OK;
    double *start = NULL, *value = NULL, *vector = NULL;
    GNN_REQUIRE(count >= 0 && count <= n, GNN_EINVAL, "eigenvectors: %lld of %lld", (long long)count, (long long)n);
    if (count == 0) return GNN_OK;
    if (n <= DENSE_UP_TO || (3 * count >= n && n <= DENSE_AT_MOST))
        return dense(values, vectors, n, count, end, fn, ctx);
    GNN_ALLOC(start, n);
    GNN_ALLOC(value, count);
    GNN_ALLOC(vector, count * n);
    gnn_i_eigen_start(start, n, seed);
    st = gnn_i_arpack_symmetric(value, vector, n, count, which[end], tolerance, ROUNDS, start, fn, ctx);
    if (st == GNN_ENUMERIC && n <= DENSE_AT_MOST) st = dense(values, vectors, n, count, end, fn, ctx);
    else if (st == GNN_OK) st = pick(values, vectors, n, count, end, value, vector, count);
done:
    gnn_i_free(start);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}
