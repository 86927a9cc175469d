/* train: optimisers, schedules, metrics, folds, the loop, checkpoints with bit-exact resume, classical baselines.
 *
 * Same seed, same bits, for any number of threads; a run that was killed and resumed ends in the same bits as one that
 * was not.
 *
 * Threads: one training run belongs to one thread; kernels inside use gnn_threads(). */
#ifndef GNN_TRAIN_H
#define GNN_TRAIN_H

#include <gnn/models.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- optimisers --------------------------------------------------------------------------------------------- */

/* Lends a parameter block; its moments are one block per moment, laid out like the parameters. */
typedef struct gnn_optimizer gnn_optimizer;

typedef struct gnn_optimizer_options {
    size_t size;             /* sizeof(gnn_optimizer_options)                                                       */
    double momentum;         /* sgd                                                                                 */
    int nesterov;            /* sgd: look ahead along the momentum                                                  */
    double beta1, beta2;     /* adam, adamw, adamax                                                                 */
    double eps;              /* adam, adamw, adamax                                                                 */
    double weight_decay;     /* sgd, adam, adamax: added to the gradient (L2); adamw: decoupled                     */
    const char *decay_only;  /* decay only parameters whose name matches one of these comma separated patterns with
                                '*' and '?'; "first": those of the layer declared first (Kipf's GCN).  NULL: all.
                                Copied.                                                                             */
} gnn_optimizer_options;
#define GNN_OPTIMIZER_OPTIONS_INIT { sizeof(gnn_optimizer_options), 0.0, 0, 0.9, 0.999, 1e-8, 0.0, NULL }

/**
 * Make an optimiser by name: sgd, adam, adamw, adamax.  No more parameters may be declared in p from then on.
 * @param[in] p        lent, must outlive the optimiser
 * @param[in] options  or NULL: defaults
 * @return GNN_OK, GNN_ENOTFOUND (name), GNN_EINVAL (an option out of range, a pattern that matches nothing), GNN_ENOMEM.
 * Cost O(size of p).
 */
GNN_API GNN_NODISCARD gnn_status gnn_optimizer_new(gnn_optimizer **out, const char *name, gnn_params *p,
                                                   const gnn_optimizer_options *options);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_optimizer_free(gnn_optimizer *o);
/** One step with learning rate lr on the gradients in the block; no allocation.  @return nothing.  Cost O(size). */
GNN_API void gnn_optimizer_step(gnn_optimizer *o, double lr);
/** @return number of moments (0, 1 or 2).  Cost O(1). */
GNN_API int gnn_optimizer_moments(const gnn_optimizer *o);
/** @return a view (1, block length) of moment i, for checkpoints.  Cost O(1). */
GNN_API gnn_tensor gnn_optimizer_moment(gnn_optimizer *o, int i);
/** @return steps taken so far (bias corrections depend on it).  Cost O(1). */
GNN_API int64_t gnn_optimizer_steps(const gnn_optimizer *o);
/** Set the number of steps taken, when moments are restored.  @return nothing.  Cost O(1). */
GNN_API void gnn_optimizer_set_steps(gnn_optimizer *o, int64_t steps);
/** @return name of the i-th optimiser, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_optimizer_name(int i);
/** @return one line about an optimiser with its source, or NULL.  Cost O(optimisers). */
GNN_API const char *gnn_optimizer_help(const char *name);

/** Global L2 norm of all gradients, summed in f64 in an order that depends on the length alone.
 * @return the norm.  Cost O(size). */
GNN_API double gnn_grad_norm(gnn_params *p);
/** Scale gradients by max / (norm + 1e-6) if norm > max.  @return the norm before.  Cost O(size). */
GNN_API double gnn_clip_grad_norm(gnn_params *p, double max);
/** Clamp each entry of the gradients to [-max, max]; NaN stays.  @return nothing.  Cost O(size). */
GNN_API void gnn_clip_grad_value(gnn_params *p, double max);

