/* gnn-train: train a model on data, over seeds and folds, with checkpoints that resume bit for bit. */
#include "gnn-train/train_tool.h"
#include <unistd.h>

enum {
    KEY_DATA = 1000, KEY_MODEL, KEY_SET, KEY_CONFIG, KEY_PRESET, KEY_EPOCHS, KEY_LR, KEY_OPTIMIZER,
    KEY_DECAY, KEY_DECAY_ONLY, KEY_SCHEDULE, KEY_LOSS, KEY_METRIC, KEY_DROPOUT, KEY_HIDDEN, KEY_LAYERS, KEY_BATCH,
    KEY_STEPS, KEY_CLIP, KEY_PATIENCE, KEY_FOLDS, KEY_SPLIT, KEY_SEEDS, KEY_PROTOCOL, KEY_NORMALIZE, KEY_NOT_NORMALIZE,
    KEY_RESUME, KEY_DRY, KEY_EQUIVARIANCE, KEY_BASELINE, KEY_CHECKPOINT, KEY_LIST_KEYS, KEY_LIST_PRESETS
};

static const struct argp_option options[] = {
    { 0, 0, 0, 0, "What is trained, on what:", 1 },
    { "data", KEY_DATA, "PATH", 0, "Data set: TU folder, GIN text, prefix of a Planetoid text set; also below GNN_DATA_DIR", 0 },
    { "model", KEY_MODEL, "NAME", 0, "Model (gnn-info lists them)", 0 },
    { "set", KEY_SET, "KEY=VALUE", 0, "Any key of the configuration or of the model; may be repeated", 0 },
    { "preset", KEY_PRESET, "gcn-cora|gin-tu", 0, "A published setting (--list-presets)", 0 },
    { "config", KEY_CONFIG, "FILE", 0, "Configuration: the config.json of a run", 0 },
    { "hidden", KEY_HIDDEN, "N", 0, "Width between layers", 0 },
    { "layers", KEY_LAYERS, "N", 0, "Number of layers", 0 },
    { "dropout", KEY_DROPOUT, "P", 0, "Probability of dropout", 0 },
    { "normalize", KEY_NORMALIZE, 0, 0, "Divide each node's features by the sum of their absolute values", 0 },
    { "no-normalize", KEY_NOT_NORMALIZE, 0, 0, "Take the features as they are, whatever a preset says", 0 },
    { 0, 0, 0, 0, "How it is trained:", 2 },
    { "epochs", KEY_EPOCHS, "N", 0, "Epochs (default: 100)", 0 },
    { "lr", KEY_LR, "X", 0, "Learning rate (default: 0.01)", 0 },
    { "optimizer", KEY_OPTIMIZER, "NAME", 0, "Optimiser (default: adam)", 0 },
    { "weight-decay", KEY_DECAY, "X", 0, "Weight decay (default: 0)", 0 },
    { "decay-only", KEY_DECAY_ONLY, "PATTERN", 0, "Parameters that decay: names with '*', comma separated, or first (the first layer)", 0 },
    { "schedule", KEY_SCHEDULE, "TEXT", 0, "Learning rate by epoch, like step:every=50,factor=0.5 or cosine (default: constant)", 0 },
    { "loss", KEY_LOSS, "NAME", 0, "Loss (default: cross_entropy, or mse for regression)", 0 },
    { "metric", KEY_METRIC, "NAME", 0, "Metric (default: accuracy, or mae for regression)", 0 },
    { "batch", KEY_BATCH, "N", 0, "Examples a step, 0: all (default: 32 graphs, or all nodes)", 0 },
    { "steps", KEY_STEPS, "N", 0, "Steps an epoch, each on a batch drawn anew (default: a pass over the data)", 0 },
    { "clip", KEY_CLIP, "X", 0, "Largest norm of the gradient", 0 },
    { "patience", KEY_PATIENCE, "N", 0, "Stop after N evaluations without a better validation value", 0 },
    { 0, 0, 0, 0, "How it is judged:", 3 },
    { "seeds", KEY_SEEDS, "LIST", 0, "A run for each seed of 0..9 or 1,5,7..9 (--seed N: that one)", 0 },
    { "folds", KEY_FOLDS, "K|given", 0, "Cross-validation over K stratified folds, or those of the data", 0 },
    { "split", KEY_SPLIT, "A,B,C", 0, "Fractions for training, validation and test (default: as the data say)", 0 },
    { "protocol", KEY_PROTOCOL, "final|nested|published", 0, "Which epoch counts (default: nested where there is validation, else final)", 0 },
    { "baseline", KEY_BASELINE, 0, 0, "Classical baselines beside the model", 0 },
    { "check-equivariance", KEY_EQUIVARIANCE, 0, 0, "First check f(P x) = P f(x) in f64 on these data; exit 1 if it fails", 0 },
    { 0, 0, 0, 0, "Files:", 4 },
    { "output", 'o', "DIR", 0, "Run folder; without it nothing is written", 0 },
    { "resume", KEY_RESUME, 0, 0, "Continue the run in -o DIR, from its config.json and checkpoints", 0 },
    { "checkpoint-every", KEY_CHECKPOINT, "N", 0, "Epochs between checkpoints (default: every ten seconds)", 0 },
    { "dry-run", KEY_DRY, 0, 0, "Print the complete configuration, train nothing, write nothing", 0 },
    { "list-keys", KEY_LIST_KEYS, 0, 0, "Describe the keys of --set and leave; with --model also the model's", 0 },
    { "list-presets", KEY_LIST_PRESETS, 0, 0, "Describe the presets and leave", 0 },
    { 0 }
};

