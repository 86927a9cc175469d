/* y (rows,w) (+)= A x (cols,w): rows in chunks of about CHUNK units (entries + rows), taken as threads become free, so that
 * the long rows of a power-law graph balance.  Well filled matrices of ones go by their codes, in blocks of rows. */
#include "kernels.h"

enum { CHUNK = 8192, CACHED = 512 << 10 };

typedef struct job {
    const gnn_i_kernel_set *k;
    gnn_i_spmm_args a;
    int64_t rows;
} job;

int64_t gnn_i_row_cut(const int64_t *ptr, int64_t rows, int64_t units)
{
    int64_t lo = 0, hi = rows;
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (ptr[mid] + mid >= units) hi = mid;
        else lo = mid + 1;
    }
    return lo;
}

static void chunk(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = gnn_i_row_cut(j->a.ptr, j->rows, b * CHUNK),
            to = gnn_i_row_cut(j->a.ptr, j->rows, (b + 1) * CHUNK);
    j->k->spmm(&j->a, from, to);
}

/* Entries between a prefetch and its use, by bytes of a row (measured: see tests/bench/bench_spmm.c). */
static int64_t prefetch_distance(int64_t row_bytes, int64_t x_bytes)
{
    if (x_bytes <= CACHED) return 0;
    return row_bytes <= 256 ? 48 : 36;
}

static void code_rows(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * GNN_I_CODE_ROWS, to = from + GNN_I_CODE_ROWS;
    j->k->spmm_codes(&j->a, from, to < j->rows ? to : j->rows);
}

static void multiply(gnn_dtype dtype, const gnn_i_csr *A, gnn_i_spmm_args a)
{
    int64_t w = a.w, es = (int64_t)gnn_dtype_size(dtype);
    if (A->rows == 0 || w == 0) return;
    if (A->code && !A->val) { /* dropout gives values to a copy of a matrix that has none */
        a.code = A->code, a.rows = A->rows, a.cols = A->cols;
        job j = { gnn_i_kernels(dtype), a, A->rows };
        gnn_i_for_blocks((A->rows + GNN_I_CODE_ROWS - 1) / GNN_I_CODE_ROWS, A->rows * A->cols / GNN_I_CODE_BITS * w,
                         code_rows, &j);
        return;
    }
    a.ptr = A->ptr, a.col = A->col, a.val = A->val, a.nnz = A->nnz;
    a.ahead = prefetch_distance(w * es, A->cols * a.xs * es);
    job j = { gnn_i_kernels(dtype), a, A->rows };
    int64_t units = A->nnz + A->rows;
    if (units * w < GNN_PARALLEL_WORK) {
        j.k->spmm(&j.a, 0, A->rows);
        return;
    }
    /* the last chunk ends past all units, hence at the last row */
    gnn_i_for_blocks(units / CHUNK + 1, units * w, chunk, &j);
}

void gnn_i_spmm(gnn_dtype dtype, const gnn_i_csr *A, const void *x, int64_t w, void *y, bool add, const void *bias,
                gnn_i_act act)
{
    multiply(dtype, A,
             (gnn_i_spmm_args){ .x = x, .y = y, .bias = bias, .w = w, .xs = w, .ys = w, .act = act, .add = add });
}

void gnn_i_spmm_strided(gnn_dtype dtype, const gnn_i_csr *A, const void *x, int64_t xs, int64_t w, void *y, int64_t ys,
                        bool add)
{
    multiply(dtype, A, (gnn_i_spmm_args){ .x = x, .y = y, .w = w, .xs = xs, .ys = ys, .add = add });
}
