/* DS-GNN of ESAN: GIN on each subgraph of a bag, and a set function. */
#include "models/bag.h"

typedef struct state { gnn_i_bag bag; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_bag_init(s, b, c, (gnn_i_policy)c->policy, false);
}

static const char *bound_of(const gnn_i_config *c)
{
    return c->policy == GNN_I_POLICY_EDGES ? "edge-deleted-1-wl" : "node-marked-1-wl";
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("4", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEYS_POLICY,
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_ds = {
    "ds", "equivariant subgraph aggregation, DS: GIN on each subgraph of a bag, pooled",
    "node-marked-1-wl", "a deleted node and an ego graph are seen with the node marked",
    "Bevilacqua et al. 2022, section 3",
    keys, sizeof(state), init, gnn_i_bag_forward, bound_of
};
