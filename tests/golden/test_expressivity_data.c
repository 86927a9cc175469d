/* Published and independently computed behaviour on the benchmark files; skips where they are absent. */
#include "support/support.h"

#include "golden/brec_table.inc"

static int64_t separated(const gnn_graph_list *l, const char *test)
{
    int64_t yes = 0;
    for (int64_t i = 0; i + 1 < l->count; i += 2) {
        gnn_test_result r;
        ck_ok(gnn_test_pair(&r, test, l->graphs[i], l->graphs[i + 1], NULL));
        ck_assert_msg(r.verdict != GNN_UNDECIDED, "%s, pair %lld: %s", test, (long long)i / 2, r.evidence);
        yes += r.verdict == GNN_SEPARATED;
    }
    return yes;
}

static gnn_verdict verdict_of(const char *test, const gnn_graph_list *l, int64_t pair)
{
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, test, l->graphs[2 * pair], l->graphs[2 * pair + 1], NULL));
    ck_assert_msg(r.verdict != GNN_UNDECIDED, "%s, pair %lld: %s", test, (long long)pair, r.evidence);
    return r.verdict;
}

START_TEST(brec_in_total)
{
    static const char *const quick[] = {"degree", "1-wl", "distance-wl", "2-fwl", "node-marked-1-wl", "s3",
                                        "walks", "distances", "counts-3", "counts-4", "cycles-3", "cycles-4"};
    gnn_graph_list *l = read_list("brec.g6");
    if (!l) SKIP("brec.g6 is not here");
    ck_assert_int_eq(l->count, 602);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (size_t k = 0; k < sizeof quick / sizeof *quick; k++)
            if (strcmp(quick[k], rows[r].test) == 0)
                ck_assert_msg(separated(l, quick[k]) == rows[r].shared, "%s: not %d", quick[k], rows[r].shared);
    ck_assert_int_eq(separated(l, "spectrum-adjacency"), 165);
    ck_assert_int_eq(separated(l, "spectrum-laplacian"), 165);
    ck_assert_int_eq(separated(l, "spectrum-signless"), 164);
    ck_assert_int_eq(separated(l, "isomorphism"), 301);
    gnn_graph_list_free(l);
}
END_TEST

/* Of each test: the 60 basic pairs, and one pair in four of the other categories that a test finds all or nothing of. */
START_TEST(brec_by_category)
{
    gnn_graph_list *l = read_list("brec.g6");
    if (!l) SKIP("brec.g6 is not here");
    int *category = read_categories(l->count / 2);
    const row *r = &rows[_i];
    int basic = 0;
    ck_assert_msg(gnn_test_resolve(r->test), "there is no %s", r->test);
    for (int64_t p = 0; p < l->count / 2; p++) {
        int c = category[p];
        if (c == BASIC) basic += verdict_of(r->test, l, p) == GNN_SEPARATED;
        else if (p % 4 == 0 && gnn_graph_n(l->graphs[2 * p]) <= 32 && (r->yes[c] == 0 || r->yes[c] == whole[c]))
            ck_assert_msg(verdict_of(r->test, l, p) == (r->yes[c] ? GNN_SEPARATED : GNN_SAME), "%s, %s, pair %lld",
                          r->test, categories[c], (long long)p);
    }
    ck_assert_msg(basic == r->yes[BASIC], "%s: %d of the basic pairs, not %d", r->test, basic, r->yes[BASIC]);
    free(category);
    gnn_graph_list_free(l);
}
END_TEST

/* Pairs that part tests which no law orders: BREC 273 and 307 (distances, not marks), 282 (global sums, not local pairs). */
START_TEST(tests_that_do_not_compare)
{
    static const struct { int id; const char *yes, *no; } cases[] = {
        {273, "distance-wl", "node-marked-1-wl"}, {307, "distance-wl", "node-marked-1-wl"}, {282, "gswl", "local-2-fwl"}};
    gnn_graph_list *l = read_list("brec.g6");
    const char *table = support_data("expressivity/brec.tsv");
    FILE *f = table ? fopen(table, "r") : NULL;
    char line[256];
    if (!l || !f) SKIP("brec is not here");
    while (fgets(line, sizeof line, f)) {
        long long pair;
        int id;
        if (sscanf(line, "%lld %d", &pair, &id) != 2) continue;
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
            if (cases[k].id != id) continue;
            ck_assert_msg(verdict_of(cases[k].yes, l, pair) == GNN_SEPARATED, "%s on BREC %d", cases[k].yes, id);
            ck_assert_msg(verdict_of(cases[k].no, l, pair) == GNN_SAME, "%s on BREC %d", cases[k].no, id);
        }
    }
    fclose(f);
    gnn_graph_list_free(l);
}
END_TEST

