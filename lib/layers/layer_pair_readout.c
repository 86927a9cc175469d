/* One row a graph from its pairs: total and trace, their means, or the maxima on and off the diagonal. */
#include "layer.h"

gnn_status gnn_pair_readout_layer_init(gnn_pair_readout_layer *l, gnn_pool pool)
{
    GNN_REQUIRE_RETURN(pool == GNN_POOL_SUM || pool == GNN_POOL_MEAN || pool == GNN_POOL_MAX, GNN_EINVAL,
                       "pairs are joined by sum, mean or max");
    *l = (gnn_pair_readout_layer){ pool };
    return GNN_OK;
}

gnn_var gnn_pair_readout_layer_forward(const gnn_pair_readout_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    const gnn_tensor *v = gnn_value(x);
    if (l->pool == GNN_POOL_MAX || !v || v->ndim != 2) return gnn_pair_max(p, x); /* which explains what is wrong with x */
    int64_t w = v->shape[1];
    gnn_var nodes = gnn_columns(gnn_pair_reduce(p, x, l->pool == GNN_POOL_MEAN), 0, 2 * w);
    return l->pool == GNN_POOL_SUM ? gnn_segment_sum(nodes, c->in->graphs, c->in->node_ptr)
                                   : gnn_segment_mean(nodes, c->in->graphs, c->in->node_ptr);
}

typedef struct example { gnn_pair_readout_layer l; int op; } example;

static gnn_status sample(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = layer;
    GNN_TRY_RETURN(gnn_builder_operator(&e->op, b, "A"));
    return gnn_pair_readout_layer_init(&e->l, (gnn_pool)(GNN_POOL_SUM + d->variant));
}

static gnn_var run(const void *layer, gnn_context *c, gnn_var x)
{
    const example *e = layer;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    return gnn_pair_readout_layer_forward(&e->l, c, p, gnn_i_sample_pairs(c, p, e->op, x));
}

const gnn_i_layer gnn_i_layer_pair_readout = { "pair_readout", GNN_INVARIANT, 3, 1u | 4u, "means divide before they add",
                                               sizeof(example), sample, run };
