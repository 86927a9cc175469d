/* gnn-experiment community: the parts. */
#ifndef EXP_COMMUNITY_H
#define EXP_COMMUNITY_H

#include "experiment.h"

typedef struct community_job {
    exp_job job;
    const json_t *tests;   /* of every network; NULL: its own setting */
    json_t *not_run;       /* array of {method, reason}               */
    gnn_snap *snap;        /* of recipes "snap:NAME", or NULL         */
    const char *snap_name;
} community_job;

/* Recipe, name of the i-th test of a run; false past the end. */
bool job_test(const community_job *j, const exp_run *r, int64_t i, const char **name, const char **recipe);

/* Read what recipes need, once for all runs. */
gnn_status community_graphs_begin(community_job *j);
/* What to train on for "snap:NAME"; NULL for other recipes. */
const gnn_snap *community_snap(const community_job *j, const char *recipe);
/* The i-th test graph of a recipe, the same for every network, seed and method. */
gnn_status community_test_graph(gnn_graph **out, const community_job *j, const char *recipe, uint64_t i);

/* Of groups with a test graph's; the plan's key "renamed" as in gnn_overlap_renamed. */
gnn_status community_overlap(double *overlap, const community_job *j, const int32_t *group, const gnn_graph *g);

/* cli_work_fn: prints result.json. */
gnn_status community_work(void *ctx, int64_t run, FILE *result);
/* Random labels and the plan's classical methods on the test graphs, appended to results or to not_run. */
gnn_status community_baselines(community_job *j);
/* The table on standard output; metrics.csv, plots and report.html in the folder. */
gnn_status community_report(community_job *j);

/* Mean, standard deviation (n - 1) of numbers in a JSON array. */
void numbers_mean(double *mean, double *sd, int64_t *n, const json_t *list);

#endif
