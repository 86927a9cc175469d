/* Graphviz, written only: vertices 0 .. n-1, labels as attribute class, weights as labels of the edges. */
#include "format.h"

static gnn_status write_dot(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_text_printf(t, "%s G {\n", g->directed ? "digraph" : "graph");
    for (int64_t u = 0; u < g->n; u++) {
        gnn_i_text_printf(t, "  %lld", (long long)u);
        if (g->node_label) gnn_i_text_printf(t, " [class=%d]", (int)g->node_label[u]);
        gnn_i_text_put(t, ";\n", 2);
    }
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (!g->directed && g->col[e] < u) continue;
            gnn_i_text_printf(t, "  %lld %s %lld", (long long)u, g->directed ? "->" : "--", (long long)g->col[e]);
            if (g->weight) {
                gnn_i_text_put(t, " [label=", 8); /* dot's own weight must be >= 0: it would refuse some graphs */
                gnn_i_text_real(t, g->weight[e]);
                gnn_i_text_char(t, ']');
            }
            gnn_i_text_put(t, ";\n", 2);
        }
    gnn_i_text_put(t, "}\n", 2);
    return t->st;
}

const gnn_format gnn_i_format_dot = {
    .name = "dot", .extensions = "dot,gv",
    .help = "-w  dot         Graphviz; labels as attribute class, weights as labels of edges",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LABELS | GNN_I_LOOPS,
    .write = write_dot,
};
