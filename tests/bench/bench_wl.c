/* Refinement and its relatives, on one thread, in CPU seconds (other processes do not count), best of the repetitions.
 *
 *   refine   gnn_color_refinement of one large graph, beside `pass`: one synchronous round of summed neighbour hashes over
 *            the same arcs, which is the least that any round costs.  ratio = refine / pass; `rounds` synchronous rounds
 *            were worth it.
 *   pairs    a test over all pairs of a file: BREC where $GNN_TEST_DATA has it, and pairs made here
 *   classes  a test over all graphs of a file
 * bench_wl [refine|pairs|classes] runs one of the three.  Output: JSON lines on stdout, a table on stderr. */
#include "bench.h"
#include "base/base.h"
#include "graph/graph_i.h"

enum { REPETITIONS = 5 };

static void title(void)
{
    fprintf(stderr, "%-8s %-22s %-20s %9s %9s  %s\n", "what", "input", "test", "CPU ms", "", "");
}

/* ---- one large graph ---- */

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* One round of summed hashes; the sum is returned so that it is not left out. */
static uint64_t one_pass(uint64_t *next, const uint64_t *now, const gnn_graph *g)
{
    uint64_t all = 0;
    for (int64_t u = 0; u < g->n; u++) {
        uint64_t sum = now[u];
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) sum += now[g->col[e]];
        all ^= next[u] = mixed(sum);
    }
    return all;
}

static double time_of_pass(const gnn_graph *g)
{
    uint64_t *now = malloc((size_t)(g->n + 1) * sizeof *now), *next = malloc((size_t)(g->n + 1) * sizeof *next),
             all = 0;
    double best = 1e30;
    for (int64_t u = 0; u < g->n; u++) now[u] = mixed((uint64_t)u % 7);
    for (int k = 0; k < REPETITIONS; k++) {
        double start = cpu_now(), took;
        all ^= one_pass(next, now, g);
        took = cpu_now() - start;
        if (took < best) best = took;
    }
    if (all == 1) fputc(' ', stderr);
    free(now);
    free(next);
    return best;
}

static void bench_refine(const char *recipe)
{
    gnn_graph **graphs;
    int64_t count, colors = 0, rounds = 0;
    must(gnn_generate(&graphs, &count, recipe, 1, 0), recipe);
    const gnn_graph *g = graphs[0];
    int32_t *color = malloc((size_t)(g->n + 1) * sizeof *color);
    double best = 1e30, pass = time_of_pass(g);
    for (int k = 0; k < REPETITIONS; k++) {
        double start = cpu_now();
        must(gnn_color_refinement(color, &colors, &rounds, g), recipe);
        double took = cpu_now() - start;
        if (took < best) best = took;
    }
    printf("{\"bench\":\"wl\",\"what\":\"refine\",\"graph\":\"%s\",\"n\":%lld,\"arcs\":%lld,\"rounds\":%lld,\"colors\":"
           "%lld,\"cpu_ms\":%.4g,"
           "\"pass_ms\":%.4g,\"ratio\":%.3g}\n",
           recipe, (long long)g->n, (long long)g->arcs, (long long)rounds, (long long)colors, 1e3 * best, 1e3 * pass,
           best / pass);
    fprintf(stderr, "%-8s %-22s %-20s %9.2f  one pass %.2f, ratio %.1f, %lld rounds\n", "refine", recipe, "1-wl",
            1e3 * best, 1e3 * pass, best / pass, (long long)rounds);
    fflush(stdout);
    free(color);
    gnn_graphs_free(graphs, count);
}

/* ---- files of graphs ---- */

static int64_t separated(const gnn_graph_list *l, const char *test)
{
    int64_t yes = 0;
    for (int64_t i = 0; i + 1 < l->count; i += 2) {
        gnn_test_result r;
        must(gnn_test_pair(&r, test, l->graphs[i], l->graphs[i + 1], NULL), test);
        yes += r.verdict == GNN_SEPARATED;
    }
    return yes;
}

