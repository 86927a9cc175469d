/* GIN on the graph with each node marked in turn, the results pooled: the identity-aware GNN without a depth limit. */
#include "models/bag.h"

typedef struct state { gnn_i_bag bag; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_bag_init(s, b, c, GNN_I_POLICY_WHOLE, false);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("4", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_node_marked_gin = {
    "node-marked-gin", "GIN on n copies of the graph, a node marked in each, pooled",
    "node-marked-1-wl", "colour refinement of each marked copy bounds GIN on it",
    "You et al. 2021 (ID-GNN), section 3; Frasca et al. 2022",
    keys, sizeof(state), init, gnn_i_bag_forward, NULL
};
