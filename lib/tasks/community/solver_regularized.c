/* Spectral clustering of A + (tau c / n) 1 1^T, c the mean degree (Qin, Rohe 2013; Amini et al. 2013):
 *     M = D_t^-1/2 (A + (tau c / n) 1 1^T) D_t^-1/2,   D_t = D + tau c I. */
#include "community.h"
#include <math.h>

typedef struct regularized {
    gnn_operator *a;
    double *scale, *x; /* D_t^-1/2 */
    double each;       /* tau c / n */
} regularized;

static gnn_status multiply(void *ctx, double *y, const double *x, int64_t n)
{
    regularized *r = ctx;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += r->x[i] = r->scale[i] * x[i];
    GNN_TRY_RETURN(gnn_i_apply_operator(r->a, y, r->x, n));
    for (int64_t i = 0; i < n; i++) y[i] = r->scale[i] * (y[i] + r->each * sum);
    return GNN_OK;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = job->g;
    int64_t n = g->n, k = job->k;
    regularized r = { 0 };
    double *value = NULL, *vector = NULL, total = 0;
    GNN_TRY(gnn_operator_new(&r.a, g, "A", GNN_F64));
    GNN_CALLOC(r.scale, n);
    GNN_ALLOC(r.x, n);
    GNN_ALLOC(value, k);
    GNN_ALLOC(vector, k * n);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) r.scale[u] += g->weight ? g->weight[e] : 1, total += g->weight ? g->weight[e] : 1;
    r.each = job->o->tau * total / (double)n / (double)n;
    for (int64_t u = 0; u < n; u++) {
        double d = r.scale[u] + job->o->tau * total / (double)n;
        r.scale[u] = d > 0 ? 1 / sqrt(d) : 0;
    }
    GNN_TRY(gnn_i_eigen_end(value, vector, n, k, GNN_I_MAGNITUDE, 1e-5, job->o->seed, multiply, &r));
    GNN_TRY(gnn_i_group_rows(job, vector, k, false));
done:
    gnn_operator_free(r.a);
    gnn_i_free(r.scale);
    gnn_i_free(r.x);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

const gnn_i_solver gnn_i_solver_regularized = {
    .name = "regularized", .help = "the same with --tau mean degrees spread over all pairs", .weights = true, .run = run };
