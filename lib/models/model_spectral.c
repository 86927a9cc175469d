/* The network of the seeds: a list of operators in each layer, half of the channels with ReLU, half linear, normalised
 * by statistics at hand.  layers counts the middle ones, as the papers do; an input and an output layer come on top.
 *     in -> hidden, layers x (hidden -> hidden), hidden -> out (no norm, no ReLU)      Chen, Li, Bruna 2019, section 3 */
#include "models/stack.h"

typedef struct state {
    gnn_spectral_layer *layer; /* layers + 2 */
    int64_t count;
    gnn_readout_layer readout;
    double dropout;
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    m->count = c->layers + 2, m->dropout = c->dropout;
    m->layer = gnn_builder_alloc(b, (size_t)m->count * sizeof *m->layer);
    if (!m->layer) return GNN_ENOMEM;
    for (int64_t i = 0; i < m->count; i++) {
        bool last = i + 1 == m->count;
        snprintf(name, sizeof name, "layer%lld", (long long)i);
        GNN_TRY_RETURN(gnn_spectral_layer_init(&m->layer[i], b, name, c->operators, i == 0 ? c->in : c->hidden,
                                               last ? c->out : c->hidden, (gnn_norm)c->norm, last));
    }
    return gnn_readout_layer_init(&m->readout, b, "readout", c->out, (gnn_pool)c->readout);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    for (int64_t i = 0; i < m->count; i++)
        x = gnn_spectral_layer_forward(&m->layer[i], c, gnn_i_drop(c, x, m->dropout));
    return gnn_readout_layer_forward(&m->readout, c, x);
}

/* Powers A^k of the adjacency are k message steps; a clipped power A_j, j >= 1, also sees who shares a neighbour. */
static const char *bound_of(const gnn_i_config *c)
{
    for (const char *p = c->operators; (p = strstr(p, "A_")) != NULL; p += 2)
        if (p[2] != '0') return "2-fwl";
    return "1-wl";
}

static const gnn_i_key keys[] = { GNN_I_KEYS_COMMON("30", "8", "0", "torch"),
                                  { "operators", GNN_I_KEY_WORDS, GNN_I_AT(operators), "I,A,A_1,D", 0, 0, NULL,
                                    "operators of each layer (names of gnn_operator_new)" },
                                  GNN_I_KEY_STATS_NORM_,
                                  GNN_I_KEYS_END };

const gnn_i_model_class gnn_i_model_spectral = {
    "spectral", "a list of operators in each layer, half ReLU, half linear", "2-fwl",
    "clipped powers A_1, A_2 see common neighbours; with I, A, D, U alone the bound is 1-wl",
    "Chen, Li, Bruna 2019, section 3; Nowak et al. 2018", keys, sizeof(state), init, forward, bound_of
};
