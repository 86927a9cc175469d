/* Random examples for the generic tests of operations.  What a sample asks for is made at its first run and kept, in order
 * of the requests, so that later runs repeat it without allocating. */
#include "case.h"
#include <math.h>


typedef enum request { LEAF, CONSTANT, BUFFER, OPERATOR, LABELS, NODES } request;

typedef struct item {
    request what;
    gnn_symmetry kind;
    gnn_tensor *base;  /* LEAF: f64 values before they are moved */
    gnn_tensor *value;
    gnn_operator *op;
    int32_t *ints;     /* LABELS, NODES */
    int64_t count;
    gnn_var var;
} item;

struct gnn_case {
    gnn_case_spec spec;
    gnn_tape *tape;
    gnn_graph *drawn, *graph; /* before and after renaming */
    int32_t *perm;
    int64_t segments, ptr[GNN_I_CASE_GRAPHS + 1], large;
    item *items;
    int64_t count, cap, at;   /* at: next request of this run */
    gnn_rng draw;             /* attributes */
    int leaf, moved;          /* next leaf's number; the one to perturb */
    double step;
    uint64_t direction;
};

/* ---- making one ---- */

/* A renaming inside each graph of the case. */
static gnn_status draw_permutation(int32_t **out, const gnn_case *k, int64_t segments, const int64_t *ptr)
{
    int32_t *perm = gnn_i_alloc((size_t)ptr[segments], sizeof *perm);
    if (!perm) return GNN_ENOMEM;
    gnn_rng r = gnn_rng_stream(7, "case permutation", k->spec.number);
    for (int64_t s = 0; s < segments; s++) {
        int64_t at = ptr[s], n = ptr[s + 1] - at;
        if (k->spec.relabel) gnn_rng_permutation(&r, n, perm + at);
        for (int64_t u = 0; u < n; u++) perm[at + u] = (int32_t)(at + (k->spec.relabel ? perm[at + u] : u));
    }
    *out = perm;
    return GNN_OK;
}

/* The case keeps its graph if a new one cannot be made. */
static gnn_status draw_graph(gnn_case *k, uint64_t number)
{
    gnn_status st = GNN_OK;
    gnn_graph *drawn = NULL, *graph = NULL;
    int32_t *perm = NULL;
    int64_t segments, ptr[GNN_I_CASE_GRAPHS + 1];
    GNN_TRY(gnn_i_case_draw_graph(&drawn, &segments, ptr, number, k->large));
    GNN_TRY(draw_permutation(&perm, k, segments, ptr));
    GNN_TRY(gnn_graph_permute(&graph, drawn, perm));
    gnn_graph_free(k->drawn), gnn_graph_free(k->graph), gnn_i_free(k->perm);
    k->drawn = drawn, k->graph = graph, k->perm = perm, k->segments = segments;
    memcpy(k->ptr, ptr, sizeof ptr);
    return GNN_OK;
done:
    gnn_graph_free(drawn);
    gnn_graph_free(graph);
    gnn_i_free(perm);
    return st;
}

gnn_status gnn_i_case_new(gnn_case **out, const gnn_case_spec *spec)
{
    gnn_status st = GNN_OK;
    gnn_case *k;
    GNN_CALLOC(k, 1);
    k->spec = *spec, k->moved = -1, k->large = spec->large ? 1001 : 0;
    GNN_TRY(gnn_tape_new(&k->tape, spec->dtype));
    GNN_TRY(draw_graph(k, spec->number));
    *out = k, k = NULL;
done:
    gnn_i_case_drop(k);
    return st;
}

void gnn_i_case_drop(gnn_case *k)
{
    if (!k) return;
    for (int64_t i = 0; i < k->count; i++) {
        gnn_tensor_free(k->items[i].base), gnn_tensor_free(k->items[i].value);
        if (k->items[i].op) gnn_operator_free(k->items[i].op);
        gnn_i_free(k->items[i].ints);
    }
    gnn_i_free(k->items);
    gnn_i_free(k->perm);
    gnn_graph_free(k->drawn), gnn_graph_free(k->graph);
    gnn_tape_free(k->tape);
    gnn_i_free(k);
}

