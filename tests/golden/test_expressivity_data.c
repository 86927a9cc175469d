/* Published and independently computed behaviour on the benchmark files; skips where they are absent. */
#include "support/support.h"

static gnn_graph_list *read_list(const char *name)
{
    char path[128];
    gnn_graph_list *list = NULL;
    snprintf(path, sizeof path, "expressivity/%s", name);
    const char *file = support_data(path);
    if (file) ck_ok(gnn_read_graphs(&list, file, NULL, NULL));
    return list;
}

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

START_TEST(brec_counts)
{
    static const struct { const char *test; int64_t yes; } want[] = {
        {"degree", 0}, {"1-wl", 0}, {"2-fwl", 199}, {"spectrum-adjacency", 165}, {"spectrum-laplacian", 165},
        {"spectrum-signless", 164}, {"isomorphism", 301}};
    gnn_graph_list *l = read_list("brec.g6");
    if (!l) SKIP("brec.g6 is not here");
    ck_assert_int_eq(l->count, 602);
    for (size_t k = 0; k < sizeof want / sizeof *want; k++)
        if (gnn_test_resolve(want[k].test))
            ck_assert_msg(separated(l, want[k].test) == want[k].yes, "%s: not %lld", want[k].test, (long long)want[k].yes);
    gnn_graph_list_free(l);
}
END_TEST

static const struct { const char *file, *test; int64_t classes; } families[] = {
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
    ck_assert_msg(classes == families[_i].classes, "%s under %s: %lld classes, not %lld", families[_i].file, families[_i].test,
                  (long long)classes, (long long)families[_i].classes);
    free(class_of);
    gnn_graph_list_free(l);
}
END_TEST

START_TEST(isomorphic_pairs_are_never_separated)
{
    gnn_graph_list *l = read_list("iso_pairs.g6");
    if (!l) SKIP("iso_pairs.g6 is not here");
    for (int t = 0; gnn_test_name(t); t++) ck_assert_msg(separated(l, gnn_test_name(t)) == 0, "%s separates isomorphic graphs", gnn_test_name(t));
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
        ck_assert_msg(r.verdict == (width <= 2 ? GNN_SEPARATED : GNN_SAME), "pair %lld, treewidth %d: %s", (long long)pair, width, r.evidence);
        ck_ok(gnn_test_pair(&r, "1-wl", a, b, NULL));
        ck_assert_int_eq(r.verdict, width <= 1 ? GNN_SEPARATED : GNN_SAME);
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
    tcase_add_test(t, brec_counts);
    tcase_add_loop_test(t, classes_of_families, 0, (int)(sizeof families / sizeof *families));
    tcase_add_test(t, isomorphic_pairs_are_never_separated);
    tcase_add_test(t, cfi_pairs_follow_the_treewidth);
    tcase_add_test(t, spectra_see_less_than_pairs);
    return support_run(s);
}
