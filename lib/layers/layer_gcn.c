/* y = fn(S x W + b), S = (D+I)^-1/2 (A+I) (D+I)^-1/2; S is applied to the narrower of x and x W.
 * Kipf & Welling 2017, eq. 2 */
#include "layer.h"

gnn_status gnn_gcn_layer_init(gnn_gcn_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                              gnn_act_fn act)
{
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, "gcn"));
    return gnn_linear_layer_init(&l->lin, b, name, in, out, 1, act);
}

gnn_var gnn_gcn_layer_forward(const gnn_gcn_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *s = gnn_i_op(c, l->op);
    gnn_var w = gnn_i_use(c, l->lin.w), b = gnn_i_use(c, l->lin.b), none = gnn_none(c->tape);
    if (gnn_i_is_none(x) || l->lin.in >= l->lin.out)
        return gnn_apply(s, gnn_i_map(c, x, w, none, GNN_ACT_NONE), b, l->lin.act);
    return gnn_linear(gnn_apply(s, x, none, GNN_ACT_NONE), w, b, l->lin.act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_gcn_layer_init(l, b, name, d->in, d->out, GNN_ACT_RELU);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_gcn_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_gcn = { "gcn",
                                      GNN_NODE_ROWS,
                                      1,
                                      0u,
                                      "entries of S are square roots: sums in another order round differently",
                                      sizeof(gnn_gcn_layer),
                                      sample,
                                      run };
