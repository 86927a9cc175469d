/* Belief propagation that learns group sizes and affinities as it goes: a few sweeps, then new parameters (Decelle,
 * Krzakala, Moore, Zdeborova 2011, section IV).  The first start is near the Bethe Hessian's groups, further ones are random. */
#include "blockmodel.h"
#include <math.h>

enum { SWEEPS = 300, BETWEEN = 5 };

static gnn_status begin(gnn_i_belief *b, const int32_t *group, int restart, gnn_rng *rng)
{
    gnn_i_blocks *m = b->m;
    if (restart == 0) {
        GNN_TRY_RETURN(gnn_i_blocks_estimate(m, b->g, group));
        gnn_i_belief_near(b, group, rng);
        return GNN_OK;
    }
    double mean = (double)b->g->arcs / (double)b->g->n, ratio = restart % 2 ? 3 : 1.0 / 3; /* inside to between, by turns */
    double out = mean * (double)m->k / (ratio + (double)m->k - 1);
    for (int64_t a = 0; a < m->k * m->k; a++) m->affinity[a] = a % (m->k + 1) == 0 ? ratio * out : out;
    for (int64_t a = 0; a < m->k; a++) m->share[a] = 1.0 / (double)m->k;
    gnn_i_belief_random(b, rng);
    return GNN_OK;
}

static gnn_status one_start(gnn_i_job *job, gnn_i_belief *b, double *kept, const int32_t *group, int restart)
{
    const gnn_community_options *o = job->o;
    gnn_rng rng = gnn_rng_stream(o->seed, "community/bp-em", (uint64_t)restart);
    int64_t most = o->sweeps ? o->sweeps : SWEEPS;
    double change = INFINITY;
    GNN_TRY_RETURN(begin(b, group, restart, &rng));
    for (int64_t t = 0; t < most && change > o->tolerance; t++, job->sweeps++) {
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "belief propagation: canceled");
        if (t > 0 && t % BETWEEN == 0) GNN_TRY_RETURN(gnn_i_belief_learn(b));
        double c = gnn_i_belief_sweep(b, o->damping, &rng);
        if (t % BETWEEN == 0) change = c; /* what new parameters move */
        gnn_i_progress("belief propagation", t + 1, most);
    }
    double energy = gnn_i_belief_free_energy(b);
    if (restart > 0 && !(energy < job->score)) return GNN_OK;
    memcpy(kept, b->q, (size_t)(job->g->n * job->k) * sizeof *kept);
    job->score = energy, job->converged = change <= o->tolerance;
    gnn_i_blocks_means(b->m, &job->c_in, &job->c_out);
    return GNN_OK;
}

gnn_status gnn_i_job_learn(gnn_i_job *job, bool corrected)
{
    gnn_status st = GNN_OK;
    gnn_i_blocks m = { 0 };
    gnn_i_belief b = { 0 };
    double *kept = NULL;
    int32_t *group;
    GNN_CALLOC(group, job->g->n);
    GNN_ALLOC(kept, job->g->n * job->k);
    GNN_TRY(gnn_i_job_start(job, group));
    GNN_TRY(gnn_i_blocks_new(&m, job->g, job->k, 1, 1, corrected));
    GNN_TRY(gnn_i_belief_new(&b, job->g, &m));
    for (int r = 0; r < (job->o->restarts ? job->o->restarts : 1); r++) GNN_TRY(one_start(job, &b, kept, group, r));
    GNN_TRY(gnn_i_job_marginals(job, &kept));
done:
    gnn_i_belief_free(&b);
    gnn_i_blocks_free(&m);
    gnn_i_free(kept);
    gnn_i_free(group);
    return st;
}

static gnn_status run(gnn_i_job *job) { return gnn_i_job_learn(job, false); }

const gnn_i_solver gnn_i_solver_bp_em = {
    .name = "bp-em", .help = "belief propagation, learns group sizes and affinities", .run = run };
