/* GNNs on a bag of subgraphs, one for each node. */
#include "models/bag.h"
#include "models/stack.h"

int64_t gnn_i_bag_labels(gnn_i_policy policy, int64_t hops)
{
    return policy == GNN_I_POLICY_HOPS ? hops + 1 : policy == GNN_I_POLICY_WHOLE || policy == GNN_I_POLICY_MARKED;
}

/* Steps along arcs from each root, at most `hops`; -1: farther.  queue: n of the graph. */
static void hops_from_roots(int32_t *hop, const gnn_pairs *p, const gnn_operator *op, int64_t hops, int32_t *queue)
{
    const gnn_i_csr *out = &op->bwd; /* row = tail */
    for (int64_t i = 0; i < p->rows; i++) hop[i] = -1;
    for (int64_t g = 0; g < p->graphs; g++) {
        int64_t first = p->node_ptr[g], n = p->node_ptr[g + 1] - first;
        for (int64_t r = 0; r < n; r++) {
            int32_t *h = hop + p->row_ptr[g] + r * n;
            int64_t at = 0, end = 1;
            queue[0] = (int32_t)r, h[r] = 0;
            for (; at < end && h[queue[at]] < hops; at++)
                for (int64_t e = out->ptr[first + queue[at]]; e < out->ptr[first + queue[at] + 1]; e++) {
                    int64_t v = out->col[e] - first;
                    if (v < 0 || v >= n || h[v] >= 0) continue;
                    h[v] = h[queue[at]] + 1, queue[end++] = (int32_t)v;
                }
        }
    }
}

static void set(gnn_tensor *t, int64_t i, double v)
{
    if (t->dtype == GNN_F32) ((float *)t->data)[i] = (float)v;
    else ((double *)t->data)[i] = v;
}

/* hop NULL: the whole graph. */
static void fill(gnn_tensor *label, gnn_tensor *mask, const gnn_pairs *p, const int32_t *hop, gnn_i_policy policy)
{
    int64_t w = label->shape[1];
    for (int64_t g = 0; g < p->graphs; g++)
        for (int64_t n = p->node_ptr[g + 1] - p->node_ptr[g], i = 0, row = p->row_ptr[g]; i < n * n; i++, row++) {
            bool root = i % (n + 1) == 0, in = policy == GNN_I_POLICY_DELETED ? !root : !hop || hop[row] >= 0;
            set(mask, row, in);
            if (policy == GNN_I_POLICY_HOPS && in) set(label, row * w + hop[row], 1);
            else if (w && root) set(label, row * w, 1);
        }
}

gnn_i_bag_input gnn_i_bag_input_of(gnn_context *c, const gnn_pairs *p, int op, gnn_i_policy policy, int64_t hops, gnn_var x)
{
    gnn_i_bag_input in = { gnn_none(c->tape), gnn_none(c->tape) };
    int64_t w = gnn_i_bag_labels(policy, hops);
    bool near = policy == GNN_I_POLICY_EGO || policy == GNN_I_POLICY_MARKED || policy == GNN_I_POLICY_HOPS;
    if (!p) return in;
    in.x = gnn_root_spread(p, gnn_i_dense(c, x));
    gnn_var label = gnn_i_zeros(c, p->rows, w), mask = gnn_i_zeros(c, p->rows, 1);
    int32_t *hop = near ? gnn_i_tape_alloc(c->tape, (size_t)(p->rows + p->n) * sizeof *hop) : NULL;
    if (near && !hop) (void)gnn_i_poison(c->tape, GNN_ENOMEM, "hops");
    if (gnn_tape_status(c->tape) != GNN_OK) return in;
    if (near) hops_from_roots(hop, p, gnn_i_op(c, op), hops, hop + p->rows);
    gnn_tensor l = *gnn_value(label), m = *gnn_value(mask);
    fill(&l, &m, p, hop, policy);
    if (w) in.x = gnn_concat(2, (gnn_var[]){ in.x, label });
    if (policy == GNN_I_POLICY_WHOLE) return in;
    in.mask = mask, in.x = gnn_mul_rows(in.x, mask);
    return in;
}

