/* GraphML, read and written by igraph.  Repeated edges become one, weights added. */
#include "format.h"
#include "graph/igraph_bridge.h"

static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    gnn_i_skip_lines(&c, "");
    gnn_i_skip_blanks(&c);
    if (gnn_i_at_eof(&c) || *c.p != '<') return GNN_I_SNIFF_NO;
    return memmem(c.p, (size_t)(c.end - c.p), "<graphml", 8) ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_NO;
}

static gnn_status read_graphml(gnn_graph **out, gnn_i_cursor *c)
{
    return gnn_i_foreign_read(out, c, GNN_I_FOREIGN_GRAPHML);
}
static gnn_status write_graphml(gnn_i_text *t, const gnn_graph *g)
{
    return gnn_i_foreign_write(t, g, GNN_I_FOREIGN_GRAPHML);
}

const gnn_format gnn_i_format_graphml = {
    .name = "graphml", .extensions = "graphml,xml",
    .help = "rw  graphml     GraphML; attribute weight of edges (15 digits), class of vertices",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LABELS | GNN_I_LOOPS | GNN_I_15_DIGITS,
    .sniff = sniff, .read = read_graphml, .write = write_graphml,
};