/* Options that are a key of the configuration. */
static const struct { int key; const char *name; } plain[] = {
    { KEY_DATA, "data" }, { KEY_MODEL, "model" }, { KEY_HIDDEN, "hidden" }, { KEY_LAYERS, "layers" }, { KEY_DROPOUT, "dropout" },
    { KEY_EPOCHS, "epochs" }, { KEY_LR, "lr" }, { KEY_OPTIMIZER, "optimizer" }, { KEY_DECAY, "weight_decay" }, { KEY_DECAY_ONLY, "decay_only" },
    { KEY_SCHEDULE, "schedule" }, { KEY_LOSS, "loss" }, { KEY_METRIC, "metric" }, { KEY_BATCH, "batch" }, { KEY_STEPS, "steps" },
    { KEY_CLIP, "clip" }, { KEY_PATIENCE, "patience" }, { KEY_SEEDS, "seeds" }, { KEY_FOLDS, "folds" }, { KEY_SPLIT, "split" },
    { KEY_PROTOCOL, "protocol" }, { KEY_CHECKPOINT, "checkpoint_every" },
};

enum { MAX_ASSIGNMENTS = 200 };
typedef struct request {
    const char *preset, *config;
    train_assignment sets[MAX_ASSIGNMENTS], options[MAX_ASSIGNMENTS];
    char set_key[MAX_ASSIGNMENTS + 1][CLI_KEY_SIZE];
    int64_t set_count, option_count;
    bool resume, dry_run, equivariance, baseline, list_keys, list_presets;
    char where[sizeof plain / sizeof *plain][32];
} request;

static void assign(train_assignment *list, int64_t *count, const char *key, const char *text, const char *where)
{
    if (*count == MAX_ASSIGNMENTS) cli_usage("more than %d settings", MAX_ASSIGNMENTS);
    list[(*count)++] = (train_assignment){ key, text, where };
}

static void take_set(request *q, const char *arg)
{
    char *key = q->set_key[q->set_count];
    const char *value = cli_key_value(key, "--set", arg);
    assign(q->sets, &q->set_count, key, value, "--set");
}

