/* I2-GNN: for each arc j -> i a GIN on the ego graph of i with the hops to i and to j as features; its rows are summed to the
 * arc, arcs to the node i, nodes to the graph, with a linear map and ReLU between.  Rows (arc, node) without copies. */
#include "models/bag.h"

typedef struct state {
    const gnn_i_config *config;
    int op, arcs;           /* A+I for messages, A for the roots */
    gnn_i_bag_gin *gin;     /* layers */
    gnn_linear_layer arc, node;
    gnn_readout_layer readout;
    gnn_i_head head;
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    *m = (state){ .config = c };
    m->gin = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->gin);
    if (!m->gin) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&m->op, b, "A+I"));
    GNN_TRY_RETURN(gnn_builder_operator(&m->arcs, b, "A"));
    for (int64_t i = 0; i < c->layers; i++) {
        snprintf(name, sizeof name, "gin%lld", (long long)i);
        GNN_TRY_RETURN(gnn_i_bag_gin_init(&m->gin[i], b, c, name, i ? c->hidden : c->in + 2 * (c->hops + 1),
                                          c->hidden, GNN_ACT_RELU));
    }
    GNN_TRY_RETURN(gnn_linear_layer_init(&m->arc, b, "arc", c->hidden, c->hidden, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_linear_layer_init(&m->node, b, "node", c->hidden, c->hidden, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_readout_layer_init(&m->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_i_head_init(&m->head, b, c, "", c->hidden);
}

/* A root for each entry of the operator; entries of a graph's rows follow each other. */
static const gnn_pairs *bag_of_arcs(gnn_context *c, const gnn_operator *arcs)
{
    int64_t graphs = c->in->graphs, *root_ptr = gnn_i_tape_alloc(c->tape, (size_t)(graphs + 1) * sizeof *root_ptr);
    if (!root_ptr) {
        (void)gnn_i_poison(c->tape, GNN_ENOMEM, "arcs");
        return NULL;
    }
    for (int64_t g = 0; g <= graphs; g++) root_ptr[g] = arcs->fwd.ptr[c->in->node_ptr[g]];
    return gnn_pairs_bag(c->tape, graphs, c->in->node_ptr, root_ptr);
}

/* Row (j -> i, v): [hop from i to v one-hot | from j to v one-hot], mask: v is near i. */
static void label_rows(gnn_tensor *label, gnn_tensor *mask, const gnn_pairs *p, const gnn_pairs *square,
                       const gnn_operator *arcs, const int32_t *hop, int64_t hops)
{
    for (int64_t g = 0; g < p->graphs; g++) {
        int64_t first = p->node_ptr[g], n = p->node_ptr[g + 1] - first, row = p->row_ptr[g];
        for (int64_t i = 0; i < n; i++)
            for (int64_t e = arcs->fwd.ptr[first + i]; e < arcs->fwd.ptr[first + i + 1]; e++)
                for (int64_t v = 0; v < n; v++, row++) {
                    int32_t a = hop[square->row_ptr[g] + i * n + v],
                            b = hop[square->row_ptr[g] + (arcs->fwd.col[e] - first) * n + v];
                    gnn_tensor_set(mask, row, a >= 0);
                    if (a >= 0) gnn_tensor_set(label, row * 2 * (hops + 1) + a, 1);
                    if (a >= 0 && b >= 0) gnn_tensor_set(label, row * 2 * (hops + 1) + hops + 1 + b, 1);
                }
    }
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    const gnn_i_config *g = m->config;
    const gnn_operator *arcs = gnn_i_op(c, m->arcs);
    const gnn_pairs *square = gnn_i_input_pairs(c), *p = bag_of_arcs(c, arcs);
    if (!square || !p) return gnn_none(c->tape);
    gnn_var label = gnn_i_zeros(c, p->rows, 2 * (g->hops + 1)), mask = gnn_i_zeros(c, p->rows, 1);
    const int32_t *hop = gnn_i_bag_hops(c, square, m->arcs, g->hops);
    if (gnn_tape_status(c->tape) != GNN_OK) return gnn_none(c->tape);
    gnn_tensor l = *gnn_value(label), k = *gnn_value(mask);
    label_rows(&l, &k, p, square, arcs, hop, g->hops);
    gnn_var h = gnn_mul_rows(gnn_concat(2, (gnn_var[]){ gnn_root_spread(p, gnn_i_dense(c, x)), label }), mask);
    const gnn_i_bag_rows *rows = gnn_i_bag_rows_of(c, p, mask);
    for (int64_t i = 0; rows && i < g->layers; i++) h = gnn_i_bag_gin_forward(&m->gin[i], c, p, m->op, NULL, rows, h);
    h = gnn_linear_layer_forward(&m->arc, c, gnn_segment_sum(h, p->roots, p->pool_ptr));
    h = gnn_linear_layer_forward(&m->node, c, gnn_arc_sum(arcs, h));
    gnn_var y = gnn_readout_layer_forward(&m->readout, c, h);
    return gnn_i_head_forward(&m->head, c, y);
}

static const gnn_i_key keys[] = {
    GNN_I_KEYS_COMMON("4", "32", "0", "torch"),
    GNN_I_KEY_BAG_NORM_,
    GNN_I_KEY_HOPS_("3"),
    GNN_I_KEYS_HEAD,
    GNN_I_KEYS_END
};

const gnn_i_model_class gnn_i_model_i2_gnn = {
    "i2-gnn", "I2-GNN: a GIN on the ego graph of each node for each of its neighbours, hops to both as features",
    "3-fwl", "the graph with two vertices marked, refined and pooled twice, is what folklore 3-WL computes",
    "Huang et al. 2023 (I2-GNN), section 4",
    keys, sizeof(state), init, forward, NULL
};
