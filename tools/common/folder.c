/* Run folders: folders, files, env.json. */
#include "folder.h"
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tensor/kernels.h"
#include "tensor/tensor_i.h"

gnn_status folder_make(const char *path)
{
    char part[4096];
    struct stat info;
    GNN_REQUIRE_RETURN(snprintf(part, sizeof part, "%s", path) < (int)sizeof part - 200, GNN_EINVAL,
                       "-o: the path is too long");
    for (char *slash = part + 1; *part; *slash++ = '/') {
        slash += strcspn(slash, "/");
        bool last = *slash == 0;
        *slash = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return gnn_i_fail(GNN_EIO, "%s: %s", part, strerror(errno));
        if (last) break;
    }
    GNN_REQUIRE_RETURN(stat(path, &info) == 0 && S_ISDIR(info.st_mode), GNN_EEXIST,
                       "%s: exists already and is not a folder", path);
    return GNN_OK;
}

const char *folder_file(char path[4096], const char *folder, const char *a, const char *b)
{
    snprintf(path, 4096, "%s/%s%s%s", folder, a, b ? "/" : "", b ? b : "");
    return path;
}

gnn_status folder_write(const char *path, const char *text, size_t size)
{
    return gnn_i_file_write(path, text, size, true);
}

gnn_status folder_write_csv(const char *path, gnn_status (*print)(FILE *to, const void *of), const void *of)
{
    char *text = NULL;
    size_t size = 0;
    cli_format format = cli_opt.format;
    FILE *f = open_memstream(&text, &size);
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "out of memory for %s", path);
    cli_opt.format = CLI_CSV; /* the records look at it */
    gnn_status st = print(f, of);
    cli_opt.format = format;
    if (fclose(f) != 0 && st == GNN_OK) st = gnn_i_fail(GNN_ENOMEM, "out of memory for %s", path);
    if (st == GNN_OK) st = folder_write(path, text, size);
    free(text);
    return st;
}

gnn_status folder_write_json(const char *path, json_t *o)
{
    char *text = NULL;
    size_t size = 0;
    GNN_TRY_RETURN(json_text(&text, &size, o));
    gnn_status st = folder_write(path, text, size);
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
    return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec +
           1e-6 * (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
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
    json_array_append_new(list, json_string(cli_name()));
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

json_t *folder_start(int argc, char **argv)
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
    json_object_set_new(o, "command", command_line(argc, argv));
    return o;
}

gnn_status folder_write_env(const char *path, const char *schema, json_t *start, bool resume)
{
    json_t *o = resume ? json_load_file(path, 0, NULL) : NULL, *starts = json_object_get(o, "starts");
    if (!json_is_array(starts)) {
        json_decref(o);
        o = json_object(), starts = json_array();
        json_object_set_new(o, "schema", json_string(schema));
        json_object_set_new(o, "starts", starts);
    }
    json_array_append_new(starts, start);
    return folder_write_json(path, o);
}
