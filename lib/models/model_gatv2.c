/* GATv2: heads side by side between layers, one head in the last. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_gatv2_layer_init(conv, b, name, in, out, last ? 1 : (int)c->heads, last, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x) { return gnn_gatv2_layer_forward(conv, c, x); }

static const gnn_i_conv conv = { sizeof(gnn_gatv2_layer), true, true, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "8", "0.6", "glorot"),
    GNN_I_KEYS_STACK("elu", "none"),
    GNN_I_KEY_INT_(heads, "8", 1, 256, "attention heads of hidden layers, each of width hidden; one in the last"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gatv2 = {
    "gatv2", "attention from a scored sum",
    "1-wl", "message passing sees no more than colour refinement",
    "Brody, Alon, Yahav 2022, eq. 7",
    keys, sizeof(state), init, gnn_i_stack_forward, NULL
};
