/* Checkpoints: one safetensors file with everything that the rest of a run depends on.  Two files take turns, each is
 * written durably; the newer valid one is read.  Tensors: those of the model, and
 *   train.moment0, train.moment1   moments, laid out like the parameter block
 *   train.best_params, train.best_buffers   blocks of the best epoch
 *   train.state     f64: the numbers of `state_names`;   train.history   f64 (epochs, 10)
 * Metadata: train.version, train.run (what makes two runs the same run). */
#include "train/trainer.h"
#include "models/model.h"
#include <xxhash.h>

static const char version[] = "1";

/* Numbers of the state, all exact in f64 (counts stay below 2^53). */
enum {
    EPOCH, STEP_IN_EPOCH, STEP, LOSS_SUM, NORM_MAX, STOPPED, BEST_VALUE, BEST_EPOCH, BAD, OPTIMIZER_STEPS,
    SCHEDULE_SCALE, SCHEDULE_BEST, SCHEDULE_BAD, SECONDS, STATE_SIZE
};
enum { EPOCH_FIELDS = sizeof(gnn_epoch) / sizeof(double) };

/* ---- which run is it ---- */

static uint64_t hash_of_data(const gnn_trainer *t)
{
    uint64_t h = (uint64_t)t->ds->count;
    for (int64_t i = 0; i < t->ds->count; i++) {
        const gnn_graph *g = t->ds->samples[i].graph;
        h = XXH3_64bits_withSeed(gnn_graph_col(g), (size_t)gnn_graph_arcs(g) * sizeof(int32_t), h);
    }
    h = XXH3_64bits_withSeed(t->rows.ptr, (size_t)(t->ds->count + 1) * sizeof(int64_t), h);
    if (t->rows.labels) h = XXH3_64bits_withSeed(t->rows.labels, (size_t)t->rows.total * sizeof(int32_t), h);
    if (t->rows.target)
        h = XXH3_64bits_withSeed(t->rows.target->data,
                                 (size_t)gnn_tensor_size(t->rows.target) * gnn_dtype_size(t->rows.target->dtype), h);
    return XXH3_64bits_withSeed(t->rows.split, (size_t)t->rows.total, h);
}

gnn_status gnn_i_trainer_fingerprint(gnn_trainer *t)
{
    const gnn_train_options *o = &t->opt;
    const gnn_optimizer_options *q = &o->optim;
    static const char format[] =
        "model %s; config %s; dtype %d; data %016llx; loss %s; metric %s; optimizer %s; momentum %a; nesterov %d; beta1 %a; "
        "beta2 %a; eps %a; weight_decay %a; decay_only %s; lr %a; schedule %s; clip_norm %a; clip_value %a; batch %lld; steps %lld; "
        "seed %llu; patience %lld; monitor_loss %d; restore_best %d; calibrate %d; eval_every %lld; horizon %lld";
    /* the length of the run matters only where the schedule looks at it */
    bool horizon = strncmp(o->schedule, "cosine", 6) == 0 || strncmp(o->schedule, "linear", 6) == 0;
    int size = 0;
    for (int pass = 0; pass < 2; pass++) {
        size = snprintf(t->fingerprint, (size_t)size, format, gnn_model_name(t->model), gnn_model_config(t->model),
                        (int)gnn_model_dtype(t->model), (unsigned long long)hash_of_data(t),
                        gnn_loss_name((int)o->loss), t->metric->name, o->optimizer, q->momentum, q->nesterov, q->beta1,
                        q->beta2, q->eps, q->weight_decay, q->decay_only ? q->decay_only : "all", o->lr, o->schedule,
                        o->clip_norm, o->clip_value, (long long)t->batch, (long long)o->steps,
                        (unsigned long long)o->seed, (long long)o->patience, o->monitor_loss, o->restore_best,
                        o->calibrate, (long long)o->eval_every, horizon ? (long long)o->epochs : 0) +
               1;
        if (pass == 0 && !(t->fingerprint = gnn_i_alloc((size_t)size, 1))) return GNN_ENOMEM;
    }
    return GNN_OK;
}

/* The first item that differs, from both. */
static gnn_status check_fingerprint(const gnn_trainer *t, const char *theirs, const char *path)
{
    const char *a = t->fingerprint, *b = theirs;
    while (*a && *a == *b) a++, b++;
    if (*a == *b) return GNN_OK;
    while (a > t->fingerprint && !(a[-1] == ' ' && a[-2] == ';')) a--, b--;
    return gnn_i_fail(GNN_EINVAL, "%s: is of another run: it has \"%.*s\", this run \"%.*s\"", path,
                      (int)strcspn(b, ";"), b, (int)strcspn(a, ";"), a);
}

/* ---- writing ---- */

static gnn_status add_array(gnn_safetensors *file, const char *name, gnn_dtype dtype, int64_t rows, int64_t cols,
                            const void *data)
{
    gnn_tensor *c = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&c, dtype, 2, (int64_t[]){ rows, cols }));
    size_t bytes = (size_t)(rows * cols) * gnn_dtype_size(dtype);
    if (bytes) memcpy(c->data, data, bytes);
    gnn_status st = gnn_i_safetensors_add(file, name, c);
    if (st != GNN_OK) gnn_tensor_free(c);
    return st;
}

