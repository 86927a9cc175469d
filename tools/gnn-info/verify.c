/* gnn-info --verify: every certificate of a file or folder, one line each. */
#include "verify.h"
#include <dirent.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include "info.h"

static bool report(v_report *r, v_outcome outcome, const char *format, va_list args)
{
    r->outcome = outcome;
    vsnprintf(r->what, sizeof r->what, format, args);
    return outcome == V_VERIFIED;
}

bool v_refuse(v_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(r, V_REFUSED, format, args);
    va_end(args);
    return false;
}

bool v_unchecked(v_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(r, V_UNCHECKED, format, args);
    va_end(args);
    return false;
}

void v_verified(v_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(r, V_VERIFIED, format, args);
    va_end(args);
}

void *v_alloc(v_report *r, int64_t count, size_t size)
{
    int64_t bytes;
    void *p = gnn_i_mul_ok(count, (int64_t)size, &bytes) && bytes < (int64_t)1 << 33
                  ? gnn_i_arena_alloc(r->arena, (size_t)bytes)
                  : NULL;
    if (!p) v_unchecked(r, "out of memory");
    return p;
}

bool v_test(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r)
{
    const char *canonical = gnn_test_resolve(test);
    if (!canonical || strcmp(canonical, test) != 0) return v_refuse(r, "no test is called '%.60s'", test);
    if (strcmp(test, "isomorphism") == 0) return v_isomorphism(p, separates, evidence, r);
    if (v_is_refinement(test)) return v_refinement(p, test, separates, evidence, r);
    if (v_is_spectrum(test)) return v_spectra(p, test, separates, evidence, r);
    if (strncmp(test, "counts-", 7) == 0 || strncmp(test, "cycles-", 7) == 0)
        return v_patterns(p, test, separates, evidence, r);
    if (v_is_hom(test)) return v_homs(p, test, separates, evidence, r);
    if (v_is_number(test)) return v_numbers(p, test, separates, evidence, r);
    return v_unchecked(r, "the checker has no definition of %.60s", test);
}

static bool verify_certificate(const json_t *c, v_report *r)
{
    v_pair p;
    const char *schema = json_string_value(json_object_get(c, "schema")),
               *test = json_string_value(json_object_get(c, "test"));
    const char *model = json_string_value(json_object_get(c, "model"));
    const json_t *separates = json_object_get(c, "separates"), *evidence = json_object_get(c, "evidence");
    if (!schema || strcmp(schema, "gnn-certificate/1") != 0) return v_refuse(r, "the schema is not gnn-certificate/1");
    if (!test && !model) return v_refuse(r, "neither 'test' nor 'model' is there");
    snprintf(r->test, sizeof r->test, "%s", test ? test : model);
    if (!v_keys(c, test ? "schema test separates a b evidence" : "schema model separates a b evidence", r))
        return false;
    if (!json_is_boolean(separates)) return v_refuse(r, "'separates' is not true or false");
    r->separates = json_is_true(separates);
    if (!v_read_pair(&p, json_object_get(c, "a"), json_object_get(c, "b"), r)) return false;
    return test ? v_test(&p, test, r->separates, evidence, r) : v_draws(&p, model, r->separates, evidence, r);
}

static gnn_status verify_file(v_report *r, const char *path)
{
    gnn_status st = GNN_OK;
    char *bytes = NULL;
    size_t size = 0;
    json_t *c = NULL;
    json_error_t error;
    gnn_arena *arena = NULL;
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, (int64_t)1 << 30));
    GNN_TRY(gnn_i_arena_new(&arena));
    *r = (v_report){.arena = arena};
    c = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    if (!c) v_refuse(r, "not JSON: line %d, column %d: %s", error.line, error.column, error.text);
    else if (verify_certificate(c, r) && r->outcome != V_VERIFIED) v_refuse(r, "nothing was verified");
    GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
done:
    json_decref(c);
    gnn_i_arena_free(arena);
    gnn_i_free(bytes);
    return st;
}

/* ---- files and folders ---- */

typedef struct listing {
    char **path;
    int64_t count, cap;
} listing;

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static gnn_status add_path(listing *l, const char *folder, const char *name)
{
    char path[4200];
    GNN_REQUIRE_RETURN(snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", name) < (int)sizeof path,
                       GNN_EINVAL, "%s: the path is too long", name);
    GNN_TRY_RETURN(gnn_i_grow(&l->path, &l->cap, l->count + 1, sizeof *l->path));
    l->path[l->count] = gnn_i_strdup(path);
    return l->path[l->count] ? (l->count++, GNN_OK) : GNN_ENOMEM;
}

static gnn_status list_files(listing *l, const char *path)
{
    gnn_status st = GNN_OK;
    struct stat info;
    struct dirent *entry;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) return add_path(l, "", path);
    DIR *d = opendir(path);
    GNN_REQUIRE_RETURN(d, GNN_EIO, "%s: the folder cannot be read", path);
    while ((entry = readdir(d))) {
        size_t n = strlen(entry->d_name);
        if (n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0) GNN_TRY(add_path(l, path, entry->d_name));
    }
    GNN_REQUIRE(l->count > 0, GNN_EINVAL, "%s: no certificate (*.json) is in it", path);
    qsort(l->path, (size_t)l->count, sizeof *l->path, by_name);
done:
    closedir(d);
    return st;
}

gnn_status info_verify(int *code, const char *path)
{
    static const cli_column columns[] = {{"file", false}, {"test", false}, {"separates", false}, {"result", false}, {"what", false}};
    static const char *const words[] = {"verified", "REFUSED", "not checked"};
    gnn_status st = GNN_OK;
    listing l = {0};
    cli_records *records = NULL;
    FILE *to;
    int64_t found[3] = {0};
    GNN_TRY(cli_out(&to));
    GNN_TRY(list_files(&l, path));
    GNN_TRY(cli_records_new(&records, to, "gnn-info/1", 5, columns));
    for (int64_t i = 0; i < l.count; i++) {
        v_report r = {0};
        cli_progress(NULL, "certificates", i, l.count);
        GNN_TRY(verify_file(&r, l.path[i]));
        found[r.outcome]++;
        cli_text(records, "%s", l.path[i]);
        cli_text(records, "%s", r.test);
        cli_bool(records, r.separates);
        cli_text(records, "%s", words[r.outcome]);
        cli_text(records, "%s", r.what);
        GNN_TRY(cli_row(records));
    }
    cli_progress_clear();
    GNN_TRY(cli_records_end(&records));
    if (cli_opt.format == CLI_TABLE)
        fprintf(to, "\n%lld verified, %lld refused, %lld not checked\n", (long long)found[0], (long long)found[1],
                (long long)found[2]);
    *code = found[V_REFUSED] ? CLI_CHECK_FAILED : found[V_UNCHECKED] ? CLI_LIMIT : CLI_DONE;
    if (found[V_REFUSED])
        cli_error("%lld of %lld certificates %s refused", (long long)found[1], (long long)l.count,
                  found[1] == 1 ? "is" : "are");
    else if (found[V_UNCHECKED])
        cli_error("%lld of %lld certificates could not be checked", (long long)found[2], (long long)l.count);
done:
    if (records) (void)cli_records_end(&records);
    for (int64_t i = 0; i < l.count; i++) gnn_i_free(l.path[i]);
    gnn_i_free(l.path);
    return st;
}
