/* LRP-l-k: one layer, the mean over the orderings of each egonet. */
#include "models/lrp.h"

typedef struct state { gnn_i_lrp lrp; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_lrp_init(s, b, c, 1, false); }

static const gnn_i_key keys[] = {
    GNN_I_KEY_INT_(in, NULL, 1, 1 << 24, "width of a node's features"),
    GNN_I_KEY_INT_(out, NULL, 1, 1 << 24, "width of the result (classes, or numbers to predict)"),
    GNN_I_KEY_INT_(hidden, "128", 1, 1 << 20, "width of an ordering's and a node's row"),
    GNN_I_KEY_REAL_(dropout, "0", 0, 0.999, "probability, before the head"),
    GNN_I_KEY_CHOICE_(readout, "none", "none sum mean max attention", "none: one row a node; else one row a graph"),
    GNN_I_KEY_CHOICE_(init, "torch", GNN_I_INITS, "initial weights of the head"),
    GNN_I_KEY_CHOICE_(features, "auto", "auto ones degree degree-onehot",
        "auto: the data's own; where it has none, 1 if in = 1, else the degree one-hot, the last column for all above"),
    GNN_I_KEY_PATTERNS_(""),
    GNN_I_KEYS_LRP,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_lrp = {
    "lrp", "local relational pooling LRP-l-k: the mean of a function of ordered egonets over all their orderings",
    "isomorphism", "it sees isomorphism types of small ordered parts; no k-WL bounds it for all l and k",
    "Chen et al. 2020, section 5",
    keys, sizeof(state), init, gnn_i_lrp_forward, NULL
};
