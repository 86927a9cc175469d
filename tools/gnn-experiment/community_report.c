/* What came out: a row for each network, setting and test; published values beside it, with where they are from. */
#include "community_exp.h"
#include <math.h>

void numbers_mean(double *mean, double *sd, int64_t *n, const json_t *list)
{
    size_t i;
    json_t *v;
    double sum = 0, square = 0;
    *n = (int64_t)json_array_size(list);
    json_array_foreach(list, i, v) sum += json_number_value(v);
    *mean = *n ? sum / (double)*n : NAN;
    json_array_foreach(list, i, v) square += (json_number_value(v) - *mean) * (json_number_value(v) - *mean);
    *sd = *n > 1 ? sqrt(square / (double)(*n - 1)) : NAN;
}

/* Evaluations of one network (or method), setting, test and iteration over all seeds. */
typedef struct group {
    const char *method, *setting, *test;
    int64_t iteration, seeds, graphs;
    json_t *means;        /* of each seed                              */
    double graph_sd;      /* over graphs, mean over the seeds          */
    double cpu;           /* CPU seconds an iteration, mean            */
    char list[512];       /* the seeds' means                          */
} group;

typedef struct groups { group *at; int64_t count, cap; } groups;

static group *find(groups *g, const char *method, const char *setting, const char *test, int64_t iteration)
{
    for (int64_t i = 0; i < g->count; i++) {
        group *k = &g->at[i];
        if (k->iteration == iteration && !strcmp(k->method, method) && !strcmp(k->setting, setting) &&
            !strcmp(k->test, test))
            return k;
    }
    if (gnn_i_grow(&g->at, &g->cap, g->count + 1, sizeof *g->at) != GNN_OK) return NULL;
    group *k = &g->at[g->count++];
    *k = (group){ .method = method, .setting = setting, .test = test, .iteration = iteration, .means = json_array() };
    return k;
}

static void groups_free(groups *g)
{
    for (int64_t i = 0; i < g->count; i++) json_decref(g->at[i].means);
    gnn_i_free(g->at);
}

static gnn_status collect(groups *g, const community_job *j)
{
    size_t i, k;
    json_t *run, *e;
    json_array_foreach(j->job.results, i, run) json_array_foreach(json_object_get(run, "evaluations"), k, e) {
        double mean, sd;
        int64_t n;
        group *at = find(g, plan_text(run, "network"), plan_text(run, "setting"), plan_text(e, "test"),
                         plan_int(e, "iteration", 0));
        if (!at) return GNN_ENOMEM;
        numbers_mean(&mean, &sd, &n, json_object_get(e, "overlaps"));
        json_array_append_new(at->means, json_real(mean));
        at->seeds++, at->graphs = n;
        at->graph_sd += ((n > 1 ? sd : 0) - at->graph_sd) / (double)at->seeds;
        double cpu = plan_real(run, "cpu_seconds", 0) / (double)plan_int(run, "iterations", 1);
        at->cpu += (cpu - at->cpu) / (double)at->seeds;
        snprintf(at->list + strlen(at->list), sizeof at->list - strlen(at->list), "%s%.4f", at->seeds > 1 ? " " : "",
                 mean);
    }
    return GNN_OK;
}

/* The standard error of the mean: over seeds where there are several, else over graphs. */
static double standard_error(const group *g)
{
    double mean, sd;
    int64_t n;
    numbers_mean(&mean, &sd, &n, g->means);
    return n > 1 ? sd / sqrt((double)n) : g->graphs > 1 ? g->graph_sd / sqrt((double)g->graphs) : NAN;
}

static double mean_of(const group *g)
{
    double mean, sd;
    int64_t n;
    numbers_mean(&mean, &sd, &n, g->means);
    return mean;
}

static const cli_column columns[] = { { "method", false },    { "setting", false },     { "test", false },
                                      { "iterations", true }, { "seeds", true },        { "graphs", true },
                                      { "overlap", true },    { "se", true },           { "sd_graphs", true },
                                      { "ms", true },         { "of_each_seed", false } };
enum { COLUMNS = sizeof columns / sizeof *columns };

