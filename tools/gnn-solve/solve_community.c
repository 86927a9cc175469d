/* gnn-solve community: groups of a graph's vertices by classical solvers and trained models. */
#include <math.h>
#include "common/draw.h"
#include "solve.h"
#include "truth.h"

enum {
    KEY_K = 1000, KEY_METHOD, KEY_LABELS, KEY_MODEL, KEY_DRAW, KEY_FROM, KEY_IN, KEY_OUT, KEY_SWEEPS, KEY_RESTARTS,
    KEY_MEASURE, KEY_DAMPING, KEY_TOLERANCE, KEY_RESOLUTION, KEY_TAU, KEY_NULLS, KEY_LIST
};
enum { MAX_METHODS = 32, MAX_PANELS = MAX_METHODS + 1 };

typedef struct result {
    const char *method;
    int32_t *group;
    gnn_community *found; /* NULL: a model's                          */
    int64_t k;
    double seconds, modularity;
    gnn_agreement agreement; /* if there is a truth                   */
    char weights[17];        /* checksum of a model's, or ""          */
} result;

typedef struct job {
    gnn_community_options o;
    const char *file, *from, *labels, *model, *draw, *output;
    const char *method[MAX_METHODS];
    char *word[MAX_METHODS]; /* owned */
    int methods;
    bool all, list;
    /* while it runs */
    gnn_graph_list *graphs;
    const gnn_graph *g;
    int32_t *truth; /* or NULL */
    result results[MAX_METHODS];
    int count;
} job;

static const struct argp_option options[] = {
    { "k", KEY_K, "K", 0, "Groups wanted (default: each method finds its own number; one group: no structure)", 0 },
    { "method", KEY_METHOD, "LIST", 0,
      "Methods, comma separated, or all (default: bethe,bp-dc,leiden; with --model: none)", 0 },
    { "model", KEY_MODEL, "FILE|DIR|default", 0,
      "Also a trained model of nodes: weights, or the folder of a run, of gnn-train or gnn-experiment; default: a "
      "line-graph network for two groups",
      0 },
    { "labels", KEY_LABELS, "FILE", 0,
      "The true groups: a label a line, or VERTEX LABEL (default: the graph file's own labels)", 0 },
    { "output", 'o', "FILE", 0, "Write the groups to FILE: a line a vertex, a column a method", 0 },
    { "draw", KEY_DRAW, "FILE", 0, "Draw the groups to FILE.svg or FILE.png, the truth first", 0 },
    { "from", KEY_FROM, "FORMAT", 0, "Format of the input (default: by content, then by name)", 0 },
    { "list", KEY_LIST, 0, 0, "List the methods", 0 },
    { 0, 0, 0, 0, "What methods may be told:", 10 },
    { "c-in", KEY_IN, "X", 0, "bp, gibbs: n times the probability of an edge inside a group", 0 },
    { "c-out", KEY_OUT, "X", 0, "bp, gibbs: n times the probability of an edge between groups", 0 },
    { "sweeps", KEY_SWEEPS, "N", 0, "bp, bp-em, bp-dc: at most so many sweeps (300); gibbs: annealing sweeps", 0 },
    { "restarts", KEY_RESTARTS, "N", 0, "Starts of k-means (10), bp, bp-em, bp-dc and gibbs (1); the best counts", 0 },
    { "measure", KEY_MEASURE, "N", 0, "gibbs: sweeps that count for the answer (500)", 0 },
    { "damping", KEY_DAMPING, "X", 0, "bp, bp-em, bp-dc: share of the old message kept (0)", 0 },
    { "tolerance", KEY_TOLERANCE, "X", 0, "bp, bp-em, bp-dc: change at convergence (1e-6)", 0 },
    { "resolution", KEY_RESOLUTION, "X", 0, "louvain, leiden: of the modularity; larger: more groups (1)", 0 },
    { "nulls", KEY_NULLS, "N", 0,
      "louvain, leiden, walktrap without --k: random graphs of the same degrees to compare with (10; 0: none, groups "
      "always)",
      0 },
    { "tau", KEY_TAU, "X", 0, "regularized: weight added, in mean degrees (1)", 0 },
    { 0 }
};

