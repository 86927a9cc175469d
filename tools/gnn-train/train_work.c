/* One run: a seed and a fold; its checkpoint, log, curves and weights. */
#include "train_tool.h"

/* The plan's names have been checked. */
static gnn_train_options options_of(const train_plan *p, uint64_t seed)
{
    gnn_train_options o = GNN_TRAIN_OPTIONS_INIT;
    gnn_bug_assert(gnn_loss_find(&o.loss, p->loss) == GNN_OK);
    o.metric = p->metric, o.optimizer = p->optimizer;
    o.optim.momentum = p->momentum, o.optim.nesterov = (int)p->nesterov, o.optim.beta1 = p->beta1,
    o.optim.beta2 = p->beta2;
    o.optim.eps = p->eps, o.optim.weight_decay = p->weight_decay,
    o.optim.decay_only = *p->decay_only ? p->decay_only : NULL;
    o.lr = p->lr, o.schedule = p->schedule, o.clip_norm = p->clip, o.clip_value = p->clip_value;
    o.epochs = p->epochs, o.batch = p->batch, o.steps = p->steps, o.seed = seed;
    o.patience = p->patience, o.monitor_loss = strcmp(p->monitor, "loss") == 0,
    o.restore_best = strcmp(p->protocol, "nested") == 0;
    o.eval_every = p->eval_every, o.eval_train = (int)p->eval_train, o.calibrate = (int)p->calibrate,
    o.checkpoint_every = p->checkpoint_every;
    if (p->checkpoint_every == 0) o.checkpoint_seconds = CHECKPOINT_SECONDS;
    return o;
}

/* ---- files ---- */

static void put(gnn_writer *w, double v, const char *end)
{
    char text[32] = "";
    if (v == v) gnn_i_format_double(text, v);
    (void)gnn_i_writer_printf(w, "%s%s", text, end);
}

/* The curves: log.jsonl as a table. */
static gnn_status write_metrics(const char *path, const char *metric, const gnn_epoch *h, int64_t count)
{
    gnn_writer *w;
    GNN_TRY_RETURN(gnn_i_writer_open(&w, path, true));
    (void)gnn_i_writer_printf(w, "epoch,lr,train_loss,grad_norm,train_%s,val_loss,val_%s,test_loss,test_%s,seconds\n",
                              metric, metric, metric);
    for (int64_t i = 0; i < count; i++) {
        put(w, h[i].epoch, ","), put(w, h[i].lr, ","), put(w, h[i].train_loss, ","), put(w, h[i].grad_norm, ",");
        put(w, h[i].train_metric, ","), put(w, h[i].val_loss, ","), put(w, h[i].val_metric, ","),
            put(w, h[i].test_loss, ",");
        put(w, h[i].test_metric, ","), put(w, h[i].seconds, "\n");
    }
    return gnn_i_writer_commit(&w);
}

static gnn_status write_run(const train_job *j, int64_t run, gnn_model *m, const gnn_epoch *h, int64_t count)
{
    char path[4096];
    const train_plan *p = j->plan;
    weights_use use = { .normalize = p->normalize != 0,
                        .node_level = j->ds->node_level != 0,
                        .features = j->ds->features };
    if (!j->folder) return GNN_OK;
    snprintf(use.loss, sizeof use.loss, "%s", p->loss);
    snprintf(use.data, sizeof use.data, "%s", j->ds->name);
    GNN_TRY_RETURN(write_metrics(folder_path(path, j, run, "metrics.csv"), p->metric, h, count));
    return weights_write(m, &use, folder_path(path, j, run, "model.safetensors"), 1);
}

/* ---- the run ---- */

static gnn_status send(FILE *to, const train_job *j, const gnn_trainer *t, gnn_model *m)
{
    train_result r = { 0 };
    const gnn_epoch *h = gnn_trainer_history(t, &r.epochs);
    r.chosen = strcmp(j->plan->protocol, "nested") == 0 && gnn_trainer_best(t) > 0 ? gnn_trainer_best(t) : r.epochs;
    r.parameters = gnn_params_size(gnn_model_params(m));
    for (int64_t i = 0; i < r.epochs; i++) r.seconds += h[i].seconds;
    bool sent = fwrite(&r, sizeof r, 1, to) == 1 && fwrite(h, sizeof *h, (size_t)r.epochs, to) == (size_t)r.epochs;
    GNN_REQUIRE_RETURN(sent, GNN_ENOMEM, "a run's result could not be kept");
    return GNN_OK;
}

static gnn_status resume(const train_job *j, gnn_trainer *t)
{
    if (!j->folder || !j->resume) return GNN_OK;
    gnn_status st = gnn_trainer_resume(t);
    return st == GNN_ENOTFOUND ? GNN_OK : st; /* it had not come to a checkpoint */
}

static gnn_status run_once(const train_job *j, int64_t run, FILE *result)
{
    gnn_status st = GNN_OK;
    char state[4096], log[4096];
    gnn_model *m = NULL;
    gnn_trainer *t = NULL;
    const uint8_t *split;
    uint8_t *owned = NULL;
    int64_t count;
    gnn_train_options o = options_of(j->plan, run_seed(j, run));
    GNN_TRY(plan_model(&m, j->plan, GNN_F32, o.seed));
    GNN_TRY(run_split(&split, &owned, j, run));
    o.split = split;
    if (j->folder)
        o.checkpoint = folder_path(state, j, run, "state.safetensors"), o.log = folder_path(log, j, run, "log.jsonl");
    GNN_TRY(gnn_trainer_new(&t, m, j->ds, &o));
    GNN_TRY(resume(j, t));
    GNN_TRY(gnn_trainer_run(t));
    const gnn_epoch *h = gnn_trainer_history(t, &count);
    GNN_TRY(write_run(j, run, m, h, count));
    GNN_TRY(send(result, j, t, m));
done:
    gnn_trainer_free(t);
    gnn_model_free(m);
    gnn_i_free(owned);
    return st;
}

gnn_status run_work(void *ctx, int64_t run, FILE *result)
{
    const train_job *j = ((const train_report *)ctx)->job;
    char label[64];
    cli_progress_run(run, job_runs(j));
    gnn_status st = run_once(j, run, result);
    if (st == GNN_OK || job_runs(j) == 1) return st;
    return gnn_i_fail_prefix(st, "%s", run_label(label, j, run, " ", ", "));
}
