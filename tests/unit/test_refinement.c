/* Colour refinement and the joint tests on textbook pairs: verdicts, rounds and colours worked out by hand. */
#include "support/support.h"

static gnn_graph *from_edges(int64_t n, int64_t m, const int32_t (*e)[2], const double *w, unsigned flags)
{
    int32_t src[64], dst[64];
    gnn_graph *g = NULL;
    for (int64_t k = 0; k < m; k++) src[k] = e[k][0], dst[k] = e[k][1];
    gnn_graph_spec spec = {.n = n, .m = m, .src = src, .dst = dst, .weight = w, .flags = flags};
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

static gnn_graph *cycles(int64_t count, int64_t length)
{
    int32_t e[64][2];
    int64_t m = 0;
    for (int64_t c = 0; c < count; c++)
        for (int64_t v = 0; v < length; v++, m++)
            e[m][0] = (int32_t)(c * length + v), e[m][1] = (int32_t)(c * length + (v + 1) % length);
    return from_edges(count * length, m, (const int32_t (*)[2])e, NULL, GNN_UNDIRECTED);
}

static gnn_graph *path(int64_t n)
{
    gnn_graph *g = NULL;
    int32_t *src = malloc((size_t)n * 4), *dst = malloc((size_t)n * 4);
    for (int64_t v = 0; v + 1 < n; v++) src[v] = (int32_t)v, dst[v] = (int32_t)v + 1;
    gnn_graph_spec spec = {.n = n, .m = n - 1, .src = src, .dst = dst};
    ck_ok(gnn_graph_new(&g, &spec));
    free(src);
    free(dst);
    return g;
}

/* decalin and bicyclopentyl, 10 vertices and 11 edges: the pair of the manual page */
static const int32_t decalin[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}, {4, 6}, {6, 7}, {7, 8}, {8, 9}, {9, 5}};
static const int32_t bicyclopentyl[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}, {0, 5}, {5, 6}, {6, 7}, {7, 8}, {8, 9}, {9, 5}};

static gnn_test_result pair(const char *test, const gnn_graph *a, const gnn_graph *b)
{
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, test, a, b, NULL));
    return r;
}

