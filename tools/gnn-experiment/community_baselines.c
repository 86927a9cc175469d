/* What needs no training, on the same test graphs: random labels and the classical solvers, which are told the number of
 * groups and, where they ask for them, the parameters the graphs were drawn with. */
#include "community_exp.h"
#include <math.h>

/* "bp:sweeps=50,damping=0.2" */
static gnn_status read_method(char method[64], gnn_community_options *o, const char *text)
{
    size_t n = strcspn(text, ":");
    GNN_REQUIRE_RETURN(n < 64, GNN_EINVAL, "baseline \"%s\": the name is too long", text);
    memcpy(method, text, n), method[n] = 0;
    for (const char *p = text + n; *p; p += strcspn(p, ",")) {
        char key[32];
        double v;
        int used = 0;
        p++;
        GNN_REQUIRE_RETURN(sscanf(p, "%31[a-z]=%lf%n", key, &v, &used) == 2 && (p[used] == ',' || p[used] == 0),
                           GNN_EINVAL, "baseline \"%s\": \"%s\" is not key=number", text, p);
        if (strcmp(key, "sweeps") == 0) o->sweeps = (int64_t)v;
        else if (strcmp(key, "restarts") == 0) o->restarts = (int)v;
        else if (strcmp(key, "damping") == 0) o->damping = v;
        else return gnn_i_fail(GNN_EINVAL, "baseline \"%s\": the keys are sweeps, restarts, damping", text);
    }
    return GNN_OK;
}

/* a and b of "sbm:…,a=A,b=B"; left alone elsewhere. */
static void read_truth(gnn_community_options *o, const char *recipe)
{
    const char *a = strstr(recipe, ",a="), *b = strstr(recipe, ",b=");
    if (strncmp(recipe, "sbm:", 4) == 0 && a && b)
        (void)sscanf(a, ",a=%lf", &o->c_in), (void)sscanf(b, ",b=%lf", &o->c_out);
}

static gnn_status random_groups(int32_t *group, const gnn_graph *g, int64_t k, uint64_t seed, uint64_t i)
{
    gnn_rng r = gnn_rng_stream(seed, "random labels", i);
    for (int64_t u = 0; u < gnn_graph_n(g); u++) group[u] = (int32_t)gnn_rng_below(&r, (uint64_t)k);
    return GNN_OK;
}

static gnn_status solver_groups(int32_t *group, const gnn_graph *g, const char *method, const gnn_community_options *o)
{
    gnn_community *c = NULL;
    GNN_TRY_RETURN(gnn_community_solve(&c, g, method, o));
    memcpy(group, c->group, (size_t)gnn_graph_n(g) * sizeof *group);
    gnn_community_free(c);
    return GNN_OK;
}

/* Overlap on test graph i. */
static gnn_status one(double *overlap, const community_job *j, const char *recipe, const char *method,
                      gnn_community_options *o, uint64_t i)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    int32_t *group = NULL;
    uint64_t seed = (uint64_t)plan_int(j->job.plan, "test_seed", 1);
    GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
    GNN_TRY(community_test_graph(&g, j, recipe, i));
    GNN_ALLOC(group, gnn_graph_n(g));
    o->seed = i;
    if (strcmp(method, "random") == 0) GNN_TRY(random_groups(group, g, o->k, seed, i));
    else GNN_TRY(solver_groups(group, g, method, o));
    GNN_TRY(community_overlap(overlap, j, group, g));
done:
    gnn_i_free(group);
    gnn_graph_free(g);
    return st;
}

/* All test graphs; a method that cannot run is kept with the reason, not with a number. */
static gnn_status baseline(json_t *evaluations, json_t **reason, const community_job *j, const json_t *test,
                           const char *text)
{
    char method[64];
    gnn_community_options o = gnn_community_defaults();
    const char *recipe = plan_text(test, "data");
    json_t *list = json_array();
    gnn_status st = read_method(method, &o, text);
    o.k = plan_int(j->job.plan, "groups", 2);
    read_truth(&o, recipe);
    for (int64_t i = 0; st == GNN_OK && i < plan_int(j->job.plan, "test_graphs", 100); i++) {
        double overlap = NAN;
        st = one(&overlap, j, recipe, method, &o, (uint64_t)i);
        if (st == GNN_OK) json_array_append_new(list, json_real(overlap));
    }
    if (st == GNN_ENOTFOUND || st == GNN_EUNSUPPORTED || (st == GNN_EINVAL && strcmp(method, "random") != 0)) {
        if (!*reason) *reason = json_string(gnn_last_error());
        st = GNN_OK;
    } else if (st == GNN_OK) {
        json_array_append_new(evaluations, json_pack("{s:i, s:s, s:O}", "iteration", 0, "test", plan_text(test, "name"),
                                                     "overlaps", list));
    }
    json_decref(list);
    return st;
}

static gnn_status all_tests(community_job *j, const char *text)
{
    const json_t *tests = j->tests ? j->tests : json_object_get(j->job.plan, "settings");
    json_t *evaluations = json_array(), *reason = NULL, *o;
    gnn_status st = GNN_OK;
    size_t i;
    double before = cpu_seconds();
    json_array_foreach(tests, i, o) {
        gnn_i_progress(text, (int64_t)i, (int64_t)json_array_size(tests));
        if (st == GNN_OK) st = baseline(evaluations, &reason, j, o, text);
    }
    if (st == GNN_OK && reason) {
        cli_warning("%s is not run: %s", text, json_string_value(reason));
        json_array_append_new(j->not_run, json_pack("{s:s, s:O}", "method", text, "reason", reason));
    }
    if (st == GNN_OK && json_array_size(evaluations))
        json_array_append_new(j->job.results, json_pack("{s:s, s:s, s:i, s:i, s:f, s:O}", "network", text, "setting",
                                                        "-", "seed", 0, "iterations", 1, "cpu_seconds",
                                                        cpu_seconds() - before, "evaluations", evaluations));
    json_decref(evaluations);
    json_decref(reason);
    return st;
}

gnn_status community_baselines(community_job *j)
{
    size_t i;
    json_t *o;
    GNN_TRY_RETURN(all_tests(j, "random"));
    json_array_foreach(json_object_get(j->job.plan, "baselines"), i, o)
        GNN_TRY_RETURN(all_tests(j, json_string_value(o)));
    return GNN_OK;
}
