/* Annealed Gibbs sampling of the block model's posterior, restarts compared by the mean log posterior of the measured sweeps.
 * With known parameters this is bp's model.  Without them it is the degree-corrected one: learned groups of the plain model are
 * often just those of high and low degree. */
#include "blockmodel.h"
#include <math.h>

enum { MEASURE = 500, LEAST = 1000, MOST = 200000 };
#define HOT 0.1
#define HOT_LEARNED 0.5
#define STEPS 4e8 /* of one vertex and group, by default: a few seconds at most; a tenth where no tables help */

static int64_t default_sweeps(int64_t n, int64_t k, bool known)
{
    double sweeps = (known ? STEPS : STEPS / 10) / ((double)n * (double)k);
    return sweeps < LEAST ? LEAST : sweeps > MOST ? MOST : (int64_t)sweeps;
}

typedef struct run_of {
    double *marginal, *kept;
    int32_t *best, *start;
} run_of;

static gnn_status one_start(gnn_i_job *job, gnn_i_blocks *m, run_of *w, int restart)
{
    const gnn_community_options *o = job->o;
    gnn_rng rng = gnn_rng_stream(o->seed, "community/gibbs", (uint64_t)restart);
    gnn_i_anneal how = { .sweeps = o->sweeps ? o->sweeps : default_sweeps(job->g->n, job->k, !isnan(o->c_in)), .measure = o->measure ? o->measure : MEASURE,
                         .learn = isnan(o->c_in), .hot = isnan(o->c_in) ? HOT_LEARNED : HOT, .cold = 1 };
    double mean;
    if (how.learn) GNN_TRY_RETURN(gnn_i_blocks_estimate(m, job->g, w->start));
    GNN_TRY_RETURN(gnn_i_anneal_run(w->marginal, &mean, w->best, job->g, m, &how, &rng));
    job->sweeps += how.sweeps + how.measure;
    if (restart > 0 && !(mean > job->score)) return GNN_OK;
    double *swap = w->kept;
    w->kept = w->marginal, w->marginal = swap;
    job->score = mean;
    gnn_i_blocks_means(m, &job->c_in, &job->c_out);
    return GNN_OK;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    const gnn_community_options *o = job->o;
    bool known = !isnan(o->c_in);
    gnn_i_blocks m = { 0 };
    run_of w = { 0 };
    GNN_ALLOC(w.marginal, job->g->n * job->k);
    GNN_ALLOC(w.kept, job->g->n * job->k);
    GNN_ALLOC(w.best, job->g->n);
    GNN_CALLOC(w.start, job->g->n);
    if (!known) GNN_TRY(gnn_i_job_start(job, w.start));
    GNN_TRY(gnn_i_blocks_new(&m, job->g, job->k, known ? o->c_in : 1, known ? o->c_out : 1, !known));
    for (int r = 0; r < (o->restarts ? o->restarts : 1); r++) GNN_TRY(one_start(job, &m, &w, r));
    GNN_TRY(gnn_i_job_marginals(job, &w.kept));
done:
    gnn_i_blocks_free(&m);
    gnn_i_free(w.marginal);
    gnn_i_free(w.kept);
    gnn_i_free(w.best);
    gnn_i_free(w.start);
    return st;
}

const gnn_i_solver gnn_i_solver_gibbs = {
    .name = "gibbs", .help = "annealed Gibbs sampling; slow, and the strongest where others fail", .run = run };
