/* Immutable CSR graphs: construction, relabelling, disjoint union. */
#include "graph_i.h"
#include <math.h>

void gnn_graph_free(gnn_graph *g)
{
    if (!g) return;
    gnn_i_free(g->ptr);
    gnn_i_free(g->col);
    gnn_i_free(g->weight);
    gnn_i_free(g->node_label);
    gnn_i_free(g);
}

int64_t gnn_graph_n(const gnn_graph *g) { return g->n; }
int64_t gnn_graph_arcs(const gnn_graph *g) { return g->arcs; }
int64_t gnn_graph_loops(const gnn_graph *g) { return g->loops; }
int64_t gnn_graph_edges(const gnn_graph *g) { return g->directed ? g->arcs : (g->arcs - g->loops) / 2 + g->loops; }
int gnn_graph_directed(const gnn_graph *g) { return g->directed; }
const int64_t *gnn_graph_ptr(const gnn_graph *g) { return g->ptr; }
const int32_t *gnn_graph_col(const gnn_graph *g) { return g->col; }
const double *gnn_graph_weight(const gnn_graph *g) { return g->weight; }
const int32_t *gnn_graph_node_label(const gnn_graph *g) { return g->node_label; }

static gnn_status alloc_graph(gnn_graph **out, int64_t n, int64_t arcs, bool directed, bool weights, bool labels)
{
    gnn_status st = GNN_OK;
    gnn_graph *g;
    GNN_CALLOC(g, 1);
    g->n = n, g->arcs = arcs, g->directed = directed;
    GNN_CALLOC(g->ptr, n + 1);
    GNN_ALLOC(g->col, arcs);
    if (weights) GNN_ALLOC(g->weight, arcs);
    if (labels) GNN_ALLOC(g->node_label, n);
    *out = g, g = NULL;
done:
    gnn_graph_free(g);
    return st;
}

/* Two stable counting sorts, by head and then by tail, leave each row ascending: O(n + arcs) whatever the order was.
 * `from` and `to` list the arcs, `id` the entry of the specification that an arc came from. */
static gnn_status sort_arcs(int64_t n, int64_t arcs, int32_t *from, int32_t *to, int64_t *id, int64_t *ptr)
{
    gnn_status st = GNN_OK;
    int32_t *from2 = NULL, *to2 = NULL;
    int64_t *id2 = NULL, *at = NULL;
    GNN_ALLOC(from2, arcs);
    GNN_ALLOC(to2, arcs);
    GNN_ALLOC(id2, arcs);
    GNN_CALLOC(at, n + 1);
    for (int64_t e = 0; e < arcs; e++) at[to[e] + 1]++;
    for (int64_t v = 0; v < n; v++) at[v + 1] += at[v];
    for (int64_t e = 0; e < arcs; e++) {
        int64_t k = at[to[e]]++;
        from2[k] = from[e], to2[k] = to[e], id2[k] = id[e];
    }
    memset(ptr, 0, (size_t)(n + 1) * sizeof *ptr);
    for (int64_t e = 0; e < arcs; e++) ptr[from2[e] + 1]++;
    for (int64_t v = 0; v < n; v++) ptr[v + 1] += ptr[v];
    memcpy(at, ptr, (size_t)(n + 1) * sizeof *ptr);
    for (int64_t e = 0; e < arcs; e++) {
        int64_t k = at[from2[e]]++;
        from[k] = from2[e], to[k] = to2[e], id[k] = id2[e];
    }
done:
    gnn_i_free(from2);
    gnn_i_free(to2);
    gnn_i_free(id2);
    gnn_i_free(at);
    return st;
}

