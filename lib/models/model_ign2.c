/* 2-IGN: equivariant linear maps of pairs and an activation, in a row.  The published network: layers 3, widths 16, 32, 256,
 * readout max. */
#include "models/pair_stack.h"

typedef struct state { gnn_i_pair_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_pair_linear_layer_init(conv, b, name, in, out, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    return gnn_pair_linear_layer_forward(conv, c, p, x);
}

static const gnn_i_pair_conv conv = { sizeof(gnn_pair_linear_layer), conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_pair_stack_init(s, b, &conv, (gnn_act_fn)c->activation, c);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("3", "32", "0", "torch"),
    GNN_I_KEYS_PAIRS("A", "last"),
    GNN_I_KEY_CHOICE_(activation, "relu", "none relu tanh sigmoid elu leaky_relu", "between layers"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ign2 = {
    "ign2", "invariant graph network of order 2: the 15 equivariant linear maps of n x n matrices, and an activation",
    "1-wl", "its power is that of the oblivious 2-WL, which is 1-WL",
    "Maron et al. 2019; Chen et al. 2020, theorem 3.1",
    keys, sizeof(state), init, gnn_i_pair_stack_forward, NULL
};
