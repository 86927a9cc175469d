/* Groups from the vectors of largest |eigenvalue| of S (A + each 1 1^T) S, S diagonal: both normalised spectral methods. */
#include "community.h"

typedef struct normalised {
    gnn_operator *a;
    const double *scale;
    double *x, each;
} normalised;

static gnn_status multiply(void *ctx, double *y, const double *x, int64_t n)
{
    normalised *m = ctx;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += m->x[i] = m->scale[i] * x[i];
    GNN_TRY_RETURN(gnn_i_apply_operator(m->a, y, m->x, n));
    for (int64_t i = 0; i < n; i++) y[i] = m->scale[i] * (y[i] + m->each * sum);
    return GNN_OK;
}

gnn_status gnn_i_normalised_groups(gnn_i_job *job, const double *scale, double each, bool unit_rows)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n, k = job->k;
    normalised m = { .scale = scale, .each = each };
    double *value = NULL, *vector = NULL;
    GNN_TRY(gnn_operator_new(&m.a, job->g, "A", GNN_F64));
    GNN_ALLOC(m.x, n);
    GNN_ALLOC(value, k);
    GNN_ALLOC(vector, k * n);
    GNN_TRY(gnn_i_eigen_end(value, vector, n, k, GNN_I_MAGNITUDE, 1e-5, job->o->seed, multiply, &m));
    GNN_TRY(gnn_i_group_rows(job, vector, k, unit_rows));
done:
    gnn_operator_free(m.a);
    gnn_i_free(m.x);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

void gnn_i_degrees(double *degree, const gnn_graph *g)
{
    for (int64_t u = 0; u < g->n; u++) {
        degree[u] = 0;
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) degree[u] += g->weight ? g->weight[e] : 1;
    }
}
