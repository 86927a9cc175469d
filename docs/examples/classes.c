/* Many graphs at once: classes of each test, stable colours, fractional isomorphism, and a test that gives up. */
#include <gnn/gnn.h>
#include <stdio.h>

static int fail(void)
{
    fprintf(stderr, "%s\n", gnn_last_error());
    return 4;
}

int main(void)
{
    static const char graphs[] = "EhEG\nEwCW\nEhCG\nEQ`_\n"; /* graph6: a hexagon, two triangles, two paths */
    static const char *const tests[] = { "1-wl", "spectrum-adjacency", "2-fwl", "isomorphism" };
    gnn_graph_list *l;
    int32_t class_of[4], color[6];
    int64_t classes, colors, rounds;
    if (gnn_parse_graphs(&l, graphs, sizeof graphs - 1, "list", NULL, NULL) != GNN_OK) return fail();
    const gnn_graph *const *g = (const gnn_graph *const *)l->graphs;

    for (int t = 0; t < 4; t++) {
        if (gnn_test_classes(class_of, &classes, tests[t], l->count, g, NULL) != GNN_OK) return fail();
        printf("%-19s %lld classes:", tests[t], (long long)classes);
        for (int i = 0; i < 4; i++) printf(" %d", class_of[i]);
        putchar('\n');
    }
    /* Colours are canonical: those of both paths are the same, whatever their vertices are called. */
    for (int i = 2; i < 4; i++) {
        if (gnn_color_refinement(color, &colors, &rounds, g[i]) != GNN_OK) return fail();
        printf("stable colours after %lld rounds:", (long long)rounds);
        for (int v = 0; v < 6; v++) printf(" %d", color[v]);
        putchar('\n');
    }
    /* 1-WL cannot tell a hexagon from two triangles: some doubly stochastic X has A X = X B. */
    int isomorphic;
    double X[36];
    gnn_fractional f;
    if (gnn_fractional_isomorphism(&isomorphic, X, g[0], g[1]) != GNN_OK) return fail();
    printf("hexagon, triangles: fractionally isomorphic %d, X_00 = %.4f\n", isomorphic, X[0]);
    if (gnn_fractional_distance(&f, g[0], g[2], NULL) != GNN_OK) return fail();
    printf("hexagon, path: min |AX - XB| = %.4f\n", f.value);
    /* A limit gives no verdict, and says why. */
    gnn_test_options limits = GNN_TEST_OPTIONS_INIT;
    gnn_test_result r;
    limits.limit_bytes = 100;
    if (gnn_test_pair(&r, "3-fwl", g[0], g[1], &limits) != GNN_OK) return fail();
    printf("3-fwl in 100 bytes: %s (%s)\n", r.verdict == GNN_UNDECIDED ? "undecided" : "decided", r.reason ? r.reason : "-");
    gnn_graph_list_free(l);
    return 0;
}