static gnn_status print_rows(FILE *to, const groups *g)
{
    cli_records *r;
    GNN_TRY_RETURN(cli_records_new(&r, to, EXPERIMENT_SCHEMA, COLUMNS, columns));
    gnn_status st = GNN_OK;
    for (int64_t i = 0; i < g->count && st == GNN_OK; i++) {
        const group *k = &g->at[i];
        cli_text(r, "%s", k->method), cli_text(r, "%s", k->setting), cli_text(r, "%s", k->test);
        if (k->iteration > 0) cli_int(r, k->iteration);
        else cli_null(r);
        cli_int(r, k->seeds), cli_int(r, k->graphs), cli_real(r, mean_of(k), 4), cli_real(r, standard_error(k), 2);
        cli_real(r, k->graph_sd, 2);
        if (k->iteration > 0) cli_real(r, 1e3 * k->cpu, 3);
        else cli_null(r);
        cli_text(r, "%s", k->list);
        st = cli_row(r);
    }
    gnn_status end = cli_records_end(&r);
    return st != GNN_OK ? st : end;
}

static gnn_status write_csv(const community_job *j, const groups *g)
{
    char path[4096], *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "out of memory for metrics.csv");
    fprintf(f, "method,setting,test,iterations,seeds,graphs,overlap,se,sd_graphs,cpu_ms_iteration,of_each_seed\n");
    for (int64_t i = 0; i < g->count; i++) {
        const group *k = &g->at[i];
        fprintf(f, "%s,%s,%s,%lld,%lld,%lld,%.6f,%.6f,%.6f,%.4f,%s\n", k->method, k->setting, k->test,
                (long long)k->iteration, (long long)k->seeds, (long long)k->graphs, mean_of(k), standard_error(k),
                k->graph_sd, 1e3 * k->cpu, k->list);
    }
    fclose(f);
    gnn_status st = folder_write(folder_file(path, j->job.q->folder, "metrics.csv", NULL), text, size);
    free(text);
    return st;
}

/* ---- plots ---- */

static const json_t *test_named(const community_job *j, const char *name)
{
    size_t i;
    json_t *o;
    const json_t *list = j->tests ? j->tests : json_object_get(j->job.plan, "settings");
    json_array_foreach(list, i, o)
        if (strcmp(plan_text(o, "name"), name) == 0) return o;
    return NULL;
}

/* sbm:…,a=A,b=B: more edges inside, or between? */
static bool associative(const json_t *test)
{
    double a = 1, b = 0;
    const char *p = strstr(plan_text(test, "data"), ",a=");
    if (p) sscanf(p, ",a=%lf,b=%lf", &a, &b);
    return a >= b;
}

static bool listed_before(const groups *g, int64_t i)
{
    for (int64_t k = 0; k < i; k++)
        if (strcmp(g->at[k].method, g->at[i].method) == 0) return true;
    return false;
}

/* Is it the last evaluation of a method on a test with a ratio and this sign? */
static const json_t *test_on_curve(const community_job *j, const group *k, const char *method, int sign)
{
    const json_t *test = test_named(j, k->test);
    bool last = k->iteration == 0 || k->iteration == plan_int(j->job.plan, "iterations", 0);
    bool on =
        test && json_object_get(test, "snr") && strcmp(k->method, method) == 0 && last && associative(test) == sign;
    return on ? test : NULL;
}

/* A curve a method and sign: snr, overlap, se */
static gnn_status plot_snr(const community_job *j, const groups *g)
{
    plot p;
    GNN_TRY_RETURN(plot_begin(&p, "snr", "set xlabel 'signal-to-noise ratio'\nset ylabel 'overlap'\nset yrange [0:1]\n"
                                         "set arrow from 1,graph 0 to 1,graph 1 nohead dashtype 2 linecolor 'gray40'\n"
                                         "set label ' Kesten-Stigum' at 1,graph 0.96 textcolor 'gray40'\n"));
    for (int64_t i = 0; i < g->count; i++)
        for (int sign = 1; sign >= 0 && !listed_before(g, i); sign--) {
            plot_curve(&p, "1:2:3 with yerrorlines", 0, true, "%s%s", g->at[i].method, sign ? "" : ", a < b");
            for (int64_t k = 0; k < g->count; k++) {
                const json_t *test = test_on_curve(j, &g->at[k], g->at[i].method, sign);
                if (test)
                    plot_row(&p, "%.6f,%.6f,%.6f", plan_real(test, "snr", 0), mean_of(&g->at[k]),
                             standard_error(&g->at[k]));
            }
        }
    return plot_end(&p, j->job.q->folder);
}

