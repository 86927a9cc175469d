/* Rows, labels and splits of a data set, and the batches of a run. */
#include "train/trainer.h"

void gnn_i_trainer_data_free(gnn_trainer *t)
{
    gnn_i_rows *r = &t->rows;
    gnn_i_free(r->ptr);
    gnn_i_free(r->labels);
    gnn_i_free(r->split);
    gnn_tensor_free(r->target);
    for (int s = 0; s < 4; s++) gnn_i_free(r->of[s]);
    gnn_i_free(t->train);
    gnn_i_free(t->eval);
    gnn_i_free(t->perm);
    gnn_i_free(t->idx);
    gnn_i_free(t->batch_rows);
    gnn_i_free(t->batch_labels);
    gnn_i_free(t->batch_target.data);
    gnn_tensor_free(t->scores);
}

static bool by_target(const gnn_trainer *t)
{
    return t->opt.loss == GNN_LOSS_MSE || t->opt.loss == GNN_LOSS_L1 ||
           (t->opt.loss == GNN_LOSS_BCE && t->ds->classes == 0);
}

static gnn_status count_rows(gnn_trainer *t)
{
    gnn_status st = GNN_OK;
    bool per_graph = gnn_model_per_graph(t->model);
    GNN_REQUIRE(t->ds->count > 0, GNN_EINVAL, "data set %s is empty", t->ds->name);
    GNN_REQUIRE(per_graph == !t->ds->node_level, GNN_EINVAL,
                "data set %s has labels on %s, model %s gives one row a %s (key readout)", t->ds->name,
                t->ds->node_level ? "nodes" : "graphs", gnn_model_name(t->model), per_graph ? "graph" : "node");
    GNN_ALLOC(t->rows.ptr, t->ds->count + 1);
    t->rows.ptr[0] = 0;
    for (int64_t i = 0; i < t->ds->count; i++)
        t->rows.ptr[i + 1] = t->rows.ptr[i] + (per_graph ? 1 : gnn_graph_n(t->ds->samples[i].graph));
    t->rows.total = t->rows.ptr[t->ds->count];
    GNN_REQUIRE(t->rows.total <= INT32_MAX, GNN_EOVERFLOW, "%lld rows of scores, at most 2^31 - 1 are possible",
                (long long)t->rows.total);
done:
    return st;
}

static gnn_status read_labels(gnn_trainer *t)
{
    gnn_status st = GNN_OK;
    gnn_i_rows *r = &t->rows;
    GNN_REQUIRE(t->ds->classes > 0, GNN_EINVAL, "data set %s has no classes: take loss mse or l1", t->ds->name);
    GNN_ALLOC(r->labels, r->total);
    for (int64_t i = 0; i < t->ds->count; i++) {
        const gnn_sample *s = &t->ds->samples[i];
        for (int64_t k = r->ptr[i]; k < r->ptr[i + 1]; k++)
            r->labels[k] = !t->ds->node_level ? s->graph_class : s->node_class ? s->node_class[k - r->ptr[i]] : -1;
    }
done:
    return st;
}

/* Targets of all rows below each other; BCE on two classes: the label as a number. */
static gnn_status read_targets(gnn_trainer *t)
{
    gnn_i_rows *r = &t->rows;
    int64_t c = 1;
    if (by_target(t)) {
        GNN_REQUIRE_RETURN(t->ds->samples[0].target, GNN_EINVAL, "data set %s has no targets for loss %s", t->ds->name,
                           gnn_loss_name((int)t->opt.loss));
        int64_t rows = r->ptr[1] > 0 ? r->ptr[1] : 1;
        c = gnn_tensor_size(t->ds->samples[0].target) / rows;
    } else {
        GNN_REQUIRE_RETURN(t->ds->classes == 2, GNN_EUNSUPPORTED,
                           "loss bce needs two classes or targets, data set %s has %lld classes", t->ds->name,
                           (long long)t->ds->classes);
    }
    GNN_TRY_RETURN(gnn_tensor_new(&r->target, gnn_model_dtype(t->model), 2, (int64_t[]){ r->total, c }));
    if (!by_target(t)) {
        for (int64_t k = 0; k < r->total; k++) gnn_tensor_set(r->target, k, r->labels[k] > 0);
        return GNN_OK;
    }
    for (int64_t i = 0; i < t->ds->count; i++) {
        const gnn_tensor *x = t->ds->samples[i].target;
        int64_t n = (r->ptr[i + 1] - r->ptr[i]) * c;
        GNN_REQUIRE_RETURN(x && gnn_tensor_size(x) == n, GNN_ESHAPE, "example %lld has %lld targets, %lld expected",
                           (long long)i, x ? (long long)gnn_tensor_size(x) : 0, (long long)n);
        for (int64_t k = 0; k < n; k++) gnn_tensor_set(r->target, r->ptr[i] * c + k, gnn_tensor_get(x, k));
    }
    return GNN_OK;
}

