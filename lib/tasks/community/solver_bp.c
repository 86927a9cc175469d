/* Belief propagation with known parameters: equal groups, c_in and c_out. */
#include "blockmodel.h"
#include <math.h>

enum { SWEEPS = 300 };

/* One random start; the marginals and score are kept if their free energy is the lowest so far. */
static gnn_status one_start(gnn_i_job *job, gnn_i_belief *b, double *kept, int restart)
{
    const gnn_community_options *o = job->o;
    gnn_rng rng = gnn_rng_stream(o->seed, "community/bp", (uint64_t)restart);
    int64_t most = o->sweeps ? o->sweeps : SWEEPS;
    double change = INFINITY;
    gnn_i_belief_random(b, &rng);
    for (int64_t t = 0; t < most && change > o->tolerance; t++, job->sweeps++) {
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "bp: canceled");
        change = gnn_i_belief_sweep(b, o->damping, &rng);
        gnn_i_progress("bp", t + 1, most);
    }
    double energy = gnn_i_belief_free_energy(b);
    if (restart > 0 && !(energy < job->score)) return GNN_OK;
    memcpy(kept, b->q, (size_t)(job->g->n * job->k) * sizeof *kept);
    job->score = energy, job->converged = change <= o->tolerance;
    return GNN_OK;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    const gnn_community_options *o = job->o;
    gnn_i_blocks m = { 0 };
    gnn_i_belief b = { 0 };
    double *kept = NULL;
    GNN_REQUIRE(!isnan(o->c_in), GNN_EINVAL, "bp: c_in and c_out are needed (bp-em learns them)");
    GNN_TRY(gnn_i_blocks_new(&m, job->g, job->k, o->c_in, o->c_out, false));
    GNN_TRY(gnn_i_belief_new(&b, job->g, &m));
    GNN_ALLOC(kept, job->g->n * job->k);
    for (int r = 0; r < (o->restarts ? o->restarts : 1); r++) GNN_TRY(one_start(job, &b, kept, r));
    job->c_in = o->c_in, job->c_out = o->c_out;
    GNN_TRY(gnn_i_job_marginals(job, &kept));
done:
    gnn_i_belief_free(&b);
    gnn_i_blocks_free(&m);
    gnn_i_free(kept);
    return st;
}

const gnn_i_solver gnn_i_solver_bp = {
    .name = "bp", .help = "belief propagation with known c_in and c_out", .run = run };
