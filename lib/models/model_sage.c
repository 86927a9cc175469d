/* GraphSAGE with sum, mean or max over neighbours. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_sage_layer_init(conv, b, name, in, out, (gnn_pool)c->pool, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x) { return gnn_sage_layer_forward(conv, c, x); }

static const gnn_i_conv conv = { sizeof(gnn_sage_layer), true, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "64", "0", "torch"),
    GNN_I_KEYS_STACK("relu", "none"),
    GNN_I_KEY_CHOICE_(pool, "mean", "none sum mean max", "how neighbours are joined"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_sage = {
    "sage", "a map of the node and one of its neighbours' sum, mean or maximum",
    "1-wl", "message passing sees no more than colour refinement; mean and max see less",
    "Hamilton, Ying, Leskovec 2017, algorithm 1",
    keys, sizeof(state), init, gnn_i_stack_forward, NULL
};
