/* gnn-experiment: what an experiment is, and what experiments share.
 *
 * An experiment is one file exp_<word>.c, which defines
 *     const experiment experiment_<word> = { … };
 * its presets tools/experiments/<word>.json, and one word in meson.build. */
#ifndef EXPERIMENT_H
#define EXPERIMENT_H

#include "common/folder.h"

#define EXPERIMENT_SCHEMA "gnn-experiment/1"
#define EXPERIMENT_ENV_SCHEMA "gnn-experiment-env/1"

/* What the user asked for, the same for all experiments. */
typedef struct exp_request {
    json_t *plan; /* the preset with --quick, --seeds, --networks, --set … applied: all that config.json holds */
    const char *folder;   /* -o                                                                                    */
    bool resume;
    int argc;
    char **argv;
    bool failed;          /* set by run: a claim of the paper does not hold, exit 1                                */
} exp_request;

typedef struct experiment {
    const char *name, *summary;
    const char *presets;  /* JSON text of tools/experiments/<name>.json                                               */
    gnn_status (*run)(exp_request *q);
} experiment;

extern const experiment *const experiments[];

/* ---- exp_plan.c ---- */
/* The preset of an experiment (NULL: the first) as a new object: {"schema", "experiment", "preset", …}. */
gnn_status plan_preset(json_t **out, const experiment *e, const char *preset, bool quick);
/* "key=value" for a key that is there: a number, or text. */
gnn_status plan_set(json_t *plan, const char *key, const char *value);
int64_t plan_int(const json_t *plan, const char *key, int64_t fallback);
double plan_real(const json_t *plan, const char *key, double fallback);
const char *plan_text(const json_t *o, const char *key);

/* config.json of a run folder. */
gnn_status plan_of_folder(json_t **plan, const char *folder);

/* ---- exp_job.c ---- */
/* A run is one network on one setting (and fold) with one seed; its folder is
 * DIR/<network>-<setting>-seed<k>[-fold<f>]. */
typedef struct exp_run {
    const char *network;    /* key in networks          */
    const json_t *spec;     /* its model and config     */
    const json_t *setting;
    uint64_t seed;
    int fold;               /* 1, 2, …; 0: no folds     */
    char name[256];
} exp_run;

typedef struct exp_job {
    const exp_request *q;
    const json_t *plan;
    exp_run *run;           /* seeds outermost: all networks have one seed before any has two; folds innermost */
    int64_t runs;
    json_t *results;        /* array, in the order of the runs */
} exp_job;

/* Runs of "networks" on "settings" ("folds" in a setting, or in the plan: so many) with "seeds". */
gnn_status exp_job_begin(exp_job *j, const exp_request *q);
void exp_job_end(exp_job *j);
/* A value of the network, else of the setting, else of the plan. */
const json_t *exp_value(const exp_job *j, const exp_run *r, const char *key);
/* The folder of a run that begins: made, and refused where there is a run already.  Then config.json and env.json. */
gnn_status exp_folder_begin(const exp_request *q);
gnn_status exp_folder_write(const exp_request *q);
/* Make the folder, write config.json and env.json, do all runs: result.json of each is appended to results. */
gnn_status exp_job_run(exp_job *j, cli_work_fn work, void *ctx);
/* The result.json of a run that a resumed job finished before, with `count` under `key`; NULL: there is none. */
json_t *exp_finished(const exp_job *j, const exp_run *r, const char *key, int64_t count);
/* Print a result for the parent process. */
gnn_status exp_send(FILE *to, const json_t *result);

/* ---- exp_plot.c ---- */
/* NAME.csv, a block a curve, NAME.gp, and NAME.svg by gnuplot where that is installed (a warning otherwise). */
typedef struct plot {
    const char *name, *style;
    FILE *data, *script;
    char *bytes[2];
    size_t size[2];
    int curves;      /* with a row          */
    int color;       /* of the curve at hand … */
    bool titled, begun;
    char title[256];
} plot;
/* name is lent; settings: lines of gnuplot. */
gnn_status plot_begin(plot *p, const char *name, const char *settings);
/* Rows that follow are a curve, if there are any; style: "1:2 with lines", lent; color: 1, 2, … or 0: gnuplot's choice;
 * without a title it is not in the key. */
void plot_curve(plot *p, const char *style, int color, bool titled, const char *format, ...) GNN_PRINTF(5, 6);
void plot_row(plot *p, const char *format, ...) GNN_PRINTF(2, 3);
/* Writes what has curves, and frees. */
gnn_status plot_end(plot *p, const char *folder);
void plot_free(plot *p);

/* ---- exp_html.c ---- */
typedef struct html html;
gnn_status html_new(html **out, const char *title);
void html_free(html *h);
void html_heading(html *h, const char *text);
void html_text(html *h, const char *format, ...) GNN_PRINTF(2, 3);
void html_table_begin(html *h, int count, const char *const *heads);
void html_cell(html *h, const char *format, ...) GNN_PRINTF(2, 3);
void html_row_end(html *h);
void html_table_end(html *h);
/* A row for each object of list, text or a number under each of `count` keys ("-": not there), which are the heads too. */
void html_objects(html *h, const json_t *list, int count, const char *const *keys);
/* An SVG file as it is, if it is there. */
void html_picture(html *h, const char *path);
void html_pre(html *h, const char *text);
/* The last part: all of the plan. */
void html_config(html *h, const json_t *plan);
gnn_status html_write(html *h, const char *path);

#endif
