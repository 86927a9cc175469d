/* What came out: a row for each network and setting, over seeds and folds; the published values beside it, with where
 * they are from. */
#include "learn.h"
#include <math.h>

/* The runs of one network on one setting. */
typedef struct row {
    const char *network;
    const json_t *setting;
    json_t *results;     /* array */
    const json_t *first;
} row;

typedef struct rows {
    const learn_job *job;
    row *at;
    int64_t count, cap;
} rows;

static void rows_free(rows *t)
{
    for (int64_t i = 0; i < t->count; i++) json_decref(t->at[i].results);
    gnn_i_free(t->at);
}

static row *find(rows *t, const char *network, const json_t *setting)
{
    for (int64_t i = 0; i < t->count; i++)
        if (strcmp(t->at[i].network, network) == 0 && t->at[i].setting == setting) return &t->at[i];
    if (gnn_i_grow(&t->at, &t->cap, t->count + 1, sizeof *t->at) != GNN_OK) return NULL;
    t->at[t->count] = (row){ .network = network, .setting = setting, .results = json_array() };
    return &t->at[t->count++];
}

/* Settings in the plan's order, networks as they come. */
static gnn_status collect(rows *t, const learn_job *j)
{
    size_t i;
    json_t *o;
    for (int64_t s = 0; s < j->settings; s++) json_array_foreach(j->job.results, i, o) {
        if (strcmp(plan_text(o, "setting"), plan_text(j->data[s].setting, "name")) != 0) continue;
        row *r = find(t, plan_text(o, "network"), j->data[s].setting);
        if (!r) return GNN_ENOMEM;
        json_array_append(r->results, o);
        if (!r->first) r->first = o;
    }
    return GNN_OK;
}

/* ---- numbers over the runs of a row ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* NaN where no run has it. */
static double taken(const row *r, const learn_measure *m)
{
    double v[10000], sum = 0, square = 0;
    int n = 0;
    size_t i;
    json_t *o;
    json_array_foreach(r->results, i, o)
        if (json_is_number(json_object_get(o, m->key)) && n < 10000) v[n++] = plan_real(o, m->key, 0);
    if (n == 0) return NAN;
    qsort(v, (size_t)n, sizeof *v, ascending);
    for (int k = 0; k < n; k++) sum += v[k];
    for (int k = 0; k < n; k++) square += (v[k] - sum / n) * (v[k] - sum / n);
    switch (m->take) {
    case LEARN_BEST: return m->larger ? v[n - 1] : v[0];
    case LEARN_MEDIAN: return (v[(n - 1) / 2] + v[n / 2]) / 2;
    case LEARN_MEAN: return sum / n;
    case LEARN_SD: return n > 1 ? sqrt(square / (n - 1)) : NAN;
    }
    return NAN;
}

/* The first measure of each run. */
static void list_of(char *text, size_t size, const row *r, const learn_measure *m)
{
    size_t i, n = 0;
    json_t *o;
    text[0] = 0;
    json_array_foreach(r->results, i, o)
        if (n < size)
            n += (size_t)snprintf(text + n, size - n, "%s%.*g", i ? " " : "", m->digits, plan_real(o, m->key, NAN));
}

static const json_t *published_of(const learn_job *j, const row *r)
{
    size_t i;
    json_t *o;
    json_array_foreach(json_object_get(j->job.plan, "published"), i, o)
        if (strcmp(plan_text(o, "network"), r->network) == 0 &&
            strcmp(plan_text(o, "setting"), plan_text(r->setting, "name")) == 0)
            return o;
    return NULL;
}

/* ---- table and metrics.csv ---- */

enum { MOST = 32 };

/* network, setting, runs, epochs, parameters, the measures, a value from elsewhere, each run */
static int columns_of(cli_column c[MOST], const learn_kind *k)
{
    int n = 0;
    c[n++] = (cli_column){ "network", false }, c[n++] = (cli_column){ "setting", false },
    c[n++] = (cli_column){ "runs", true };
    c[n++] = (cli_column){ "epochs", true }, c[n++] = (cli_column){ "parameters", true };
    for (int i = 0; i < k->measures && n < MOST - 2; i++) c[n++] = (cli_column){ k->measure[i].heading, true };
    c[n++] = (cli_column){ "elsewhere", true }, c[n++] = (cli_column){ "of_each_run", false };
    return n;
}

static void put_int(cli_records *r, const json_t *result, const char *key)
{
    if (json_is_integer(json_object_get(result, key))) cli_int(r, plan_int(result, key, 0));
    else cli_null(r);
}

static void put_real(cli_records *r, double v, int digits)
{
    if (isnan(v)) cli_null(r);
    else cli_real(r, v, digits);
}

