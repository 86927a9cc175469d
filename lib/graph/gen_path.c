/* Paths. */
#include "generator.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    gnn_status st = gnn_i_check_edges("path", v[0].x);
    gnn_i_edge_list e = { 0 };
    for (int64_t u = 1; u < v[0].i && st == GNN_OK; u++) st = gnn_i_edge_list_add(&e, u - 1, u);
    return gnn_i_edge_list_finish(out, st, &e, v[0].i, NULL);
}

const gnn_i_generator gnn_i_gen_path = {
    .name = "path", .doc = "path 0 - 1 - … - n-1", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "10", 0, GNN_I_MAX_N, NULL, "vertices" } },
};
