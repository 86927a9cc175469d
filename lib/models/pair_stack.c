/* Layers on pairs of nodes in a row: the input's channels are the adjacency, arc features and node features on the diagonal;
 * results are rows of graphs (sums, means, maxima or singular values of pairs; attention over nodes) or of nodes (the maps
 * 2 -> 1). */
#include "models/pair_stack.h"

enum { ADJACENCY_SYM_ALL = 2 };

static void *conv_at(const gnn_i_pair_stack *s, int64_t i)
{
    return (char *)s->convs + (size_t)i * s->conv->size;
}

static bool per_node(const gnn_i_config *c)
{
    return c->readout == GNN_POOL_NONE || c->readout == GNN_POOL_ATTENTION;
}

static int64_t width_of(const gnn_i_config *c, int64_t i)
{
    return i == 0 ? 1 + c->edge_in + c->in : c->hidden;
}

static int64_t values_of(const gnn_i_config *c)
{
    return c->readout == GNN_POOL_MAX && c->values ? 1 : c->values;
}

static gnn_status head_init(gnn_i_pair_stack *s, gnn_builder *b, int64_t i, int64_t width)
{
    const gnn_i_config *c = s->config;
    char name[40];
    int64_t d = (c->values ? values_of(c) : 2) * width;
    if (per_node(c)) {
        snprintf(name, sizeof name, "nodes%lld", (long long)i);
        GNN_TRY_RETURN(gnn_pair_nodes_layer_init(&s->nodes[i], b, name, width, c->hidden, GNN_ACT_RELU));
        snprintf(name, sizeof name, "readout%lld", (long long)i);
        GNN_TRY_RETURN(gnn_readout_layer_init(&s->attention[i], b, name, c->hidden, (gnn_pool)c->readout));
        d = c->hidden;
    }
    snprintf(name, sizeof name, "%lld", (long long)i);
    return gnn_i_head_init(&s->head[i], b, c, name, d);
}

gnn_status gnn_i_pair_stack_init(gnn_i_pair_stack *s, gnn_builder *b, const gnn_i_pair_conv *conv,
                                 gnn_act_fn act, const gnn_i_config *c)
{
    char name[32];
    *s = (gnn_i_pair_stack){ .conv = conv, .config = c, .act = act, .layers = c->layers };
    s->heads = c->jk == GNN_I_JK_SUM ? c->layers + 1 : 1;
    s->convs = gnn_builder_alloc(b, (size_t)c->layers * conv->size);
    s->norms = gnn_builder_alloc(b, (size_t)c->layers * sizeof *s->norms);
    s->nodes = gnn_builder_alloc(b, (size_t)s->heads * sizeof *s->nodes);
    s->attention = gnn_builder_alloc(b, (size_t)s->heads * sizeof *s->attention);
    s->head = gnn_builder_alloc(b, (size_t)s->heads * sizeof *s->head);
    if (!s->convs || !s->norms || !s->nodes || !s->attention || !s->head) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&s->op, b, c->adjacency ? "sym" : "A"));
    for (int64_t i = 0; i < c->layers; i++) {
        snprintf(name, sizeof name, "conv%lld", (long long)i);
        GNN_TRY_RETURN(conv->init(conv_at(s, i), b, name, width_of(c, i), c->hidden, c->norm ? GNN_ACT_NONE : act, c));
        snprintf(name, sizeof name, "norm%lld", (long long)i);
        GNN_TRY_RETURN(gnn_norm_layer_init(&s->norms[i], b, name, c->hidden, (gnn_norm)c->norm));
    }
    if (c->jk == GNN_I_JK_CAT) return head_init(s, b, 0, width_of(c, 0) + c->layers * c->hidden);
    if (c->jk == GNN_I_JK_LAST) return head_init(s, b, 0, c->hidden);
    for (int64_t i = 0; i < s->heads; i++) GNN_TRY_RETURN(head_init(s, b, i, width_of(c, i)));
    return GNN_OK;
}

/* The largest singular values; over n with the readout mean. */
static gnn_var singular_values(const gnn_i_config *g, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var y = gnn_pair_singular(p, x, values_of(g));
    if (g->readout != GNN_POOL_MEAN || !p) return y;
    gnn_var part = gnn_i_zeros(c, p->graphs, 1);
    if (!gnn_value(part)) return part;
    gnn_tensor t = *gnn_value(part);
    for (int64_t i = 0; i < p->graphs; i++) {
        int64_t n = p->node_ptr[i + 1] - p->node_ptr[i];
        gnn_tensor_set(&t, i, n ? 1.0 / (double)n : 0.0);
    }
    return gnn_mul_rows(y, part);
}

static gnn_var read_out(const gnn_i_pair_stack *s, gnn_context *c, const gnn_pairs *p, int64_t i, gnn_var x)
{
    const gnn_i_config *g = s->config;
    gnn_pair_readout_layer pool = { (gnn_pool)g->readout };
    if (per_node(g))
        return gnn_readout_layer_forward(&s->attention[i], c, gnn_pair_nodes_layer_forward(&s->nodes[i], c, p, x));
    return g->values ? singular_values(g, c, p, x) : gnn_pair_readout_layer_forward(&pool, c, p, x);
}

static gnn_var head(const gnn_i_pair_stack *s, gnn_context *c, const gnn_pairs *p, int64_t i, gnn_var x)
{
    return gnn_i_head_forward(&s->head[i], c, read_out(s, c, p, i, x));
}

/* Channel 0 added to all others. */
static gnn_var spread_first(gnn_context *c, gnn_var y, int64_t others)
{
    gnn_var ones = gnn_i_zeros(c, 1, others);
    if (!gnn_value(ones)) return ones;
    gnn_tensor t = *gnn_value(ones);
    for (int64_t k = 0; k < others; k++) gnn_tensor_set(&t, k, 1);
    gnn_var first = gnn_columns(y, 0, 1);
    return gnn_concat(2, (gnn_var[]){ first, gnn_add(gnn_columns(y, 1, others), gnn_matmul(first, ones)) });
}

gnn_var gnn_i_pair_stack_forward(void *state, gnn_context *c, gnn_var x)
{
    const gnn_i_pair_stack *s = state;
    const gnn_i_config *g = s->config;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    gnn_var y = gnn_i_pair_input(c, p, s->op, g->edge_in, x), all, sum = gnn_none(c->tape);
    if (g->adjacency == ADJACENCY_SYM_ALL) y = spread_first(c, y, width_of(g, 0) - 1);
    all = y;
    if (g->jk == GNN_I_JK_SUM) sum = head(s, c, p, 0, y);
    for (int64_t i = 0; i < s->layers; i++) {
        y = s->conv->forward(conv_at(s, i), c, p, y);
        if (g->norm) y = gnn_i_activate(gnn_norm_layer_forward(&s->norms[i], c, y), s->act);
        if (g->jk == GNN_I_JK_SUM) sum = gnn_add(sum, head(s, c, p, i + 1, y));
        if (g->jk == GNN_I_JK_CAT) all = gnn_concat(2, (gnn_var[]){ all, y });
    }
    return g->jk == GNN_I_JK_SUM ? sum : head(s, c, p, 0, g->jk == GNN_I_JK_CAT ? all : y);
}
