/* Random trees, uniform among the labelled ones (Prüfer codes). */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    GNN_TRY_RETURN(gnn_i_check_edges("tree", v[0].x));
    return gnn_i_igraph_tree(out, rng, v[0].i);
}

const gnn_i_generator gnn_i_gen_tree = {
    .name = "tree", .doc = "random labelled tree, uniform", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "10", 0, GNN_I_MAX_N, NULL, "vertices" } },
};
