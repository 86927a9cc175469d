/* Complete graphs, and complete bipartite ones. */
#include "generator.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    int64_t n = v[0].i, left = v[1].given ? v[1].i : 0;
    bool bipartite = v[1].given;
    gnn_i_edge_list e = { 0 };
    GNN_REQUIRE_RETURN(left <= n, GNN_EINVAL, "complete: left = %lld is more than n = %lld", (long long)left,
                       (long long)n);
    gnn_status st = gnn_i_check_edges("complete", bipartite ? v[1].x * (v[0].x - v[1].x) : v[0].x * (v[0].x - 1) / 2);
    for (int64_t u = 0; u < (bipartite ? left : n) && st == GNN_OK; u++)
        for (int64_t w = bipartite ? left : u + 1; w < n && st == GNN_OK; w++) st = gnn_i_edge_list_add(&e, u, w);
    return gnn_i_edge_list_finish(out, st, &e, n, NULL);
}

const gnn_i_generator gnn_i_gen_complete = {
    .name = "complete", .doc = "complete graph, or complete bipartite graph", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "5", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "left", GNN_I_INTEGER, NULL, 0, GNN_I_MAX_N, NULL, "bipartite: vertices on the left" } },
};
