/* Spectral clustering of A + (tau c / n) 1 1^T, c the mean degree (Qin, Rohe 2013; Amini et al. 2013):
 *     M = D_t^-1/2 (A + (tau c / n) 1 1^T) D_t^-1/2,   D_t = D + tau c I. */
#include "community.h"
#include <math.h>

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n;
    double *scale, total = 0;
    GNN_ALLOC(scale, n);
    gnn_i_degrees(scale, job->g);
    for (int64_t u = 0; u < n; u++) total += scale[u];
    double more = job->o->tau * total / (double)n; /* tau c */
    for (int64_t u = 0; u < n; u++) scale[u] = scale[u] + more > 0 ? 1 / sqrt(scale[u] + more) : 0;
    GNN_TRY(gnn_i_normalised_groups(job, scale, more / (double)n, false));
done:
    gnn_i_free(scale);
    return st;
}

const gnn_i_solver gnn_i_solver_regularized = {
    .name = "regularized", .help = "the same with --tau mean degrees spread over all pairs", .weights = true, .run = run };
