/* l = x W_l + b_l, r = x W_r + b_r, score a . leaky_relu(l_u + r_v), values l_u.   Brody, Alon, Yahav 2022, eq. 7 */
#include "layer.h"

gnn_status gnn_gatv2_layer_init(gnn_gatv2_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                int heads, int mean, gnn_act_fn act)
{
    char part[96];
    GNN_REQUIRE_RETURN(heads >= 1, GNN_EINVAL, "%s: %d heads", name, heads);
    l->heads = heads, l->mean = mean, l->out = out, l->act = act;
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, "A+I"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "both"));
    l->both = (gnn_linear_layer){ .in = in, .out = 2 * heads * out, .act = GNN_ACT_NONE };
    GNN_TRY_RETURN(gnn_i_weight(&l->both.w, b, part, "weight", 2, (int64_t[]){ in, l->both.out }, in, heads * out));
    GNN_TRY_RETURN(gnn_i_bias(&l->both.b, b, part, "bias", l->both.out, in));
    GNN_TRY_RETURN(gnn_i_weight(&l->att, b, name, "att", 2, (int64_t[]){ heads, out }, out, 1));
    return gnn_builder_param(&l->bias, b, name, "bias", 1, (int64_t[]){ mean ? out : heads * out }, GNN_INIT_ZERO, 0,
                             0);
}

gnn_var gnn_gatv2_layer_forward(const gnn_gatv2_layer *l, gnn_context *c, gnn_var x)
{
    int64_t d = l->heads * l->out;
    gnn_var both = gnn_linear_layer_forward(&l->both, c, x); /* one product reads x once */
    gnn_var left = gnn_columns(both, 0, d), right = gnn_columns(both, d, d);
    gnn_var y = gnn_gatv2(gnn_i_op(c, l->op), left, right, gnn_i_use(c, l->att), l->heads, 0.2);
    if (l->mean) y = gnn_i_mean_heads(c, y, l->heads);
    return gnn_i_activate(gnn_add_bias(y, gnn_i_use(c, l->bias)), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_gatv2_layer_init(l, b, name, d->in, d->out, 2, d->variant, GNN_ACT_NONE);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_gatv2_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_gatv2 = { "gatv2",
                                        GNN_NODE_ROWS,
                                        2,
                                        0u,
                                        "softmax over arcs: exponentials summed in another order",
                                        sizeof(gnn_gatv2_layer),
                                        sample,
                                        run };
