/* gnn-experiment: the papers' experiments, from one command to a folder with a report. */
#include "gnn-experiment/experiment.h"

#define EXPERIMENT(name) extern const experiment experiment_##name;
#include "experiments.def"
#undef EXPERIMENT

const experiment *const experiments[] = {
#define EXPERIMENT(name) &experiment_##name,
#include "experiments.def"
#undef EXPERIMENT
    NULL
};

enum {
    KEY_PRESET = 1000,
    KEY_QUICK,
    KEY_FULL,
    KEY_SEEDS,
    KEY_ITERATIONS,
    KEY_EPOCHS,
    KEY_NETWORKS,
    KEY_SETTINGS,
    KEY_SET,
    KEY_RESUME,
    KEY_LIST
};

static const struct argp_option options[] = {
    { 0, 0, 0, 0, "What is run:", 1 },
    { "preset", KEY_PRESET, "NAME", 0, "A setting of the paper (--list)", 0 },
    { "quick", KEY_QUICK, 0, 0, "In seconds, to see that it works; the default", 0 },
    { "full", KEY_FULL, 0, 0, "At the size of the paper", 0 },
    { "seeds", KEY_SEEDS, "LIST", 0, "A run for each seed of 0..4 or 1,5,7..9", 0 },
    { "iterations", KEY_ITERATIONS, "N", 0, "Training iterations (community)", 0 },
    { "epochs", KEY_EPOCHS, "N", 0, "Passes over the training graphs, at most (counting)", 0 },
    { "networks", KEY_NETWORKS, "LIST", 0, "Only these networks of the preset, comma separated", 0 },
    { "settings", KEY_SETTINGS, "LIST", 0, "Only these settings of the preset", 0 },
    { "set", KEY_SET, "KEY=VALUE", 0, "Any other number or text of the preset, like test_graphs=20; may be repeated",
      0 },
    { "list", KEY_LIST, 0, 0, "Describe experiments and presets, and leave", 0 },
    { 0, 0, 0, 0, "Files:", 2 },
    { "output", 'o', "DIR", 0, "Run folder (required)", 0 },
    { "resume", KEY_RESUME, 0, 0, "Continue the run in -o DIR", 0 },
    { 0 }
};

enum { MAX_SETS = 64 };
typedef struct request {
    const char *experiment, *preset, *networks, *settings, *folder;
    bool full, resume, list;
    const char *key[MAX_SETS], *value[MAX_SETS];
    char set_key[MAX_SETS + 1][CLI_KEY_SIZE];
    int sets;
} request;

