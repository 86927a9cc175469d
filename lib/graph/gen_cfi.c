/* Cai–Fürer–Immerman pairs over a base graph.  Base vertex v becomes the vertices (v, S), S an even set of edges at v; for
 * a base edge e = {v,w}, (v,S) and (w,T) are adjacent iff S and T agree on e.  In the second graph one base edge asks for
 * disagreement instead.  The pair is not isomorphic if the base is connected; k-FWL needs k >= treewidth of the base to
 * see it.  Both graphs are relabelled at random.
 * @source Cai, Fürer, Immerman 1992; without edge vertices as in Fürer 2001 */
#include "generator.h"

enum { MAX_DEGREE = 12 };

/* Vertices (v, S) are numbered from first[v] on; S runs over the even sets, bit k being the k-th edge in v's row. */
static inline int64_t even_set(int64_t i) { return i << 1 | __builtin_parityll((unsigned long long)i); }

static gnn_status first_vertices(int64_t *first, const gnn_graph *b)
{
    first[0] = 0;
    for (int64_t v = 0; v < b->n; v++) {
        int64_t d = b->ptr[v + 1] - b->ptr[v];
        GNN_REQUIRE_RETURN(d >= 1 && d <= MAX_DEGREE, GNN_EINVAL,
                           "cfi: base vertex %lld has degree %lld, outside 1..%d", (long long)v, (long long)d,
                           MAX_DEGREE);
        first[v + 1] = first[v] + ((int64_t)1 << (d - 1));
        GNN_REQUIRE_RETURN(first[v + 1] <= 1 << 24, GNN_EINVAL, "cfi: more than 2^24 vertices");
    }
    return GNN_OK;
}

/* Which of v's edges leads to w? */
static int place_of(const gnn_graph *b, int64_t v, int64_t w)
{
    int k = 0;
    while (b->col[b->ptr[v] + k] != w) k++;
    return k;
}

static gnn_status join(gnn_i_edge_list *e, const gnn_graph *b, const int64_t *first, int64_t v, int64_t w, int twist)
{
    int kv = place_of(b, v, w), kw = place_of(b, w, v);
    for (int64_t i = 0; i < first[v + 1] - first[v]; i++)
        for (int64_t j = 0; j < first[w + 1] - first[w]; j++)
            if (((even_set(i) >> kv ^ even_set(j) >> kw) & 1) == twist)
                GNN_TRY_RETURN(gnn_i_edge_list_add(e, first[v] + i, first[w] + j));
    return GNN_OK;
}

static gnn_status build(gnn_graph **out, const gnn_graph *b, const int64_t *first, bool twisted)
{
    gnn_status st = GNN_OK;
    gnn_i_edge_list e = { 0 };
    for (int64_t v = 0; v < b->n && st == GNN_OK; v++)
        for (int64_t k = b->ptr[v]; k < b->ptr[v + 1] && st == GNN_OK; k++) {
            if (b->col[k] < v) continue;
            st = join(&e, b, first, v, b->col[k], twisted);
            twisted = false; /* the first edge alone */
        }
    return gnn_i_edge_list_finish(out, st, &e, first[b->n], NULL);
}

static gnn_status base_graph(gnn_graph **out, const char *name, int64_t n)
{
    gnn_i_edge_list e = { 0 };
    gnn_status st = GNN_OK;
    if (strcmp(name, "complete") != 0 && strcmp(name, "cycle") != 0) return gnn_i_famous(out, name);
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = u + 1; v < n && st == GNN_OK; v++)
            if (name[1] == 'o' || v == u + 1 || v - u == n - 1) st = gnn_i_edge_list_add(&e, u, v);
    return gnn_i_edge_list_finish(out, st, &e, n, NULL);
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    gnn_graph *base = NULL;
    int64_t *first = NULL;
    GNN_TRY(base_graph(&base, v[0].word, v[1].i));
    GNN_REQUIRE(!base->directed && base->arcs > 0, GNN_EINVAL, "cfi: base %s is directed or has no edges", v[0].word);
    GNN_ALLOC(first, base->n + 1);
    GNN_TRY(first_vertices(first, base));
    for (int i = 0; i < 2; i++) {
        GNN_TRY(build(&out[i], base, first, i == 1));
        GNN_TRY(gnn_i_shuffle(&out[i], rng, NULL));
    }
done:
    gnn_graph_free(base);
    gnn_i_free(first);
    return st;
}

const gnn_i_generator gnn_i_gen_cfi = {
    .name = "cfi", .doc = "Cai–Fürer–Immerman pair, untwisted and twisted", .graphs = 2, .draw = draw,
    .params = { { "base", GNN_I_WORD, "complete", 0, 0, NULL, "complete, cycle, or a name that famous knows" },
                { "n", GNN_I_INTEGER, "4", 3, 1000, NULL, "vertices of a complete or cycle base" } },
};