gnn_var gnn_i_case_run(gnn_case *k)
{
    gnn_tape_reset(k->tape);
    k->at = 0, k->leaf = 0;
    k->draw = gnn_rng_stream(7, "case attributes", k->spec.number);
    return k->spec.op->sample(k);
}

void gnn_i_case_perturb(gnn_case *k, int leaf, double step, uint64_t direction)
{
    k->moved = leaf, k->step = step, k->direction = direction;
}

double gnn_i_case_direction(int leaf, uint64_t direction, int64_t entry)
{
    gnn_rng r = gnn_rng_stream(direction, "case direction", (uint64_t)leaf);
    r.counter = (uint64_t)entry;
    return 2 * gnn_rng_uniform(&r) - 1;
}

int gnn_i_case_leaves(const gnn_case *k) { return k->leaf; }

gnn_var gnn_i_case_leaf(const gnn_case *k, int leaf, gnn_symmetry *kind)
{
    for (int64_t i = 0; i < k->count; i++)
        if (k->items[i].what == LEAF && leaf-- == 0) {
            if (kind) *kind = k->items[i].kind;
            return k->items[i].var;
        }
    return gnn_none(k->tape);
}

/* ---- requests ---- */

static void *poison(gnn_case *k, gnn_status st)
{
    (void)gnn_i_poison(k->tape, st, "case");
    return NULL;
}

/* The next thing asked for: kept from an earlier run, or (*fresh) to be made.  NULL: out of memory. */
static item *next(gnn_case *k, request what, bool *fresh)
{
    *fresh = k->at == k->count;
    if (*fresh) {
        if (gnn_i_grow(&k->items, &k->cap, k->count + 1, sizeof *k->items) != GNN_OK) return poison(k, GNN_ENOMEM);
        memset(&k->items[k->at], 0, sizeof *k->items);
        k->items[k->at].what = what;
    }
    gnn_bug_assert(k->items[k->at].what == what); /* samples repeat their requests */
    return &k->items[k->at];
}

/* The item is complete: keep it. */
static void keep(gnn_case *k, bool fresh)
{
    k->at++;
    if (fresh) k->count++;
}

int64_t gnn_i_case_int(gnn_case *k, int64_t lo, int64_t hi)
{
    return lo + (int64_t)gnn_rng_below(&k->draw, (uint64_t)(hi - lo) + 1);
}

double gnn_i_case_real(gnn_case *k, double lo, double hi) { return lo + (hi - lo) * gnn_rng_uniform(&k->draw); }

int64_t gnn_i_case_width(gnn_case *k)
{
    static const int64_t widths[] = { 1, 2, 3, 1, 4, 5, 8, 7, 16, 17, 33, 64 };
    int64_t i = gnn_i_case_int(k, 0, 11);
    return k->spec.large ? (i & 1 ? 65 : 64) : widths[i];
}

const gnn_graph *gnn_i_case_graph(gnn_case *k) { return k->graph; }
gnn_tape *gnn_i_case_tape(gnn_case *k) { return k->tape; }
gnn_rng gnn_i_case_stream(gnn_case *k) { return gnn_rng_stream(7, "case stream", k->spec.number); }

const int64_t *gnn_i_case_segments(gnn_case *k, int64_t *segments)
{
    *segments = k->segments;
    return k->ptr;
}

void gnn_i_case_need_nodes(gnn_case *k)
{
    gnn_bug_assert(k->at == 0);
    for (uint64_t extra = 1; gnn_graph_n(k->graph) == 0; extra++) {
        gnn_status st = draw_graph(k, k->spec.number + 1000003 * 12 * extra);
        if (st == GNN_OK) continue;
        poison(k, st);
        return;
    }
}

void gnn_i_case_need_pairs(gnn_case *k)
{
    gnn_bug_assert(k->at == 0);
    if (k->large <= 50) return;
    k->large = 50;
    gnn_status st = draw_graph(k, k->spec.number);
    if (st == GNN_OK) return;
    k->large = 1001; /* as it was */
    poison(k, st);
}

