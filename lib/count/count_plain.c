/* The graph in which patterns are counted. */
#include "count.h"
#include "base/base.h"

gnn_status gnn_i_count_plain(gnn_graph **own, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL;
    *own = NULL;
    if (!g->directed && g->loops == 0) return GNN_OK;
    GNN_ALLOC(src, g->arcs + 1);
    int64_t m = 0;
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) src[e] = (int32_t)u, m++;
    gnn_graph_spec spec = { .n = g->n, .m = m, .src = src, .dst = g->col, .node_label = g->node_label,
                            .flags = GNN_UNDIRECTED | GNN_MERGE | GNN_NO_LOOPS };
    GNN_TRY(gnn_graph_new(own, &spec));
done:
    gnn_i_free(src);
    return st;
}