static gnn_status check_spec(const gnn_graph_spec *s)
{
    GNN_REQUIRE_RETURN(s->n >= 0 && s->n <= INT32_MAX, GNN_EINVAL, "graph: n = %lld is outside 0..2^31-1",
                       (long long)s->n);
    GNN_REQUIRE_RETURN(s->m >= 0 && s->m < INT64_MAX / 16, GNN_EINVAL, "graph: m = %lld is not a count",
                       (long long)s->m);
    GNN_REQUIRE_RETURN(s->m == 0 || (s->src && s->dst), GNN_EINVAL, "graph: src and dst are required");
    for (int64_t e = 0; e < s->m; e++)
        GNN_REQUIRE_RETURN(s->src[e] >= 0 && s->src[e] < s->n && s->dst[e] >= 0 && s->dst[e] < s->n, GNN_EINVAL,
                           "graph: edge %lld is (%d,%d), vertices are 0..%lld", (long long)e, s->src[e], s->dst[e],
                           (long long)s->n - 1);
    return GNN_OK;
}

/* Copy the sorted arcs into g, joining repeats. */
static gnn_status fill_rows(gnn_graph *g, const gnn_graph_spec *s, const int64_t *ptr, const int32_t *to,
                            const int64_t *id)
{
    int64_t k = 0;
    for (int64_t u = 0; u < s->n; u++) {
        int64_t row = k;
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) {
            double w = s->weight ? s->weight[id[e]] : 1.0;
            if (k > row && g->col[k - 1] == to[e]) {
                GNN_REQUIRE_RETURN(s->flags & GNN_MERGE, GNN_EINVAL, "graph: edge (%lld,%d) is given twice",
                                   (long long)u, to[e]);
                if (g->weight) g->weight[k - 1] += w;
                continue;
            }
            g->col[k] = to[e];
            if (g->weight) g->weight[k] = w;
            g->loops += to[e] == u;
            k++;
        }
        g->ptr[u + 1] = k;
    }
    g->arcs = k;
    return GNN_OK;
}

gnn_status gnn_graph_new(gnn_graph **out, const gnn_graph_spec *s)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    int32_t *from = NULL, *to = NULL;
    int64_t *id = NULL, *ptr = NULL, arcs = 0;
    bool directed = s->flags & GNN_DIRECTED;
    GNN_TRY(check_spec(s));
    GNN_ALLOC(from, 2 * s->m);
    GNN_ALLOC(to, 2 * s->m);
    GNN_ALLOC(id, 2 * s->m);
    GNN_ALLOC(ptr, s->n + 1);
    for (int64_t e = 0; e < s->m; e++) {
        int32_t u = s->src[e], v = s->dst[e];
        if (u == v && (s->flags & GNN_NO_LOOPS)) continue;
        from[arcs] = u, to[arcs] = v, id[arcs++] = e;
        if (!directed && u != v) from[arcs] = v, to[arcs] = u, id[arcs++] = e;
    }
    GNN_TRY(sort_arcs(s->n, arcs, from, to, id, ptr));
    GNN_TRY(alloc_graph(&g, s->n, arcs, directed, s->weight != NULL, s->node_label != NULL));
    GNN_TRY(fill_rows(g, s, ptr, to, id));
    if (s->node_label && s->n) memcpy(g->node_label, s->node_label, (size_t)s->n * sizeof *s->node_label);
    *out = g, g = NULL;
done:
    gnn_graph_free(g);
    gnn_i_free(from);
    gnn_i_free(to);
    gnn_i_free(id);
    gnn_i_free(ptr);
    return st;
}

static gnn_status check_permutation(const int32_t *perm, int64_t n)
{
    gnn_status st = GNN_OK;
    unsigned char *seen;
    GNN_CALLOC(seen, n);
    for (int64_t i = 0; i < n; i++) {
        GNN_REQUIRE(perm[i] >= 0 && perm[i] < n && !seen[perm[i]], GNN_EINVAL,
                    "permutation: entry %lld is %d, which is out of range or repeated", (long long)i, perm[i]);
        seen[perm[i]] = 1;
    }
done:
    gnn_i_free(seen);
    return st;
}

