/* Local relational pooling.  For each ordering pi of a node's egonet, B_pi the ordered features of its nodes and arcs:
 *     z_pi = relu(<B_pi, W> + b)      m_i = mean of z_pi over the orderings of i
 *     deep: x'_i = relu(m_i * s(d_i)), s a network of the degree;  else x'_i = m_i          Chen et al. 2020, section 5
 * <B_pi, W> is a sum over places of x[pi_p] W_p and a number of each arc pattern, so that x is multiplied once for each
 * node and place and the patterns, of which there are few, once each.  The first layer sees equal inputs often: orderings
 * whose nodes have equal features, place by place, and equal arcs are one (12 on graphs without features for k = 3). */
#include "models/lrp.h"
#include "models/stack.h"
#include <math.h>

/* Uniform with variance 1 / fan_in; the published start is normal with variance 1 for one channel. */
static gnn_status weight(int32_t *id, gnn_builder *b, const char *name, const char *part, int64_t rows, int64_t cols,
                         int64_t fan_in)
{
    GNN_TRY_RETURN(gnn_builder_param(id, b, name, part, 2, (int64_t[]){ rows, cols }, GNN_INIT_TORCH, fan_in, cols));
    gnn_tensor t = gnn_params_value(gnn_builder_params(b), *id);
    for (int64_t i = 0; i < rows * cols; i++) gnn_tensor_set(&t, i, sqrt(3.0) * gnn_tensor_get(&t, i));
    return GNN_OK;
}

static gnn_status layer_init(gnn_i_lrp *s, gnn_builder *b, int64_t i)
{
    const gnn_i_config *c = s->config;
    gnn_i_lrp_layer *l = &s->layer[i];
    int64_t L = s->length, in = i ? c->hidden : c->in, w = c->edge_in ? c->edge_in : 1, h = c->hidden;
    char name[32], part[64];
    snprintf(name, sizeof name, "layer%lld", (long long)i);
    GNN_TRY_RETURN(weight(&l->node, b, name, "node", in, L * h, in));
    GNN_TRY_RETURN(weight(&l->arc, b, name, "arc", L * (L - 1) * w, h, w));
    GNN_TRY_RETURN(gnn_builder_param(&l->bias, b, name, "bias", 1, &h, GNN_INIT_ZERO, 0, 0));
    for (int k = 0; k < 2 && s->deep; k++) {
        snprintf(part, sizeof part, "%s.degree.%d", name, k);
        GNN_TRY_RETURN(gnn_linear_layer_init(&l->degree[k], b, part, k ? 2 * h : 1, k ? h : 2 * h, 1,
                                             k ? GNN_ACT_NONE : GNN_ACT_RELU));
    }
    return GNN_OK;
}

