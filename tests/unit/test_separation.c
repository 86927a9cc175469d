/* Separation by models with random weights: never past the bound, and where a model should separate, it does. */
#include "support/support.h"
#include "expressivity/separation.h"

static gnn_model_separation separation(const char *model, const gnn_graph *a, const gnn_graph *b)
{
    gnn_model_separation s = { .verdict = GNN_UNDECIDED };
    gnn_status st = gnn_model_separates(&s, model, a, b, 2, 1);
    if (st == GNN_EUNSUPPORTED && strcmp(model, "rp-gin") == 0) return s; /* more than 8 nodes */
    ck_assert_msg(st == GNN_OK, "%s: %s", model, gnn_last_error());
    return s;
}

/* The path 0 - 1 - 2 with labels and weights. */
static gnn_graph *path(const int32_t label[3], const double weight[2])
{
    gnn_graph *g;
    gnn_graph_spec spec = { .n = 3, .m = 2, .src = (int32_t[]){ 0, 1 }, .dst = (int32_t[]){ 1, 2 }, .weight = weight,
                            .node_label = label };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

/* A model that separated what its bound cannot would give GNN_EBUG, which separation() does not accept. */
START_TEST(no_model_separates_past_its_bound_on_the_pairs_we_ship)
{
    static const char *const files[] = { "c6-2c3.g6", "decalin-bicyclopentyl.g6", "p4-k13.g6", "rook-shrikhande.g6",
                                         "cfi.g6" };
    gnn_test_result t;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        gnn_graph_list *l = support_pairs(files[f]);
        const gnn_graph *a = l->graphs[0], *b = l->graphs[1];
        for (int i = 0; gnn_model_list(i); i++) {
            gnn_model_separation s = separation(gnn_model_list(i), a, b);
            if (s.verdict == GNN_UNDECIDED) continue;
            ck_ok(gnn_test_pair(&t, s.bound, a, b, NULL));
            if (t.verdict == GNN_SAME) ck_assert_msg(s.gap <= s.tolerance, "%s on %s", gnn_model_list(i), files[f]);
        }
        gnn_graph_list_free(l);
    }
}
END_TEST

START_TEST(models_that_reach_their_bound_separate_a_path_from_a_star)
{
    static const char *const models[] = { "gin", "gine", "gcn", "spectral" };
    gnn_graph_list *l = support_pairs("p4-k13.g6");
    for (int i = 0; i < 4; i++)
        ck_assert_msg(separation(models[i], l->graphs[0], l->graphs[1]).verdict == GNN_SEPARATED, "%s", models[i]);
    ck_assert_int_eq(separation("mlp", l->graphs[0], l->graphs[1]).verdict, GNN_SAME); /* it sees the order only */
    gnn_graph_list_free(l);
}
END_TEST

