/* Every graph format: what is written reads back equal; known files; nauty as oracle; hostile input is refused in place. */
#include "support/support.h"
#include "io/format.h"

static void round_trip(const gnn_format *f, const gnn_graph *g)
{
    char *bytes;
    size_t size;
    gnn_graph_list *l;
    gnn_status st = gnn_format_graphs(&bytes, &size, f->name, 1, (const gnn_graph *const *)&g);
    if (st == GNN_EUNSUPPORTED && g->weight) return; /* only whole weights: test_format_files.c */
    ck_assert_msg(st == GNN_OK, "%s: %s", f->name, gnn_last_error());
    st = gnn_parse_graphs(&l, bytes, size, "t", f->name, NULL);
    ck_assert_msg(st == GNN_OK, "%s: %s\n%s", f->name, gnn_last_error(), bytes);
    ck_assert_int_eq(l->count, 1);
    ck_assert_msg(gnn_graph_equal(g, l->graphs[0]), "%s changed a graph:\n%s", f->name, bytes);
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
}

/* A copy with weights, or with a loop at every third vertex. */
static gnn_graph *variant(const gnn_graph *g, bool weights, bool loops, double step)
{
    int32_t src[9000], dst[9000];
    double w[9000];
    int64_t m = 0;
    for (int64_t u = 0; u < g->n; u++) {
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] > u) src[m] = (int32_t)u, dst[m] = g->col[e], w[m] = step * (double)m - 3, m++;
        if (loops && u % 3 == 0) src[m] = dst[m] = (int32_t)u, w[m] = 1e-300, m++;
    }
    gnn_graph_spec spec = { .n = g->n, .m = m, .src = src, .dst = dst, .weight = weights && m ? w : NULL,
                            .flags = g->directed ? GNN_DIRECTED : GNN_UNDIRECTED };
    gnn_graph *h;
    ck_ok(gnn_graph_new(&h, &spec));
    return h;
}

START_TEST(written_graphs_read_back)
{
    for (int k = 0; gnn_i_formats[k]; k++) {
        const gnn_format *f = gnn_i_formats[k];
        if (!f->read || !f->write) continue;
        for (int v = 0; v < 8; v++) {
            bool directed = v & 1, weights = v & 2, loops = v & 4;
            if (!(f->holds & (directed ? GNN_I_DIRECTED : GNN_I_UNDIRECTED)) ||
                (weights && !(f->holds & GNN_I_WEIGHTS)) || (loops && !(f->holds & GNN_I_LOOPS)))
                continue;
            gnn_graph *g = support_graph((uint64_t)_i, directed),
                      *h = variant(g, weights, loops, f->holds & GNN_I_15_DIGITS ? 0.125 : 0.1);
            round_trip(f, h);
            gnn_graph_free(g);
            gnn_graph_free(h);
        }
    }
}
END_TEST

START_TEST(what_a_format_cannot_hold_is_refused)
{
    gnn_graph *g = support_graph(3, true);
    char *bytes = NULL;
    size_t size;
    ck_assert_int_eq(gnn_format_graphs(&bytes, &size, "graph6", 1, (const gnn_graph *const *)&g), GNN_EUNSUPPORTED);
    ck_assert_str_eq(gnn_last_error(), "format graph6 cannot hold directed graphs");
    ck_assert_ptr_null(bytes);
    gnn_graph_free(g);
}
END_TEST

static const struct good { const char *format, *text; int64_t n, m; int directed; } good[] = {
    { "sparse6", ":EaYmC\n", 6, 6, 0 },
    { "sparse6", ">>sparse6<<:Fa@x^\n", 7, 4, 0 }, /* formats.txt: edges 0-1 0-2 1-2 5-6 */
    { "digraph6", "&DI?AO?\n", 5, 4, 1 },          /* formats.txt: 0-2 0-4 3-1 3-4 */
    { "rudy", "3 2\n1 2 -1\n2 3 1\n", 3, 2, 0 },
    { "edgelist", "# Undirected graph\n# Nodes: 5 Edges: 2\n0\t1\n3\t1\r\n", 5, 2, 0 },
    { "edgelist", "source,target,weight\n0,1,2.5\n1,2,1e3\n", 3, 2, 0 },
    { "edgelist", "\xef\xbb\xbf% Directed graph\n1000000000000 7\n7 9\n", 3, 2, 1 },
    { "edgelist", "0 1\n1 0\n", 2, 1, 0 },
};

