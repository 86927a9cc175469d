/* z_{k+1} = (1 - alpha) S z_k + alpha x      Gasteiger, Bojchevski, Guennemann 2019, eq. 4 */
#include "layer.h"

gnn_status gnn_appnp_layer_init(gnn_appnp_layer *l, gnn_builder *b, int hops, double alpha)
{
    GNN_REQUIRE_RETURN(hops >= 0 && alpha >= 0 && alpha <= 1, GNN_EINVAL, "appnp: hops = %d, alpha = %g", hops, alpha);
    l->hops = hops, l->alpha = alpha;
    return gnn_builder_operator(&l->op, b, "gcn");
}

gnn_var gnn_appnp_layer_forward(const gnn_appnp_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *s = gnn_i_op(c, l->op);
    gnn_var z = gnn_i_dense(c, x), none = gnn_none(c->tape);
    if (l->hops == 0) return z;
    gnn_var back = gnn_scale(z, l->alpha);
    for (int k = 0; k < l->hops; k++) z = gnn_add(gnn_scale(gnn_apply(s, z, none, GNN_ACT_NONE), 1 - l->alpha), back);
    return z;
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_appnp_layer_init(l, b, 3 * d->variant, 0.1);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_appnp_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_appnp = { "appnp",
                                        GNN_NODE_ROWS,
                                        2,
                                        1u,
                                        "entries of S are square roots: sums in another order round differently",
                                        sizeof(gnn_appnp_layer),
                                        sample,
                                        run };
