/* METIS: "n m [fmt [ncon]]", then a line a vertex "[size] [weight …] {neighbour [edge weight]}", neighbours from 1, every
 * edge at both ends; '%' begins comments; a blank line is a vertex without neighbours.
 * fmt is three digits, leading zeros may be left out: vertex sizes, ncon vertex weights, edge weights.  Sizes and weights
 * of vertices are checked, but a graph here has no place for them: the log says that they were left.
 * Source: Karypis, METIS 5.1 manual (2013), section 4.1.1. */
#include "format.h"

static const char comments[] = "%";
static const int64_t exact = (int64_t)1 << 53;

typedef struct header {
    int64_t n, m, ncon;
    bool sizes, edge_weights;
} header;

/* Past comments only: blank lines mean something here. */
static void skip_comments(gnn_i_cursor *c)
{
    for (;;) {
        const char *before = c->p;
        if (gnn_i_at_eol(c) || !strchr(comments, *c->p)) {
            c->p = before;
            return;
        }
        gnn_i_next_line(c);
    }
}

static gnn_status read_header(header *h, gnn_i_cursor *c)
{
    int64_t fmt = 0;
    gnn_i_skip_lines(c, comments);
    GNN_TRY_RETURN(gnn_i_take_vertices(c, "number of vertices", &h->n));
    GNN_TRY_RETURN(gnn_i_take_int(c, "number of edges", 0, INT64_MAX, &h->m));
    gnn_i_skip_blanks(c);
    const char *at = c->p;
    if (!gnn_i_at_eol(c)) GNN_TRY_RETURN(gnn_i_take_int(c, "fmt", 0, 111, &fmt));
    if (fmt % 10 > 1 || fmt / 10 % 10 > 1)
        return gnn_i_parse_fail(c, at, "fmt %lld is not of digits 0 and 1", (long long)fmt);
    h->sizes = fmt / 100 == 1, h->edge_weights = fmt % 10 == 1;
    h->ncon = fmt / 10 % 10;
    gnn_i_skip_blanks(c);
    at = c->p;
    if (!gnn_i_at_eol(c)) {
        int64_t ncon;
        GNN_TRY_RETURN(gnn_i_take_int(c, "ncon", 0, INT32_MAX, &ncon));
        if ((ncon > 0) != (h->ncon > 0))
            return gnn_i_parse_fail(c, at, "ncon %lld does not go with fmt %03lld", (long long)ncon, (long long)fmt);
        h->ncon = ncon;
    }
    return gnn_i_expect_eol(c);
}

static gnn_status read_vertex(gnn_i_edges *e, const header *h, int64_t u, gnn_i_cursor *c)
{
    int64_t v, w, unused;
    if (h->sizes) GNN_TRY_RETURN(gnn_i_take_int(c, "size of the vertex", 0, exact, &unused));
    for (int64_t k = 0; k < h->ncon; k++) GNN_TRY_RETURN(gnn_i_take_int(c, "weight of the vertex", 0, exact, &unused));
    while (!gnn_i_at_eol(c)) {
        const char *at = c->p;
        w = 1;
        GNN_TRY_RETURN(gnn_i_take_int(c, "neighbour", 1, h->n, &v));
        if (v == u + 1) return gnn_i_parse_fail(c, at, "vertex %lld is its own neighbour", (long long)v);
        if (h->edge_weights) GNN_TRY_RETURN(gnn_i_take_int(c, "edge weight", 1, exact, &w));
        GNN_TRY_RETURN(gnn_i_edges_add(e, c, u, v - 1, (double)w));
    }
    return gnn_i_expect_eol(c);
}

static gnn_status read_lines(gnn_i_edges *e, const header *h, gnn_i_cursor *c)
{
    for (int64_t u = 0; u < h->n; u++) {
        skip_comments(c);
        if (gnn_i_at_eof(c))
            return gnn_i_parse_fail(c, c->p, "the file ends after the lines of %lld vertices, its first line says %lld",
                                    (long long)u, (long long)h->n);
        GNN_TRY_RETURN(read_vertex(e, h, u, c));
    }
    gnn_i_skip_lines(c, comments);
    if (!gnn_i_at_eof(c))
        return gnn_i_parse_fail(c, c->p, "more lines than the %lld vertices that the first line says", (long long)h->n);
    if (e->m % 2 || e->m / 2 != h->m)
        return gnn_i_parse_fail(c, c->p, "%lld neighbours are listed, the %lld edges of the first line need two each",
                                (long long)e->m, (long long)h->m);
    return GNN_OK;
}

