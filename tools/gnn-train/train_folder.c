/* The run folder: config.json, env.json and results.csv on top, a folder for each run below where there are several. */
#include "train_tool.h"
#include <dirent.h>
#include <unistd.h>

static const char *const top_files[] = { "config.json", "env.json", "results.csv", NULL };
static const char *const run_files[] = { "log.jsonl",         "metrics.csv",         "model.safetensors",
                                         "state.safetensors", "state.safetensors.1", NULL };

const char *run_label(char text[64], const train_job *j, int64_t run, const char *before, const char *between)
{
    size_t n = 0;
    text[0] = 0;
    if (j->seed_count > 1) n = (size_t)snprintf(text, 64, "seed%s%llu", before, (unsigned long long)run_seed(j, run));
    if (j->folds) snprintf(text + n, 64 - n, "%sfold%s%d", n ? between : "", before, run_fold(j, run));
    return text;
}

const char *folder_path(char path[4096], const train_job *j, int64_t run, const char *name)
{
    char below[64] = "";
    if (run >= 0) run_label(below, j, run, "", "-");
    snprintf(path, 4096, "%s/%s%s%s", j->folder, below, *below ? "/" : "", name);
    return path;
}

/* ---- is there something already? ---- */

static bool is_run_name(const char *name)
{
    int n = 0;
    unsigned long long seed, fold;
    if (sscanf(name, "seed%llu-fold%llu%n", &seed, &fold, &n) == 2 && name[n] == 0) return true;
    if (sscanf(name, "seed%llu%n", &seed, &n) == 1 && name[n] == 0) return true;
    return sscanf(name, "fold%llu%n", &fold, &n) == 1 && name[n] == 0;
}

static bool holds_any(const char *folder, const char *const *names)
{
    char path[4096];
    for (; *names; names++)
        if (snprintf(path, sizeof path, "%s/%s", folder, *names) < (int)sizeof path && gnn_i_file_exists(path))
            return true;
    return false;
}

static void remove_files(const char *folder, const char *const *names)
{
    char path[4096];
    for (; *names; names++)
        if (snprintf(path, sizeof path, "%s/%s", folder, *names) < (int)sizeof path) (void)unlink(path);
}

/* An old run leaves with --force, and nothing else does: a stale checkpoint must not be resumed later. */
static void remove_run(const char *folder)
{
    struct dirent *e;
    DIR *d = opendir(folder);
    remove_files(folder, top_files);
    remove_files(folder, run_files);
    while (d && (e = readdir(d))) {
        char path[4096];
        if (!is_run_name(e->d_name) || snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path)
            continue;
        remove_files(path, run_files);
        (void)rmdir(path);
    }
    if (d) closedir(d);
}

static gnn_status write_env(const train_job *j, int argc, char **argv)
{
    char path[4096];
    json_t *o = folder_start(argc, argv);
    json_object_set_new(o, "seeds", json_string(j->plan->seeds));
    json_object_set_new(o, "resume", json_boolean(j->resume));
    return folder_write_env(folder_path(path, j, -1, "env.json"), ENV_SCHEMA, o, j->resume);
}

/* ---- a resumed run is the same run ---- */

/* The learning rate looks at the length of the whole run with these. */
static bool needs_length(const char *schedule)
{
    return strncmp(schedule, "cosine", 6) == 0 || strncmp(schedule, "linear", 6) == 0;
}

/* The plan as its config.json would be read. */
static gnn_status as_read(json_t **out, const train_plan *p)
{
    char *text = NULL;
    size_t size = 0;
    GNN_TRY_RETURN(json_text(&text, &size, plan_json(p)));
    *out = json_loadb(text, size, 0, NULL);
    free(text);
    return GNN_OK;
}

/* First key that differs and may not. */
static const char *difference(json_t *old, json_t *now, const char *schedule)
{
    static const char *const may_change[] = { "data", "epochs", "seeds", "checkpoint_every", "from_data" };
    const char *key;
    json_t *v;
    json_object_foreach(now, key, v) {
        bool may = false;
        for (size_t i = 0; i < sizeof may_change / sizeof *may_change; i++) may |= strcmp(key, may_change[i]) == 0;
        if (strcmp(key, "epochs") == 0 && needs_length(schedule)) may = false;
        if (!may && !json_equal(json_object_get(old, key), v)) return key;
    }
    return NULL;
}

static gnn_status same_run(const train_job *j, const char *path)
{
    json_t *old = json_load_file(path, 0, NULL), *now = NULL;
    gnn_status st = as_read(&now, j->plan);
    const char *key = st == GNN_OK && old ? difference(old, now, j->plan->schedule) : NULL;
    if (key) {
        char *a = json_dumps(json_object_get(old, key), JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12));
        char *b = json_dumps(json_object_get(now, key), JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12));
        st = gnn_i_fail(GNN_EINVAL, "%s: is of another run: it has %s %s, this command %s", path, key,
                        a ? a : "nothing", b ? b : "nothing");
        free(a);
        free(b);
    }
    json_decref(old);
    json_decref(now);
    return st;
}

gnn_status folder_prepare(const train_job *j, int argc, char **argv)
{
    char path[4096];
    if (!j->folder) return GNN_OK;
    bool used = holds_any(j->folder, top_files) || holds_any(j->folder, run_files);
    GNN_REQUIRE_RETURN(!used || j->resume || cli_opt.force, GNN_EEXIST,
                       "%s: holds a run already; --resume continues it, --force replaces it", j->folder);
    if (used && j->resume) GNN_TRY_RETURN(same_run(j, folder_path(path, j, -1, "config.json")));
    if (used && !j->resume) remove_run(j->folder);
    for (int64_t i = 0; i < job_runs(j); i++) GNN_TRY_RETURN(folder_make(folder_path(path, j, i, "")));
    GNN_TRY_RETURN(folder_write_json(folder_path(path, j, -1, "config.json"), plan_json(j->plan)));
    return write_env(j, argc, argv);
}
