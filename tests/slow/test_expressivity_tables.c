/* The whole table: every test on every pair of brec.g6, by category, beside independently computed figures; the families
 * of graphs likewise.  Minutes, so it is not part of the normal run:
 *
 *   meson test --suite slow --verbose           everything
 *   test_expressivity_tables NAME …             the rows of these tests only (4-fwl is run only so)
 *
 * The figures are of the 400 pairs of BREC by category, and of the 301 pairs of the file in total; the categories Basic,
 * 4-vertex condition and distance regular are in the file as a whole, of the others a part is missing.  CPU seconds are
 * printed, never asserted.  Tests without a figure have their rows too; and every law of which test sees what another sees is
 * held against all verdicts.  TAP on stdout. */
#include "support/support.h"
#include "bench/bench.h"

#include "golden/brec_table.inc"
#include "golden/expressivity_order.inc"

/* Classes in family files. */
static const struct { const char *file, *test; int classes; } families[] = {
    {"csl.g6", "node-marked-1-wl", 10}, {"csl.g6", "sswl", 10}, {"csl.g6", "edge-marked-1-wl", 10}, {"csl.g6", "3-fwl", 10},
    {"csl.g6", "s4", 3}, {"csl.g6", "graphlet-1-wl:5", 5}, {"csl.g6", "n1", 2}, {"csl.g6", "n2", 5},
    {"sr16622.g6", "node-marked-1-wl", 1}, {"sr16622.g6", "sswl", 1}, {"sr16622.g6", "edge-marked-1-wl", 2}, {"sr16622.g6", "3-fwl", 2},
    {"sr16622.g6", "s4", 2}, {"sr16622.g6", "graphlet-1-wl:5", 2}, {"sr16622.g6", "n1", 2}, {"sr16622.g6", "n2", 2},
    {"sr251256.g6", "node-marked-1-wl", 1}, {"sr251256.g6", "sswl", 1}, {"sr251256.g6", "edge-marked-1-wl", 15},
    {"sr251256.g6", "3-fwl", 15}, {"sr251256.g6", "s4", 15}, {"sr251256.g6", "graphlet-1-wl:5", 15}, {"sr251256.g6", "n1", 15},
    {"sr251256.g6", "n2", 15},
    {"sr261034.g6", "sswl", 1}, {"sr261034.g6", "edge-marked-1-wl", 10}, {"sr261034.g6", "3-fwl", 10}, {"sr261034.g6", "s4", 8},
    {"sr261034.g6", "graphlet-1-wl:5", 10}, {"sr261034.g6", "n1", 10}, {"sr261034.g6", "n2", 10},
    {"sr281264.g6", "sswl", 1}, {"sr281264.g6", "edge-marked-1-wl", 4}, {"sr281264.g6", "3-fwl", 4}, {"sr281264.g6", "s4", 4},
    {"sr281264.g6", "graphlet-1-wl:5", 4}, {"sr281264.g6", "n1", 4}, {"sr281264.g6", "n2", 4},
    {"sr291467.g6", "sswl", 1}, {"sr291467.g6", "edge-marked-1-wl", 41}, {"sr291467.g6", "3-fwl", 41}, {"sr291467.g6", "s4", 38},
    {"sr291467.g6", "graphlet-1-wl:5", 41}, {"sr291467.g6", "n1", 41}, {"sr291467.g6", "n2", 41},
    {"sr351899.g6", "node-marked-1-wl", 1}, {"sr351899.g6", "sswl", 1}, {"sr351899.g6", "edge-marked-1-wl", 227},
    {"sr351899.g6", "3-fwl", 227}, {"sr351899.g6", "s4", 225}, {"sr351899.g6", "graphlet-1-wl:5", 227}, {"sr351899.g6", "n1", 227},
    {"sr351899.g6", "n2", 227},
    {"sr401224.g6", "node-marked-1-wl", 1}, {"sr401224.g6", "sswl", 1}, {"sr401224.g6", "edge-marked-1-wl", 27},
    {"sr401224.g6", "edge-deleted-1-wl", 27}, {"sr401224.g6", "3-fwl", 28}, {"sr401224.g6", "s4", 24},
    {"sr401224.g6", "graphlet-1-wl:5", 25}, {"sr401224.g6", "n1", 26}, {"sr401224.g6", "n2", 28},
    {"graph8c.g6", "node-marked-1-wl", 11117}, {"graph8c.g6", "sswl", 11117}, {"graph8c.g6", "edge-marked-1-wl", 11117},
    {"graph8c.g6", "resistance-wl", 11117}, {"graph8c.g6", "s4", 11117}, {"graph8c.g6", "graphlet-1-wl:5", 11117},
    {"trees10_12.g6", "node-marked-1-wl", 892}, {"trees10_12.g6", "sswl", 892},
};

static int points, failures;

static void point(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++points, what);
    fflush(stdout);
    failures += !ok;
}

/* ---- pairs ---- */

enum { MOST_TESTS = 96, MOST_PAIRS = 400 };