START_TEST(known_files)
{
    const struct good *k = &good[_i % (int)(sizeof good / sizeof *good)];
    gnn_graph_list *l;
    gnn_status st =
        gnn_parse_graphs(&l, k->text, strlen(k->text), "good.txt", strstr(k->text, "source") ? "edgelist" : NULL, NULL);
    ck_assert_msg(st == GNN_OK, "%s: %s", k->text, gnn_last_error());
    ck_assert_str_eq(l->format, k->format);
    ck_assert_int_eq(gnn_graph_n(l->graphs[0]), k->n);
    ck_assert_int_eq(gnn_graph_edges(l->graphs[0]), k->m);
    ck_assert_int_eq(gnn_graph_directed(l->graphs[0]), k->directed);
    gnn_graph_list_free(l);
}
END_TEST

static const struct bad { const char *format, *text; gnn_status status; const char *part; } bad[] = {
    { "sparse6", ":~~~~~~~~\n", GNN_ELIMIT, "x:1:2: 68719476735 vertices" },
    { "sparse6", ":~~?~~~~~\n", GNN_ELIMIT, "vertices are more than the limit" },
    { "sparse6", ":Ea YmC\n", GNN_EPARSE, "x:1:4: byte 0x20" },
    { "sparse6", ":EaYmCCCCCC\n", GNN_EPARSE, "sparse6" },
    { "sparse6", ":\n", GNN_EPARSE, "inside the vertex count" },
    { "sparse6", ";Ea\n", GNN_EPARSE, "incremental" },
    { "sparse6", "EhEG\n", GNN_EPARSE, "starts with ':'" },
    { "digraph6", "&DI?AO\n", GNN_EPARSE, "ends early" },
    { "digraph6", "&DI?AO??\n", GNN_EPARSE, "1 more bytes" },
    { "digraph6", "&DI?AO@\n", GNN_EPARSE, "padding" },
    { "digraph6", "DI?AO?\n", GNN_EPARSE, "starts with '&'" },
    { "rudy", "3 2\n1 2 1\n", GNN_EPARSE, "x:3:1: the file ends after 1 edges, its first line says 2" },
    { "rudy", "3 1\n1 2 1\n2 3 1\n", GNN_EPARSE, "x:3:1: more than the 1 edges" },
    { "rudy", "3 1\n1 4 1\n", GNN_EPARSE, "x:2:3: vertex 4 is outside 1..3" },
    { "rudy", "3 1\n0 2 1\n", GNN_EPARSE, "x:2:1: vertex 0" },
    { "rudy", "3 1\n1 2 nan\n", GNN_EPARSE, "x:2:5: weight 'nan' is not finite" },
    { "rudy", "3 1\n1 2 1 9\n", GNN_EPARSE, "x:2:7: '9' where the line should end" },
    { "rudy", "2000000000 1\n1 2 1\n", GNN_ELIMIT, "x:1:1: 2000000000 vertices" },
    { "rudy", "99999999999999999999 1\n", GNN_EPARSE, "too large" },
    { "rudy", "-3 1\n", GNN_EPARSE, "x:1:1: number of vertices -3" },
    { "rudy", "3 9223372036854775807\n1 2 1\n", GNN_EPARSE, "ends after 1 edges" },
    { "rudy", "3 2\n1 2 1\n2 1 1\n", GNN_EPARSE, "given twice" },
    { "edgelist", "0 1\n1 x\n", GNN_EPARSE, "x:2:3: vertex id was expected, an integer; found 'x'" },
    { "edgelist", "0 1\n1\n", GNN_EPARSE, "x:2:2: vertex id was expected, an integer; found the end of the line" },
    { "edgelist", "0 -1\n", GNN_EPARSE, "x:1:3: vertex id -1" },
    { "edgelist", "0 1\n1 2 3\n", GNN_EPARSE, "x:2:5: a weight here" },
    { "edgelist", "0 1 inf\n", GNN_EPARSE, "not finite" },
    { "edgelist", "# 999999999999 nodes\n0 1\n", GNN_ELIMIT, "999999999999 vertices" },
    { "edgelist", "0 99999999999999999999\n", GNN_EPARSE, "too large" },
    { "edgelist", "# nothing\n", GNN_EPARSE, "no edges" },
    { "edgelist", "\x7f\x01\x02 \xff\n", GNN_EPARSE, "byte 0x7f" },
};

