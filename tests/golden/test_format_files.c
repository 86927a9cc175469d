/* Matrix Market, METIS, DIMACS, GML, GraphML, Pajek, dot: whole weights and labels come back, known files, refusals in
 * place with memory after bytes seen, every allocation failing. */
#include "support/support.h"
#include "io/format.h"

static gnn_graph *parse(const char *format, const char *text)
{
    gnn_graph_list *l = NULL;
    gnn_status st = gnn_parse_graphs(&l, text, strlen(text), "x", format, NULL);
    ck_assert_msg(st == GNN_OK, "%s: %s", gnn_last_error(), text);
    ck_assert_int_eq(l->count, 1);
    gnn_graph *g = l->graphs[0];
    l->graphs[0] = NULL;
    gnn_graph_list_free(l);
    return g;
}

static char *format(const char *name, const gnn_graph *g)
{
    char *bytes;
    size_t size;
    gnn_status st = gnn_format_graphs(&bytes, &size, name, 1, (const gnn_graph *const *)&g);
    ck_assert_msg(st == GNN_OK, "%s: %s", name, gnn_last_error());
    return bytes;
}

static void comes_back(const char *name, const gnn_graph *g)
{
    char *bytes = format(name, g);
    gnn_graph *h = parse(name, bytes);
    ck_assert_msg(gnn_graph_equal(g, h), "%s changed a graph:\n%.400s", name, bytes);
    gnn_graph_free(h);
    h = parse(NULL, bytes); /* the content tells the format */
    ck_assert_msg(gnn_graph_equal(g, h), "read as another format than %s:\n%.400s", name, bytes);
    gnn_graph_free(h);
    gnn_bytes_free(bytes);
}

/* A copy with weights 2 3 … 1001 and labels, as asked for. */
static gnn_graph *dressed(const gnn_graph *g, bool weights, bool labels)
{
    int64_t m = 0, edges = gnn_graph_edges(g);
    int32_t *src = calloc((size_t)edges + 1, sizeof *src), *dst = calloc((size_t)edges + 1, sizeof *dst);
    int32_t *label = calloc((size_t)g->n + 1, sizeof *label);
    double *w = calloc((size_t)edges + 1, sizeof *w);
    for (int64_t u = 0; u < g->n; u++) {
        label[u] = (int32_t)(u % 3);
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] >= u)
                src[m] = (int32_t)u, dst[m] = g->col[e], w[m] = (double)(m % 1000 + 2), m++;
    }
    gnn_graph_spec spec = { .n = g->n, .m = m, .src = src, .dst = dst, .weight = weights ? w : NULL,
                            .node_label = labels ? label : NULL, .flags = g->directed ? GNN_DIRECTED : GNN_UNDIRECTED };
    gnn_graph *h;
    ck_ok(gnn_graph_new(&h, &spec));
    free(src), free(dst), free(label), free(w);
    return h;
}

START_TEST(whole_weights_and_labels_come_back)
{
    for (int directed = 0; directed < 2; directed++) {
        gnn_graph *g = support_graph((uint64_t)_i, directed);
        if (g->arcs) { /* igraph's formats have no place for the weights of no edges, nor for the direction of none */
            gnn_graph *w = dressed(g, true, false), *wl = dressed(g, true, true), *l = dressed(g, false, true);
            comes_back("mtx", w);
            comes_back(directed ? "dimacs" : "metis", w);
            comes_back("pajek", w);
            comes_back("gml", wl), comes_back("gml", l);
            comes_back("graphml", wl), comes_back("graphml", l);
            gnn_graph_free(w), gnn_graph_free(wl), gnn_graph_free(l);
        }
        gnn_graph_free(g);
    }
}
END_TEST

