/* What the runs reached: a row each, means and deviations (n - 1), in words for people. */
#include "train_tool.h"
#include <math.h>
#include <stdarg.h>

void report_free(train_report *r)
{
    if (!r) return;
    for (int64_t i = 0; r->history && i < job_runs(r->job); i++) gnn_i_free(r->history[i]);
    gnn_i_free(r->history);
    gnn_i_free(r->results);
    gnn_i_free(r);
}

gnn_status report_new(train_report **out, const train_job *j)
{
    gnn_status st = GNN_OK;
    train_report *r;
    GNN_CALLOC(r, 1);
    r->job = j;
    r->smaller = strcmp(j->plan->metric, "mse") == 0 || strcmp(j->plan->metric, "mae") == 0;
    GNN_CALLOC(r->results, job_runs(j));
    GNN_CALLOC(r->history, job_runs(j));
    *out = r, r = NULL;
done:
    report_free(r);
    return st;
}

gnn_status report_take(void *ctx, int64_t run, const char *bytes, size_t size)
{
    gnn_status st = GNN_OK;
    train_report *r = ctx;
    train_result *q = &r->results[run];
    GNN_REQUIRE(size >= sizeof *q, GNN_EBUG, "a run's result has %zu bytes", size);
    memcpy(q, bytes, sizeof *q);
    GNN_REQUIRE(size == sizeof *q + (size_t)q->epochs * sizeof(gnn_epoch), GNN_EBUG, "a run's result has %zu bytes",
                size);
    GNN_ALLOC(r->history[run], q->epochs + 1);
    memcpy(r->history[run], bytes + sizeof *q, size - sizeof *q);
done:
    return st;
}

/* ---- the published protocol: one epoch for all folds of a seed ---- */

static gnn_status choose_published(train_report *r)
{
    gnn_status st = GNN_OK;
    const train_job *j = r->job;
    double mean, sd, *curves = NULL;
    int64_t epochs = r->results[0].epochs;
    if (strcmp(j->plan->protocol, "published") != 0 || epochs == 0) return GNN_OK;
    GNN_ALLOC(curves, j->folds * epochs);
    for (int64_t s = 0; s < j->seed_count; s++) {
        int64_t first = s * j->folds, epoch;
        for (int64_t f = 0; f < j->folds; f++) {
            GNN_REQUIRE(r->results[first + f].epochs == epochs, GNN_EBUG, "runs of different length");
            for (int64_t e = 0; e < epochs; e++) curves[f * epochs + e] = r->history[first + f][e].test_metric;
        }
        GNN_TRY(gnn_protocol_published(&mean, &sd, &epoch, curves, j->folds, epochs, r->smaller));
        for (int64_t f = 0; f < j->folds; f++) r->results[first + f].chosen = epoch;
    }
done:
    gnn_i_free(curves);
    return st;
}

/* ---- numbers ---- */

typedef struct spread { double mean, sd; int64_t n; } spread; /* sd NaN: one value */

static spread spread_of(const double *v, int64_t n)
{
    spread s = { 0, NAN, n };
    double square = 0;
    for (int64_t i = 0; i < n; i++) s.mean += v[i] / (double)n;
    for (int64_t i = 0; i < n; i++) square += (v[i] - s.mean) * (v[i] - s.mean);
    if (n > 1) s.sd = sqrt(square / (double)(n - 1));
    if (n == 0) s.mean = NAN;
    return s;
}

enum { COLUMNS = 6 }; /* of an epoch that are printed */
static double value_of(const gnn_epoch *e, int column)
{
    const double v[COLUMNS] = { e->train_loss, e->train_metric, e->val_loss, e->val_metric, e->test_loss, e->test_metric };
    return v[column];
}

static double chosen_value(const train_report *r, int64_t run, int column)
{
    int64_t e = r->results[run].chosen;
    return e > 0 ? value_of(&r->history[run][e - 1], column) : NAN;
}

/* Over the runs [from, from + n), or over the means of seeds. */
static spread over_runs(const train_report *r, int64_t from, int64_t n, int column)
{
    double *v = gnn_i_alloc((size_t)n, sizeof *v);
    if (!v) return (spread){ NAN, NAN, 0 };
    for (int64_t i = 0; i < n; i++) v[i] = chosen_value(r, from + i, column);
    spread s = spread_of(v, n);
    gnn_i_free(v);
    return s;
}

