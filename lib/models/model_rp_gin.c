/* RP-GIN: f(G) = mean over permutations pi of g(pi G), g a GIN that sees the nodes' numbers, modulo `ids`, one-hot.  The
 * mean over all n! is invariant.  Training draws one permutation a graph and step, prediction a fixed sample of them: that
 * is an estimate of an invariant function, and not one itself; the model says so (`samples`).  A renumbered copy of a graph
 * is the graph with other one-hots, so copies are rows of blocks and arcs are stored once.
 * The published network: 5 rounds of 16, sums of every round, 5 permutations in prediction. */
#include "models/bag.h"

enum { MOST_NODES = 8 }; /* 8! = 40320 copies */

typedef struct state {
    const gnn_i_config *config;
    int op;
    gnn_i_bag_gin *gin;
    gnn_linear_layer before;
    gnn_readout_layer readout;
    gnn_i_head head; /* linear */
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    *m = (state){ .config = c };
    m->gin = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->gin);
    if (!m->gin) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&m->op, b, "A+I"));
    for (int64_t i = 0; i < c->layers; i++) {
        snprintf(name, sizeof name, "gin%lld", (long long)i);
        GNN_TRY_RETURN(
            gnn_i_bag_gin_init(&m->gin[i], b, c, name, i ? c->hidden : c->in + c->ids, c->hidden, GNN_ACT_RELU));
    }
    GNN_TRY_RETURN(gnn_linear_layer_init(&m->before, b, "before", c->layers * c->hidden, c->hidden, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_readout_layer_init(&m->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_i_head_init(&m->head, b, c, "", c->hidden);
}

/* A root for each permutation. */
static const gnn_pairs *bag_of_permutations(const state *m, gnn_context *c)
{
    int64_t graphs = c->in->graphs, *root_ptr = gnn_i_tape_alloc(c->tape, (size_t)(graphs + 1) * sizeof *root_ptr);
    if (!root_ptr) {
        (void)gnn_i_poison(c->tape, GNN_ENOMEM, "permutations");
        return NULL;
    }
    root_ptr[0] = 0;
    for (int64_t g = 0; g < graphs; g++) {
        int64_t n = c->in->node_ptr[g + 1] - c->in->node_ptr[g],
                k = m->config->permutations ? m->config->permutations : 1;
        if (m->config->permutations && c->in->training) k = 1;
        if (!m->config->permutations && n > MOST_NODES) {
            (void)gnn_i_poison(c->tape,
                               gnn_i_fail(GNN_EUNSUPPORTED, "all permutations of %lld nodes, at most %d! are tried",
                                          (long long)n, MOST_NODES),
                               "permutations");
            return NULL;
        }
        for (int64_t i = 2; !m->config->permutations && i <= n; i++) k *= i;
        root_ptr[g + 1] = root_ptr[g] + k;
    }
    return gnn_pairs_bag(c->tape, graphs, c->in->node_ptr, root_ptr);
}

/* The next in lexicographic order. */
static void next_permutation(int32_t *p, int64_t n)
{
    int64_t i = n - 2, j = n - 1;
    while (i >= 0 && p[i] > p[i + 1]) i--;
    if (i < 0) return;
    while (p[j] < p[i]) j--;
    int32_t t = p[i];
    p[i] = p[j], p[j] = t;
    for (int64_t a = i + 1, z = n - 1; a < z; a++, z--) t = p[a], p[a] = p[z], p[z] = t;
}

/* Row (r, v) of label: pi_r(v) mod ids, one-hot.  perm: n of the graph. */
static void number_nodes(gnn_tensor *label, const state *m, const gnn_context *c, const gnn_pairs *p, int32_t *perm)
{
    int64_t ids = m->config->ids;
    for (int64_t g = 0, row = 0; g < p->graphs; g++) {
        int64_t n = p->node_ptr[g + 1] - p->node_ptr[g];
        for (int64_t v = 0; v < n; v++) perm[v] = (int32_t)v;
        for (int64_t r = 0; r < p->root_ptr[g + 1] - p->root_ptr[g]; r++) {
            gnn_rng rng =
                gnn_rng_stream(c->in->training ? c->in->stream.key : 0, "rp-gin", (uint64_t)(c->in->training ? g : r));
            if (m->config->permutations)
                gnn_rng_permutation(&rng, n, perm);
            else if (r > 0)
                next_permutation(perm, n);
            for (int64_t v = 0; v < n; v++, row++) gnn_tensor_set(label, row * ids + perm[v] % ids, 1);
        }
    }
}

/* One row a graph, or rows of nodes. */
static gnn_var read_out(const state *m, gnn_context *c, const gnn_pairs *p, gnn_var h)
{
    gnn_pool pool = (gnn_pool)m->config->readout;
    if (pool == GNN_POOL_NONE || pool == GNN_POOL_ATTENTION) {
        h = gnn_i_bag_mean(c, p, gnn_linear_layer_forward(&m->before, c, h));
        return gnn_i_head_forward(&m->head, c, gnn_readout_layer_forward(&m->readout, c, h));
    }
    h = pool == GNN_POOL_SUM    ? gnn_segment_sum(h, p->roots, p->pool_ptr)
        : pool == GNN_POOL_MEAN ? gnn_segment_mean(h, p->roots, p->pool_ptr)
                                : gnn_segment_max(h, p->roots, p->pool_ptr);
    h = gnn_i_head_forward(&m->head, c, gnn_linear_layer_forward(&m->before, c, h));
    return gnn_segment_mean(h, p->graphs, p->root_ptr);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    const gnn_pairs *p = bag_of_permutations(m, c);
    if (!p) return gnn_none(c->tape);
    gnn_var h = gnn_root_spread(p, gnn_i_dense(c, x)), label = gnn_i_zeros(c, p->rows, m->config->ids), all = label;
    int32_t *perm = gnn_i_tape_alloc(c->tape, (size_t)(p->n + 1) * sizeof *perm);
    if (!perm) return gnn_i_poison(c->tape, GNN_ENOMEM, "permutations");
    if (gnn_tape_status(c->tape) != GNN_OK) return h;
    gnn_tensor t = *gnn_value(label);
    number_nodes(&t, m, c, p, perm);
    h = gnn_concat(2, (gnn_var[]){ h, label });
    for (int64_t i = 0; i < m->config->layers; i++) {
        h = gnn_i_bag_gin_forward(&m->gin[i], c, p, m->op, NULL, NULL, h);
        all = i ? gnn_concat(2, (gnn_var[]){ all, h }) : h;
    }
    return read_out(m, c, p, all);
}

static int samples(const gnn_i_config *c)
{
    return c->permutations > 0;
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("5", "16", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEY_INT_(ids, "10", 1, 1 << 20, "numbers of nodes are taken modulo this"),
    GNN_I_KEY_INT_(permutations, "5", 0, 1 << 16,
                   "in prediction; training draws one a graph and step.  0: all n!, the invariant mean, for "
                   "graphs of at most 8 nodes"),
    GNN_I_KEY_READOUT_NORM_,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_rp_gin = {
    "rp-gin",
    "relational pooling: the mean over permutations of a GIN that sees the nodes' numbers",
    "isomorphism",
    "numbers make all nodes different; of the mean over all permutations only isomorphism is lost",
    "Murphy, Srinivasan, Rao, Ribeiro 2019 (relational pooling)",
    keys,
    sizeof(state),
    init,
    forward,
    NULL,
    samples
};