static gnn_status read_splits(gnn_trainer *t)
{
    gnn_status st = GNN_OK;
    gnn_i_rows *r = &t->rows;
    GNN_ALLOC(r->split, r->total);
    for (int64_t i = 0; i < t->ds->count; i++) {
        const uint8_t *own = t->opt.split || !t->ds->node_level ? NULL : t->ds->samples[i].node_split;
        for (int64_t k = r->ptr[i]; k < r->ptr[i + 1]; k++) {
            uint8_t s = own ? own[k - r->ptr[i]] : t->opt.split ? t->opt.split[i] : GNN_SPLIT_TRAIN;
            GNN_REQUIRE(s <= GNN_SPLIT_TEST, GNN_EINVAL, "example %lld: split %d is none of GNN_SPLIT_…", (long long)i,
                        s);
            if (r->labels && r->labels[k] < 0) s = GNN_SPLIT_NONE;
            GNN_REQUIRE(!r->labels || r->labels[k] < t->ds->classes, GNN_EINVAL,
                        "example %lld: label %d, there are %lld classes", (long long)i, r->labels[k],
                        (long long)t->ds->classes);
            r->split[k] = s;
            r->count[s]++;
        }
    }
    for (int s = 0; s < 4; s++) {
        GNN_ALLOC(r->of[s], r->count[s]);
        int64_t n = 0;
        for (int64_t k = 0; k < r->total; k++)
            if (r->split[k] == s) r->of[s][n++] = (int32_t)k;
    }
    GNN_REQUIRE(r->count[GNN_SPLIT_TRAIN] > 0, GNN_EINVAL, "data set %s: there is nothing to train on", t->ds->name);
done:
    return st;
}

static bool has_row(const gnn_i_rows *r, int64_t example, unsigned splits)
{
    for (int64_t k = r->ptr[example]; k < r->ptr[example + 1]; k++)
        if (splits >> r->split[k] & 1) return true;
    return false;
}

static gnn_status list_examples(gnn_trainer *t)
{
    gnn_status st = GNN_OK;
    unsigned wanted = 1u << GNN_SPLIT_VAL | 1u << GNN_SPLIT_TEST | (t->opt.eval_train ? 1u << GNN_SPLIT_TRAIN : 0);
    GNN_ALLOC(t->train, t->ds->count);
    GNN_ALLOC(t->eval, t->ds->count);
    t->sees_train = true;
    for (int64_t i = 0; i < t->ds->count; i++) {
        bool train = has_row(&t->rows, i, 1u << GNN_SPLIT_TRAIN), eval = has_row(&t->rows, i, wanted);
        if (train) t->train[t->train_count++] = i;
        if (eval) t->eval[t->eval_count++] = i;
        if (train && !eval) t->sees_train = false;
    }
    t->batch = t->opt.batch == 0 || t->opt.batch > t->train_count ? t->train_count : t->opt.batch;
    t->steps = t->opt.steps ? t->opt.steps : (t->train_count + t->batch - 1) / t->batch;
    GNN_ALLOC(t->perm, t->train_count);
    GNN_ALLOC(t->idx, t->batch);
    t->perm_epoch = -1;
done:
    return st;
}

static gnn_status check_width(gnn_trainer *t, int64_t width)
{
    bool classes = t->opt.loss == GNN_LOSS_CROSS_ENTROPY || t->opt.loss == GNN_LOSS_PERMUTATION_CROSS_ENTROPY;
    int64_t want = classes ? t->ds->classes : gnn_tensor_cols(t->rows.target);
    GNN_REQUIRE_RETURN(
        width == want, GNN_ESHAPE, "model %s gives %lld columns, loss %s on data set %s needs %lld (key out)",
        gnn_model_name(t->model), (long long)width, gnn_loss_name((int)t->opt.loss), t->ds->name, (long long)want);
    GNN_REQUIRE_RETURN(t->metric->classes ? t->rows.labels != NULL : t->rows.target != NULL, GNN_EINVAL,
                       "metric %s does not fit loss %s", t->metric->name, gnn_loss_name((int)t->opt.loss));
    return GNN_OK;
}

/* The width of the result is known after a pass over one example. */
static gnn_status probe_width(gnn_trainer *t, int64_t *width)
{
    gnn_input in;
    GNN_TRY_RETURN(gnn_loader_batch(&in, t->loader, 1, &t->train[0]));
    gnn_tape_reset(t->tape);
    gnn_tape_record(t->tape, 0);
    gnn_var y = gnn_model_forward(t->model, t->tape, &in);
    gnn_status st = gnn_tape_status(t->tape);
    if (st == GNN_OK) *width = gnn_tensor_cols(gnn_value(y));
    gnn_tape_record(t->tape, 1);
    gnn_tape_reset(t->tape);
    return st;
}

