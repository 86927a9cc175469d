/* Small worlds: a ring where each vertex has k neighbours, every edge rewired with probability p, no repeated edges.
 * @source Watts, Strogatz 1998 */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    int64_t n = v[0].i, k = v[1].i;
    GNN_REQUIRE_RETURN(k % 2 == 0, GNN_EINVAL, "ws: k = %lld is odd, half of the neighbours are on each side",
                       (long long)k);
    GNN_REQUIRE_RETURN(k < n, GNN_EINVAL, "ws: k = %lld neighbours need more than n = %lld vertices", (long long)k,
                       (long long)n);
    GNN_TRY_RETURN(gnn_i_check_edges("ws", v[0].x * v[1].x / 2));
    return gnn_i_igraph_ring(out, rng, n, k / 2, v[2].x);
}

const gnn_i_generator gnn_i_gen_ws = {
    .name = "ws", .doc = "Watts–Strogatz small world", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "100", 1, GNN_I_MAX_N, NULL, "vertices" },
                { "k", GNN_I_INTEGER, "4", 0, GNN_I_MAX_N, NULL, "neighbours on the ring, even" },
                { "p", GNN_I_REAL, "0.1", 0, 1, NULL, "probability of rewiring an edge" } },
};
