/* Communities: the spectral and line-graph networks of Chen, Li and Bruna, classical methods on the same graphs. */
#include "community_exp.h"

bool job_test(const community_job *j, const exp_run *r, int64_t i, const char **name, const char **recipe)
{
    const json_t *o = j->tests ? json_array_get(j->tests, (size_t)i) : i == 0 ? r->setting : NULL;
    if (!o) return false;
    *name = plan_text(o, "name"), *recipe = plan_text(o, "data");
    return true;
}

static gnn_status run(exp_request *q)
{
    gnn_status st = GNN_OK;
    community_job j = { .tests = json_object_get(q->plan, "tests"), .not_run = json_array() };
    GNN_TRY(exp_job_begin(&j.job, q));
    GNN_TRY(community_graphs_begin(&j));
    GNN_TRY(exp_job_run(&j.job, community_work, &j));
    GNN_TRY(community_baselines(&j));
    GNN_TRY(community_report(&j));
done:
    exp_job_end(&j.job);
    json_decref(j.not_run);
    gnn_snap_free(j.snap);
    return st;
}

static const char presets[] =
#include "experiment_community.inc"
    ;

const experiment experiment_community = {
    "community", "groups planted in random graphs: spectral and line-graph networks, classical methods", presets, run
};
