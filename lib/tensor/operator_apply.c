/* y (+)= op x and op^T x for every kind of operator. */
#include "kernels.h"

/* ---- non-backtracking: (B x)_e = (S x)_{head(e)} - x_{rev(e)},  S x sums x over arcs by tail
 *                       (B^T x)_e = (T x)_{tail(e)} - x_{rev(e)}, T x sums x over arcs by head ---- */

typedef struct minus_job {
    const gnn_i_kernel_set *k;
    void *y;
    const void *sums, *x;
    const int32_t *node, *rev;
    int64_t rows, w;
    bool add;
} minus_job;

enum { MINUS_ROWS = 1024 };

static void minus_block(void *ctx, int64_t b)
{
    const minus_job *j = ctx;
    int64_t from = b * MINUS_ROWS, to = from + MINUS_ROWS < j->rows ? from + MINUS_ROWS : j->rows;
    j->k->gather_minus(j->y, j->sums, j->node, j->x, j->rev, from, to, j->w, j->add);
}

static void nb_once(void *y, const gnn_operator *op, const void *x, int64_t w, bool transposed, bool add, void *sums)
{
    gnn_i_csr by = { .rows = op->nodes, .cols = op->rows, .nnz = op->rows, .ptr = transposed ? op->in_ptr : op->out_ptr,
                     .col = transposed ? op->in_arc : op->out_arc };
    gnn_i_spmm(op->dtype, &by, x, w, sums, false, NULL, GNN_I_ACT_NONE);
    minus_job j = { gnn_i_kernels(op->dtype), y, sums, x, transposed ? op->tail : op->head, op->rev, op->rows, w, add };
    gnn_i_for_blocks((op->rows + MINUS_ROWS - 1) / MINUS_ROWS, 2 * op->rows * w, minus_block, &j);
}

static size_t round64(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

/* ---- U: every row of a block becomes the mean of the block ---- */

static void mean_blocks(void *y, const gnn_operator *op, const void *x, int64_t w, bool add, char *scratch)
{
    size_t es = gnn_dtype_size(op->dtype);
    if (op->blocks > 1) { /* many graphs: one mean each, side by side */
        gnn_i_segment_sum(op->dtype, scratch, x, op->blocks, op->block_ptr, w, true, false);
    } else if (op->blocks == 1 && op->rows > 0) { /* one large graph: fixed blocks of rows */
        void *mean = scratch + round64(gnn_i_sums_scratch(op->dtype, op->rows, w));
        gnn_i_column_sums(op->dtype, mean, x, op->rows, w, false, scratch);
        memset(scratch, 0, (size_t)w * es);
        gnn_i_axpy(op->dtype, scratch, 1.0 / (double)op->rows, mean, w);
    }
    gnn_i_segment_spread(op->dtype, y, scratch, op->blocks, op->block_ptr, w, false, add);
}

size_t gnn_i_operator_scratch(const gnn_operator *op, int64_t w)
{
    size_t row = (size_t)w * gnn_dtype_size(op->dtype);
    switch (op->kind) {
    case GNN_I_OP_MEAN:
        return op->blocks > 1 ? round64((size_t)op->blocks * row)
                              : round64(gnn_i_sums_scratch(op->dtype, op->rows, w)) + 2 * round64(row);
    case GNN_I_OP_NB: return round64((size_t)op->nodes * row) + (op->power > 1 ? round64((size_t)op->rows * row) : 0);
    case GNN_I_OP_IDENTITY:
    case GNN_I_OP_DIAGONAL:
    case GNN_I_OP_MATRIX: break;
    }
    return 0;
}

void gnn_i_operator_apply(void *y, const gnn_operator *op, const void *x, int64_t w, bool transposed, bool add,
                          const void *bias, gnn_i_act act, void *scratch)
{
    int64_t rows = transposed ? op->cols : op->rows;
    switch (op->kind) {
    case GNN_I_OP_MATRIX: /* bias and activation while the row is in cache */
        gnn_i_spmm(op->dtype, transposed ? &op->bwd : &op->fwd, x, w, y, add, bias, act);
        return;
    case GNN_I_OP_IDENTITY: gnn_i_scale_rows(op->dtype, y, NULL, x, rows, w, add); break;
    case GNN_I_OP_DIAGONAL: gnn_i_scale_rows(op->dtype, y, op->diag, x, rows, w, add); break;
    case GNN_I_OP_MEAN: mean_blocks(y, op, x, w, add, scratch); break;
    case GNN_I_OP_NB:
        if (op->power > 1) {
            char *once = (char *)scratch + round64((size_t)(op->nodes * w) * gnn_dtype_size(op->dtype));
            nb_once(once, op, x, w, transposed, false, scratch);
            nb_once(y, op, once, w, transposed, add, scratch);
        } else
            nb_once(y, op, x, w, transposed, add, scratch);
        break;
    }
    gnn_i_bias_act(op->dtype, y, bias, act, rows, w);
}

gnn_status gnn_operator_apply(gnn_tensor *y, const gnn_operator *op, const gnn_tensor *x, int transposed)
{
    int64_t rows = transposed ? op->cols : op->rows, cols = transposed ? op->rows : op->cols, w = gnn_tensor_cols(x);
    GNN_REQUIRE_RETURN(x->dtype == op->dtype && y->dtype == op->dtype, GNN_EDTYPE,
                       "apply: operator, x and y must have one element type");
    GNN_REQUIRE_RETURN(x->ndim == 2 && y->ndim == 2 && x->shape[0] == cols && y->shape[0] == rows && y->shape[1] == w,
                       GNN_ESHAPE, "apply: operator %s%s is (%lld,%lld), x (%lld,%lld), y (%lld,%lld)", op->name,
                       transposed ? "^T" : "", (long long)rows, (long long)cols, (long long)gnn_tensor_rows(x),
                       (long long)w, (long long)gnn_tensor_rows(y), (long long)gnn_tensor_cols(y));
    size_t bytes = gnn_i_operator_scratch(op, w);
    void *scratch = NULL;
    if (bytes) {
        scratch = gnn_i_aligned_alloc(bytes);
        if (!scratch) return GNN_ENOMEM;
    }
    gnn_i_operator_apply(y->data, op, x->data, w, transposed != 0, false, NULL, GNN_I_ACT_NONE, scratch);
    gnn_i_aligned_free(scratch);
    return GNN_OK;
}
