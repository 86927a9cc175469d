/* SGC: smoothing, then a linear map.  With a readout: of the smoothed features, then the map. */
#include "models/stack.h"

typedef struct state { gnn_sgc_layer conv; gnn_readout_layer readout; double dropout; } state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    m->dropout = c->dropout;
    GNN_TRY_RETURN(gnn_sgc_layer_init(&m->conv, b, "conv0", c->in, c->out, (int)c->hops));
    return gnn_readout_layer_init(&m->readout, b, "readout", c->out, (gnn_pool)c->readout);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    return gnn_readout_layer_forward(&m->readout, c, gnn_sgc_layer_forward(&m->conv, c, gnn_i_drop(c, x, m->dropout)));
}

static const gnn_i_key keys[] = {
    GNN_I_KEY_INT_(in, NULL, 1, 1 << 24, "width of a node's features"),
    GNN_I_KEY_INT_(out, NULL, 1, 1 << 24, "width of the result"),
    GNN_I_KEY_INT_(hops, "2", 0, 1000, "how often features are smoothed"),
    GNN_I_KEY_REAL_(dropout, "0", 0, 0.999, "of the features"),
    GNN_I_KEY_CHOICE_(readout, "none", "none sum mean max attention", "none: one row a node; else one row a graph"),
    GNN_I_KEY_CHOICE_(init, "torch", GNN_I_INITS, "initial weights"),
    GNN_I_KEY_CHOICE_(features, "auto", "auto ones degree degree-onehot",
        "auto: the data's own; where it has none, 1 if in = 1, else the degree one-hot, the last column for all above"),
    GNN_I_KEY_PATTERNS_(""),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_sgc = { "sgc",
                                            "a linear map of features smoothed over some hops",
                                            "1-wl",
                                            "message passing sees no more than colour refinement",
                                            "Wu et al. 2019, eq. 8",
                                            keys,
                                            sizeof(state),
                                            init,
                                            forward,
                                            NULL };
