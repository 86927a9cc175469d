/* DIMACS: lines that begin with a letter.
 *
 *     c …                    comment
 *     p edge|col n m         undirected; then m lines "e i j", from 1
 *     p sp|max n m           directed; then m lines "a i j w": length or capacity, whole and >= 0
 *     n i value              value of a vertex, or "n i s", "n i t" of p max: checked; a graph has no place for them
 *
 * The coloring instances list an edge once or at both ends: that is one edge.  Arcs given twice are an error.
 * Directed graphs are written as p sp, which needs no source and sink.
 * Sources: Johnson and Trick, Cliques, Coloring, and Satisfiability, DIMACS 26 (1996); the 1st and 9th DIMACS challenges. */
#include "format.h"

static const int64_t exact = (int64_t)1 << 53;

typedef struct problem {
    int64_t n, m;
    bool directed, flow;
} problem;

static bool is_word(const char *p, size_t n, const char *word) { return n == strlen(word) && memcmp(p, word, n) == 0; }

/* The letter that begins the line, alone: past it; else 0 and nothing happens. */
static char take_letter(gnn_i_cursor *c)
{
    const gnn_i_cursor before = *c;
    const char *word;
    if (gnn_i_take_token(c, &word) == 1) return *word;
    *c = before;
    return 0;
}

/* To the next line that says something.  "c" may be glued to its text. */
static bool next_statement(gnn_i_cursor *c)
{
    gnn_i_skip_lines(c, "c");
    gnn_i_skip_blanks(c);
    return !gnn_i_at_eof(c);
}

static gnn_status read_problem(problem *p, gnn_i_cursor *c)
{
    char found[40];
    const char *word;
    if (!next_statement(c) || take_letter(c) != 'p')
        return gnn_i_parse_fail(c, c->p, "'p edge n m' or the like was expected; found %s", gnn_i_found(found, c));
    gnn_i_skip_blanks(c);
    const gnn_i_cursor before = *c;
    size_t n = gnn_i_take_token(c, &word);
    p->flow = is_word(word, n, "max");
    p->directed = p->flow || is_word(word, n, "sp");
    if (!p->directed && !is_word(word, n, "edge") && !is_word(word, n, "edges") && !is_word(word, n, "col"))
        return gnn_i_parse_fail(&before, before.p, "edge, col, sp or max was expected; found %s",
                                gnn_i_found(found, &before));
    GNN_TRY_RETURN(gnn_i_take_vertices(c, "number of vertices", &p->n));
    GNN_TRY_RETURN(gnn_i_take_int(c, p->directed ? "number of arcs" : "number of edges", 0, INT64_MAX, &p->m));
    return gnn_i_expect_eol(c);
}

static gnn_status read_vertex(const problem *p, gnn_i_cursor *c)
{
    int64_t v;
    char found[40];
    const char *word;
    GNN_TRY_RETURN(gnn_i_take_int(c, "vertex", 1, p->n, &v));
    gnn_i_skip_blanks(c);
    const gnn_i_cursor before = *c;
    if (!p->flow) {
        GNN_TRY_RETURN(gnn_i_take_int(c, "value of the vertex", INT64_MIN, INT64_MAX, &v));
    } else if (gnn_i_take_token(c, &word) != 1 || (*word != 's' && *word != 't')) {
        return gnn_i_parse_fail(&before, before.p, "s or t was expected; found %s", gnn_i_found(found, &before));
    }
    return gnn_i_expect_eol(c);
}

static gnn_status read_edge(gnn_i_edges *e, const problem *p, gnn_i_cursor *c)
{
    int64_t i, j, w = 1;
    GNN_TRY_RETURN(gnn_i_take_int(c, "vertex", 1, p->n, &i));
    GNN_TRY_RETURN(gnn_i_take_int(c, "vertex", 1, p->n, &j));
    if (p->directed) GNN_TRY_RETURN(gnn_i_take_int(c, p->flow ? "capacity" : "length", 0, exact, &w));
    GNN_TRY_RETURN(gnn_i_edges_add(e, c, i - 1, j - 1, (double)w));
    return gnn_i_expect_eol(c);
}

static gnn_status read_statements(gnn_i_edges *e, const problem *p, gnn_i_cursor *c)
{
    const char *what = p->directed ? "arcs" : "edges", edge = p->directed ? 'a' : 'e';
    bool values = false;
    char found[40];
    while (next_statement(c)) {
        const char *at = c->p;
        char letter = take_letter(c);
        if (letter == edge) {
            if (e->m == p->m)
                return gnn_i_parse_fail(c, at, "more than the %lld %s that the p line says", (long long)p->m, what);
            GNN_TRY_RETURN(read_edge(e, p, c));
        } else if (letter == 'n') {
            values = true;
            GNN_TRY_RETURN(read_vertex(p, c));
        } else {
            c->p = at;
            return gnn_i_parse_fail(c, at, "'%c', 'n' or 'c' was expected; found %s", edge, gnn_i_found(found, c));
        }
    }
    if (e->m != p->m)
        return gnn_i_parse_fail(c, c->p, "the file ends after %lld %s, its p line says %lld", (long long)e->m, what,
                                (long long)p->m);
    if (values && !p->flow) gnn_i_log(GNN_LOG_WARNING, "%s: values of vertices (lines n) were read and left", c->name);
    return GNN_OK;
}

static gnn_status read_dimacs(gnn_graph **out, gnn_i_cursor *c)
{
    problem p;
    gnn_i_edges e = { 0 };
    GNN_TRY_RETURN(read_problem(&p, c));
    gnn_status st = read_statements(&e, &p, c);
    if (st == GNN_OK)
        st = gnn_i_edges_graph(out, &e, c, p.n, p.directed ? GNN_DIRECTED : GNN_UNDIRECTED | GNN_MERGE, NULL);
    gnn_i_edges_free(&e);
    return st;
}

static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    problem p;
    if (read_problem(&p, &c) == GNN_OK) return GNN_I_SNIFF_SURE;
    return size > 1 && *bytes == 'p' && bytes[1] == ' ' ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_NO;
}

static gnn_status write_dimacs(gnn_i_text *t, const gnn_graph *g)
{
    GNN_REQUIRE_RETURN(g->directed || !g->weight, GNN_EUNSUPPORTED,
                       "format dimacs cannot hold weights of undirected edges");
    GNN_TRY_RETURN(gnn_i_whole_weights(g, "dimacs", 0));
    gnn_i_text_printf(t, "p %s %lld %lld\n", g->directed ? "sp" : "edge", (long long)g->n,
                      (long long)gnn_graph_edges(g));
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (!g->directed && g->col[e] < u) continue;
            gnn_i_text_printf(t, "%c %lld %lld", g->directed ? 'a' : 'e', (long long)u + 1, (long long)g->col[e] + 1);
            if (g->directed) gnn_i_text_printf(t, " %lld", g->weight ? (long long)g->weight[e] : 1LL);
            gnn_i_text_char(t, '\n');
        }
    return t->st;
}

const gnn_format gnn_i_format_dimacs = {
    .name = "dimacs", .extensions = "dimacs,col,clq,gr,max",
    .help = "rw  dimacs      p edge (clique, coloring), p sp and p max (arcs with whole weights >= 0)",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LOOPS,
    .sniff = sniff, .read = read_dimacs, .write = write_dimacs,
};
