/* What the solvers of gnn_community_solve share; tasks.h has their meaning. */
#ifndef GNN_I_COMMUNITY_H
#define GNN_I_COMMUNITY_H

#include <gnn/tasks.h>
#include "base/base.h"
#include "graph/igraph_bridge.h"

/* One call: the graph without loops in the order of the vertices' ranks, and the answer in the same order. */
typedef struct gnn_i_job {
    const gnn_graph *g;
    const gnn_community_options *o;
    int64_t k;         /* wanted; 0 only for solvers that find their own; a solver may lower it     */
    int32_t *group;    /* n, zeroed                                                                 */
    double *marginal;  /* NULL; n x k by gnn_i_alloc from solvers that have them                    */
    double score, c_in, c_out, surprise;
    int64_t sweeps;
    bool converged;
} gnn_i_job;

/* One method: solver_<word>.c defines gnn_i_solver_<word>. */
typedef struct gnn_i_solver {
    const char *name, *help;
    bool own_k;   /* runs with k = 0 (else bethe's estimate is put there first)  */
    bool weights; /* uses weights (else they are refused)                        */
    bool null;    /* finds groups in any graph: k = 0 needs gnn_i_null_test      */
    gnn_status (*run)(gnn_i_job *job);
} gnn_i_solver;

/* One group, unless job->score is far above the method's scores of random graphs with the same degrees. */
gnn_status gnn_i_null_test(gnn_i_job *job, const gnn_i_solver *solver);

/* The number of groups that the Bethe Hessian sees, at least 1; weights are not looked at. */
gnn_status gnn_i_bethe_count(int64_t *k, const gnn_graph *g, uint64_t seed);

/* ---- eigenvectors ---- */

typedef enum gnn_i_end { GNN_I_LARGEST, GNN_I_SMALLEST, GNN_I_MAGNITUDE } gnn_i_end;

/* count (<= n) pairs from that end, the outermost first; vector j at vectors + j n.  Dense for small n or many. */
gnn_status gnn_i_eigen_end(double *values, double *vectors, int64_t n, int64_t count, gnn_i_end end, double tolerance, uint64_t seed,
                           gnn_i_linear_fn fn, void *ctx);
/* A gnn_operator (f64, square) as ctx of gnn_i_linear_fn. */
gnn_status gnn_i_apply_operator(void *ctx, double *y, const double *x, int64_t n);
/* The first Krylov vector: ones and a little noise. */
void gnn_i_eigen_start(double *start, int64_t n, uint64_t seed);

/* Weighted degrees. */
void gnn_i_degrees(double *degree, const gnn_graph *g);
/* Group job->g by the job->k outermost vectors of S (A + each 1 1^T) S, S = diag(scale). */
gnn_status gnn_i_normalised_groups(gnn_i_job *job, const double *scale, double each, bool unit_rows);

/* ---- k-means ---- */

/* x: n x d.  Greedy k-means++ starts, Lloyd; the best of `restarts` by inertia (sum of squared distances). */
gnn_status gnn_i_kmeans(int32_t *group, double *inertia, const double *x, int64_t n, int64_t d, int64_t k, int restarts, uint64_t seed);
/* Group the rows of d vectors (column j at vectors + j n) into job->group, job->score. */
gnn_status gnn_i_group_rows(gnn_i_job *job, const double *vectors, int64_t d, bool normalise);

/* ---- modularity ---- */

/* Groups of largest modularity at a resolution, numbered from 0 without gaps. */
typedef gnn_status (*gnn_i_modularity_fn)(int32_t *group, const gnn_graph *g, double resolution, uint64_t seed);
/* Merge job->group down to job->k groups if there are more, by the least loss of modularity; k = 0: keep them. */
gnn_status gnn_i_merge_groups(gnn_i_job *job, double resolution);
/* Run it, with job->k groups if that is not 0; the score is the modularity at the asked resolution. */
gnn_status gnn_i_modularity_groups(gnn_i_job *job, gnn_i_modularity_fn group);

#endif
