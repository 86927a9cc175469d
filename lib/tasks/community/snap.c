/* SNAP's graphs with overlapping communities (com-amazon.ungraph.txt, com-amazon.top5000.cmty.txt), cut into small
 * graphs as in Chen, Li, Bruna 2019: two communities with an edge from a vertex of the one only to a vertex of the
 * other only, and all edges among their vertices.  Labels: the first only (0), the second only (1), both (2). */
#include <gnn/tasks.h>
#include "graph/generator.h"
#include "io/cursor.h"

enum { MOST_VERTICES = 2000 }; /* of both communities */
#define TRAIN_SHARE 0.7
#define LEAST_RATIO 0.05       /* of the smaller to the larger community */

typedef struct pair {
    int32_t a, b; /* communities, a < b */
} pair;

struct gnn_snap {
    gnn_graph *g;
    int64_t *id;                  /* of each vertex, ascending                              */
    int64_t count;                /* communities                                            */
    int64_t *ptr;                 /* count + 1                                              */
    int32_t *member;              /* vertices of each community, ascending                  */
    int64_t *in_ptr;              /* n + 1                                                  */
    int32_t *in;                  /* communities of each vertex, ascending                  */
    bool *test;                   /* of each community                                      */
    pair *pairs;                  /* those for training, then those for testing, each sorted */
    int64_t pair_count, train_count, pair_cap;
};

void gnn_snap_free(gnn_snap *s)
{
    if (!s) return;
    gnn_graph_free(s->g);
    gnn_i_free(s->id);
    gnn_i_free(s->ptr);
    gnn_i_free(s->member);
    gnn_i_free(s->in_ptr);
    gnn_i_free(s->in);
    gnn_i_free(s->test);
    gnn_i_free(s->pairs);
    gnn_i_free(s);
}

int64_t gnn_snap_communities(const gnn_snap *s) { return s->count; }

int64_t gnn_snap_pairs(const gnn_snap *s, int test) { return test ? s->pair_count - s->train_count : s->train_count; }

/* ---- files ---- */

static int by_id(const void *pa, const void *pb)
{
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

static int by_number(const void *pa, const void *pb)
{
    int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;
    return (a > b) - (a < b);
}

static int64_t vertex_of(const gnn_snap *s, int64_t n, int64_t id)
{
    const int64_t *at = bsearch(&id, s->id, (size_t)n, sizeof id, by_id);
    return at ? at - s->id : -1;
}

/* Ends of all edges, two by two. */
static gnn_status take_edges(int64_t **ends, int64_t *count, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    int64_t cap = 0, k = 0, *list = NULL;
    for (gnn_i_skip_lines(c, "#"); !gnn_i_at_eof(c); gnn_i_skip_lines(c, "#")) {
        GNN_TRY(gnn_i_grow(&list, &cap, k + 2, sizeof *list));
        for (int end = 0; end < 2; end++) GNN_TRY(gnn_i_take_int(c, "vertex id", 0, INT64_MAX, &list[k++]));
        GNN_TRY(gnn_i_expect_eol(c));
    }
    GNN_REQUIRE(k / 2 <= INT32_MAX / 2, GNN_EOVERFLOW, "%s: %lld edges are more than 2^30-1", c->name,
                (long long)(k / 2));
    *ends = list, *count = k, list = NULL;
done:
    gnn_i_free(list);
    return st;
}

static gnn_status make_graph(gnn_snap *s, const int64_t *ends, int64_t count)
{
    gnn_status st = GNN_OK;
    int64_t n = 0;
    int32_t *src, *dst = NULL;
    GNN_ALLOC(src, count / 2);
    GNN_ALLOC(dst, count / 2);
    GNN_ALLOC(s->id, count);
    if (count) memcpy(s->id, ends, (size_t)count * sizeof *ends);
    qsort(s->id, (size_t)count, sizeof *s->id, by_id);
    for (int64_t i = 0; i < count; i++)
        if (n == 0 || s->id[n - 1] != s->id[i]) s->id[n++] = s->id[i];
    for (int64_t e = 0; e < count / 2; e++)
        src[e] = (int32_t)vertex_of(s, n, ends[2 * e]), dst[e] = (int32_t)vertex_of(s, n, ends[2 * e + 1]);
    GNN_TRY(gnn_graph_new(
        &s->g, &(gnn_graph_spec){ .n = n, .m = count / 2, .src = src, .dst = dst, .flags = GNN_MERGE | GNN_NO_LOOPS }));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    return st;
}

static gnn_status read_graph(gnn_snap *s, const char *path)
{
    gnn_status st = GNN_OK;
    char *bytes = NULL;
    size_t size;
    int64_t *ends = NULL, count = 0;
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, 0));
    gnn_i_cursor c = gnn_i_cursor_over(path, bytes, size, 1, NULL);
    GNN_TRY(take_edges(&ends, &count, &c));
    GNN_TRY(make_graph(s, ends, count));