/* ---- schedules ---------------------------------------------------------------------------------------------- */

/* How the learning rate moves with the epoch.  A plain value: copy it, store it. */
typedef struct gnn_schedule {
    int kind;
    double every, factor, min, warmup, patience, threshold; /* keys of gnn_schedule_parse  */
    int64_t epochs;                                          /* of the whole run           */
    double scale, best;                                      /* plateau's state            */
    int64_t bad;
} gnn_schedule;

/**
 * Read "name:key=value,…".  Multiplier of the base rate in epoch e = 0, 1, … of E:
 *   constant                                1
 *   step:every=50,factor=0.5                factor^floor(e / every)
 *   exponential:factor=0.99                 factor^e
 *   cosine:min=0                            min + (1 - min) (1 + cos(pi e / E)) / 2         Loshchilov & Hutter 2017
 *   linear:min=0                            1 - (1 - min) e / E
 *   plateau:patience=10,factor=0.5,threshold=1e-4,min=0   times factor, not below min, when the watched value has not
 *                                           improved by the fraction `threshold` for more than `patience` epochs
 * and each may have warmup=W: times (e + 1) / W while e < W.
 * @return GNN_OK, GNN_ENOTFOUND (name), GNN_EINVAL (key, value).  Cost O(length).
 */
GNN_API GNN_NODISCARD gnn_status gnn_schedule_parse(gnn_schedule *out, const char *text, int64_t epochs);
/** @return the multiplier in epoch e.  Cost O(1). */
GNN_API double gnn_schedule_factor(const gnn_schedule *s, int64_t epoch);
/** Tell the schedule the watched value of an epoch, smaller is better; only plateau listens.  @return nothing.
 * Cost O(1). */
GNN_API void gnn_schedule_observe(gnn_schedule *s, double value);
/** @return name of the i-th schedule, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_schedule_name(int i);

/* ---- metrics ------------------------------------------------------------------------------------------------ */
/* scores (n, C) or, for regression, (n, c) with targets of that shape; rows: the k rows that count, NULL: all n.  Labels
 * are one a row of the full n.  The class of a row is its first largest score. */

/** Fraction of listed rows whose class is the label.  @return GNN_OK, GNN_EINVAL (no rows, label out of range).
 * Cost O(k C). */
GNN_API GNN_NODISCARD gnn_status gnn_metric_accuracy(double *out, const gnn_tensor *scores, const int32_t *labels,
                                                     const int32_t *rows, int64_t k);
/** Mean over the classes that occur (as label or prediction) of 2 tp / (2 tp + fp + fn).
 * @return as gnn_metric_accuracy, GNN_ENOMEM.  Cost O(k C). */
GNN_API GNN_NODISCARD gnn_status gnn_metric_macro_f1(double *out, const gnn_tensor *scores, const int32_t *labels,
                                                     const int32_t *rows, int64_t k);
/** Area under the ROC curve of the last column (C = 2: of its difference to the first) against label 1; ties count half.
 * @return as gnn_metric_accuracy; GNN_EUNSUPPORTED if C > 2 or one class is missing, GNN_ENOMEM.  Cost O(k log k). */
GNN_API GNN_NODISCARD gnn_status gnn_metric_roc_auc(double *out, const gnn_tensor *scores, const int32_t *labels,
                                                    const int32_t *rows, int64_t k);
/** (accuracy under the best renaming of the labels - 1/C) / (1 - 1/C).
 * @return as gnn_metric_accuracy, GNN_ENOMEM.  Cost O(k C + C^3).  @source Chen, Li, Bruna 2019, section 5.1 */
GNN_API GNN_NODISCARD gnn_status gnn_metric_overlap(double *out, const gnn_tensor *scores, const int32_t *labels,
                                                    const int32_t *rows, int64_t k);
