/* Two laws that need no table of figures.
 *
 *   CFI   The pair over a base of treewidth t is told apart by k-FWL exactly when k >= t (1-WL is k = 1).
 *   EXP   With its vertex labels no pair is told apart by 1-WL or 2-WL, every pair by every stronger refinement.
 *
 * CPU seconds are printed, never asserted.  TAP on stdout. */
#include "support/support.h"
#include "bench/bench.h"

static int points, failures;

static void point(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++points, what);
    fflush(stdout);
    failures += !ok;
}

static gnn_graph_list *read_list(const char *path)
{
    gnn_graph_list *list = NULL;
    const char *file = support_data(path);
    if (file && gnn_read_graphs(&list, file, NULL, NULL) != GNN_OK) fprintf(stderr, "%s\n", gnn_last_error());
    return list;
}

/* ---- CFI ---- */

static const struct { const char *test; int k; int64_t largest; } powers[] = {
    {"1-wl", 1, 1000}, {"2-fwl", 2, 1000}, {"3-fwl", 3, 200}, {"4-fwl", 4, 48}};

static void check_cfi(const gnn_graph_list *l, int64_t pair, const char *base, const char *style, int width)
{
    for (size_t p = 0; p < sizeof powers / sizeof *powers; p++) {
        gnn_test_result r;
        char text[256];
        int64_t n = gnn_graph_n(l->graphs[2 * pair]);
        if (n > powers[p].largest) continue;
        double start = cpu_now();
        gnn_status st = gnn_test_pair(&r, powers[p].test, l->graphs[2 * pair], l->graphs[2 * pair + 1], NULL);
        snprintf(text, sizeof text, "CFI of %s (%s), treewidth %d, n = %lld: %s says %s  %.2f CPU s", base, style,
                 width, (long long)n, powers[p].test,
                 st != GNN_OK                 ? gnn_last_error()
                 : r.verdict == GNN_SEPARATED ? "different"
                                              : "same",
                 cpu_now() - start);
        point(st == GNN_OK && r.verdict == (powers[p].k >= width ? GNN_SEPARATED : GNN_SAME), text);
    }
}

static void cfi(void)
{
    gnn_graph_list *l = read_list("expressivity/cfi_own.g6");
    const char *table = support_data("expressivity/cfi_own.tsv");
    FILE *f = table ? fopen(table, "r") : NULL;
    char line[512], base[64], style[64];
    long long pair;
    int width;
    while (l && f && fgets(line, sizeof line, f))
        if (sscanf(line, "%lld\t%*s\t%63[^\t]\t%63s\t%d", &pair, base, style, &width) == 4)
            check_cfi(l, pair, base, style, width);
    if (f) fclose(f);
    gnn_graph_list_free(l);
}

/* ---- EXP ---- */

/* The same graph with labels from a line of digits; NULL where the line does not fit. */
static gnn_graph *labelled(const gnn_graph *g, const char *digits)
{
    int64_t n = gnn_graph_n(g), arcs = gnn_graph_ptr(g)[n], m = 0;
    int32_t *src = malloc((size_t)(arcs + 1) * sizeof *src), *dst = malloc((size_t)(arcs + 1) * sizeof *dst),
            *label = malloc((size_t)(n + 1) * sizeof *label);
    gnn_graph *out = NULL;
    for (int64_t u = 0; u < n; u++) {
        label[u] = digits[u] - '0';
        for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++)
            if (gnn_graph_col(g)[e] >= u) src[m] = (int32_t)u, dst[m++] = gnn_graph_col(g)[e];
    }
    gnn_graph_spec s = {.n = n, .m = m, .src = src, .dst = dst, .node_label = label};
    if ((int64_t)strspn(digits, "0123456789") != n || gnn_graph_new(&out, &s) != GNN_OK) out = NULL;
    free(src);
    free(dst);
    free(label);
    return out;
}

static void exp_pairs(void)
{
    static const struct { const char *test; int yes; } want[] = {
        {"1-wl", 0}, {"2-wl", 0}, {"node-marked-1-wl", 600}, {"swl-sv", 600}, {"pswl-vs", 600}, {"pswl-sv", 600}, {"gswl", 600},
        {"sswl", 600}, {"local-2-fwl", 600}, {"symmetric-local-2-fwl", 600}, {"delta-2-lwl", 600}, {"delta-2-lwl+", 600}, {"2-fwl", 600},
        {"distance-wl", 600}, {"resistance-wl", 600}, {"eigenprojection-wl:A", 600}, {"rwse-1-wl", 600}, {"edge-marked-1-wl", 600},
        {"node-deleted-1-wl", 600}, {"edge-deleted-1-wl", 600}, {"spectrum-adjacency", 600}};
    gnn_graph_list *l = read_list("expressivity/exp.g6");
    const char *table = support_data("expressivity/exp.labels");
    FILE *f = table ? fopen(table, "r") : NULL;
    char line[512];
    int64_t i = 0;
    for (; l && f && i < l->count && fgets(line, sizeof line, f); i++) {
        line[strcspn(line, "\r\n")] = 0;
        gnn_graph *g = labelled(l->graphs[i], line);
        if (!g) break;
        gnn_graph_free(l->graphs[i]);
        l->graphs[i] = g;
    }
    point(!l || i == l->count, "EXP: every graph has its line of labels");
    for (size_t k = 0; l && i == l->count && k < sizeof want / sizeof *want; k++) {
        int yes = 0;
        char text[128];
        double start = cpu_now();
        for (int64_t p = 0; p < l->count; p += 2) {
            gnn_test_result r;
            if (gnn_test_pair(&r, want[k].test, l->graphs[p], l->graphs[p + 1], NULL) != GNN_OK) continue;
            yes += r.verdict == GNN_SEPARATED;
        }
        snprintf(text, sizeof text, "EXP with labels: %s tells %d of 600 apart (reference %d)  %.2f CPU s",
                 want[k].test, yes, want[k].yes, cpu_now() - start);
        point(yes == want[k].yes, text);
    }
    if (f) fclose(f);
    gnn_graph_list_free(l);
}

/* test_expressivity_cfi [cfi|exp]: one part alone */
int main(int argc, char **argv)
{
    if (!support_data("expressivity/cfi_own.tsv")) {
        printf("1..0 # SKIP the benchmark files are not here\n");
        return 0;
    }
    gnn_set_threads(1);
    if (argc < 2 || strcmp(argv[1], "cfi") == 0) cfi();
    if (argc < 2 || strcmp(argv[1], "exp") == 0) exp_pairs();
    printf("1..%d\n", points);
    return failures > 0;
}