static struct { const char *test; signed char verdict[MOST_PAIRS]; } found[MOST_TESTS];
static int found_count;

static const signed char *verdicts_of(const char *test)
{
    for (int k = 0; k < found_count; k++)
        if (strcmp(found[k].test, test) == 0) return found[k].verdict;
    return NULL;
}

/* One row of the table, measured against the reference where there is one; without, it may take five seconds a pair. */
static void check_row(const char *test, const row *r, const gnn_graph_list *l, const int *category)
{
    int yes[CATEGORIES] = {0}, here[CATEGORIES] = {0}, total = 0, undecided = 0;
    signed char *verdict = found[found_count].verdict;
    gnn_test_options o = GNN_TEST_OPTIONS_INIT;
    char text[512];
    double start = cpu_now();
    o.limit_seconds = r ? 0 : 5;
    found[found_count++].test = test;
    for (int64_t i = 0; i + 1 < l->count; i += 2) {
        gnn_test_result t = {.verdict = GNN_UNDECIDED};
        if (gnn_test_pair(&t, test, l->graphs[i], l->graphs[i + 1], &o) != GNN_OK) t.verdict = GNN_UNDECIDED;
        verdict[i / 2] = (signed char)t.verdict;
        undecided += t.verdict == GNN_UNDECIDED;
        yes[category[i / 2]] += t.verdict == GNN_SEPARATED, total += t.verdict == GNN_SEPARATED;
        here[category[i / 2]]++;
    }
    bool ok = !r || (undecided == 0 && total == r->shared);
    int used = snprintf(text, sizeof text, "%-22s", test);
    for (int c = 0; c < CATEGORIES; c++) {
        int missing = whole[c] - here[c];
        ok &= !r || (yes[c] <= r->yes[c] && yes[c] >= r->yes[c] - missing);
        used += snprintf(text + used, sizeof text - (size_t)used, " %3d", yes[c]);
    }
    used += snprintf(text + used, sizeof text - (size_t)used, "  total %3d", total);
    if (r) used += snprintf(text + used, sizeof text - (size_t)used, " (reference %3d)", r->shared);
    snprintf(text + used, sizeof text - (size_t)used, " undecided %d  %.2f CPU s", undecided, cpu_now() - start);
    point(ok, text);
}

static const row *reference(const char *test)
{
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        if (strcmp(rows[r].test, test) == 0) return &rows[r];
    return NULL;
}

/* All laws whose two tests have rows. */
static void check_laws(int64_t pairs)
{
    char text[256];
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        const signed char *weak = verdicts_of(laws[k][0]), *strong = verdicts_of(laws[k][1]);
        int both = 0, broken = 0;
        if (!weak || !strong || weak == strong) continue;
        for (int64_t p = 0; p < pairs; p++) {
            broken += weak[p] == GNN_SEPARATED && strong[p] == GNN_SAME;
            both += weak[p] == GNN_SEPARATED && strong[p] == GNN_SEPARATED;
        }
        snprintf(text, sizeof text, "%s <= %s: %d pairs by both, %d against it", laws[k][0], laws[k][1], both, broken);
        point(broken == 0, text);
    }
}

/* ---- families ---- */

static void check_family(const char *file, const char *test, int want)
{
    gnn_graph_list *l = read_list(file);
    int64_t classes = 0;
    char text[256];
    double start = cpu_now();
    if (!l) return;
    int32_t *class_of = calloc((size_t)l->count + 1, sizeof *class_of);
    gnn_status st = gnn_test_classes(class_of, &classes, test, l->count, (const gnn_graph *const *)l->graphs, NULL);
    snprintf(text, sizeof text, "%-16s %-20s %lld classes (reference %d)  %.2f CPU s", file, test, (long long)classes,
             want, cpu_now() - start);
    point(st == GNN_OK && classes == want, text);
    free(class_of);
    gnn_graph_list_free(l);
}

static bool wanted(const char *test, int argc, char **argv)
{
    for (int a = 1; a < argc; a++)
        if (strcmp(argv[a], test) == 0) return true;
    return argc < 2;
}

int main(int argc, char **argv)
{
    gnn_graph_list *l = read_list("brec.g6");
    if (!l) {
        printf("1..0 # SKIP the benchmark files are not here\n");
        return 0;
    }
    gnn_set_threads(1);
    int *category = read_categories(l->count / 2);
    if (l->count > 2 * MOST_PAIRS) return 1;
    for (int t = 0; gnn_test_name(t) && found_count < MOST_TESTS; t++) {
        const char *test = gnn_test_name(t);
        if (wanted(test, argc, argv) && (argc > 1 || strcmp(test, "4-fwl") != 0))
            check_row(test, reference(test), l, category);
    }
    check_laws(l->count / 2);
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        if (wanted(families[f].test, argc, argv) && gnn_test_resolve(families[f].test))
            check_family(families[f].file, families[f].test, families[f].classes);
    printf("1..%d\n", points);
    free(category);
    gnn_graph_list_free(l);
    return failures > 0;
}
