/* All linear maps R^(n^k) -> R^(n^l) that commute with the renaming of n things: one for each set partition of the k + l
 * indices.  Maron et al. 2019, theorem 1, in the basis of sums: the input's indices in one block are set equal, blocks of
 * input indices alone are summed over, output indices in one block are equal, and blocks of output indices alone are free:
 *     Y[o] = sum over X[i] with (i, o) constant on each block */
#include <gnn/symmetry.h>
#include "base/base.h"
#include "graph/graph_i.h"

enum { MOST = 8 };

/* Partitions as restricted growth strings: block[0] = 0, block[j] <= 1 + max before it, in lexicographic order. */
static int next_partition(int *block, int m)
{
    for (int j = m - 1; j > 0; j--) {
        int most = 0;
        for (int i = 0; i < j; i++) most = block[i] > most ? block[i] : most;
        if (block[j] > most) continue;
        block[j]++;
        for (int i = j + 1; i < m; i++) block[i] = 0;
        return 1;
    }
    return 0;
}

static int blocks_of(const int *block, int m)
{
    int most = -1;
    for (int j = 0; j < m; j++) most = block[j] > most ? block[j] : most;
    return most + 1;
}

int64_t gnn_equivariant_count(int k, int l, int64_t n)
{
    if (k < 0 || l < 0 || k + l > MOST || n < 0) return -1;
    int block[MOST] = { 0 };
    int64_t count = 0;
    do count += blocks_of(block, k + l) <= n;
    while (next_partition(block, k + l));
    return count;
}

static gnn_status partition_of(int *block, int k, int l, int64_t which)
{
    GNN_REQUIRE_RETURN(k >= 0 && l >= 0 && k + l <= MOST, GNN_EINVAL,
                       "maps from order %d to order %d: at most %d indices together", k, l, (int)MOST);
    memset(block, 0, MOST * sizeof *block);
    GNN_REQUIRE_RETURN(which >= 0, GNN_EINVAL, "map %lld", (long long)which);
    for (int64_t i = 0; i < which; i++)
        GNN_REQUIRE_RETURN(next_partition(block, k + l), GNN_EINVAL, "map %lld of order %d to order %d: there are %lld",
                           (long long)which, k, l, (long long)gnn_equivariant_count(k, l, MOST));
    return GNN_OK;
}

gnn_status gnn_equivariant_partition(int *block, int k, int l, int64_t which)
{
    int all[MOST];
    GNN_TRY_RETURN(partition_of(all, k, l, which));
    memcpy(block, all, (size_t)(k + l) * sizeof *block);
    return GNN_OK;
}

static gnn_status power(int64_t *out, int64_t n, int k)
{
    *out = 1;
    for (int i = 0; i < k; i++)
        GNN_REQUIRE_RETURN(gnn_i_mul_ok(*out, n, out), GNN_EOVERFLOW, "%lld^%d entries", (long long)n, k);
    return GNN_OK;
}

/* Strides of a block's value in an index of order `m`, whose axes are block[0 .. m). */
static void strides_of(int64_t *stride, const int *block, int m, int64_t n)
{
    int64_t step = 1;
    for (int b = 0; b < MOST; b++) stride[b] = 0;
    for (int j = m - 1; j >= 0; j--, step *= n) stride[block[j]] += step;
}

/* see(ctx, input, output) for every assignment of values to the blocks. */
static void each_entry(const int *block, int k, int l, int64_t n, void (*see)(void *ctx, int64_t in, int64_t out),
                       void *ctx)
{
    int64_t in[MOST], out[MOST], value[MOST] = { 0 }, i = 0, o = 0;
    int blocks = blocks_of(block, k + l);
    strides_of(in, block, k, n);
    strides_of(out, block + k, l, n);
    if (n == 0 && blocks) return;
    for (;;) {
        see(ctx, i, o);
        int b = blocks - 1;
        for (; b >= 0 && value[b] == n - 1; b--) i -= in[b] * value[b], o -= out[b] * value[b], value[b] = 0;
        if (b < 0) return;
        value[b]++, i += in[b], o += out[b];
    }
}

typedef struct transfer { const double *x; double *y; int64_t cols; } transfer;

static void add_entry(void *ctx, int64_t in, int64_t out)
{
    const transfer *t = ctx;
    t->y[out] += t->x[in];
}

static void set_entry(void *ctx, int64_t in, int64_t out)
{
    const transfer *t = ctx;
    t->y[out * t->cols + in] += 1;
}

gnn_status gnn_equivariant_apply(double *y, const double *x, int k, int l, int64_t which, int64_t n)
{
    int block[MOST];
    int64_t size;
    GNN_TRY_RETURN(partition_of(block, k, l, which));
    GNN_TRY_RETURN(power(&size, n, k > l ? k : l));
    GNN_TRY_RETURN(power(&size, n, l));
    memset(y, 0, (size_t)size * sizeof *y);
    each_entry(block, k, l, n, add_entry, &(transfer){ x, y, 0 });
    return GNN_OK;
}

gnn_status gnn_equivariant_matrix(double *matrix, int k, int l, int64_t which, int64_t n)
{
    int block[MOST];
    int64_t rows, cols, size;
    GNN_TRY_RETURN(partition_of(block, k, l, which));
    GNN_TRY_RETURN(power(&rows, n, l));
    GNN_TRY_RETURN(power(&cols, n, k));
    GNN_REQUIRE_RETURN(gnn_i_mul_ok(rows, cols, &size), GNN_EOVERFLOW, "a matrix of %lld x %lld", (long long)rows,
                       (long long)cols);
    memset(matrix, 0, (size_t)size * sizeof *matrix);
    each_entry(block, k, l, n, set_entry, &(transfer){ NULL, matrix, cols });
    return GNN_OK;
}
