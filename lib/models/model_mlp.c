/* The baseline without a graph: the same MLP on each node, then the readout. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_linear_layer_init(conv, b, name, in, out, 1, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x)
{
    return gnn_linear_layer_forward(conv, c, x);
}

static const gnn_i_conv conv = { sizeof(gnn_linear_layer), true, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "64", "0.5", "torch"),
    GNN_I_KEYS_STACK("relu", "none"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_mlp = { "mlp",
                                            "the same network on each node, the baseline that sees no edges",
                                            "degree",
                                            "it sees the multiset of node features only: with degree features what the "
                                            "degree sequence tells, with constant ones the order",
                                            "none (baseline)",
                                            keys,
                                            sizeof(state),
                                            init,
                                            gnn_i_stack_forward,
                                            NULL };
