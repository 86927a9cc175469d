/* y = S^hops x W + b      Wu et al. 2019, eq. 8 */
#include "layer.h"

gnn_status gnn_sgc_layer_init(gnn_sgc_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out, int hops)
{
    GNN_REQUIRE_RETURN(hops >= 0, GNN_EINVAL, "%s: %d hops", name, hops);
    l->hops = hops;
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, "gcn"));
    return gnn_linear_layer_init(&l->lin, b, name, in, out, 1, GNN_ACT_NONE);
}

gnn_var gnn_sgc_layer_forward(const gnn_sgc_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *s = gnn_i_op(c, l->op);
    gnn_var w = gnn_i_use(c, l->lin.w), b = gnn_i_use(c, l->lin.b), none = gnn_none(c->tape);
    bool first = l->hops > 0 && (gnn_i_is_none(x) || l->lin.in >= l->lin.out);
    if (first) x = gnn_i_map(c, x, w, none, GNN_ACT_NONE);
    for (int k = 0; k < l->hops; k++) x = gnn_apply(s, x, first && k + 1 == l->hops ? b : none, GNN_ACT_NONE);
    return first ? x : gnn_i_map(c, x, w, b, GNN_ACT_NONE);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_sgc_layer_init(l, b, name, d->in, d->out, 2 * d->variant);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_sgc_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_sgc = { "sgc",
                                      GNN_NODE_ROWS,
                                      2,
                                      1u,
                                      "entries of S are square roots: sums in another order round differently",
                                      sizeof(gnn_sgc_layer),
                                      sample,
                                      run };