/** Mean over entries of the listed rows of (score - target)^2.  @return GNN_OK, GNN_EINVAL, GNN_ESHAPE.  Cost O(k c). */
GNN_API GNN_NODISCARD gnn_status gnn_metric_mse(double *out, const gnn_tensor *scores, const gnn_tensor *target,
                                                const int32_t *rows, int64_t k);
/** Mean of |score - target|.  @return as gnn_metric_mse.  Cost O(k c). */
GNN_API GNN_NODISCARD gnn_status gnn_metric_mae(double *out, const gnn_tensor *scores, const gnn_tensor *target,
                                                const int32_t *rows, int64_t k);
/** @return name of the i-th metric (accuracy, macro_f1, roc_auc, overlap, mse, mae), NULL past the end.  Cost O(1). */
GNN_API const char *gnn_metric_name(int i);

/* ---- splits ------------------------------------------------------------------------------------------------- */

/**
 * Stratified folds: within each class (regression: all together) examples are shuffled by stream (seed, "folds", class)
 * and dealt out in turn, so that class counts of two folds differ by at most 1.
 * @param[out] fold  ds->count entries 1..k
 * @return GNN_OK, GNN_EINVAL (k < 2 or more than examples), GNN_ENOMEM.  Cost O(count).
 */
GNN_API GNN_NODISCARD gnn_status gnn_folds_stratified(int32_t *fold, const gnn_dataset *ds, int k, uint64_t seed);
/**
 * Split of one fold: examples of fold `test` are GNN_SPLIT_TEST; of the others, `val_fraction` per class (rounded) are
 * GNN_SPLIT_VAL, by stream (seed, "validation", test); the rest is GNN_SPLIT_TRAIN.
 * @param[in] fold  1..k, 0: never tested
 * @return GNN_OK, GNN_EINVAL, GNN_ENOMEM.  Cost O(count).
 */
GNN_API GNN_NODISCARD gnn_status gnn_folds_split(uint8_t *split, const gnn_dataset *ds, const int32_t *fold, int test,
                                                 double val_fraction, uint64_t seed);
/**
 * What the GIN and Ring-GNN papers report: the epoch at which the mean over folds of the TEST metric is best, and mean
 * and standard deviation (n - 1) over folds there.  Optimistic: the test folds choose the epoch.
 * @param[in] curves  folds rows of `epochs` values
 * @param[in] smaller 1: smaller is better
 * @return GNN_OK or GNN_EINVAL.  Cost O(folds x epochs).  @source Xu et al. 2019, section 7
 */
GNN_API GNN_NODISCARD gnn_status gnn_protocol_published(double *mean, double *sd, int64_t *epoch, const double *curves,
                                                        int64_t folds, int64_t epochs, int smaller);

/* ---- the loop ----------------------------------------------------------------------------------------------- */

typedef enum gnn_loss {
    GNN_LOSS_CROSS_ENTROPY, GNN_LOSS_PERMUTATION_CROSS_ENTROPY, GNN_LOSS_MSE, GNN_LOSS_L1, GNN_LOSS_BCE
} gnn_loss;
/** @return name of the i-th loss as the tools write it ("cross_entropy"), NULL past the end.  Cost O(1). */
GNN_API const char *gnn_loss_name(int i);
/** The loss of that name.  @return GNN_OK, GNN_ENOTFOUND.  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_loss_find(gnn_loss *out, const char *name);

/* One epoch.  Values that were not computed are NaN. */
typedef struct gnn_epoch {
    double epoch;        /* 1, 2, …                                        */
    double lr;
    double train_loss;   /* mean of the steps' losses                      */
    double grad_norm;    /* largest of the epoch, before clipping          */
    double train_metric; /* only with eval_train, or if it costs nothing   */
    double val_loss, val_metric, test_loss, test_metric;
    double seconds;
} gnn_epoch;
typedef void (*gnn_epoch_fn)(void *ctx, const gnn_epoch *e);

