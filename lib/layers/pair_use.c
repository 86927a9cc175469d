/* What the layers on pairs of nodes share. */
#include "layer.h"

const gnn_pairs *gnn_i_input_pairs(gnn_context *c) { return gnn_pairs_new(c->tape, c->in->graphs, c->in->node_ptr); }

gnn_var gnn_i_zeros(gnn_context *c, int64_t rows, int64_t cols)
{
    size_t bytes = (size_t)(rows * cols) * gnn_dtype_size(gnn_tape_dtype(c->tape));
    void *data = gnn_i_tape_alloc(c->tape, bytes);
    if (!data) return gnn_i_poison(c->tape, GNN_ENOMEM, "zeros");
    memset(data, 0, bytes);
    gnn_tensor t = gnn_tensor_view2(gnn_tape_dtype(c->tape), rows, cols, data);
    return gnn_constant(c->tape, &t);
}

/* x on the diagonal. */
static gnn_var on_diagonal(gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var none = gnn_none(c->tape);
    if (!gnn_value(x) || !p) return none;
    int64_t w = gnn_value(x)->shape[1]; /* the tape moves its values when it grows */
    gnn_var zero = gnn_i_zeros(c, p->n, w);
    return gnn_pair_fold(p, w, none, gnn_concat(3, (gnn_var[]){ zero, x, zero }), none, GNN_ACT_NONE);
}

gnn_var gnn_i_pair_input(gnn_context *c, const gnn_pairs *p, int op, int64_t edge_in, gnn_var x)
{
    x = gnn_i_dense(c, x);
    gnn_var parts[3] = { gnn_pair_scatter(p, gnn_i_op(c, op), gnn_none(c->tape)) };
    int k = 1;
    if (edge_in) parts[k++] = gnn_pair_scatter(p, gnn_i_op(c, op), gnn_i_edges(c, edge_in));
    parts[k++] = on_diagonal(c, p, x);
    return gnn_concat(k, parts);
}

gnn_var gnn_i_sample_pairs(gnn_context *c, const gnn_pairs *p, int op, gnn_var x)
{
    gnn_var none = gnn_none(c->tape);
    if (!gnn_value(x) || !p) return none;
    int64_t w = gnn_value(x)->shape[1];
    gnn_var nodes = gnn_concat(3, (gnn_var[]){ x, gnn_scale(x, -1), gnn_scale(x, 2) });
    return gnn_concat(2, (gnn_var[]){ gnn_pair_fold(p, w, none, nodes, none, GNN_ACT_NONE),
                                      gnn_pair_scatter(p, gnn_i_op(c, op), none) });
}

gnn_status gnn_i_part_linear(gnn_linear_layer *l, gnn_builder *b, const char *layer, const char *part, int64_t maps,
                             int64_t rows, int64_t in, int64_t cols, int64_t out, int bias)
{
    char name[96];
    int64_t fan_in = gnn_i_builder_init(b) == GNN_INIT_TORCH ? maps * in : in;
    GNN_REQUIRE_RETURN(in >= 0 && out >= 0, GNN_EINVAL, "%s: widths %lld -> %lld", layer, (long long)in,
                       (long long)out);
    *l = (gnn_linear_layer){ .in = rows * in, .out = cols * out, .b = -1 };
    GNN_TRY_RETURN(gnn_i_part(name, layer, part));
    GNN_TRY_RETURN(gnn_i_weight(&l->w, b, name, "weight", 2, (int64_t[]){ l->in, l->out }, fan_in, out));
    return bias ? gnn_i_bias(&l->b, b, name, "bias", l->out, fan_in) : GNN_OK;
}

gnn_var gnn_i_pair_means(gnn_context *c, const gnn_pairs *p, gnn_var x, int64_t width, gnn_var *graphs)
{
    gnn_var nodes = gnn_pair_reduce(p, x, 1);
    *graphs = gnn_segment_mean(gnn_columns(nodes, 0, 2 * width), c->in->graphs, c->in->node_ptr);
    return nodes;
}
