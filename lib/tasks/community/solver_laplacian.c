/* Ng, Jordan, Weiss 2002 with the vectors of largest |eigenvalue| of D^-1/2 A D^-1/2: negative ones show dissociative groups.
 * Each component has vectors with eigenvalue 1 (and -1 if bipartite) of its own.  Components of less than a tenth of a mean
 * group would take all k vectors of a sparse graph, so they get none: their rows are zero. */
#include "community.h"
#include <math.h>

typedef struct normalised {
    gnn_operator *a;
    double *scale, *x; /* D^-1/2, 0 in small components */
} normalised;

static gnn_status multiply(void *ctx, double *y, const double *x, int64_t n)
{
    normalised *m = ctx;
    for (int64_t i = 0; i < n; i++) m->x[i] = m->scale[i] * x[i];
    GNN_TRY_RETURN(gnn_i_apply_operator(m->a, y, m->x, n));
    for (int64_t i = 0; i < n; i++) y[i] *= m->scale[i];
    return GNN_OK;
}

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

static gnn_status scale_of(double *scale, const gnn_graph *g, int64_t k)
{
    gnn_status st = GNN_OK;
    int32_t *queue;
    bool *seen = NULL;
    GNN_ALLOC(queue, g->n);
    GNN_CALLOC(seen, g->n);
    for (int64_t u = 0; u < g->n; u++) {
        if (seen[u]) continue;
        int64_t count = component(queue, seen, g, u);
        for (int64_t i = 0; i < count; i++) {
            double d = 0;
            for (int64_t e = g->ptr[queue[i]]; e < g->ptr[queue[i] + 1]; e++) d += g->weight ? g->weight[e] : 1;
            scale[queue[i]] = d > 0 && 10 * k * count >= g->n ? 1 / sqrt(d) : 0;
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
    int64_t n = job->g->n, k = job->k;
    normalised m = { 0 };
    double *value = NULL, *vector = NULL;
    GNN_TRY(gnn_operator_new(&m.a, job->g, "A", GNN_F64));
    GNN_ALLOC(m.scale, n);
    GNN_ALLOC(m.x, n);
    GNN_ALLOC(value, k);
    GNN_ALLOC(vector, k * n);
    GNN_TRY(scale_of(m.scale, job->g, k));
    GNN_TRY(gnn_i_eigen_end(value, vector, n, k, GNN_I_MAGNITUDE, 1e-5, job->o->seed, multiply, &m));
    GNN_TRY(gnn_i_group_rows(job, vector, k, true));
done:
    gnn_operator_free(m.a);
    gnn_i_free(m.scale);
    gnn_i_free(m.x);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

const gnn_i_solver gnn_i_solver_laplacian = {
    .name = "laplacian", .help = "normalised Laplacian's vectors, rows normalised, k-means", .weights = true, .run = run };
