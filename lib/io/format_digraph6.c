/* digraph6: '&', n, then the full matrix by rows; loops are allowed. */
#include "six.h"

static int64_t cells(int64_t n) { return n * n; } /* n < 2^31: no overflow */

static int sniff(const char *bytes, size_t size, bool whole)
{
    return gnn_i_six_sniff(bytes, size, whole, ">>digraph6<<", '&', cells);
}

static gnn_status read_digraph6(gnn_graph **out, gnn_i_cursor *c)
{
    gnn_graph *g;
    int64_t n, arcs = 0, k = 0, at = 0;
    if (*c->p != '&') return gnn_i_parse_fail(c, c->p, "a digraph6 line starts with '&'");
    c->p++;
    GNN_TRY_RETURN(gnn_i_six_check(c, "digraph6"));
    GNN_TRY_RETURN(gnn_i_six_take_n(c, "digraph6", &n));
    GNN_TRY_RETURN(gnn_i_six_check_body(c, "digraph6", n, cells(n)));
    for (const char *p = c->p; p < c->end; p++) arcs += __builtin_popcount((unsigned)(*p - 63));
    if (arcs > c->limits.max_edges)
        return gnn_i_limit_fail(c, c->p, "%lld arcs are more than the limit of %lld", (long long)arcs,
                                (long long)c->limits.max_edges);
    GNN_TRY_RETURN(gnn_i_six_graph(&g, n, arcs, true));
    for (int64_t u = 0; u < n; u++) {
        for (int64_t v = 0; v < n; v++, k++)
            if (gnn_i_six_bit(c->p, k)) g->col[at++] = (int32_t)v, g->loops += u == v;
        g->ptr[u + 1] = at;
    }
    c->p = c->end;
    *out = g;
    return GNN_OK;
}

static gnn_status write_digraph6(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_text_char(t, '&');
    gnn_i_six_put_n(t, g->n);
    int64_t body = (cells(g->n) + 5) / 6;
    GNN_TRY_RETURN(t->st);
    GNN_TRY_RETURN(gnn_i_grow(&t->p, &t->cap, t->n + body + 1, 1));
    memset(t->p + t->n, 63, (size_t)body);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t k = u * g->n + g->col[e];
            char *b = &t->p[t->n + k / 6];
            *b = (char)(*b + (1 << (5 - k % 6)));
        }
    t->n += body;
    gnn_i_text_char(t, '\n');
    return t->st;
}

const gnn_format gnn_i_format_digraph6 = {
    .name = "digraph6", .extensions = "d6,digraph6",
    .help = "rw  digraph6    one graph a line, dense, directed, loops (nauty)",
    .by_line = true, .header = ">>digraph6<<", .holds = GNN_I_DIRECTED | GNN_I_LOOPS | GNN_I_MANY,
    .sniff = sniff, .read = read_digraph6, .write = write_digraph6,
};
