/* The action of a renaming of vertices on rows: row u to row perm[u], arc (u,v) to arc (perm u, perm v). */
#include <gnn/symmetry.h>
#include "base/base.h"
#include "graph/graph_i.h"

static gnn_status invert(int32_t *inverse, const int32_t *perm, int64_t n)
{
    for (int64_t u = 0; u < n; u++) inverse[u] = -1;
    for (int64_t u = 0; u < n; u++) {
        GNN_REQUIRE_RETURN(perm[u] >= 0 && perm[u] < n && inverse[perm[u]] < 0, GNN_EINVAL,
                           "act: perm is not a permutation of 0..%lld: entry %lld is %d", (long long)n - 1, (long long)u, perm[u]);
        inverse[perm[u]] = (int32_t)u;
    }
    return GNN_OK;
}

/* Destination-major places of g's arcs (listed by tail) after the vertices are renamed; perm NULL: as they are.
 * Tails are visited in ascending order of their new name, so the arcs into a vertex come out by tail.  at: n + 1. */
static void arc_places(int64_t *place, const gnn_graph *g, const int32_t *perm, const int32_t *inverse, int64_t *at)
{
    memset(at, 0, (size_t)(g->n + 1) * sizeof *at);
    for (int64_t e = 0; e < g->arcs; e++) at[(perm ? perm[g->col[e]] : g->col[e]) + 1]++;
    for (int64_t v = 0; v < g->n; v++) at[v + 1] += at[v];
    for (int64_t name = 0; name < g->n; name++) {
        int64_t u = perm ? inverse[name] : name;
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) place[e] = at[perm ? perm[g->col[e]] : g->col[e]]++;
    }
}

static gnn_status act_on_arcs(char *dst, const char *src, size_t row, const gnn_graph *g, const int32_t *perm,
                              const int32_t *inverse)
{
    gnn_status st = GNN_OK;
    int64_t *before = NULL, *after = NULL, *at = NULL;
    GNN_ALLOC(before, g->arcs);
    GNN_ALLOC(after, g->arcs);
    GNN_ALLOC(at, g->n + 1);
    arc_places(before, g, NULL, NULL, at);
    arc_places(after, g, perm, inverse, at);
    for (int64_t e = 0; e < g->arcs; e++) memcpy(dst + (size_t)after[e] * row, src + (size_t)before[e] * row, row);
done:
    gnn_i_free(before);
    gnn_i_free(after);
    gnn_i_free(at);
    return st;
}

static gnn_status check_alike(const gnn_tensor *dst, const gnn_tensor *src)
{
    bool same = dst->ndim == src->ndim;
    for (int i = 0; same && i < src->ndim; i++) same = dst->shape[i] == src->shape[i];
    GNN_REQUIRE_RETURN(dst->dtype == src->dtype, GNN_EDTYPE, "act: source and result have different element types");
    GNN_REQUIRE_RETURN(same, GNN_ESHAPE,
                       "act: source and result have different shapes (%lld and %lld rows of %lld and %lld)",
                       (long long)gnn_tensor_rows(src), (long long)gnn_tensor_rows(dst),
                       (long long)gnn_tensor_cols(src), (long long)gnn_tensor_cols(dst));
    return GNN_OK;
}

static gnn_status check(const gnn_tensor *dst, const gnn_tensor *src, gnn_symmetry kind, const gnn_graph *g)
{
    GNN_TRY_RETURN(check_alike(dst, src));
    GNN_REQUIRE_RETURN(kind == GNN_INVARIANT || kind == GNN_NODE_ROWS || kind == GNN_ARC_ROWS, GNN_EINVAL,
                       "act: these rows have no action");
    if (kind == GNN_INVARIANT) return GNN_OK;
    int64_t rows = kind == GNN_NODE_ROWS ? g->n : g->arcs;
    GNN_REQUIRE_RETURN(src->ndim > 0 && src->shape[0] == rows, GNN_ESHAPE, "act: %lld rows, the graph has %lld %s",
                       src->ndim ? (long long)src->shape[0] : 0LL, (long long)rows,
                       kind == GNN_NODE_ROWS ? "vertices" : "arcs");
    return GNN_OK;
}

gnn_status gnn_act_pairs(gnn_tensor *dst, const gnn_tensor *src, int64_t graphs, const int64_t *node_ptr,
                         const int32_t *perm)
{
    gnn_status st = GNN_OK;
    int64_t rows = 0, n = graphs ? node_ptr[graphs] : 0;
    int32_t *inverse = NULL;
    GNN_TRY(check_alike(dst, src));
    GNN_ALLOC(inverse, n);
    GNN_TRY(invert(inverse, perm, n));
    for (int64_t g = 0; g < graphs; g++) {
        int64_t from = node_ptr[g], to = node_ptr[g + 1];
        rows += (to - from) * (to - from);
        for (int64_t u = from; u < to; u++)
            GNN_REQUIRE(perm[u] >= from && perm[u] < to, GNN_EINVAL,
                        "act: perm moves vertex %lld of graph %lld to another graph", (long long)u, (long long)g);
    }
    GNN_REQUIRE(src->ndim > 0 && src->shape[0] == rows, GNN_ESHAPE,
                "act: %lld rows, the graphs have %lld pairs of vertices", src->ndim ? (long long)src->shape[0] : 0LL,
                (long long)rows);
    size_t row = (size_t)gnn_tensor_cols(src) * gnn_dtype_size(src->dtype);
    if (rows == 0 || row == 0) goto done;
    char *to = dst->data;
    const char *at = src->data;
    for (int64_t g = 0; g < graphs; g++) {
        int64_t first = node_ptr[g], size = node_ptr[g + 1] - first;
        for (int64_t u = 0; u < size; u++)
            for (int64_t v = 0; v < size; v++, at += row)
                memcpy(to + (size_t)((perm[first + u] - first) * size + perm[first + v] - first) * row, at, row);
        to += (size_t)(size * size) * row;
    }
done:
    gnn_i_free(inverse);
    return st;
}

gnn_status gnn_act(gnn_tensor *dst, const gnn_tensor *src, gnn_symmetry kind, const gnn_graph *g, const int32_t *perm)
{
    gnn_status st = GNN_OK;
    int32_t *inverse = NULL;
    if (kind == GNN_PAIR_ROWS) return gnn_act_pairs(dst, src, 1, (int64_t[]){ 0, g->n }, perm);
    GNN_TRY(check(dst, src, kind, g));
    int64_t size = gnn_tensor_size(src);
    size_t bytes = (size_t)size * gnn_dtype_size(src->dtype);
    if (kind == GNN_INVARIANT) {
        if (bytes) memcpy(dst->data, src->data, bytes);
        return GNN_OK;
    }
    GNN_ALLOC(inverse, g->n);
    GNN_TRY(invert(inverse, perm, g->n));
    if (bytes == 0) goto done;
    size_t row = bytes / (size_t)src->shape[0];
    if (kind == GNN_NODE_ROWS)
        for (int64_t u = 0; u < g->n; u++)
            memcpy((char *)dst->data + (size_t)perm[u] * row, (const char *)src->data + (size_t)u * row, row);
    else
        GNN_TRY(act_on_arcs(dst->data, src->data, row, g, perm, inverse));
done:
    gnn_i_free(inverse);
    return st;
}
