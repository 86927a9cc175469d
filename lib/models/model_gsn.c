/* GIN with counts of cycles at each node among its features (GSN-v, whose authors encode the counts otherwise and give them to
 * every layer). */
#include "models/gin.h"

static const char *bound_of(const gnn_i_config *c) { return "1-wl"; } /* without the counts */

static const gnn_i_key keys[] = {
    GNN_I_KEYS_BASE("5", "64", "0", "torch"),
    GNN_I_KEY_PATTERNS_("cycle3,cycle4,cycle5,cycle6"),
    GNN_I_KEYS_GIN,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gsn = {
    "gsn", "graph substructure network: gin with counts of patterns at each node",
    "2-fwl", "it determines counts of cycles up to 7 at every vertex; other patterns, other bounds",
    "Bouritsas, Frasca, Zafeiriou, Bronstein 2020 (GSN-v)",
    keys, sizeof(gnn_i_gin), gnn_i_gin_init, gnn_i_stack_forward, bound_of
};
