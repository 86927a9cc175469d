/* Inside a training run.  trainer.c: steps and epochs; trainer_options.c: options; trainer_data.c: rows, splits, batches;
 * evaluate.c; history.c: the log; checkpoint.c. */
#ifndef GNN_I_TRAINER_H
#define GNN_I_TRAINER_H

#include "train/metrics.h"

/* Rows are what the model gives scores for: graphs, or nodes of all graphs one after the other. */
typedef struct gnn_i_rows {
    int64_t total;
    int64_t *ptr;         /* examples + 1 offsets                        */
    int32_t *labels;      /* -1: unknown; NULL: regression               */
    gnn_tensor *target;   /* (total, c) in the model's dtype, or NULL    */
    uint8_t *split;       /* GNN_SPLIT_…, NONE where there is no target  */
    int32_t *of[4];       /* rows of each split                          */
    int64_t count[4];
} gnn_i_rows;

struct gnn_trainer {
    gnn_model *model;
    const gnn_dataset *ds;
    gnn_train_options opt; /* strings and split are owned */
    const gnn_i_metric *metric;
    gnn_optimizer *optimizer;
    gnn_schedule schedule;
    gnn_loader *loader;
    gnn_tape *tape;
    gnn_i_rows rows;
    /* examples */
    int64_t *train, train_count; /* with at least one row to train on        */
    int64_t *eval, eval_count;   /* whose scores an evaluation needs         */
    bool sees_train;             /* all of `train` is in `eval`              */
    int32_t *perm;               /* train_count: order of this epoch         */
    int64_t perm_epoch;
    int64_t batch, steps;        /* examples a step, steps an epoch          */
    gnn_tensor *scores;          /* (rows, width), filled by an evaluation   */
    /* the batch */
    int64_t *idx;
    int32_t *batch_rows, *batch_labels;
    gnn_tensor batch_target;
    int64_t batch_k, rows_cap, labels_cap, target_cap;
    /* position: all of it is in a checkpoint */
    int64_t epoch, step_in_epoch, step;
    double loss_sum, norm_max, seconds;
    bool stopped;                /* early                                    */
    double best_value;
    int64_t best_epoch, bad;
    void *best_params, *best_buffers; /* copies of the blocks, NULL: nothing is monitored */
    void *undo_buffers;          /* buffers before the step                  */
    gnn_epoch *history;
    int64_t history_count, history_cap;
    /* files */
    char *path[2];               /* checkpoint and its twin                  */
    int slot;                    /* the one to write next                    */
    char *fingerprint;
};

/* trainer_options.c */
gnn_status gnn_i_trainer_options(gnn_trainer *t, const gnn_train_options *options);
void gnn_i_trainer_options_free(gnn_trainer *t);
/* trainer_data.c */
gnn_status gnn_i_trainer_data(gnn_trainer *t);
void gnn_i_trainer_data_free(gnn_trainer *t);
gnn_status gnn_i_trainer_batch(gnn_trainer *t, gnn_input *in);
/* The loss of scores on rows. */
gnn_var gnn_i_trainer_loss(gnn_trainer *t, gnn_var scores, const int32_t *labels, const gnn_tensor *target, const int32_t *rows, int64_t k);
/* evaluate.c: scores of examples into `scores` at ptr[example]. */
gnn_status gnn_i_scores(gnn_tensor *scores, const int64_t *ptr, gnn_model *m, gnn_loader *l, gnn_tape *tape, const int64_t *list,
                        int64_t count, int64_t batch);
gnn_status gnn_i_trainer_evaluate_epoch(gnn_trainer *t, gnn_epoch *e);
/* history.c */
gnn_status gnn_i_trainer_record(gnn_trainer *t, const gnn_epoch *e);
gnn_status gnn_i_trainer_rewrite_log(gnn_trainer *t);
/* checkpoint.c: what makes two runs the same run, as text; owned by the trainer. */
gnn_status gnn_i_trainer_fingerprint(gnn_trainer *t);
/* The block of parameters or buffers: bytes and address. */
size_t gnn_i_block(gnn_params *p, void **values);

#endif
