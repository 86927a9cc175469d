/* A training run: steps, epochs, early stopping. */
#include "train/trainer.h"
#include <math.h>

size_t gnn_i_block(gnn_params *p, void **values)
{
    return (size_t)gnn_params_block(p, values, NULL) * gnn_dtype_size(gnn_params_dtype(p));
}

static gnn_status block_copy(void **out, gnn_params *p)
{
    void *v;
    size_t bytes = gnn_i_block(p, &v);
    *out = gnn_i_alloc(bytes + 1, 1);
    if (!*out) return GNN_ENOMEM;
    if (bytes) memcpy(*out, v, bytes);
    return GNN_OK;
}

static void block_put(gnn_params *p, const void *from)
{
    void *v;
    size_t bytes = gnn_i_block(p, &v);
    if (bytes) memcpy(v, from, bytes);
}

static void block_take(void *to, gnn_params *p)
{
    void *v;
    size_t bytes = gnn_i_block(p, &v);
    if (bytes) memcpy(to, v, bytes);
}

static gnn_status start_monitor(gnn_trainer *t)
{
    bool val = t->rows.count[GNN_SPLIT_VAL] > 0;
    GNN_REQUIRE_RETURN(val || (t->opt.patience == 0 && !t->opt.restore_best), GNN_EINVAL,
                       "early stopping and restore_best need validation examples, data set %s has none in this split",
                       t->ds->name);
    if (!val) return GNN_OK;
    GNN_TRY_RETURN(block_copy(&t->best_params, gnn_model_params(t->model)));
    return block_copy(&t->best_buffers, gnn_model_buffers(t->model));
}

gnn_status gnn_trainer_new(gnn_trainer **out, gnn_model *m, const gnn_dataset *ds, const gnn_train_options *options)
{
    gnn_status st = GNN_OK;
    gnn_trainer *t;
    GNN_CALLOC(t, 1);
    t->model = m, t->ds = ds;
    GNN_TRY(gnn_i_trainer_options(t, options));
    GNN_TRY(gnn_optimizer_new(&t->optimizer, t->opt.optimizer, gnn_model_params(m), &t->opt.optim));
    GNN_TRY(gnn_loader_new(&t->loader, ds, m));
    GNN_TRY(gnn_tape_new(&t->tape, gnn_model_dtype(m)));
    GNN_TRY(gnn_i_trainer_data(t));
    GNN_TRY(block_copy(&t->undo_buffers, gnn_model_buffers(m)));
    GNN_TRY(start_monitor(t));
    GNN_TRY(gnn_i_trainer_fingerprint(t));
    *out = t, t = NULL;
done:
    gnn_trainer_free(t);
    return st;
}

void gnn_trainer_free(gnn_trainer *t)
{
    if (!t) return;
    gnn_i_trainer_data_free(t);
    gnn_optimizer_free(t->optimizer);
    gnn_loader_free(t->loader);
    gnn_tape_free(t->tape);
    gnn_i_free(t->best_params);
    gnn_i_free(t->best_buffers);
    gnn_i_free(t->undo_buffers);
    gnn_i_free(t->history);
    gnn_i_trainer_options_free(t);
    gnn_i_free(t);
}

/* ---- a step ---- */

static gnn_status forward_backward(gnn_trainer *t, double *loss)
{
    gnn_input in;
    GNN_TRY_RETURN(gnn_i_trainer_batch(t, &in));
    in.training = 1;
    in.stream = gnn_rng_stream(t->opt.seed, "dropout", (uint64_t)t->step);
    gnn_tape_reset(t->tape);
    gnn_params_zero_grad(gnn_model_params(t->model));
    gnn_var y = gnn_model_forward(t->model, t->tape, &in);
    gnn_var l = gnn_i_trainer_loss(t, y, t->batch_labels, &t->batch_target, t->batch_rows, t->batch_k);
    GNN_TRY_RETURN(gnn_tape_status(t->tape));
    *loss = gnn_tensor_get(gnn_value(l), 0);
    return gnn_backward(l);
}

/* Norm before clipping; refuses what is not finite. */
static gnn_status clip(gnn_trainer *t, double *norm)
{
    gnn_params *p = gnn_model_params(t->model);
    *norm = gnn_grad_norm(p);
    GNN_REQUIRE_RETURN(isfinite(*norm), GNN_ENUMERIC, "the norm of the gradient is %g", *norm);
    if (t->opt.clip_value > 0) gnn_clip_grad_value(p, t->opt.clip_value);
    if (t->opt.clip_norm > 0) gnn_clip_grad_norm(p, t->opt.clip_norm);
    return GNN_OK;
}

static double rate(const gnn_trainer *t) { return t->opt.lr * gnn_schedule_factor(&t->schedule, t->epoch); }

gnn_status gnn_trainer_step(gnn_trainer *t)
{
    double loss = NAN, norm = 0;
    if (t->step_in_epoch == t->steps) t->epoch++, t->step_in_epoch = 0, t->loss_sum = t->norm_max = 0;
    block_take(t->undo_buffers, gnn_model_buffers(t->model));
    gnn_status st = forward_backward(t, &loss);
    if (st == GNN_OK) st = clip(t, &norm);
    if (st != GNN_OK) { /* a canceled or failed step has not happened: running statistics go back too */
        block_put(gnn_model_buffers(t->model), t->undo_buffers);
        return st == GNN_ECANCELED ? st
                                   : gnn_i_fail_prefix(st, "epoch %lld, step %lld", (long long)t->epoch + 1,
                                                       (long long)t->step_in_epoch + 1);
    }
    gnn_optimizer_step(t->optimizer, rate(t));
    t->loss_sum += loss;
    if (norm > t->norm_max) t->norm_max = norm;
    t->step++, t->step_in_epoch++;
    return GNN_OK;
}

