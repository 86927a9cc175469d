/* The 5 equivariant linear maps from pairs to nodes.  Maron et al. 2019, theorem 1 */
#include "layer.h"

gnn_status gnn_pair_nodes_layer_init(gnn_pair_nodes_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                     gnn_act_fn act)
{
    *l = (gnn_pair_nodes_layer){ .in = in, .out = out, .act = act };
    GNN_TRY_RETURN(gnn_i_part_linear(&l->node, b, name, "node", 5, 3, in, 1, out, 0));
    return gnn_i_part_linear(&l->graph, b, name, "graph", 5, 2, in, 1, out, 1);
}

gnn_var gnn_pair_nodes_layer_forward(const gnn_pair_nodes_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var graphs, nodes = gnn_i_pair_means(c, p, x, l->in, &graphs);
    gnn_var all = gnn_segment_spread(gnn_linear_layer_forward(&l->graph, c, graphs), c->in->graphs, c->in->node_ptr);
    return gnn_i_activate(gnn_add(gnn_linear_layer_forward(&l->node, c, nodes), all), l->act);
}

typedef struct example { gnn_pair_nodes_layer l; int op; } example;

static gnn_status sample(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = layer;
    GNN_TRY_RETURN(gnn_builder_operator(&e->op, b, "A"));
    return gnn_pair_nodes_layer_init(&e->l, b, name, d->in + 1, d->out, GNN_ACT_RELU);
}

static gnn_var run(const void *layer, gnn_context *c, gnn_var x)
{
    const example *e = layer;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    return gnn_pair_nodes_layer_forward(&e->l, c, p, gnn_i_sample_pairs(c, p, e->op, x));
}

const gnn_i_layer gnn_i_layer_pair_nodes = { "pair_nodes", GNN_NODE_ROWS, 1, 0u, "sums are divided by n and n^2",
                                             sizeof(example), sample, run };