/* Overlap on the training graphs, one line a run. */
static gnn_status plot_training(const community_job *j)
{
    plot p;
    char path[4096];
    size_t k;
    json_t *o;
    GNN_TRY_RETURN(plot_begin(&p, "training",
                              "set xlabel 'iterations'\nset ylabel 'overlap on the graphs of the last iterations'\n"));
    for (int64_t i = 0; i < j->job.runs; i++) {
        const exp_run *r = &j->job.run[i];
        json_t *lines = folder_lines(folder_file(path, j->job.q->folder, r->name, "log.jsonl"));
        plot_curve(&p, "1:2 with lines", 0, true, "%s", r->name);
        json_array_foreach(lines, k, o)
            if (json_object_get(o, "loss"))
                plot_row(&p, "%lld,%.6f,%.6f", (long long)plan_int(o, "iteration", 0), plan_real(o, "overlap", 0),
                         plan_real(o, "loss", 0));
        json_decref(lines);
    }
    return plot_end(&p, j->job.q->folder);
}

/* ---- report.html ---- */

static void ours(html *h, const groups *g)
{
    static const char *const heads[] = { "method",      "setting", "test", "iterations",     "seeds",
                                         "graphs",      "overlap", "se",   "sd over graphs", "CPU ms an iteration",
                                         "of each seed" };
    html_heading(h, "Overlap");
    html_text(
        h,
        "Overlap: accuracy under the best renaming, 0 for one group for all, 1 for the truth. Every method has the same test "
        "graphs. The standard error se is over seeds where there are several, else over graphs. Random labels are above 0, because the best renaming is taken.");
    html_table_begin(h, 11, heads);
    for (int64_t i = 0; i < g->count; i++) {
        const group *k = &g->at[i];
        html_cell(h, "%s", k->method), html_cell(h, "%s", k->setting), html_cell(h, "%s", k->test);
        if (k->iteration > 0) html_cell(h, "%lld", (long long)k->iteration);
        else html_cell(h, "-");
        html_cell(h, "%lld", (long long)k->seeds), html_cell(h, "%lld", (long long)k->graphs),
            html_cell(h, "%.4f", mean_of(k));
        html_cell(h, "%.4f", standard_error(k)), html_cell(h, "%.4f", k->graph_sd);
        if (k->iteration > 0) html_cell(h, "%.3f", 1e3 * k->cpu);
        else html_cell(h, "-");
        html_cell(h, "%s", k->list);
        html_row_end(h);
    }
    html_table_end(h);
}

static void theirs(html *h, const community_job *j)
{
    static const char *const keys[] = { "method", "setting", "overlap", "sd", "source", "mark" };
    const json_t *list = json_object_get(j->job.plan, "published");
    if (!json_array_size(list)) return;
    html_heading(h, "Published and other values");
    html_text(
        h,
        "mark: paper, read in the paper's text; measured, a run of the same method by other programs; third party, "
        "quoted by another paper. Recalled numbers are not listed.");
    html_objects(h, list, sizeof keys / sizeof *keys, keys);
}

static void not_run(html *h, const community_job *j)
{
    size_t i;
    json_t *o;
    json_array_foreach(j->not_run, i, o)
        html_text(h, "Not run: %s (%s).", plan_text(o, "method"), plan_text(o, "reason"));
}

static gnn_status write_html(const community_job *j, const groups *g)
{
    html *h;
    char path[4096], title[256];
    snprintf(title, sizeof title, "Communities: %s (%s)", plan_text(j->job.plan, "preset"),
             plan_text(j->job.plan, "size"));
    GNN_TRY_RETURN(html_new(&h, title));
    html_text(h, "%s.", plan_text(j->job.plan, "doc"));
    ours(h, g);
    not_run(h, j);
    theirs(h, j);
    html_picture(h, folder_file(path, j->job.q->folder, "snr.svg", NULL));
    html_heading(h, "Training");
    html_picture(h, folder_file(path, j->job.q->folder, "training.svg", NULL));
    html_config(h, j->job.plan);
    gnn_status st = html_write(h, folder_file(path, j->job.q->folder, "report.html", NULL));
    html_free(h);
    return st;
}

gnn_status community_report(community_job *j)
{
    gnn_status st = GNN_OK;
    groups g = { 0 };
    FILE *to;
    GNN_TRY(collect(&g, j));
    GNN_TRY(write_csv(j, &g));
    GNN_TRY(plot_snr(j, &g));
    GNN_TRY(plot_training(j));
    GNN_TRY(write_html(j, &g));
    GNN_TRY(cli_out(&to));
    GNN_TRY(print_rows(to, &g));
done:
    groups_free(&g);
    return st;
}
