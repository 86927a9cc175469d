/* Ring-GNN.  The published network: 2 layers of 64, readout sum of the input and of both layers (jk cat), adjacency sym. */
#include "models/pair_stack.h"

typedef struct state { gnn_i_pair_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, const gnn_i_config *c)
{
    return gnn_ring_layer_init(conv, b, name, in, out, c->nodes, GNN_ACT_RELU);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    return gnn_ring_layer_forward(conv, c, p, x);
}

static const gnn_i_pair_conv conv = { sizeof(gnn_ring_layer), conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_pair_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "64", "0", "torch"),
    GNN_I_KEYS_PAIRS("sym", "cat"),
    GNN_I_KEY_REAL_(nodes, "20", 1, 1e6, "mean number of nodes of the data: k2 starts at half its inverse"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ring = {
    "ring", "Ring-GNN: equivariant linear maps of pairs and the product of two of them",
    "2-fwl", "sums and matrix products of pairs are what folklore 2-WL computes",
    "Chen, Villar, Chen, Bruna 2019, section 4",
    keys, sizeof(state), init, gnn_i_pair_stack_forward, NULL
};