done:
    gnn_i_free(bytes);
    gnn_i_free(ends);
    return st;
}

/* A line's vertices, ascending, each once, after the k that are there. */
static gnn_status take_community(int64_t *k, int64_t *cap, gnn_snap *s, gnn_i_cursor *c)
{
    int64_t from = *k, to = *k, id;
    for (; !gnn_i_at_eol(c); to++) {
        const char *at = c->p;
        GNN_TRY_RETURN(gnn_i_take_int(c, "vertex id", 0, INT64_MAX, &id));
        int64_t u = vertex_of(s, s->g->n, id);
        if (u < 0) return gnn_i_parse_fail(c, at, "vertex %lld has no edge in the graph", (long long)id);
        GNN_TRY_RETURN(gnn_i_grow(&s->member, cap, to + 1, sizeof *s->member));
        s->member[to] = (int32_t)u;
    }
    if (to > from) qsort(s->member + from, (size_t)(to - from), sizeof *s->member, by_number);
    for (int64_t i = from; i < to; i++)
        if (i == from || s->member[i] != s->member[*k - 1]) s->member[(*k)++] = s->member[i];
    return GNN_OK;
}

static gnn_status read_communities(gnn_snap *s, const char *path)
{
    gnn_status st = GNN_OK;
    char *bytes = NULL;
    size_t size;
    int64_t k = 0, cap = 0, ptr_cap = 0;
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, 0));
    gnn_i_cursor c = gnn_i_cursor_over(path, bytes, size, 1, NULL);
    GNN_TRY(gnn_i_grow(&s->ptr, &ptr_cap, 1, sizeof *s->ptr));
    s->ptr[0] = 0;
    for (gnn_i_skip_lines(&c, "#"); !gnn_i_at_eof(&c); gnn_i_skip_lines(&c, "#")) {
        GNN_TRY(take_community(&k, &cap, s, &c));
        GNN_REQUIRE(s->count < INT32_MAX, GNN_EOVERFLOW, "%s: more than 2^31-1 communities", path);
        GNN_TRY(gnn_i_grow(&s->ptr, &ptr_cap, s->count + 2, sizeof *s->ptr));
        s->ptr[++s->count] = k;
        gnn_i_next_line(&c);
    }
done:
    gnn_i_free(bytes);
    return st;
}

/* ---- pairs ---- */

static gnn_status memberships(gnn_snap *s)
{
    gnn_status st = GNN_OK;
    int64_t n = s->g->n;
    GNN_CALLOC(s->in_ptr, n + 2);
    GNN_ALLOC(s->in, s->ptr[s->count]);
    for (int64_t k = 0; k < s->ptr[s->count]; k++) s->in_ptr[s->member[k] + 2]++;
    for (int64_t u = 0; u < n; u++) s->in_ptr[u + 2] += s->in_ptr[u + 1];
    for (int64_t c = 0; c < s->count; c++)
        for (int64_t k = s->ptr[c]; k < s->ptr[c + 1]; k++) s->in[s->in_ptr[s->member[k] + 1]++] = (int32_t)c;
done:
    return st;
}

static gnn_status split(gnn_snap *s, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_rng rng = gnn_rng_stream(seed, "community/snap", 0);
    int32_t *order = NULL;
    GNN_CALLOC(s->test, s->count);
    GNN_ALLOC(order, s->count);
    gnn_rng_permutation(&rng, s->count, order);
    for (int64_t i = (int64_t)(TRAIN_SHARE * (double)s->count + 0.5); i < s->count; i++) s->test[order[i]] = true;
done:
    gnn_i_free(order);
    return st;
}

static bool is_in(const gnn_snap *s, int32_t u, int32_t c)
{
    return bsearch(&c, s->in + s->in_ptr[u], (size_t)(s->in_ptr[u + 1] - s->in_ptr[u]), sizeof c, by_number) != NULL;
}

static bool sizes_fit(const gnn_snap *s, int32_t c, int32_t d)
{
    double a = (double)(s->ptr[c + 1] - s->ptr[c]), b = (double)(s->ptr[d + 1] - s->ptr[d]);
    return a + b < MOST_VERTICES && (a < b ? a / b : b / a) > LEAST_RATIO;
}

