/* The table of tests, and the public functions that run them. */
#include "certificate.h"
#include <unistd.h>

#define GNN_VERDICT(word) extern const gnn_i_verdict gnn_i_verdict_##word;
#include "expressivity/verdicts.def"
#undef GNN_VERDICT

const gnn_i_verdict *const gnn_i_verdicts[] = {
#define GNN_VERDICT(word) &gnn_i_verdict_##word,
#include "expressivity/verdicts.def"
#undef GNN_VERDICT
    NULL
};

/* The canonical name behind `name`, and where it is. */
static const gnn_i_verdict *find(const char *name, int *variant)
{
    if (!name) return NULL;
    for (int i = 0; gnn_i_verdicts[i]; i++) {
        const gnn_i_verdict *v = gnn_i_verdicts[i];
        for (int k = 0; v->names[k]; k++)
            if (strcmp(v->names[k], name) == 0) return *variant = k, v;
    }
    for (int i = 0; gnn_i_verdicts[i]; i++) {
        const gnn_i_verdict *v = gnn_i_verdicts[i];
        size_t len = strlen(name);
        for (int k = 0; v->aliases && v->aliases[k]; k++)
            if (strncmp(v->aliases[k], name, len) == 0 && v->aliases[k][len] == '=')
                return find(v->aliases[k] + len + 1, variant);
    }
    return NULL;
}

const char *gnn_test_name(int i)
{
    /* Few tests: the i-th by (rank, variant) is found by counting. */
    int seen = 0;
    for (int rank = 0; rank <= 1000; rank++)
        for (int k = 0; gnn_i_verdicts[k]; k++) {
            const gnn_i_verdict *v = gnn_i_verdicts[k];
            for (int n = 0; v->names[n] && (v->listed == 0 || n < v->listed); n++)
                if ((v->ranks ? v->ranks[n] : v->rank) == rank && seen++ == i) return v->names[n];
        }
    return NULL;
}

const char *gnn_test_resolve(const char *name)
{
    int variant = 0;
    const gnn_i_verdict *v = find(name, &variant);
    return v ? v->names[variant] : NULL;
}

const char *gnn_test_help(const char *name)
{
    int variant = 0;
    const gnn_i_verdict *v = find(name, &variant);
    return v ? v->help[variant] : NULL;
}

/* What a test may take where the caller sets no limit: the tests on triples and quadruples could want more than there is,
 * and a system that overcommits would end the process instead of refusing.  0: unknown. */
static int64_t three_quarters_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (int64_t)pages / 4 * 3 * page : 0;
}

/* Run, and turn "gave up" into a reason. */
static gnn_status run(gnn_i_trial *t, const char **reason, const char *name, const gnn_test_options *options)
{
    gnn_i_budget budget = {.start = gnn_i_now()};
    const gnn_i_verdict *v = find(name, &t->variant);
    GNN_REQUIRE_RETURN(v, GNN_ENOTFOUND, "no test is called '%s'", name ? name : "(null)");
    if (options) budget.limit_seconds = options->limit_seconds, budget.limit_bytes = options->limit_bytes;
    if (budget.limit_bytes <= 0) budget.limit_bytes = three_quarters_of_memory();
    t->budget = &budget;
    *reason = NULL;
    gnn_status st = v->run(t);
    if (st == GNN_ELIMIT) *reason = budget.reason ? budget.reason : "time";
    if (st == GNN_EUNSUPPORTED) *reason = "unsupported";
    return *reason ? GNN_OK : st;
}

gnn_status gnn_test_pair(gnn_test_result *result, const char *name, const gnn_graph *a, const gnn_graph *b,
                         const gnn_test_options *options)
{
    return gnn_i_test_pair(result, NULL, name, a, b, options);
}

gnn_status gnn_i_test_pair(gnn_test_result *result, gnn_i_evidence *e, const char *name, const gnn_graph *a,
                           const gnn_graph *b, const gnn_test_options *options)
{
    GNN_REQUIRE_RETURN(result && a && b, GNN_EINVAL, "test: result and two graphs are required");
    gnn_test_result r = {.rounds = -1, .colors = -1};
    int32_t class_of[2] = {0, 0};
    gnn_i_trial t = {.count = 2, .graphs = (const gnn_graph *const[]){a, b}, .class_of = class_of, .result = &r, .evidence = e};
    double start = gnn_i_now();
    if (e) e->test = gnn_test_resolve(name);
    GNN_TRY_RETURN(run(&t, &r.reason, name, options));
    if (r.reason) {
        r = (gnn_test_result){.reason = r.reason, .rounds = -1, .colors = -1};
        snprintf(r.evidence, sizeof r.evidence, "undecided: %s", gnn_last_error());
    }
    r.verdict = r.reason ? GNN_UNDECIDED : class_of[0] == class_of[1] ? GNN_SAME : GNN_SEPARATED;
    r.seconds = gnn_i_now() - start;
    *result = r;
    return GNN_OK;
}

gnn_status gnn_test_classes(int32_t *class_of, int64_t *classes, const char *name, int64_t count,
                            const gnn_graph *const *graphs, const gnn_test_options *options)
{
    const char *reason;
    return gnn_i_test_classes(class_of, classes, &reason, name, count, graphs, options);
}

gnn_status gnn_i_test_classes(int32_t *class_of, int64_t *classes, const char **why, const char *name, int64_t count,
                              const gnn_graph *const *graphs, const gnn_test_options *options)
{
    gnn_status st = GNN_OK;
    int32_t *found = NULL;
    const char *reason = NULL;
    GNN_REQUIRE(class_of && classes && count >= 0 && (graphs || count == 0), GNN_EINVAL,
                "classes: two outputs, count >= 0 and the graphs are required");
    GNN_REQUIRE(count <= INT32_MAX, GNN_EOVERFLOW, "classes: %lld graphs are more than 2^31-1", (long long)count);
    GNN_CALLOC(found, count + 1);
    gnn_i_trial t = {.count = count, .graphs = graphs, .class_of = found};
    if (count > 0) GNN_TRY(run(&t, &reason, name, options));
    else GNN_REQUIRE(gnn_test_resolve(name), GNN_ENOTFOUND, "no test is called '%s'", name ? name : "(null)");
    for (int64_t i = 0; i < count; i++) class_of[i] = reason ? -1 : found[i];
    *classes = reason ? 0 : t.classes;
    *why = reason;
done:
    gnn_i_free(found);
    return st;
}
