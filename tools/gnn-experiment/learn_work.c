/* One run: a network trained by lib/train, its best epoch on validation examples, its scores on all examples. */
#include "learn.h"
#include <math.h>
#include "gnn-train/weights.h"

typedef struct work {
    learn_job *learn;
    const exp_run *run;
    const learn_data *data;
    char folder[4096], log[4096], checkpoint[4096], weights[4096], result[4096];
    gnn_model *model;
    gnn_trainer *trainer;
    uint8_t *split, *seen;    /* seen: what the trainer knows of it */
    int64_t epochs;
    double cpu;               /* at the start                       */
} work;

static const char *text_of(const work *w, const char *key, const char *fallback)
{
    const char *v = json_string_value(exp_value(&w->learn->job, w->run, key));
    return v ? v : fallback;
}

static double real_of(const work *w, const char *key, double fallback)
{
    const json_t *v = exp_value(&w->learn->job, w->run, key);
    return json_is_number(v) ? json_number_value(v) : fallback;
}

static int64_t least_epochs(const work *w)
{
    int64_t n = plan_int(w->learn->job.plan, "epochs", 100), a = plan_int(w->run->setting, "epochs", n),
            b = plan_int(w->run->spec, "epochs", n);
    n = a < n ? a : n;
    return b < n ? b : n;
}

static gnn_status begin(work *w)
{
    w->epochs = least_epochs(w), w->cpu = cpu_seconds();
    folder_file(w->folder, w->learn->job.q->folder, w->run->name, NULL);
    folder_file(w->log, w->folder, "log.jsonl", NULL);
    folder_file(w->checkpoint, w->folder, "checkpoint.safetensors", NULL);
    folder_file(w->weights, w->folder, "model.safetensors", NULL);
    folder_file(w->result, w->folder, "result.json", NULL);
    return folder_make(w->folder);
}

static void default_key(json_t *config, const char *key, int64_t value)
{
    if (!json_object_get(config, key)) json_object_set_new(config, key, json_integer((json_int_t)value));
}

static gnn_status make_model(work *w)
{
    gnn_status st = GNN_OK;
    const gnn_dataset *ds = w->data->ds;
    json_t *config = json_deep_copy(json_object_get(w->run->spec, "config"));
    const char *model = plan_text(w->run->spec, "model"), *dtype = text_of(w, "dtype", "f32");
    bool f64 = strcmp(dtype, "f64") == 0;
    char *text = NULL;
    GNN_REQUIRE(model, GNN_EINVAL, "network %s has no model", w->run->network);
    if (!config) config = json_object();
    default_key(config, "in", ds->features ? ds->features : 1);
    default_key(config, "out", ds->classes ? ds->classes : gnn_tensor_size(ds->samples[0].target));
    text = json_dumps(config, JSON_COMPACT);
    GNN_REQUIRE(text, GNN_ENOMEM, "out of memory for a model's configuration");
    GNN_REQUIRE(f64 || strcmp(dtype, "f32") == 0, GNN_EINVAL, "dtype is \"%s\", expected f32 or f64", dtype);
    GNN_TRY(gnn_model_new(&w->model, model, text, f64 ? GNN_F64 : GNN_F32, w->run->seed));
done:
    free(text);
    json_decref(config);
    return st;
}

static gnn_status make_split(work *w)
{
    gnn_status st = GNN_OK;
    int64_t n = w->data->ds->count;
    GNN_CALLOC(w->split, n);
    GNN_CALLOC(w->seen, n);
    GNN_TRY(w->learn->kind->split(w->split, w->learn, w->run, w->data->ds));
    for (int64_t i = 0; i < n; i++)
        w->seen[i] = w->split[i] == GNN_SPLIT_TEST && !w->learn->kind->test_curves ? GNN_SPLIT_NONE : w->split[i];
done:
    return st;
}

static gnn_status make_trainer(work *w)
{
    gnn_train_options o = GNN_TRAIN_OPTIONS_INIT;
    bool validated = memchr(w->seen, GNN_SPLIT_VAL, (size_t)w->data->ds->count) != NULL;
    GNN_TRY_RETURN(gnn_loss_find(&o.loss, text_of(w, "loss", w->data->ds->classes ? "cross_entropy" : "mse")));
    o.metric = text_of(w, "metric", w->data->ds->classes ? "accuracy" : "mse");
    o.optimizer = text_of(w, "optimizer", "adam"), o.schedule = text_of(w, "schedule", "constant");
    o.lr = real_of(w, "lr", 0.001), o.optim.weight_decay = real_of(w, "weight_decay", 0),
    o.clip_norm = real_of(w, "clip", 0);
    o.epochs = w->epochs, o.batch = (int64_t)real_of(w, "batch", 10), o.seed = w->run->seed, o.split = w->seen;
    o.calibrate = real_of(w, "calibrate", 0) != 0;
    o.patience = (int64_t)real_of(w, "patience", 0), o.restore_best = validated;
    o.checkpoint = w->checkpoint, o.checkpoint_seconds = CHECKPOINT_SECONDS, o.log = w->log;
    return gnn_trainer_new(&w->trainer, w->model, w->data->ds, &o);
}

