/* Circular skip links: a cycle of n vertices and the chords i, i + skip.
 * @source Murphy, Srinivasan, Rao, Ribeiro 2019 */
#include "generator.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    gnn_status st = GNN_OK;
    gnn_i_edge_list e = { 0 };
    int64_t n = v[0].i, skip = v[1].i;
    GNN_REQUIRE_RETURN(skip <= n - 2, GNN_EINVAL, "csl: skip = %lld is outside 2..n-2 = %lld", (long long)skip,
                       (long long)n - 2);
    GNN_TRY_RETURN(gnn_i_check_edges("csl", 2 * v[0].x));
    for (int64_t u = 0; u < n && st == GNN_OK; u++) {
        st = gnn_i_edge_list_add(&e, u, (u + 1) % n);
        if (st == GNN_OK) st = gnn_i_edge_list_add(&e, u, (u + skip) % n);
    }
    return gnn_i_edge_list_finish(out, st, &e, n, NULL);
}

const gnn_i_generator gnn_i_gen_csl = {
    .name = "csl", .doc = "circular skip links: a cycle and the chords i, i+skip", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "41", 4, GNN_I_MAX_N, NULL, "vertices" },
                { "skip", GNN_I_INTEGER, "2", 2, GNN_I_MAX_N, NULL, "length of the chords" } },
};
