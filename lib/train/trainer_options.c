/* Options of a run: copies, defaults, ranges. */
#include "train/trainer.h"
#include <math.h>

static const char *const loss_names[] = { "cross_entropy", "permutation_cross_entropy", "mse", "l1", "bce" };

const char *gnn_loss_name(int i) { return i >= 0 && i <= GNN_LOSS_BCE ? loss_names[i] : NULL; }

gnn_status gnn_loss_find(gnn_loss *out, const char *name)
{
    for (int i = 0; gnn_loss_name(i); i++)
        if (strcmp(gnn_loss_name(i), name) == 0) {
            *out = (gnn_loss)i;
            return GNN_OK;
        }
    return gnn_i_fail(GNN_ENOTFOUND, "no loss is called \"%s\"", name);
}

static gnn_status check_numbers(const gnn_train_options *o)
{
    GNN_REQUIRE_RETURN(o->size == sizeof *o, GNN_EINVAL, "training options of size %zu, %zu expected", o->size,
                       sizeof *o);
    GNN_REQUIRE_RETURN(gnn_loss_name((int)o->loss), GNN_EINVAL, "loss number %d", (int)o->loss);
    GNN_REQUIRE_RETURN(o->lr >= 0 && isfinite(o->lr), GNN_EINVAL, "learning rate %g is negative or not finite", o->lr);
    GNN_REQUIRE_RETURN(o->clip_norm >= 0 && isfinite(o->clip_norm), GNN_EINVAL,
                       "clip_norm %g is negative or not finite", o->clip_norm);
    GNN_REQUIRE_RETURN(o->clip_value >= 0 && isfinite(o->clip_value), GNN_EINVAL,
                       "clip_value %g is negative or not finite", o->clip_value);
    GNN_REQUIRE_RETURN(o->epochs >= 0, GNN_EINVAL, "%lld epochs", (long long)o->epochs);
    GNN_REQUIRE_RETURN(o->batch >= 0, GNN_EINVAL, "batches of %lld", (long long)o->batch);
    GNN_REQUIRE_RETURN(o->steps >= 0, GNN_EINVAL, "%lld steps an epoch", (long long)o->steps);
    GNN_REQUIRE_RETURN(o->steps == 0 || o->batch > 0, GNN_EINVAL, "steps an epoch need the size of a batch");
    GNN_REQUIRE_RETURN(o->eval_every >= 1, GNN_EINVAL, "eval_every %lld is below 1", (long long)o->eval_every);
    GNN_REQUIRE_RETURN(o->patience >= 0, GNN_EINVAL, "patience %lld is negative", (long long)o->patience);
    GNN_REQUIRE_RETURN(o->checkpoint_every >= 0, GNN_EINVAL, "checkpoint_every %lld is negative",
                       (long long)o->checkpoint_every);
    GNN_REQUIRE_RETURN(o->checkpoint_seconds >= 0, GNN_EINVAL, "checkpoint_seconds %g is negative",
                       o->checkpoint_seconds);
    return GNN_OK;
}

static gnn_status keep(const char **field, const char *fallback)
{
    const char *s = *field ? *field : fallback;
    *field = NULL;
    if (s && !(*field = gnn_i_strdup(s))) return GNN_ENOMEM;
    return GNN_OK;
}

static gnn_status keep_strings(gnn_trainer *t, const gnn_train_options *from)
{
    gnn_status st = GNN_OK;
    gnn_train_options *o = &t->opt;
    bool regression = o->loss == GNN_LOSS_MSE || o->loss == GNN_LOSS_L1;
    /* nothing of the caller's may be freed by us: clear first, then copy */
    o->metric = o->optimizer = o->schedule = o->checkpoint = o->log = o->optim.decay_only = NULL, o->split = NULL;
    const char *v;
    GNN_TRY((v = from->metric, keep(&v, regression                                      ? "mae"
                                        : o->loss == GNN_LOSS_PERMUTATION_CROSS_ENTROPY ? "overlap"
                                                                                        : "accuracy")));
    o->metric = v;
    GNN_TRY((v = from->optimizer, keep(&v, "adam")));
    o->optimizer = v;
    GNN_TRY((v = from->schedule, keep(&v, "constant")));
    o->schedule = v;
    GNN_TRY((v = from->checkpoint, keep(&v, NULL)));
    o->checkpoint = v;
    GNN_TRY((v = from->log, keep(&v, NULL)));
    o->log = v;
    GNN_TRY((v = from->optim.decay_only, keep(&v, NULL)));
    o->optim.decay_only = v;
    if (from->split) {
        uint8_t *split;
        GNN_ALLOC(split, t->ds->count);
        memcpy(split, from->split, (size_t)t->ds->count);
        o->split = split;
    }
    if (o->checkpoint) {
        size_t n = strlen(o->checkpoint) + 3;
        for (int i = 0; i < 2; i++) {
            GNN_ALLOC(t->path[i], n);
            snprintf(t->path[i], n, i ? "%s.1" : "%s", o->checkpoint);
        }
    }
done:
    return st;
}

gnn_status gnn_i_trainer_options(gnn_trainer *t, const gnn_train_options *options)
{
    static const gnn_train_options fallback = GNN_TRAIN_OPTIONS_INIT;
    if (!options) options = &fallback;
    GNN_TRY_RETURN(check_numbers(options));
    t->opt = *options;
    GNN_TRY_RETURN(keep_strings(t, options));
    t->metric = gnn_i_metric_find(t->opt.metric);
    GNN_REQUIRE_RETURN(t->metric, GNN_ENOTFOUND, "no metric is called \"%s\"", t->opt.metric);
    return gnn_schedule_parse(&t->schedule, t->opt.schedule, t->opt.epochs);
}

static void drop(const void *p) { gnn_i_free((void *)(uintptr_t)p); }

void gnn_i_trainer_options_free(gnn_trainer *t)
{
    drop(t->opt.metric);
    drop(t->opt.optimizer);
    drop(t->opt.schedule);
    drop(t->opt.checkpoint);
    drop(t->opt.log);
    drop(t->opt.optim.decay_only);
    drop(t->opt.split);
    drop(t->path[0]);
    drop(t->path[1]);
    drop(t->fingerprint);
}
