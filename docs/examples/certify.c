/* A verdict with its certificate, and a network trained to tell two graphs apart. */
#include <gnn/gnn.h>
#include <stdio.h>

static const char *word(gnn_verdict v)
{
    return v == GNN_SEPARATED ? "separates" : v == GNN_SAME ? "does not separate" : "is undecided";
}

int main(void)
{
    static const char pair[] = "Ch\nCs\n"; /* the path P4 and the star K1,3, graph6 */
    gnn_graph_list *l;
    gnn_test_result r;
    gnn_trained_separation t;
    gnn_trained_options o = GNN_TRAINED_OPTIONS_INIT;
    char *json;
    size_t size;
    if (gnn_parse_graphs(&l, pair, sizeof pair - 1, "pair", NULL, NULL) != GNN_OK) {
        fprintf(stderr, "%s\n", gnn_last_error());
        return 2;
    }
    if (gnn_test_certify(&r, &json, &size, "1-wl", l->graphs[0], l->graphs[1], NULL) != GNN_OK) return 4;
    printf("1-wl %s: %s\n%s", word(r.verdict), r.evidence, json);
    gnn_bytes_free(json);
    o.epochs = 5, o.seed = 1;
    if (gnn_model_trained_separates(&t, "gin", l->graphs[0], l->graphs[1], &o) != GNN_OK) return 4;
    printf("gin, trained, %s; bounded by %s, %s\n", word(t.verdict), t.bound, t.reliable ? "reliable" : "not reliable");
    gnn_graph_list_free(l);
    return 0;
}
