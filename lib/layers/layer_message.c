/* y = update(x, pool_{u -> v} message(x_u, x_v, e_uv)) with the caller's formulas on whole blocks.   Gilmer et al. 2017, eq. 1, 2 */
#include "layer.h"

gnn_status gnn_message_layer_init(gnn_message_layer *l, gnn_builder *b, const gnn_message_fn *fn)
{
    GNN_REQUIRE_RETURN(fn->message, GNN_EINVAL, "message: a message function is required");
    GNN_REQUIRE_RETURN(fn->pool >= GNN_POOL_SUM && fn->pool <= GNN_POOL_MAX, GNN_EINVAL,
                       "message: joined by sum, mean or max");
    l->fn = *fn;
    return gnn_builder_operator(&l->op, b, "A");
}

gnn_var gnn_message_layer_forward(const gnn_message_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *op = gnn_i_op(c, l->op);
    x = gnn_i_dense(c, x);
    gnn_var edge = c->in->edge_x ? gnn_constant(c->tape, c->in->edge_x) : gnn_none(c->tape);
    gnn_var m = l->fn.message(l->fn.ctx, c, gnn_arc_gather(op, x), gnn_arc_spread(op, x), edge);
    gnn_var pooled = l->fn.pool == GNN_POOL_SUM    ? gnn_arc_sum(op, m)
                     : l->fn.pool == GNN_POOL_MEAN ? gnn_arc_mean(op, m)
                                                   : gnn_arc_max(op, m);
    return l->fn.update ? l->fn.update(l->fn.ctx, c, x, pooled) : pooled;
}

/* The example: message x_u * x_v, update x + pooled. */
static gnn_var product(void *ctx, gnn_context *c, gnn_var src, gnn_var dst, gnn_var edge) { return gnn_mul(src, dst); }
static gnn_var sum(void *ctx, gnn_context *c, gnn_var x, gnn_var pooled) { return gnn_add(x, pooled); }

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    gnn_message_fn fn = { product, d->variant == 2 ? NULL : sum, (gnn_pool)(GNN_POOL_SUM + d->variant), NULL };
    return gnn_message_layer_init(l, b, &fn);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_message_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_message = {
    "message", GNN_NODE_ROWS, 3, 1u | 4u, "a mean may divide before it adds", sizeof(gnn_message_layer), sample, run
};