static gnn_status resume(work *w)
{
    gnn_status st = w->learn->job.q->resume ? gnn_trainer_resume(w->trainer) : GNN_ENOTFOUND;
    return st == GNN_ENOTFOUND ? GNN_OK : st; /* it had not come to a checkpoint */
}

/* The curve that the published protocol of some papers is computed from. */
static json_t *test_curve(const gnn_epoch *h, int64_t count)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < count; i++)
        json_array_append_new(list, isfinite(h[i].test_metric) ? json_real(h[i].test_metric) : json_null());
    return list;
}

static gnn_status measure(json_t *o, const work *w)
{
    gnn_tensor *scores = NULL;
    GNN_TRY_RETURN(gnn_predict(&scores, w->model, w->data->ds, (int64_t)real_of(w, "batch", 10)));
    gnn_status st = w->learn->kind->measure_run(o, w->learn, w->run, w->data->ds, w->split, scores);
    gnn_tensor_free(scores);
    return st;
}

static gnn_status finish(json_t **out, work *w, int64_t before)
{
    int64_t epochs;
    const gnn_epoch *h = gnn_trainer_history(w->trainer, &epochs);
    double cpu = cpu_seconds() - w->cpu;
    json_t *o = json_object();
    json_object_set_new(o, "network", json_string(w->run->network));
    json_object_set_new(o, "setting", json_string(plan_text(w->run->setting, "name")));
    json_object_set_new(o, "seed", json_integer((json_int_t)w->run->seed));
    if (w->run->fold) json_object_set_new(o, "fold", json_integer(w->run->fold));
    json_object_set_new(o, "data", json_string(w->data->origin));
    json_object_set_new(o, "epochs", json_integer(w->epochs));
    json_object_set_new(o, "epochs_run", json_integer(epochs)); /* fewer with patience */
    json_object_set_new(o, "best_epoch", json_integer(gnn_trainer_best(w->trainer)));
    json_object_set_new(o, "parameters", json_integer(gnn_params_size(gnn_model_params(w->model))));
    if (epochs > before) json_object_set_new(o, "cpu_epoch", json_real(cpu / (double)(epochs - before)));
    if (w->learn->kind->test_curves) json_object_set_new(o, "test_curve", test_curve(h, epochs));
    *out = o;
    GNN_TRY_RETURN(measure(o, w));
    return folder_write_json(w->result, json_incref(o));
}

static gnn_status write_weights(const work *w)
{
    weights_use use = { .features = w->data->ds->features };
    snprintf(use.loss, sizeof use.loss, "%s", text_of(w, "loss", w->data->ds->classes ? "cross_entropy" : "mse"));
    snprintf(use.data, sizeof use.data, "%s", w->data->ds->name);
    return weights_write(w->model, &use, w->weights, 1);
}

gnn_status learn_work(void *ctx, int64_t run, FILE *result)
{
    gnn_status st = GNN_OK;
    work w = { .learn = ctx, .run = &((learn_job *)ctx)->job.run[run] };
    int64_t before;
    json_t *o = NULL;
    cli_progress_run(run, w.learn->job.runs);
    GNN_TRY(begin(&w));
    if ((o = exp_finished(&w.learn->job, w.run, "epochs", w.epochs))) {
        st = exp_send(result, o);
        goto done;
    }
    GNN_TRY(learn_data_of(&w.data, w.learn, w.run->setting));
    GNN_TRY(make_model(&w));
    GNN_TRY(make_split(&w));
    GNN_TRY(make_trainer(&w));
    GNN_TRY(resume(&w));
    (void)gnn_trainer_history(w.trainer, &before);
    st = gnn_trainer_run(w.trainer);
    if (st == GNN_ECANCELED) st = gnn_i_fail(st, "stopped; --resume -o %s continues", w.learn->job.q->folder);
    GNN_TRY(st);
    GNN_TRY(write_weights(&w));
    GNN_TRY(finish(&o, &w, before));
    GNN_TRY(exp_send(result, o));
done:
    if (st != GNN_OK && st != GNN_ECANCELED) st = gnn_i_fail_prefix(st, "%s", w.run->name);
    json_decref(o);
    gnn_trainer_free(w.trainer);
    gnn_model_free(w.model);
    gnn_i_free(w.split);
    gnn_i_free(w.seen);
    return st;
}