/* edges: "u-v:w …" in row order, from 0; both arcs of an undirected edge are one entry. */
static const struct good { const char *format, *text, *edges; int64_t n; int directed; } good[] = {
    { "mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n% c\n\n4 4 3\n2 1\n3 1\n4 4\n", "0-1:1 0-2:1 3-3:1", 4, 0 },
    { "mtx", "%%matrixmarket MATRIX Coordinate Real General\r\n3 3 2\r\n1 2 -1.5e1\r\n\r\n3 3 0\r\n", "0-1:-15 2-2:0", 3, 1 },
    { "mtx", "%%MatrixMarket matrix coordinate integer general\n2 2 2\n 1 2 +7\n\t2 1 -9007199254740992", "0-1:7 1-0:-9.0072e+15", 2, 1 },
    { "mtx", "%%MatrixMarket matrix coordinate pattern general\n0 0 0\n", "", 0, 1 },
    /* METIS manual, figures 2 and 3: the 7 vertices of the example mesh, plain, and with weights of edges */
    { "metis", "7 11\n5 3 2\n1 3 4\n5 4 2 1\n2 3 6 7\n1 3 6\n5 4 7\n6 4\n",
      "0-1:1 0-2:1 0-4:1 1-2:1 1-3:1 2-3:1 2-4:1 3-5:1 3-6:1 4-5:1 5-6:1", 7, 0 },
    { "metis", "% c\n7 11 001\n5 1 3 2 2 1\n1 1 3 2 4 1\n% c\n5 3 4 2 2 2 1 2\n2 1 3 2 6 2 7 5\n1 1 3 3 6 2\n5 2 4 2 7 6\n6 6 4 5\n",
      "0-1:1 0-2:2 0-4:1 1-2:2 1-3:1 2-3:2 2-4:3 3-5:2 3-6:5 4-5:2 5-6:6", 7, 0 },
    { "metis", "3 1 111 2\n9 1 0 2 4\n9 1 5 1 4\n9 1 1\n", "0-1:4", 3, 0 },
    { "metis", "3 1\n\n3\n2\n", "1-2:1", 3, 0 },
    { "dimacs", "c a comment\ncglued\np edge 4 3\nn 1 5\ne 1 2\ne 2 1\ne 3 4\n", "0-1:1 2-3:1", 4, 0 },
    { "dimacs", "p col 2 1\r\ne 2 1\r\n", "0-1:1", 2, 0 },
    { "dimacs", "p max 4 3\nn 1 s\nn 4 t\na 1 2 5\na 2 4 0\na 2 1 6\n", "0-1:5 1-0:6 1-3:0", 4, 1 },
    { "dimacs", "p sp 2 1\na 2 1 17\n", "1-0:17", 2, 1 },
    { "gml", "Creator \"me\"\ngraph [ node [ id 5 ] node [ id 7 ] edge [ source 7 target 5 weight 2.5 ] ]\n", "0-1:2.5", 2, 0 },
    { "gml", "graph\n[\n directed 1\n node [ id 0 ]\n node [ id 1 ]\n edge [ source 1 target 0 ]\n]\n", "1-0:1", 2, 1 },
    { "graphml", "<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><graph edgedefault=\"directed\">"
                 "<node id=\"a\"/><node id=\"b\"/><edge source=\"a\" target=\"b\"/></graph></graphml>\n", "0-1:1", 2, 1 },
    { "pajek", "*Vertices 3\n1 \"a\"\n2 \"b\"\n3 \"c\"\n*Edges\n1 2 4\n2 3 1\n", "0-1:4 1-2:1", 3, 0 },
    { "pajek", "*vertices 2\n*arcs\n2 1 3\n", "1-0:3", 2, 1 },
};
enum { GOOD = sizeof good / sizeof *good };

static const char *edges_of(const gnn_graph *g)
{
    static char buf[1024];
    size_t n = 0;
    buf[0] = 0;
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] >= u)
                n += (size_t)snprintf(buf + n, sizeof buf - n, "%s%d-%d:%g", n ? " " : "", (int)u, (int)g->col[e],
                                      g->weight ? g->weight[e] : 1.0);
    return buf;
}

START_TEST(known_files)
{
    const struct good *k = &good[_i % GOOD];
    gnn_graph_list *l;
    gnn_status st = gnn_parse_graphs(&l, k->text, strlen(k->text), "noname", NULL, NULL);
    ck_assert_msg(st == GNN_OK, "%s: %s", k->text, gnn_last_error());
    ck_assert_str_eq(l->format, k->format);
    ck_assert_int_eq(l->graphs[0]->n, k->n);
    ck_assert_int_eq(l->graphs[0]->directed, k->directed);
    ck_assert_str_eq(edges_of(l->graphs[0]), k->edges);
    gnn_graph_list_free(l);
}
END_TEST

