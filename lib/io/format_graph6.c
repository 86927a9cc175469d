/* graph6: n, then the upper triangle by columns, (0,1) (0,2) (1,2) (0,3) …, one bit a pair. */
#include "six.h"

static int64_t pairs(int64_t n) { return n < 2 ? 0 : n * (n - 1) / 2; } /* n < 2^31: no overflow */

static int sniff(const char *bytes, size_t size, bool whole)
{
    return gnn_i_six_sniff(bytes, size, whole, ">>graph6<<", 0, pairs);
}

/* Columns in order append to rows in order, so rows come out sorted without a sort. */
static gnn_status read_graph6(gnn_graph **out, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    int64_t n, arcs = 0, k = 0, *next = NULL;
    if (*c->p == ':' || *c->p == '&')
        return gnn_i_parse_fail(c, c->p, "this line is %s, the file is read as graph6",
                                *c->p == ':' ? "sparse6" : "digraph6");
    GNN_TRY(gnn_i_six_check(c, "graph6"));
    GNN_TRY(gnn_i_six_take_n(c, "graph6", &n));
    GNN_TRY(gnn_i_six_check_body(c, "graph6", n, pairs(n)));
    for (const char *p = c->p; p < c->end; p++) arcs += 2 * __builtin_popcount((unsigned)(*p - 63));
    if (arcs / 2 > c->limits.max_edges) {
        st = gnn_i_limit_fail(c, c->p, "%lld edges are more than the limit of %lld", (long long)(arcs / 2),
                              (long long)c->limits.max_edges);
        goto done;
    }
    GNN_TRY(gnn_i_six_graph(&g, n, arcs, false));
    for (int64_t v = 1; v < n; v++)
        for (int64_t u = 0; u < v; u++, k++)
            if (gnn_i_six_bit(c->p, k)) g->ptr[u + 1]++, g->ptr[v + 1]++;
    for (int64_t u = 0; u < n; u++) g->ptr[u + 1] += g->ptr[u];
    GNN_ALLOC(next, n);
    if (n) memcpy(next, g->ptr, (size_t)n * sizeof *next);
    k = 0;
    for (int64_t v = 1; v < n; v++)
        for (int64_t u = 0; u < v; u++, k++)
            if (gnn_i_six_bit(c->p, k)) g->col[next[v]++] = (int32_t)u, g->col[next[u]++] = (int32_t)v;
    c->p = c->end;
    *out = g, g = NULL;
done:
    gnn_i_free(next);
    gnn_graph_free(g);
    return st;
}

static gnn_status write_graph6(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_six_put_n(t, g->n);
    int64_t body = (pairs(g->n) + 5) / 6;
    GNN_TRY_RETURN(t->st);
    GNN_TRY_RETURN(gnn_i_grow(&t->p, &t->cap, t->n + body + 1, 1));
    memset(t->p + t->n, 63, (size_t)body);
    for (int64_t v = 0; v < g->n; v++)
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1] && g->col[e] < v; e++) {
            int64_t k = v * (v - 1) / 2 + g->col[e];
            char *b = &t->p[t->n + k / 6];
            *b = (char)(*b + (1 << (5 - k % 6)));
        }
    t->n += body;
    gnn_i_text_char(t, '\n');
    return t->st;
}

const gnn_format gnn_i_format_graph6 = {
    .name = "graph6", .extensions = "g6,graph6",
    .help = "rw  graph6      one graph a line, dense, undirected (nauty)",
    .by_line = true, .header = ">>graph6<<", .holds = GNN_I_UNDIRECTED | GNN_I_MANY,
    .sniff = sniff, .read = read_graph6, .write = write_graph6,
};
