/* Grids of rows x cols vertices, and tori. */
#include "generator.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    int64_t rows = v[0].i, cols = v[1].i;
    bool torus = v[2].i == 1;
    gnn_i_edge_list e = { 0 };
    GNN_REQUIRE_RETURN(v[0].x * v[1].x <= GNN_I_MAX_N, GNN_EINVAL, "grid: %.0f vertices are more than 2^31-1",
                       v[0].x * v[1].x);
    gnn_status st = gnn_i_check_edges("grid", 2 * v[0].x * v[1].x);
    for (int64_t i = 0; i < rows && st == GNN_OK; i++)
        for (int64_t j = 0; j < cols && st == GNN_OK; j++) {
            if (j + 1 < cols || torus) st = gnn_i_edge_list_add(&e, i * cols + j, i * cols + (j + 1) % cols);
            if (st == GNN_OK && (i + 1 < rows || torus))
                st = gnn_i_edge_list_add(&e, i * cols + j, (i + 1) % rows * cols + j);
        }
    return gnn_i_edge_list_finish(out, st, &e, rows * cols, NULL);
}

const gnn_i_generator gnn_i_gen_grid = {
    .name = "grid", .doc = "grid, or torus", .graphs = 1, .draw = draw,
    .params = { { "rows", GNN_I_INTEGER, "4", 0, GNN_I_MAX_N, NULL, "rows" },
                { "cols", GNN_I_INTEGER, "4", 0, GNN_I_MAX_N, NULL, "columns" },
                { "torus", GNN_I_INTEGER, "0", 0, 1, NULL, "1: opposite sides are joined" } },
};
