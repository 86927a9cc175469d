/* Beside the training: classical baselines, and the model's equivariance on the data at hand. */
#include "train_tool.h"
#include <math.h>

enum { HOPS = 3, TRIALS = 3 };

static void add(json_t *list, const char *name, double val, double test, const char *note)
{
    json_t *o = json_object();
    json_object_set_new(o, "name", json_string(name));
    if (isfinite(val)) json_object_set_new(o, "val", json_real(val));
    if (isfinite(test)) json_object_set_new(o, "test", json_real(test));
    json_object_set_new(o, "note", json_string(note));
    json_array_append_new(list, o);
}

static gnn_status node_baselines(json_t *list, const train_job *j)
{
    gnn_baseline b;
    char note[160];
    GNN_TRY_RETURN(gnn_baseline_smoothing(&b, j->ds, HOPS));
    snprintf(note, sizeof note,
             "three-hop smoothing + logistic regression, C = %g chosen on validation: test accuracy %.4f", b.C, b.test);
    add(list, "smoothing", b.val, b.test, note);
    GNN_TRY_RETURN(gnn_baseline_propagation(&b, j->ds));
    snprintf(note, sizeof note, "labels spread over the edges, features unused: test accuracy %.4f", b.test);
    add(list, "propagation", b.val, b.test, note);
    return GNN_OK;
}

/* Accuracy on the test examples of the class that is most frequent among the training examples. */
static gnn_status majority(double *test, const train_job *j, int64_t run)
{
    gnn_status st = GNN_OK;
    const gnn_dataset *ds = j->ds;
    const uint8_t *split;
    uint8_t *owned = NULL;
    int64_t *count = NULL, hits = 0, tests = 0, best = 0;
    GNN_TRY(run_split(&split, &owned, j, run));
    GNN_CALLOC(count, ds->classes);
    for (int64_t i = 0; i < ds->count; i++)
        if (ds->samples[i].graph_class >= 0 && (!split || split[i] == GNN_SPLIT_TRAIN))
            count[ds->samples[i].graph_class]++;
    for (int64_t c = 1; c < ds->classes; c++)
        if (count[c] > count[best]) best = c;
    for (int64_t i = 0; split && i < ds->count; i++)
        if (split[i] == GNN_SPLIT_TEST) tests++, hits += ds->samples[i].graph_class == best;
    *test = tests ? (double)hits / (double)tests : NAN;
done:
    gnn_i_free(owned);
    gnn_i_free(count);
    return st;
}

static gnn_status graph_baselines(json_t *list, const train_job *j)
{
    int64_t runs = j->folds ? j->folds : 1;
    double sum = 0, one;
    char note[160];
    GNN_REQUIRE_RETURN(j->ds->classes > 0, GNN_EUNSUPPORTED, "--baseline: there is none for regression");
    for (int64_t f = 0; f < runs; f++) {
        GNN_TRY_RETURN(majority(&one, j, f));
        sum += one / (double)runs;
    }
    snprintf(note, sizeof note, "the most frequent class of the training examples: test accuracy %.4f", sum);
    add(list, "majority", NAN, sum, note);
    return GNN_OK;
}

gnn_status extra_baselines(json_t **out, const train_job *j)
{
    json_t *list = json_array();
    gnn_status st = j->ds->node_level ? node_baselines(list, j) : graph_baselines(list, j);
    if (st == GNN_OK) *out = list;
    else json_decref(list);
    return st == GNN_OK ? st : gnn_i_fail_prefix(st, "--baseline");
}

gnn_status extra_equivariance(bool *passed, char text[512], const train_job *j)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_check_report report;
    GNN_TRY(plan_model(&m, j->plan, GNN_F64, run_seed(j, 0)));
    GNN_TRY(gnn_check_equivariance(&report, m, j->ds, TRIALS, run_seed(j, 0)));
    *passed = report.ok;
    snprintf(text, 512, "equivariance of %s on %s: %s, largest relative error %.2g of %.2g allowed, %lld renamings%s%s",
             j->plan->model, j->ds->name, report.ok ? "kept" : "BROKEN", report.max_error, report.tolerance,
             (long long)report.trials, report.ok ? "" : ", worst at ", report.ok ? "" : report.where);
done:
    gnn_model_free(m);
    return st;
}
