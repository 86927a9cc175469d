/* Ring-GNN with singular values read out.  Sums of all entries are nearly equal on regular graphs; spectra are not. */
#include "models/pair_stack.h"

typedef struct state {
    gnn_i_pair_stack stack;
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_pair_stack_init(s, b, &gnn_i_ring_conv, GNN_ACT_RELU, c);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "64", "0", "glorot-normal"), GNN_I_KEYS_PAIRS("sym", "last"), GNN_I_KEYS_RING,
    GNN_I_KEY_INT_(values, "10", 1, 1 << 16,
                   "singular values read out of each channel, the largest, 0 past a graph's n; readout sum: as they "
                   "are, mean: by n, max: the first alone"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ring_svd = {
    "ring-svd",
    "Ring-GNN, read out by the singular values of its matrices",
    "2-fwl",
    "a sum of powers of singular values is a trace of matrix products of pairs",
    "Chen, Villar, Chen, Bruna 2019 (Ring-GNN-SVD)",
    keys,
    sizeof(state),
    init,
    gnn_i_pair_stack_forward,
    NULL
};