/* Cycles side by side, 8 vertices in all, with a leaf on each vertex. */
static gnn_graph *suns(int32_t length)
{
    gnn_graph *g;
    int32_t src[16], dst[16];
    for (int32_t v = 0; v < 8; v++) {
        src[v] = v, dst[v] = v / length * length + (v + 1) % length;
        src[8 + v] = v, dst[8 + v] = 8 + v;
    }
    gnn_graph_spec spec = { .n = 16, .m = 16, .src = src, .dst = dst };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

/* C8 against two C4, with leaves: a vertex of C8 has two others at distance 2 on the cycle, one of C4 has one, and
 * min(1, A^2) sees it.  Without leaves, statistics over equal rows would leave nothing to see. */
START_TEST(clipped_powers_see_more_than_1_wl)
{
    gnn_test_result t;
    gnn_graph *a = suns(8), *b = suns(4);
    ck_ok(gnn_test_pair(&t, "1-wl", a, b, NULL));
    ck_assert_int_eq(t.verdict, GNN_SAME);
    gnn_model_separation s = separation("spectral", a, b);
    ck_assert_int_eq(s.verdict, GNN_SEPARATED);
    ck_assert_str_eq(s.bound, "2-fwl");
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

/* Labels are features of every model, so every bound counts them, that of the models without arcs too. */
START_TEST(labels_and_weights_count_in_models_and_bounds)
{
    gnn_graph *two = path((int32_t[]){ 0, 0, 1 }, NULL), *one = path((int32_t[]){ 0, 1, 1 }, NULL);
    gnn_graph *middle = path((int32_t[]){ 0, 1, 0 }, NULL);
    gnn_graph *heavy = path(NULL, (double[]){ 3, 1 }), *light = path(NULL, (double[]){ 2, 1 });
    gnn_test_result t;
    ck_ok(gnn_test_pair(&t, "degree", two, one, NULL));
    ck_assert_int_eq(t.verdict, GNN_SEPARATED);
    ck_assert_str_eq(t.evidence, "place 2 of the sorted vertices: label 0 against 1");
    for (int i = 0; gnn_model_list(i); i++) {
        const char *name = gnn_model_list(i);
        ck_assert_msg(separation(name, two, one).verdict == GNN_SEPARATED, "%s does not see labels", name);
        (void)separation(name, two, middle);
        (void)separation(name, heavy, light);
    }
    ck_assert_int_eq(separation("gin", two, middle).verdict, GNN_SEPARATED);
    ck_assert_int_eq(separation("gin", heavy, light).verdict, GNN_SEPARATED);
    gnn_graph *all[] = { two, one, middle, heavy, light };
    for (int i = 0; i < 5; i++) gnn_graph_free(all[i]);
}
END_TEST

START_TEST(isomorphic_graphs_give_equal_results)
{
    static const char *const files[] = { "rook-shrikhande.g6", "c6-2c3.g6" };
    for (int f = 0; f < 2; f++) {
        gnn_graph_list *l = support_pairs(files[f]);
        int32_t perm[16];
        gnn_graph *renamed;
        gnn_rng r = gnn_rng_stream(3, "rename", 0);
        gnn_rng_permutation(&r, gnn_graph_n(l->graphs[1]), perm);
        ck_ok(gnn_graph_permute(&renamed, l->graphs[1], perm));
        for (int i = 0; gnn_model_list(i); i++) {
            gnn_verdict v = separation(gnn_model_list(i), l->graphs[1], renamed).verdict;
            ck_assert(v == GNN_SAME || (f == 0 && v == GNN_UNDECIDED));
        }
        gnn_graph_free(renamed);
        gnn_graph_list_free(l);
    }
}
END_TEST

/* The same seed, the same configuration, the same gap; settings change it. */
START_TEST(settings_follow_the_name)
{
    static const struct { const char *model; gnn_status st; } wrong[] = {
        { "gin:", GNN_OK },           { "gin:layers", GNN_EINVAL },       { "gin:=2", GNN_EINVAL },
        { "gin:layers=", GNN_EINVAL }, { "gin:in=2", GNN_EINVAL },         { "gin:readout=none", GNN_EINVAL },
        { "gin:nosuch=1", GNN_EINVAL }, { "gin:layers=two", GNN_EINVAL },  { "rp-gin:permutations=2", GNN_EINVAL },
        { ":layers=2", GNN_ENOTFOUND }, { "nosuch:layers=2", GNN_ENOTFOUND }, { "gsn:patterns=triangle,nosuch", GNN_ENOTFOUND },
    };
    gnn_graph_list *l = support_pairs("p4-k13.g6");
    const gnn_graph *a = l->graphs[0], *b = l->graphs[1];
    gnn_model_separation s;
    double plain = separation("gin", a, b).gap;
    ck_assert(separation("gin:layers=5,hidden=16", a, b).gap == plain);
    ck_assert(separation("gin:layers=2", a, b).gap != plain);
    ck_assert(separation("gsn:patterns=path3,star3,layers=2", a, b).gap > 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(gnn_model_separates(&s, wrong[i].model, a, b, 1, 0) == wrong[i].st, "%s", wrong[i].model);
    gnn_graph_list_free(l);
}
END_TEST

START_TEST(wrong_calls_are_refused)
{
    gnn_graph *g = path(NULL, NULL);
    gnn_model_separation s;
    ck_assert_int_eq(gnn_model_separates(&s, "nosuch", g, g, 1, 0), GNN_ENOTFOUND);
    ck_assert_int_eq(gnn_model_separates(&s, NULL, g, g, 1, 0), GNN_ENOTFOUND);
    ck_assert_int_eq(gnn_model_separates(&s, "gin", g, g, 0, 0), GNN_EINVAL);
    ck_assert_int_eq(gnn_model_separates(&s, "gin", g, NULL, 1, 0), GNN_EINVAL);
    ck_assert_int_eq(gnn_model_separates(NULL, "gin", g, g, 1, 0), GNN_EINVAL);
    gnn_graph_free(g);
}
END_TEST

START_TEST(a_model_beyond_its_bound_is_a_bug)
{
    gnn_graph_list *l = support_pairs("c6-2c3.g6");
    const gnn_graph *a = l->graphs[0], *b = l->graphs[1];
    ck_assert_int_eq(gnn_i_check_bound(GNN_SEPARATED, "1-wl", 0.5, "gin", a, b), GNN_EBUG);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "gin separates by 0.5 what 1-wl, which bounds it, cannot separate"));
    ck_ok(gnn_i_check_bound(GNN_SEPARATED, "2-fwl", 0.5, "gin", a, b));
    ck_ok(gnn_i_check_bound(GNN_SAME, "1-wl", 0.5, "gin", a, b));
    gnn_graph_list_free(l);
}
END_TEST

/* In one dimension T^2 is q mean^2 / variance: differences 1, 2, 3 give 3 * 4 / 1. */
START_TEST(hotellings_statistic_is_students_squared_in_one_dimension)
{
    const double rows[] = { 1, 0, 3, 1, 5, 2 }, plane[] = { 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0 };
    double t2;
    ck_ok(gnn_i_hotelling(&t2, rows, 3, 1, 1e-300));
    ck_assert_double_eq_tol(t2, 12, 1e-12);
    /* D = (1,0), (0,1), (1,1), (0,0): mean (1/2, 1/2), S = 1/3 I; T^2 = 4 * (1/4 + 1/4) * 3 */
    ck_ok(gnn_i_hotelling(&t2, plane, 4, 2, 1e-300));
    ck_assert_double_eq_tol(t2, 6, 1e-12);
}
END_TEST

START_TEST(training_separates_what_the_bound_allows_and_nothing_else)
{
    static const struct { const char *file, *model; gnn_verdict verdict; } cases[] = {
        { "p4-k13.g6", "gin", GNN_SEPARATED }, { "c6-2c3.g6", "gin", GNN_SAME }, { "decalin-bicyclopentyl.g6", "gcn", GNN_SAME } };
    for (int i = 0; i < 3; i++) {
        gnn_graph_list *l = support_pairs(cases[i].file);
        gnn_trained_separation r, again;
        ck_ok(gnn_model_trained_separates(&r, cases[i].model, l->graphs[0], l->graphs[1], NULL));
        ck_assert_int_eq(r.verdict, cases[i].verdict);
        ck_assert_int_eq(r.reliable, 1);
        ck_assert_str_eq(r.bound, "1-wl");
        ck_ok(gnn_model_trained_separates(&again, cases[i].model, l->graphs[0], l->graphs[1], NULL));
        ck_assert(r.t2 == again.t2 && r.loss == again.loss); /* same seed, same bits */
        gnn_graph_list_free(l);
    }
}
END_TEST

START_TEST(training_refuses_bad_options_and_survives_failed_allocations)
{
    gnn_graph_list *l = support_pairs("p4-k13.g6");
    gnn_trained_separation r;
    gnn_trained_options o = GNN_TRAINED_OPTIONS_INIT;
    o.outputs = 32;
    ck_assert_int_eq(gnn_model_trained_separates(&r, "gin", l->graphs[0], l->graphs[1], &o), GNN_EINVAL);
    ck_assert_int_eq(gnn_model_trained_separates(&r, "nosuch", l->graphs[0], l->graphs[1], NULL), GNN_ENOTFOUND);
    o = (gnn_trained_options)GNN_TRAINED_OPTIONS_INIT;
    o.copies = 3, o.outputs = 2, o.epochs = 1;
    for (int64_t k = 0; k < 400; k += 7) {
        int64_t blocks = gnn_alloc_get_stats().blocks;
        gnn_i_alloc_fail_after(k, false);
        gnn_status st = gnn_model_trained_separates(&r, "gin", l->graphs[0], l->graphs[1], &o);
        gnn_i_alloc_fail_after(-1, false);
        ck_assert_msg(st == GNN_OK || st == GNN_ENOMEM, "%lld: %s", (long long)k, gnn_last_error());
        ck_assert_int_eq(gnn_alloc_get_stats().blocks, blocks);
    }
    gnn_graph_list_free(l);
}
END_TEST

START_TEST(certificates_survive_failed_allocations)
{
    static const char *const tests[] = { "1-wl",   "2-fwl",    "isomorphism", "spectrum-adjacency",
                                         "swl-sv", "counts-4", "cycles-3",    "hom-tw2:4" };
    static const char *const files[] = { "p4-k13.g6", "c6-2c3.g6" };
    for (int f = 0; f < 2; f++) {
        gnn_graph_list *l = support_pairs(files[f]);
        for (int i = 0; i < 8; i++)
            for (int64_t k = 0; k < 120; k += 3) {
                int64_t blocks = gnn_alloc_get_stats().blocks;
                gnn_test_result r;
                char *json = NULL;
                size_t size = 0;
                gnn_i_alloc_fail_after(k, false);
                gnn_status st = gnn_test_certify(&r, &json, &size, tests[i], l->graphs[0], l->graphs[1], NULL);
                gnn_i_alloc_fail_after(-1, false);
                ck_assert_msg(st == GNN_OK || st == GNN_ENOMEM, "%s, %lld: %s", tests[i], (long long)k,
                              gnn_last_error());
                ck_assert(st == GNN_OK ? size == strlen(json) : json == NULL);
                gnn_bytes_free(json);
                ck_assert_int_eq(gnn_alloc_get_stats().blocks, blocks);
            }
        gnn_graph_list_free(l);
    }
}
END_TEST

TESTS_BEGIN("separation")
    T(no_model_separates_past_its_bound_on_the_pairs_we_ship)
    T(models_that_reach_their_bound_separate_a_path_from_a_star)
    T(clipped_powers_see_more_than_1_wl)
    T(labels_and_weights_count_in_models_and_bounds)
    T(isomorphic_graphs_give_equal_results)
    T(settings_follow_the_name)
    T(wrong_calls_are_refused)
    T(a_model_beyond_its_bound_is_a_bug)
    T(hotellings_statistic_is_students_squared_in_one_dimension)
    T(training_separates_what_the_bound_allows_and_nothing_else)
    T(training_refuses_bad_options_and_survives_failed_allocations)
    T(certificates_survive_failed_allocations)
TESTS_END