static int by_pair(const void *pa, const void *pb)
{
    const pair *a = pa, *b = pb;
    return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

static void drop_repeated(gnn_snap *s)
{
    int64_t k = 0;
    if (s->pair_count) qsort(s->pairs, (size_t)s->pair_count, sizeof *s->pairs, by_pair);
    for (int64_t i = 0; i < s->pair_count; i++)
        if (k == 0 || by_pair(&s->pairs[k - 1], &s->pairs[i]) != 0) s->pairs[k++] = s->pairs[i];
    s->pair_count = k;
}

/* The pairs that edge (u,v) joins: u in c only, v in d only. */
static gnn_status add_pairs(gnn_snap *s, int32_t u, int32_t v)
{
    for (int64_t i = s->in_ptr[u]; i < s->in_ptr[u + 1]; i++)
        for (int64_t j = s->in_ptr[v]; j < s->in_ptr[v + 1]; j++) {
            int32_t c = s->in[i], d = s->in[j];
            if (s->test[c] != s->test[d] || is_in(s, v, c) || is_in(s, u, d) || !sizes_fit(s, c, d)) continue;
            GNN_TRY_RETURN(gnn_i_grow(&s->pairs, &s->pair_cap, s->pair_count + 1, sizeof *s->pairs));
            s->pairs[s->pair_count++] = c < d ? (pair){ c, d } : (pair){ d, c };
        }
    return GNN_OK;
}

static gnn_status find_pairs(gnn_snap *s)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = s->g;
    pair *sorted = NULL;
    int64_t k = 0, limit = 1 << 20; /* repeated pairs are dropped whenever the list has doubled */
    for (int64_t u = 0; u < g->n; u++) {
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] > u) GNN_TRY(add_pairs(s, (int32_t)u, g->col[e]));
        if (s->pair_count > limit) drop_repeated(s), limit = 2 * s->pair_count > limit ? 2 * s->pair_count : limit;
    }
    drop_repeated(s);
    GNN_ALLOC(sorted, s->pair_count);
    for (int test = 0; test < 2; test++) {
        for (int64_t i = 0; i < s->pair_count; i++)
            if (s->test[s->pairs[i].a] == test) sorted[k++] = s->pairs[i];
        if (!test) s->train_count = k;
    }
    gnn_i_free(s->pairs);
    s->pairs = sorted;
done:
    return st;
}

gnn_status gnn_snap_read(gnn_snap **out, const char *graph, const char *communities, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_snap *s;
    GNN_CALLOC(s, 1);
    GNN_TRY(read_graph(s, graph));
    GNN_TRY(read_communities(s, communities));
    GNN_TRY(memberships(s));
    GNN_TRY(split(s, seed));
    GNN_TRY(find_pairs(s));
    *out = s, s = NULL;
done:
    gnn_snap_free(s);
    return st;
}

/* ---- a pair's graph ---- */

/* Both communities' vertices, ascending, with their labels; returns how many. */
static int64_t join(int32_t *vertex, int32_t *label, const gnn_snap *s, pair p)
{
    int64_t i = s->ptr[p.a], j = s->ptr[p.b], k = 0;
    while (i < s->ptr[p.a + 1] || j < s->ptr[p.b + 1]) {
        int32_t u = i < s->ptr[p.a + 1] ? s->member[i] : INT32_MAX, v = j < s->ptr[p.b + 1] ? s->member[j] : INT32_MAX;
        vertex[k] = u < v ? u : v, label[k++] = u < v ? 0 : v < u ? 1 : 2;
        i += u <= v, j += v <= u;
    }
    return k;
}

gnn_status gnn_snap_graph(gnn_graph **out, const gnn_snap *s, int test, int64_t i)
{
    gnn_status st = GNN_OK;
    int32_t vertex[MOST_VERTICES], label[MOST_VERTICES];
    gnn_i_edge_list list = { 0 };
    const gnn_graph *g = s->g;
    GNN_REQUIRE_RETURN(i >= 0 && i < gnn_snap_pairs(s, test), GNN_EINVAL, "pair %lld of %lld", (long long)i,
                       (long long)gnn_snap_pairs(s, test));
    int64_t n = join(vertex, label, s, s->pairs[test ? s->train_count + i : i]);
    for (int32_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[vertex[u]]; e < g->ptr[vertex[u] + 1] && st == GNN_OK; e++) {
            const int32_t *at = bsearch(&g->col[e], vertex, (size_t)n, sizeof *vertex, by_number);
            if (!at || at - vertex <= u) continue;
            st = gnn_i_edge_list_add(&list, u, at - vertex);
        }
    return gnn_i_edge_list_finish(out, st, &list, n, label);
}