static spread over_seeds(const train_report *r, int column)
{
    const train_job *j = r->job;
    double *v = gnn_i_alloc((size_t)j->seed_count, sizeof *v);
    if (!v) return (spread){ NAN, NAN, 0 };
    int64_t folds = j->folds ? j->folds : 1;
    for (int64_t s = 0; s < j->seed_count; s++) v[s] = over_runs(r, s * folds, folds, column).mean;
    spread all = spread_of(v, j->seed_count);
    gnn_i_free(v);
    return all;
}

/* ---- the table ---- */

typedef struct table {
    cli_records *records;
    bool shown[COLUMNS]; /* columns with any value */
    bool seed, fold;
} table;

static void cell(table *t, double v, int digits)
{
    if (isnan(v)) cli_null(t->records);
    else if (cli_opt.format == CLI_TABLE) cli_text(t->records, "%.*f", digits, v);
    else cli_real(t->records, v, digits);
}

static gnn_status print_runs(table *t, const train_report *r)
{
    for (int64_t i = 0; i < job_runs(r->job); i++) {
        cli_text(t->records, "run");
        if (t->seed) cli_int(t->records, (int64_t)run_seed(r->job, i));
        if (t->fold) cli_int(t->records, run_fold(r->job, i));
        cli_int(t->records, r->results[i].chosen);
        for (int c = 0; c < COLUMNS; c++)
            if (t->shown[c]) cell(t, chosen_value(r, i, c), 4);
        cell(t, r->results[i].seconds, 2);
        GNN_TRY_RETURN(cli_row(t->records));
    }
    return GNN_OK;
}

/* "mean" or "sd" over all runs, or of the seed whose runs begin at `from`. */
static gnn_status print_spread(table *t, const train_report *r, const char *what, int64_t from, int64_t n)
{
    bool sd = strcmp(what, "sd") == 0, seeds = from < 0;
    cli_text(t->records, "%s", what);
    if (t->seed && seeds) cli_null(t->records);
    else if (t->seed) cli_int(t->records, (int64_t)run_seed(r->job, from));
    if (t->fold) cli_null(t->records);
    cli_null(t->records);
    for (int c = 0; c < COLUMNS; c++) {
        if (!t->shown[c]) continue;
        spread s = seeds ? over_seeds(r, c) : over_runs(r, from, n, c);
        cell(t, sd ? s.sd : s.mean, 4);
    }
    cli_null(t->records);
    return cli_row(t->records);
}

static gnn_status print_baselines(table *t, const train_report *r)
{
    size_t i;
    json_t *b;
    json_array_foreach((json_t *)(uintptr_t)r->baselines, i, b) {
        double v[COLUMNS] = { NAN, NAN, NAN, NAN, NAN, NAN };
        if (json_object_get(b, "val")) v[3] = json_number_value(json_object_get(b, "val"));
        if (json_object_get(b, "test")) v[5] = json_number_value(json_object_get(b, "test"));
        cli_text(t->records, "%s", json_string_value(json_object_get(b, "name")));
        if (t->seed) cli_null(t->records);
        if (t->fold) cli_null(t->records);
        cli_null(t->records);
        for (int c = 0; c < COLUMNS; c++)
            if (t->shown[c]) cell(t, v[c], 4);
        cli_null(t->records);
        GNN_TRY_RETURN(cli_row(t->records));
    }
    return GNN_OK;
}

static gnn_status print_rows(table *t, const train_report *r)
{
    const train_job *j = r->job;
    int64_t runs = job_runs(j);
    GNN_TRY_RETURN(print_runs(t, r));
    for (int64_t s = 0; j->folds && s < j->seed_count; s++) {
        GNN_TRY_RETURN(print_spread(t, r, "mean", s * j->folds, j->folds));
        GNN_TRY_RETURN(print_spread(t, r, "sd", s * j->folds, j->folds));
    }
    if (runs > 1 && (!j->folds || j->seed_count > 1)) {
        GNN_TRY_RETURN(print_spread(t, r, "mean", -1, 0));
        GNN_TRY_RETURN(print_spread(t, r, "sd", -1, 0));
    }
    return print_baselines(t, r);
}

