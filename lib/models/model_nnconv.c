/* Edge-conditioned message passing: the edge's features choose the matrix of its message. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_nnconv_layer_init(conv, b, name, in, c->edge_in, c->edge_hidden, out, (gnn_pool)c->pool, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x)
{
    return gnn_nnconv_layer_forward(conv, c, x);
}

static const gnn_i_conv conv = { sizeof(gnn_nnconv_layer), false, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("3", "32", "0", "torch"),
    GNN_I_KEYS_STACK("relu", "none"),
    GNN_I_KEY_INT_(edge_in, NULL, 1, 1 << 20, "width of edge features"),
    GNN_I_KEY_INT_(edge_hidden, "32", 1, 1 << 20, "hidden width of the network on edges"),
    GNN_I_KEY_CHOICE_(pool, "mean", "none sum mean", "how messages are joined"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_nnconv = {
    "nnconv", "edge-conditioned convolution",
    "1-wl", "message passing sees no more than colour refinement coloured by the edge features",
    "Gilmer et al. 2017, section 5",
    keys, sizeof(state), init, gnn_i_stack_forward, NULL
};