const gnn_pairs *gnn_i_case_pairs(gnn_case *k) { return gnn_pairs_new(k->tape, k->segments, k->ptr); }

gnn_status gnn_i_case_act(const gnn_case *k, gnn_tensor *dst, const gnn_tensor *src, gnn_symmetry kind)
{
    return kind == GNN_PAIR_ROWS ? gnn_act_pairs(dst, src, k->segments, k->ptr, k->perm)
                                 : gnn_act(dst, src, kind, k->drawn, k->perm);
}

/* Entry i of count: one from each of `count` equal strata of [lo, hi) in random order, so that entries keep away from each
 * other and from 0, where maxima and activations have kinks.  Rounded to f32, so that both types see the same numbers. */
static void fill(gnn_tensor *t, gnn_rng *r, double lo, double hi, bool integers, int32_t *order)
{
    int64_t count = gnn_tensor_size(t);
    gnn_rng_permutation(r, count, order);
    for (int64_t i = 0; i < count; i++) {
        double v = lo + (hi - lo) * (order[i] + 0.25 + 0.5 * gnn_rng_uniform(r)) / (double)count;
        gnn_tensor_set(t, i, integers ? floor(v + 0.5) : (double)(float)v);
    }
}

static gnn_status draw_tensor(gnn_case *k, gnn_tensor **out, gnn_symmetry kind, int ndim, const int64_t *shape,
                              double lo, double hi)
{
    gnn_status st = GNN_OK;
    gnn_tensor *t = NULL, *moved = NULL;
    int32_t *order = NULL;
    gnn_rng r = gnn_rng_stream(7 + k->spec.number, "case values", (uint64_t)k->at);
    GNN_TRY(gnn_tensor_new(&t, GNN_F64, ndim, shape));
    GNN_ALLOC(order, gnn_tensor_size(t));
    fill(t, &r, lo, hi, k->spec.integers, order);
    if (k->spec.relabel) {
        GNN_TRY(gnn_tensor_new(&moved, GNN_F64, ndim, shape));
        GNN_TRY(gnn_i_case_act(k, moved, t, kind));
    }
    *out = moved ? moved : t;
    if (moved) moved = NULL;
    else t = NULL;
done:
    gnn_tensor_free(t);
    gnn_tensor_free(moved);
    gnn_i_free(order);
    return st;
}

/* A tensor item: f64 base (except buffers) and a value of the case's dtype. */
static item *tensor_item(gnn_case *k, request what, gnn_symmetry kind, int ndim, const int64_t *shape, double lo,
                         double hi)
{
    gnn_status st = GNN_OK;
    bool fresh;
    gnn_tensor *base = NULL, *value = NULL;
    if (gnn_tape_status(k->tape) != GNN_OK) return NULL;
    item *it = next(k, what, &fresh);
    if (!it) return NULL;
    if (fresh) {
        if (what != BUFFER) GNN_TRY(draw_tensor(k, &base, kind, ndim, shape, lo, hi));
        GNN_TRY(gnn_tensor_new(&value, k->spec.dtype, ndim, shape));
        if (base) GNN_TRY(gnn_tensor_copy(value, base));
        it->base = base, it->value = value, it->kind = kind;
        base = value = NULL;
    }
    keep(k, fresh);
done:
    gnn_tensor_free(base);
    gnn_tensor_free(value);
    return st == GNN_OK ? it : poison(k, st);
}

static gnn_var leaf(gnn_case *k, gnn_symmetry kind, int ndim, const int64_t *shape)
{
    double reach = k->spec.integers ? 4 : 2;
    item *it = tensor_item(k, LEAF, kind, ndim, shape, -reach, reach);
    if (!it) return gnn_i_poison(k->tape, GNN_ENOMEM, "case");
    int number = k->leaf++;
    double step = number == k->moved ? k->step : 0;
    for (int64_t i = 0, n = gnn_tensor_size(it->value); i < n && k->moved >= 0; i++)
        gnn_tensor_set(it->value, i,
                       gnn_tensor_get(it->base, i) +
                           (step != 0 ? step * gnn_i_case_direction(number, k->direction, i) : 0));
    return it->var = gnn_leaf(k->tape, it->value);
}