static gnn_status print_table(FILE *to, const void *of)
{
    const train_report *r = of;
    const train_plan *p = r->job->plan;
    char name[COLUMNS][80];
    cli_column columns[5 + COLUMNS];
    int n = 0;
    table t = { .seed = true, .fold = r->job->folds > 0 };
    snprintf(name[0], sizeof name[0], "train_loss"), snprintf(name[1], sizeof name[1], "train_%s", p->metric);
    snprintf(name[2], sizeof name[2], "val_loss"), snprintf(name[3], sizeof name[3], "val_%s", p->metric);
    snprintf(name[4], sizeof name[4], "test_loss"), snprintf(name[5], sizeof name[5], "test_%s", p->metric);
    columns[n++] = (cli_column){ "row", false };
    if (t.seed) columns[n++] = (cli_column){ "seed", true };
    if (t.fold) columns[n++] = (cli_column){ "fold", true };
    columns[n++] = (cli_column){ "epoch", true };
    for (int c = 0; c < COLUMNS; c++) {
        for (int64_t i = 0; i < job_runs(r->job); i++) t.shown[c] |= !isnan(chosen_value(r, i, c));
        if (t.shown[c]) columns[n++] = (cli_column){ name[c], true };
    }
    columns[n++] = (cli_column){ "seconds", true };
    GNN_TRY_RETURN(cli_records_new(&t.records, to, TRAIN_SCHEMA, n, columns));
    gnn_status st = print_rows(&t, r), end = cli_records_end(&t.records);
    return st != GNN_OK ? st : end;
}

/* ---- in words ---- */

static const char *how_chosen(const train_report *r, char text[160])
{
    const train_plan *p = r->job->plan;
    if (strcmp(p->protocol, "published") == 0) {
        snprintf(text, 160, "epoch with the best mean over the TEST folds (published protocol: optimistic)");
    } else if (strcmp(p->protocol, "nested") == 0) {
        snprintf(text, 160, "epoch with the best validation %s", strcmp(p->monitor, "loss") == 0 ? "loss" : p->metric);
    } else {
        snprintf(text, 160, "last epoch");
    }
    return text;
}

static void print_words(const train_report *r, FILE *to)
{
    const train_job *j = r->job;
    const train_plan *p = j->plan;
    char how[160];
    int c = !isnan(chosen_value(r, 0, 5))   ? 5
            : !isnan(chosen_value(r, 0, 3)) ? 3
            : !isnan(chosen_value(r, 0, 1)) ? 1
                                            : 0;
    static const char *const part[] = { "training loss", "training", "", "validation", "", "test" };
    bool seeds = j->folds == 0 || j->seed_count > 1;
    spread s = seeds ? over_seeds(r, c) : over_runs(r, 0, j->folds, c);
    fprintf(to, "\n%s on %s, %lld parameters: ", p->model, j->ds->name, (long long)r->results[0].parameters);
    fprintf(to, "%s%s%s %.4f", part[c], c ? " " : "", c ? p->metric : "", s.mean);
    if (!isnan(s.sd)) fprintf(to, " +- %.4f (sd, n - 1)", s.sd);
    if (j->folds && !seeds) fprintf(to, " over %lld folds, 1 seed", (long long)j->folds);
    else if (j->folds)
        fprintf(to, " over the means of %lld seeds, each over %lld folds", (long long)s.n, (long long)j->folds);
    else fprintf(to, " over %lld seed%s", (long long)s.n, s.n == 1 ? "" : "s");
    fprintf(to, "; %s\n", how_chosen(r, how));
    size_t i;
    json_t *b;
    json_array_foreach((json_t *)(uintptr_t)r->baselines, i, b)
        fprintf(to, "%s: %s\n", json_string_value(json_object_get(b, "name")),
                json_string_value(json_object_get(b, "note")));
}

static gnn_status write_csv(const train_report *r)
{
    char path[4096];
    if (!r->job->folder) return GNN_OK;
    return folder_write_csv(folder_path(path, r->job, -1, "results.csv"), print_table, r);
}

gnn_status report_print(train_report *r, FILE *to)
{
    GNN_TRY_RETURN(choose_published(r));
    GNN_TRY_RETURN(write_csv(r));
    GNN_TRY_RETURN(print_table(to, r));
    if (cli_opt.format == CLI_TABLE) print_words(r, to);
    return GNN_OK;
}
