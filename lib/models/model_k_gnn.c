/* k-GNN on sets of 2 or 3 nodes: f(s) <- relu(f(s) W1 + sum of f(t) W2 over the neighbours t of s + b), neighbours share all but
 * one node with s, and ("local") the two nodes that differ are adjacent.  A set starts with the type of its induced subgraph
 * (its number of arcs, one-hot), the sum of its nodes' features, and the sum of these over its arcs' heads. */
#include "models/sets.h"
#include "models/stack.h"

typedef struct state {
    const gnn_i_config *config;
    gnn_i_sets_options listed;
    gnn_i_structure sets;
    gnn_linear_layer *own, *near; /* layers */
    gnn_linear_layer head;
    gnn_readout_layer readout;
} state;

static bool of_nodes(const gnn_i_config *c) { return c->readout == GNN_POOL_NONE || c->readout == GNN_POOL_ATTENTION; }

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    *m = (state){ .config = c };
    m->own = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->own);
    m->near = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->near);
    if (!m->own || !m->near) return GNN_ENOMEM;
    m->listed = (gnn_i_sets_options){ .k = c->k, .nodes = of_nodes(c) };
    GNN_TRY_RETURN(gnn_builder_operator(&m->listed.op, b, "A"));
    GNN_TRY_RETURN(gnn_i_builder_structure(&m->sets, b, &gnn_i_sets_class, &m->listed));
    for (int64_t i = 0; i < c->layers; i++) {
        int64_t in = i ? c->hidden : gnn_i_set_types(c->k) + 2 * c->in;
        snprintf(name, sizeof name, "own%lld", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&m->own[i], b, name, in, c->hidden, 1, GNN_ACT_NONE));
        snprintf(name, sizeof name, "near%lld", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&m->near[i], b, name, in, c->hidden, 0, GNN_ACT_NONE));
    }
    GNN_TRY_RETURN(gnn_readout_layer_init(&m->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_linear_layer_init(&m->head, b, "head", c->hidden, c->out, 1, GNN_ACT_NONE);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    const gnn_i_config *g = m->config;
    gnn_var none = gnn_none(c->tape);
    x = gnn_i_dense(c, x);
    const gnn_i_sets *a = gnn_i_structure_of(c, &m->sets);
    if (!a) return none;
    gnn_var type = gnn_constant(c->tape, &a->type), nodes = gnn_apply(a->members, x, none, GNN_ACT_NONE);
    gnn_var h = gnn_concat(3, (gnn_var[]){ type, nodes, gnn_apply(a->heads, x, none, GNN_ACT_NONE) });
    for (int64_t i = 0; i < g->layers; i++) {
        gnn_var own = gnn_linear_layer_forward(&m->own[i], c, h), all = gnn_linear_layer_forward(&m->near[i], c, h);
        h = gnn_relu(gnn_add(own, gnn_apply(a->near, all, none, GNN_ACT_NONE)));
    }
    gnn_var y;
    if (g->readout == GNN_POOL_SUM) y = gnn_segment_sum(h, c->in->graphs, a->first);
    else if (g->readout == GNN_POOL_MEAN) y = gnn_segment_mean(h, c->in->graphs, a->first);
    else if (g->readout == GNN_POOL_MAX) y = gnn_segment_max(h, c->in->graphs, a->first);
    else y = gnn_readout_layer_forward(&m->readout, c, gnn_apply(a->of_nodes, h, none, GNN_ACT_NONE));
    return gnn_linear_layer_forward(&m->head, c, gnn_i_drop(c, y, g->dropout));
}

static const char *bound_of(const gnn_i_config *c) { return c->k == 2 ? "2-fwl" : "3-fwl"; }

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("3", "32", "0", "torch"),
    GNN_I_KEY_INT_(k, "2", 2, 3, "nodes of a set"),
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_k_gnn = {
    "k-gnn", "local k-GNN: messages between sets of k nodes that differ in one node, along arcs",
    "2-fwl", "sets are coarser than pairs of nodes; with k = 3 the bound is 3-fwl",
    "Morris et al. 2019, section 4 (local, sets)",
    keys, sizeof(state), init, forward, bound_of
};
