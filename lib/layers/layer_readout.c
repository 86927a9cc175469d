/* One row a graph: sum, mean, maximum, or the sum weighted by softmax(x W + b).   Li et al. 2016, eq. 7 */
#include "layer.h"

gnn_status gnn_readout_layer_init(gnn_readout_layer *l, gnn_builder *b, const char *name, int64_t d, gnn_pool pool)
{
    char part[96];
    *l = (gnn_readout_layer){ .pool = pool };
    if (pool != GNN_POOL_ATTENTION) return GNN_OK;
    GNN_TRY_RETURN(gnn_i_part(part, name, "gate"));
    return gnn_linear_layer_init(&l->gate, b, part, d, 1, 1, GNN_ACT_NONE);
}

gnn_var gnn_readout_layer_forward(const gnn_readout_layer *l, gnn_context *c, gnn_var x)
{
    int64_t k = c->in->graphs;
    const int64_t *ptr = c->in->node_ptr;
    if (l->pool == GNN_POOL_NONE) return x;
    x = gnn_i_dense(c, x);
    switch (l->pool) {
    case GNN_POOL_SUM: return gnn_segment_sum(x, k, ptr);
    case GNN_POOL_MEAN: return gnn_segment_mean(x, k, ptr);
    case GNN_POOL_MAX: return gnn_segment_max(x, k, ptr);
    default: break;
    }
    gnn_var weight = gnn_segment_softmax(gnn_linear_layer_forward(&l->gate, c, x), k, ptr);
    return gnn_segment_sum(gnn_mul_rows(x, weight), k, ptr);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_readout_layer_init(l, b, name, d->in, (gnn_pool)(GNN_POOL_SUM + d->variant));
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_readout_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_readout = { "readout",
                                          GNN_INVARIANT,
                                          4,
                                          1u | 4u,
                                          "means and softmax weights are rounded before they are added",
                                          sizeof(gnn_readout_layer),
                                          sample,
                                          run };