static void take_methods(job *j, const char *list)
{
    for (char *w; (w = cli_next_word(&list));) {
        if (strcmp(w, "all") == 0) {
            gnn_i_free(w);
            for (int i = 0; gnn_community_name(i) && j->methods < MAX_METHODS; i++)
                j->method[j->methods++] = gnn_community_name(i);
            j->all = true;
            continue;
        }
        if (!gnn_community_help(w))
            cli_usage("--method: there is no method '%s' (gnn-solve community --list has them)", w);
        if (j->methods == MAX_METHODS) cli_usage("--method: more than %d methods", MAX_METHODS);
        j->word[j->methods] = w;
        j->method[j->methods++] = w;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    job *j = state->input;
    switch (key) {
    case KEY_K: j->o.k = cli_take_int("--k", arg, 1, INT32_MAX); return 0;
    case KEY_METHOD: take_methods(j, arg); return 0;
    case KEY_MODEL: j->model = arg; return 0;
    case KEY_LABELS: j->labels = arg; return 0;
    case KEY_DRAW: j->draw = arg; return 0;
    case KEY_FROM: j->from = arg; return 0;
    case KEY_LIST: j->list = true; return 0;
    case KEY_IN: j->o.c_in = cli_take_real("--c-in", arg, 0, 1e9); return 0;
    case KEY_OUT: j->o.c_out = cli_take_real("--c-out", arg, 0, 1e9); return 0;
    case KEY_SWEEPS: j->o.sweeps = cli_take_int("--sweeps", arg, 1, 1ll << 40); return 0;
    case KEY_RESTARTS: j->o.restarts = (int)cli_take_int("--restarts", arg, 1, 1000000); return 0;
    case KEY_MEASURE: j->o.measure = cli_take_int("--measure", arg, 1, 1ll << 40); return 0;
    case KEY_DAMPING: j->o.damping = cli_take_real("--damping", arg, 0, 0.999999); return 0;
    case KEY_TOLERANCE: j->o.tolerance = cli_take_real("--tolerance", arg, 0, 1); return 0;
    case KEY_RESOLUTION: j->o.resolution = cli_take_real("--resolution", arg, 1e-9, 1e9); return 0;
    case KEY_NULLS:
        j->o.nulls = (int)cli_take_int("--nulls", arg, 0, 100000);
        if (j->o.nulls == 1) cli_usage("--nulls: one graph has no spread, at least 2 are wanted (0: none)");
        if (j->o.nulls == 0) j->o.nulls = -1;
        return 0;
    case KEY_TAU: j->o.tau = cli_take_real("--tau", arg, 0, 1e9); return 0;
    case ARGP_KEY_ARG:
        if (j->file) cli_usage("one FILE ('%s' is a second)", arg);
        j->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (j->list) return 0;
        if (!j->file) cli_usage("no input: name a FILE, '-' for standard input");
        if (isnan(j->o.c_in) != isnan(j->o.c_out)) cli_usage("--c-in and --c-out are given together");
        if (!j->methods && !j->model) take_methods(j, "bethe,bp-dc,leiden");
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_values values[] = { { "from", gnn_format_name }, { "method", gnn_community_name }, { 0 } };

#define EXAMPLES                                                                                                    \
    "  gnn-convert --generate famous:name=zachary --to edgelist | gnn-solve community --k 2 -\n"                    \
    "  gnn-convert --generate sbm:n=90,k=2,pin=0.2,pout=0.02 --to gml | gnn-solve community --k 2 -\n" \
    "  gnn-convert --generate er:n=200,p=0.05 | gnn-solve community --method bethe --format json -\n"

static const cli_command command = {
    .name = "gnn-solve community",
    .summary = "Group the vertices of a graph.",
    .arguments = "FILE\n--list",
    .details = "The result has a line a method: the groups found, modularity, and if the true groups are\n"
               "known overlap ((accuracy - 1/k) / (1 - 1/k) under the best renaming; 0: chance) and AMI.\n"
               "conf is the overlap that a method with probabilities expects of itself.  One group is an\n"
               "answer: the method sees no structure.  The graph is undirected; loops are left out.\n",
    .examples = EXAMPLES,
    .common = CLI_FORMAT | CLI_SEED | CLI_THREADS | CLI_OVERWRITE,
    .options = options,
    .parse = parse,
    .values = values,
};

/* ---- input ---- */

static gnn_status read_input(job *j)
{
    gnn_status st = GNN_OK;
    const int32_t *own;
    GNN_TRY(cli_input(gnn_read_graphs(&j->graphs, j->file, j->from, NULL)));
    GNN_REQUIRE(j->graphs->count == 1, GNN_EINVAL,
                "%s: has %lld graphs, one is wanted (gnn-convert --select picks one)", j->file,
                (long long)j->graphs->count);
    j->g = j->graphs->graphs[0];
    GNN_REQUIRE(gnn_graph_n(j->g) > 0, GNN_EINVAL, "%s: the graph has no vertices", j->file);
    GNN_REQUIRE(j->o.k <= gnn_graph_n(j->g), GNN_EINVAL, "--k: %lld groups of %lld vertices", (long long)j->o.k,
                (long long)gnn_graph_n(j->g));
    own = gnn_graph_node_label(j->g);
    if (j->labels) GNN_TRY(cli_input(truth_read(&j->truth, j->labels, gnn_graph_n(j->g))));
    else if (own) GNN_TRY(truth_copy(&j->truth, own, gnn_graph_n(j->g)));
done:
    return st;
}

/* ---- work ---- */

static gnn_status judge(job *j, result *r)
{
    GNN_TRY_RETURN(gnn_modularity(&r->modularity, j->g, r->group, 1));
    if (j->truth) GNN_TRY_RETURN(gnn_agreement_of(&r->agreement, r->group, j->truth, gnn_graph_n(j->g)));
    return GNN_OK;
}

/* Under "all", methods that this input is not for are left out. */
static bool not_for(const job *j, gnn_status st, const char *method)
{
    if (!j->all || st != GNN_EUNSUPPORTED || gnn_graph_directed(j->g)) return false;
    cli_note("%s is left out: %s", method, gnn_last_error());
    return true;
}

static gnn_status solve(job *j)
{
    for (int i = 0; i < j->methods; i++) {
        result *r = &j->results[j->count];
        if (j->all && strcmp(j->method[i], "bp") == 0 && isnan(j->o.c_in)) {
            cli_note("bp is left out: it needs --c-in and --c-out");
            continue;
        }
        double start = gnn_i_now();
        gnn_status st = gnn_community_solve(&r->found, j->g, j->method[i], &j->o);
        if (st != GNN_OK && not_for(j, st, j->method[i])) continue;
        GNN_TRY_RETURN(st);
        r->seconds = gnn_i_now() - start;
        r->method = j->method[i], r->group = r->found->group, r->k = r->found->groups;
        j->count++;
        GNN_TRY_RETURN(judge(j, r));
    }
    return GNN_OK;
}

/* "default": the network that is shipped, below GNN_DATA_DIR or where it was installed. */
static gnn_status model_path(const char **out, char path[4096], const char *model)
{
    static const char shipped[] = "models/lgnn-two-groups.safetensors";
    const char *folder = getenv("GNN_DATA_DIR");
    if (strcmp(model, "default") != 0) return cli_weights_path(out, path, model);
    *out = path;
    if (folder && snprintf(path, 4096, "%s/%s", folder, shipped) < 4096 && gnn_i_file_exists(path)) return GNN_OK;
    snprintf(path, 4096, GNN_INSTALLED_DATA "/%s", shipped);
    return GNN_OK;
}

/* The model's groups: the largest score of each vertex. */
static gnn_status infer(job *j)
{
    char text[4096];
    const char *path;
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_tensor *scores = NULL;
    result *r = &j->results[j->count];
    int64_t n = gnn_graph_n(j->g), k;
    gnn_sample sample = { .graph = j->graphs->graphs[0], .graph_class = -1 };
    gnn_dataset ds = { .name = (char *)(uintptr_t)"input", .format = (char *)(uintptr_t)"graph", .count = 1, .samples = &sample, .node_level = 1 };
    GNN_TRY(cli_input(model_path(&path, text, j->model)));
    GNN_TRY(cli_input(gnn_model_load(&m, path, GNN_F32)));
    GNN_TRY(cli_input(cli_weights_sum(r->weights, path)));
    GNN_REQUIRE(!gnn_model_per_graph(m), GNN_EUNSUPPORTED, "%s: model %s scores graphs, not vertices", j->model,
                gnn_model_name(m));
    double start = gnn_i_now();
    GNN_TRY(gnn_predict(&scores, m, &ds, 1));
    r->seconds = gnn_i_now() - start;
    k = gnn_tensor_cols(scores);
    GNN_REQUIRE(k > 1 && gnn_tensor_rows(scores) == n, GNN_EUNSUPPORTED,
                "%s: gives %lld scores for %lld of %lld vertices, groups need at least 2 for each", j->model,
                (long long)k, (long long)gnn_tensor_rows(scores), (long long)n);
    GNN_ALLOC(r->group, n);
    r->method = gnn_model_name(m);
    for (int i = 0; gnn_model_list(i); i++) /* a name that outlives the model */
        if (strcmp(gnn_model_list(i), r->method) == 0) r->method = gnn_model_list(i);
    j->count++;
    for (int64_t u = 0; u < n; u++) {
        r->group[u] = 0;
        for (int64_t c = 1; c < k; c++)
            if (gnn_tensor_get(scores, u * k + c) > gnn_tensor_get(scores, u * k + r->group[u]))
                r->group[u] = (int32_t)c;
    }
    GNN_TRY(truth_renumber(r->group, n, &r->k));
    GNN_TRY(judge(j, r));
done:
    gnn_tensor_free(scores);
    gnn_model_free(m);
    return st;
}

/* ---- results ---- */

static void json_real(FILE *f, const char *key, double v)
{
    char text[32] = "null";
    if (isfinite(v)) gnn_i_format_double(text, v);
    fprintf(f, ",\"%s\":%s", key, text);
}

static void json_result(FILE *f, const job *j, const result *r)
{
    fprintf(f, "{\"method\":\"%s\",\"k\":%lld", r->method, (long long)r->k);
    json_real(f, "seconds", r->seconds);
    json_real(f, "modularity", r->modularity);
    if (j->truth) {
        json_real(f, "overlap", r->agreement.overlap);
        json_real(f, "ami", r->agreement.ami);
        json_real(f, "nmi", r->agreement.nmi);
        json_real(f, "ari", r->agreement.ari);
    }
    if (r->found && r->found->sweeps > 0) {
        json_real(f, "confidence", r->found->confidence);
        json_real(f, "c_in", r->found->c_in);
        json_real(f, "c_out", r->found->c_out);
        fprintf(f, ",\"sweeps\":%lld,\"converged\":%s", (long long)r->found->sweeps,
                r->found->converged ? "true" : "false");
    }
    if (r->found) json_real(f, "score", r->found->score);
    if (r->found && isfinite(r->found->surprise)) json_real(f, "surprise", r->found->surprise);
    if (r->weights[0]) fprintf(f, ",\"weights_xxh3\":\"%s\"", r->weights);
    fprintf(f, "}");
}

static void json_head(FILE *f, const job *j)
{
    fprintf(f, "{\"schema\":\"gnn-solve/1\",\"task\":\"community\",\"n\":%lld,\"m\":%lld,",
            (long long)gnn_graph_n(j->g), (long long)gnn_graph_edges(j->g));
}

static void print_json(FILE *f, const job *j)
{
    bool lines = cli_opt.format == CLI_JSONL;
    if (!lines) json_head(f, j), fprintf(f, "\"results\":[");
    for (int i = 0; i < j->count; i++) {
        if (lines) json_head(f, j), fprintf(f, "\"result\":");
        else if (i) fputc(',', f);
        json_result(f, j, &j->results[i]);
        if (lines) fprintf(f, "}\n");
    }
    if (!lines) fprintf(f, "]}\n");
}

static void real_or_null(cli_records *r, double v, int digits)
{
    if (isfinite(v) && cli_opt.format == CLI_TABLE) cli_text(r, "%.*f", digits, v);
    else if (isfinite(v)) cli_real(r, v, 6);
    else cli_null(r);
}

static gnn_status print_rows(FILE *f, const job *j)
{
    static const cli_column known[] = { { "method", false }, { "k", true }, { "modularity", true }, { "overlap", true }, { "ami", true },
                                        { "conf", true }, { "seconds", true } };
    static const cli_column unknown[] = { { "method", false }, { "k", true }, { "modularity", true }, { "conf", true }, { "seconds", true } };
    gnn_status st = GNN_OK;
    cli_records *r = NULL;
    GNN_TRY(cli_records_new(&r, f, "gnn-solve/1", j->truth ? 7 : 5, j->truth ? known : unknown));
    for (int i = 0; i < j->count; i++) {
        const result *x = &j->results[i];
        cli_text(r, "%s", x->method);
        cli_int(r, x->k);
        real_or_null(r, x->modularity, 3);
        if (j->truth) real_or_null(r, x->agreement.overlap, 3), real_or_null(r, x->agreement.ami, 3);
        real_or_null(r, x->found ? x->found->confidence : NAN, 3);
        real_or_null(r, x->seconds, 4);
        GNN_TRY(cli_row(r));
    }
done:
    if (r) {
        gnn_status end = cli_records_end(&r);
        if (st == GNN_OK) st = end;
    }
    return st;
}

static gnn_status report(job *j)
{
    FILE *f;
    GNN_TRY_RETURN(cli_out(&f));
    if (cli_opt.format == CLI_TABLE || cli_opt.format == CLI_CSV) GNN_TRY_RETURN(print_rows(f, j));
    else print_json(f, j);
    for (int i = 0; i < j->count; i++)
        if (j->results[i].found && !j->results[i].found->converged)
            cli_warning("%s: not converged after %lld sweeps (--sweeps, --damping)", j->results[i].method,
                        (long long)j->results[i].found->sweeps);
    return GNN_OK;
}

static gnn_status write_groups(const job *j)
{
    gnn_status st = GNN_OK;
    gnn_writer *w = NULL;
    GNN_TRY(gnn_i_writer_open(&w, j->output, cli_opt.force));
    for (int i = 0; i < j->count; i++) GNN_TRY(gnn_i_writer_printf(w, "%s%s", i ? " " : "# ", j->results[i].method));
    GNN_TRY(gnn_i_writer_printf(w, "\n"));
    for (int64_t u = 0; u < gnn_graph_n(j->g); u++)
        for (int i = 0; i < j->count; i++)
            GNN_TRY(gnn_i_writer_printf(w, "%d%c", j->results[i].group[u], i == j->count - 1 ? '\n' : ' '));
    GNN_TRY(gnn_i_writer_commit(&w));
done:
    gnn_i_writer_abort(&w);
    return st;
}

/* Colours go by the truth, or the first method: a group has the number of the group there that it shares most with. */
static gnn_status draw_groups(const job *j)
{
    gnn_status st = GNN_OK;
    cli_panel panel[MAX_PANELS];
    char caption[MAX_PANELS][80];
    int32_t *color[MAX_PANELS] = { NULL };
    double *xy = NULL;
    int64_t n = gnn_graph_n(j->g);
    int count = 0;
    const int32_t *guide = j->truth ? j->truth : j->results[0].group;
    GNN_ALLOC(xy, 2 * n);
    GNN_TRY(gnn_graph_layout(xy, j->g));
    if (j->truth) panel[count++] = (cli_panel){ .graph = j->g, .color = j->truth, .caption = "truth", .xy = xy };
    for (int i = 0; i < j->count && count < MAX_PANELS; i++, count++) {
        GNN_ALLOC(color[i], n);
        GNN_TRY(truth_align(color[i], j->results[i].group, guide, n));
        snprintf(caption[i], sizeof caption[i], "%s, k = %lld", j->results[i].method, (long long)j->results[i].k);
        panel[count] = (cli_panel){ .graph = j->g, .color = color[i], .caption = caption[i], .xy = xy };
    }
    GNN_TRY(cli_draw(j->draw, count, panel, "groups", cli_opt.force));
done:
    for (int i = 0; i < MAX_PANELS; i++) gnn_i_free(color[i]);
    gnn_i_free(xy);
    return st;
}

static gnn_status list_methods(void)
{
    static const cli_column columns[] = { { "method", false }, { "description", false } };
    gnn_status st = GNN_OK;
    cli_records *r = NULL;
    FILE *out;
    GNN_TRY(cli_out(&out));
    GNN_TRY(cli_records_new(&r, out, "gnn-solve/1", 2, columns));
    for (int i = 0; gnn_community_name(i); i++) {
        cli_text(r, "%s", gnn_community_name(i));
        cli_text(r, "%s", gnn_community_help(gnn_community_name(i)));
        GNN_TRY(cli_row(r));
    }
done:
    if (r) {
        gnn_status end = cli_records_end(&r);
        if (st == GNN_OK) st = end;
    }
    return st;
}

static gnn_status work(job *j)
{
    gnn_status st = GNN_OK;
    if (j->draw) GNN_TRY(cli_draw_check(j->draw));
    GNN_REQUIRE(!j->output || cli_opt.force || !gnn_i_file_exists(j->output), GNN_EEXIST,
                "%s: exists already (--force replaces it)", j->output);
    GNN_TRY(read_input(j));
    GNN_TRY(solve(j));
    if (j->model) GNN_TRY(infer(j));
    GNN_REQUIRE(j->count > 0, GNN_EUNSUPPORTED, "%s: no method of --method all is for this graph", j->file);
    if (j->output) GNN_TRY(write_groups(j));
    if (j->draw) GNN_TRY(draw_groups(j));
    GNN_TRY(report(j));
done:
    return st;
}

static int run(int argc, char **argv)
{
    job j = { .o = gnn_community_defaults() };
    cli_parse(&command, argc, argv, &j);
    j.o.seed = cli_opt.seed;
    j.output = cli_opt.output, cli_opt.output = NULL; /* the groups; the table goes to standard output */
    gnn_status st = j.list ? list_methods() : work(&j);
    for (int i = 0; i < MAX_METHODS; i++) {
        if (j.results[i].found) gnn_community_free(j.results[i].found);
        else gnn_i_free(j.results[i].group);
        gnn_i_free(j.word[i]);
    }
    gnn_i_free(j.truth);
    gnn_graph_list_free(j.graphs);
    return cli_finish(st);
}

const solve_task solve_task_community = { .name = "community", .summary = "groups of vertices, by classical solvers or a trained model",
                                          .examples = EXAMPLES, .run = run };
