/* gnn_act: rows of nodes, of arcs in destination-major order, and rows that stay. */
#include "support/support.h"
#include <gnn/symmetry.h>

/* Arc rows that hold (head, tail) must, after the action, be those of the permuted graph in its own order. */
START_TEST(arc_rows_follow_the_arcs)
{
    gnn_graph *g = support_graph((uint64_t)_i, _i % 2), *h;
    int64_t n = gnn_graph_n(g), m = gnn_graph_arcs(g), k = 0;
    int32_t *perm = malloc((size_t)(n + 1) * sizeof *perm);
    gnn_rng r = gnn_rng_stream(1, "act", (uint64_t)_i);
    gnn_rng_permutation(&r, n, perm);
    ck_ok(gnn_graph_permute(&h, g, perm));
    gnn_tensor *a, *b;
    ck_ok(gnn_tensor_new(&a, GNN_F64, 2, (int64_t[]){ m, 2 }));
    ck_ok(gnn_tensor_new(&b, GNN_F64, 2, (int64_t[]){ m, 2 }));
    for (int64_t v = 0; v < n; v++) /* naive: all pairs, by head, then tail */
        for (int64_t u = 0; u < n; u++)
            for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++)
                if (gnn_graph_col(g)[e] == v)
                    gnn_tensor_set(a, 2 * k, perm[v]), gnn_tensor_set(a, 2 * k++ + 1, perm[u]);
    ck_assert_int_eq(k, m);
    ck_ok(gnn_act(b, a, GNN_ARC_ROWS, g, perm));
    k = 0;
    for (int64_t v = 0; v < n; v++)
        for (int64_t u = 0; u < n; u++)
            for (int64_t e = gnn_graph_ptr(h)[u]; e < gnn_graph_ptr(h)[u + 1]; e++)
                if (gnn_graph_col(h)[e] == v) {
                    ck_assert_msg(gnn_tensor_get(b, 2 * k) == (double)v && gnn_tensor_get(b, 2 * k + 1) == (double)u,
                                  "arc %lld", (long long)k);
                    k++;
                }
    gnn_tensor_free(a), gnn_tensor_free(b), gnn_graph_free(g), gnn_graph_free(h);
    free(perm);
}
END_TEST

static gnn_status act_on_all(void *ctx)
{
    gnn_graph *g = ctx;
    gnn_status st = GNN_OK;
    float data[64] = { 0 }, to[64];
    int32_t perm[16];
    for (int i = 0; i < 16; i++) perm[i] = (int32_t)((i + 1) % gnn_graph_n(g));
    gnn_tensor a = gnn_tensor_view2(GNN_F32, gnn_graph_arcs(g), 1, data),
               b = gnn_tensor_view2(GNN_F32, gnn_graph_arcs(g), 1, to);
    GNN_TRY(gnn_act(&b, &a, GNN_ARC_ROWS, g, perm));
done:
    return st;
}

START_TEST(nodes_move_graphs_stay_and_errors_are_told)
{
    gnn_graph *g;
    gnn_graph_spec cycle = { .n = 3, .m = 3, .src = (const int32_t[]){ 0, 1, 2 }, .dst = (const int32_t[]){ 1, 2, 0 } };
    ck_ok(gnn_graph_new(&g, &cycle));
    float from[6] = { 1, 2, 3, 4, 5, 6 }, to[6];
    gnn_tensor a = gnn_tensor_view2(GNN_F32, 3, 2, from), b = gnn_tensor_view2(GNN_F32, 3, 2, to),
               c = gnn_tensor_view2(GNN_F32, 2, 3, to);
    const int32_t perm[] = { 2, 0, 1 }, twice[] = { 0, 0, 1 }, outside[] = { 0, 1, 3 };
    ck_ok(gnn_act(&b, &a, GNN_NODE_ROWS, g, perm));
    ck_assert(memcmp(to, (float[]){ 3, 4, 5, 6, 1, 2 }, sizeof to) == 0);
    ck_ok(gnn_act(&b, &a, GNN_INVARIANT, g, perm));
    ck_assert(memcmp(to, from, sizeof to) == 0);
    ck_assert_int_eq(gnn_act(&c, &a, GNN_NODE_ROWS, g, perm), GNN_ESHAPE);
    ck_assert_int_eq(gnn_act(&b, &a, GNN_ARC_ROWS, g, perm), GNN_ESHAPE);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "6 arcs"));
    ck_assert_int_eq(gnn_act(&b, &a, GNN_NODE_ROWS, g, twice), GNN_EINVAL);
    ck_assert_int_eq(gnn_act(&b, &a, GNN_NODE_ROWS, g, outside), GNN_EINVAL);
    ck_assert_int_eq(gnn_act(&b, &a, GNN_NOT_EQUIVARIANT, g, perm), GNN_EINVAL);
    b.dtype = GNN_F64;
    ck_assert_int_eq(gnn_act(&b, &a, GNN_NODE_ROWS, g, perm), GNN_EDTYPE);
    support_fail_allocations(act_on_all, g, "gnn_act");
    gnn_graph_free(g);
}
END_TEST

TESTS_BEGIN("act")
    T_LOOP(arc_rows_follow_the_arcs, 32)
    T(nodes_move_graphs_stay_and_errors_are_told)
TESTS_END
