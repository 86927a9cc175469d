/* The runs of an experiment: which there are, and doing them on worker processes. */
#include "experiment.h"
#include <unistd.h>

static int64_t folds_of(const exp_job *j, const json_t *setting)
{
    return plan_int(setting, "folds", plan_int(j->plan, "folds", 0));
}

static void name_run(exp_run *r)
{
    size_t n = (size_t)snprintf(r->name, sizeof r->name, "%s-%s-seed%llu", r->network, plan_text(r->setting, "name"),
                                (unsigned long long)r->seed);
    if (r->fold && n < sizeof r->name) snprintf(r->name + n, sizeof r->name - n, "-fold%d", r->fold);
}

static gnn_status add_runs(exp_job *j, const json_t *networks, const json_t *setting, uint64_t seed, int64_t *cap)
{
    const char *network;
    json_t *spec;
    int64_t folds = folds_of(j, setting);
    GNN_REQUIRE_RETURN(plan_text(setting, "name"), GNN_EINVAL, "a setting has no name");
    json_object_foreach((json_t *)(uintptr_t)networks, network, spec) for (int64_t f = folds ? 1 : 0; f <= folds; f++) {
        GNN_TRY_RETURN(gnn_i_grow(&j->run, cap, j->runs + 1, sizeof *j->run));
        j->run[j->runs] =
            (exp_run){ .network = network, .spec = spec, .setting = setting, .seed = seed, .fold = (int)f };
        name_run(&j->run[j->runs++]);
    }
    return GNN_OK;
}

gnn_status exp_job_begin(exp_job *j, const exp_request *q)
{
    gnn_status st = GNN_OK;
    uint64_t *seeds = NULL;
    int64_t count, cap = 0;
    size_t i;
    json_t *setting, *settings = json_object_get(q->plan, "settings");
    const json_t *networks = json_object_get(q->plan, "networks");
    const char *text = plan_text(q->plan, "seeds");
    *j = (exp_job){ .q = q, .plan = q->plan, .results = json_array() };
    GNN_REQUIRE(json_object_size(networks) && json_array_size(settings) && text, GNN_EINVAL,
                "the configuration has no networks, settings or seeds");
    GNN_TRY(cli_seeds(&seeds, &count, text));
    for (int64_t s = 0; s < count; s++)
        json_array_foreach(settings, i, setting) GNN_TRY(add_runs(j, networks, setting, seeds[s], &cap));
done:
    gnn_i_free(seeds);
    if (st != GNN_OK) exp_job_end(j);
    return st;
}

void exp_job_end(exp_job *j)
{
    gnn_i_free(j->run);
    json_decref(j->results);
    *j = (exp_job){ 0 };
}

const json_t *exp_value(const exp_job *j, const exp_run *r, const char *key)
{
    const json_t *v = json_object_get(r->spec, key);
    if (!v) v = json_object_get(r->setting, key);
    return v ? v : json_object_get(j->plan, key);
}

/* What an earlier start left for --resume, and what must not be taken for this one's. */
static void remove_old_runs(const exp_job *j)
{
    static const char *const names[] = { "result.json", "checkpoint.safetensors", "checkpoint.safetensors.1" };
    char path[4096], folder[4096];
    for (int64_t i = 0; i < j->runs; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            (void)unlink(folder_file(path, folder_file(folder, j->q->folder, j->run[i].name, NULL), names[k], NULL));
}

gnn_status exp_folder_begin(const exp_request *q)
{
    char path[4096];
    GNN_TRY_RETURN(folder_make(q->folder));
    folder_file(path, q->folder, "config.json", NULL);
    GNN_REQUIRE_RETURN(q->resume || cli_opt.force || !gnn_i_file_exists(path), GNN_EEXIST,
                       "%s: there is a run already; --resume continues it, --force begins again, another -o keeps both",
                       path);
    return GNN_OK;
}

gnn_status exp_folder_write(const exp_request *q)
{
    char path[4096];
    GNN_TRY_RETURN(folder_write_json(folder_file(path, q->folder, "config.json", NULL), json_incref(q->plan)));
    return folder_write_env(folder_file(path, q->folder, "env.json", NULL), EXPERIMENT_ENV_SCHEMA,
                            folder_start(q->argc, q->argv), q->resume);
}

/* cli_jobs gives work and results the same context. */
typedef struct errand { exp_job *j; cli_work_fn work; void *ctx; } errand;

static gnn_status give(void *ctx, int64_t run, FILE *result)
{
    errand *e = ctx;
    return e->work(e->ctx, run, result);
}

static gnn_status take(void *ctx, int64_t run, const char *bytes, size_t size)
{
    exp_job *j = ((errand *)ctx)->j;
    json_t *o = json_loadb(bytes, size, 0, NULL);
    GNN_REQUIRE_RETURN(o && json_array_append_new(j->results, o) == 0, GNN_ENOMEM, "out of memory for result %lld",
                       (long long)run);
    cli_note("%s: done", j->run[run].name);
    return GNN_OK;
}

gnn_status exp_job_run(exp_job *j, cli_work_fn work, void *ctx)
{
    errand e = { j, work, ctx };
    GNN_TRY_RETURN(exp_folder_begin(j->q));
    if (!j->q->resume) remove_old_runs(j);
    GNN_TRY_RETURN(exp_folder_write(j->q));
    return cli_jobs(j->runs, "runs", give, take, &e);
}

json_t *exp_finished(const exp_job *j, const exp_run *r, const char *key, int64_t count)
{
    char path[4096], folder[4096];
    folder_file(path, folder_file(folder, j->q->folder, r->name, NULL), "result.json", NULL);
    json_t *o = j->q->resume && gnn_i_file_exists(path) ? json_load_file(path, 0, NULL) : NULL;
    if (o && plan_int(o, key, -1) == count) return o;
    json_decref(o);
    return NULL;
}

gnn_status exp_send(FILE *to, const json_t *result)
{
    GNN_REQUIRE_RETURN(json_dumpf(result, to, JSON_COMPACT | JSON_REAL_PRECISION(17)) == 0, GNN_ENOMEM,
                       "out of memory for a result");
    return GNN_OK;
}
