/* y = fn(x W + b) */
#include "layer.h"

gnn_status gnn_linear_layer_init(gnn_linear_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                 int bias, gnn_act_fn act)
{
    GNN_REQUIRE_RETURN(in >= 0 && out >= 0, GNN_EINVAL, "%s: widths %lld -> %lld", name, (long long)in, (long long)out);
    *l = (gnn_linear_layer){ .in = in, .out = out, .b = -1, .act = act };
    GNN_TRY_RETURN(gnn_i_weight(&l->w, b, name, "weight", 2, (int64_t[]){ in, out }, in, out));
    return bias ? gnn_i_bias(&l->b, b, name, "bias", out, in) : GNN_OK;
}

gnn_var gnn_linear_layer_forward(const gnn_linear_layer *l, gnn_context *c, gnn_var x)
{
    return gnn_i_map(c, x, gnn_i_use(c, l->w), gnn_i_use(c, l->b), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_linear_layer_init(l, b, name, d->in, d->out, d->variant, d->variant ? GNN_ACT_RELU : GNN_ACT_NONE);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_linear_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_linear = { "linear", GNN_NODE_ROWS, 2, ~0u, NULL, sizeof(gnn_linear_layer), sample, run };