gnn_status gnn_i_trainer_data(gnn_trainer *t)
{
    int64_t width = 0;
    GNN_TRY_RETURN(count_rows(t));
    if (!by_target(t)) GNN_TRY_RETURN(read_labels(t));
    if (by_target(t) || t->opt.loss == GNN_LOSS_BCE) GNN_TRY_RETURN(read_targets(t));
    GNN_TRY_RETURN(read_splits(t));
    GNN_TRY_RETURN(list_examples(t));
    GNN_TRY_RETURN(probe_width(t, &width));
    GNN_TRY_RETURN(check_width(t, width));
    if (t->rows.target)
        t->batch_target = gnn_tensor_view2(t->rows.target->dtype, 0, gnn_tensor_cols(t->rows.target), NULL);
    return gnn_tensor_new(&t->scores, gnn_model_dtype(t->model), 2, (int64_t[]){ t->rows.total, width });
}

/* ---- batches ---- */

/* Examples of the step: a slice of the epoch's order, or a fresh draw. */
static int64_t choose(gnn_trainer *t)
{
    int64_t from = 0, k = t->batch;
    if (t->opt.steps) {
        gnn_rng rng = gnn_rng_stream(t->opt.seed, "batch", (uint64_t)t->step);
        gnn_rng_permutation(&rng, t->train_count, t->perm);
    } else {
        if (k == t->train_count) { /* all at once: the same union every time, made once */
            for (int64_t i = 0; i < k; i++) t->perm[i] = (int32_t)i;
        } else if (t->perm_epoch != t->epoch) {
            gnn_rng rng = gnn_rng_stream(t->opt.seed, "shuffle", (uint64_t)t->epoch);
            gnn_rng_permutation(&rng, t->train_count, t->perm);
            t->perm_epoch = t->epoch;
        }
        from = t->step_in_epoch * t->batch;
        if (from + k > t->train_count) k = t->train_count - from;
    }
    for (int64_t i = 0; i < k; i++) t->idx[i] = t->train[t->perm[from + i]];
    return k;
}

gnn_status gnn_i_trainer_batch(gnn_trainer *t, gnn_input *in)
{
    const gnn_i_rows *r = &t->rows;
    int64_t k = choose(t), rows = 0, used = 0;
    GNN_TRY_RETURN(gnn_loader_batch(in, t->loader, k, t->idx));
    for (int64_t i = 0; i < k; i++) rows += r->ptr[t->idx[i] + 1] - r->ptr[t->idx[i]];
    GNN_TRY_RETURN(gnn_i_grow(&t->batch_rows, &t->rows_cap, rows, sizeof *t->batch_rows));
    if (r->labels) GNN_TRY_RETURN(gnn_i_grow(&t->batch_labels, &t->labels_cap, rows, sizeof *t->batch_labels));
    size_t row_bytes = r->target ? (size_t)gnn_tensor_cols(r->target) * gnn_dtype_size(r->target->dtype) : 0;
    if (r->target) GNN_TRY_RETURN(gnn_i_grow(&t->batch_target.data, &t->target_cap, rows, row_bytes));
    int64_t at = 0;
    for (int64_t i = 0; i < k; i++) {
        int64_t from = r->ptr[t->idx[i]], n = r->ptr[t->idx[i] + 1] - from;
        for (int64_t j = 0; j < n; j++)
            if (r->split[from + j] == GNN_SPLIT_TRAIN) t->batch_rows[used++] = (int32_t)(at + j);
        if (r->labels) memcpy(t->batch_labels + at, r->labels + from, (size_t)n * sizeof *r->labels);
        if (r->target)
            memcpy((char *)t->batch_target.data + (size_t)at * row_bytes,
                   (char *)r->target->data + (size_t)from * row_bytes, (size_t)n * row_bytes);
        at += n;
    }
    t->batch_target.shape[0] = rows;
    t->batch_k = used;
    return GNN_OK;
}

gnn_var gnn_i_trainer_loss(gnn_trainer *t, gnn_var scores, const int32_t *labels, const gnn_tensor *target,
                           const int32_t *rows, int64_t k)
{
    switch (t->opt.loss) {
    case GNN_LOSS_CROSS_ENTROPY: return gnn_cross_entropy(scores, labels, rows, k);
    case GNN_LOSS_PERMUTATION_CROSS_ENTROPY: return gnn_permutation_cross_entropy(scores, labels, rows, k);
    case GNN_LOSS_MSE: return gnn_mse(scores, target, rows, k);
    case GNN_LOSS_L1: return gnn_l1(scores, target, rows, k);
    case GNN_LOSS_BCE: return gnn_bce(scores, target, rows, k);
    }
    return gnn_none(t->tape);
}
