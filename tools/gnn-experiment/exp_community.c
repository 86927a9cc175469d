/* Communities: the spectral and the line-graph network of Chen, Li and Bruna against classical methods on the same graphs. */
#include "community_exp.h"

gnn_status job_begin(community_job *j, const exp_request *q)
{
    *j = (community_job){ .q = q, .plan = q->plan, .networks = json_object_get(q->plan, "networks"),
                          .settings = json_object_get(q->plan, "settings"), .tests = json_object_get(q->plan, "tests") };
    const char *seeds = plan_text(q->plan, "seeds");
    GNN_REQUIRE_RETURN(json_object_size(j->networks) && json_array_size(j->settings) && seeds, GNN_EINVAL,
                       "the configuration has no networks, settings or seeds");
    GNN_TRY_RETURN(plan_seeds(&j->seeds, &j->seed_count, seeds));
    j->runs = (int64_t)json_object_size(j->networks) * (int64_t)json_array_size(j->settings) * j->seed_count;
    j->results = json_array(), j->not_run = json_array();
    return GNN_OK;
}

void job_end(community_job *j)
{
    gnn_i_free(j->seeds);
    json_decref(j->results);
    json_decref(j->not_run);
}

/* Seeds outermost: all networks have one seed before any has two. */
community_run job_run(const community_job *j, int64_t i)
{
    int64_t settings = (int64_t)json_array_size(j->settings), networks = (int64_t)json_object_size(j->networks);
    community_run r = { .seed = j->seeds[i / (settings * networks)], .setting = json_array_get(j->settings, (size_t)(i % settings)) };
    json_t *o = json_object_get(j->plan, "networks");
    void *it = json_object_iter(o);
    for (int64_t k = i / settings % networks; k > 0; k--) it = json_object_iter_next(o, it);
    r.network = json_object_iter_key(it), r.spec = json_object_iter_value(it);
    snprintf(r.name, sizeof r.name, "%s-%s-seed%llu", r.network, plan_text(r.setting, "name"), (unsigned long long)r.seed);
    return r;
}

bool job_test(const community_job *j, const community_run *r, int64_t i, const char **name, const char **recipe)
{
    const json_t *o = j->tests ? json_array_get(j->tests, (size_t)i) : i == 0 ? r->setting : NULL;
    if (!o) return false;
    *name = plan_text(o, "name"), *recipe = plan_text(o, "data");
    return true;
}

static gnn_status take(void *ctx, int64_t run, const char *bytes, size_t size)
{
    community_job *j = ctx;
    json_t *o = json_loadb(bytes, size, 0, NULL);
    GNN_REQUIRE_RETURN(o && json_array_append_new(j->results, o) == 0, GNN_ENOMEM, "out of memory for result %lld", (long long)run);
    cli_note("%s: done", job_run(j, run).name);
    return GNN_OK;
}

static gnn_status run(const exp_request *q)
{
    gnn_status st;
    community_job j;
    st = job_begin(&j, q);
    if (st != GNN_OK) return st;
    GNN_TRY(folder_begin(q));
    GNN_TRY(cli_jobs(j.runs, "runs", community_work, take, &j));
    GNN_TRY(community_baselines(&j));
    GNN_TRY(community_report(&j));
done:
    job_end(&j);
    return st;
}

static const char presets[] =
#include "experiment_community.inc"
    ;

const experiment experiment_community = {
    "community", "groups planted in random graphs: spectral and line-graph networks, classical methods", presets, run
};
