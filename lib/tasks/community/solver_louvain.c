/* Blondel et al. 2008; by igraph. */
#include "community.h"

static gnn_status group(int32_t *group, const gnn_graph *g, double resolution, uint64_t seed)
{
    gnn_rng rng = gnn_rng_stream(seed, "community/louvain", 0);
    return gnn_i_igraph_louvain(group, &rng, g, resolution);
}

static gnn_status run(gnn_i_job *job) { return gnn_i_modularity_groups(job, group); }

const gnn_i_solver gnn_i_solver_louvain = {
    .name = "louvain", .help = "modularity by local moves and aggregation; groups merged to k",
    .own_k = true, .weights = true, .null = true, .run = run };
