/* Train a named model by the library's loop, save it, read it back, and check what it claims about itself. */
#include <gnn/gnn.h>
#include <stdio.h>
#include <stdlib.h>

#define TRY(call) do { if ((call) != GNN_OK) { fprintf(stderr, "%s\n", gnn_last_error()); exit(1); } } while (0)

enum { N = 120 };

int main(void)
{
    gnn_graph **g;
    int64_t count;
    int32_t community[N];
    uint8_t split[N];
    TRY(gnn_generate(&g, &count, "sbm:n=120,k=3,pin=0.25,pout=0.02", 7, 0));
    for (int v = 0; v < N; v++) { /* five labelled vertices a community; a third of the rest is for validation */
        community[v] = gnn_graph_node_label(g[0])[v];
        split[v] = v % 40 < 5 ? GNN_SPLIT_TRAIN : v % 3 ? GNN_SPLIT_TEST : GNN_SPLIT_VAL;
    }
    gnn_tensor *x;
    TRY(gnn_tensor_new(&x, GNN_F32, 2, (int64_t[]){ N, N }));
    for (int64_t v = 0; v < N; v++) gnn_tensor_set(x, v * N + v, 1);
    gnn_sample sample = { .graph = g[0], .x = x, .node_class = community, .node_split = split };
    gnn_dataset ds = { .count = 1, .samples = &sample, .features = N, .classes = 3, .node_level = 1 };

    gnn_model *m, *again;
    gnn_trainer *t;
    gnn_train_options o = GNN_TRAIN_OPTIONS_INIT;
    o.epochs = 100, o.lr = 0.02, o.optim.weight_decay = 5e-4, o.seed = 1;
    o.patience = 30, o.restore_best = 1;
    TRY(gnn_model_new(&m, "gcn", "{\"in\":120,\"out\":3,\"hidden\":16}", GNN_F32, 1));
    TRY(gnn_trainer_new(&t, m, &ds, &o));
    TRY(gnn_trainer_run(t));
    double accuracy;
    TRY(gnn_trainer_evaluate(t, GNN_SPLIT_TEST, NULL, &accuracy));
    printf("test accuracy above 0.9: %s\n", accuracy > 0.9 ? "yes" : "no");

    gnn_check_report report;
    TRY(gnn_model_save(m, "example-gcn.safetensors", 1));
    TRY(gnn_model_load(&again, "example-gcn.safetensors", GNN_F64));
    TRY(gnn_check_equivariance(&report, again, &ds, 5, 0));
    printf("f(P x) = P f(x) within %g: %s\n", report.tolerance, report.ok ? "yes" : "no");
    TRY(gnn_check_gradients(&report, again, &ds, 2, 0));
    printf("gradients agree with differences within %g: %s\n", report.tolerance, report.ok ? "yes" : "no");
    printf("%s, bounded by %s\n", gnn_model_name(again), gnn_model_bound(again));
    remove("example-gcn.safetensors");
    gnn_model_free(again);
    gnn_trainer_free(t);
    gnn_model_free(m);
    gnn_tensor_free(x);
    gnn_graphs_free(g, count);
    return 0;
}