/* Row perm[u] receives row u with renamed columns; a counting sort by column restores the order inside rows. */
gnn_status gnn_graph_permute(gnn_graph **out, const gnn_graph *g, const int32_t *perm)
{
    gnn_status st = GNN_OK;
    gnn_graph *h = NULL;
    int32_t *from = NULL, *to = NULL;
    int64_t *id = NULL;
    GNN_TRY(check_permutation(perm, g->n));
    GNN_TRY(alloc_graph(&h, g->n, g->arcs, g->directed, g->weight != NULL, g->node_label != NULL));
    GNN_ALLOC(from, g->arcs);
    GNN_ALLOC(to, g->arcs);
    GNN_ALLOC(id, g->arcs);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) from[e] = perm[u], to[e] = perm[g->col[e]], id[e] = e;
    GNN_TRY(sort_arcs(g->n, g->arcs, from, to, id, h->ptr));
    for (int64_t e = 0; e < g->arcs; e++) {
        h->col[e] = to[e];
        if (g->weight) h->weight[e] = g->weight[id[e]];
    }
    for (int64_t u = 0; g->node_label && u < g->n; u++) h->node_label[perm[u]] = g->node_label[u];
    h->loops = g->loops;
    *out = h, h = NULL;
done:
    gnn_graph_free(h);
    gnn_i_free(from);
    gnn_i_free(to);
    gnn_i_free(id);
    return st;
}

gnn_status gnn_graph_union(gnn_graph **out, int64_t k, const gnn_graph *const *graphs, int64_t *node_ptr)
{
    gnn_status st = GNN_OK;
    gnn_graph *h = NULL;
    int64_t n = 0, arcs = 0;
    bool weights = false, labels = false, directed = k > 0 && graphs[0]->directed;
    for (int64_t i = 0; i < k; i++) {
        const gnn_graph *g = graphs[i];
        GNN_REQUIRE(g->directed == directed, GNN_EINVAL, "union: graph %lld is %sdirected, the first is not so",
                    (long long)i, g->directed ? "" : "un");
        n += g->n, arcs += g->arcs;
        weights |= g->weight != NULL, labels |= g->node_label != NULL;
    }
    GNN_REQUIRE(n <= INT32_MAX, GNN_EOVERFLOW, "union: %lld vertices are more than 2^31-1", (long long)n);
    GNN_TRY(alloc_graph(&h, n, arcs, directed, weights, labels));
    n = 0, arcs = 0;
    for (int64_t i = 0; i < k; i++) {
        const gnn_graph *g = graphs[i];
        if (node_ptr) node_ptr[i] = n;
        for (int64_t u = 0; u < g->n; u++) {
            h->ptr[n + u + 1] = arcs + g->ptr[u + 1];
            if (labels) h->node_label[n + u] = g->node_label ? g->node_label[u] : 0;
        }
        for (int64_t e = 0; e < g->arcs; e++) {
            h->col[arcs + e] = (int32_t)(n + g->col[e]);
            if (weights) h->weight[arcs + e] = g->weight ? g->weight[e] : 1.0;
        }
        n += g->n, arcs += g->arcs, h->loops += g->loops;
    }
    if (node_ptr) node_ptr[k] = n;
    *out = h, h = NULL;
done:
    gnn_graph_free(h);
    return st;
}

int gnn_graph_equal(const gnn_graph *a, const gnn_graph *b)
{
    if (a->n != b->n || a->arcs != b->arcs || a->directed != b->directed) return 0;
    if (!a->weight != !b->weight || !a->node_label != !b->node_label) return 0;
    if (memcmp(a->ptr, b->ptr, (size_t)(a->n + 1) * sizeof *a->ptr) != 0) return 0;
    if (a->arcs && memcmp(a->col, b->col, (size_t)a->arcs * sizeof *a->col) != 0) return 0;
    for (int64_t e = 0; a->weight && e < a->arcs; e++)
        if (a->weight[e] != b->weight[e]) return 0;
    return !a->node_label || a->n == 0 ||
           memcmp(a->node_label, b->node_label, (size_t)a->n * sizeof *a->node_label) == 0;
}