static int64_t rows_of(const gnn_case *k, gnn_symmetry kind)
{
    int64_t pairs = 0;
    for (int64_t g = 0; g < k->segments; g++) pairs += (k->ptr[g + 1] - k->ptr[g]) * (k->ptr[g + 1] - k->ptr[g]);
    if (kind == GNN_PAIR_ROWS) return pairs;
    return kind == GNN_NODE_ROWS  ? gnn_graph_n(k->graph)
           : kind == GNN_ARC_ROWS ? gnn_graph_arcs(k->graph)
                                  : k->segments;
}

gnn_var gnn_i_case_rows(gnn_case *k, gnn_symmetry kind, int64_t cols)
{
    return leaf(k, kind, 2, (int64_t[]){ rows_of(k, kind), cols });
}

gnn_var gnn_i_case_free(gnn_case *k, int ndim, const int64_t *shape) { return leaf(k, GNN_INVARIANT, ndim, shape); }

const gnn_tensor *gnn_i_case_constant(gnn_case *k, gnn_symmetry kind, int64_t cols, double lo, double hi)
{
    item *it = tensor_item(k, CONSTANT, kind, 2, (int64_t[]){ rows_of(k, kind), cols }, lo, hi);
    return it ? it->value : NULL;
}

const gnn_tensor *gnn_i_case_fixed(gnn_case *k, int ndim, const int64_t *shape, double lo, double hi)
{
    item *it = tensor_item(k, CONSTANT, GNN_INVARIANT, ndim, shape, lo, hi);
    return it ? it->value : NULL;
}

gnn_tensor *gnn_i_case_buffer(gnn_case *k, int ndim, const int64_t *shape)
{
    item *it = tensor_item(k, BUFFER, GNN_INVARIANT, ndim, shape, 0, 0);
    return it ? it->value : NULL;
}

const gnn_operator *gnn_i_case_operator(gnn_case *k, const char *name)
{
    bool fresh;
    if (gnn_tape_status(k->tape) != GNN_OK) return NULL;
    item *it = next(k, OPERATOR, &fresh);
    if (!it) return NULL;
    if (fresh) {
        gnn_status st = gnn_operator_new(&it->op, k->graph, name, k->spec.dtype);
        if (st != GNN_OK) return poison(k, st);
    }
    keep(k, fresh);
    return it->op;
}

/* `count` integers in [0, bound). */
static item *int_item(gnn_case *k, request what, int64_t count, int64_t bound)
{
    bool fresh;
    if (gnn_tape_status(k->tape) != GNN_OK) return NULL;
    item *it = next(k, what, &fresh);
    if (!it) return NULL;
    if (fresh) {
        gnn_rng r = gnn_rng_stream(7 + k->spec.number, "case integers", (uint64_t)k->at);
        it->ints = gnn_i_alloc((size_t)count, sizeof *it->ints);
        if (!it->ints) return poison(k, GNN_ENOMEM);
        for (int64_t i = 0; i < count; i++) {
            int32_t v = (int32_t)gnn_rng_below(&r, (uint64_t)bound);
            if (what == LABELS) it->ints[k->perm[i]] = v; /* rows move */
            else it->ints[i] = k->perm[v];                /* values are nodes */
        }
        it->count = count;
    }
    keep(k, fresh);
    return it;
}

const int32_t *gnn_i_case_labels(gnn_case *k, int64_t classes)
{
    item *it = int_item(k, LABELS, gnn_graph_n(k->graph), classes);
    return it ? it->ints : NULL;
}

const int32_t *gnn_i_case_nodes(gnn_case *k, int64_t *count)
{
    int64_t n = gnn_graph_n(k->graph);
    if (n == 0) *count = 0;
    item *it = int_item(k, NODES, *count, n);
    return it ? it->ints : NULL;
}
