/* Which networks learn how many copies of a pattern a graph has?  Chen, Chen, Villar, Bruna 2020 */
#include "counting.h"
#include "claims.h"
#include <math.h>

/* The targets of a part; GNN_SPLIT_NONE: of all examples. */
typedef struct targets { double mean, variance; } targets;

static targets targets_of(const gnn_dataset *ds, const uint8_t *split, uint8_t part)
{
    double sum = 0, square = 0;
    int64_t n = 0;
    for (int64_t i = 0; i < ds->count; i++) {
        if (part != GNN_SPLIT_NONE && split[i] != part) continue;
        double y = gnn_tensor_get(ds->samples[i].target, 0); /* a whole number: the sums are exact */
        sum += y, square += y * y, n++;
    }
    double mean = sum / (double)n;
    return (targets){ mean, square / (double)n - mean * mean };
}

/* Mean squared error of the scores (NULL: of the number `constant`) on a part. */
static double mean_square(const gnn_tensor *scores, double constant, const gnn_dataset *ds, const uint8_t *split,
                          uint8_t part)
{
    double sum = 0;
    int64_t n = 0;
    for (int64_t i = 0; i < ds->count; i++) {
        if (split[i] != part) continue;
        double d = (scores ? gnn_tensor_get(scores, i) : constant) - gnn_tensor_get(ds->samples[i].target, 0);
        sum += d * d, n++;
    }
    return sum / (double)n;
}

gnn_status counting_measure(json_t *o, const learn_job *j, const exp_run *r, const gnn_dataset *ds,
                            const uint8_t *split, const gnn_tensor *scores)
{
    (void)j, (void)r;
    double all = targets_of(ds, split, GNN_SPLIT_NONE).variance,
           mse = mean_square(scores, 0, ds, split, GNN_SPLIT_TEST);
    json_object_set_new(o, "error", json_real(mse / all));
    json_object_set_new(o, "clean_error", json_real(mse / targets_of(ds, split, GNN_SPLIT_TEST).variance));
    json_object_set_new(o, "val_error", json_real(mean_square(scores, 0, ds, split, GNN_SPLIT_VAL) / all));
    double constant = targets_of(ds, split, GNN_SPLIT_TRAIN).mean;
    json_object_set_new(o, "constant_error", json_real(mean_square(NULL, constant, ds, split, GNN_SPLIT_TEST) / all));
    return GNN_OK;
}

static const learn_measure measures[] = {
    { "error", "best", LEARN_BEST, false, 3 },
    { "error", "median", LEARN_MEDIAN, false, 3 },
    { "clean_error", "clean_median", LEARN_MEDIAN, false, 3 },
    { "constant_error", "constant", LEARN_MEDIAN, false, 3 },
    { "best_epoch", "best_epoch", LEARN_MEDIAN, false, 3 },
    { "cpu_epoch", "cpu_s_epoch", LEARN_MEDIAN, false, 2 },
};

static const learn_kind kind = {
    .title = "Counting",
    .about =
        "Mean squared error on the test graphs, divided by the variance of the target over all graphs (train, "
        "validation and test), as published; clean: by that over the test graphs. The epoch is the one that "
        "is best on the validation graphs; the test graphs are not looked at before. Best and median are over "
        "the seeds; the median of five is the third best, which the papers report. constant: the mean of the "
        "training targets for all graphs. degrees: least squares on the numbers of vertices of each degree and 1. "
        "gnn-solve count has error 0, by counting.",
    .measures = sizeof measures / sizeof *measures,
    .measure = measures,
    .data = counting_data,
    .split = counting_split,
    .measure_run = counting_measure,
    .baselines = counting_degrees,
};

static gnn_status run(exp_request *q) { return json_object_get(q->plan, "claims") ? claims_run(q) : learn_run(q, &kind); }

static const char presets[] =
#include "experiment_counting.inc"
    ;

const experiment experiment_counting = {
    "counting", "numbers of triangles, stars and other patterns: message passing, order-2 and relational networks",
    presets, run
};
