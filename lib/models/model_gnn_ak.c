/* GNN-AK: each layer runs a GIN on every ego graph and gives a node its own row there, the sum of its ego graph and the sum
 * of itself over the ego graphs it is in (centroid, subgraph, context). */
#include "models/bag.h"

typedef struct state {
    const gnn_i_config *config;
    int op;
    gnn_i_bag_gin *gin;      /* layers x rounds */
    gnn_linear_layer *join;  /* layers          */
    gnn_readout_layer readout;
    gnn_i_head head;
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[48];
    *m = (state){ .config = c };
    m->gin = gnn_builder_alloc(b, (size_t)(c->layers * c->rounds) * sizeof *m->gin);
    m->join = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->join);
    if (!m->gin || !m->join) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&m->op, b, "A+I"));
    for (int64_t i = 0; i < c->layers; i++) {
        for (int64_t k = 0; k < c->rounds; k++) {
            int64_t in = k ? c->hidden : (i ? c->hidden : c->in) + gnn_i_bag_labels(GNN_I_POLICY_HOPS, c->hops);
            snprintf(name, sizeof name, "layer%lld.gin%lld", (long long)i, (long long)k);
            GNN_TRY_RETURN(gnn_i_bag_gin_init(&m->gin[i * c->rounds + k], b, c, name, in, c->hidden, GNN_ACT_RELU));
        }
        snprintf(name, sizeof name, "layer%lld.join", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&m->join[i], b, name, 3 * c->hidden, c->hidden, 1, GNN_ACT_RELU));
    }
    GNN_TRY_RETURN(gnn_readout_layer_init(&m->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_i_head_init(&m->head, b, c, "", c->hidden);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    const gnn_i_config *g = m->config;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    for (int64_t i = 0; i < g->layers; i++) {
        gnn_i_bag_input in = gnn_i_bag_input_of(c, p, m->op, GNN_I_POLICY_HOPS, g->hops, x);
        gnn_var h = in.x;
        for (int64_t k = 0; k < g->rounds; k++)
            h = gnn_i_bag_gin_forward(&m->gin[i * g->rounds + k], c, p, m->op, NULL, in.rows, h);
        x = gnn_linear_layer_forward(&m->join[i], c, gnn_pair_reduce(p, h, 0)); /* subgraph | centroid | context */
    }
    gnn_var y = gnn_readout_layer_forward(&m->readout, c, x);
    return gnn_i_head_forward(&m->head, c, y);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("2", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEY_HOPS_("2"),
    GNN_I_KEY_INT_(rounds, "2", 1, 100, "rounds of messages inside the ego graphs, in each layer"),
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_gnn_ak = {
    "gnn-ak", "GNN as kernel: each layer a GIN on every ego graph; centroid, subgraph and context rows",
    "2-fwl", "sums over either node of pairs, and messages along arcs, are steps of folklore 2-WL",
    "Zhao et al. 2022 (GNN-AK), eq. 4 to 6; bound: Zhang et al. 2023",
    keys, sizeof(state), init, forward, NULL
};
