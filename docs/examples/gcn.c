/* Train a GCN on two communities from four labelled vertices, by gradient descent written out. */
#include <gnn/gnn.h>
#include <stdio.h>
#include <stdlib.h>

#define TRY(call) do { if ((call) != GNN_OK) { fprintf(stderr, "%s\n", gnn_last_error()); exit(1); } } while (0)

enum { N = 60, HIDDEN = 8, STEPS = 200 };

int main(void)
{
    gnn_graph **g;
    int64_t count;
    gnn_tensor *x;
    gnn_operator *A;
    gnn_params *p;
    gnn_tape *tape;
    int32_t w1, w2, rows[4];
    TRY(gnn_generate(&g, &count, "sbm:n=60,k=2,pin=0.3,pout=0.02", 1, 0));
    const int32_t *community = gnn_graph_node_label(g[0]);
    for (int32_t u = 0, seen[2] = { 0, 0 }, k = 0; u < N && k < 4; u++) /* two labelled vertices of each community */
        if (seen[community[u]] < 2) seen[community[u]]++, rows[k++] = u;

    TRY(gnn_operator_new(&A, g[0], "gcn", GNN_F32));
    TRY(gnn_tensor_new(&x, GNN_F32, 2, (int64_t[]){ N, N })); /* one-hot: who is who */
    for (int64_t u = 0; u < N; u++) gnn_tensor_set(x, u * N + u, 1);
    TRY(gnn_params_new(&p, GNN_F32));
    TRY(gnn_params_add(&w1, p, "first", 2, (int64_t[]){ N, HIDDEN }));
    TRY(gnn_params_add(&w2, p, "second", 2, (int64_t[]){ HIDDEN, 2 }));
    void *values, *grads;
    int64_t size = gnn_params_block(p, &values, &grads);
    gnn_rng rng = gnn_rng_stream(1, "weights", 0);
    for (int32_t id = 0; id < 2; id++) {
        gnn_tensor w = gnn_params_value(p, id);
        for (int64_t i = 0; i < gnn_tensor_size(&w); i++) gnn_tensor_set(&w, i, 0.3 * gnn_rng_normal(&rng));
    }

    TRY(gnn_tape_new(&tape, GNN_F32));
    for (int step = 0; step <= STEPS; step++) {
        gnn_tape_reset(tape);
        gnn_params_zero_grad(p);
        gnn_var xw = gnn_matmul(gnn_constant(tape, x), gnn_param(tape, p, w1));
        gnn_var h = gnn_apply(A, xw, gnn_none(tape), GNN_ACT_RELU);
        gnn_var y = gnn_apply(A, gnn_matmul(h, gnn_param(tape, p, w2)), gnn_none(tape), GNN_ACT_NONE);
        gnn_var loss = gnn_cross_entropy(y, community, rows, 4);
        TRY(gnn_backward(loss)); /* the first error of the step, whichever operation it was in */
        if (step % STEPS == 0) {
            int right = 0;
            const gnn_tensor *t = gnn_value(y);
            for (int64_t u = 0; u < N; u++)
                right += (gnn_tensor_get(t, 2 * u + 1) > gnn_tensor_get(t, 2 * u)) == community[u];
            printf("step %3d  loss %.2f  right %d of %d\n", step, gnn_tensor_get(gnn_value(loss), 0), right, N);
        }
        for (int64_t i = 0; i < size; i++) ((float *)values)[i] -= 0.5f * ((float *)grads)[i];
    }
    gnn_tape_free(tape);
    gnn_params_free(p);
    gnn_operator_free(A);
    gnn_tensor_free(x);
    gnn_graphs_free(g, count);
    return 0;
}
