/* The run folder. */
#include "experiment.h"
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tensor/kernels.h"
#include "tensor/tensor_i.h"

const char *folder_file(char path[4096], const char *folder, const char *a, const char *b)
{
    snprintf(path, 4096, "%s/%s%s%s", folder, a, b ? "/" : "", b ? b : "");
    return path;
}

gnn_status folder_make(const char *path)
{
    char part[4096];
    GNN_REQUIRE_RETURN(snprintf(part, sizeof part, "%s", path) < (int)sizeof part - 200, GNN_EINVAL, "-o: the path is too long");
    for (char *slash = part + 1;; *slash++ = '/') {
        slash += strcspn(slash, "/");
        bool last = *slash == 0;
        *slash = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return gnn_i_fail(GNN_EIO, "%s: %s", part, strerror(errno));
        if (last) return GNN_OK;
    }
}

gnn_status folder_write(const char *path, const char *text, size_t size) { return gnn_i_file_write(path, text, size, true); }

gnn_status folder_write_json(const char *path, const json_t *o)
{
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    GNN_REQUIRE_RETURN(text, GNN_ENOMEM, "out of memory for %s", path);
    gnn_status st = folder_write(path, text, strlen(text));
    free(text);
    return st;
}

gnn_status folder_append_line(const char *path, const json_t *o)
{
    char *text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(17));
    GNN_REQUIRE_RETURN(text, GNN_ENOMEM, "out of memory for a line of %s", path);
    size_t n = strlen(text);
    text[n] = '\n'; /* in place of the NUL */
    gnn_status st = gnn_i_file_append(path, text, n + 1);
    free(text);
    return st;
}

json_t *folder_lines(const char *path)
{
    char *bytes = NULL;
    size_t size;
    if (!gnn_i_file_exists(path) || gnn_i_file_read(&bytes, &size, path, 0) != GNN_OK) return NULL;
    json_t *list = json_array();
    for (char *p = bytes, *nl; (nl = strchr(p, '\n')) != NULL; p = nl + 1) {
        json_t *o = json_loadb(p, (size_t)(nl - p), 0, NULL);
        if (o) json_array_append_new(list, o);
    }
    gnn_i_free(bytes);
    return list;
}

double cpu_seconds(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec + 1e-6 * (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static json_t *environment(const exp_request *q)
{
    char line[512], cpu[256] = "unknown";
    json_t *o = json_object(), *libraries = json_object(), *command = json_array();
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %255[^\n]", cpu) == 1) break;
    if (f) fclose(f);
    for (const cli_version *v = cli_versions(); v->name; v++) json_object_set_new(libraries, v->name, json_string(v->version));
    json_array_append_new(command, json_string("gnn-experiment"));
    for (int i = 1; i < q->argc; i++) { /* an absolute path keeps its last part: no folders of this machine */
        const char *slash = q->argv[i][0] == '/' ? strrchr(q->argv[i], '/') + 1 : q->argv[i];
        json_array_append_new(command, json_string(slash));
    }
    json_object_set_new(o, "libgnn", json_string(gnn_version()));
    json_object_set_new(o, "libraries", libraries);
    json_object_set_new(o, "compiler", json_string(__VERSION__));
    json_object_set_new(o, "cpu", json_string(cpu));
    json_object_set_new(o, "kernels", json_string(gnn_i_kernels(GNN_F32)->isa));
    json_object_set_new(o, "cores", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(o, "threads", json_integer(gnn_threads()));
    json_object_set_new(o, "jobs", json_integer(cli_opt.jobs));
    json_object_set_new(o, "command", command);
    return o;
}

gnn_status folder_begin(const exp_request *q)
{
    char path[4096];
    GNN_TRY_RETURN(folder_make(q->folder));
    folder_file(path, q->folder, "config.json", NULL);
    GNN_REQUIRE_RETURN(q->resume || cli_opt.force || !gnn_i_file_exists(path), GNN_EEXIST,
                       "%s: there is a run already; --resume continues it, --force begins again, another -o keeps both", path);
    GNN_TRY_RETURN(folder_write_json(path, q->plan));
    json_t *env = environment(q);
    gnn_status st = folder_append_line(folder_file(path, q->folder, "env.jsonl", NULL), env);
    if (st == GNN_OK) st = folder_write_json(folder_file(path, q->folder, "env.json", NULL), env);
    json_decref(env);
    return st;
}

gnn_status folder_plan(json_t **plan, const char *folder)
{
    char path[4096], *bytes = NULL;
    size_t size;
    json_error_t error;
    folder_file(path, folder, "config.json", NULL);
    GNN_TRY_RETURN(gnn_i_file_read(&bytes, &size, path, 0));
    json_t *o = json_loadb(bytes, size, 0, &error);
    gnn_i_free(bytes);
    if (!o) return gnn_i_fail(GNN_EPARSE, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    const char *schema = plan_text(o, "schema");
    if (!schema || strcmp(schema, EXPERIMENT_SCHEMA) != 0) {
        json_decref(o);
        return gnn_i_fail(GNN_EPARSE, "%s: is no configuration of gnn-experiment", path);
    }
    *plan = o;
    return GNN_OK;
}
