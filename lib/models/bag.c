/* GNNs on a bag of subgraphs, one for each node. */
#include "models/bag.h"

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

const int32_t *gnn_i_bag_hops(gnn_context *c, const gnn_pairs *p, int op, int64_t hops)
{
    int32_t *hop = gnn_i_tape_alloc(c->tape, (size_t)(p->rows + p->n + 1) * sizeof *hop);
    if (hop) hops_from_roots(hop, p, gnn_i_op(c, op), hops, hop + p->rows);
    else (void)gnn_i_poison(c->tape, GNN_ENOMEM, "hops");
    return hop;
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

/* Which rows are inside; ptr (rows + 1), col: the matrix that expands them. */
static void list_rows(gnn_i_bag_rows *in, const gnn_pairs *p, const gnn_tensor *mask, int64_t *ptr, int32_t *col)
{
    ptr[0] = in->count = 0;
    for (int64_t row = 0; row < p->rows; row++) {
        if (gnn_tensor_get(mask, row) != 0) col[in->count] = (int32_t)in->count, in->row[in->count++] = (int32_t)row;
        ptr[row + 1] = in->count;
    }
}

const gnn_i_bag_rows *gnn_i_bag_rows_of(gnn_context *c, const gnn_pairs *p, gnn_var mask)
{
    const gnn_tensor *m = gnn_value(mask);
    if (!m) return NULL;
    gnn_i_bag_rows *in = gnn_i_tape_alloc(c->tape, sizeof *in);
    int64_t *ptr = gnn_i_tape_alloc(c->tape, (size_t)(p->rows + 1) * sizeof *ptr);
    int32_t *col = gnn_i_tape_alloc(c->tape, (size_t)(p->rows + 1) * sizeof *col);
    int32_t *row = gnn_i_tape_alloc(c->tape, (size_t)(p->rows + 1) * sizeof *row);
    if (in && ptr && col && row) {
        *in = (gnn_i_bag_rows){ .row = row, .mask = mask };
        list_rows(in, p, m, ptr, col);
        in->expand = gnn_i_arena_matrix(gnn_i_tape_arena(c->tape), m->dtype, "inside", p->rows, in->count, ptr, col, NULL);
        if (in->expand) return in;
    }
    (void)gnn_i_poison(c->tape, GNN_ENOMEM, "subgraphs");
    return NULL;
}

gnn_i_bag_input gnn_i_bag_input_of(gnn_context *c, const gnn_pairs *p, int op, gnn_i_policy policy, int64_t hops,
                                   gnn_var x)
{
    gnn_i_bag_input in = { .x = gnn_none(c->tape) };
    int64_t w = gnn_i_bag_labels(policy, hops);
    bool near = policy == GNN_I_POLICY_EGO || policy == GNN_I_POLICY_MARKED || policy == GNN_I_POLICY_HOPS;
    if (!p) return in;
    in.x = gnn_root_spread(p, gnn_i_dense(c, x));
    gnn_var label = gnn_i_zeros(c, p->rows, w), mask = gnn_i_zeros(c, p->rows, 1);
    const int32_t *hop = near ? gnn_i_bag_hops(c, p, op, hops) : NULL;
    if (gnn_tape_status(c->tape) != GNN_OK) return in;
    gnn_tensor l = *gnn_value(label), m = *gnn_value(mask);
    fill(&l, &m, p, hop, policy);
    if (w) in.x = gnn_concat(2, (gnn_var[]){ in.x, label });
    if (policy == GNN_I_POLICY_WHOLE) return in;
    in.rows = gnn_i_bag_rows_of(c, p, mask), in.x = gnn_mul_rows(in.x, mask);
    return in;
}

gnn_status gnn_i_bag_gin_init(gnn_i_bag_gin *l, gnn_builder *b, const gnn_i_config *c, const char *name, int64_t in,
                              int64_t out, gnn_act_fn act)
{
    static const char *const norms[] = { "norm0", "norm1" };
    char part[96];
    *l = (gnn_i_bag_gin){ .act = act };
    GNN_TRY_RETURN(gnn_i_part(part, name, "0"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->first, b, part, in, out, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_i_part(part, name, "1"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->second, b, part, out, out, 1, c->norm ? GNN_ACT_NONE : act));
    for (int i = 0; i < 2; i++) {
        GNN_TRY_RETURN(gnn_i_part(part, name, norms[i]));
        GNN_TRY_RETURN(gnn_norm_layer_init(&l->norm[i], b, part, out, (gnn_norm)c->norm));
    }
    return GNN_OK;
}

static gnn_var messages(gnn_context *c, const gnn_pairs *p, int op, const gnn_operator *cut, gnn_var a)
{
    gnn_var y = gnn_block_apply(p, gnn_i_op(c, op), a);
    return cut ? gnn_sub(y, gnn_apply(cut, a, gnn_none(c->tape), GNN_ACT_NONE)) : y;
}

/* The activation of W1's product: a norm comes between. */
static gnn_act_fn first_act(const gnn_i_bag_gin *l)
{
    return l->norm[0].kind == GNN_NORM_NONE ? GNN_ACT_RELU : GNN_ACT_NONE;
}

static gnn_var after_first(const gnn_i_bag_gin *l, gnn_context *c, gnn_var y)
{
    if (l->norm[0].kind == GNN_NORM_NONE) return gnn_linear_layer_forward(&l->second, c, y);
    y = gnn_linear_layer_forward(&l->second, c, gnn_relu(gnn_norm_layer_forward(&l->norm[0], c, y)));
    y = gnn_norm_layer_forward(&l->norm[1], c, y);
    return gnn_i_activate(y, l->act);
}

gnn_var gnn_i_bag_gin_nodes(const gnn_i_bag_gin *l, gnn_context *c, gnn_var a)
{
    return after_first(l, c, gnn_linear(a, gnn_i_use(c, l->first.w), gnn_i_use(c, l->first.b), first_act(l)));
}

/* W1 is linear: it comes before the sum where that is narrower. */
gnn_var gnn_i_bag_gin_forward(const gnn_i_bag_gin *l, gnn_context *c, const gnn_pairs *p, int op,
                              const gnn_operator *cut, const gnn_i_bag_rows *rows, gnn_var a)
{
    gnn_var w = gnn_i_use(c, l->first.w), b = gnn_i_use(c, l->first.b), none = gnn_none(c->tape);
    bool early = l->first.in > l->first.out;
    if (early) a = gnn_linear(a, w, none, GNN_ACT_NONE);
    a = messages(c, p, op, cut, a);
    if (rows) a = gnn_gather(a, rows->count, rows->row);
    a = early ? gnn_i_activate(gnn_add_bias(a, b), first_act(l)) : gnn_linear(a, w, b, first_act(l));
    a = after_first(l, c, a);
    return rows ? gnn_apply(rows->expand, a, none, GNN_ACT_NONE) : a;
}

/* ---- edges as roots ---- */

typedef struct cuts {
    const gnn_pairs *p;
    const gnn_operator *op;
    int64_t roots, at, *ptr;
    int32_t *col;
    char *val;
} cuts;

/* An edge has two entries in a symmetric matrix; loops are none. */
static bool is_root(const gnn_operator *op, int64_t v, int64_t e) { return op->fwd.col[e] < v; }

static int64_t value_of(const gnn_operator *op, int64_t v, int64_t u)
{
    for (int64_t e = op->fwd.ptr[v]; e < op->fwd.ptr[v + 1]; e++)
        if (op->fwd.col[e] == u) return e;
    return -1;
}

/* In the subgraph of the edge (v, u): row v loses u's message and row u loses v's. */
static void cut_row(cuts *k, int64_t v, int64_t u, int64_t x)
{
    int64_t from = x == v ? u : x == u ? v : -1;
    if (from < 0) return;
    size_t es = gnn_dtype_size(k->op->dtype);
    if (k->val)
        memcpy(k->val + (size_t)k->at * es, (const char *)k->op->fwd.val + (size_t)value_of(k->op, x, from) * es, es);
    k->col[k->at++] = (int32_t)from; /* the node, until the row of its subgraph is known */
}

static void fill_cuts(cuts *k)
{
    const gnn_i_csr *f = &k->op->fwd;
    int64_t row = 0;
    k->ptr[0] = 0;
    for (int64_t g = 0; g < k->p->graphs; g++)
        for (int64_t first = k->p->node_ptr[g], end = k->p->node_ptr[g + 1], v = first; v < end; v++)
            for (int64_t e = f->ptr[v]; e < f->ptr[v + 1]; e++) {
                if (!is_root(k->op, v, e)) continue;
                for (int64_t x = first, start = row; x < end; x++) {
                    int64_t before = k->at;
                    cut_row(k, v, f->col[e], x);
                    if (k->at > before) k->col[before] += (int32_t)(start - first);
                    k->ptr[++row] = k->at;
                }
            }
}

static int64_t *edge_roots(gnn_context *c, const gnn_operator *op)
{
    int64_t graphs = c->in->graphs, *root_ptr = gnn_i_tape_alloc(c->tape, (size_t)(graphs + 1) * sizeof *root_ptr);
    if (!root_ptr) return NULL;
    root_ptr[0] = 0;
    for (int64_t g = 0; g < graphs; g++) {
        root_ptr[g + 1] = root_ptr[g];
        for (int64_t v = c->in->node_ptr[g]; v < c->in->node_ptr[g + 1]; v++)
            for (int64_t e = op->fwd.ptr[v]; e < op->fwd.ptr[v + 1]; e++) root_ptr[g + 1] += is_root(op, v, e);
    }
    return root_ptr;
}

/* The bag with a root for each edge, and what its messages lose.  NULL after poisoning the tape. */
static const gnn_pairs *bag_of_edges(gnn_context *c, const gnn_operator *op, const gnn_operator **cut)
{
    if (!op->symmetric) {
        (void)gnn_i_poison(c->tape, gnn_i_fail(GNN_EUNSUPPORTED, "edges are deleted from undirected graphs only"),
                           "edges");
        return NULL;
    }
    int64_t *root_ptr = edge_roots(c, op);
    const gnn_pairs *p = root_ptr ? gnn_pairs_bag(c->tape, c->in->graphs, c->in->node_ptr, root_ptr) : NULL;
    if (!p || p->rows > INT32_MAX) {
        (void)gnn_i_poison(
            c->tape, p ? gnn_i_fail(GNN_ELIMIT, "%lld rows of subgraphs", (long long)p->rows) : GNN_ENOMEM, "edges");
        return NULL;
    }
    size_t es = gnn_dtype_size(op->dtype);
    cuts k = { .p = p, .op = op };
    k.ptr = gnn_i_tape_alloc(c->tape, (size_t)(p->rows + 1) * sizeof *k.ptr);
    k.col = gnn_i_tape_alloc(c->tape, (size_t)(2 * p->roots + 1) * sizeof *k.col);
    k.val = op->fwd.val ? gnn_i_tape_alloc(c->tape, (size_t)(2 * p->roots + 1) * es) : NULL;
    if (k.ptr && k.col && (k.val || !op->fwd.val)) {
        fill_cuts(&k);
        *cut = gnn_i_arena_matrix(gnn_i_tape_arena(c->tape), op->dtype, "cut", p->rows, p->rows, k.ptr, k.col,
                                  k.val);
    }
    if (*cut) return p;
    (void)gnn_i_poison(c->tape, GNN_ENOMEM, "edges");
    return NULL;
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
    GNN_TRY_RETURN(gnn_builder_operator(&s->edges, b, "A"));
    for (int64_t i = 0; i < c->layers; i++) {
        int64_t in = i ? c->hidden : c->in + gnn_i_bag_labels(policy, c->hops);
        snprintf(name, sizeof name, "own%lld", (long long)i);
        GNN_TRY_RETURN(gnn_i_bag_gin_init(&s->own[i], b, c, name, in, c->hidden, shared ? GNN_ACT_NONE : GNN_ACT_RELU));
        snprintf(name, sizeof name, "common%lld", (long long)i);
        if (shared) GNN_TRY_RETURN(gnn_i_bag_gin_init(&s->common[i], b, c, name, in, c->hidden, GNN_ACT_NONE));
    }
    GNN_TRY_RETURN(gnn_linear_layer_init(&s->root, b, "root", c->hidden, c->hidden, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_readout_layer_init(&s->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_i_head_init(&s->head, b, c, "", c->hidden);
}

gnn_var gnn_i_bag_mean(gnn_context *c, const gnn_pairs *p, gnn_var h)
{
    gnn_var part = gnn_i_zeros(c, p->n, 1);
    const gnn_tensor *v = gnn_value(part);
    if (!v) return part;
    gnn_tensor t = *v;
    for (int64_t g = 0; g < p->graphs; g++)
        for (int64_t u = p->node_ptr[g]; u < p->node_ptr[g + 1]; u++) {
            int64_t roots = p->root_ptr[g + 1] - p->root_ptr[g];
            set(&t, u, roots ? 1.0 / (double)roots : 0.0);
        }
    return gnn_mul_rows(gnn_root_sum(p, h), part);
}

/* h' = gin(h) + spread of gin(mean over subgraphs of h)      Bevilacqua et al. 2022, eq. 3 */
static gnn_var shared_layer(const gnn_i_bag *s, gnn_context *c, const gnn_pairs *p, const gnn_operator *cut,
                            const gnn_i_bag_rows *rows, int64_t i, gnn_var h)
{
    gnn_var own = gnn_i_bag_gin_forward(&s->own[i], c, p, s->op, cut, rows, h);
    gnn_var all = gnn_apply(gnn_i_op(c, s->op), gnn_i_bag_mean(c, p, h), gnn_none(c->tape), GNN_ACT_NONE);
    all = gnn_root_spread(p, gnn_i_bag_gin_nodes(&s->common[i], c, all));
    if (rows) all = gnn_mul_rows(all, rows->mask);
    return gnn_relu(gnn_add(own, all));
}

/* One row a graph from rows of roots, or rows of nodes: those of the roots, or where a root is an edge means over the bag. */
static gnn_var read_out(const gnn_i_bag *s, gnn_context *c, const gnn_pairs *p, gnn_var h)
{
    int64_t pool = s->config->readout;
    bool nodes = pool == GNN_POOL_NONE || pool == GNN_POOL_ATTENTION;
    if (!p->square && nodes) h = gnn_i_bag_mean(c, p, h);
    else h = gnn_segment_sum(h, p->roots, p->pool_ptr);
    h = gnn_linear_layer_forward(&s->root, c, h);
    if (p->square || nodes) return gnn_readout_layer_forward(&s->readout, c, h);
    if (pool == GNN_POOL_SUM) return gnn_segment_sum(h, p->graphs, p->root_ptr);
    return pool == GNN_POOL_MEAN ? gnn_segment_mean(h, p->graphs, p->root_ptr)
                                 : gnn_segment_max(h, p->graphs, p->root_ptr);
}

gnn_var gnn_i_bag_forward(void *state, gnn_context *c, gnn_var x)
{
    const gnn_i_bag *s = state;
    const gnn_operator *cut = NULL;
    bool edges = s->policy == GNN_I_POLICY_EDGES;
    const gnn_pairs *p = edges ? bag_of_edges(c, gnn_i_op(c, s->edges), &cut) : gnn_i_input_pairs(c);
    if (!p) return gnn_none(c->tape);
    gnn_i_bag_input in = { .x = gnn_none(c->tape) };
    if (edges) in.x = gnn_root_spread(p, gnn_i_dense(c, x));
    else in = gnn_i_bag_input_of(c, p, s->op, s->policy, s->config->hops, x);
    gnn_var h = in.x;
    for (int64_t i = 0; i < s->config->layers; i++)
        h = s->shared ? shared_layer(s, c, p, cut, in.rows, i, h)
                      : gnn_i_bag_gin_forward(&s->own[i], c, p, s->op, cut, in.rows, h);
    return gnn_i_head_forward(&s->head, c, read_out(s, c, p, h));
}
