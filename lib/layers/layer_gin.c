/* y = fn(W2 relu(norm(W1 ((1 + eps) x + A x) + b1)) + b2)      Xu et al. 2019, eq. 4.1
 * W1 is linear and comes before any norm, so it may be applied first: (1 + eps) (x W1) + A (x W1).  With eps = 0 the sum
 * is one product with A + I. */
#include "layer.h"

gnn_status gnn_gin_layer_init(gnn_gin_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                              gnn_norm norm, int learn_eps, gnn_act_fn act)
{
    char part[96];
    l->eps = -1;
    if (learn_eps) GNN_TRY_RETURN(gnn_builder_param(&l->eps, b, name, "eps", 0, NULL, GNN_INIT_ZERO, 0, 0));
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, learn_eps ? "A" : "A+I"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.0"));
    GNN_TRY_RETURN(
        gnn_linear_layer_init(&l->first, b, part, in, out, 1, norm == GNN_NORM_NONE ? GNN_ACT_RELU : GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.norm"));
    GNN_TRY_RETURN(gnn_norm_layer_init(&l->norm, b, part, out, norm));
    GNN_TRY_RETURN(gnn_i_part(part, name, "mlp.1"));
    return gnn_linear_layer_init(&l->second, b, part, out, out, 1, act);
}

gnn_var gnn_gin_layer_forward(const gnn_gin_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *op = gnn_i_op(c, l->op);
    gnn_var none = gnn_none(c->tape), w = gnn_i_use(c, l->first.w), b = gnn_i_use(c, l->first.b), y;
    bool first = gnn_i_is_none(x) || l->first.in > l->first.out;
    gnn_var z = first ? gnn_i_map(c, x, w, none, GNN_ACT_NONE) : x;
    if (l->eps < 0) {
        y = first ? gnn_apply(op, z, b, l->first.act)
                  : gnn_linear(gnn_apply(op, z, none, GNN_ACT_NONE), w, b, l->first.act);
    } else {
        gnn_var sum = gnn_eps_add(z, gnn_apply(op, z, none, GNN_ACT_NONE), gnn_i_use(c, l->eps));
        y = first ? gnn_i_activate(gnn_add_bias(sum, b), l->first.act) : gnn_linear(sum, w, b, l->first.act);
    }
    if (l->norm.kind != GNN_NORM_NONE) y = gnn_relu(gnn_norm_layer_forward(&l->norm, c, y));
    return gnn_linear_layer_forward(&l->second, c, y);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_gin_layer_init(l, b, name, d->in, d->out, d->variant == 2 ? GNN_NORM_BATCH_STATS : GNN_NORM_NONE,
                              d->variant == 1, GNN_ACT_RELU);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_gin_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_gin = {
    "gin", GNN_NODE_ROWS, 3, 1u | 2u, "variant 2 has batch norm", sizeof(gnn_gin_layer), sample, run
};
