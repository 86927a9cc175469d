/* DSS-GNN of ESAN: as DS, and each layer shares the mean over the bag of every node. */
#include "models/bag.h"

typedef struct state { gnn_i_bag bag; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    return gnn_i_bag_init(s, b, c, (gnn_i_policy)c->policy, true);
}

static const char *bound_of(const gnn_i_config *c) { return c->policy == GNN_I_POLICY_EDGES ? "3-fwl" : "gswl"; }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("4", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEYS_POLICY,
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_dss = {
    "dss", "equivariant subgraph aggregation, DSS: subgraphs share the mean of each node over the bag",
    "gswl", "refinement of marked copies with a global sum over the marks at each vertex",
    "Bevilacqua et al. 2022, eq. 3",
    keys, sizeof(state), init, gnn_i_bag_forward, bound_of
};
