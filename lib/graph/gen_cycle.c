/* Cycles, also several side by side. */
#include "generator.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    gnn_status st = gnn_i_check_edges("cycle", v[0].x * v[1].x);
    gnn_i_edge_list e = { 0 };
    int64_t n = v[0].i;
    for (int64_t c = 0; c < v[1].i && st == GNN_OK; c++)
        for (int64_t u = 0; u < n && st == GNN_OK; u++) st = gnn_i_edge_list_add(&e, c * n + u, c * n + (u + 1) % n);
    return gnn_i_edge_list_finish(out, st, &e, n * v[1].i, NULL);
}

const gnn_i_generator gnn_i_gen_cycle = {
    .name = "cycle", .doc = "cycle, or `copies` of it side by side", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "10", 3, GNN_I_MAX_N, NULL, "vertices of one cycle" },
                { "copies", GNN_I_INTEGER, "1", 1, GNN_I_MAX_N, NULL, "number of cycles" } },
};
