/* Data of the settings, and the frame that all such experiments run in. */
#include "learn.h"
#include "io/dataset_i.h"

gnn_status learn_data_of(const learn_data **out, learn_job *j, const json_t *setting)
{
    for (int64_t i = 0; i < j->settings; i++) {
        learn_data *d = &j->data[i];
        if (d->setting != setting) continue;
        if (!d->ds) GNN_TRY_RETURN(j->kind->data(&d->ds, &d->origin, j, setting));
        *out = d;
        return GNN_OK;
    }
    return gnn_i_fail(GNN_EBUG, "a run's setting is not one of the plan's");
}

gnn_status learn_dataset_new(gnn_dataset **out, const char *name, int64_t count)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    GNN_TRY(gnn_i_dataset_new(&ds, name, "experiment", count));
    for (int64_t i = 0; i < count; i++) GNN_TRY(gnn_tensor_new(&ds->samples[i].target, GNN_F64, 1, (int64_t[]){ 1 }));
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    return st;
}

static gnn_status begin(learn_job *j, const exp_request *q, const learn_kind *kind)
{
    gnn_status st = GNN_OK;
    size_t i;
    json_t *setting;
    j->kind = kind;
    GNN_TRY(exp_job_begin(&j->job, q));
    GNN_CALLOC(j->data, (int64_t)json_array_size(json_object_get(q->plan, "settings")));
    json_array_foreach(json_object_get(q->plan, "settings"), i, setting)
        j->data[j->settings++] = (learn_data){ .setting = setting };
done:
    return st;
}

gnn_status learn_run(const exp_request *q, const learn_kind *kind)
{
    gnn_status st = GNN_OK;
    learn_job j = { 0 };
    GNN_TRY(begin(&j, q, kind));
    GNN_TRY(exp_job_run(&j.job, learn_work, &j));
    gnn_set_progress(cli_progress, NULL);
    if (kind->baselines) GNN_TRY(kind->baselines(&j));
    GNN_TRY(learn_report(&j));
done:
    for (int64_t i = 0; i < j.settings; i++) gnn_dataset_free(j.data[i].ds);
    gnn_i_free(j.data);
    exp_job_end(&j.job);
    return st;
}
