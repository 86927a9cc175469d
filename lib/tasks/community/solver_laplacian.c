/* Ng, Jordan, Weiss 2002 with the vectors of largest |eigenvalue| of D^-1/2 A D^-1/2: negative ones show dissociative groups.
 * Each component has vectors with eigenvalue 1 (and -1 if bipartite) of its own.  Components of less than a tenth of a mean
 * group would take all k vectors of a sparse graph, so they get none: their rows are zero. */
#include "community.h"
#include <math.h>

/* Vertices reached from u, listed in queue. */
static int64_t component(int32_t *queue, bool *seen, const gnn_graph *g, int64_t u)
{
    int64_t count = 0;
    queue[count++] = (int32_t)u, seen[u] = true;
    for (int64_t i = 0; i < count; i++)
        for (int64_t e = g->ptr[queue[i]]; e < g->ptr[queue[i] + 1]; e++)
            if (!seen[g->col[e]]) seen[g->col[e]] = true, queue[count++] = g->col[e];
    return count;
}

/* Degrees to D^-1/2, 0 in small components. */
static gnn_status scale_of(double *scale, const gnn_graph *g, int64_t k)
{
    gnn_status st = GNN_OK;
    int32_t *queue;
    bool *seen = NULL;
    GNN_ALLOC(queue, g->n);
    GNN_CALLOC(seen, g->n);
    gnn_i_degrees(scale, g);
    for (int64_t u = 0; u < g->n; u++) {
        if (seen[u]) continue;
        int64_t count = component(queue, seen, g, u);
        for (int64_t i = 0; i < count; i++) {
            double *d = &scale[queue[i]];
            *d = *d > 0 && 10 * k * count >= g->n ? 1 / sqrt(*d) : 0;
        }
    }
done:
    gnn_i_free(queue);
    gnn_i_free(seen);
    return st;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    double *scale;
    GNN_ALLOC(scale, job->g->n);
    GNN_TRY(scale_of(scale, job->g, job->k));
    GNN_TRY(gnn_i_normalised_groups(job, scale, 0, true));
done:
    gnn_i_free(scale);
    return st;
}

const gnn_i_solver gnn_i_solver_laplacian = {
    .name = "laplacian", .help = "normalised Laplacian's vectors, rows normalised, k-means", .weights = true, .run = run };