static int64_t arc_at(const gnn_graph *g, int64_t u, int64_t v)
{
    int64_t lo = g->ptr[u], hi = g->ptr[u + 1];
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (g->col[mid] < v) lo = mid + 1;
        else hi = mid;
    }
    return lo < g->ptr[u + 1] && g->col[lo] == v ? lo : -1;
}

/* The cursor at the line of vertex u. */
static gnn_i_cursor line_of(gnn_i_cursor c, int64_t u)
{
    skip_comments(&c);
    for (int64_t v = 0; v < u; v++) {
        gnn_i_next_line(&c);
        skip_comments(&c);
    }
    return c;
}

/* A directed graph whose arcs all have an equal partner has the arrays of the undirected one. */
static gnn_status make_undirected(gnn_graph *g, const gnn_i_cursor *first)
{
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t back = arc_at(g, g->col[e], u);
            if (back >= 0 && (!g->weight || g->weight[e] == g->weight[back])) continue;
            gnn_i_cursor c = line_of(*first, u);
            return gnn_i_parse_fail(&c, c.line_start, "vertex %lld lists %lld, but %lld %s", (long long)u + 1,
                                    (long long)g->col[e] + 1, (long long)g->col[e] + 1,
                                    back < 0 ? "does not list it" : "gives another weight");
        }
    g->directed = false;
    return GNN_OK;
}

static gnn_status read_metis(gnn_graph **out, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    header h;
    gnn_i_edges e = { 0 };
    gnn_graph *g = NULL;
    GNN_TRY(read_header(&h, c));
    if (c->limits.max_edges <= INT64_MAX / 2) c->limits.max_edges *= 2; /* every edge is listed twice */
    const gnn_i_cursor first = *c;
    GNN_TRY(read_lines(&e, &h, c));
    GNN_TRY(gnn_i_edges_graph(&g, &e, c, h.n, GNN_DIRECTED, NULL));
    GNN_TRY(make_undirected(g, &first));
    if (h.sizes || h.ncon) gnn_i_log(GNN_LOG_WARNING, "%s: sizes and weights of vertices were read and left", c->name);
    *out = g, g = NULL;
done:
    gnn_graph_free(g);
    gnn_i_edges_free(&e);
    return st;
}

/* Lists of numbers look alike; only a file that is one as a whole is believed. */
static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    header h;
    gnn_i_edges e = { 0 };
    if ((size && *bytes == '%' && size > 1 && bytes[1] == '%') || !whole || read_header(&h, &c) != GNN_OK)
        return GNN_I_SNIFF_NO;
    bool good = read_lines(&e, &h, &c) == GNN_OK;
    gnn_i_edges_free(&e);
    return good ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_NO;
}

static gnn_status write_metis(gnn_i_text *t, const gnn_graph *g)
{
    GNN_TRY_RETURN(gnn_i_whole_weights(g, "metis", 1));
    gnn_i_text_printf(t, "%lld %lld%s\n", (long long)g->n, (long long)gnn_graph_edges(g), g->weight ? " 001" : "");
    for (int64_t u = 0; u < g->n; u++) {
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (e > g->ptr[u]) gnn_i_text_char(t, ' ');
            gnn_i_text_int(t, (int64_t)g->col[e] + 1);
            if (g->weight) gnn_i_text_char(t, ' '), gnn_i_text_int(t, (int64_t)g->weight[e]);
        }
        gnn_i_text_char(t, '\n');
    }
    return t->st;
}

const gnn_format gnn_i_format_metis = {
    .name = "metis", .extensions = "metis,graph,chaco",
    .help = "rw  metis       a line of neighbours a vertex, undirected, weights are whole and >= 1",
    .holds = GNN_I_UNDIRECTED | GNN_I_WEIGHTS,
    .sniff = sniff, .read = read_metis, .write = write_metis,
};