static gnn_status print_rows(FILE *to, const void *of)
{
    const rows *t = of;
    const learn_job *j = t->job;
    cli_records *out;
    cli_column c[MOST];
    char each[2048];
    gnn_status st = GNN_OK;
    GNN_TRY_RETURN(cli_records_new(&out, to, EXPERIMENT_SCHEMA, columns_of(c, j->kind), c));
    for (int64_t i = 0; i < t->count && st == GNN_OK; i++) {
        const row *r = &t->at[i];
        cli_text(out, "%s", r->network), cli_text(out, "%s", plan_text(r->setting, "name"));
        cli_int(out, (int64_t)json_array_size(r->results)), put_int(out, r->first, "epochs"),
            put_int(out, r->first, "parameters");
        for (int k = 0; k < j->kind->measures; k++)
            put_real(out, taken(r, &j->kind->measure[k]), j->kind->measure[k].digits);
        put_real(out, plan_real(published_of(j, r), "value", NAN), 3);
        list_of(each, sizeof each, r, j->kind->measure);
        cli_text(out, "%s", each);
        st = cli_row(out);
    }
    gnn_status end = cli_records_end(&out);
    return st != GNN_OK ? st : end;
}

/* ---- report.html ---- */

static void number_cell(html *h, double v, int digits)
{
    if (isnan(v)) html_cell(h, "-");
    else html_cell(h, "%.*g", digits, v);
}

static void ours(html *h, const learn_job *j, const rows *t)
{
    cli_column c[MOST];
    const char *heads[MOST];
    char each[2048];
    int n = columns_of(c, j->kind);
    for (int i = 0; i < n; i++) heads[i] = c[i].name;
    html_heading(h, "Results");
    html_text(h, "%s", j->kind->about);
    html_table_begin(h, n, heads);
    for (int64_t i = 0; i < t->count; i++) {
        const row *r = &t->at[i];
        html_cell(h, "%s", r->network);
        html_cell(h, "%s", plan_text(r->setting, "name"));
        html_cell(h, "%zu", json_array_size(r->results));
        number_cell(h, plan_real(r->first, "epochs", NAN), 9);
        number_cell(h, plan_real(r->first, "parameters", NAN), 9);
        for (int k = 0; k < j->kind->measures; k++)
            number_cell(h, taken(r, &j->kind->measure[k]), j->kind->measure[k].digits);
        number_cell(h, plan_real(published_of(j, r), "value", NAN), 3);
        list_of(each, sizeof each, r, j->kind->measure);
        html_cell(h, "%s", each);
        html_row_end(h);
    }
    html_table_end(h);
}

static void theirs(html *h, const learn_job *j)
{
    static const char *const keys[] = { "network", "setting", "value", "what", "source", "mark" };
    const json_t *list = json_object_get(j->job.plan, "published");
    if (!json_array_size(list)) return;
    html_heading(h, "Published and other values");
    html_text(
        h,
        "mark: paper, read in the paper or in one that quotes its table; code, read in the authors' code; measured, "
        "a run of the same network by other programs. Recalled numbers are not listed.");
    html_objects(h, list, sizeof keys / sizeof *keys, keys);
}

static void settings(html *h, const learn_job *j, const rows *t)
{
    html_heading(h, "Settings");
    for (int64_t s = 0; s < j->settings; s++) {
        const char *origin = NULL;
        for (int64_t i = 0; i < t->count && !origin; i++)
            if (t->at[i].setting == j->data[s].setting) origin = plan_text(t->at[i].first, "data");
        html_text(h, "%s: graphs %s.", plan_text(j->data[s].setting, "name"), origin ? origin : "of the plan");
    }
}

static gnn_status write_html(const learn_job *j, const rows *t)
{
    html *h;
    char path[4096], title[256], file[300], name[256];
    snprintf(title, sizeof title, "%s: %s (%s)", j->kind->title, plan_text(j->job.plan, "preset"),
             plan_text(j->job.plan, "size"));
    GNN_TRY_RETURN(html_new(&h, title));
    html_text(h, "%s.", plan_text(j->job.plan, "doc"));
    ours(h, j, t);
    theirs(h, j);
    settings(h, j, t);
    for (int64_t s = 0; s < j->settings; s++) {
        html_heading(h, plan_text(j->data[s].setting, "name"));
        snprintf(file, sizeof file, "%s.svg", learn_curves_name(name, j->data[s].setting));
        html_picture(h, folder_file(path, j->job.q->folder, file, NULL));
    }
    html_config(h, j->job.plan);
    gnn_status st = html_write(h, folder_file(path, j->job.q->folder, "report.html", NULL));
    html_free(h);
    return st;
}

gnn_status learn_report(learn_job *j)
{
    gnn_status st = GNN_OK;
    rows t = { .job = j };
    char path[4096];
    FILE *to;
    GNN_TRY(collect(&t, j));
    GNN_TRY(folder_write_csv(folder_file(path, j->job.q->folder, "metrics.csv", NULL), print_rows, &t));
    for (int64_t s = 0; s < j->settings; s++) GNN_TRY(learn_curves(j, j->data[s].setting));
    GNN_TRY(write_html(j, &t));
    GNN_TRY(cli_out(&to));
    GNN_TRY(print_rows(to, &t));
done:
    rows_free(&t);
    return st;
}
