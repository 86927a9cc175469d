/* Erdős–Rényi graphs: G(n, p), every pair an edge with probability p, or G(n, m), m edges uniformly. */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    double n = v[0].x, pairs = n * (n - 1) / 2;
    GNN_REQUIRE_RETURN(!(v[1].given && v[2].given), GNN_EINVAL, "er: give p or m, not both");
    if (v[2].given) {
        GNN_REQUIRE_RETURN(v[2].x <= pairs, GNN_EINVAL, "er: m = %.0f edges do not fit on %.0f vertices", v[2].x, n);
        return gnn_i_igraph_gnm(out, rng, v[0].i, v[2].i);
    }
    double p = v[1].given ? v[1].x : 0.1;
    GNN_TRY_RETURN(gnn_i_check_edges("er", p * pairs));
    return gnn_i_igraph_gnp(out, rng, v[0].i, p);
}

const gnn_i_generator gnn_i_gen_er = {
    .name = "er", .doc = "Erdős–Rényi random graph", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "100", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "p", GNN_I_REAL, NULL, 0, 1, NULL, "probability of each pair, 0.1 if m is not given" },
                { "m", GNN_I_INTEGER, NULL, 0, GNN_I_MAX_EDGES, NULL, "or the number of edges" } },
};
