/* k-GNN on sets of 2 or 3 nodes: f(s) <- relu(f(s) W1 + sum of f(t) W2 over the neighbours t of s + b), neighbours share all but
 * one node with s, and ("local") the two nodes that differ are adjacent.  A set starts with the type of its induced subgraph
 * (its number of arcs, one-hot), the sum of its nodes' features, and the sum of these over its arcs' heads. */
#include "models/model.h"
#include "models/stack.h"
#include "graph/graph_i.h"

enum { LIMIT = 1 << 22 };

typedef struct state {
    const gnn_i_config *config;
    int op;
    gnn_linear_layer *own, *near; /* layers */
    gnn_linear_layer head;
    gnn_readout_layer readout;
} state;

/* Arcs inside a set of k nodes, none of them loops: 0 .. k (k - 1). */
static int64_t types(int64_t k) { return k * (k - 1) + 1; }

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    *m = (state){ .config = c };
    m->own = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->own);
    m->near = gnn_builder_alloc(b, (size_t)c->layers * sizeof *m->near);
    if (!m->own || !m->near) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&m->op, b, "A"));
    for (int64_t i = 0; i < c->layers; i++) {
        int64_t in = i ? c->hidden : types(c->k) + 2 * c->in;
        snprintf(name, sizeof name, "own%lld", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&m->own[i], b, name, in, c->hidden, 1, GNN_ACT_NONE));
        snprintf(name, sizeof name, "near%lld", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&m->near[i], b, name, in, c->hidden, 0, GNN_ACT_NONE));
    }
    GNN_TRY_RETURN(gnn_readout_layer_init(&m->readout, b, "readout", c->hidden, (gnn_pool)c->readout));
    return gnn_linear_layer_init(&m->head, b, "head", c->hidden, c->out, 1, GNN_ACT_NONE);
}

/* ---- sets ---- */

typedef struct sets {
    int64_t k, count, *first;  /* first: graphs + 1                                    */
    const int64_t *node_ptr;
    const gnn_i_csr *in;
    char *adjacent;            /* n x n of the graph at hand: an arc in either way      */
} sets;

static int64_t choose(int64_t n, int64_t k) { return k == 2 ? n * (n - 1) / 2 : n * (n - 1) / 2 * (n - 2) / 3; }

/* Number of the set s[0] < s[1] < … among those of a graph: colexicographic. */
static int64_t number_of(const int32_t *s, int64_t k)
{
    return s[0] + choose(s[1], 2) + (k == 3 ? choose(s[2], 3) : 0);
}

static bool next_set(int32_t *s, int64_t k, int64_t n)
{
    for (int64_t j = 0; j < k; j++) {
        if (s[j] + 1 < (j + 1 < k ? s[j + 1] : n)) {
            s[j]++;
            for (int32_t i = 0; i < j; i++) s[i] = i;
            return true;
        }
    }
    return false;
}

/* s with its place `at` replaced by w, sorted; false: w is in s. */
static bool replace(int32_t *t, const int32_t *s, int64_t k, int64_t at, int32_t w)
{
    for (int64_t j = 0; j < k; j++) {
        if (s[j] == w) return false;
        t[j] = j == at ? w : s[j];
    }
    for (int64_t i = 1; i < k; i++)
        for (int64_t j = i; j > 0 && t[j] < t[j - 1]; j--) {
            int32_t swap = t[j];
            t[j] = t[j - 1], t[j - 1] = swap;
        }
    return true;
}

static void mark_adjacent(const sets *a, int64_t g)
{
    int64_t first = a->node_ptr[g], n = a->node_ptr[g + 1] - first;
    memset(a->adjacent, 0, (size_t)(n * n));
    for (int64_t v = 0; v < n; v++)
        for (int64_t e = a->in->ptr[first + v]; e < a->in->ptr[first + v + 1]; e++) {
            int64_t u = a->in->col[e] - first;
            a->adjacent[u * n + v] = 1;
        }
}

