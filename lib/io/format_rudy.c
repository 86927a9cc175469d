/* rudy, the form of the G-set: "n m", then m lines "i j w" from 1 (w may be left out: 1); '#' and '%' begin comments. */
#include "format.h"

static const char comments[] = "#%";

/* Numbers on the line, or -1 if something else is there. */
static int numbers(gnn_i_cursor *c, double *v)
{
    int k = 0;
    while (!gnn_i_at_eol(c)) {
        if (k == 4 || gnn_i_take_real(c, "", &v[k]) != GNN_OK) return -1;
        k++;
    }
    gnn_i_next_line(c);
    return k;
}

/* An edge list looks alike, but its first line does not count the others. */
static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    double head[4], v[4];
    gnn_i_skip_lines(&c, comments);
    if (numbers(&c, head) != 2) return GNN_I_SNIFF_NO;
    gnn_i_skip_lines(&c, comments);
    if (gnn_i_at_eof(&c)) return head[1] == 0 ? GNN_I_SNIFF_MAYBE : GNN_I_SNIFF_NO;
    if (numbers(&c, v) != 3 || v[0] < 1 || v[0] > head[0] || v[1] < 1 || v[1] > head[0]) return GNN_I_SNIFF_NO;
    if (!whole) return GNN_I_SNIFF_MAYBE;
    int64_t lines = 1;
    for (gnn_i_skip_lines(&c, comments); !gnn_i_at_eof(&c); gnn_i_skip_lines(&c, comments), lines++)
        gnn_i_next_line(&c);
    return (double)lines == head[1] ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_LIKELY;
}

static gnn_status read_edges(gnn_i_edges *e, gnn_i_cursor *c, int64_t n, int64_t m)
{
    for (int64_t k = 0; k < m; k++) {
        int64_t u, v;
        double w = 1.0;
        gnn_i_skip_lines(c, comments);
        if (gnn_i_at_eof(c))
            return gnn_i_parse_fail(c, c->p, "the file ends after %lld edges, its first line says %lld", (long long)k,
                                    (long long)m);
        GNN_TRY_RETURN(gnn_i_take_int(c, "vertex", 1, n, &u));
        GNN_TRY_RETURN(gnn_i_take_int(c, "vertex", 1, n, &v));
        if (!gnn_i_at_eol(c)) GNN_TRY_RETURN(gnn_i_take_real(c, "weight", &w));
        GNN_TRY_RETURN(gnn_i_edges_add(e, c, u - 1, v - 1, w));
        GNN_TRY_RETURN(gnn_i_expect_eol(c));
    }
    gnn_i_skip_lines(c, comments);
    if (!gnn_i_at_eof(c))
        return gnn_i_parse_fail(c, c->p, "more than the %lld edges that the first line says", (long long)m);
    return GNN_OK;
}

static gnn_status read_rudy(gnn_graph **out, gnn_i_cursor *c)
{
    gnn_i_edges e = { 0 };
    int64_t n, m;
    gnn_i_skip_lines(c, comments);
    GNN_TRY_RETURN(gnn_i_take_vertices(c, "number of vertices", &n));
    GNN_TRY_RETURN(gnn_i_take_int(c, "number of edges", 0, INT64_MAX, &m));
    GNN_TRY_RETURN(gnn_i_expect_eol(c));
    gnn_status st = read_edges(&e, c, n, m);
    if (st == GNN_OK) st = gnn_i_edges_graph(out, &e, c, n, GNN_UNDIRECTED, NULL);
    gnn_i_edges_free(&e);
    return st;
}

static gnn_status write_rudy(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_text_printf(t, "%lld %lld\n", (long long)g->n, (long long)gnn_graph_edges(g));
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (g->col[e] < u) continue;
            gnn_i_text_printf(t, "%lld %lld ", (long long)u + 1, (long long)g->col[e] + 1);
            gnn_i_text_real(t, g->weight ? g->weight[e] : 1.0);
            gnn_i_text_char(t, '\n');
        }
    return t->st;
}

const gnn_format gnn_i_format_rudy = {
    .name = "rudy", .extensions = "rudy,rud,mc,gset",
    .help = "rw  rudy        max-cut instance: n m, then i j w from 1, undirected, weights (G-set)",
    .holds = GNN_I_UNDIRECTED | GNN_I_WEIGHTS | GNN_I_LOOPS,
    .sniff = sniff, .read = read_rudy, .write = write_rudy,
};
