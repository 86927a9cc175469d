/* Matrix Market, coordinate form: a square sparse matrix is the adjacency matrix of a graph, entry (i, j) the arc i -> j.
 *
 *     %%MatrixMarket matrix coordinate {pattern|integer|real} {general|symmetric}
 *     % comments
 *     rows columns entries
 *     i j [value]            from 1
 *
 * general is a directed graph, symmetric an undirected one (a triangle is given; entries on either side of the diagonal
 * are taken, both of a pair are an error).  Stored zeros stay edges, of weight 0.
 * Why our own parser: docs/decisions/0101-matrix-market.md.  Source: Boisvert, Pozo, Remington, NISTIR 5935 (1996). */
#include "format.h"
#include <strings.h>

static const char banner[] = "%%MatrixMarket";
static const char comments[] = "%";

typedef struct header {
    int64_t n, m;
    bool values, integer, symmetric;
} header;

/* The next word of the line is number *k of `words` ("a", "b", …, NULL); any case, as the standard has it. */
static gnn_status take_word(gnn_i_cursor *c, const char *what, const char *const *words, int *k)
{
    const char *word;
    char found[40], all[80] = "";
    gnn_i_skip_blanks(c);
    const gnn_i_cursor before = *c;
    size_t n = gnn_i_take_token(c, &word);
    for (int i = 0; words[i]; i++) {
        if (n == strlen(words[i]) && strncasecmp(word, words[i], n) == 0) {
            *k = i;
            return GNN_OK;
        }
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i ? " or " : "", words[i]);
    }
    *c = before;
    return gnn_i_parse_fail(c, c->p, "%s was expected, %s; found %s", what, all, gnn_i_found(found, c));
}

static gnn_status read_banner(header *h, gnn_i_cursor *c)
{
    static const char *const first[] = { banner, NULL }, *const object[] = { "matrix", NULL },
                      *const form[] = { "coordinate", NULL }, *const field[] = { "pattern", "integer", "real", NULL },
                      *const symmetry[] = { "general", "symmetric", NULL };
    int k, f, s;
    GNN_TRY_RETURN(take_word(c, "the banner", first, &k));
    GNN_TRY_RETURN(take_word(c, "the object", object, &k));
    GNN_TRY_RETURN(take_word(c, "the form of a sparse matrix", form, &k));
    GNN_TRY_RETURN(take_word(c, "the kind of values", field, &f));
    GNN_TRY_RETURN(take_word(c, "the symmetry", symmetry, &s));
    h->values = f > 0, h->integer = f == 1, h->symmetric = s == 1;
    return gnn_i_expect_eol(c);
}

static gnn_status read_size(header *h, gnn_i_cursor *c)
{
    int64_t columns;
    gnn_i_skip_lines(c, comments);
    GNN_TRY_RETURN(gnn_i_take_vertices(c, "number of rows", &h->n));
    gnn_i_skip_blanks(c);
    const char *at = c->p;
    GNN_TRY_RETURN(gnn_i_take_int(c, "number of columns", 0, INT64_MAX, &columns));
    if (columns != h->n)
        return gnn_i_parse_fail(c, at, "a graph is a square matrix, this one is %lld x %lld", (long long)h->n,
                                (long long)columns);
    GNN_TRY_RETURN(gnn_i_take_int(c, "number of entries", 0, INT64_MAX, &h->m));
    return gnn_i_expect_eol(c);
}

static gnn_status read_value(double *w, const header *h, gnn_i_cursor *c)
{
    const int64_t exact = (int64_t)1 << 53; /* integers up to here are doubles */
    int64_t v;
    if (!h->values) return GNN_OK;
    if (!h->integer) return gnn_i_take_real(c, "value", w);
    GNN_TRY_RETURN(gnn_i_take_int(c, "value", -exact, exact, &v));
    *w = (double)v;
    return GNN_OK;
}

static gnn_status read_entries(gnn_i_edges *e, const header *h, gnn_i_cursor *c)
{
    for (int64_t k = 0; k < h->m; k++) {
        int64_t i, j;
        double w = 1.0;
        gnn_i_skip_lines(c, comments);
        if (gnn_i_at_eof(c))
            return gnn_i_parse_fail(c, c->p, "the file ends after %lld entries, its size line says %lld", (long long)k,
                                    (long long)h->m);
        GNN_TRY_RETURN(gnn_i_take_int(c, "row", 1, h->n, &i));
        GNN_TRY_RETURN(gnn_i_take_int(c, "column", 1, h->n, &j));
        GNN_TRY_RETURN(read_value(&w, h, c));
        GNN_TRY_RETURN(gnn_i_edges_add(e, c, i - 1, j - 1, w));
        GNN_TRY_RETURN(gnn_i_expect_eol(c));
    }
    gnn_i_skip_lines(c, comments);
    if (!gnn_i_at_eof(c))
        return gnn_i_parse_fail(c, c->p, "more than the %lld entries that the size line says", (long long)h->m);
    return GNN_OK;
}

static gnn_status read_mtx(gnn_graph **out, gnn_i_cursor *c)
{
    header h;
    gnn_i_edges e = { 0 };
    GNN_TRY_RETURN(read_banner(&h, c));
    GNN_TRY_RETURN(read_size(&h, c));
    gnn_status st = read_entries(&e, &h, c);
    if (st == GNN_OK) st = gnn_i_edges_graph(out, &e, c, h.n, h.symmetric ? GNN_UNDIRECTED : GNN_DIRECTED, NULL);
    gnn_i_edges_free(&e);
    return st;
}

static int sniff(const char *bytes, size_t size, bool whole)
{
    size_t n = sizeof banner - 1;
    return size >= n && strncasecmp(bytes, banner, n) == 0 ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_NO;
}

/* Of a symmetric matrix the lower triangle, as the standard asks. */
static gnn_status write_mtx(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_text_printf(t, "%s matrix coordinate %s %s\n%lld %lld %lld\n", banner, g->weight ? "real" : "pattern",
                      g->directed ? "general" : "symmetric", (long long)g->n, (long long)g->n,
                      (long long)gnn_graph_edges(g));
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (!g->directed && g->col[e] > u) continue;
            gnn_i_text_printf(t, "%lld %lld", (long long)u + 1, (long long)g->col[e] + 1);
            if (g->weight) gnn_i_text_char(t, ' '), gnn_i_text_real(t, g->weight[e]);
            gnn_i_text_char(t, '\n');
        }
    return t->st;
}

const gnn_format gnn_i_format_mtx = {
    .name = "mtx", .extensions = "mtx,mm",
    .help = "rw  mtx         Matrix Market coordinate: general is directed, symmetric undirected",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LOOPS,
    .sniff = sniff, .read = read_mtx, .write = write_mtx,
};
