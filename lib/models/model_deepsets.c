/* DeepSets: each node and the pool of all nodes of its graph. */
#include "models/stack.h"

typedef struct state { gnn_i_stack stack; } state;

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_deepsets_layer_init(conv, b, name, in, out, (gnn_pool)c->pool, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x)
{
    return gnn_deepsets_layer_forward(conv, c, x);
}

static const gnn_i_conv conv = { sizeof(gnn_deepsets_layer), false, false, conv_init, conv_forward };

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c) { return gnn_i_stack_init(s, b, &conv, c); }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("3", "64", "0", "torch"),
    GNN_I_KEYS_STACK("relu", "none"),
    GNN_I_KEY_CHOICE_(pool, "mean", "none sum mean max", "how the nodes of a graph are joined"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_deepsets = { "deepsets",
                                                 "sets of nodes; edges are not seen",
                                                 "degree",
                                                 "it sees the multiset of node features only: with degree features "
                                                 "what the degree sequence tells, with constant ones the order",
                                                 "Zaheer et al. 2017, lemma 3",
                                                 keys,
                                                 sizeof(state),
                                                 init,
                                                 gnn_i_stack_forward,
                                                 NULL };
