/* PPGN.  The published network: 3 blocks of 400, readout max, jk sum (a head for each block), adjacency sym. */
#include "models/pair_stack.h"

typedef struct state { gnn_i_pair_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_ppgn_layer_init(conv, b, name, in, out);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    return gnn_ppgn_layer_forward(conv, c, p, x);
}

static const gnn_i_pair_conv conv = { sizeof(gnn_ppgn_layer), conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_pair_stack_init(s, b, &conv, GNN_ACT_NONE, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("3", "32", "0", "glorot"),
    GNN_I_KEYS_PAIRS("A", "last"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ppgn = {
    "ppgn", "provably powerful graph network: MLPs of pairs and a matrix product for each channel",
    "2-fwl", "a matrix product is a step of folklore 2-WL, and this model reaches it",
    "Maron et al. 2019 (PPGN), section 6",
    keys, sizeof(state), init, gnn_i_pair_stack_forward, NULL
};
