/* Driver of the kernels on blocks: ranges of nodes or roots, cut by shapes alone, spread over threads. */
#include "kernels.h"

typedef struct job {
    void (*run)(const gnn_i_pair_args *a, int64_t from, int64_t to);
    const gnn_i_pair_args *args;
    int64_t items, block;
} job;

static void run(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * j->block, to = from + j->block < j->items ? from + j->block : j->items;
    j->run(j->args, from, to);
}

/* Elements touched, or multiply-adds of products. */
static int64_t work_of(const gnn_i_pair_args *a, gnn_i_pair_kernel kernel)
{
    int64_t work = (a->row_ptr[a->graphs] + 1) * a->w;
    if (kernel == GNN_I_BLOCK_APPLY) {
        int64_t n = a->node_ptr[a->graphs];
        return work * (2 + a->ptr[n] / (n + 1));
    }
    if (kernel != GNN_I_PAIR_PRODUCT && kernel != GNN_I_PAIR_PRODUCT_BACK) return work;
    work = 0;
    for (int64_t g = 0; g < a->graphs; g++) {
        int64_t n = a->node_ptr[g + 1] - a->node_ptr[g];
        work += n * n * n * a->w;
    }
    return work;
}

void gnn_i_pairs(gnn_dtype dtype, gnn_i_pair_kernel kernel, const gnn_i_pair_args *a)
{
    const int64_t *over = kernel == GNN_I_BLOCK_APPLY || kernel == GNN_I_ROOT_SPREAD ? a->root_ptr : a->node_ptr;
    job j = { .run = gnn_i_kernels(dtype)->pairs[kernel], .args = a, .items = over[a->graphs] };
    if (j.items == 0 || a->w == 0) return;
    int64_t work = work_of(a, kernel), each = work / j.items;
    j.block = (16384 / (each > 0 ? each : 1) + 20) / 20 * 20; /* whole tiles of the product, mostly */
    gnn_i_for_blocks((j.items + j.block - 1) / j.block, work, run, &j);
}
