/* gnn-experiment community: the parts. */
#ifndef EXP_COMMUNITY_H
#define EXP_COMMUNITY_H

#include "experiment.h"

/* A run is one network on one setting with one seed: DIR/<network>-<setting>-seed<k> with log.jsonl, checkpoint.safetensors and
 * result.json, which is there when it is finished. */
typedef struct community_job {
    const exp_request *q;
    const json_t *plan, *networks, *settings, *tests; /* tests: of every network; NULL: its own setting */
    uint64_t *seeds;
    int64_t seed_count, runs;
    json_t *results;                                  /* array, in the order of the runs                */
    json_t *not_run;                                  /* array of {method, reason}                      */
} community_job;

typedef struct community_run {
    const char *network;    /* key in networks          */
    const json_t *spec;     /* its model and config     */
    const json_t *setting;
    uint64_t seed;
    char name[256];
} community_run;

gnn_status job_begin(community_job *j, const exp_request *q);
void job_end(community_job *j);
community_run job_run(const community_job *j, int64_t i);
/* Recipe, name of the i-th test of a run; false past the end. */
bool job_test(const community_job *j, const community_run *r, int64_t i, const char **name, const char **recipe);

/* cli_work_fn: prints result.json. */
gnn_status community_work(void *ctx, int64_t run, FILE *result);
/* Random labels and the plan's classical methods on the test graphs, appended to results or to not_run. */
gnn_status community_baselines(community_job *j);
/* The table on standard output; metrics.csv, plots and report.html in the folder. */
gnn_status community_report(community_job *j);

/* Mean, standard deviation (n - 1) of numbers in a JSON array. */
void numbers_mean(double *mean, double *sd, int64_t *n, const json_t *list);

#endif
