/* The 5 equivariant linear maps from nodes to pairs.  Maron et al. 2019, theorem 1 */
#include "layer.h"

gnn_status gnn_node_pairs_layer_init(gnn_node_pairs_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                     gnn_act_fn act)
{
    *l = (gnn_node_pairs_layer){ .in = in, .out = out, .act = act };
    GNN_TRY_RETURN(gnn_i_part_linear(&l->node, b, name, "node", 5, 1, in, 3, out, 0));
    return gnn_i_part_linear(&l->graph, b, name, "graph", 5, 1, in, 2, out, 1);
}

gnn_var gnn_node_pairs_layer_forward(const gnn_node_pairs_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    x = gnn_i_dense(c, x);
    gnn_var mean = gnn_segment_mean(x, c->in->graphs, c->in->node_ptr);
    return gnn_pair_fold(p, l->out, gnn_none(c->tape), gnn_linear_layer_forward(&l->node, c, x),
                         gnn_linear_layer_forward(&l->graph, c, mean), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_node_pairs_layer_init(l, b, name, d->in, d->out, GNN_ACT_TANH);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x)
{
    return gnn_node_pairs_layer_forward(l, c, gnn_i_input_pairs(c), x);
}

const gnn_i_layer gnn_i_layer_node_pairs = { "node_pairs", GNN_PAIR_ROWS, 1, 0u, "sums are divided by n",
                                             sizeof(gnn_node_pairs_layer), sample, run };
