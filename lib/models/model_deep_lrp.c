/* Deep LRP-l-k.  The published network for counting: layers 1, hidden 128, depth 1, k 3, readout sum. */
#include "models/lrp.h"

typedef struct state { gnn_i_lrp lrp; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_lrp_init(s, b, c, c->layers, true);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("1", "128", "0", "torch"),
    GNN_I_KEYS_LRP,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_deep_lrp = {
    "deep-lrp", "Deep LRP-l-k: layers of local relational pooling, each times a network of the degree",
    "isomorphism", "it sees isomorphism types of small ordered parts; no k-WL bounds it for all l and k",
    "Chen et al. 2020, section 5; authors' code",
    keys, sizeof(state), init, gnn_i_lrp_forward, NULL
};