static void state_out(const gnn_trainer *t, double s[STATE_SIZE])
{
    s[EPOCH] = (double)t->epoch, s[STEP_IN_EPOCH] = (double)t->step_in_epoch, s[STEP] = (double)t->step;
    s[LOSS_SUM] = t->loss_sum, s[NORM_MAX] = t->norm_max, s[STOPPED] = t->stopped, s[BEST_VALUE] = t->best_value;
    s[BEST_EPOCH] = (double)t->best_epoch, s[BAD] = (double)t->bad;
    s[OPTIMIZER_STEPS] = (double)gnn_optimizer_steps(t->optimizer);
    s[SCHEDULE_SCALE] = t->schedule.scale, s[SCHEDULE_BEST] = t->schedule.best,
    s[SCHEDULE_BAD] = (double)t->schedule.bad;
    s[SECONDS] = t->seconds;
}

static gnn_status pack(gnn_safetensors *file, gnn_trainer *t)
{
    double s[STATE_SIZE];
    gnn_dtype dtype = gnn_model_dtype(t->model);
    int64_t np = gnn_params_block(gnn_model_params(t->model), NULL, NULL),
            nb = gnn_params_block(gnn_model_buffers(t->model), NULL, NULL);
    GNN_TRY_RETURN(gnn_i_model_pack(file, t->model));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(file, "train.version", version));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(file, "train.run", t->fingerprint));
    for (int i = 0; i < gnn_optimizer_moments(t->optimizer); i++) {
        gnn_tensor m = gnn_optimizer_moment(t->optimizer, i);
        GNN_TRY_RETURN(add_array(file, i ? "train.moment1" : "train.moment0", dtype, 1, np, m.data));
    }
    if (t->best_epoch) {
        GNN_TRY_RETURN(add_array(file, "train.best_params", dtype, 1, np, t->best_params));
        GNN_TRY_RETURN(add_array(file, "train.best_buffers", dtype, 1, nb, t->best_buffers));
    }
    state_out(t, s);
    GNN_TRY_RETURN(add_array(file, "train.state", GNN_F64, 1, STATE_SIZE, s));
    return add_array(file, "train.history", GNN_F64, t->history_count, EPOCH_FIELDS, t->history);
}

gnn_status gnn_trainer_save(gnn_trainer *t)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file = NULL;
    GNN_REQUIRE(t->opt.checkpoint, GNN_EINVAL, "this run has no checkpoint file");
    GNN_CALLOC(file, 1);
    GNN_TRY(pack(file, t));
    GNN_TRY(gnn_safetensors_write(t->path[t->slot], file, 1));
    t->slot = 1 - t->slot;
done:
    gnn_safetensors_free(file);
    return st;
}

/* ---- reading ---- */

static const gnn_tensor *array_of(const gnn_safetensors *f, const char *name, gnn_dtype dtype, int64_t size)
{
    const gnn_tensor *t = gnn_safetensors_get(f, name);
    return t && t->dtype == dtype && (size < 0 || gnn_tensor_size(t) == size) ? t : NULL;
}

/* What a file holds, checked against the run before anything is changed. */
typedef struct found {
    gnn_safetensors *file;
    gnn_model *model;
    const double *state;
    const gnn_tensor *history, *moment[2], *best_params, *best_buffers;
} found;

static void found_free(found *f)
{
    gnn_model_free(f->model);
    gnn_safetensors_free(f->file);
    *f = (found){ 0 };
}

static gnn_status inspect(found *f, gnn_trainer *t, const char *path)
{
    gnn_dtype dtype = gnn_model_dtype(t->model);
    int64_t np = gnn_params_block(gnn_model_params(t->model), NULL, NULL),
            nb = gnn_params_block(gnn_model_buffers(t->model), NULL, NULL);
    const char *v = gnn_safetensors_meta(f->file, "train.version"), *run = gnn_safetensors_meta(f->file, "train.run");
    GNN_REQUIRE_RETURN(v && run, GNN_EPARSE, "%s: is not a checkpoint of a training run", path);
    GNN_REQUIRE_RETURN(strcmp(v, version) == 0, GNN_EPARSE,
                       "%s: is a checkpoint of version %.16s, this library reads %s", path, v, version);
    GNN_TRY_RETURN(check_fingerprint(t, run, path));
    const gnn_tensor *s = array_of(f->file, "train.state", GNN_F64, STATE_SIZE);
    f->history = array_of(f->file, "train.history", GNN_F64, -1);
    GNN_REQUIRE_RETURN(s && f->history && gnn_tensor_size(f->history) % EPOCH_FIELDS == 0, GNN_EPARSE,
                       "%s: train.state or train.history is missing or has another size", path);
    f->state = s->data;
    for (int i = 0; i < gnn_optimizer_moments(t->optimizer); i++) {
        f->moment[i] = array_of(f->file, i ? "train.moment1" : "train.moment0", dtype, np);
        GNN_REQUIRE_RETURN(f->moment[i], GNN_EPARSE, "%s: train.moment%d is missing or has another size", path, i);
    }
    if (f->state[BEST_EPOCH] > 0) {
        f->best_params = array_of(f->file, "train.best_params", dtype, np);
        f->best_buffers = array_of(f->file, "train.best_buffers", dtype, nb);
        GNN_REQUIRE_RETURN(f->best_params && f->best_buffers && t->best_params, GNN_EPARSE,
                           "%s: train.best_params or train.best_buffers is missing or has another size", path);
    }
    return gnn_i_model_unpack(&f->model, f->file, path, dtype);
}

