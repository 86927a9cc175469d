/* The one place where work is spread over threads.  Who computes a block never changes its bits. */
#include "tensor_i.h"

void gnn_i_for_blocks(int64_t blocks, int64_t work, gnn_i_block_fn fn, void *ctx)
{
    if (blocks <= 1 || work < GNN_PARALLEL_WORK || gnn_threads() == 1) {
        for (int64_t b = 0; b < blocks; b++) fn(ctx, b);
        return;
    }
#pragma omp parallel for num_threads(gnn_threads()) schedule(dynamic, 1)
    for (int64_t b = 0; b < blocks; b++) fn(ctx, b);
}
