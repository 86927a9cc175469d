/* GCN: the defaults are those of the published network for citation graphs. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_gcn_layer_init(conv, b, name, in, out, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x) { return gnn_gcn_layer_forward(conv, c, x); }

static const gnn_i_conv conv = { sizeof(gnn_gcn_layer), true, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "16", "0.5", "glorot"),
    GNN_I_KEYS_STACK("relu", "none"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gcn = {
    "gcn", "graph convolution, symmetric normalisation with self-loops",
    "1-wl", "message passing sees no more than colour refinement",
    "Kipf & Welling 2017, eq. 2 and 9",
    keys, sizeof(state), init, gnn_i_stack_forward, NULL
};