#define MTX "%%MatrixMarket matrix coordinate pattern general\n"
#define REAL "%%MatrixMarket matrix coordinate real symmetric\n"
static const struct bad { const char *format, *text; gnn_status status; const char *part; } bad[] = {
    { "mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n", GNN_EPARSE, "x:1:23: the form of a sparse matrix was expected, coordinate; found 'array'" },
    { "mtx", "%%MatrixMarket matrix coordinate complex general\n", GNN_EPARSE, "x:1:34: the kind of values was expected, pattern or integer or real" },
    { "mtx", "%%MatrixMarket matrix coordinate real hermitian\n", GNN_EPARSE, "x:1:39: the symmetry" },
    { "mtx", "%%MatrixMarket matrix coordinate real\n", GNN_EPARSE, "found the end of the line" },
    { "mtx", "%MatrixMarket matrix coordinate real general\n", GNN_EPARSE, "x:1:1: the banner" },
    { "mtx", MTX, GNN_EPARSE, "x:2:1: number of rows" },
    { "mtx", MTX "3 4 1\n1 2\n", GNN_EPARSE, "x:2:3: a graph is a square matrix, this one is 3 x 4" },
    { "mtx", MTX "2000000000 2000000000 1\n1 2\n", GNN_ELIMIT, "x:2:1: 2000000000 vertices" },
    { "mtx", MTX "3 3 9223372036854775807\n1 2\n", GNN_EPARSE, "x:4:1: the file ends after 1 entries" },
    { "mtx", MTX "3 3 99999999999999999999\n1 2\n", GNN_EPARSE, "too large" },
    { "mtx", MTX "3 3 -1\n", GNN_EPARSE, "x:2:5: number of entries -1" },
    { "mtx", MTX "3 3 1\n1 2\n2 3\n", GNN_EPARSE, "x:4:1: more than the 1 entries" },
    { "mtx", MTX "3 3 1\n0 2\n", GNN_EPARSE, "x:3:1: row 0 is outside 1..3" },
    { "mtx", MTX "3 3 1\n1 4\n", GNN_EPARSE, "x:3:3: column 4" },
    { "mtx", MTX "3 3 1\n1 2 5\n", GNN_EPARSE, "x:3:5: '5' where the line should end" },
    { "mtx", MTX "3 3 2\n1 2\n1 2\n", GNN_EPARSE, "given twice" },
    { "mtx", REAL "3 3 1\n1 2\n", GNN_EPARSE, "x:3:4: value was expected" },
    { "mtx", REAL "3 3 1\n1 2 nan\n", GNN_EPARSE, "not finite" },
    { "mtx", REAL "3 3 1\n1 2 1e999\n", GNN_EPARSE, "x:3:5: value" },
    { "mtx", REAL "3 3 2\n1 2 1\n2 1 1\n", GNN_EPARSE, "given twice" },
    { "mtx", "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 2 9007199254740993\n", GNN_EPARSE, "x:3:5: value 9007199254740993" },
    { "metis", "3\n", GNN_EPARSE, "x:1:2: number of edges" },
    { "metis", "3 1\n2\n1\n", GNN_EPARSE, "x:4:1: the file ends after the lines of 2 vertices" },
    { "metis", "2 1\n2\n1\n\n7\n", GNN_EPARSE, "x:5:1: more lines" },
    { "metis", "2 2\n2\n1\n", GNN_EPARSE, "2 neighbours are listed, the 2 edges" },
    { "metis", "2 1\n2\n3\n", GNN_EPARSE, "x:3:1: neighbour 3 is outside 1..2" },
    { "metis", "2 1\n1\n2\n", GNN_EPARSE, "x:2:1: vertex 1 is its own neighbour" },
    { "metis", "3 2\n% c\n2 3\n1\n2\n", GNN_EPARSE, "x:3:1: vertex 1 lists 3, but 3 does not list it" },
    { "metis", "2 1 1\n2 5\n1 6\n", GNN_EPARSE, "x:2:1: vertex 1 lists 2, but 2 gives another weight" },
    { "metis", "2 2\n2 2\n1 1\n", GNN_EPARSE, "given twice" },
    { "metis", "2 1 2\n2\n1\n", GNN_EPARSE, "x:1:5: fmt 2" },
    { "metis", "2 1 1000\n2\n1\n", GNN_EPARSE, "x:1:5: fmt 1000" },
    { "metis", "2 1 1 3\n2 1\n1 1\n", GNN_EPARSE, "x:1:7: ncon 3 does not go with fmt 001" },
    { "metis", "2 1 1\n2\n1\n", GNN_EPARSE, "x:2:2: edge weight was expected" },
    { "metis", "2 1 1\n2 0\n1 0\n", GNN_EPARSE, "x:2:3: edge weight 0" },
    { "metis", "2 1 10 2000000000\n1 1 2\n1 1 1\n", GNN_EPARSE, "x:2:6: weight of the vertex was expected" },
    { "metis", "2000000000 1\n2\n", GNN_ELIMIT, "x:1:1: 2000000000 vertices" },
    { "metis", "-1 1\n", GNN_EPARSE, "x:1:1: number of vertices -1" },
    { "metis", "1000 9223372036854775807\n", GNN_EPARSE, "ends after the lines of 0 vertices" },
    { "dimacs", "c nothing\n", GNN_EPARSE, "x:2:1: 'p edge n m' or the like" },
    { "dimacs", "e 1 2\n", GNN_EPARSE, "x:1:" },
    { "dimacs", "p cnf 3 1\n", GNN_EPARSE, "x:1:3: edge, col, sp or max was expected; found 'cnf'" },
    { "dimacs", "p edge 3 2\ne 1 2\n", GNN_EPARSE, "x:3:1: the file ends after 1 edges, its p line says 2" },
    { "dimacs", "p edge 3 1\ne 1 2\ne 2 3\n", GNN_EPARSE, "x:3:1: more than the 1 edges" },
    { "dimacs", "p edge 3 1\na 1 2 3\n", GNN_EPARSE, "x:2:1: 'e', 'n' or 'c' was expected; found 'a'" },
    { "dimacs", "p edge 3 1\np edge 3 1\n", GNN_EPARSE, "x:2:1: 'e'" },
    { "dimacs", "p edge 3 1\ne 1 2 3\n", GNN_EPARSE, "x:2:7: '3' where the line should end" },
    { "dimacs", "p edge 3 1\ne 0 2\n", GNN_EPARSE, "x:2:3: vertex 0" },
    { "dimacs", "p max 3 1\na 1 2 -4\n", GNN_EPARSE, "x:2:7: capacity -4" },
    { "dimacs", "p max 3 1\nn 1 u\n", GNN_EPARSE, "x:2:5: s or t was expected; found 'u'" },
    { "dimacs", "p sp 3 1\na 1 2\n", GNN_EPARSE, "x:2:6: length was expected" },
    { "dimacs", "p sp 3 2\na 1 2 1\na 1 2 2\n", GNN_EPARSE, "given twice" },
    { "dimacs", "p edge 2000000000 0\n", GNN_ELIMIT, "x:1:8: 2000000000 vertices" },
    { "dimacs", "p edge 99999999999999999999 0\n", GNN_EPARSE, "too large" },
    { "dimacs", "\x7f\xff\x01\n", GNN_EPARSE, "x:1:1: " },
    { "gml", "graph [ node [ id 0 ]\n edge [ source 0 target 7 ] ]\n", GNN_EPARSE, "x:" },
    { "gml", "graph [ node [ id 0 ]\n", GNN_EPARSE, "x:" },
    { "gml", "\x7f\xff\x01\n", GNN_EPARSE, "x:" },
    { "graphml", "<graphml><graph edgedefault=\"undirected\">\n<node id=\"a\"/>", GNN_EPARSE, "x:" },
    { "graphml", "noise", GNN_EPARSE, "x:" },
    { "pajek", "*Vertices 2000000000\n*Edges\n1 2\n", GNN_ELIMIT, "x:1:11: 2000000000 vertices" },
    { "pajek", "*Vertices 99999999999999999999\n", GNN_EPARSE, "too large" },
    { "pajek", "*Vertices -1\n*Edges\n", GNN_EPARSE, "x:1:11: number of vertices -1" },
    { "pajek", "*Vertices 2\n*Edges\n1 9\n", GNN_EPARSE, "x:" },
    { "pajek", "*Vertices\n*Edges\n1 2\n", GNN_EPARSE, "x:1:10: number of vertices" },
};

