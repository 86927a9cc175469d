/* Ring-GNN.  The published network: 2 layers of 64, readout sum of the input and of both layers (jk cat), adjacency
 * sym-all, head 32.  The sums here are two a channel, total and trace; the published ones are the totals. */
#include "models/pair_stack.h"

typedef struct state {
    gnn_i_pair_stack stack;
} state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_ring_layer_init(conv, b, name, in, out, c->nodes, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    return gnn_ring_layer_forward(conv, c, p, x);
}

const gnn_i_pair_conv gnn_i_ring_conv = { sizeof(gnn_ring_layer), conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_pair_stack_init(s, b, &gnn_i_ring_conv, GNN_ACT_RELU, c);
}

static const gnn_i_key keys[] = { GNN_I_KEYS_COMMON("2", "64", "0", "glorot-normal"), GNN_I_KEYS_PAIRS("sym", "cat"),
                                  GNN_I_KEYS_RING, GNN_I_KEYS_END };

const gnn_i_model_class gnn_i_model_ring = {
    "ring",
    "Ring-GNN: equivariant linear maps of pairs and the product of two of them",
    "2-fwl",
    "sums and matrix products of pairs are what folklore 2-WL computes",
    "Chen, Villar, Chen, Bruna 2019, section 4",
    keys,
    sizeof(state),
    init,
    gnn_i_pair_stack_forward,
    NULL
};
