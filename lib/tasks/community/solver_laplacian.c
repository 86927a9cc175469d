/* Ng, Jordan, Weiss 2002 with the vectors of largest |eigenvalue| of D^-1/2 A D^-1/2: negative ones show dissociative groups. */
#include "community.h"

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n, k = job->k;
    gnn_operator *op = NULL;
    double *value = NULL, *vector = NULL;
    GNN_TRY(gnn_operator_new(&op, job->g, "sym", GNN_F64));
    GNN_ALLOC(value, k);
    GNN_ALLOC(vector, k * n);
    GNN_TRY(gnn_i_eigen_end(value, vector, n, k, GNN_I_MAGNITUDE, 1e-5, job->o->seed, gnn_i_apply_operator, op));
    GNN_TRY(gnn_i_group_rows(job, vector, k, true));
done:
    gnn_operator_free(op);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

const gnn_i_solver gnn_i_solver_laplacian = {
    .name = "laplacian", .help = "normalised Laplacian's vectors, rows normalised, k-means", .weights = true, .run = run };