static int64_t held, peak; /* bytes through the door */
static void *counting(void *ctx, void *p, size_t size)
{
    int64_t *q = p ? (int64_t *)p - 2 : NULL;
    if (q) held -= q[0];
    if (size == 0) {
        free(q);
        return NULL;
    }
    q = realloc(q, size + 16);
    if (!q) return NULL;
    q[0] = (int64_t)size, held += q[0];
    if (held > peak) peak = held;
    return q + 2;
}

START_TEST(hostile_input_is_refused_in_place_with_bounded_memory)
{
    gnn_allocator door = { counting, NULL };
    gnn_set_allocator(&door);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        gnn_graph_list *l = NULL;
        size_t size = strlen(bad[k].text);
        held = peak = 0;
        gnn_status st = gnn_parse_graphs(&l, bad[k].text, size, "x", bad[k].format, NULL);
        ck_assert_msg(st == bad[k].status, "%s: %s gave %s: %s", bad[k].format, bad[k].text, gnn_status_name(st),
                      gnn_last_error());
        ck_assert_msg(strstr(gnn_last_error(), bad[k].part) != NULL, "'%s' has no '%s'", gnn_last_error(), bad[k].part);
        ck_assert_ptr_null(l);
        ck_assert_int_eq(held, 0);
        ck_assert_msg(peak < 64 * (int64_t)size + 4096, "%s: %lld bytes held at once", bad[k].text, (long long)peak);
    }
}
END_TEST

