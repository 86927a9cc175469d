/* Scores in prediction mode, and what is computed from them. */
#include "train/trainer.h"
#include <math.h>

gnn_status gnn_i_scores(gnn_tensor *scores, const int64_t *ptr, gnn_model *m, gnn_loader *l, gnn_tape *tape,
                        const int64_t *list, int64_t count, int64_t batch)
{
    gnn_status st = GNN_OK;
    size_t row = (size_t)gnn_tensor_cols(scores) * gnn_dtype_size(scores->dtype);
    for (int64_t from = 0; st == GNN_OK && from < count; from += batch) {
        gnn_input in;
        int64_t k = from + batch < count ? batch : count - from, at = 0;
        st = gnn_loader_batch(&in, l, k, list + from);
        if (st != GNN_OK) break;
        gnn_tape_reset(tape);
        gnn_tape_record(tape, 0);
        gnn_var y = gnn_model_forward(m, tape, &in);
        gnn_tape_record(tape, 1);
        st = gnn_tape_status(tape);
        for (int64_t i = 0; st == GNN_OK && i < k; i++) {
            int64_t to = ptr[list[from + i]], n = ptr[list[from + i] + 1] - to;
            memcpy((char *)scores->data + (size_t)to * row, (char *)gnn_value(y)->data + (size_t)at * row,
                   (size_t)n * row);
            at += n;
        }
    }
    gnn_tape_reset(tape);
    return st;
}

static gnn_status measure(gnn_trainer *t, int split, double *loss, double *metric)
{
    const gnn_i_rows *r = &t->rows;
    gnn_status st = GNN_OK;
    if (r->count[split] == 0) return GNN_OK;
    gnn_tape_reset(t->tape);
    gnn_tape_record(t->tape, 0);
    gnn_var l =
        gnn_i_trainer_loss(t, gnn_constant(t->tape, t->scores), r->labels, r->target, r->of[split], r->count[split]);
    st = gnn_tape_status(t->tape);
    gnn_tape_record(t->tape, 1);
    if (st == GNN_OK) *loss = gnn_tensor_get(gnn_value(l), 0);
    gnn_tape_reset(t->tape);
    if (st != GNN_OK) return st;
    return t->metric->classes ? t->metric->classes(metric, t->scores, r->labels, r->of[split], r->count[split])
                              : t->metric->targets(metric, t->scores, r->target, r->of[split], r->count[split]);
}

/* Running statistics as means over the training examples, in the order of the epoch, each batch by its size. */
static gnn_status calibrate(gnn_trainer *t)
{
    for (int64_t from = 0; from < t->train_count; from += t->batch) {
        gnn_input in;
        int64_t k = from + t->batch < t->train_count ? t->batch : t->train_count - from;
        for (int64_t i = 0; i < k; i++) t->idx[i] = t->train[t->perm[from + i]];
        GNN_TRY_RETURN(gnn_loader_batch(&in, t->loader, k, t->idx));
        in.training = 1, in.momentum = (double)k / (double)(from + k);
        in.stream = gnn_rng_stream(t->opt.seed, "calibrate", (uint64_t)(t->step + from));
        gnn_tape_reset(t->tape);
        gnn_tape_record(t->tape, 0);
        (void)gnn_model_forward(t->model, t->tape, &in);
        gnn_tape_record(t->tape, 1);
        GNN_TRY_RETURN(gnn_tape_status(t->tape));
    }
    return GNN_OK;
}

gnn_status gnn_i_trainer_evaluate_epoch(gnn_trainer *t, gnn_epoch *e)
{
    double unused;
    if (t->opt.calibrate) GNN_TRY_RETURN(calibrate(t));
    if (t->eval_count == 0) return GNN_OK;
    GNN_TRY_RETURN(
        gnn_i_scores(t->scores, t->rows.ptr, t->model, t->loader, t->tape, t->eval, t->eval_count, t->batch));
    if (t->sees_train) GNN_TRY_RETURN(measure(t, GNN_SPLIT_TRAIN, &unused, &e->train_metric));
    GNN_TRY_RETURN(measure(t, GNN_SPLIT_VAL, &e->val_loss, &e->val_metric));
    return measure(t, GNN_SPLIT_TEST, &e->test_loss, &e->test_metric);
}

gnn_status gnn_trainer_evaluate(gnn_trainer *t, int split, double *loss, double *metric)
{
    double l = NAN, m = NAN;
    GNN_REQUIRE_RETURN(split >= GNN_SPLIT_TRAIN && split <= GNN_SPLIT_TEST, GNN_EINVAL, "split %d", split);
    GNN_REQUIRE_RETURN(t->rows.count[split] > 0, GNN_EINVAL, "data set %s has no %s examples in this run", t->ds->name,
                       split == GNN_SPLIT_TRAIN ? "training" : split == GNN_SPLIT_VAL ? "validation" : "test");
    bool train = split == GNN_SPLIT_TRAIN;
    GNN_TRY_RETURN(gnn_i_scores(t->scores, t->rows.ptr, t->model, t->loader, t->tape, train ? t->train : t->eval,
                                train ? t->train_count : t->eval_count, t->batch));
    GNN_TRY_RETURN(measure(t, split, &l, &m));
    if (loss) *loss = l;
    if (metric) *metric = m;
    return GNN_OK;
}

gnn_status gnn_predict(gnn_tensor **scores, gnn_model *m, const gnn_dataset *ds, int64_t batch)
{
    gnn_status st = GNN_OK;
    gnn_loader *l = NULL;
    gnn_tape *tape = NULL;
    gnn_tensor *made = NULL;
    int64_t *ptr = NULL, *list = NULL;
    gnn_input in;
    GNN_REQUIRE(batch >= 1, GNN_EINVAL, "batches of %lld", (long long)batch);
    GNN_REQUIRE(ds->count > 0, GNN_EINVAL, "data set %s is empty", ds->name);
    GNN_TRY(gnn_loader_new(&l, ds, m));
    GNN_TRY(gnn_tape_new(&tape, gnn_model_dtype(m)));
    GNN_ALLOC(ptr, ds->count + 1);
    GNN_ALLOC(list, ds->count);
    ptr[0] = 0;
    for (int64_t i = 0; i < ds->count; i++)
        list[i] = i, ptr[i + 1] = ptr[i] + (gnn_model_per_graph(m) ? 1 : gnn_graph_n(ds->samples[i].graph));
    GNN_TRY(gnn_loader_batch(&in, l, 1, list)); /* the first example tells the width */
    gnn_tape_record(tape, 0);
    gnn_var y = gnn_model_forward(m, tape, &in);
    GNN_TRY(gnn_tape_status(tape));
    GNN_TRY(gnn_tensor_new(&made, gnn_model_dtype(m), 2, (int64_t[]){ ptr[ds->count], gnn_tensor_cols(gnn_value(y)) }));
    GNN_TRY(gnn_i_scores(made, ptr, m, l, tape, list, ds->count, batch));
    *scores = made, made = NULL;
done:
    gnn_tensor_free(made);
    gnn_tape_free(tape);
    gnn_loader_free(l);
    gnn_i_free(ptr);
    gnn_i_free(list);
    return st;
}