/* ---- an epoch ---- */

static bool better(const gnn_trainer *t, double v)
{
    if (isnan(v)) return false;
    if (t->best_epoch == 0) return true;
    return t->opt.monitor_loss || t->metric->smaller ? v < t->best_value : v > t->best_value;
}

static void monitor(gnn_trainer *t, const gnn_epoch *e)
{
    double v = t->opt.monitor_loss ? e->val_loss : e->val_metric;
    if (!t->best_params || isnan(e->val_loss)) return;
    if (better(t, v)) {
        t->best_value = v, t->best_epoch = (int64_t)e->epoch, t->bad = 0;
        block_take(t->best_params, gnn_model_params(t->model));
        block_take(t->best_buffers, gnn_model_buffers(t->model));
    } else if (++t->bad >= t->opt.patience && t->opt.patience > 0) {
        t->stopped = true;
    }
}

static gnn_status finish_epoch(gnn_trainer *t)
{
    double begin = gnn_i_now();
    gnn_epoch e = { .epoch = (double)(t->epoch + 1),
                    .lr = rate(t),
                    .train_loss = t->loss_sum / (double)t->steps,
                    .grad_norm = t->norm_max,
                    .train_metric = NAN,
                    .val_loss = NAN,
                    .val_metric = NAN,
                    .test_loss = NAN,
                    .test_metric = NAN };
    if ((t->epoch + 1) % t->opt.eval_every == 0 || t->epoch + 1 == t->opt.epochs) {
        gnn_status st = gnn_i_trainer_evaluate_epoch(t, &e);
        if (st != GNN_OK) return gnn_i_fail_prefix(st, "evaluation after epoch %lld", (long long)t->epoch + 1);
    }
    e.seconds = t->seconds + gnn_i_now() - begin;
    GNN_TRY_RETURN(gnn_i_trainer_record(t, &e));
    gnn_schedule_observe(&t->schedule, isnan(e.val_loss) ? e.train_loss : e.val_loss);
    monitor(t, &e);
    t->epoch++;
    t->step_in_epoch = 0;
    t->loss_sum = t->norm_max = t->seconds = 0;
    if (t->opt.on_epoch) t->opt.on_epoch(t->opt.ctx, &e);
    gnn_i_progress("train", t->epoch, t->opt.epochs);
    return GNN_OK;
}

static gnn_status canceled(gnn_trainer *t)
{
    gnn_status st = t->opt.checkpoint ? gnn_trainer_save(t) : GNN_OK;
    if (st != GNN_OK)
        return gnn_i_fail_prefix(st, "canceled in epoch %lld, and the checkpoint was not written",
                                 (long long)t->epoch + 1);
    return gnn_i_fail(GNN_ECANCELED, "canceled in epoch %lld, after step %lld", (long long)t->epoch + 1,
                      (long long)t->step_in_epoch);
}

/* Steps until the epoch is complete. */
static gnn_status run_steps(gnn_trainer *t)
{
    double begin = gnn_i_now();
    gnn_status st = GNN_OK;
    while (st == GNN_OK && t->step_in_epoch < t->steps) st = gnn_canceled() ? GNN_ECANCELED : gnn_trainer_step(t);
    t->seconds += gnn_i_now() - begin;
    return st;
}

/* When checkpoints are written does not change what is computed. */
static bool save_is_due(const gnn_trainer *t, double saved)
{
    const gnn_train_options *o = &t->opt;
    if (!o->checkpoint || t->epoch >= o->epochs || t->stopped) return false;
    return (o->checkpoint_every && t->epoch % o->checkpoint_every == 0) ||
           (o->checkpoint_seconds > 0 && gnn_i_now() - saved >= o->checkpoint_seconds);
}

gnn_status gnn_trainer_run(gnn_trainer *t)
{
    bool worked = false;
    double saved = gnn_i_now();
    while (t->epoch < t->opt.epochs && !t->stopped) {
        gnn_status st = run_steps(t);
        if (st == GNN_ECANCELED || (st == GNN_OK && gnn_canceled())) return canceled(t);
        if (st == GNN_OK) st = finish_epoch(t);
        if (st != GNN_OK) return st;
        worked = true;
        if (!save_is_due(t, saved)) continue;
        GNN_TRY_RETURN(gnn_trainer_save(t));
        saved = gnn_i_now();
    }
    if (worked && t->opt.checkpoint) GNN_TRY_RETURN(gnn_trainer_save(t));
    if (t->opt.restore_best && t->best_epoch > 0) {
        block_put(gnn_model_params(t->model), t->best_params);
        block_put(gnn_model_buffers(t->model), t->best_buffers);
    }
    return GNN_OK;
}

const gnn_epoch *gnn_trainer_history(const gnn_trainer *t, int64_t *count)
{
    *count = t->history_count;
    return t->history;
}

int64_t gnn_trainer_best(const gnn_trainer *t) { return t->best_epoch; }
int gnn_trainer_metric_smaller(const gnn_trainer *t) { return t->metric->smaller; }
