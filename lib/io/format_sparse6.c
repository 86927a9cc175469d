/* sparse6: ':', n, then pairs (1 bit b, k bits x): b moves v on by one; x > v sets v, else {x, v} is an edge.
 * @source B. McKay, formats.txt of nauty 2.8 */
#include "six.h"

static int sniff(const char *bytes, size_t size, bool whole)
{
    return gnn_i_six_sniff(bytes, size, whole, ">>sparse6<<", ':', NULL);
}

static int index_bits(int64_t n)
{
    int k = 0;
    for (int64_t i = n - 1; i > 0; i >>= 1) k++;
    return k;
}

/* What is left from bit `at` must be the padding of one byte: ones, or a zero and then ones. */
static gnn_status check_padding(const gnn_i_cursor *c, int64_t at, int64_t bits)
{
    if (bits - at >= 6) return gnn_i_parse_fail(c, c->p + at / 6, "bytes after the last edge (sparse6)");
    for (int64_t i = at; i < bits; i++)
        if (!gnn_i_six_bit(c->p, i) && i > at)
            return gnn_i_parse_fail(c, c->end - 1, "the padding of the last byte is not as the format says (sparse6)");
    return GNN_OK;
}

static gnn_status read_pairs(gnn_i_edges *e, gnn_i_cursor *c, int64_t n)
{
    int k = index_bits(n);
    int64_t bits = 6 * (int64_t)(c->end - c->p), at = 0, v = 0, padding = 0;
    while (bits - at >= k + 1) {
        int64_t x = 0;
        padding = at;
        v += gnn_i_six_bit(c->p, at++);
        for (int i = 0; i < k; i++) x = x << 1 | gnn_i_six_bit(c->p, at++);
        if (v >= n || x >= n) break;
        if (x > v) {
            v = x;
            continue;
        }
        GNN_TRY_RETURN(gnn_i_edges_add(e, c, x, v, 1.0));
        padding = at;
    }
    if (padding < at && v < n && bits - at < k + 1) { /* a jump without an edge is padding only inside the last byte */
        if (bits - padding >= 6)
            return gnn_i_parse_fail(c, c->end, "the line ends after a vertex, its edge is missing (sparse6)");
    }
    return check_padding(c, padding, bits);
}

static gnn_status read_sparse6(gnn_graph **out, gnn_i_cursor *c)
{
    gnn_i_edges e = { 0 };
    int64_t n;
    if (*c->p == ';') return gnn_i_parse_fail(c, c->p, "this line is incremental sparse6, which is not read");
    if (*c->p != ':') return gnn_i_parse_fail(c, c->p, "a sparse6 line starts with ':'");
    const char *start = ++c->p;
    GNN_TRY_RETURN(gnn_i_six_check(c, "sparse6"));
    GNN_TRY_RETURN(gnn_i_six_take_n(c, "sparse6", &n));
    GNN_TRY_RETURN(gnn_i_check_vertices(c, start, n));
    gnn_status st = read_pairs(&e, c, n);
    if (st == GNN_OK) st = gnn_i_edges_graph(out, &e, c, n, GNN_UNDIRECTED, NULL);
    gnn_i_edges_free(&e);
    return st;
}

typedef struct bit_writer {
    gnn_i_text *t;
    int value, room; /* bits of the present byte, and how many are free */
} bit_writer;

static void put_bit(bit_writer *w, int bit)
{
    w->value = w->value << 1 | bit;
    if (--w->room == 0) {
        gnn_i_text_char(w->t, (char)(63 + w->value));
        w->value = 0, w->room = 6;
    }
}

static void put_bits(bit_writer *w, int64_t v, int k)
{
    for (int i = k - 1; i >= 0; i--) put_bit(w, (int)(v >> i & 1));
}

static gnn_status write_sparse6(gnn_i_text *t, const gnn_graph *g)
{
    bit_writer w = { t, 0, 6 };
    int k = index_bits(g->n);
    int64_t last = 0;
    gnn_i_text_char(t, ':');
    gnn_i_six_put_n(t, g->n);
    for (int64_t v = 0; v < g->n; v++)
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1] && g->col[e] <= v; e++) {
            put_bit(&w, v != last);
            if (v > last + 1) put_bits(&w, v, k), put_bit(&w, 0);
            last = v;
            put_bits(&w, g->col[e], k);
        }
    if (w.room < 6) { /* ones; a zero first where ones would read as an edge {n-1, n-1} */
        if (w.room >= k + 1 && last == g->n - 2 && g->n == (int64_t)1 << k) put_bit(&w, 0);
        while (w.room < 6) put_bit(&w, 1);
    }
    gnn_i_text_char(t, '\n');
    return t->st;
}

const gnn_format gnn_i_format_sparse6 = {
    .name = "sparse6", .extensions = "s6,sparse6",
    .help = "rw  sparse6     one graph a line, sparse, undirected, loops (nauty)",
    .by_line = true, .header = ">>sparse6<<", .holds = GNN_I_UNDIRECTED | GNN_I_LOOPS | GNN_I_MANY,
    .sniff = sniff, .read = read_sparse6, .write = write_sparse6,
};
