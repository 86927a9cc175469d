/* Two graphs, the tests that tell them apart, and a network that cannot. */
#include <gnn/gnn.h>
#include <stdio.h>

int main(void)
{
    static const char pair[] = "IhEGGC@_G\nIhe?GC@@G\n"; /* decalin and bicyclopentyl, graph6 */
    gnn_graph_list *l;
    if (gnn_parse_graphs(&l, pair, sizeof pair - 1, "pair", NULL, NULL) != GNN_OK) {
        fprintf(stderr, "%s\n", gnn_last_error());
        return 2;
    }
    const char *const tests[] = { "1-wl", "2-fwl", "isomorphism" };
    for (int i = 0; i < 3; i++) {
        gnn_test_result r;
        if (gnn_test_pair(&r, tests[i], l->graphs[0], l->graphs[1], NULL) != GNN_OK) return 4;
        printf("%-12s %s: %s\n", tests[i], r.verdict == GNN_SEPARATED ? "separates" : "does not separate", r.evidence);
    }
    gnn_model_separation s;
    if (gnn_model_separates(&s, "gin", l->graphs[0], l->graphs[1], 3, 0) != GNN_OK) return 4;
    printf("%-12s %s, bounded by %s\n", "gin", s.verdict == GNN_SEPARATED ? "separates" : "does not separate", s.bound);
    gnn_graph_list_free(l);
    return 0;
}