/* see(ctx, set, t) for each neighbour t of each set; first with t = -1. */
typedef void see_fn(void *ctx, int64_t set, int64_t t);
static void each_neighbour(const sets *a, see_fn *see, void *ctx)
{
    for (int64_t g = 0; a->first[g] < a->count; g++) {
        int64_t n = a->node_ptr[g + 1] - a->node_ptr[g], set = a->first[g];
        int32_t s[3] = { 0, 1, 2 }, t[3];
        if (n < a->k) continue;
        mark_adjacent(a, g);
        do {
            see(ctx, set, -1);
            for (int64_t at = 0; at < a->k; at++)
                for (int32_t w = 0; w < n; w++)
                    if ((a->adjacent[s[at] * n + w] || a->adjacent[w * n + s[at]]) && replace(t, s, a->k, at, w))
                        see(ctx, set, a->first[g] + number_of(t, a->k));
            set++;
        } while (next_set(s, a->k, n));
    }
}

typedef struct rows { int64_t *ptr, at; int32_t *col; } rows;

static void count_row(void *ctx, int64_t set, int64_t t)
{
    rows *r = ctx;
    r->at += t >= 0;
    r->ptr[set + 1] = r->at;
}

static void fill_row(void *ctx, int64_t set, int64_t t)
{
    rows *r = ctx;
    if (t >= 0) r->col[r->at++] = (int32_t)t;
}

/* Type one-hot of each set; which: row `set` sums its nodes; heads: over its arcs, their heads. */
static void fill_sets(const sets *a, gnn_tensor *type, rows *which, rows *heads)
{
    for (int64_t g = 0; a->first[g] < a->count; g++) {
        int64_t first = a->node_ptr[g], n = a->node_ptr[g + 1] - first, set = a->first[g];
        int32_t s[3] = { 0, 1, 2 };
        if (n < a->k) continue;
        mark_adjacent(a, g);
        do {
            int64_t arcs = 0;
            for (int64_t i = 0; i < a->k; i++) {
                which->col[which->at++] = (int32_t)(first + s[i]);
                for (int64_t j = 0; j < a->k; j++)
                    if (i != j && a->adjacent[s[j] * n + s[i]])
                        heads->col[heads->at++] = (int32_t)(first + s[i]), arcs++;
            }
            gnn_tensor_set(type, set * types(a->k) + arcs, 1);
            set++;
            which->ptr[set] = which->at, heads->ptr[set] = heads->at;
        } while (next_set(s, a->k, n));
    }
}

static gnn_status count_sets(sets *a, gnn_context *c)
{
    int64_t most = 0;
    a->first = gnn_i_tape_alloc(c->tape, (size_t)(c->in->graphs + 1) * sizeof *a->first);
    if (!a->first) return GNN_ENOMEM;
    a->first[0] = 0;
    for (int64_t g = 0; g < c->in->graphs; g++) {
        int64_t n = a->node_ptr[g + 1] - a->node_ptr[g];
        most = n > most ? n : most;
        GNN_REQUIRE_RETURN(n < 4096 && a->first[g] + choose(n, a->k) <= LIMIT, GNN_ELIMIT,
                           "more than %d sets of %lld nodes", (int)LIMIT, (long long)a->k);
        a->first[g + 1] = a->first[g] + choose(n, a->k);
    }
    a->count = a->first[c->in->graphs];
    a->adjacent = gnn_i_tape_alloc(c->tape, (size_t)(most * most) + 1);
    return a->adjacent ? GNN_OK : GNN_ENOMEM;
}

static bool take(rows *r, gnn_tape *tape, int64_t count, int64_t entries)
{
    *r = (rows){ gnn_i_tape_alloc(tape, (size_t)(count + 1) * sizeof *r->ptr), 0,
                 gnn_i_tape_alloc(tape, (size_t)(entries + 1) * sizeof *r->col) };
    if (r->ptr) r->ptr[0] = 0;
    return r->ptr && r->col;
}