START_TEST(a_nul_byte_is_no_text)
{
    static const char *const names[] = { "mtx", "metis", "dimacs", "gml", "graphml", "pajek" };
    static const char text[] = "*Vertices 2\n1\0\n";
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        gnn_graph_list *l = NULL;
        ck_assert_int_eq(gnn_parse_graphs(&l, text, sizeof text - 1, "x", names[k], NULL), GNN_EPARSE);
        ck_assert_msg(strstr(gnn_last_error(), "x:2:2: byte 0x00") != NULL, "%s", gnn_last_error());
    }
}
END_TEST

/* Any prefix, and any byte changed, of a good file: an answer, no leak. */
START_TEST(damaged_files_never_leak)
{
    const struct good *k = &good[_i % GOOD];
    size_t size = strlen(k->text);
    char copy[512];
    ck_assert_uint_lt(size, sizeof copy);
    int64_t blocks = gnn_alloc_get_stats().blocks;
    for (size_t at = 0; at < size; at++)
        for (int b = -1; b < 256; b += 15) {
            memcpy(copy, k->text, size);
            if (b >= 0) copy[at] = (char)b;
            gnn_graph_list *l = NULL;
            gnn_status st = gnn_parse_graphs(&l, copy, b < 0 ? at : size, "x", k->format, NULL);
            ck_assert_msg(st == GNN_OK || st == GNN_EPARSE || st == GNN_ELIMIT || st == GNN_EUNSUPPORTED, "%s: %s",
                          gnn_status_name(st), gnn_last_error());
            gnn_graph_list_free(l);
        }
    ck_assert_int_eq(gnn_alloc_get_stats().blocks, blocks);
}
END_TEST

static gnn_status there_and_back(void *ctx)
{
    const struct good *k = ctx;
    gnn_graph_list *l = NULL;
    char *bytes = NULL;
    size_t size;
    gnn_status st = gnn_parse_graphs(&l, k->text, strlen(k->text), "x", k->format, NULL);
    if (st == GNN_OK && k->edges[0] && !strchr(k->edges, '.')) /* metis and dimacs hold whole weights */
        st = gnn_format_graphs(&bytes, &size, k->format, 1, (const gnn_graph *const *)l->graphs);
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
    return st;
}

START_TEST(every_allocation_may_fail)
{
    struct good k = good[_i % GOOD];
    support_fail_allocations(there_and_back, &k, k.format);
}
END_TEST