gnn_status gnn_i_bag_gin_init(gnn_i_bag_gin *l, gnn_builder *b, const char *name, int64_t in, int64_t out, gnn_act_fn act)
{
    char part[96];
    GNN_TRY_RETURN(gnn_i_part(part, name, "0"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->first, b, part, in, out, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_i_part(part, name, "1"));
    return gnn_linear_layer_init(&l->second, b, part, out, out, 1, act);
}

/* W1 is linear: it comes before the sum where that is narrower. */
gnn_var gnn_i_bag_gin_forward(const gnn_i_bag_gin *l, gnn_context *c, const gnn_pairs *p, int op, gnn_var a)
{
    const gnn_operator *o = gnn_i_op(c, op);
    gnn_var w = gnn_i_use(c, l->first.w), b = gnn_i_use(c, l->first.b), none = gnn_none(c->tape);
    if (l->first.in <= l->first.out) a = gnn_linear(gnn_block_apply(p, o, a), w, b, GNN_ACT_RELU);
    else a = gnn_relu(gnn_add_bias(gnn_block_apply(p, o, gnn_linear(a, w, none, GNN_ACT_NONE)), b));
    return gnn_linear_layer_forward(&l->second, c, a);
}

/* ---- the frame ---- */

gnn_status gnn_i_bag_init(gnn_i_bag *s, gnn_builder *b, const gnn_i_config *c, gnn_i_policy policy, bool shared)
{
    char name[40];
    *s = (gnn_i_bag){ .config = c, .policy = policy, .shared = shared };
    s->own = gnn_builder_alloc(b, (size_t)c->layers * sizeof *s->own);
    s->common = gnn_builder_alloc(b, (size_t)c->layers * sizeof *s->common);
    if (!s->own || !s->common) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&s->op, b, "A+I"));
    for (int64_t i = 0; i < c->layers; i++) {
        int64_t in = i ? c->hidden : c->in + gnn_i_bag_labels(policy, c->hops);
        snprintf(name, sizeof name, "own%lld", (long long)i);
        GNN_TRY_RETURN(gnn_i_bag_gin_init(&s->own[i], b, name, in, c->hidden, shared ? GNN_ACT_NONE : GNN_ACT_RELU));
        snprintf(name, sizeof name, "common%lld", (long long)i);
        if (shared) GNN_TRY_RETURN(gnn_i_bag_gin_init(&s->common[i], b, name, in, c->hidden, GNN_ACT_NONE));
    }
    GNN_TRY_RETURN(gnn_linear_layer_init(&s->root, b, "root", c->hidden, c->hidden, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_readout_layer_init(&s->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_linear_layer_init(&s->head, b, "head", c->hidden, c->out, 1, GNN_ACT_NONE);
}

/* The mean over the subgraphs of a graph, per node. */
static gnn_var mean_over_roots(gnn_context *c, const gnn_pairs *p, gnn_var h)
{
    gnn_var part = gnn_i_zeros(c, p->n, 1);
    const gnn_tensor *v = gnn_value(part);
    if (!v) return part;
    gnn_tensor t = *v;
    for (int64_t g = 0; g < p->graphs; g++)
        for (int64_t u = p->node_ptr[g]; u < p->node_ptr[g + 1]; u++) set(&t, u, 1.0 / (double)(p->root_ptr[g + 1] - p->root_ptr[g]));
    return gnn_mul_rows(gnn_root_sum(p, h), part);
}

/* h' = gin(h) + spread of gin(mean over subgraphs of h)      Bevilacqua et al. 2022, eq. 3 */
static gnn_var shared_layer(const gnn_i_bag *s, gnn_context *c, const gnn_pairs *p, int64_t i, gnn_var h)
{
    const gnn_i_bag_gin *l = &s->common[i];
    gnn_var own = gnn_i_bag_gin_forward(&s->own[i], c, p, s->op, h);
    gnn_var all = gnn_apply(gnn_i_op(c, s->op), mean_over_roots(c, p, h), gnn_none(c->tape), GNN_ACT_NONE);
    all = gnn_linear_layer_forward(&l->second, c, gnn_linear_layer_forward(&l->first, c, all));
    return gnn_relu(gnn_add(own, gnn_root_spread(p, all)));
}

gnn_var gnn_i_bag_forward(void *state, gnn_context *c, gnn_var x)
{
    const gnn_i_bag *s = state;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    if (!p) return gnn_none(c->tape);
    gnn_i_bag_input in = gnn_i_bag_input_of(c, p, s->op, s->policy, s->config->hops, x);
    gnn_var h = in.x;
    for (int64_t i = 0; i < s->config->layers; i++) {
        h = s->shared ? shared_layer(s, c, p, i, h) : gnn_i_bag_gin_forward(&s->own[i], c, p, s->op, h);
        if (!gnn_i_is_none(in.mask)) h = gnn_mul_rows(h, in.mask);
    }
    gnn_var roots = gnn_linear_layer_forward(&s->root, c, gnn_segment_sum(h, p->roots, p->pool_ptr));
    gnn_var y = gnn_readout_layer_forward(&s->readout, c, roots);
    return gnn_linear_layer_forward(&s->head, c, gnn_i_drop(c, y, s->config->dropout));
}
