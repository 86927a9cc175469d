/* gnn-train: the parts of the command.
 *
 * A plan is the whole configuration of a run: what config.json holds and what --config, --set and the options change,
 * through one table of keys.  A run is a plan with one seed and one fold. */
#ifndef TRAIN_TOOL_H
#define TRAIN_TOOL_H

#include <jansson.h>
#include "common/folder.h"
#include "weights.h"

#define TRAIN_SCHEMA "gnn-train/1"
#define ENV_SCHEMA "gnn-train-env/1"

typedef struct train_plan {
    char data[1024], model[64], loss[64], metric[64], optimizer[64], schedule[256], decay_only[256], seeds[512], folds[32], split[64],
        protocol[32], monitor[32];
    double lr, momentum, beta1, beta2, eps, weight_decay, clip, clip_value, validation;
    int64_t epochs, batch, steps, patience, eval_every, checkpoint_every, split_seed;
    int64_t nesterov, normalize, eval_train, calibrate;
    json_t *keys;      /* of the model                                        */
    json_t *from_data; /* names in `keys` that the data decided, not the user */
} train_plan;

/* "lr" = "0.02" of --lr, --set or a preset; `where` stands in front of messages. */
typedef struct train_assignment { const char *key, *text, *where; } train_assignment;

/* ---- train_plan.c ---- */
gnn_status plan_init(train_plan *p);
void plan_free(train_plan *p);
/* The model alone: another one drops the keys of the one before, so it comes before the keys that go with it. */
gnn_status plan_assign_model(train_plan *p, int64_t count, const train_assignment *list);
/* All but the model. */
gnn_status plan_assign(train_plan *p, int64_t count, const train_assignment *list);
/* A config.json; path names it in messages. */
gnn_status plan_read(train_plan *p, const char *path);
json_t *plan_json(const train_plan *p); /* NULL: out of memory */
/* Help: a line a key. */
void plan_list_keys(FILE *to);

/* ---- train_preset.c ---- */
const char *preset_name(int i);
const char *preset_help(int i);
/* *list: its assignments, static. */
gnn_status preset_find(const train_assignment **list, int64_t *count, const char *name);

/* ---- train_fill.c ---- */
/* What can be wrong without the data: names, words, combinations. */
gnn_status plan_check(const train_plan *p);
/* Keys that the data decide, then the model's own defaults: afterwards the plan is complete. */
gnn_status plan_fill(train_plan *p, const gnn_dataset *ds);
gnn_status plan_model(gnn_model **out, const train_plan *p, gnn_dtype dtype, uint64_t seed);

/* ---- train_split.c ---- */
typedef struct train_job {
    const train_plan *plan;
    const gnn_dataset *ds;
    uint64_t *seeds;
    int64_t seed_count, folds; /* folds 0: none                     */
    int32_t *fold;             /* of each example, with folds       */
    uint8_t *split;            /* of each example, with --split     */
    bool resume;
    const char *folder;        /* NULL: nothing is written          */
} train_job;
gnn_status job_seeds(train_job *j);
/* Folds or split of the data; a node-level split goes into the data set. */
gnn_status job_split(train_job *j, gnn_dataset *ds);
void job_free(train_job *j);
int64_t job_runs(const train_job *j);
uint64_t run_seed(const train_job *j, int64_t run);
int run_fold(const train_job *j, int64_t run); /* 0: none */
/* The split of one run: *owned is to be freed; NULL: the data set's own, or everything is for training. */
gnn_status run_split(const uint8_t **split, uint8_t **owned, const train_job *j, int64_t run);

/* ---- train_folder.c ---- */
gnn_status folder_prepare(const train_job *j, int argc, char **argv);
/* FOLDER/NAME of a run (its own folder where there are several), or of the whole (run < 0). */
const char *folder_path(char path[4096], const train_job *j, int64_t run, const char *name);
/* "seed 3, fold 2" as far as there are several. */
const char *run_label(char text[64], const train_job *j, int64_t run, const char *before, const char *between);

/* ---- train_work.c ---- */
typedef struct train_result {
    int64_t epochs;   /* entries of history                        */
    int64_t chosen;   /* epoch whose parameters are kept, 1, 2, …  */
    int64_t parameters;
    double seconds;
} train_result;
/* cli_work_fn: the result is a train_result and its history. */
gnn_status run_work(void *ctx, int64_t run, FILE *result);

/* ---- train_report.c ---- */
typedef struct train_report {
    const train_job *job;
    train_result *results;
    gnn_epoch **history;
    int smaller; /* is better, in the metric */
    const json_t *baselines;
} train_report;
gnn_status report_new(train_report **out, const train_job *j);
void report_free(train_report *r);
/* cli_result_fn */
gnn_status report_take(void *ctx, int64_t run, const char *bytes, size_t size);
/* The table, and results.csv in the folder. */
gnn_status report_print(train_report *r, FILE *to);

/* ---- train_extra.c ---- */
/* Array of {name, val, test, note}. */
gnn_status extra_baselines(json_t **out, const train_job *j);
gnn_status extra_equivariance(bool *passed, char text[512], const train_job *j);

#endif
