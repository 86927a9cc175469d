/* Graphs as sets of neighbours; see skeleton.h. */
#include "skeleton.h"

static int by_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Rows as they come: arcs, and for directed graphs their reverses. */
static void fill(gnn_i_skeleton *k, const gnn_graph *const *graphs, int64_t *next)
{
    for (int64_t i = 0; i < k->graphs; i++) {
        const gnn_graph *g = graphs[i];
        int64_t base = k->node_ptr[i];
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
                k->col[next[base + u]++] = g->col[e];
                if (g->directed) k->col[next[base + g->col[e]]++] = (int32_t)u;
            }
    }
}

/* Sort rows, drop repetitions, close the gaps. */
static void tidy(gnn_i_skeleton *k)
{
    int64_t to = 0, from = 0;
    for (int64_t v = 0; v < k->n; v++) {
        int64_t end = k->ptr[v + 1], start = to;
        qsort(k->col + from, (size_t)(end - from), sizeof *k->col, by_i32);
        k->ptr[v] = start;
        for (int64_t e = from; e < end; e++)
            if (to == start || k->col[to - 1] != k->col[e]) k->col[to++] = k->col[e];
        from = end;
    }
    k->ptr[k->n] = to;
}

gnn_status gnn_i_skeleton_new(gnn_i_skeleton *out, int64_t count, const gnn_graph *const *graphs, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    gnn_i_skeleton k = {.graphs = count};
    int64_t arcs = 0, *next = NULL;
    for (int64_t i = 0; i < count; i++) {
        k.n += graphs[i]->n;
        arcs += graphs[i]->arcs * (graphs[i]->directed ? 2 : 1);
    }
    GNN_TRY(gnn_i_budget_bytes(budget, 16 * k.n + 4 * arcs));
    GNN_ALLOC(k.node_ptr, count + 1);
    GNN_CALLOC(k.ptr, k.n + 1);
    GNN_ALLOC(k.col, arcs + 1);
    GNN_ALLOC(next, k.n + 1);
    k.node_ptr[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        const gnn_graph *g = graphs[i];
        int64_t base = k.node_ptr[i];
        k.node_ptr[i + 1] = base + g->n;
        for (int64_t u = 0; u < g->n; u++) k.ptr[base + u + 1] += g->ptr[u + 1] - g->ptr[u];
        for (int64_t e = 0; g->directed && e < g->arcs; e++) k.ptr[base + g->col[e] + 1]++;
    }
    for (int64_t v = 0; v < k.n; v++) k.ptr[v + 1] += k.ptr[v];
    memcpy(next, k.ptr, (size_t)(k.n + 1) * sizeof *next);
    fill(&k, graphs, next);
    tidy(&k);
    *out = k, k = (gnn_i_skeleton){0};
done:
    gnn_i_skeleton_free(&k);
    gnn_i_free(next);
    return st;
}

void gnn_i_skeleton_free(gnn_i_skeleton *k)
{
    gnn_i_free(k->node_ptr);
    gnn_i_free(k->ptr);
    gnn_i_free(k->col);
}

void gnn_i_skeleton_ball(const gnn_i_skeleton *k, int64_t i, int32_t u, int64_t radius, int32_t *near, int64_t *found,
                         int32_t *distance, int32_t *mark, int32_t stamp)
{
    int64_t base = k->node_ptr[i], at = 0, end = 0;
    near[end++] = u, distance[u] = 0, mark[u] = stamp;
    for (; at < end && distance[near[at]] < radius; at++)
        for (int64_t e = k->ptr[base + near[at]]; e < k->ptr[base + near[at] + 1]; e++) {
            int32_t v = k->col[e];
            if (mark[v] == stamp) continue;
            mark[v] = stamp, distance[v] = distance[near[at]] + 1;
            near[end++] = v;
        }
    *found = end;
}
