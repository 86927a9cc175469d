/* y_v = fn(x_v W + b + pool_{u in its graph} x_u W')      Zaheer et al. 2017, lemma 3 */
#include "layer.h"

gnn_status gnn_deepsets_layer_init(gnn_deepsets_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                   gnn_pool pool, gnn_act_fn act)
{
    char part[96];
    GNN_REQUIRE_RETURN(pool >= GNN_POOL_SUM && pool <= GNN_POOL_MAX, GNN_EINVAL,
                       "%s: nodes are joined by sum, mean or max", name);
    l->pool = pool, l->act = act;
    GNN_TRY_RETURN(gnn_i_part(part, name, "self"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->self, b, part, in, out, 1, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "all"));
    return gnn_linear_layer_init(&l->all, b, part, in, out, 0, GNN_ACT_NONE);
}

gnn_var gnn_deepsets_layer_forward(const gnn_deepsets_layer *l, gnn_context *c, gnn_var x)
{
    gnn_readout_layer pool = { .pool = l->pool };
    x = gnn_i_dense(c, x);
    gnn_var all = gnn_linear_layer_forward(&l->all, c, gnn_readout_layer_forward(&pool, c, x));
    gnn_var y =
        gnn_add(gnn_linear_layer_forward(&l->self, c, x), gnn_segment_spread(all, c->in->graphs, c->in->node_ptr));
    return gnn_i_activate(y, l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_deepsets_layer_init(l, b, name, d->in, d->out, (gnn_pool)(GNN_POOL_SUM + d->variant), GNN_ACT_RELU);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_deepsets_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_deepsets = {
    "deepsets", GNN_NODE_ROWS, 3, 1u | 4u, "a mean may divide before it adds", sizeof(gnn_deepsets_layer), sample, run
};
