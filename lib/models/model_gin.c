/* GIN.  The published network: layers 4, hidden 64 or 32, norm batch, jk sum, readout sum or mean, dropout 0.5 or 0. */
#include "models/gin.h"

static gnn_status conv_init(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last,
                            gnn_act_fn act, const gnn_i_config *c)
{
    return gnn_gin_layer_init(conv, b, name, in, out, (gnn_norm)c->norm, (int)c->learn_eps, act);
}

static gnn_var conv_forward(const void *conv, gnn_context *c, gnn_var x) { return gnn_gin_layer_forward(conv, c, x); }

static const gnn_i_conv conv = { sizeof(gnn_gin_layer), false, false, conv_init, conv_forward };

gnn_status gnn_i_gin_init(void *state, gnn_builder *b, const gnn_i_config *c)
{
    gnn_i_gin *m = state;
    return gnn_i_stack_init(&m->stack, b, &conv, c);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("5", "64", "0", "torch"),
    GNN_I_KEYS_GIN,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gin = {
    "gin", "graph isomorphism network: MLP of the node plus the sum of its neighbours",
    "1-wl", "message passing sees no more than colour refinement, and this model reaches it",
    "Xu et al. 2019, eq. 4.1",
    keys, sizeof(gnn_i_gin), gnn_i_gin_init, gnn_i_stack_forward, NULL
};
