/* graph: construction, relabelling, union. */
#include "support/support.h"

START_TEST(rows_come_out_sorted_and_symmetric)
{
    gnn_graph *g = support_graph((uint64_t)_i, _i % 3 == 0);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            ck_assert(e == g->ptr[u] || g->col[e - 1] < g->col[e]);
            bool back = false;
            for (int64_t f = g->ptr[g->col[e]]; f < g->ptr[g->col[e] + 1]; f++) back |= g->col[f] == u;
            ck_assert(back || g->directed);
        }
    gnn_graph_free(g);
}
END_TEST

START_TEST(permuting_there_and_back_is_the_identity)
{
    gnn_graph *g = support_graph((uint64_t)_i, _i % 2), *h, *k;
    int32_t p[64], q[64];
    gnn_rng r = gnn_rng_stream(1, "permute", (uint64_t)_i);
    gnn_rng_permutation(&r, g->n, p);
    for (int64_t i = 0; i < g->n; i++) q[p[i]] = (int32_t)i;
    ck_ok(gnn_graph_permute(&h, g, p));
    ck_ok(gnn_graph_permute(&k, h, q));
    ck_assert(gnn_graph_equal(g, k));
    for (int64_t u = 0; u < g->n; u++) ck_assert_int_eq(g->ptr[u + 1] - g->ptr[u], h->ptr[p[u] + 1] - h->ptr[p[u]]);
    gnn_graph_free(g);
    gnn_graph_free(h);
    gnn_graph_free(k);
}
END_TEST

START_TEST(repeated_edges_are_an_error_unless_merged)
{
    int32_t src[] = { 0, 1 }, dst[] = { 1, 0 };
    double w[] = { 2, 3 };
    gnn_graph *g = NULL;
    gnn_graph_spec s = { .n = 2, .m = 2, .src = src, .dst = dst, .weight = w };
    ck_assert_int_eq(gnn_graph_new(&g, &s), GNN_EINVAL);
    ck_assert_ptr_null(g);
    s.flags = GNN_MERGE;
    ck_ok(gnn_graph_new(&g, &s));
    ck_assert_int_eq(gnn_graph_edges(g), 1);
    ck_assert(gnn_graph_weight(g)[0] == 5);
    gnn_graph_free(g);
}
END_TEST

static gnn_status make_union(void *ctx)
{
    gnn_graph **g = ctx, *h;
    gnn_status st = gnn_graph_union(&h, 2, (const gnn_graph *const *)g, NULL);
    if (st == GNN_OK) gnn_graph_free(h);
    return st;
}

START_TEST(union_keeps_each_graph_and_survives_missing_memory)
{
    gnn_graph *g[2] = { support_graph((uint64_t)_i, false), support_graph((uint64_t)_i + 5, false) }, *h;
    int64_t at[3];
    ck_ok(gnn_graph_union(&h, 2, (const gnn_graph *const *)g, at));
    ck_assert_int_eq(gnn_graph_edges(h), gnn_graph_edges(g[0]) + gnn_graph_edges(g[1]));
    ck_assert_int_eq(at[2], g[0]->n + g[1]->n);
    support_fail_allocations(make_union, g, "union");
    gnn_graph_free(g[0]);
    gnn_graph_free(g[1]);
    gnn_graph_free(h);
}
END_TEST

TESTS_BEGIN("graph")
    T_LOOP(rows_come_out_sorted_and_symmetric, 64)
    T_LOOP(permuting_there_and_back_is_the_identity, 64)
    T(repeated_edges_are_an_error_unless_merged)
    T_LOOP(union_keeps_each_graph_and_survives_missing_memory, 16)
TESTS_END
