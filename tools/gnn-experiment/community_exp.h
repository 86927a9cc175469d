/* gnn-experiment community: the parts. */
#ifndef EXP_COMMUNITY_H
#define EXP_COMMUNITY_H

#include "experiment.h"

typedef struct community_job {
    exp_job job;
    const json_t *tests;   /* of every network; NULL: its own setting */
    json_t *not_run;       /* array of {method, reason}               */
} community_job;

/* Recipe, name of the i-th test of a run; false past the end. */
bool job_test(const community_job *j, const exp_run *r, int64_t i, const char **name, const char **recipe);

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
