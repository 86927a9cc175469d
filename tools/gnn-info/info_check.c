/* --check-grad and --check-equivariance of a registered model or of trained weights, on corner graphs or on data. */
#include "info.h"
#include <sys/stat.h>
#include "io/dataset_i.h"

enum { CORNERS = 9, WIDTH = 3, EDGE_WIDTH = 2 };

/* ---- examples: graphs at the corners ---- */

static gnn_status corner_graph(gnn_graph **out, int which)
{
    static const char *const recipes[CORNERS] = { "path:n=1", "path:n=2", "star:n=7", "complete:n=5", "cycle:n=3,copies=2", "tree:n=9",
                                                  "famous:name=petersen", "er:n=12,p=0.15", "er:n=9,p=0.5" };
    gnn_graph **graphs;
    int64_t count;
    GNN_TRY_RETURN(gnn_generate(&graphs, &count, recipes[which], cli_opt.seed, 0));
    *out = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, count);
    return GNN_OK;
}

static gnn_status random_rows(gnn_tensor **out, int64_t rows, int64_t cols, const char *what, uint64_t index)
{
    gnn_rng rng = gnn_rng_stream(cli_opt.seed, what, index);
    GNN_TRY_RETURN(gnn_tensor_new(out, GNN_F32, 2, (int64_t[]){ rows, cols }));
    for (int64_t i = 0; i < rows * cols; i++) gnn_tensor_set(*out, i, gnn_rng_normal(&rng));
    return GNN_OK;
}

static gnn_status corner_examples(gnn_dataset **out, int64_t in, int64_t edge_in)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    GNN_TRY(gnn_i_dataset_new(&ds, "corner graphs", "generated", CORNERS));
    ds->features = in, ds->edge_features = edge_in;
    for (int i = 0; i < CORNERS; i++) {
        gnn_sample *s = &ds->samples[i];
        GNN_TRY(corner_graph(&s->graph, i));
        GNN_TRY(random_rows(&s->x, gnn_graph_n(s->graph), in, "info/x", (uint64_t)i));
        if (edge_in) GNN_TRY(random_rows(&s->edge_x, gnn_graph_arcs(s->graph), edge_in, "info/edge_x", (uint64_t)i));
        s->graph_class = -1;
    }
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    return st;
}

/* ---- the model ---- */

static int64_t config_int(const gnn_model *m, const char *key)
{
    json_t *config = json_loads(gnn_model_config(m), 0, NULL);
    int64_t v = json_integer_value(json_object_get(config, key));
    json_decref(config);
    return v;
}

/* The user's keys over small defaults: a check costs a number of passes for each parameter. */
static gnn_status registered_model(gnn_model **out, const char *name, const info_request *q, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    json_error_t error;
    char *text = NULL;
    json_t *config = json_object(), *given = NULL;
    const char *help = gnn_model_help(name);
    json_object_set_new(config, "in", json_integer(ds && ds->features ? ds->features : WIDTH));
    json_object_set_new(config, "out", json_integer(ds && ds->classes ? ds->classes : 2));
    if (help && strstr(help, "hidden")) json_object_set_new(config, "hidden", json_integer(4));
    if (help && strstr(help, "edge_in") && (!ds || ds->edge_features))
        json_object_set_new(config, "edge_in", json_integer(ds ? ds->edge_features : EDGE_WIDTH));
    if (q->config) {
        given = json_loads(q->config, JSON_REJECT_DUPLICATES, &error);
        GNN_REQUIRE(given && json_is_object(given), GNN_EINVAL, "--config: %d:%d: %s", given ? 1 : error.line,
                    given ? 1 : error.column, given ? "an object {…} was expected" : error.text);
        json_object_update(config, given);
    }
    text = json_dumps(config, JSON_COMPACT);
    GNN_REQUIRE(text, GNN_ENOMEM, "out of memory for the configuration");
    st = gnn_model_new(out, name, text, GNN_F64, cli_opt.seed);
done:
    free(text);
    json_decref(given);
    json_decref(config);
    return st;
}

static gnn_status open_model(gnn_model **out, const char *name, const info_request *q, const gnn_dataset *ds)
{
    struct stat info;
    for (int i = 0; gnn_model_list(i); i++)
        if (strcmp(gnn_model_list(i), name) == 0) return registered_model(out, name, q, ds);
    if (stat(name, &info) != 0) {
        char all[256] = "";
        for (int i = 0; gnn_model_list(i) && strlen(all) + 40 < sizeof all; i++)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "", gnn_model_list(i));
        return gnn_i_fail(GNN_ENOTFOUND, "'%s' is neither a model (%s) nor a file", name, all);
    }
    GNN_REQUIRE_RETURN(!q->config, GNN_EINVAL, "--config: %s has a configuration of its own", name);
    return gnn_model_load(out, name, GNN_F64);
}

/* ---- the check ---- */

typedef gnn_status (*check_fn)(gnn_check_report *, gnn_model *, const gnn_dataset *, int64_t, uint64_t);

static gnn_status run_check(json_t *list, bool *passed, const char *what, const char *name, check_fn check,
                            const info_request *q)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    gnn_model *m = NULL;
    gnn_check_report report;
    if (q->data) GNN_TRY(gnn_read_dataset(&ds, q->data, NULL));
    GNN_TRY(open_model(&m, name, q, ds));
    if (!ds) GNN_TRY(corner_examples(&ds, config_int(m, "in"), config_int(m, "edge_in")));
    GNN_TRY(check(&report, m, ds, q->trials, cli_opt.seed));
    json_t *o = json_object();
    info_text(o, "check", "%s", what);
    info_text(o, "model", "%s", gnn_model_name(m));
    info_text(o, "examples", "%s", ds->name);
    info_bool(o, "passed", report.ok);
    info_real(o, "max_error", report.max_error);
    info_real(o, "tolerance", report.tolerance);
    info_int(o, "trials", report.trials);
    info_text(o, "where", "%s", report.where);
    json_array_append_new(list, o);
    *passed = *passed && report.ok;
done:
    gnn_model_free(m);
    gnn_dataset_free(ds);
    return st;
}

gnn_status info_check(bool *passed, const info_request *q)
{
    gnn_status st = GNN_OK;
    json_t *list = json_array(), *o = NULL;
    *passed = true;
    if (q->check_equivariance)
        GNN_TRY(run_check(list, passed, "equivariance", q->check_equivariance, gnn_check_equivariance, q));
    if (q->check_grad) GNN_TRY(run_check(list, passed, "gradients", q->check_grad, gnn_check_gradients, q));
    o = info_new("checks");
    info_bool(o, "passed", *passed);
    json_object_set(o, "checks", list);
    st = info_print(o);
done:
    json_decref(list);
    return st;
}
