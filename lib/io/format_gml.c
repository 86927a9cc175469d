/* GML, read and written by igraph.  Repeated edges become one, weights added: published files have them. */
#include "format.h"
#include "graph/igraph_bridge.h"
#include <strings.h>

/* Keys and values, one of the first being "graph ["; only 'Creator "…"', "Version …" and comments come before. */
static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    const char *word;
    for (int line = 0; line < 64; line++) {
        gnn_i_skip_lines(&c, "#");
        size_t n = gnn_i_take_token(&c, &word);
        if (n == 6 && strncasecmp(word, "graph[", 6) == 0) return GNN_I_SNIFF_LIKELY;
        if (n == 5 && strncasecmp(word, "graph", 5) == 0) {
            while (gnn_i_at_eol(&c) && !gnn_i_at_eof(&c)) gnn_i_next_line(&c);
            return !gnn_i_at_eof(&c) && *c.p == '[' ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_NO;
        }
        if (n != 7 || (strncasecmp(word, "creator", 7) != 0 && strncasecmp(word, "version", 7) != 0))
            return GNN_I_SNIFF_NO;
        gnn_i_next_line(&c);
    }
    return GNN_I_SNIFF_NO;
}

static gnn_status read_gml(gnn_graph **out, gnn_i_cursor *c) { return gnn_i_foreign_read(out, c, GNN_I_FOREIGN_GML); }
static gnn_status write_gml(gnn_i_text *t, const gnn_graph *g) { return gnn_i_foreign_write(t, g, GNN_I_FOREIGN_GML); }

const gnn_format gnn_i_format_gml = {
    .name = "gml", .extensions = "gml",
    .help = "rw  gml         GML; attribute weight of edges (15 digits), class of vertices",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LABELS | GNN_I_LOOPS | GNN_I_15_DIGITS,
    .sniff = sniff, .read = read_gml, .write = write_gml,
};
