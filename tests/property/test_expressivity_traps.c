/* Mistakes that other programs of this kind have made, a test each. */
#include "support/support.h"

static gnn_test_result pair(const char *test, const gnn_graph *a, const gnn_graph *b)
{
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, test, a, b, NULL));
    ck_assert_msg(r.verdict != GNN_UNDECIDED, "%s: %s", test, r.evidence);
    return r;
}

static void check(const char *test, gnn_verdict want, const gnn_graph *a, const gnn_graph *b)
{
    gnn_test_result r = pair(test, a, b);
    ck_assert_msg(r.verdict == want, "%s: %s", test, r.evidence);
}

static gnn_graph *from_arcs(int64_t n, int64_t m, const int32_t *src, const int32_t *dst, const int32_t *label,
                            unsigned flags)
{
    gnn_graph *g = NULL;
    gnn_graph_spec s = {.n = n, .m = m, .src = src, .dst = dst, .node_label = label, .flags = flags};
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

static gnn_graph *from_g6(const char *text)
{
    gnn_graph_list *l = NULL;
    ck_ok(gnn_parse_graphs(&l, text, strlen(text), "text", "graph6", NULL));
    gnn_graph *g = l->graphs[0];
    l->graphs[0] = NULL;
    gnn_graph_list_free(l);
    return g;
}

static gnn_graph *generated(const char *recipe, uint64_t seed)
{
    gnn_graph **g = NULL, *one;
    int64_t count = 0;
    ck_ok(gnn_generate(&g, &count, recipe, 1, seed));
    one = g[0], g[0] = NULL;
    gnn_graphs_free(g, count);
    return one;
}

static void free_pair(gnn_graph *a, gnn_graph *b)
{
    gnn_graph_free(a);
    gnn_graph_free(b);
}

/* "3-WL" of the papers is oblivious: it is 2-FWL, and is strictly stronger than 2-WL, which is 1-WL. */
START_TEST(trap_1_names_of_folklore_and_oblivious)
{
    gnn_graph *a = from_g6("EhEG"), *b = from_g6("EwCW"); /* a hexagon, two triangles */
    ck_assert_str_eq(gnn_test_resolve("3-wl"), "2-fwl");
    ck_assert_str_eq(gnn_test_resolve("4-wl"), "3-fwl");
    ck_assert_ptr_nonnull(strstr(gnn_test_help("2-fwl"), "3-WL"));
    ck_assert_ptr_nonnull(strstr(gnn_test_help("3-fwl"), "4-WL"));
    check("2-wl", GNN_SAME, a, b);
    check("3-wl", GNN_SEPARATED, a, b);
    free_pair(a, b);
}
END_TEST

/* Two chains whose ends are a fork (three leaves) or plain, joined as fork-fork and plain-plain, or each mixed. */
static gnn_graph *two_chains(int64_t length, bool mixed)
{
    int32_t src[8192], dst[8192], at = 0;
    int64_t m = 0;
    for (int chain = 0; chain < 2; chain++) {
        int32_t first = at, last = at + (int32_t)length - 1;
        for (int32_t u = first; u < last; u++) src[m] = u, dst[m++] = u + 1;
        at = last + 1;
        for (int end = 0; end < 2; end++)
            for (int leaf = 0; leaf < 3 && (mixed ? end == chain : chain == 0); leaf++)
                src[m] = end ? last : first, dst[m++] = at++;
    }
    return from_arcs(at, m, src, dst, NULL, 0);
}

/* The difference travels along the chains: a refinement that stops while one part is still, or that goes round by round
 * over all of the graph, fails here; the rounds are those of the definition. */
START_TEST(trap_2_a_difference_that_shows_late)
{
    enum { LENGTH = 3000 };
    gnn_graph *a = two_chains(LENGTH, false), *b = two_chains(LENGTH, true);
    gnn_test_result r = pair("1-wl", a, b);
    ck_assert_int_eq(r.verdict, GNN_SEPARATED);
    ck_assert_msg(r.rounds >= LENGTH / 2 - 1 && r.rounds <= LENGTH / 2 + 2, "%lld rounds", (long long)r.rounds);
    free_pair(a, b);
}
END_TEST

/* Graphs of different size, without edges, in pieces: verdicts; and no distance is infinite and 0 at once. */
START_TEST(trap_3_sizes_and_pieces)
{
    gnn_rng r = gnn_rng_stream(61, "traps/pieces", 0);
    gnn_graph *g[] = {from_g6("?"),    from_g6("@"),    from_g6("A?"),    from_g6("A_"),    from_g6("E???"),
                      from_g6("EhEG"), from_g6("EwCW"), from_g6("FhEG?"), from_g6("FwCW?"), from_g6("F`?GW")};
    enum { COUNT = sizeof g / sizeof *g };
    for (int t = 0; gnn_test_name(t); t++)
        for (int i = 0; i < COUNT; i++) {
            gnn_graph *again = support_shuffled(g[i], &r);
            check(gnn_test_name(t), GNN_SAME, g[i], again);
            for (int j = 0; j < COUNT; j++)
                if (gnn_graph_n(g[i]) != gnn_graph_n(g[j]) || gnn_graph_edges(g[i]) != gnn_graph_edges(g[j]))
                    check("1-wl", GNN_SEPARATED, g[i], g[j]), check("isomorphism", GNN_SEPARATED, g[i], g[j]);
            gnn_graph_free(again);
        }
    const char *const by_distance[] = {"distance-wl", "resistance-wl", "distances"};
    for (int t = 0; t < 3; t++)
        check(by_distance[t], GNN_SEPARATED, g[5], g[6]), check(by_distance[t], GNN_SEPARATED, g[7], g[8]);
    for (int i = 0; i < COUNT; i++) gnn_graph_free(g[i]);
}
END_TEST

/* K3,3 and the prism: every resistance is below 1, so that cut to whole numbers they would all be equal. */
START_TEST(trap_4_resistances_are_not_cut_to_integers)
{
    static const int32_t s[] = {0, 0, 0, 1, 1, 1, 2, 2, 2}, d[] = {3, 4, 5, 3, 4, 5, 3, 4, 5},
                         p[] = {0, 1, 2, 3, 4, 5, 0, 1, 2}, q[] = {1, 2, 0, 4, 5, 3, 3, 4, 5};
    gnn_graph *a = from_arcs(6, 9, s, d, NULL, 0), *b = from_arcs(6, 9, p, q, NULL, 0);
    check("1-wl", GNN_SAME, a, b);
    check("resistance-wl", GNN_SEPARATED, a, b);
    free_pair(a, b);
}
END_TEST

/* A random graph of 200 vertices in which four vertices without edges among them have 0, 2 or 4 neighbours in common
 * with every other; exchanging the 2 for the other 2 keeps the spectrum (Godsil & McKay 1982). */
static gnn_graph *switched(bool yes)
{
    enum { N = 200 };
    gnn_rng r = gnn_rng_stream(62, "traps/switching", 0);
    int32_t *src = malloc(N * N * sizeof *src), *dst = malloc(N * N * sizeof *dst);
    int64_t m = 0;
    for (int32_t v = 4; v < N; v++) {
        uint64_t kind = gnn_rng_below(&r, 4), first = gnn_rng_below(&r, 4),
                 second = (first + 1 + gnn_rng_below(&r, 3)) % 4;
        for (uint64_t c = 0; c < 4; c++) {
            bool near = kind == 0 || (kind > 1 && ((c == first || c == second) != yes));
            if (near) src[m] = (int32_t)c, dst[m++] = v;
        }
        for (int32_t u = 4; u < v; u++)
            if (gnn_rng_below(&r, 3) == 0) src[m] = u, dst[m++] = v;
    }
    gnn_graph *g = from_arcs(N, m, src, dst, NULL, 0);
    free(src);
    free(dst);
    return g;
}

START_TEST(trap_5_spectra_are_compared_exactly)
{
    gnn_graph *a = switched(false), *b = switched(true);
    check("spectrum-adjacency", GNN_SAME, a, b);
    check("isomorphism", GNN_SEPARATED, a, b);
    free_pair(a, b);
}
END_TEST

/* A digraph with two arcs in and two out at every vertex, and its converse: equal to whoever takes the type of (u,v)
 * for that of (v,u), or for the isomorphism type of what the tuple induces. */
START_TEST(trap_6_types_of_tuples_are_ordered)
{
    enum { N = 9 };
    gnn_rng r = gnn_rng_stream(63, "traps/converse", 0);
    int found = 0;
    for (int tries = 0; tries < 300 && found < 5; tries++) {
        int32_t src[2 * N], dst[2 * N], one[N], two[N];
        int64_t m = 0;
        bool simple = true;
        gnn_rng_permutation(&r, N, one);
        gnn_rng_permutation(&r, N, two);
        for (int32_t u = 0; u < N; u++) {
            simple &= one[u] != u && two[u] != u && one[u] != two[u];
            src[m] = u, dst[m++] = one[u], src[m] = u, dst[m++] = two[u];
        }
        if (!simple) continue;
        gnn_graph *a = from_arcs(N, m, src, dst, NULL, GNN_DIRECTED),
                  *b = from_arcs(N, m, dst, src, NULL, GNN_DIRECTED);
        check("1-wl", GNN_SAME, a, b);
        if (pair("isomorphism", a, b).verdict == GNN_SEPARATED) {
            check("2-fwl", GNN_SEPARATED, a, b);
            check("3-fwl", GNN_SEPARATED, a, b);
            found++;
        }
        free_pair(a, b);
    }
    ck_assert_int_eq(found, 5);
}
END_TEST

/* Vertices first and then marks, or marks first and then vertices, are two tests: 188 and 191 of BREC's 301 pairs. */
START_TEST(trap_7_the_order_of_pooling_counts)
{
    gnn_graph_list *l = NULL;
    const char *file = support_data("expressivity/brec.g6");
    int by_marks = 0, by_vertices = 0;
    if (!file) SKIP("brec.g6 is not here");
    ck_ok(gnn_read_graphs(&l, file, NULL, NULL));
    for (int64_t i = 0; i + 1 < l->count; i += 2) {
        gnn_verdict x = pair("swl-vs", l->graphs[i], l->graphs[i + 1]).verdict,
                    y = pair("swl-sv", l->graphs[i], l->graphs[i + 1]).verdict;
        ck_assert_msg(x == GNN_SAME || y == GNN_SEPARATED, "pair %lld", (long long)i / 2);
        by_marks += x == GNN_SEPARATED, by_vertices += y == GNN_SEPARATED;
    }
    ck_assert_int_eq(by_marks, 188);
    ck_assert_int_eq(by_vertices, 191);
    gnn_graph_list_free(l);
}
END_TEST

/* A vertex that differs in its label alone is seen by every test that refines, and by isomorphism. */
START_TEST(trap_8_labels_are_part_of_the_graph)
{
    static const int32_t s[] = {0, 1, 2, 3}, d[] = {1, 2, 3, 4}, end[] = {1, 0, 0, 0, 0}, inner[] = {0, 1, 0, 0, 0},
                         other[] = {0, 0, 0, 0, 1};
    const char *const sees[] = {
        "1-wl",       "2-wl", "2-fwl", "3-fwl", "node-marked-1-wl", "distance-wl", "s3", "n1", "edge-marked-1-wl",
        "isomorphism"};
    gnn_graph *a = from_arcs(5, 4, s, d, end, 0), *b = from_arcs(5, 4, s, d, inner, 0),
              *c = from_arcs(5, 4, s, d, other, 0);
    for (size_t t = 0; t < sizeof sees / sizeof *sees; t++)
        check(sees[t], GNN_SEPARATED, a, b), check(sees[t], GNN_SAME, a, c);
    free_pair(a, b);
    gnn_graph_free(c);
}
END_TEST

/* 45,000 orbits of pairs on a path of 300 vertices: every one has a colour of its own, in every run, in either order.
 */
START_TEST(trap_9_no_collisions_and_no_salt)
{
    gnn_rng r = gnn_rng_stream(64, "traps/path", 0);
    gnn_graph *a = generated("path:n=300", 0), *b = support_shuffled(a, &r);
    gnn_test_result x = pair("2-fwl", a, b), y = pair("2-fwl", b, a);
    ck_assert_int_eq(x.verdict, GNN_SAME);
    ck_assert_int_eq(x.colors, 45000);
    ck_assert_int_eq(y.colors, 45000);
    ck_assert_int_eq(x.rounds, y.rounds);
    ck_assert_str_eq(x.evidence, y.evidence);
    free_pair(a, b);
}
END_TEST

/* Cubic graphs with equal numbers of every 4-vertex pattern, whose vertices take part in unequal numbers of them. */
START_TEST(trap_10_counts_of_each_vertex_see_more_than_counts_of_the_graph)
{
    enum { COUNT = 40 };
    gnn_graph *g[COUNT];
    int32_t global[COUNT], local[COUNT];
    int64_t classes = 0;
    int finer = 0;
    for (int i = 0; i < COUNT; i++) g[i] = generated("regular:n=14,d=3", (uint64_t)i);
    ck_ok(gnn_test_classes(global, &classes, "counts-4", COUNT, (const gnn_graph *const *)g, NULL));
    ck_ok(gnn_test_classes(local, &classes, "s4", COUNT, (const gnn_graph *const *)g, NULL));
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < i; j++) {
            ck_assert_msg(global[i] == global[j] || local[i] != local[j], "graphs %d, %d", i, j);
            finer += global[i] == global[j] && local[i] != local[j];
        }
    ck_assert_int_gt(finer, 0);
    for (int i = 0; i < COUNT; i++) gnn_graph_free(g[i]);
}
END_TEST

TESTS_BEGIN("expressivity_traps")
    T(trap_1_names_of_folklore_and_oblivious)
    T(trap_2_a_difference_that_shows_late)
    T(trap_3_sizes_and_pieces)
    T(trap_4_resistances_are_not_cut_to_integers)
    T(trap_5_spectra_are_compared_exactly)
    T(trap_6_types_of_tuples_are_ordered)
    T(trap_7_the_order_of_pooling_counts)
    T(trap_8_labels_are_part_of_the_graph)
    T(trap_9_no_collisions_and_no_salt)
    T(trap_10_counts_of_each_vertex_see_more_than_counts_of_the_graph)
TESTS_END
