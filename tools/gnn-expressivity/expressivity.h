/* gnn-expressivity: what is asked, what is found, and who prints it. */
#ifndef EXPRESSIVITY_H
#define EXPRESSIVITY_H

#include "common/cli.h"
#include "io/cursor.h"

enum { MAX_TESTS = 96, MAX_MODELS = 64, MODEL_SIZE = 512, MAX_CATEGORIES = 30, MAX_COLUMNS = MAX_TESTS + 2 * MAX_MODELS };
#define EXPRESSIVITY_SCHEMA "gnn-expressivity/1"

/* name=yes or name=no of --expect */
typedef struct expectation {
    const char *name; /* canonical                               */
    enum { OF_TEST, OF_MODEL, OF_TRAINED } of; /* the last: NAME-trained */
    bool separates;
} expectation;

typedef struct request {
    enum { PAIR, PAIRS, CLASSES } mode;
    const char *files[2];
    int file_count;
    const char *g6[2];
    int g6_count;
    const char *tests_text, *models_text, *expect_text;
    const char *tests[MAX_TESTS]; /* canonical names, in the order of gnn_test_name */
    int test_count;
    char *models[MAX_MODELS];     /* owned: "gin", or with settings "gsn:patterns=cycle5,cycle6,layers=2" */
    int model_count;
    expectation expect[MAX_TESTS + MAX_MODELS];
    int expect_count;
    int64_t draws;
    bool train;                  /* also after training                                          */
    gnn_trained_options training;
    const char *draw, *certificate, *html, *categories;
    gnn_test_options limits;
} request;

/* What was found about one pair; crosses from a worker to its parent by value (its strings are constants of the
 * program). */
typedef struct outcome {
    gnn_test_result tests[MAX_TESTS];
    gnn_model_separation models[MAX_MODELS];
    gnn_trained_separation trained[MAX_MODELS];
    double automorphisms[2]; /* of the table for one pair; negative: unknown */
    char broken[256];        /* the first model that separated what its bound cannot: the text, else "" */
    int broken_count;
} outcome;

/* ---- names (expr_names.c) ---- */

/* Names of --tests, --models, --expect into the request; wrong names leave with exit 2. */
void resolve_names(request *q);
void forget_names(request *q);

/* ---- finding out (expr_compare.c) ---- */

/* With --certificate a file for each verdict; pair counts from 1. */
gnn_status compare_pair(outcome *o, const request *q, int64_t pair, const gnn_graph *a, const gnn_graph *b);
/* Make the folder of --certificate, or see that it is one. */
gnn_status certificate_folder(const char *path);
/* 1 isomorphic (a verified permutation), 0 not (some test separates), -1 not known. */
int isomorphic(const request *q, const outcome *o);
/* How many expectations fail; says so on standard error, beginning with `where`. */
int check_expectations(const request *q, const outcome *o, const char *where);
/* Did a test give up at a limit? */
bool gave_up(const request *q, const outcome *o);

/* ---- categories of pairs (expr_categories.c) ---- */

typedef struct categories {
    int count;
    char *name[MAX_CATEGORIES];
    int32_t *of_pair; /* of pair k, from 0: category, or -1 */
    int64_t pairs;
} categories;

/* GNN_EIO, GNN_EPARSE with the place, GNN_ELIMIT. */
gnn_status categories_read(categories *k, const char *path);
void categories_free(categories *k);
int category_of(const categories *k, int64_t pair);

/* ---- printing (expr_report.c) ---- */

typedef struct report {
    const request *q;
    const gnn_graph_list *list; /* where the pair at hand is */
    FILE *to;
    int64_t pairs, yes[MAX_COLUMNS], unknown[MAX_COLUMNS]; /* for the summary of many pairs */
    int64_t isomorphic, not_isomorphic;
    const categories *categories;                                         /* or NULL */
    int64_t of_category[MAX_CATEGORIES + 1], yes_of[MAX_CATEGORIES + 1][MAX_COLUMNS]; /* the last: pairs of none */
    gnn_i_text html;                                                      /* of --report: the pairs so far */
} report;

/* Columns: tests, models, models after training ("gin-trained"). */
int columns(const request *q);
const char *column_name(const request *q, int k);
/* For people: "2-fwl (3-wl)", since papers count both ways.  Valid until the next call. */
const char *column_label(const request *q, int k);
gnn_verdict column_verdict(const request *q, const outcome *o, int k);
/* The page of --report: a pair, and all of it. */
gnn_status html_pair(report *r, int64_t pair, int64_t first, int64_t second, const outcome *o);
gnn_status html_write(const report *r, const char *path, bool force);

/* Pairs in order, from 1; first and second are where its graphs are in the list. */
gnn_status report_pair(report *r, int64_t pair, int64_t first, int64_t second, const outcome *o);
void report_end(report *r);
/* The table of one pair, for people. */
void report_single(const request *q, const gnn_graph_list *list, const outcome *o, FILE *to);
/* class_of of test t begins at t * count; reason[t]: why there are none, or NULL. */
void report_classes(const request *q, const gnn_graph_list *list, const int32_t *class_of, const int64_t *classes,
                    const char *const *reason, const double *seconds, FILE *to);

/* ---- many pairs (expr_pairs.c) ---- */

typedef struct batch {
    const request *q;
    report report;
    categories categories;
    int64_t before; /* pairs of lists that are gone */
    int64_t failed, broken;
    bool limit;
} batch;

/* Expectations, limits and bounds of one pair, for the exit code; `where` begins the messages. */
void judge(batch *b, const outcome *o, const char *where);
/* A file is read first; standard input ("-") is compared as it arrives, in bounded memory. */
gnn_status run_pairs(batch *b, const char *file, FILE *to);
void batch_free(batch *b);

/* ---- the picture (expr_draw.c) ---- */

/* Places, joint colours of 1-WL, and what strikes the eye; see expr_draw.c. */
typedef struct picture {
    double *xy[2];
    int32_t *color[2];
    int64_t colors;
    bool *ringed[2], *striking[2]; /* of vertices; of arcs */
    bool aligned;                  /* partners stand in the same place */
} picture;

gnn_status picture_new(picture *p, const gnn_graph *a, const gnn_graph *b);
void picture_free(picture *p);
/* Both graphs side by side.  By the name's end, SVG or PNG. */
gnn_status draw_pair(const char *path, const gnn_graph *a, const gnn_graph *b, bool force);

#endif