static void add(request *q, const char *key, const char *value)
{
    if (q->sets == MAX_SETS) cli_usage("more than %d settings", MAX_SETS);
    q->key[q->sets] = key, q->value[q->sets++] = value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    request *q = state->input;
    const char *value;
    switch (key) {
    case KEY_PRESET: q->preset = arg; return 0;
    case KEY_QUICK: q->full = false; return 0;
    case KEY_FULL: q->full = true; return 0;
    case KEY_SEEDS: add(q, "seeds", arg); return 0;
    case KEY_ITERATIONS: add(q, "iterations", arg); return 0;
    case KEY_EPOCHS: add(q, "epochs", arg); return 0;
    case KEY_NETWORKS: q->networks = arg; return 0;
    case KEY_SETTINGS: q->settings = arg; return 0;
    case KEY_RESUME: q->resume = true; return 0;
    case KEY_LIST: q->list = true; return 0;
    case KEY_SET:
        value = cli_key_value(q->set_key[q->sets], "--set", arg);
        add(q, q->set_key[q->sets], value);
        return 0;
    case ARGP_KEY_ARG:
        if (q->experiment) cli_usage("one experiment at a time: '%s' and '%s'", q->experiment, arg);
        q->experiment = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_command command = {
    .name = "gnn-experiment",
    .summary = "Run an experiment of a paper: networks, classical methods, the paper's values, a report.",
    .arguments = "NAME [--preset PRESET] -o DIR\n--resume -o DIR\n--list",
    .details = "The folder gets config.json, env.json, metrics.csv, plots (.csv, .gp, and .svg where\n"
               "gnuplot is installed), report.html (one file, nothing from elsewhere) and, for each\n"
               "run, a folder with log.jsonl, checkpoint.safetensors and result.json (counting: also\n"
               "model.safetensors, for gnn-predict).  Runs are functions of their seed, test graphs are\n"
               "the same for all methods.  Ctrl-C saves; --resume then ends in the same bits as a run\n"
               "that was not stopped.  Presets of claims (ring s3, s6, counting s5) train nothing: a table\n"
               "of values beside the claims, exit 1 where one does not hold.  community --full takes half\n"
               "a minute for cd5-small, a quarter of an hour for cd5, an hour for cd2 (one core);\n"
               "counting --full some minutes a seed, ring --full half an hour for csl, one to two hours for\n"
               "a TU set (proteins: a night).  counting reads its graphs below GNN_DATA_DIR, and draws\n"
               "them where they are not there.\n",
    .examples = "  gnn-experiment --list\n"
                "  gnn-experiment community --preset cd5-small -o runs/small\n"
                "  gnn-experiment --resume -o runs/small --iterations 30\n"
                "  gnn-experiment community --preset cd5 --iterations 4 --seeds 0..1 --jobs 2 -o runs/cd5\n"
                "  gnn-experiment counting --preset s2 --networks gin,deep-lrp --epochs 3 -o runs/s2\n"
                "  gnn-experiment ring --preset s6 -o runs/s6\n",
    .common = CLI_FORMAT | CLI_THREADS | CLI_JOBS | CLI_OVERWRITE,
    .options = options,
    .parse = parse,
};

static gnn_status list_all(void)
{
    for (int i = 0; experiments[i]; i++) {
        json_t *all = json_loads(experiments[i]->presets, 0, NULL), *o;
        const char *name;
        GNN_REQUIRE_RETURN(all, GNN_EBUG, "the presets of %s are no JSON", experiments[i]->name);
        printf("%s: %s\n", experiments[i]->name, experiments[i]->summary);
        json_object_foreach(all, name, o) printf("  --preset %-14s %s\n", name, plan_text(o, "doc"));
        json_decref(all);
    }
    return GNN_OK;
}

static gnn_status find(const experiment **out, const char *name)
{
    char known[256] = "";
    for (int i = 0; experiments[i]; i++) {
        if (strcmp(experiments[i]->name, name) == 0) {
            *out = experiments[i];
            return GNN_OK;
        }
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", experiments[i]->name);
    }
    return gnn_i_fail(GNN_ENOTFOUND, "there is no experiment \"%s\"; there are:%s", name, known);
}

/* The names of a preset's networks (an object) or settings (an array of objects), to say what there is. */
static gnn_status unknown(const char *option, const char *word, json_t *all)
{
    char known[512] = "";
    size_t used = 0, i;
    const char *key;
    json_t *o;
    if (json_is_object(all)) {
        json_object_foreach(all, key, o)
            if (used < sizeof known) used += (size_t)snprintf(known + used, sizeof known - used, " %s", key);
    } else {
        json_array_foreach(all, i, o)
            if (used < sizeof known) used += (size_t)snprintf(known + used, sizeof known - used, " %s", plan_text(o, "name"));
    }
    return gnn_i_fail(GNN_ENOTFOUND, "%s: the preset has no \"%s\"; it has:%s", option, word, used ? known : " none");
}

static gnn_status choose_networks(json_t *plan, const char *list)
{
    json_t *all = json_object_get(plan, "networks"), *some = json_object(), *o;
    gnn_status st = GNN_OK;
    for (char *word; st == GNN_OK && (word = cli_next_word(&list)) != NULL; gnn_i_free(word)) {
        o = json_object_get(all, word);
        if (!o) st = unknown("--networks", word, all);
        else json_object_set(some, word, o);
    }
    if (st == GNN_OK) json_object_set(plan, "networks", some);
    json_decref(some);
    return st;
}

static json_t *named(const json_t *list, const char *name)
{
    size_t i;
    json_t *o;
    json_array_foreach(list, i, o)
        if (plan_text(o, "name") && strcmp(plan_text(o, "name"), name) == 0) return o;
    return NULL;
}

static gnn_status choose_settings(json_t *plan, const char *list)
{
    json_t *all = json_object_get(plan, "settings"), *some = json_array(), *o;
    gnn_status st = GNN_OK;
    for (char *word; st == GNN_OK && (word = cli_next_word(&list)) != NULL; gnn_i_free(word)) {
        o = named(all, word);
        if (!o) st = unknown("--settings", word, all);
        else json_array_append(some, o);
    }
    if (st == GNN_OK) json_object_set(plan, "settings", some);
    json_decref(some);
    return st;
}

/* What was asked for, from a preset or from the folder of an earlier start. */
static gnn_status make_plan(json_t **out, const experiment **e, const request *q)
{
    gnn_status st = GNN_OK;
    json_t *plan = NULL;
    if (q->resume) {
        if (q->experiment || q->preset || q->networks || q->settings)
            cli_usage("--resume takes everything from the folder but --set, --iterations, --epochs and --seeds");
        GNN_TRY(plan_of_folder(&plan, q->folder));
        GNN_TRY(find(e, plan_text(plan, "experiment") ? plan_text(plan, "experiment") : ""));
    } else {
        if (!q->experiment) cli_usage("which experiment? (--list)");
        GNN_TRY(find(e, q->experiment));
        GNN_TRY(plan_preset(&plan, *e, q->preset, !q->full));
        if (q->networks) GNN_TRY(choose_networks(plan, q->networks));
        if (q->settings) GNN_TRY(choose_settings(plan, q->settings));
    }
    for (int i = 0; i < q->sets; i++) GNN_TRY(plan_set(plan, q->key[i], q->value[i]));
    *out = plan, plan = NULL;
done:
    json_decref(plan);
    return st;
}

int main(int argc, char **argv)
{
    request q = { 0 };
    exp_request r = { .argc = argc, .argv = argv };
    const experiment *e = NULL;
    cli_parse(&command, argc, argv, &q);
    q.folder = cli_opt.output;
    cli_opt.output = NULL; /* a folder: the table goes to standard output */
    if (q.list) return cli_finish(list_all());
    if (!q.folder) cli_usage("-o DIR is required");
    gnn_status st = make_plan(&r.plan, &e, &q);
    r.folder = q.folder, r.resume = q.resume;
    if (st == GNN_OK) st = e->run(&r);
    json_decref(r.plan);
    return cli_finish_check(st, !r.failed);
}
