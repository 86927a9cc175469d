/* GINE: GIN with edge features in the messages. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_gine_layer_init(conv, b, name, in, c->edge_in, out, (gnn_norm)c->norm, (int)c->learn_eps, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x) { return gnn_gine_layer_forward(conv, c, x); }

static const gnn_i_conv conv = { sizeof(gnn_gine_layer), false, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("5", "64", "0", "torch"),
    GNN_I_KEYS_STACK("relu", "batch"),
    GNN_I_KEY_INT_(edge_in, "0", 0, 1 << 20, "width of edge features, 0: none"),
    GNN_I_KEY_BOOL_(learn_eps, "false", "learn the weight of the node itself (else 1)"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gine = {
    "gine", "GIN with messages relu(neighbour + map of the edge)",
    "1-wl", "message passing sees no more than colour refinement (with edge features: coloured by them)",
    "Hu et al. 2020, section 3.2",
    keys, sizeof(state), init, gnn_i_stack_forward, NULL
};