/* Bytes held through the door, for the bound below. */
static int64_t held, peak;
static void *counting(void *ctx, void *p, size_t size)
{
    int64_t *q = p ? (int64_t *)p - 2 : NULL;
    if (q) held -= q[0];
    if (size == 0) { free(q); return NULL; }
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

/* Any prefix, and any byte changed, of a good file: an answer, no leak (the sanitizers see the rest). */
START_TEST(damaged_files_never_leak)
{
    const struct good *k = &good[_i % (int)(sizeof good / sizeof *good)];
    size_t size = strlen(k->text);
    char copy[128];
    int64_t blocks = gnn_alloc_get_stats().blocks;
    for (size_t at = 0; at < size; at++)
        for (int b = -1; b < 256; b += 5) {
            memcpy(copy, k->text, size);
            if (b >= 0) copy[at] = (char)b;
            gnn_graph_list *l = NULL;
            gnn_status st = gnn_parse_graphs(&l, copy, b < 0 ? at : size, "x", k->format, NULL);
            ck_assert_msg(st == GNN_OK || st == GNN_EPARSE || st == GNN_ELIMIT, "%s", gnn_status_name(st));
            gnn_graph_list_free(l);
        }
    ck_assert_int_eq(gnn_alloc_get_stats().blocks, blocks);
}
END_TEST

static void oracle(const char *command, const char *format, int64_t count)
{
    static char all[1 << 18];
    FILE *p = popen(command, "r");
    size_t size = p ? fread(all, 1, sizeof all, p) : 0, back;
    if (p) pclose(p);
    if (size == 0) SKIP("nauty is not installed (%s)", command);
    gnn_graph_list *l;
    char *bytes;
    ck_ok(gnn_parse_graphs(&l, all, size, command, NULL, NULL));
    ck_assert_str_eq(l->format, format);
    ck_assert_int_eq(l->count, count);
    ck_ok(gnn_format_graphs(&bytes, &back, format, l->count, (const gnn_graph *const *)l->graphs));
    ck_assert_uint_eq(back, size);
    ck_assert_mem_eq(bytes, all, size);
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
}

START_TEST(nauty_writes_the_same_bytes)
{
    oracle("for n in 1 2 3 4 5 6 7; do nauty-geng -qs $n; done 2>/dev/null", "sparse6",
           1 + 2 + 4 + 11 + 34 + 156 + 1044);
    oracle("nauty-geng -qsc 8 8:8 2>/dev/null", "sparse6", 89); /* connected, unicyclic: OEIS A001429 */
    oracle("nauty-geng -q 4 2>/dev/null | nauty-directg -q 2>/dev/null", "digraph6", 218); /* OEIS A000273 */
}
END_TEST

START_TEST(real_instances)
{
    const char *path = support_data("maxcut/gset/G1.txt");
    if (!path) SKIP("the G-set is not here");
    gnn_graph_list *l;
    ck_ok(gnn_read_graphs(&l, path, NULL, NULL));
    ck_assert_str_eq(l->format, "rudy");
    ck_assert_int_eq(gnn_graph_n(l->graphs[0]), 800);
    ck_assert_int_eq(gnn_graph_edges(l->graphs[0]), 19176);
    gnn_graph_list_free(l);
    ck_ok(gnn_read_graphs(&l, support_data("planetoid/cora.edges.txt.gz"), NULL, NULL));
    ck_assert_int_eq(gnn_graph_n(l->graphs[0]), 2708);
    ck_assert_int_eq(gnn_graph_edges(l->graphs[0]), 5278);
    gnn_graph_list_free(l);
}
END_TEST

TESTS_BEGIN("formats")
    T_LOOP(written_graphs_read_back, 64)
    T(what_a_format_cannot_hold_is_refused)
    T_LOOP(known_files, 8)
    T(hostile_input_is_refused_in_place_with_bounded_memory)
    T_LOOP(damaged_files_never_leak, 8)
    T(nauty_writes_the_same_bytes)
    T(real_instances)
TESTS_END
