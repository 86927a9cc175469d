/* Ring-GNN and its peers on circular skip links and on graphs with classes.  Chen, Villar, Chen, Bruna 2019 */
#include "ring.h"
#include "claims.h"
#include <math.h>

static int64_t largest(const gnn_tensor *scores, int64_t row)
{
    int64_t best = 0, width = scores->shape[1];
    for (int64_t k = 1; k < width; k++)
        if (gnn_tensor_get(scores, row * width + k) > gnn_tensor_get(scores, row * width + best)) best = k;
    return best;
}

/* Share of the examples of a part that have the right class; NaN: there are none. */
static double accuracy(const gnn_dataset *ds, const uint8_t *split, uint8_t part, const gnn_tensor *scores)
{
    int64_t right = 0, n = 0;
    for (int64_t i = 0; i < ds->count; i++)
        if (split[i] == part) n++, right += largest(scores, i) == ds->samples[i].graph_class;
    return n ? (double)right / (double)n : NAN;
}

static void put(json_t *o, const char *key, double v)
{
    if (!isnan(v)) json_object_set_new(o, key, json_real(v));
}

static gnn_status measure(json_t *o, const learn_job *j, const exp_run *r, const gnn_dataset *ds, const uint8_t *split,
                          const gnn_tensor *scores)
{
    (void)j;
    put(o, "accuracy", accuracy(ds, split, r->fold ? GNN_SPLIT_TEST : GNN_SPLIT_TRAIN, scores));
    put(o, "train_accuracy", accuracy(ds, split, GNN_SPLIT_TRAIN, scores));
    return GNN_OK;
}

/* ---- the published protocol: one epoch for all folds, the one with the best mean over the test folds ---- */

static bool same_row(const json_t *a, const json_t *b)
{
    return strcmp(plan_text(a, "network"), plan_text(b, "network")) == 0 &&
           strcmp(plan_text(a, "setting"), plan_text(b, "setting")) == 0 &&
           plan_int(a, "seed", -1) == plan_int(b, "seed", -1);
}

/* "published" into each fold's result of the run that `first` is the first fold of. */
static gnn_status choose_epoch(json_t *results, const json_t *first)
{
    gnn_status st = GNN_OK;
    size_t i, epochs = json_array_size(json_object_get(first, "test_curve"));
    int64_t folds = 0, epoch;
    double mean, sd, *curves = NULL;
    json_t *o;
    GNN_ALLOC(curves, (int64_t)(json_array_size(results) * epochs));
    json_array_foreach(results, i, o) {
        if (!same_row(o, first)) continue;
        const json_t *curve = json_object_get(o, "test_curve");
        GNN_REQUIRE(json_array_size(curve) == epochs, GNN_EINVAL, "folds of %s ran for different numbers of epochs",
                    plan_text(first, "network"));
        for (size_t e = 0; e < epochs; e++)
            curves[(size_t)folds * epochs + e] = json_number_value(json_array_get(curve, e));
        folds++;
    }
    GNN_TRY(gnn_protocol_published(&mean, &sd, &epoch, curves, folds, (int64_t)epochs, 0));
    json_array_foreach(results, i, o) {
        if (!same_row(o, first)) continue;
        json_object_set(o, "published", json_array_get(json_object_get(o, "test_curve"), (size_t)epoch - 1));
        json_object_set_new(o, "published_epoch", json_integer((json_int_t)epoch));
    }
done:
    gnn_i_free(curves);
    return st;
}

/* What guessing the most frequent class gives. */
static gnn_status majority(learn_job *j, const learn_data *d)
{
    gnn_status st = GNN_OK;
    int64_t *count = NULL, most = 0;
    json_t *o;
    GNN_CALLOC(count, d->ds->classes);
    for (int64_t i = 0; i < d->ds->count; i++)
        if (++count[d->ds->samples[i].graph_class] > most) most++;
    o = json_object();
    json_object_set_new(o, "network", json_string("majority class"));
    json_object_set_new(o, "setting", json_string(plan_text(d->setting, "name")));
    json_object_set_new(o, "data", json_string(d->origin));
    put(o, "accuracy", (double)most / (double)d->ds->count);
    json_array_append_new(j->job.results, o);
done:
    gnn_i_free(count);
    return st;
}

static gnn_status protocols(learn_job *j)
{
    json_t *results = j->job.results, *o;
    size_t i;
    json_array_foreach(results, i, o)
        if (plan_int(o, "fold", 0) == 1 && json_array_size(json_object_get(o, "test_curve")))
            GNN_TRY_RETURN(choose_epoch(results, o));
    for (int64_t s = 0; s < j->settings; s++) {
        const learn_data *d;
        GNN_TRY_RETURN(learn_data_of(&d, j, j->data[s].setting));
        GNN_TRY_RETURN(majority(j, d));
    }
    return GNN_OK;
}

static const learn_measure measures[] = {
    { "accuracy", "accuracy", LEARN_MEAN, true, 4 },         { "accuracy", "sd", LEARN_SD, true, 2 },
    { "published", "best_mean_epoch", LEARN_MEAN, true, 4 }, { "published", "best_mean_sd", LEARN_SD, true, 2 },
    { "train_accuracy", "train", LEARN_MEAN, true, 4 },      { "cpu_epoch", "cpu_s_epoch", LEARN_MEDIAN, false, 2 },
};

static const learn_kind kind = {
    .title = "Ring-GNN",
    .about = "accuracy: on the test graphs of each fold, mean and deviation (n - 1) over folds and seeds, of the epoch "
             "that is best on validation graphs (settings named nested) or of the last epoch; in settings without "
             "folds, on the graphs trained on. best_mean_epoch: as the papers report, the one epoch whose mean over "
             "the test folds is best, which the test folds choose: optimistic. train: on the graphs trained on.",
    .measures = sizeof measures / sizeof *measures,
    .measure = measures,
    .test_curves = true,
    .data = ring_data,
    .split = ring_split,
    .measure_run = measure,
    .baselines = protocols,
};

static gnn_status run(exp_request *q)
{
    return json_object_get(q->plan, "claims") ? claims_run(q) : learn_run(q, &kind);
}

static const char presets[] =
#include "experiment_ring.inc"
    ;

const experiment experiment_ring = {
    "ring", "classes of regular graphs and of molecules: Ring-GNN, singular values, PPGN, 2-IGN, GIN, rooted networks",
    presets, run
};
