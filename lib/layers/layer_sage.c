/* y_v = fn(x_v W + b + pool_{u -> v} x_u W')      Hamilton, Ying, Leskovec 2017, algorithm 1 */
#include "layer.h"

gnn_status gnn_sage_layer_init(gnn_sage_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                               gnn_pool pool, gnn_act_fn act)
{
    char part[96];
    GNN_REQUIRE_RETURN(pool == GNN_POOL_SUM || pool == GNN_POOL_MEAN || pool == GNN_POOL_MAX, GNN_EINVAL,
                       "%s: neighbours are joined by sum, mean or max", name);
    l->pool = pool, l->act = act;
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, pool == GNN_POOL_MEAN ? "rw" : "A"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "self"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->self, b, part, in, out, 1, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "neigh"));
    return gnn_linear_layer_init(&l->neigh, b, part, in, out, 0, GNN_ACT_NONE);
}

gnn_var gnn_sage_layer_forward(const gnn_sage_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *op = gnn_i_op(c, l->op);
    gnn_var none = gnn_none(c->tape), pooled;
    if (l->pool == GNN_POOL_MAX) {
        x = gnn_i_dense(c, x);
        pooled = gnn_linear_layer_forward(&l->neigh, c, gnn_apply_max(op, x));
    } else if (gnn_i_is_none(x) || l->self.in > l->self.out) {
        pooled = gnn_apply(op, gnn_linear_layer_forward(&l->neigh, c, x), none, GNN_ACT_NONE);
    } else {
        pooled = gnn_linear_layer_forward(&l->neigh, c, gnn_apply(op, x, none, GNN_ACT_NONE));
    }
    return gnn_i_activate(gnn_add(gnn_linear_layer_forward(&l->self, c, x), pooled), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_sage_layer_init(l, b, name, d->in, d->out, (gnn_pool)(GNN_POOL_SUM + d->variant), GNN_ACT_RELU);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_sage_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_sage = {
    "sage", GNN_NODE_ROWS, 3, 1u | 4u, "the mean multiplies by 1/d, a rounded number", sizeof(gnn_sage_layer), sample,
    run
};
