/* Deep LRP-1-3 with weights that count: not trained, constructed, and exact (tools/gnn-experiment/exact_weights.c, which
 * gnn-experiment counting --preset s5 runs too).  Oracle: gnn_count. */
#include "support/support.h"
#include "gnn-experiment/exact_weights.h"

static void check_graphs(gnn_graph **graphs, int64_t count)
{
    exact_pattern of[EXACT_PATTERNS];
    ck_ok(exact_weights_check(of, graphs, count));
    for (int p = 0; p < EXACT_PATTERNS; p++)
        ck_assert_msg(of[p].wrong == 0 && of[p].deviation < 1e-6, "%s: wrong on %lld graphs, first %lld; deviation %g",
                      exact_patterns[p], (long long)of[p].wrong, (long long)of[p].first, of[p].deviation);
}

START_TEST(constructed_weights_count_exactly)
{
    static const char *const recipes[] = { "er:n=10,p=0.3", "er:n=14,p=0.6", "regular:n=12,d=4", "star:n=9", "complete:n=7", "path:n=1",
                                           "ba:n=40,m=3", "tree:n=20" };
    for (size_t r = 0; r < sizeof recipes / sizeof *recipes; r++)
        for (uint64_t i = 0; i < 12; i++) {
            gnn_graph **g;
            int64_t count;
            ck_ok(gnn_generate(&g, &count, recipes[r], 1, i));
            check_graphs(g, count);
            gnn_graphs_free(g, count);
        }
}
END_TEST

START_TEST(on_all_graphs_of_the_counting_data)
{
    static const char *const files[] = { "substructure-counting/er-authors.g6", "substructure-counting/rr-regenerated.g6" };
    const char *path = support_data(files[_i]);
    gnn_graph_list *l = NULL;
    if (!path || gnn_read_graphs(&l, path, NULL, NULL) != GNN_OK) SKIP("%s is not here", files[_i]);
    ck_assert_int_eq(l->count, 5000);
    check_graphs(l->graphs, l->count);
    gnn_graph_list_free(l);
}
END_TEST

/* A vertex of degree 40 and more is past what the degree network knows: the comparison sees it. */
START_TEST(beyond_their_degrees_the_weights_are_wrong)
{
    gnn_graph **g;
    int64_t count;
    exact_pattern of[EXACT_PATTERNS];
    ck_ok(gnn_generate(&g, &count, "star:n=60", 1, 0));
    ck_ok(exact_weights_check(of, g, count));
    ck_assert_int_eq(of[1].wrong, 1);
    ck_assert_int_eq(of[1].first, 0);
    ck_assert_int_eq(of[0].wrong, 0);
    gnn_graphs_free(g, count);
}
END_TEST

TESTS_BEGIN("exact weights")
    T(beyond_their_degrees_the_weights_are_wrong)
    T(constructed_weights_count_exactly)
    T_LOOP(on_all_graphs_of_the_counting_data, 2)
TESTS_END
