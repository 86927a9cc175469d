/* Is a grouping better than what the method finds in random graphs with the same degrees?  Modularity has large maxima
 * in graphs without groups (Guimera, Sales-Pardo, Amaral 2004): its value alone says nothing. */
#include "community.h"
#include <math.h>

enum { GRAPHS = 10 };
#define DEVIATIONS 4.0 /* for 10 graphs of normal spread: one random graph in 600 passes */

/* The score of the method on the r-th random graph. */
static gnn_status score_of(double *score, const gnn_i_job *job, const gnn_i_solver *solver, int r)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    gnn_rng rng = gnn_rng_stream(job->o->seed, "community/null", (uint64_t)r);
    gnn_i_job like = { .o = job->o, .score = NAN };
    GNN_TRY(gnn_i_igraph_rewired(&g, &rng, job->g));
    GNN_CALLOC(like.group, g->n);
    like.g = g;
    GNN_TRY(solver->run(&like));
    *score = like.score;
done:
    gnn_graph_free(g);
    gnn_i_free(like.group);
    return st;
}

gnn_status gnn_i_null_test(gnn_i_job *job, const gnn_i_solver *solver)
{
    int count = job->o->nulls ? job->o->nulls : GRAPHS;
    double sum = 0, squares = 0;
    for (int r = 0; r < count; r++) {
        double x;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", solver->name);
        gnn_i_progress("random graphs", r + 1, count);
        GNN_TRY_RETURN(score_of(&x, job, solver, r));
        x -= job->score; /* near 0: squares of it lose no digits */
        sum += x, squares += x * x;
    }
    if (count < 2) return GNN_OK;
    double mean = sum / count, deviation = sqrt(fmax(squares / count - mean * mean, 0) * count / (count - 1));
    job->surprise = mean < -1e-9 ? -mean / fmax(deviation, 1e-9) : 0;
    if (job->surprise >= DEVIATIONS) return GNN_OK;
    memset(job->group, 0, (size_t)job->g->n * sizeof *job->group);
    job->k = 1;
    return GNN_OK;
}