static const struct { const char *file, *test; int64_t classes; } families[] = {
    {"csl.g6", "node-marked-1-wl", 10}, {"csl.g6", "s4", 3}, {"csl.g6", "n1", 2}, {"csl.g6", "graphlet-1-wl:5", 5}, {"csl.g6", "3-fwl", 10},
    {"sr16622.g6", "edge-marked-1-wl", 2}, {"sr16622.g6", "sswl", 1}, {"sr16622.g6", "3-fwl", 2}, {"sr251256.g6", "edge-marked-1-wl", 15},
    {"sr261034.g6", "s4", 8}, {"sr261034.g6", "n1", 10}, {"sr291467.g6", "s4", 38}, {"sr291467.g6", "edge-marked-1-wl", 41},
    {"sr401224.g6", "edge-marked-1-wl", 27}, {"sr401224.g6", "edge-deleted-1-wl", 27}, {"sr401224.g6", "sswl", 1},
    {"sr401224.g6", "s4", 24}, {"sr401224.g6", "n1", 26}, {"graph8c.g6", "node-marked-1-wl", 11117}, {"graph8c.g6", "s4", 11117},
    {"csl.g6", "1-wl", 1}, {"csl.g6", "2-fwl", 10}, {"csl.g6", "spectrum-adjacency", 10}, {"csl.g6", "isomorphism", 10},
    {"sr16622.g6", "1-wl", 1}, {"sr16622.g6", "2-fwl", 1}, {"sr16622.g6", "isomorphism", 2},
    {"sr251256.g6", "2-fwl", 1}, {"sr251256.g6", "spectrum-adjacency", 1}, {"sr251256.g6", "isomorphism", 15},
    {"sr261034.g6", "2-fwl", 1}, {"sr261034.g6", "isomorphism", 10}, {"sr281264.g6", "2-fwl", 1}, {"sr281264.g6", "isomorphism", 4},
    {"sr291467.g6", "2-fwl", 1}, {"sr291467.g6", "isomorphism", 41}, {"sr351899.g6", "1-wl", 1}, {"sr351899.g6", "2-fwl", 1},
    {"sr351899.g6", "isomorphism", 227}, {"brec.g6", "isomorphism", 601}, {"exp.g6", "isomorphism", 1200},
    {"sr401224.g6", "2-fwl", 1}, {"sr401224.g6", "spectrum-adjacency", 1}, {"sr401224.g6", "isomorphism", 28},
    {"graph8c.g6", "1-wl", 10897}, {"graph8c.g6", "2-fwl", 11117}, {"graph8c.g6", "spectrum-adjacency", 10423},
    {"graph8c.g6", "isomorphism", 11117},
    {"trees10_12.g6", "1-wl", 892}, {"trees10_12.g6", "2-fwl", 892}, {"trees10_12.g6", "spectrum-adjacency", 794}};

START_TEST(classes_of_families)
{
    gnn_graph_list *l = read_list(families[_i].file);
    int64_t classes = 0;
    if (!gnn_test_resolve(families[_i].test)) return;
    if (!l) SKIP("%s is not here", families[_i].file);
    int32_t *class_of = malloc((size_t)l->count * sizeof *class_of);
    ck_ok(gnn_test_classes(class_of, &classes, families[_i].test, l->count, (const gnn_graph *const *)l->graphs, NULL));
    ck_assert_msg(classes == families[_i].classes, "%s under %s: %lld classes, not %lld", families[_i].file,
                  families[_i].test, (long long)classes, (long long)families[_i].classes);
    free(class_of);
    gnn_graph_list_free(l);
}
END_TEST