typedef struct gnn_train_options {
    size_t size;                     /* sizeof(gnn_train_options)                                                    */
    gnn_loss loss;
    const char *metric;              /* NULL: accuracy, or mae for regression                                         */
    const char *optimizer;
    gnn_optimizer_options optim;
    double lr;
    const char *schedule;            /* gnn_schedule_parse                                                            */
    double clip_norm, clip_value;    /* 0: off                                                                        */
    int64_t epochs;
    int64_t batch;                   /* examples a step; 0: all in one                                                */
    int64_t steps;                   /* steps an epoch, each on `batch` examples drawn anew; 0: a pass over the data  */
    uint64_t seed;
    const uint8_t *split;            /* count of GNN_SPLIT_… for the examples, copied; NULL: node_split of the samples
                                        (node level), or everything is for training                                   */
    int64_t patience;                /* stop after so many evaluations without a better monitored value; 0: never     */
    int monitor_loss;                /* 1: watch val_loss, 0: val_metric                                              */
    int restore_best;                /* at the end, put the parameters of the best epoch back                         */
    int64_t eval_every;              /* epochs between evaluations                                                    */
    int eval_train;                  /* evaluate the training examples too                                            */
    int calibrate;                   /* before an evaluation, running statistics of batch norms become those of the
                                        training examples at the weights at hand, instead of averages over past ones.
                                        Cost: a forward pass over them.  @source Wu & Johnson 2021, section 3.2       */
    const char *checkpoint;          /* file, its twin gets ".1"; NULL: none                                          */
    int64_t checkpoint_every;        /* epochs; 0: only when canceled and at the end                                  */
    double checkpoint_seconds;       /* and after an epoch that ends so long after the last one; 0: never             */
    const char *log;                 /* JSON lines, one an epoch; NULL: none                                          */
    gnn_epoch_fn on_epoch;           /* or NULL                                                                       */
    void *ctx;
} gnn_train_options;
#define GNN_TRAIN_OPTIONS_INIT                                                                                       \
    { sizeof(gnn_train_options), GNN_LOSS_CROSS_ENTROPY, NULL, "adam", GNN_OPTIMIZER_OPTIONS_INIT, 0.01, "constant", \
      0.0, 0.0, 100, 0, 0, 0, NULL, 0, 0, 0, 1, 0, 0, NULL, 0, 0.0, NULL, NULL, NULL }

typedef struct gnn_trainer gnn_trainer;

/**
 * Prepare a run.  Batches are a pure function of (seed, step): a pass is ordered by stream (seed, "shuffle", epoch), a
 * drawn batch by (seed, "batch", step), dropout by (seed, "dropout", step).
 * @param[in] m, ds  lent, must outlive the trainer; strings of `options` are copied
 * @return GNN_OK, GNN_EINVAL (option; nothing to train on; labels missing), GNN_ESHAPE (result width against classes or
 *         targets), GNN_ENOTFOUND (names), GNN_EUNSUPPORTED, GNN_ENOMEM.  Cost: of the operators.
 */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_new(gnn_trainer **out, gnn_model *m, const gnn_dataset *ds,
                                                 const gnn_train_options *options);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_trainer_free(gnn_trainer *t);
/**
 * Continue from the newer valid one of the two checkpoint files.
 * @return GNN_OK, GNN_ENOTFOUND (neither exists), GNN_EINVAL (written by a run with other options, model or data; both
 *         are named), GNN_EPARSE (both damaged), GNN_ESHAPE, GNN_EIO, GNN_ENOMEM.  Nothing changes on failure.
 *         Cost O(bytes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_resume(gnn_trainer *t);
/**
 * Train to the end.  gnn_cancel ends it between two steps, with a checkpoint if one was asked for.
 * @return GNN_OK, GNN_ECANCELED (call again after gnn_cancel_reset to go on), GNN_ENUMERIC (loss or gradient not finite:
 *         epoch and step are named, parameters are those before the step), GNN_EIO (parameters are fine), GNN_ENOMEM.
 * Cost: epochs x (about three forward passes over the training examples + evaluation).
 */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_run(gnn_trainer *t);
