/* APPNP: predictions of an MLP, spread by personalised PageRank. */
#include "models/stack.h"

typedef struct state { gnn_mlp_layer mlp; gnn_appnp_layer spread; gnn_readout_layer readout; double dropout; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    m->dropout = c->dropout;
    int64_t *widths = gnn_builder_alloc(b, (size_t)(c->layers + 1) * sizeof *widths);
    if (!widths) return GNN_ENOMEM;
    for (int64_t i = 0; i <= c->layers; i++) widths[i] = i == 0 ? c->in : i == c->layers ? c->out : c->hidden;
    GNN_TRY_RETURN(gnn_mlp_layer_init(&m->mlp, b, "mlp", (int)c->layers, widths, (gnn_norm)c->norm,
                                      (gnn_act_fn)c->activation, c->dropout));
    GNN_TRY_RETURN(gnn_appnp_layer_init(&m->spread, b, (int)c->hops, c->alpha));
    return gnn_readout_layer_init(&m->readout, b, "readout", c->out, (gnn_pool)c->readout);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    gnn_var z = gnn_mlp_layer_forward(&m->mlp, c, gnn_i_drop(c, x, m->dropout));
    return gnn_readout_layer_forward(&m->readout, c, gnn_appnp_layer_forward(&m->spread, c, z));
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "64", "0.5", "glorot"),
    GNN_I_KEY_CHOICE_(activation, "relu", "none relu tanh sigmoid elu leaky_relu", "between layers of the MLP"),
    GNN_I_KEY_CHOICE_(norm, "none", "none batch batch-stats graph-stats graph layer", "between layers of the MLP"),
    GNN_I_KEY_INT_(hops, "10", 0, 1000, "steps of the iteration"),
    GNN_I_KEY_REAL_(alpha, "0.1", 0, 1, "probability of returning"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_appnp = {
    "appnp", "an MLP on each node, its results spread by personalised PageRank", "1-wl",
    "message passing sees no more than colour refinement", "Gasteiger, Bojchevski, Guennemann 2019, eq. 4",
    keys, sizeof(state), init, forward, NULL
};