gnn_status gnn_i_lrp_init(gnn_i_lrp *s, gnn_builder *b, const gnn_i_config *c, int64_t layers, bool deep)
{
    *s = (gnn_i_lrp){ .config = c, .deep = deep, .layers = layers, .length = gnn_i_ordering_length(c->depth, c->k) };
    GNN_REQUIRE_RETURN(s->length <= 64, GNN_EINVAL,
                       "depth = %lld, k = %lld: orderings of %lld places, at most 64 are possible", (long long)c->depth,
                       (long long)c->k, (long long)s->length);
    s->layer = gnn_builder_alloc(b, (size_t)layers * sizeof *s->layer);
    if (!s->layer) return GNN_ENOMEM;
    for (int i = 0; i < 2 && i < layers; i++) {
        s->listed[i] = (gnn_i_orderings_options){
            .depth = c->depth, .k = c->k, .edge_in = c->edge_in, .collapse = i == 0
        };
        GNN_TRY_RETURN(gnn_builder_operator(&s->listed[i].op, b, "A"));
        GNN_TRY_RETURN(gnn_i_builder_structure(&s->orderings[i], b, &gnn_i_orderings_class, &s->listed[i]));
    }
    for (int64_t i = 0; i < layers; i++) GNN_TRY_RETURN(layer_init(s, b, i));
    GNN_TRY_RETURN(gnn_readout_layer_init(&s->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_linear_layer_init(&s->head, b, "head", c->hidden, c->out, 1, GNN_ACT_NONE);
}

/* The different degrees (numbers of in-neighbours), and for each node which it has.  NULL after poisoning the tape. */
static const int32_t *degrees(gnn_context *c, int op, gnn_var *different)
{
    const gnn_i_csr *in = &gnn_i_op(c, op)->fwd;
    int64_t most = 0, count = 0;
    for (int64_t v = 0; v < c->in->n; v++)
        most = in->ptr[v + 1] - in->ptr[v] > most ? in->ptr[v + 1] - in->ptr[v] : most;
    int32_t *which = gnn_i_tape_alloc(c->tape, (size_t)(c->in->n + 1) * sizeof *which);
    int32_t *number = gnn_i_tape_alloc(c->tape, (size_t)(most + 1) * sizeof *number);
    *different = gnn_i_zeros(c, most + 1, 1);
    if (!which || !number) *different = gnn_i_poison(c->tape, GNN_ENOMEM, "degrees");
    if (!gnn_value(*different)) return NULL;
    gnn_tensor t = *gnn_value(*different);
    for (int64_t d = 0; d <= most; d++) number[d] = -1;
    for (int64_t v = 0; v < c->in->n; v++) {
        int64_t d = in->ptr[v + 1] - in->ptr[v];
        if (number[d] < 0) gnn_tensor_set(&t, count, (double)d), number[d] = (int32_t)count++;
        which[v] = number[d];
    }
    t.shape[0] = count;
    *different = gnn_constant(c->tape, &t);
    return which;
}

static gnn_var layer_forward(const gnn_i_lrp *s, gnn_context *c, const gnn_i_lrp_layer *l, const gnn_i_orderings *o,
                             gnn_var x)
{
    gnn_var none = gnn_none(c->tape), different;
    int64_t n = c->in->n, h = s->config->hidden;
    gnn_var places =
        gnn_reshape(gnn_linear(x, gnn_i_use(c, l->node), none, GNN_ACT_NONE), 2, (int64_t[]){ n * s->length, h });
    gnn_var arcs =
        gnn_linear(gnn_constant(c->tape, &o->arcs), gnn_i_use(c, l->arc), gnn_i_use(c, l->bias), GNN_ACT_NONE);
    gnn_var z =
        gnn_relu(gnn_add(gnn_apply(o->place, places, none, GNN_ACT_NONE), gnn_gather(arcs, o->count, o->pattern)));
    gnn_var m = gnn_apply(o->pool, z, none, GNN_ACT_NONE);
    if (!s->deep) return m;
    const int32_t *which = degrees(c, s->listed[0].op, &different);
    if (!which) return different;
    gnn_var factor = gnn_linear_layer_forward(&l->degree[1], c, gnn_linear_layer_forward(&l->degree[0], c, different));
    return gnn_relu(gnn_mul(m, gnn_gather(factor, n, which)));
}

gnn_var gnn_i_lrp_forward(void *state, gnn_context *c, gnn_var x)
{
    const gnn_i_lrp *s = state;
    const gnn_i_config *g = s->config;
    x = gnn_i_dense(c, x);
    if (g->edge_in) (void)gnn_i_edges(c, g->edge_in); /* poisons the tape where there are none */
    const gnn_i_orderings *first = gnn_i_structure_of(c, &s->orderings[0]),
                          *rest = s->layers > 1 ? gnn_i_structure_of(c, &s->orderings[1]) : first;
    if (!first || !rest) return gnn_none(c->tape);
    for (int64_t i = 0; i < s->layers; i++) x = layer_forward(s, c, &s->layer[i], i ? rest : first, x);
    gnn_var y = gnn_readout_layer_forward(&s->readout, c, x);
    return gnn_linear_layer_forward(&s->head, c, gnn_i_drop(c, y, g->dropout));
}
