/* y_v = fn(x_v W + b + pool_{u -> v} x_u Theta(e_uv)), Theta an MLP with in x out results.   Gilmer et al. 2017, section 5 */
#include "layer.h"

gnn_status gnn_nnconv_layer_init(gnn_nnconv_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t edge_in,
                                 int64_t hidden, int64_t out, gnn_pool pool, gnn_act_fn act)
{
    char part[96];
    int64_t product;
    GNN_REQUIRE_RETURN(edge_in > 0, GNN_EINVAL, "%s: edge features are needed (edge_in > 0)", name);
    GNN_REQUIRE_RETURN(pool == GNN_POOL_SUM || pool == GNN_POOL_MEAN, GNN_EINVAL,
                       "%s: messages are joined by sum or mean", name);
    GNN_REQUIRE_RETURN(gnn_i_mul_ok(in, out, &product), GNN_EOVERFLOW, "%s: %lld x %lld", name, (long long)in,
                       (long long)out);
    l->pool = pool, l->act = act, l->edge_in = edge_in;
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, "A"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "root"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->root, b, part, in, out, 1, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "theta"));
    return gnn_mlp_layer_init(&l->theta, b, part, 2, (int64_t[]){ edge_in, hidden, product }, GNN_NORM_NONE,
                              GNN_ACT_RELU, 0.0);
}

gnn_var gnn_nnconv_layer_forward(const gnn_nnconv_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *op = gnn_i_op(c, l->op);
    x = gnn_i_dense(c, x);
    gnn_var theta = gnn_mlp_layer_forward(&l->theta, c, gnn_i_edges(c, l->edge_in));
    gnn_var m = gnn_arc_matvec(theta, gnn_arc_gather(op, x), l->root.out);
    gnn_var pooled = l->pool == GNN_POOL_SUM ? gnn_arc_sum(op, m) : gnn_arc_mean(op, m);
    return gnn_i_activate(gnn_add(gnn_linear_layer_forward(&l->root, c, x), pooled), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_nnconv_layer_init(l, b, name, d->in, d->edge_in, 3, d->out, (gnn_pool)(GNN_POOL_SUM + d->variant),
                                 GNN_ACT_NONE);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_nnconv_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_nnconv = {
    "nnconv", GNN_NODE_ROWS, 2, 1u, "a mean may divide before it adds", sizeof(gnn_nnconv_layer), sample, run
};