START_TEST(decalin_and_bicyclopentyl_part_at_2_fwl)
{
    gnn_graph *a = from_edges(10, 11, decalin, NULL, 0), *b = from_edges(10, 11, bicyclopentyl, NULL, 0);
    ck_assert_int_eq(pair("degree", a, b).verdict, GNN_SAME);
    gnn_test_result r = pair("1-wl", a, b);
    ck_assert_int_eq(r.verdict, GNN_SAME);
    ck_assert_int_eq(r.rounds, 2); /* degrees, then the neighbours of degree 3 */
    ck_assert_int_eq(r.colors, 3);
    ck_assert_str_eq(r.evidence, "stable after 2 rounds, 3 colours: 4+4+2 in both");
    ck_assert_int_eq(pair("2-fwl", a, b).verdict, GNN_SEPARATED);
    ck_assert_int_eq(pair("3-wl", a, b).verdict, GNN_SEPARATED);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

START_TEST(one_hexagon_and_two_triangles)
{
    gnn_graph *a = cycles(1, 6), *b = cycles(2, 3);
    gnn_test_result r = pair("1-wl", a, b);
    ck_assert_int_eq(r.verdict, GNN_SAME);
    ck_assert_int_eq(r.rounds, 0);
    ck_assert_int_eq(r.colors, 1);
    r = pair("2-fwl", a, b);
    ck_assert_int_eq(r.verdict, GNN_SEPARATED);
    ck_assert_int_eq(r.rounds, 1);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

START_TEST(rounds_of_a_long_path_are_exact)
{
    enum { N = 100000 };
    gnn_graph *g = path(N);
    int32_t *color = malloc(N * sizeof *color);
    int64_t colors = 0, rounds = 0;
    ck_ok(gnn_color_refinement(color, &colors, &rounds, g));
    ck_assert_int_eq(colors, N / 2);
    ck_assert_int_eq(rounds, N / 2 - 1); /* round r sets apart the vertices at distance r - 1 from an end; the last class
                                            is what remains */
    for (int64_t v = 0; v < N; v++) ck_assert_int_eq(color[v], color[N - 1 - v]);
    free(color);
    gnn_graph_free(g);
}
END_TEST

START_TEST(weights_directions_and_loops_matter)
{
    static const int32_t square[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 0}};
    static const double alternate[] = {1, 2, 1, 2}, paired[] = {1, 1, 2, 2}, half[] = {1.5, 1.5, 1.5, 1.5}, ones[] = {1, 1, 1, 1};
    gnn_graph *plain = from_edges(4, 4, square, NULL, 0), *one = from_edges(4, 4, square, ones, 0);
    gnn_graph *a = from_edges(4, 4, square, alternate, 0), *b = from_edges(4, 4, square, paired, 0);
    gnn_graph *c = from_edges(4, 4, square, half, 0);
    ck_assert_int_eq(pair("1-wl", plain, one).verdict, GNN_SAME); /* absent weights are 1 */
    ck_assert_int_eq(pair("2-fwl", plain, one).verdict, GNN_SAME);
    ck_assert_int_eq(pair("1-wl", plain, c).verdict, GNN_SEPARATED);
    ck_assert_int_eq(pair("1-wl", a, b).verdict, GNN_SEPARATED); /* {1,2} everywhere against {1,1}, {2,2}, {1,2} */
    ck_assert_int_eq(pair("1-wl", a, c).verdict, GNN_SEPARATED); /* equal sums of weights: multisets decide */
    static const int32_t round_[][2] = {{0, 1}, {1, 2}, {2, 0}}, acyclic[][2] = {{0, 1}, {1, 2}, {0, 2}};
    gnn_graph *d = from_edges(3, 3, round_, NULL, GNN_DIRECTED), *e = from_edges(3, 3, acyclic, NULL, GNN_DIRECTED);
    gnn_graph *u = from_edges(3, 3, round_, NULL, 0);
    ck_assert_int_eq(pair("1-wl", d, e).verdict, GNN_SEPARATED);
    ck_assert_int_eq(pair("1-wl", d, u).verdict, GNN_SEPARATED);
    ck_assert_int_eq(pair("degree", d, e).verdict, GNN_SEPARATED);
    static const int32_t loops[][2] = {{0, 1}, {2, 2}}, inner[][2] = {{0, 1}, {1, 1}};
    gnn_graph *f = from_edges(3, 2, loops, NULL, 0), *h = from_edges(3, 2, inner, NULL, 0);
    ck_assert_int_eq(pair("1-wl", f, h).verdict, GNN_SEPARATED);
    gnn_graph *all[] = {plain, one, a, b, c, d, e, u, f, h};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gnn_graph_free(all[i]);
}
END_TEST

START_TEST(odd_sizes_give_verdicts)
{
    gnn_graph *none = from_edges(0, 0, NULL, NULL, 0), *one = from_edges(1, 0, NULL, NULL, 0),
              *two = from_edges(2, 0, NULL, NULL, 0);
    for (int i = 0; gnn_test_name(i); i++) {
        const char *t = gnn_test_name(i);
        ck_assert_int_eq(pair(t, none, none).verdict, GNN_SAME);
        ck_assert_int_eq(pair(t, none, one).verdict, GNN_SEPARATED);
        ck_assert_int_eq(pair(t, two, one).verdict, GNN_SEPARATED);
        ck_assert_int_eq(pair(t, two, two).verdict, GNN_SAME);
    }
    gnn_graph_free(none);
    gnn_graph_free(one);
    gnn_graph_free(two);
}
END_TEST

START_TEST(limits_leave_a_reason)
{
    gnn_graph *g = path(300);
    gnn_test_result r;
    gnn_test_options o = GNN_TEST_OPTIONS_INIT;
    o.limit_bytes = 1000;
    ck_ok(gnn_test_pair(&r, "2-fwl", g, g, &o));
    ck_assert_int_eq(r.verdict, GNN_UNDECIDED);
    ck_assert_str_eq(r.reason, "memory");
    o.limit_bytes = 0, o.limit_seconds = 1e-9;
    ck_ok(gnn_test_pair(&r, "2-fwl", g, g, &o));
    ck_assert_int_eq(r.verdict, GNN_UNDECIDED);
    ck_assert_str_eq(r.reason, "time");
    gnn_cancel();
    ck_assert_int_eq(gnn_test_pair(&r, "2-fwl", g, g, NULL), GNN_ECANCELED);
    ck_assert_int_eq(gnn_test_pair(&r, "1-wl", g, g, NULL), GNN_ECANCELED);
    gnn_cancel_reset();
    ck_assert_int_eq(gnn_test_pair(&r, "no-such-test", g, g, NULL), GNN_ENOTFOUND);
    gnn_graph_free(g);
}
END_TEST

/* A path of 300: nothing but the degrees and 1-WL fits into 4 KiB, and nobody gives an error. */
START_TEST(every_test_keeps_to_its_limits)
{
    gnn_graph *g = path(300);
    for (int i = 0; gnn_test_name(i); i++) {
        gnn_test_options o = GNN_TEST_OPTIONS_INIT;
        gnn_test_result r;
        o.limit_bytes = 4096;
        ck_ok(gnn_test_pair(&r, gnn_test_name(i), g, g, &o));
        ck_assert_msg(r.verdict == GNN_SAME || (r.verdict == GNN_UNDECIDED && strcmp(r.reason, "memory") == 0),
                      "%s in 4 KiB: %s", gnn_test_name(i), r.evidence);
    }
    gnn_graph_free(g);
}
END_TEST

START_TEST(names_resolve)
{
    ck_assert_str_eq(gnn_test_resolve("drfwl-2:7"), "drfwl-2:7");
    ck_assert_str_eq(gnn_test_resolve("drfwl-2"), "drfwl-2:2");
    ck_assert_str_eq(gnn_test_resolve("swl-vs"), "node-marked-1-wl");
    ck_assert_str_eq(gnn_test_resolve("4-wl"), "3-fwl");
    ck_assert_ptr_null(gnn_test_resolve("drfwl-2:10"));
    ck_assert_ptr_null(gnn_test_resolve("graphlet-1-wl"));
    for (int i = 0; gnn_test_name(i); i++) ck_assert_str_ne(gnn_test_name(i), "drfwl-2:7"); /* known, but not listed */
    ck_assert_str_eq(gnn_test_resolve("3-wl"), "2-fwl");
    ck_assert_str_eq(gnn_test_resolve("1-wl"), "1-wl");
    ck_assert_ptr_null(gnn_test_resolve("wl1"));
    ck_assert_ptr_null(gnn_test_resolve(""));
    ck_assert_str_eq(gnn_test_name(0), "degree");
    for (int i = 0; gnn_test_name(i); i++) ck_assert_ptr_nonnull(gnn_test_help(gnn_test_name(i)));
}
END_TEST

typedef struct job { gnn_graph *a, *b; const char *test; } job;

static gnn_status run_pair(void *ctx)
{
    job *j = ctx;
    gnn_test_result r;
    return gnn_test_pair(&r, j->test, j->a, j->b, NULL);
}

static gnn_status run_classes(void *ctx)
{
    job *j = ctx;
    int32_t class_of[3];
    int64_t classes;
    const gnn_graph *list[] = {j->a, j->b, j->a};
    return gnn_test_classes(class_of, &classes, j->test, 3, list, NULL);
}

START_TEST(out_of_memory_is_clean)
{
    job j = {.a = from_edges(10, 11, decalin, NULL, 0), .b = from_edges(10, 11, bicyclopentyl, NULL, 0)};
    for (int i = 0; gnn_test_name(i); i++) {
        j.test = gnn_test_name(i);
        if (strcmp(j.test, "isomorphism") == 0) continue; /* igraph's BLISS has its own allocator */
        support_fail_allocations(run_pair, &j, j.test);
        support_fail_allocations(run_classes, &j, j.test);
    }
    gnn_graph_free(j.a);
    gnn_graph_free(j.b);
}
END_TEST

TESTS_BEGIN("refinement")
    T(decalin_and_bicyclopentyl_part_at_2_fwl)
    T(one_hexagon_and_two_triangles)
    T(rounds_of_a_long_path_are_exact)
    T(weights_directions_and_loops_matter)
    T(odd_sizes_give_verdicts)
    T(limits_leave_a_reason)
    T(every_test_keeps_to_its_limits)
    T(names_resolve)
    T(out_of_memory_is_clean)
TESTS_END