static const char *option_name(int key)
{
    for (const struct argp_option *o = options; o->name || o->doc; o++)
        if (o->key == key && o->name) return o->name;
    return "";
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    request *q = state->input;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (plain[i].key != key) continue;
        snprintf(q->where[i], sizeof q->where[i], "--%s", option_name(key));
        assign(q->options, &q->option_count, plain[i].name, arg, q->where[i]);
        return 0;
    }
    switch (key) {
    case KEY_SET: take_set(q, arg); return 0;
    case KEY_PRESET: q->preset = arg; return 0;
    case KEY_CONFIG: q->config = arg; return 0;
    case KEY_NORMALIZE: assign(q->options, &q->option_count, "normalize", "true", "--normalize"); return 0;
    case KEY_NOT_NORMALIZE: assign(q->options, &q->option_count, "normalize", "false", "--no-normalize"); return 0;
    case KEY_RESUME: q->resume = true; return 0;
    case KEY_DRY: q->dry_run = true; return 0;
    case KEY_EQUIVARIANCE: q->equivariance = true; return 0;
    case KEY_BASELINE: q->baseline = true; return 0;
    case KEY_LIST_KEYS: q->list_keys = true; return 0;
    case KEY_LIST_PRESETS: q->list_presets = true; return 0;
    case ARGP_KEY_ARG: cli_usage("'%s' is no option; the data are named by --data", arg);
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_values values[] = { { "model", gnn_model_list }, { "optimizer", gnn_optimizer_name }, { "loss", gnn_loss_name },
                                     { "metric", gnn_metric_name }, { "schedule", gnn_schedule_name }, { 0 } };

static const cli_command command = {
    .name = "gnn-train",
    .summary = "Train a graph neural network on labelled nodes or graphs, over seeds and folds.",
    .arguments = "--data PATH --model NAME\n--data PATH --preset NAME\n--resume -o DIR",
    .details = "Settings come from the defaults, then --preset, --config, --set, and last the options.\n"
               "The model's keys in, out, readout and edge_in come from the data unless they are set.\n"
               "Protocols: final takes the last epoch.  nested takes, for each run, the epoch that is\n"
               "best on validation examples (with --folds: a tenth of the training folds).  published\n"
               "takes the epoch with the best mean over the TEST folds, as the GIN and Ring-GNN papers\n"
               "do: optimistic, for comparison only; the weights kept are those of the last epoch.\n"
               "A run folder holds config.json (good for --config), env.json, results.csv and, in a\n"
               "folder for each run where there are several (seed3, fold2, seed3-fold2), log.jsonl,\n"
               "metrics.csv, model.safetensors (for gnn-predict) and state.safetensors.  Ctrl-C ends\n"
               "the step and saves; --resume then ends in the same bits as a run that was not stopped.\n",
    .examples = "  gnn-train --data planetoid/cora --preset gcn-cora --seeds 0..9 --baseline\n"
                "  gnn-train --data tu/MUTAG.txt --preset gin-tu --jobs 2 -o runs/mutag\n"
                "  gnn-train --data tu/MUTAG.txt --model gin --folds 10 --protocol nested --seeds 0..2\n"
                "  gnn-train --data DIR --model sage --split 0.8,0.1,0.1 --set jk=cat --dry-run\n"
                "  gnn-train --data tu/MUTAG.txt --model gsn --set patterns=cycle5,cycle6 --folds 10\n"
                "  gnn-train --resume -o runs/mutag\n",
    .common = CLI_FORMAT | CLI_SEED | CLI_THREADS | CLI_JOBS | CLI_OVERWRITE,
    .options = options,
    .parse = parse,
    .values = values,
};

/* ---- the plan ---- */

static gnn_status make_plan(train_plan *p, request *q, const char *folder)
{
    char path[4096], seed[32];
    const train_assignment *list;
    int64_t count;
    if (q->resume) {
        snprintf(path, sizeof path, "%s/config.json", folder);
        if (gnn_i_file_exists(path)) GNN_TRY_RETURN(plan_read(p, path));
        else if (!q->option_count && !q->preset && !q->config)
            return gnn_i_fail(GNN_EIO, "%s: there is no run to resume", path);
    }
    if (q->preset) {
        GNN_TRY_RETURN(preset_find(&list, &count, q->preset));
        GNN_TRY_RETURN(plan_assign_model(p, count, list));
        GNN_TRY_RETURN(plan_assign(p, count, list));
    }
    if (q->config) GNN_TRY_RETURN(plan_read(p, q->config));
    GNN_TRY_RETURN(plan_assign_model(p, q->set_count, q->sets));
    GNN_TRY_RETURN(plan_assign_model(p, q->option_count, q->options)); /* --set is about the model of --model */
    GNN_TRY_RETURN(plan_assign(p, q->set_count, q->sets));
    for (int64_t i = 0; cli_opt.seed_given && i < q->option_count; i++)
        if (strcmp(q->options[i].key, "seeds") == 0) cli_usage("--seed and --seeds exclude each other");
    if (cli_opt.seed_given) {
        snprintf(seed, sizeof seed, "%llu", (unsigned long long)cli_opt.seed);
        GNN_TRY_RETURN(plan_assign(p, 1, &(train_assignment){ "seeds", seed, "--seed" }));
    }
    return plan_assign(p, q->option_count, q->options);
}

static gnn_status list_keys(const train_plan *p)
{
    printf("keys of a run, with their defaults\n");
    plan_list_keys(stdout);
    if (!*p->model) return GNN_OK;
    const char *help = gnn_model_help(p->model);
    GNN_REQUIRE_RETURN(help, GNN_ENOTFOUND, "no model is called \"%s\"", p->model);
    printf("\n%s", help);
    return GNN_OK;
}

static gnn_status list_presets(void)
{
    for (int i = 0; preset_name(i); i++) {
        const train_assignment *list;
        int64_t count;
        printf("%s\n    %s\n   ", preset_name(i), preset_help(i));
        GNN_TRY_RETURN(preset_find(&list, &count, preset_name(i)));
        for (int64_t k = 0; k < count; k++) printf(" %s=%s", list[k].key, list[k].text);
        printf("\n");
    }
    return GNN_OK;
}

static gnn_status dry_run(const train_plan *p)
{
    char *text = NULL;
    size_t size = 0;
    GNN_TRY_RETURN(json_text(&text, &size, plan_json(p)));
    fputs(text, stdout);
    free(text);
    return GNN_OK;
}

/* ---- the work ---- */

static gnn_status check_equivariance(bool *passed, const train_job *j)
{
    char text[512];
    GNN_TRY_RETURN(extra_equivariance(passed, text, j));
    if (!*passed) cli_error("%s", text);
    else if (cli_opt.format == CLI_TABLE) printf("%s\n\n", text);
    else cli_note("%s", text);
    return GNN_OK;
}

static gnn_status train(const train_job *j, const request *q)
{
    gnn_status st = GNN_OK;
    train_report *r = NULL;
    json_t *baselines = NULL;
    GNN_TRY(report_new(&r, j));
    GNN_TRY(cli_jobs(job_runs(j), "runs", run_work, report_take, r));
    gnn_set_progress(cli_progress, NULL);
    if (q->baseline) GNN_TRY(extra_baselines(&baselines, j));
    r->baselines = baselines;
    GNN_TRY(report_print(r, stdout));
done:
    if (st == GNN_ECANCELED && j->folder)
        cli_error("what was trained is kept in %s; --resume goes on from there", j->folder);
    report_free(r);
    json_decref(baselines);
    return st;
}

int main(int argc, char **argv)
{
    gnn_status st = GNN_OK;
    static request q;
    static train_plan p;
    gnn_dataset *ds = NULL;
    train_job j = { .plan = &p };
    bool passed = true;
    cli_parse(&command, argc, argv, &q);
    j.folder = cli_opt.output, j.resume = q.resume;
    cli_opt.output = NULL; /* a folder: the table goes to standard output */
    if (q.resume && !j.folder) cli_usage("--resume needs the run folder: -o DIR");
    if (q.resume && cli_opt.force) cli_usage("--resume and --force exclude each other");
    GNN_TRY(plan_init(&p));
    if (q.list_presets) { st = list_presets(); goto done; }
    GNN_TRY(make_plan(&p, &q, j.folder));
    if (q.list_keys) { st = list_keys(&p); goto done; }
    GNN_TRY(plan_check(&p));
    GNN_TRY(job_seeds(&j));
    GNN_TRY(cli_read_dataset(&ds, p.data));
    if (p.normalize) GNN_TRY(gnn_dataset_normalize_rows(ds));
    GNN_TRY(plan_fill(&p, ds));
    GNN_TRY(job_split(&j, ds));
    if (q.dry_run) { st = dry_run(&p); goto done; }
    if (q.equivariance) GNN_TRY(check_equivariance(&passed, &j));
    if (!passed) goto done;
    GNN_TRY(folder_prepare(&j, argc, argv));
    GNN_TRY(train(&j, &q));
done:
    gnn_dataset_free(ds);
    job_free(&j);
    plan_free(&p);
    return cli_finish_check(st, passed);
}
