/* One pair under all tests and models that are asked for, its certificates, and what was expected of it. */
#include <errno.h>
#include <sys/stat.h>
#include "expressivity.h"
#include "base/files.h"

/* ---- certificates ---- */

gnn_status certificate_folder(const char *path)
{
    struct stat info;
    if (mkdir(path, 0777) == 0) return GNN_OK;
    int why = errno;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return GNN_OK;
    return gnn_i_fail(why == EEXIST ? GNN_EEXIST : GNN_EIO, "--certificate: %s: %s", path,
                      why == EEXIST ? "it is there and is no folder" : strerror(why));
}

/* DIR/000012.drfwl-2_3.json: pair and test, or pair, "model" and model. */
static gnn_status write_certificate(gnn_i_files *files, const request *q, int64_t pair, const char *what,
                                    const char *name, char *json, size_t size)
{
    char path[4200];
    int at = snprintf(path, sizeof path, "%s/%06lld.%s%s.json", q->certificate, (long long)pair, what, name);
    for (char *p = path + strlen(q->certificate) + 1; *p; p++)
        if (strchr(":/ ", *p)) *p = '_';
    gnn_status st = at < (int)sizeof path ? gnn_i_files_add(files, path, json, size, cli_opt.force)
                                          : gnn_i_fail(GNN_EINVAL, "--certificate: the name of the folder is too long");
    gnn_bytes_free(json);
    return st;
}

static gnn_status run_test(gnn_test_result *r, gnn_i_files *files, const request *q, int64_t pair, const char *test,
                           const gnn_graph *a, const gnn_graph *b)
{
    char *json = NULL;
    size_t size = 0;
    if (!q->certificate) return gnn_test_pair(r, test, a, b, &q->limits);
    GNN_TRY_RETURN(gnn_test_certify(r, &json, &size, test, a, b, &q->limits));
    return json ? write_certificate(files, q, pair, "", test, json, size) : GNN_OK;
}

static gnn_status run_model(gnn_model_separation *s, gnn_i_files *files, const request *q, int64_t pair,
                            const char *model, const gnn_graph *a, const gnn_graph *b)
{
    char *json = NULL;
    size_t size = 0;
    if (!q->certificate) return gnn_model_separates(s, model, a, b, q->draws, cli_opt.seed);
    gnn_status st = gnn_model_certify(s, &json, &size, model, a, b, q->draws, cli_opt.seed);
    if (!json) return st;
    gnn_status written = write_certificate(files, q, pair, "model.", model, json, size);
    return written == GNN_OK ? st : written;
}

/* ---- one pair ---- */

static gnn_status compare(outcome *o, gnn_i_files *files, const request *q, int64_t pair, const gnn_graph *a,
                          const gnn_graph *b)
{
    memset(o, 0, sizeof *o);
    o->automorphisms[0] = o->automorphisms[1] = -1;
    for (int t = 0; t < q->test_count; t++) {
        gnn_status st = run_test(&o->tests[t], files, q, pair, q->tests[t], a, b);
        if (st != GNN_OK) return gnn_i_fail_prefix(st, "%s", q->tests[t]);
    }
    for (int m = 0; m < q->model_count; m++) {
        gnn_status st = run_model(&o->models[m], files, q, pair, q->models[m], a, b);
        if (st == GNN_OK && q->train)
            st = gnn_model_trained_separates(&o->trained[m], q->models[m], a, b, &q->training);
        if (st == GNN_EUNSUPPORTED) {
            o->models[m] = (gnn_model_separation){.verdict = GNN_UNDECIDED};
            o->trained[m] = (gnn_trained_separation){.verdict = GNN_UNDECIDED};
        } else if (st == GNN_EBUG) {
            /* The gap is real: it goes into the result, and the run ends with exit 4. */
            if (o->trained[m].verdict != GNN_SEPARATED) o->models[m].verdict = GNN_SEPARATED;
            if (o->broken_count++ == 0) snprintf(o->broken, sizeof o->broken, "%s", gnn_last_error());
        } else if (st != GNN_OK) {
            return gnn_i_fail_prefix(st, "%s", q->models[m]);
        }
    }
    return GNN_OK;
}

/* The certificates of a pair appear together. */
gnn_status compare_pair(outcome *o, const request *q, int64_t pair, const gnn_graph *a, const gnn_graph *b)
{
    gnn_i_files files = {0};
    gnn_status st = compare(o, &files, q, pair, a, b);
    if (st == GNN_OK) return gnn_i_files_commit(&files);
    gnn_i_files_abort(&files);
    return st;
}

int isomorphic(const request *q, const outcome *o)
{
    for (int t = 0; t < q->test_count; t++)
        if (strcmp(q->tests[t], "isomorphism") == 0 && o->tests[t].verdict == GNN_SAME) return 1;
    for (int t = 0; t < q->test_count; t++)
        if (o->tests[t].verdict == GNN_SEPARATED) return 0;
    return -1;
}

static const char *answer(gnn_verdict v) { return v == GNN_SEPARATED ? "yes" : v == GNN_SAME ? "no" : "undecided"; }

int check_expectations(const request *q, const outcome *o, const char *where)
{
    int failed = 0;
    for (int k = 0; k < q->expect_count; k++) {
        const expectation *e = &q->expect[k];
        gnn_verdict found = GNN_UNDECIDED;
        for (int t = 0; e->of == OF_TEST && t < q->test_count; t++)
            if (strcmp(q->tests[t], e->name) == 0) found = o->tests[t].verdict;
        for (int m = 0; e->of != OF_TEST && m < q->model_count; m++)
            if (q->models[m] == e->name) found = e->of == OF_MODEL ? o->models[m].verdict : o->trained[m].verdict;
        if (found == (e->separates ? GNN_SEPARATED : GNN_SAME)) continue;
        failed++;
        cli_error("%s%s%s=%s was expected, it is %s", where, e->name, e->of == OF_TRAINED ? "-trained" : "",
                  e->separates ? "yes" : "no", answer(found));
    }
    return failed;
}

bool gave_up(const request *q, const outcome *o)
{
    for (int t = 0; t < q->test_count; t++)
        if (o->tests[t].verdict == GNN_UNDECIDED && o->tests[t].reason &&
            strcmp(o->tests[t].reason, "unsupported") != 0)
            return true;
    return false;
}
