/* Networks trained on a set of graphs with a class or numbers for each: what gnn-experiment's such experiments share.
 *
 * The experiment gives the data of a setting, the split of a run and what is measured; the runs, their files, the table,
 * the curves and the report are made here.  Keys of the plan, which a setting or a network may give its own of (the
 * network's comes first): loss, metric, optimizer, lr, schedule, weight_decay, clip, batch, dtype, patience, calibrate; and epochs,
 * of which the smallest counts.  A network has "model" and "config", where in and out come from the data. */
#ifndef EXP_LEARN_H
#define EXP_LEARN_H

#include "experiment.h"

typedef struct learn_job learn_job;

/* A number of each run that the table shows over the runs. */
typedef struct learn_measure {
    const char *key;     /* in result.json                        */
    const char *heading; /* column; the key of JSON and CSV       */
    enum { LEARN_BEST, LEARN_MEDIAN, LEARN_MEAN, LEARN_SD } take;
    bool larger;         /* the larger the better                 */
    int digits;
} learn_measure;

typedef struct learn_kind {
    const char *title;   /* of the report                                                       */
    const char *about;   /* what the numbers are, a paragraph of the report                     */
    int measures;
    const learn_measure *measure;
    bool test_curves;    /* the trainer sees the test examples too: a test value for each epoch  */
    /* Data of a setting, made once a process.  *origin: in a few words, static or of the plan. */
    gnn_status (*data)(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting);
    /* GNN_SPLIT_… of each example. */
    gnn_status (*split)(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds);
    /* Numbers from the scores of all examples, into the result. */
    gnn_status (*measure_run)(json_t *result, const learn_job *j, const exp_run *r, const gnn_dataset *ds,
                              const uint8_t *split, const gnn_tensor *scores);
    /* Further rows of the table, of methods that are not trained, into j->job.results; or NULL. */
    gnn_status (*baselines)(learn_job *j);
} learn_kind;

/* The data of one setting. */
typedef struct learn_data {
    const json_t *setting;
    gnn_dataset *ds;
    const char *origin;
} learn_data;

struct learn_job {
    exp_job job;
    const learn_kind *kind;
    learn_data *data;    /* of each setting, NULL ds: not made yet */
    int64_t settings;
};

/* The whole experiment. */
gnn_status learn_run(const exp_request *q, const learn_kind *kind);

/* ---- learn_data.c ---- */
/* The data of a setting, made at the first call. */
gnn_status learn_data_of(const learn_data **out, learn_job *j, const json_t *setting);
/* An empty data set of `count` graphs with targets of one number, to be filled. */
gnn_status learn_dataset_new(gnn_dataset **out, const char *name, int64_t count);

/* ---- learn_work.c ---- */
/* cli_work_fn: trains one run and prints result.json. */
gnn_status learn_work(void *ctx, int64_t run, FILE *result);

/* ---- learn_curves.c ---- */
/* Name of a setting's plot, without its ending. */
const char *learn_curves_name(char name[256], const json_t *setting);
/* The plot: values on validation examples, else on test folds, else the training loss. */
gnn_status learn_curves(const learn_job *j, const json_t *setting);

/* ---- learn_report.c ---- */
/* The table on standard output; metrics.csv, curves and report.html in the folder. */
gnn_status learn_report(learn_job *j);

#endif