START_TEST(what_a_format_cannot_hold_is_refused)
{
    static const struct { const char *format, *mtx, *part; } no[] = {
        { "metis", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 0.5\n", "format metis holds whole weights >= 1, not 0.5" },
        { "metis", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 -3\n", "not -3" },
        { "metis", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 1e300\n", "not 1e+300" },
        { "metis", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 2\n", "cannot hold self-loops" },
        { "metis", MTX "2 2 1\n2 1\n", "cannot hold directed graphs" },
        { "dimacs", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 3\n", "cannot hold weights of undirected edges" },
        { "gml", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 0.30000000000000004\n", "format gml holds weights of 15 digits, not 0.30000000000000004" },
        { "pajek", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 0.30000000000000004\n", "format pajek holds weights of 15" },
        { "dimacs", "%%MatrixMarket matrix coordinate real general\n2 2 1\n2 1 -1\n", "whole weights >= 0, not -1" },
    };
    for (size_t k = 0; k < sizeof no / sizeof *no; k++) {
        gnn_graph *g = parse("mtx", no[k].mtx);
        char *bytes = NULL;
        size_t size;
        ck_assert_int_eq(gnn_format_graphs(&bytes, &size, no[k].format, 1, (const gnn_graph *const *)&g),
                         GNN_EUNSUPPORTED);
        ck_assert_msg(strstr(gnn_last_error(), no[k].part) != NULL, "'%s' has no '%s'", gnn_last_error(), no[k].part);
        ck_assert_ptr_null(bytes);
        gnn_graph_free(g);
    }
}
END_TEST

START_TEST(dot_is_written_not_read)
{
    gnn_graph *g = parse("dimacs", "p sp 3 2\na 1 2 5\na 2 3 1\n"), *u = parse("dimacs", "p edge 2 1\ne 1 2\n"),
              *l = dressed(u, false, true);
    char *a = format("dot", g), *b = format("dot", l);
    ck_assert_str_eq(a, "digraph G {\n  0;\n  1;\n  2;\n  0 -> 1 [label=5];\n  1 -> 2 [label=1];\n}\n");
    ck_assert_str_eq(b, "graph G {\n  0 [class=0];\n  1 [class=1];\n  0 -- 1;\n}\n");
    gnn_graph_list *list = NULL;
    ck_assert_int_eq(gnn_parse_graphs(&list, a, strlen(a), "x", "dot", NULL), GNN_EUNSUPPORTED);
    gnn_bytes_free(a), gnn_bytes_free(b);
    gnn_graph_free(g), gnn_graph_free(u), gnn_graph_free(l);
}
END_TEST

static gnn_graph_list *parse_within(const struct good *k, const gnn_io_limits *limits, gnn_status wanted)
{
    gnn_graph_list *l = NULL;
    gnn_status st = gnn_parse_graphs(&l, k->text, strlen(k->text), "x", k->format, limits);
    ck_assert_msg(st == wanted, "%s: %s: %s", k->text, gnn_status_name(st), st == GNN_OK ? "" : gnn_last_error());
    return l;
}

START_TEST(limits_of_the_caller_are_kept)
{
    gnn_io_limits limits = GNN_IO_LIMITS_INIT;
    limits.max_vertices = 7;
    for (int k = 0; k < GOOD; k++) {
        int spaces = 0;
        for (const char *p = good[k].edges; *p; p++) spaces += *p == ' ';
        if (spaces == 0) continue;
        limits.max_edges = spaces + 2; /* lines count: one of the files repeats an edge */
        gnn_graph_list_free(parse_within(&good[k], &limits, GNN_OK));
        limits.max_edges = 1;
        parse_within(&good[k], &limits, GNN_ELIMIT);
    }
}
END_TEST

START_TEST(published_files)
{
    const char *path = support_data("communities/football.gml");
    if (!path) SKIP("football.gml is not here");
    gnn_graph_list *l;
    ck_ok(gnn_read_graphs(&l, path, NULL, NULL));
    ck_assert_str_eq(l->format, "gml");
    ck_assert_int_eq(gnn_graph_n(l->graphs[0]), 115);
    ck_assert_int_eq(gnn_graph_edges(l->graphs[0]), 613);
    gnn_graph_list_free(l);
}
END_TEST

TESTS_BEGIN("format_files")
    T_LOOP(whole_weights_and_labels_come_back, 64)
    T_LOOP(known_files, GOOD)
    T(hostile_input_is_refused_in_place_with_bounded_memory)
    T(a_nul_byte_is_no_text)
    T_LOOP(damaged_files_never_leak, GOOD)
    T_LOOP(every_allocation_may_fail, GOOD)
    T(what_a_format_cannot_hold_is_refused)
    T(dot_is_written_not_read)
    T(limits_of_the_caller_are_kept)
    T(published_files)
TESTS_END
