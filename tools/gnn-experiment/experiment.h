/* gnn-experiment: what an experiment is, and what experiments share.
 *
 * An experiment is one file exp_<word>.c, which defines
 *     const experiment experiment_<word> = { … };
 * its presets tools/experiments/<word>.json, and one word in meson.build. */
#ifndef EXPERIMENT_H
#define EXPERIMENT_H

#include <jansson.h>
#include "common/cli.h"

#define EXPERIMENT_SCHEMA "gnn-experiment/1"

/* What the user asked for, the same for all experiments. */
typedef struct exp_request {
    json_t *plan;         /* the preset with --quick, --seeds, --iterations, --networks, --set applied: all that config.json holds */
    const char *folder;   /* -o                                                                                       */
    bool resume;
    int argc;
    char **argv;
} exp_request;

typedef struct experiment {
    const char *name, *summary;
    const char *presets;  /* JSON text of tools/experiments/<name>.json                                               */
    gnn_status (*run)(const exp_request *q);
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
/* Numbers of "0..4" or "1,5,7..9"; free with gnn_i_free. */
gnn_status plan_seeds(uint64_t **seeds, int64_t *count, const char *text);

/* ---- exp_folder.c ---- */
/* Make the folder, write config.json and env.json; GNN_EEXIST if a run is there, without resume or --force. */
gnn_status folder_begin(const exp_request *q);
/* Read config.json of a run. */
gnn_status folder_plan(json_t **plan, const char *folder);
gnn_status folder_make(const char *path);
/* "DIR/a" or "DIR/a/b" into path[4096]. */
const char *folder_file(char path[4096], const char *folder, const char *a, const char *b);
gnn_status folder_write(const char *path, const char *text, size_t size);
/* JSON, indented, durable. */
gnn_status folder_write_json(const char *path, const json_t *o);
/* Lines of a JSON-lines file, NULL if there is none; a damaged last line is dropped. */
json_t *folder_lines(const char *path);
gnn_status folder_append_line(const char *path, const json_t *o);
/* CPU seconds of this process. */
double cpu_seconds(void);

/* ---- exp_plot.c ---- */
/* NAME.gp written, and NAME.svg by gnuplot where that is installed (a warning otherwise). */
gnn_status plot_make(const char *folder, const char *name, const char *script);

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
/* An SVG file as it is, if it is there. */
void html_picture(html *h, const char *path);
void html_pre(html *h, const char *text);
gnn_status html_write(html *h, const char *path);

#endif
