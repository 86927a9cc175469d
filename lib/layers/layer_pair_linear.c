/* The 15 equivariant linear maps of pairs, factored: y_ij = fn(X_ij C10 + X_ji C11 + u_i + v_j + s + delta_ij (d_i + t)).
 * Maron et al. 2019, theorem 1; rows of node.weight: row, diagonal, column; its columns: u, d, v. */
#include "layer.h"

gnn_status gnn_pair_linear_layer_init(gnn_pair_linear_layer *l, gnn_builder *b, const char *name, int64_t in,
                                      int64_t out, gnn_act_fn act)
{
    enum { MAPS = 10 }; /* that reach an entry off the diagonal */
    *l = (gnn_pair_linear_layer){ .in = in, .out = out, .act = act };
    GNN_TRY_RETURN(gnn_i_part_linear(&l->pair, b, name, "pair", MAPS, 1, in, 2, out, 0));
    GNN_TRY_RETURN(gnn_i_part_linear(&l->node, b, name, "node", MAPS, 3, in, 3, out, 0));
    return gnn_i_part_linear(&l->graph, b, name, "graph", MAPS, 2, in, 2, out, 1);
}

gnn_var gnn_pair_linear_layer_forward(const gnn_pair_linear_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var graphs, nodes = gnn_i_pair_means(c, p, x, l->in, &graphs);
    return gnn_pair_fold(p, l->out, gnn_linear_layer_forward(&l->pair, c, x),
                         gnn_linear_layer_forward(&l->node, c, nodes), gnn_linear_layer_forward(&l->graph, c, graphs),
                         l->act);
}

typedef struct example { gnn_pair_linear_layer l; int op; } example;

static gnn_status sample(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = layer;
    GNN_TRY_RETURN(gnn_builder_operator(&e->op, b, "A"));
    return gnn_pair_linear_layer_init(&e->l, b, name, d->in + 1, d->out, GNN_ACT_RELU);
}

static gnn_var run(const void *layer, gnn_context *c, gnn_var x)
{
    const example *e = layer;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    return gnn_pair_linear_layer_forward(&e->l, c, p, gnn_i_sample_pairs(c, p, e->op, x));
}

const gnn_i_layer gnn_i_layer_pair_linear = { "pair_linear", GNN_PAIR_ROWS, 1, 0u, "sums are divided by n and n^2",
                                              sizeof(example), sample, run };
