/* Nested GNN: GIN on the ego graph of each node, hops as features, pooled to the node, then over nodes. */
#include "models/bag.h"

typedef struct state { gnn_i_bag bag; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_bag_init(s, b, c, GNN_I_POLICY_HOPS, false);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("4", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEY_HOPS_("3"),
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ngnn = {
    "ngnn", "nested GNN: GIN on the ego graph of each node, hops to it as features, pooled",
    "node-marked-1-wl", "hops and membership are colours of the graph with the node marked",
    "Zhang & Li 2021, section 4",
    keys, sizeof(state), init, gnn_i_bag_forward, NULL
};
