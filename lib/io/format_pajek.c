/* Pajek, read and written by igraph.  igraph allocates what "*Vertices n" claims, so claims are measured before. */
#include "format.h"
#include "graph/igraph_bridge.h"
#include <strings.h>

static bool starts(const gnn_i_cursor *c, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(c->end - c->p) >= n && strncasecmp(c->p, word, n) == 0;
}

/* Every "*vertices" of the text, wherever it stands. */
static gnn_status check_claims(gnn_i_cursor c)
{
    while (!gnn_i_at_eof(&c)) {
        if (*c.p == '\n') {
            gnn_i_next_line(&c);
        } else if (starts(&c, "*vertices")) {
            int64_t n;
            c.p += strlen("*vertices");
            GNN_TRY_RETURN(gnn_i_take_vertices(&c, "number of vertices", &n));
        } else {
            c.p++;
        }
    }
    return GNN_OK;
}

static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    gnn_i_skip_lines(&c, "%");
    gnn_i_skip_blanks(&c);
    return starts(&c, "*vertices") || starts(&c, "*network") ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_NO;
}

static gnn_status read_pajek(gnn_graph **out, gnn_i_cursor *c)
{
    GNN_TRY_RETURN(check_claims(*c));
    return gnn_i_foreign_read(out, c, GNN_I_FOREIGN_PAJEK);
}

static gnn_status write_pajek(gnn_i_text *t, const gnn_graph *g)
{
    return gnn_i_foreign_write(t, g, GNN_I_FOREIGN_PAJEK);
}

const gnn_format gnn_i_format_pajek = {
    .name = "pajek", .extensions = "net,pajek,paj",
    .help = "rw  pajek       Pajek: *Vertices, *Edges, *Arcs with weights (15 digits)",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LOOPS | GNN_I_15_DIGITS,
    .sniff = sniff, .read = read_pajek, .write = write_pajek,
};
