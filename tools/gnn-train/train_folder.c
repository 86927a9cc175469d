/* The run folder: config.json, env.json and results.csv on top, a folder for each run below where there are several. */
#include "train_tool.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tensor/kernels.h"
#include "tensor/tensor_i.h"

static const char *const top_files[] = { "config.json", "env.json", "results.csv", NULL };
static const char *const run_files[] = { "log.jsonl", "metrics.csv", "model.safetensors", "state.safetensors", "state.safetensors.1", NULL };

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
        if (snprintf(path, sizeof path, "%s/%s", folder, *names) < (int)sizeof path && gnn_i_file_exists(path)) return true;
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
        if (!is_run_name(e->d_name) || snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path) continue;
        remove_files(path, run_files);
        (void)rmdir(path);
    }
    if (d) closedir(d);
}

static gnn_status make_folder(const char *path)
{
    char part[4096];
    struct stat info;
    GNN_REQUIRE_RETURN(snprintf(part, sizeof part, "%s", path) < (int)sizeof part - 80, GNN_EINVAL, "-o: the path is too long");
    for (char *slash = part + 1; *part; *slash++ = '/') {
        slash += strcspn(slash, "/");
        bool last = *slash == 0;
        *slash = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return gnn_i_fail(GNN_EIO, "%s: %s", part, strerror(errno));
        if (last) break;
    }
    GNN_REQUIRE_RETURN(stat(path, &info) == 0 && S_ISDIR(info.st_mode), GNN_EEXIST, "%s: exists already and is not a folder", path);
    return GNN_OK;
}

/* ---- env.json: what this ran on; a start each ---- */

static json_t *versions(void)
{
    json_t *o = json_object();
    for (const cli_version *v = cli_versions(); v->name; v++) json_object_set_new(o, v->name, json_string(v->version));
    return o;
}

static json_t *cpu_name(void)
{
    char line[512], name[256] = "unknown";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %255[^\n]", name) == 1) break;
    if (f) fclose(f);
    return json_string(name);
}

/* Arguments without the folders of this machine: an absolute path keeps its last part. */
static json_t *command_line(int argc, char **argv)
{
    json_t *list = json_array();
    json_array_append_new(list, json_string("gnn-train"));
    for (int i = 1; i < argc; i++) {
        const char *value = strstr(argv[i], "=/"), *slash = strrchr(argv[i], '/');
        char text[1024];
        value = argv[i][0] == '/' ? argv[i] : value ? value + 1 : NULL;
        if (value) snprintf(text, sizeof text, "%.*s%s", (int)(value - argv[i]), argv[i], slash[1] ? slash + 1 : "");
        else snprintf(text, sizeof text, "%s", argv[i]);
        json_t *v = json_string(text);
        json_array_append_new(list, v ? v : json_string("?"));
    }
    return list;
}

static json_t *this_start(const train_job *j, int argc, char **argv)
{
    json_t *o = json_object();
    json_object_set_new(o, "libgnn", json_string(gnn_version()));
    json_object_set_new(o, "libraries", versions());
    json_object_set_new(o, "compiler", json_string(__VERSION__));
    json_object_set_new(o, "cpu", cpu_name());
    json_object_set_new(o, "kernels", json_string(gnn_i_kernels(GNN_F32)->isa));
    json_object_set_new(o, "blas_core", json_string(gnn_i_blas_core()));
    json_object_set_new(o, "cores", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(o, "threads", json_integer(gnn_threads()));
    json_object_set_new(o, "jobs", json_integer(cli_opt.jobs));
    json_object_set_new(o, "seeds", json_string(j->plan->seeds));
    json_object_set_new(o, "resume", json_boolean(j->resume));
    json_object_set_new(o, "command", command_line(argc, argv));
    return o;
}

static gnn_status write_json(const char *path, json_t *o)
{
    char *text = NULL;
    size_t size = 0;
    GNN_TRY_RETURN(json_text(&text, &size, o));
    gnn_status st = gnn_i_file_write(path, text, size, true);
    free(text);
    return st;
}

static gnn_status write_env(const train_job *j, int argc, char **argv)
{
    char path[4096];
    json_t *o = json_load_file(folder_path(path, j, -1, "env.json"), 0, NULL), *starts = json_object_get(o, "starts");
    if (!j->resume || !json_is_array(starts)) {
        json_decref(o);
        o = json_object(), starts = json_array();
        json_object_set_new(o, "schema", json_string(ENV_SCHEMA));
        json_object_set_new(o, "starts", starts);
    }
    json_array_append_new(starts, this_start(j, argc, argv));
    return write_json(path, o);
}

/* ---- a resumed run is the same run ---- */

/* The learning rate looks at the length of the whole run with these. */
static bool needs_length(const char *schedule) { return strncmp(schedule, "cosine", 6) == 0 || strncmp(schedule, "linear", 6) == 0; }

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
        st = gnn_i_fail(GNN_EINVAL, "%s: is of another run: it has %s %s, this command %s", path, key, a ? a : "nothing", b ? b : "nothing");
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
    for (int64_t i = 0; i < job_runs(j); i++) GNN_TRY_RETURN(make_folder(folder_path(path, j, i, "")));
    GNN_TRY_RETURN(write_json(folder_path(path, j, -1, "config.json"), plan_json(j->plan)));
    return write_env(j, argc, argv);
}
