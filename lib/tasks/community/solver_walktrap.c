/* Pons, Latapy 2005: groups joined by the distance of their random walks of 4 steps; by igraph. */
#include "community.h"

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    GNN_TRY(gnn_i_igraph_walktrap(job->group, job->g, job->k));
    GNN_TRY(gnn_i_merge_groups(job, 1)); /* fewer groups than components: the tree of walks does not join those */
    GNN_TRY(gnn_modularity(&job->score, job->g, job->group, 1));
done:
    return st;
}

const gnn_i_solver gnn_i_solver_walktrap = {
    .name = "walktrap", .help = "random walks of 4 steps, cut at k or the largest modularity",
    .own_k = true, .weights = true, .null = true, .run = run };
