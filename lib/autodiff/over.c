/* Kernels of operations over fixed blocks. */
#include "op.h"

typedef struct job {
    gnn_op_ctx *c;
    gnn_i_kernel *run;
    int64_t items, size; /* items a block */
} job;

/* At most 64 blocks, of at least 16k elements. */
int64_t gnn_i_block_size(int64_t items, int64_t cost)
{
    int64_t least = 16384 / (cost > 0 ? cost : 1) + 1, fair = (items + 63) / 64;
    return least > fair ? least : fair;
}

static void run(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * j->size, to = from + j->size < j->items ? from + j->size : j->items;
    j->run(j->c, b, from, to);
}

void gnn_i_over(gnn_op_ctx *c, int64_t items, int64_t cost, gnn_i_kernel *f32, gnn_i_kernel *f64)
{
    job j = { c, gnn_tape_dtype(c->tape) == GNN_F32 ? f32 : f64, items, gnn_i_block_size(items, cost) };
    gnn_i_for_blocks((items + j.size - 1) / j.size, items * cost, run, &j);
}

gnn_status gnn_i_over_sums(double *totals, int64_t w, gnn_op_ctx *c, int64_t items, int64_t cost, gnn_i_kernel *f32,
                           gnn_i_kernel *f64)
{
    int64_t size = gnn_i_block_size(items, cost), blocks = (items + size - 1) / size;
    size_t bytes = (size_t)(blocks * w) * sizeof *c->sums;
    c->sums = gnn_i_tape_alloc(c->tape, bytes);
    if (!c->sums) return GNN_ENOMEM;
    memset(c->sums, 0, bytes);
    gnn_i_over(c, items, cost, f32, f64);
    for (int64_t j = 0; j < w; j++) totals[j] = 0;
    for (int64_t b = 0; b < blocks; b++)
        for (int64_t j = 0; j < w; j++) totals[j] += c->sums[b * w + j];
    return GNN_OK;
}

void gnn_i_pass_grad(gnn_op_ctx *c, int input, double a)
{
    const gnn_tensor *g = c->dout;
    void *d = c->din[input] ? c->din[input]->data : NULL;
    if (!d) return;
    if (gnn_i_fresh(c, input)) {
        if (a == 1) {
            gnn_i_scale_rows(g->dtype, d, NULL, g->data, gnn_tensor_rows(g), gnn_tensor_cols(g), false);
            return;
        }
        memset(d, 0, (size_t)gnn_tensor_size(g) * gnn_dtype_size(g->dtype));
    }
    gnn_i_axpy(g->dtype, d, a, g->data, gnn_tensor_size(g));
}

void gnn_i_add_sums(gnn_op_ctx *c, int input, const double *sums)
{
    gnn_tensor *d = c->din[input];
    if (!d) return;
    for (int64_t j = 0, n = gnn_tensor_size(d); j < n; j++) gnn_tensor_set(d, j, gnn_tensor_get(d, j) + sums[j]);
}
