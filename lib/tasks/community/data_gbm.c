/* Geometric block model: positions N(mu_group, I) in the plane, centres `distance` apart, an edge where two positions are at
 * most radius / sqrt(n) apart; groups of equal size, random relabelling.
 * @source Chen, Li, Bruna 2019, section 5.2; Sankararaman, Baccelli 2018 */
#include "tasks/community/community_data.h"
#include <math.h>

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int64_t n = v[0].i;
    double *xy = NULL, reach = v[2].x * v[2].x / (double)n;
    int32_t *label = NULL;
    gnn_i_edge_list e = { 0 };
    GNN_ALLOC(xy, 2 * n);
    GNN_ALLOC(label, n);
    for (int64_t u = 0; u < n; u++) {
        label[u] = (int32_t)(2 * u >= n);
        xy[2 * u] = gnn_rng_normal(rng) + label[u] * v[1].x, xy[2 * u + 1] = gnn_rng_normal(rng);
    }
    for (int64_t u = 0; u < n && st == GNN_OK; u++)
        for (int64_t w = u + 1; w < n && st == GNN_OK; w++) {
            double dx = xy[2 * u] - xy[2 * w], dy = xy[2 * u + 1] - xy[2 * w + 1];
            if (dx * dx + dy * dy <= reach) st = gnn_i_edge_list_add(&e, u, w);
        }
    GNN_TRY(gnn_i_edge_list_finish(out, st, &e, n, label));
    GNN_TRY(gnn_i_shuffle(out, rng, NULL));
done:
    gnn_i_free(xy);
    gnn_i_free(label);
    return st;
}

const gnn_i_generator gnn_i_groups_gbm = {
    .name = "gbm", .doc = "geometric block model: two clouds of points in the plane, edges between near ones", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "500", 2, 100000, NULL, "vertices" },
                { "distance", GNN_I_REAL, "4", 0, 1e6, NULL, "between the centres" },
                { "radius", GNN_I_REAL, "7.0710678118654755", 0, 1e6, NULL, "sqrt(n) times the length of the longest edge" } },
};
