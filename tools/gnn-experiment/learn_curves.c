/* Curves of training: for each network the middle of its runs at each epoch and how far they spread. */
#include "learn.h"
#include <math.h>

/* What is drawn: the first of these that the logs have. */
static const struct { const char *key, *label; } values[] = {
    { "val_metric", "on validation examples" }, { "test_metric", "on the test folds" }, { "train_loss", "training loss" }
};
enum { VALUES = sizeof values / sizeof *values };

/* A value for each epoch of each run of a network. */
typedef struct series {
    int64_t runs, epochs;
    double *at; /* runs x epochs, NaN: the run had ended */
} series;

const char *learn_curves_name(char name[256], const json_t *setting)
{
    snprintf(name, 256, "curves-%s", plan_text(setting, "name"));
    return name;
}

static json_t *log_of(const learn_job *j, const exp_run *r)
{
    char path[4096];
    return folder_lines(folder_file(path, j->job.q->folder, r->name, "log.jsonl"));
}

static int value_of(const learn_job *j, const json_t *setting)
{
    int best = VALUES;
    size_t k;
    json_t *o;
    for (int64_t i = 0; i < j->job.runs; i++) {
        if (j->job.run[i].setting != setting) continue;
        json_t *lines = log_of(j, &j->job.run[i]);
        json_array_foreach(lines, k, o)
            for (int v = 0; v < best; v++)
                if (json_is_number(json_object_get(o, values[v].key))) best = v;
        json_decref(lines);
    }
    return best;
}

static bool is_of(const exp_run *r, const json_t *setting, const char *network)
{
    return r->setting == setting && strcmp(r->network, network) == 0;
}

static gnn_status collect(series *s, const learn_job *j, const json_t *setting, const char *network, const char *key)
{
    gnn_status st = GNN_OK;
    json_t *logs = json_array(), *lines, *o;
    size_t i, k;
    *s = (series){ 0 };
    for (int64_t r = 0; r < j->job.runs; r++)
        if (is_of(&j->job.run[r], setting, network) && (lines = log_of(j, &j->job.run[r])) != NULL)
            json_array_append_new(logs, lines);
    json_array_foreach(logs, i, lines) json_array_foreach(lines, k, o)
        if (plan_real(o, "epoch", 0) > (double)s->epochs) s->epochs = (int64_t)plan_real(o, "epoch", 0);
    s->runs = (int64_t)json_array_size(logs);
    GNN_ALLOC(s->at, s->runs * s->epochs + 1);
    for (int64_t n = 0; n < s->runs * s->epochs; n++) s->at[n] = NAN;
    json_array_foreach(logs, i, lines) json_array_foreach(lines, k, o) {
        double epoch = plan_real(o, "epoch", 0);
        if (epoch >= 1) s->at[(int64_t)i * s->epochs + (int64_t)epoch - 1] = plan_real(o, key, NAN);
    }
done:
    json_decref(logs);
    return st;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The runs that have a value at the epoch: mean and deviation on both sides, or median, least and largest.  false: none has. */
static bool spread(double *low, double *middle, double *high, const series *s, int64_t epoch, bool mean, double *v)
{
    int64_t n = 0;
    double sum = 0, square = 0;
    for (int64_t r = 0; r < s->runs; r++)
        if (!isnan(s->at[r * s->epochs + epoch])) v[n++] = s->at[r * s->epochs + epoch];
    if (n == 0) return false;
    qsort(v, (size_t)n, sizeof *v, ascending);
    *low = v[0], *high = v[n - 1], *middle = (v[(n - 1) / 2] + v[n / 2]) / 2;
    if (!mean) return true;
    for (int64_t k = 0; k < n; k++) sum += v[k];
    *middle = sum / (double)n;
    for (int64_t k = 0; k < n; k++) square += (v[k] - *middle) * (v[k] - *middle);
    double sd = n > 1 ? sqrt(square / (double)(n - 1)) : 0;
    *low = *middle - sd, *high = *middle + sd;
    return true;
}

static gnn_status draw(plot *p, const series *s, int color, const char *network, bool mean)
{
    gnn_status st = GNN_OK;
    double low, middle, high, *v = NULL;
    GNN_ALLOC(v, s->runs + 1);
    for (int line = s->runs > 1 ? 0 : 1; line < 2; line++) {
        plot_curve(p, line ? "1:2 with lines linewidth 1.5" : "1:2:3 with filledcurves fillstyle transparent solid 0.15 noborder",
                   color, line, "%s%s", network, line ? "" : mean ? " +- deviation" : " from least to largest");
        for (int64_t e = 0; e < s->epochs; e++) {
            if (!spread(&low, &middle, &high, s, e, mean, v)) continue;
            if (line) plot_row(p, "%lld,%.9g", (long long)e + 1, middle);
            else plot_row(p, "%lld,%.9g,%.9g", (long long)e + 1, low, high);
        }
    }
done:
    gnn_i_free(v);
    return st;
}

gnn_status learn_curves(const learn_job *j, const json_t *setting)
{
    plot p;
    char name[256], head[256];
    const char *network;
    json_t *o;
    int color = 0, value = value_of(j, setting);
    if (value == VALUES) return GNN_OK;
    bool mean = j->kind->measure[0].larger && value < VALUES - 1;
    snprintf(head, sizeof head, "set xlabel 'epochs'\nset ylabel '%s: %s'\n%s", values[value].label,
             mean ? "mean, deviation" : "median, range", mean ? "set yrange [*:*<1.02]\n" : "set logscale y\nset format y '%.0e'\n");
    GNN_TRY_RETURN(plot_begin(&p, learn_curves_name(name, setting), head));
    json_object_foreach(json_object_get(j->job.plan, "networks"), network, o) {
        series s;
        gnn_status st = collect(&s, j, setting, network, values[value].key);
        color++;
        if (st == GNN_OK) st = draw(&p, &s, color, network, mean);
        gnn_i_free(s.at);
        if (st != GNN_OK) {
            plot_free(&p);
            return st;
        }
    }
    return plot_end(&p, j->job.q->folder);
}