static int64_t classes(const gnn_graph_list *l, const char *test)
{
    int64_t found = 0;
    int32_t *class_of = malloc((size_t)l->count * sizeof *class_of);
    must(gnn_test_classes(class_of, &found, test, l->count, (const gnn_graph *const *)l->graphs, NULL), test);
    free(class_of);
    return found;
}

static void bench_file(const char *file, bool pairs, const char *test)
{
    const char *data = getenv("GNN_TEST_DATA");
    char path[1024];
    gnn_graph_list *l = NULL;
    double best = 1e30;
    int64_t found = 0;
    snprintf(path, sizeof path, "%s/expressivity/%s", data ? data : ".", file);
    if (gnn_read_graphs(&l, path, NULL, NULL) != GNN_OK) {
        fprintf(stderr, "%-8s %-22s %-20s not here ($GNN_TEST_DATA)\n", pairs ? "pairs" : "classes", file, test);
        return;
    }
    for (int k = 0; k < REPETITIONS; k++) {
        double start = cpu_now();
        found = pairs ? separated(l, test) : classes(l, test);
        double took = cpu_now() - start;
        if (took < best) best = took;
    }
    printf("{\"bench\":\"wl\",\"what\":\"%s\",\"file\":\"%s\",\"graphs\":%lld,\"test\":\"%s\",\"%s\":%lld,\"cpu_ms\":%."
           "4g}\n",
           pairs ? "pairs" : "classes", file, (long long)l->count, test, pairs ? "separated" : "classes",
           (long long)found, 1e3 * best);
    fprintf(stderr, "%-8s %-22s %-20s %9.2f  %lld %s\n", pairs ? "pairs" : "classes", file, test, 1e3 * best,
            (long long)found, pairs ? "separated" : "classes");
    fflush(stdout);
    gnn_graph_list_free(l);
}

int main(int argc, char **argv)
{
    static const char *const large[] = { "er:n=100000,m=1000000", "regular:n=20000,d=10", "path:n=100000", "tree:n=100000",
                                         "ba:n=100000,m=10", "grid:rows=300,cols=300" };
    static const char *const tests[] = { "degree", "1-wl", "2-fwl", "spectrum-adjacency", "isomorphism" };
    static const char *const relatives[] = { "2-wl", "distance-wl", "resistance-wl", "eigenprojection-wl:A", "rwse-1-wl", "drfwl-2:2",
                                             "drfwl-2:3", "node-marked-1-wl", "swl-sv", "pswl-vs", "pswl-sv", "gswl", "sswl",
                                             "local-2-fwl", "symmetric-local-2-fwl", "delta-2-lwl", "delta-2-lwl+",
                                             "node-deleted-1-wl", "edge-deleted-1-wl", "edge-marked-1-wl", "s3", "s4", "n1" };
    static const char *const families[] = { "graph8c.g6", "sr351899.g6" };
    const char *only = argc > 1 ? argv[1] : NULL;
    bool refine = !only || strcmp(only, "refine") == 0, pairs = !only || strcmp(only, "pairs") == 0;
    bool by_class = !only || strcmp(only, "classes") == 0;
    gnn_set_threads(1);
    title();
    for (size_t i = 0; refine && i < sizeof large / sizeof *large; i++) bench_refine(large[i]);
    for (size_t t = 0; pairs && t < sizeof tests / sizeof *tests; t++) bench_file("brec.g6", true, tests[t]);
    for (size_t t = 0; pairs && t < sizeof relatives / sizeof *relatives; t++)
        bench_file("brec.g6", true, relatives[t]);
    for (size_t f = 0; by_class && f < sizeof families / sizeof *families; f++)
        for (size_t t = 0; t < sizeof tests / sizeof *tests; t++) bench_file(families[f], false, tests[t]);
    return 0;
}