/* *near: neighbours of the sets; *h: what they start with. */
static gnn_status start(gnn_var *h, const gnn_operator **near, sets *a, gnn_context *c, gnn_var x)
{
    rows next, which, heads;
    gnn_tape *tape = c->tape;
    gnn_dtype dtype = gnn_tape_dtype(tape);
    GNN_TRY_RETURN(count_sets(a, c));
    gnn_var type = gnn_i_zeros(c, a->count, types(a->k));
    if (!gnn_value(type) || !take(&next, tape, a->count, 0)) return GNN_ENOMEM;
    each_neighbour(a, count_row, &next);
    GNN_REQUIRE_RETURN(next.at < INT32_MAX, GNN_ELIMIT, "%lld neighbours of sets", (long long)next.at);
    next.col = gnn_i_tape_alloc(tape, (size_t)(next.at + 1) * sizeof *next.col), next.at = 0;
    if (!next.col || !take(&which, tape, a->count, a->count * a->k) ||
        !take(&heads, tape, a->count, a->count * types(a->k)))
        return GNN_ENOMEM;
    each_neighbour(a, fill_row, &next);
    gnn_tensor t = *gnn_value(type);
    fill_sets(a, &t, &which, &heads);
    gnn_operator *n = gnn_i_arena_matrix(gnn_i_tape_arena(tape), dtype, "sets", a->count, a->count, next.ptr, next.col, NULL);
    gnn_operator *w = gnn_i_arena_matrix(gnn_i_tape_arena(tape), dtype, "members", a->count, c->in->n, which.ptr, which.col, NULL);
    gnn_operator *q = gnn_i_arena_matrix(gnn_i_tape_arena(tape), dtype, "heads", a->count, c->in->n, heads.ptr, heads.col, NULL);
    if (!n || !w || !q) return GNN_ENOMEM;
    gnn_var none = gnn_none(tape);
    *near = n;
    *h = gnn_concat(3, (gnn_var[]){ type, gnn_apply(w, x, none, GNN_ACT_NONE), gnn_apply(q, x, none, GNN_ACT_NONE) });
    return GNN_OK;
}

/* A node's row: the sum of those of the sets it is in. */
static gnn_var to_nodes(const sets *a, gnn_context *c, gnn_var h)
{
    rows of;
    if (!take(&of, c->tape, c->in->n, a->count * a->k)) return gnn_i_poison(c->tape, GNN_ENOMEM, "sets");
    for (int64_t g = 0; g < c->in->graphs; g++)
        for (int64_t first = a->node_ptr[g], n = a->node_ptr[g + 1] - first, v = 0; v < n;
             of.ptr[first + ++v] = of.at) {
            int32_t s[3] = { 0, 1, 2 };
            int64_t set = a->first[g];
            if (n < a->k) continue;
            do {
                for (int64_t i = 0; i < a->k; i++)
                    if (s[i] == v) of.col[of.at++] = (int32_t)set;
                set++;
            } while (next_set(s, a->k, n));
        }
    gnn_operator *o =
        gnn_i_arena_matrix(gnn_i_tape_arena(c->tape), gnn_tape_dtype(c->tape), "sets of nodes", c->in->n, a->count, of.ptr, of.col, NULL);
    return o ? gnn_apply(o, h, gnn_none(c->tape), GNN_ACT_NONE) : gnn_i_poison(c->tape, GNN_ENOMEM, "sets");
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    const gnn_i_config *g = m->config;
    sets a = { .k = g->k, .node_ptr = c->in->node_ptr, .in = &gnn_i_op(c, m->op)->fwd };
    const gnn_operator *near = NULL;
    gnn_var h = gnn_none(c->tape);
    x = gnn_i_dense(c, x);
    gnn_status st = gnn_tape_status(c->tape);
    if (st == GNN_OK) st = start(&h, &near, &a, c, x);
    if (st != GNN_OK) return gnn_i_poison(c->tape, st, "sets");
    for (int64_t i = 0; i < g->layers; i++) {
        gnn_var own = gnn_linear_layer_forward(&m->own[i], c, h), all = gnn_linear_layer_forward(&m->near[i], c, h);
        h = gnn_relu(gnn_add(own, gnn_apply(near, all, gnn_none(c->tape), GNN_ACT_NONE)));
    }
    bool nodes = g->readout == GNN_POOL_NONE || g->readout == GNN_POOL_ATTENTION;
    gnn_var y = nodes ? to_nodes(&a, c, h) : h;
    if (g->readout == GNN_POOL_SUM) y = gnn_segment_sum(h, c->in->graphs, a.first);
    else if (g->readout == GNN_POOL_MEAN) y = gnn_segment_mean(h, c->in->graphs, a.first);
    else if (g->readout == GNN_POOL_MAX) y = gnn_segment_max(h, c->in->graphs, a.first);
    else y = gnn_readout_layer_forward(&m->readout, c, y);
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
