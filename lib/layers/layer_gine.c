/* y_v = fn(MLP((1 + eps) x_v + sum_{u -> v} relu(x_u + e_uv W_e + b_e)))      Hu et al. 2020, section 3.2 */
#include "layer.h"

gnn_status gnn_gine_layer_init(gnn_gine_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t edge_in,
                               int64_t out, gnn_norm norm, int learn_eps, gnn_act_fn act)
{
    char part[96];
    l->edge_in = edge_in;
    GNN_TRY_RETURN(gnn_i_part(part, name, "edge"));
    if (edge_in > 0) GNN_TRY_RETURN(gnn_linear_layer_init(&l->edge, b, part, edge_in, in, 1, GNN_ACT_NONE));
    l->gin.eps = -1;
    if (learn_eps) GNN_TRY_RETURN(gnn_builder_param(&l->gin.eps, b, name, "eps", 0, NULL, GNN_INIT_ZERO, 0, 0));
    GNN_TRY_RETURN(gnn_builder_operator(&l->gin.op, b, "A"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.0"));
    GNN_TRY_RETURN(
        gnn_linear_layer_init(&l->gin.first, b, part, in, out, 1, norm == GNN_NORM_NONE ? GNN_ACT_RELU : GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.norm"));
    GNN_TRY_RETURN(gnn_norm_layer_init(&l->gin.norm, b, part, out, norm));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.1"));
    return gnn_linear_layer_init(&l->gin.second, b, part, out, out, 1, act);
}

gnn_var gnn_gine_layer_forward(const gnn_gine_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *op = gnn_i_op(c, l->gin.op);
    x = gnn_i_dense(c, x);
    gnn_var m;
    if (l->edge_in > 0)
        m = gnn_relu(gnn_add(gnn_arc_gather(op, x), gnn_linear_layer_forward(&l->edge, c, gnn_i_edges(c, l->edge_in))));
    else
        m = gnn_arc_gather(op, gnn_relu(x));
    gnn_var y = gnn_eps_add(x, gnn_arc_sum(op, m), gnn_i_use(c, l->gin.eps));
    y = gnn_linear_layer_forward(&l->gin.first, c, y);
    if (l->gin.norm.kind != GNN_NORM_NONE) y = gnn_relu(gnn_norm_layer_forward(&l->gin.norm, c, y));
    return gnn_linear_layer_forward(&l->gin.second, c, y);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_gine_layer_init(l, b, name, d->in, d->variant ? d->edge_in : 0, d->out, GNN_NORM_NONE, d->variant,
                               GNN_ACT_RELU);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_gine_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_gine = { "gine", GNN_NODE_ROWS, 2, ~0u, NULL, sizeof(gnn_gine_layer), sample, run };