/** One optimiser step, without evaluation or files; once warm no allocation.
 * @return as gnn_trainer_run.  Cost: about three forward passes over the batch. */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_step(gnn_trainer *t);
/** Write a checkpoint now: weights, buffers, moments, position, best state, history, in one safetensors file, durably;
 * the older of the two files is replaced.  @return as gnn_safetensors_write.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_save(gnn_trainer *t);
/** Loss and metric now on a split (GNN_SPLIT_…); NULL: not wanted.
 * @return GNN_OK, GNN_EINVAL (nothing in that split), errors of the pass.  Cost: a forward pass. */
GNN_API GNN_NODISCARD gnn_status gnn_trainer_evaluate(gnn_trainer *t, int split, double *loss, double *metric);
/** @return the epochs so far, *count of them; valid until the next call that trains.  Cost O(1). */
GNN_API const gnn_epoch *gnn_trainer_history(const gnn_trainer *t, int64_t *count);
/** @return the best epoch (1, 2, …) by the monitored value, 0 if nothing was monitored.  Cost O(1). */
GNN_API int64_t gnn_trainer_best(const gnn_trainer *t);
/** @return 1 if smaller values of the run's metric are better.  Cost O(1). */
GNN_API int gnn_trainer_metric_smaller(const gnn_trainer *t);

/**
 * Scores of a model on all examples of a data set in prediction mode: one row a graph, or a node, in order.
 * @param[in] batch  graphs a pass, >= 1
 * @return GNN_OK, errors of gnn_loader_new and of the pass.  Cost: a forward pass.
 */
GNN_API GNN_NODISCARD gnn_status gnn_predict(gnn_tensor **scores, gnn_model *m, const gnn_dataset *ds, int64_t batch);

/* ---- classical baselines ------------------------------------------------------------------------------------ */

/**
 * L2-regularised multinomial logistic regression, as scikit-learn states it: minimise
 *   C sum_i cross entropy(x_i W + b, y_i) + |W|^2 / 2         (b is not regularised)
 * by L-BFGS until the largest entry of the gradient is below tol (1 + objective).
 * @param[out] w  (d, classes), b (classes), f64; their contents are the start
 * @param[in]  x  (n, d) f64; rows: the k rows used
 * @return GNN_OK, GNN_ENUMERIC (not converged), GNN_ESHAPE, GNN_EINVAL, GNN_ENOMEM.  Cost O(iterations x k d classes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_logistic_fit(gnn_tensor *w, gnn_tensor *b, const gnn_tensor *x, const int32_t *labels,
                                                  const int32_t *rows, int64_t k, double C, double tol);
/* What a baseline reached. */
typedef struct gnn_baseline {
    double val, test; /* accuracies                    */
    double C;         /* chosen on the validation set  */
} gnn_baseline;
/**
 * Features of a single graph with node classes and splits, rows normalised, smoothed `hops` times by the operator gcn (SGC), then
 * logistic regression with the first C of 1, 10, …, 10^4 that is best on validation.
 * @return GNN_OK, GNN_EUNSUPPORTED (not such a data set), errors of gnn_logistic_fit.  Cost: five fits.
 * @source Wu et al. 2019
 */
GNN_API GNN_NODISCARD gnn_status gnn_baseline_smoothing(gnn_baseline *out, const gnn_dataset *ds, int hops);
/** Label propagation: F = D^-1 A F with the rows of the training nodes put back to their labels, 100 rounds.
 * @return GNN_OK, GNN_EUNSUPPORTED, GNN_ENOMEM.  Cost O(100 m classes).  @source Zhu & Ghahramani 2002 */
GNN_API GNN_NODISCARD gnn_status gnn_baseline_propagation(gnn_baseline *out, const gnn_dataset *ds);

#ifdef __cplusplus
}
#endif
#endif