/* What does not fit into 2 MiB is left to the slow suite. */
START_TEST(isomorphic_pairs_are_never_separated)
{
    gnn_graph_list *l = read_list("iso_pairs.g6");
    gnn_test_options o = GNN_TEST_OPTIONS_INIT;
    int decided = 0, all = 0;
    if (!l) SKIP("iso_pairs.g6 is not here");
    o.limit_bytes = 2 << 20;
    for (int t = 0; gnn_test_name(t); t++)
        for (int64_t i = 0; i + 1 < l->count; i += 2) {
            gnn_test_result r;
            ck_ok(gnn_test_pair(&r, gnn_test_name(t), l->graphs[i], l->graphs[i + 1], &o));
            ck_assert_msg(r.verdict == GNN_SAME || (r.verdict == GNN_UNDECIDED && strcmp(r.reason, "memory") == 0),
                          "%s on isomorphic pair %lld: %s", gnn_test_name(t), (long long)i / 2, r.evidence);
            decided += r.verdict == GNN_SAME, all++;
        }
    ck_assert_msg(10 * decided > 7 * all, "%d of %d decided", decided, all);
    gnn_graph_list_free(l);
}
END_TEST

/* CFI over a base of treewidth t is told apart by k-FWL exactly when k >= t: 2-FWL when t <= 2. */
START_TEST(cfi_pairs_follow_the_treewidth)
{
    gnn_graph_list *l = read_list("cfi_own.g6");
    const char *table = support_data("expressivity/cfi_own.tsv");
    if (!l || !table) SKIP("cfi_own is not here");
    FILE *f = fopen(table, "r");
    char line[512];
    int column = -1;
    int64_t pair = 0;
    ck_assert_ptr_nonnull(f);
    while (fgets(line, sizeof line, f)) {
        char *field[16], *rest = line;
        int fields = 0;
        line[strcspn(line, "\r\n")] = 0;
        while (fields < 16 && (field[fields] = strsep(&rest, "\t"))) fields++;
        if (column < 0) {
            for (int k = 0; k < fields; k++)
                if (strstr(field[k], "treewidth")) column = k;
            ck_assert_int_ge(column, 0);
            continue;
        }
        gnn_test_result r;
        const gnn_graph *a = l->graphs[2 * pair], *b = l->graphs[2 * pair + 1];
        ck_ok(gnn_test_pair(&r, "2-fwl", a, b, NULL));
        int width = atoi(field[column]);
        ck_assert_msg(r.verdict == (width <= 2 ? GNN_SEPARATED : GNN_SAME), "pair %lld, treewidth %d: %s",
                      (long long)pair, width, r.evidence);
        ck_ok(gnn_test_pair(&r, "1-wl", a, b, NULL));
        ck_assert_int_eq(r.verdict, width <= 1 ? GNN_SEPARATED : GNN_SAME);
        if (gnn_graph_n(a) <= 32) {
            ck_ok(gnn_test_pair(&r, "3-fwl", a, b, NULL));
            ck_assert_msg(r.verdict == (width <= 3 ? GNN_SEPARATED : GNN_SAME), "3-fwl, pair %lld: %s", (long long)pair,
                          r.evidence);
        }
        pair++;
    }
    fclose(f);
    ck_assert_int_eq(2 * pair, l->count);
    gnn_graph_list_free(l);
}
END_TEST

/* Symmetric differences: spectra never see more than 2-FWL, on the named pairs and BREC. */
START_TEST(spectra_see_less_than_pairs)
{
    static const char *const files[] = {"named_pairs.g6", "brec.g6"};
    for (int f = 0; f < 2; f++) {
        gnn_graph_list *l = read_list(files[f]);
        if (!l) SKIP("%s is not here", files[f]);
        for (int64_t i = 0; i + 1 < l->count; i += 2) {
            gnn_test_result x, y;
            ck_ok(gnn_test_pair(&y, "2-fwl", l->graphs[i], l->graphs[i + 1], NULL));
            if (y.verdict == GNN_SEPARATED || gnn_graph_n(l->graphs[i]) > 70) continue;
            ck_ok(gnn_test_pair(&x, "spectrum-adjacency", l->graphs[i], l->graphs[i + 1], NULL));
            ck_assert_msg(x.verdict == GNN_SAME, "%s, pair %lld", files[f], (long long)i / 2);
        }
        gnn_graph_list_free(l);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("expressivity_data");
    TCase *t = tcase_create("expressivity_data");
    tcase_set_timeout(t, 240);
    suite_add_tcase(s, t);
    tcase_add_test(t, brec_in_total);
    tcase_add_loop_test(t, brec_by_category, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(t, tests_that_do_not_compare);
    tcase_add_loop_test(t, classes_of_families, 0, (int)(sizeof families / sizeof *families));
    tcase_add_test(t, isomorphic_pairs_are_never_separated);
    tcase_add_test(t, cfi_pairs_follow_the_treewidth);
    tcase_add_test(t, spectra_see_less_than_pairs);
    return support_run(s);
}
