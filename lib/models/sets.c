/* Sets of k nodes of each graph, numbered colexicographically, and their neighbours. */
#include "models/sets.h"
#include "graph/graph_i.h"

enum { LIMIT = 1 << 22 };

/* Of one example: counts of arcs inside each set, and the matrices' rows. */
typedef struct part {
    int64_t graphs, count, *first;
    int32_t *arcs;
    gnn_i_csr near, members, heads, of_nodes;
} part;

typedef struct sets {
    const gnn_i_making *m;
    const gnn_input *input;
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

static void count_row(void *ctx, int64_t set, int64_t t)
{
    gnn_i_csr *r = ctx;
    r->nnz += t >= 0;
    r->ptr[set + 1] = r->nnz;
}

static void fill_row(void *ctx, int64_t set, int64_t t)
{
    gnn_i_csr *r = ctx;
    if (t >= 0) r->col[r->nnz++] = (int32_t)t;
}

/* Row `set` of members: its nodes; of heads: over its arcs, their heads. */
static void fill_sets(const sets *a, part *p)
{
    for (int64_t g = 0; a->first[g] < a->count; g++) {
        int64_t first = a->node_ptr[g], n = a->node_ptr[g + 1] - first, set = a->first[g];
        int32_t s[3] = { 0, 1, 2 };
        if (n < a->k) continue;
        mark_adjacent(a, g);
        do {
            int64_t before = p->heads.nnz;
            for (int64_t i = 0; i < a->k; i++) {
                p->members.col[p->members.nnz++] = (int32_t)(first + s[i]);
                for (int64_t j = 0; j < a->k; j++)
                    if (i != j && a->adjacent[s[j] * n + s[i]]) p->heads.col[p->heads.nnz++] = (int32_t)(first + s[i]);
            }
            p->arcs[set++] = (int32_t)(p->heads.nnz - before);
            p->members.ptr[set] = p->members.nnz, p->heads.ptr[set] = p->heads.nnz;
        } while (next_set(s, a->k, n));
    }
}

static void fill_of_nodes(const sets *a, gnn_i_csr *of)
{
    for (int64_t g = 0; g < a->input->graphs; g++)
        for (int64_t first = a->node_ptr[g], n = a->node_ptr[g + 1] - first, v = 0; v < n;
             of->ptr[first + ++v] = of->nnz) {
            int32_t s[3] = { 0, 1, 2 };
            int64_t set = a->first[g];
            if (n < a->k) continue;
            do {
                for (int64_t i = 0; i < a->k; i++)
                    if (s[i] == v) of->col[of->nnz++] = (int32_t)set;
                set++;
            } while (next_set(s, a->k, n));
        }
}

static gnn_status count_sets(sets *a)
{
    int64_t most = 0, graphs = a->input->graphs;
    a->first = gnn_i_arena_alloc(a->m->keep, (size_t)(graphs + 1) * sizeof *a->first);
    if (!a->first) return GNN_ENOMEM;
    a->first[0] = 0;
    for (int64_t g = 0; g < graphs; g++) {
        int64_t n = a->node_ptr[g + 1] - a->node_ptr[g];
        most = n > most ? n : most;
        GNN_REQUIRE_RETURN(n < 4096 && a->first[g] + choose(n, a->k) <= LIMIT, GNN_ELIMIT,
                           "more than %d sets of %lld nodes", (int)LIMIT, (long long)a->k);
        a->first[g + 1] = a->first[g] + choose(n, a->k);
    }
    a->count = a->first[graphs];
    a->adjacent = gnn_i_arena_alloc(a->m->scratch, (size_t)(most * most) + 1);
    return a->adjacent ? GNN_OK : GNN_ENOMEM;
}

/* entries < 0: their number is not known yet. */
static bool take(const sets *a, gnn_i_csr *r, int64_t rows, int64_t cols, int64_t entries)
{
    if (!r->ptr) {
        *r = (gnn_i_csr){ .rows = rows, .cols = cols };
        r->ptr = gnn_i_arena_alloc(a->m->keep, (size_t)(rows + 1) * sizeof *r->ptr);
        if (!r->ptr) return false;
        r->ptr[0] = 0;
    }
    if (entries < 0) return true;
    r->col = gnn_i_arena_alloc(a->m->keep, (size_t)(entries + 1) * sizeof *r->col);
    return r->col != NULL;
}

static gnn_status make(const void **out, const gnn_i_making *m, const gnn_input *in)
{
    const gnn_i_sets_options *o = m->options;
    sets a = { .m = m, .input = in, .k = o->k, .node_ptr = in->node_ptr, .in = &in->ops[o->op]->fwd };
    part *p = gnn_i_arena_alloc(m->keep, sizeof *p);
    if (!p) return GNN_ENOMEM;
    GNN_TRY_RETURN(count_sets(&a));
    *p = (part){ .graphs = in->graphs, .count = a.count, .first = a.first };
    p->arcs = gnn_i_arena_alloc(m->keep, (size_t)(a.count + 1) * sizeof *p->arcs);
    if (!p->arcs || !take(&a, &p->near, a.count, a.count, -1)) return GNN_ENOMEM;
    each_neighbour(&a, count_row, &p->near);
    GNN_REQUIRE_RETURN(p->near.nnz < INT32_MAX, GNN_ELIMIT, "%lld neighbours of sets", (long long)p->near.nnz);
    if (!take(&a, &p->near, a.count, a.count, p->near.nnz) || !take(&a, &p->members, a.count, in->n, a.count * a.k) ||
        !take(&a, &p->heads, a.count, in->n, a.count * gnn_i_set_types(a.k)))
        return GNN_ENOMEM;
    p->near.nnz = 0;
    each_neighbour(&a, fill_row, &p->near);
    fill_sets(&a, p);
    if (o->nodes && !take(&a, &p->of_nodes, in->n, a.count, a.count * a.k)) return GNN_ENOMEM;
    if (o->nodes) fill_of_nodes(&a, &p->of_nodes);
    *out = p;
    return GNN_OK;
}

/* ---- batches ---- */

static const gnn_operator *joined(const gnn_i_making *m, const char *name, int64_t k, const part *const *parts,
                                  size_t field)
{
    const gnn_i_csr **list = gnn_i_arena_alloc(m->keep, (size_t)k * sizeof *list);
    for (int64_t i = 0; list && i < k; i++) list[i] = (const gnn_i_csr *)(const void *)((const char *)parts[i] + field);
    return list ? gnn_i_arena_union(m->keep, m->dtype, name, k, list) : NULL;
}

static bool join_types(gnn_i_sets *s, const gnn_i_making *m, int64_t k, const part *const *parts)
{
    int64_t types = gnn_i_set_types(((const gnn_i_sets_options *)m->options)->k), count = 0, graphs = 0, set = 0, g = 0;
    for (int64_t i = 0; i < k; i++) count += parts[i]->count, graphs += parts[i]->graphs;
    size_t bytes = (size_t)(count * types) * gnn_dtype_size(m->dtype);
    void *data = gnn_i_arena_alloc(m->keep, bytes);
    int64_t *first = gnn_i_arena_alloc(m->keep, (size_t)(graphs + 1) * sizeof *first);
    if (!data || !first) return false;
    memset(data, 0, bytes);
    s->type = gnn_tensor_view2(m->dtype, count, types, data), s->first = first;
    first[0] = 0;
    for (int64_t i = 0; i < k; i++) {
        for (int64_t j = 0; j < parts[i]->graphs; j++, g++)
            first[g + 1] = first[g] + parts[i]->first[j + 1] - parts[i]->first[j];
        for (int64_t j = 0; j < parts[i]->count; j++, set++)
            gnn_tensor_set(&s->type, set * types + parts[i]->arcs[j], 1);
    }
    return true;
}

static gnn_status join(const void **out, const gnn_i_making *m, int64_t k, const void *const *list)
{
    const gnn_i_sets_options *o = m->options;
    const part *const *parts = (const part *const *)list;
    gnn_i_sets *s = gnn_i_arena_alloc(m->keep, sizeof *s);
    int64_t count = 0, near = 0;
    for (int64_t i = 0; i < k; i++) count += parts[i]->count, near += parts[i]->near.nnz;
    GNN_REQUIRE_RETURN(count <= LIMIT && near < INT32_MAX, GNN_ELIMIT, "more than %d sets of %lld nodes", (int)LIMIT,
                       (long long)o->k);
    if (!s || !join_types(s, m, k, parts)) return GNN_ENOMEM;
    s->near = joined(m, "sets", k, parts, offsetof(part, near));
    s->members = joined(m, "members", k, parts, offsetof(part, members));
    s->heads = joined(m, "heads", k, parts, offsetof(part, heads));
    s->of_nodes = o->nodes ? joined(m, "sets of nodes", k, parts, offsetof(part, of_nodes)) : NULL;
    if (!s->near || !s->members || !s->heads || (o->nodes && !s->of_nodes)) return GNN_ENOMEM;
    *out = s;
    return GNN_OK;
}

const gnn_i_structure_class gnn_i_sets_class = { "sets", make, join };