/* A checkpoint of ours has a checksum; one that lost it is damaged. */
static gnn_status open_slot(found *f, gnn_trainer *t, int slot)
{
    int verified = 0;
    gnn_status st = gnn_safetensors_read(&f->file, t->path[slot], &verified);
    if (st == GNN_OK && !verified)
        st = gnn_i_fail(GNN_EPARSE, "%s: has no checksum: damaged, or not a checkpoint", t->path[slot]);
    if (st == GNN_OK) st = inspect(f, t, t->path[slot]);
    if (st != GNN_OK) found_free(f);
    return st;
}

static void copy_block(gnn_params *to, gnn_params *from)
{
    void *a, *b;
    size_t bytes = gnn_i_block(to, &a);
    gnn_i_block(from, &b);
    if (bytes) memcpy(a, b, bytes);
}

static void copy_bytes(void *to, const gnn_tensor *t)
{
    size_t bytes = (size_t)gnn_tensor_size(t) * gnn_dtype_size(t->dtype);
    if (bytes) memcpy(to, t->data, bytes);
}

static gnn_status adopt(gnn_trainer *t, const found *f)
{
    int64_t epochs = gnn_tensor_size(f->history) / EPOCH_FIELDS;
    GNN_TRY_RETURN(gnn_i_grow(&t->history, &t->history_cap, epochs, sizeof *t->history)); /* the last that can fail */
    copy_bytes(t->history, f->history);
    t->history_count = epochs;
    copy_block(gnn_model_params(t->model), gnn_model_params(f->model));
    copy_block(gnn_model_buffers(t->model), gnn_model_buffers(f->model));
    for (int i = 0; i < gnn_optimizer_moments(t->optimizer); i++)
        copy_bytes(gnn_optimizer_moment(t->optimizer, i).data, f->moment[i]);
    if (f->best_params) copy_bytes(t->best_params, f->best_params), copy_bytes(t->best_buffers, f->best_buffers);
    const double *s = f->state;
    t->epoch = (int64_t)s[EPOCH], t->step_in_epoch = (int64_t)s[STEP_IN_EPOCH], t->step = (int64_t)s[STEP];
    t->loss_sum = s[LOSS_SUM], t->norm_max = s[NORM_MAX], t->stopped = s[STOPPED] != 0, t->best_value = s[BEST_VALUE];
    t->best_epoch = (int64_t)s[BEST_EPOCH], t->bad = (int64_t)s[BAD], t->seconds = s[SECONDS], t->perm_epoch = -1;
    t->schedule.scale = s[SCHEDULE_SCALE], t->schedule.best = s[SCHEDULE_BEST],
    t->schedule.bad = (int64_t)s[SCHEDULE_BAD];
    gnn_optimizer_set_steps(t->optimizer, (int64_t)s[OPTIMIZER_STEPS]);
    return GNN_OK;
}

static bool newer(const double *a, const double *b)
{
    return a[STEP] > b[STEP] || (a[STEP] == b[STEP] && a[EPOCH] > b[EPOCH]);
}

gnn_status gnn_trainer_resume(gnn_trainer *t)
{
    found f[2] = { 0 };
    gnn_status st = GNN_OK, slot_st[2];
    bool there[2];
    char why[256] = "";
    GNN_REQUIRE_RETURN(t->opt.checkpoint, GNN_EINVAL, "this run has no checkpoint file");
    for (int i = 0; i < 2; i++) {
        there[i] = gnn_i_file_exists(t->path[i]);
        slot_st[i] = there[i] ? open_slot(&f[i], t, i) : GNN_ENOTFOUND;
        if (there[i] && slot_st[i] != GNN_OK) {
            snprintf(why, sizeof why, "%s", gnn_last_error());
            gnn_i_log(GNN_LOG_WARNING, "%s", why);
        }
    }
    GNN_REQUIRE(there[0] || there[1], GNN_ENOTFOUND, "%s: there is no checkpoint", t->path[0]);
    int best = f[1].file && (!f[0].file || newer(f[1].state, f[0].state));
    if (!f[best].file) {
        st = gnn_i_fail(there[0] ? slot_st[0] : slot_st[1], "%s", why);
        goto done;
    }
    GNN_TRY(adopt(t, &f[best]));
    t->slot = 1 - best;
    (void)gnn_i_trainer_rewrite_log(t);
done:
    found_free(&f[0]);
    found_free(&f[1]);
    return st;
}
