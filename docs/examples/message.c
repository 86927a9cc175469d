/* A message of your own, on whole blocks of arcs: y_v = max over neighbours u of |x_u - x_v|,
 * with |t| = relu(t) + relu(-t).  It commutes with renaming the vertices because it treats all rows alike;
 * here that is checked. */
#include <gnn/gnn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TRY(call) do { if ((call) != GNN_OK) { fprintf(stderr, "%s\n", gnn_last_error()); exit(1); } } while (0)

static gnn_var difference(gnn_var src, gnn_var dst)
{
    gnn_var t = gnn_sub(src, dst);
    return gnn_add(gnn_relu(t), gnn_relu(gnn_scale(t, -1)));
}

static void contrast(double *y, const gnn_graph *g, const gnn_tensor *x)
{
    gnn_operator *A;
    gnn_tape *tape;
    TRY(gnn_operator_new(&A, g, "A", GNN_F64));
    TRY(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_constant(tape, x);
    gnn_var out = gnn_arc_max(A, difference(gnn_arc_gather(A, v), gnn_arc_spread(A, v)));
    TRY(gnn_tape_status(tape));
    for (int64_t u = 0; u < gnn_graph_n(g); u++) y[u] = gnn_tensor_get(gnn_value(out), u);
    gnn_tape_free(tape);
    gnn_operator_free(A);
}

int main(void)
{
    enum { N = 10 };
    gnn_graph **g, *renamed;
    int64_t count;
    double data[N], moved[N], y[N], z[N], worst = 0;
    int32_t perm[N];
    TRY(gnn_generate(&g, &count, "famous:name=petersen", 0, 0));
    gnn_rng rng = gnn_rng_stream(0, "example", 0);
    gnn_rng_permutation(&rng, N, perm);
    for (int u = 0; u < N; u++) data[u] = u * u % 7, moved[perm[u]] = data[u];
    TRY(gnn_graph_permute(&renamed, g[0], perm));
    gnn_tensor x = gnn_tensor_view2(GNN_F64, N, 1, data), px = gnn_tensor_view2(GNN_F64, N, 1, moved);
    contrast(y, g[0], &x);
    contrast(z, renamed, &px);
    for (int u = 0; u < N; u++) worst = fmax(worst, fabs(z[perm[u]] - y[u]));
    for (int u = 0; u < N; u++) printf("%g%c", y[u], u + 1 < N ? ' ' : '\n');
    printf("f(P x) - P f(x): %g\n", worst);
    gnn_graph_free(renamed);
    gnn_graphs_free(g, count);
    return 0;
}
