/* Preferential attachment: vertex i joins min(i, m) distinct earlier vertices with probability proportional to degree + 1.
 * @source Barabási, Albert 1999 */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    GNN_TRY_RETURN(gnn_i_check_edges("ba", v[0].x * v[1].x));
    return gnn_i_igraph_barabasi(out, rng, v[0].i, v[1].i);
}

const gnn_i_generator gnn_i_gen_ba = {
    .name = "ba", .doc = "Barabási–Albert preferential attachment", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "100", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "m", GNN_I_INTEGER, "2", 1, 1e6, NULL, "edges that a new vertex brings" } },
};
