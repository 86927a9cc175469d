/* Between our cursor and text and the FILE that igraph reads and writes.  igraph says "line 3" in its messages: that is
 * put in front, as our own parsers have it. */
#include "format.h"
#include "graph/igraph_bridge.h"

/* The number after "line " in igraph's words, or 1. */
static long long line_in(const char *text)
{
    const char *p = strstr(text, "line ");
    long long line = p ? strtoll(p + 5, NULL, 10) : 0;
    return line > 0 ? line : 1;
}

static gnn_status check_size(const gnn_graph *g, const gnn_i_cursor *c)
{
    GNN_TRY_RETURN(gnn_i_check_vertices(c, c->p, g->n));
    if (gnn_graph_edges(g) > c->limits.max_edges)
        return gnn_i_limit_fail(c, c->p, "more than %lld edges", (long long)c->limits.max_edges);
    return GNN_OK;
}

gnn_status gnn_i_foreign_read(gnn_graph **out, gnn_i_cursor *c, int kind)
{
    gnn_graph *g = NULL;
    union { const char *in; char *out; } bytes = { .in = c->p }; /* read only, in spite of fmemopen's type */
    FILE *f = fmemopen(bytes.out, (size_t)(c->end - c->p), "r");
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "%s: no memory to read it", c->name);
    gnn_status st = gnn_i_igraph_read(&g, f, (gnn_i_foreign)kind, GNN_MERGE);
    fclose(f);
    if (st == GNN_EINVAL) st = GNN_EPARSE;
    if (st == GNN_EPARSE) {
        char text[400];
        snprintf(text, sizeof text, "%s", gnn_last_error());
        st = gnn_i_fail(st, "%s:%lld: %s", c->name, line_in(text), text);
    }
    if (st == GNN_OK) st = check_size(g, c);
    if (st == GNN_OK) *out = g, g = NULL;
    gnn_graph_free(g);
    return st;
}

gnn_status gnn_i_foreign_write(gnn_i_text *t, const gnn_graph *g, int kind)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&bytes, &size);
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "no memory to write a graph");
    gnn_status st = gnn_i_igraph_write(f, g, (gnn_i_foreign)kind);
    if (fclose(f) != 0 && st == GNN_OK) st = gnn_i_fail(GNN_ENOMEM, "no memory to write a graph");
    if (st == GNN_OK) gnn_i_text_put(t, bytes, size);
    free(bytes);
    return st == GNN_OK ? t->st : st;
}
