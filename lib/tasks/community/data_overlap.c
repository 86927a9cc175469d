/* Two overlapping communities, in the manner of the subgraphs that Chen, Li, Bruna 2019 cut from SNAP's graphs: each vertex
 * belongs to the first only (label 0), the second only (1) or both (2); a pair with s communities in common is an edge with
 * probability 1 - (1 - pin)^s (Yang and Leskovec 2012), one without with probability pout. */
#include "tasks/community/community_data.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int64_t n = v[0].i, both = (int64_t)(v[1].x * v[0].x + 0.5), first = (n - both) / 2;
    const double p[3] = { v[3].x, v[2].x, 1 - (1 - v[2].x) * (1 - v[2].x) };
    int32_t *label = NULL;
    gnn_i_edge_list e = { 0 };
    GNN_ALLOC(label, n);
    for (int64_t u = 0; u < n; u++) label[u] = u < first ? 0 : u < n - both ? 1 : 2;
    for (int64_t u = 0; u < n && st == GNN_OK; u++)
        for (int64_t w = u + 1; w < n && st == GNN_OK; w++) {
            int shared = label[u] == 2 ? (label[w] == 2 ? 2 : 1) : label[w] == 2 ? 1 : label[u] == label[w];
            if (gnn_rng_uniform(rng) < p[shared]) st = gnn_i_edge_list_add(&e, u, w);
        }
    GNN_TRY(gnn_i_edge_list_finish(out, st, &e, n, label));
    GNN_TRY(gnn_i_shuffle(out, rng, NULL));
done:
    gnn_i_free(label);
    return st;
}

const gnn_i_generator gnn_i_groups_overlap = {
    .name = "overlap", .doc = "two overlapping communities; labels: the first only, the second only, both", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "60", 3, 100000, NULL, "vertices" },
                { "share", GNN_I_REAL, "0.1", 0, 1, NULL, "fraction in both" },
                { "pin", GNN_I_REAL, "0.3", 0, 1, NULL, "probability of a pair for each community in common" },
                { "pout", GNN_I_REAL, "0.02", 0, 1, NULL, "probability of a pair without" } },
};
