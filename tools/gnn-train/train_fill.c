/* From what the user said to a complete plan: checks, keys that the data decide, the model's own defaults. */
#include "train_tool.h"
#include "models/model.h"

enum { DEGREES = 64 }; /* columns of a degree one-hot made for data without features, at most */

static const gnn_i_model_class *class_of(const char *name)
{
    for (int i = 0; gnn_i_model_classes[i]; i++)
        if (strcmp(gnn_i_model_classes[i]->name, name) == 0) return gnn_i_model_classes[i];
    return NULL;
}

/* All names of a table, for messages. */
static const char *names(char text[512], const char *(*name)(int))
{
    size_t n = 0;
    text[0] = 0;
    for (int i = 0; name(i) && n < 500; i++) n += (size_t)snprintf(text + n, 512 - n, "%s%s", i ? ", " : "", name(i));
    return text;
}

static gnn_status one_of(const char *what, const char *value, const char *also, const char *(*name)(int))
{
    char all[512];
    if (also && strcmp(value, also) == 0) return GNN_OK;
    for (int i = 0; name(i); i++)
        if (strcmp(name(i), value) == 0) return GNN_OK;
    return gnn_i_fail(GNN_ENOTFOUND, "%s '%s' is not one of %s", what, value, names(all, name));
}

static const char *protocol_name(int i)
{
    static const char *const all[] = { "final", "nested", "published" };
    return i < 3 ? all[i] : NULL;
}
static const char *monitor_name(int i) { return i == 0 ? "metric" : i == 1 ? "loss" : NULL; }

static gnn_status check_combinations(const train_plan *p)
{
    bool folds = strcmp(p->folds, "none") != 0, published = strcmp(p->protocol, "published") == 0;
    GNN_REQUIRE_RETURN(!published || folds, GNN_EINVAL,
                       "protocol published is a mean over test folds: --folds is needed");
    GNN_REQUIRE_RETURN(!published || p->patience == 0, GNN_EINVAL,
                       "protocol published compares whole runs: no --patience");
    GNN_REQUIRE_RETURN(!published || p->eval_every == 1, GNN_EINVAL,
                       "protocol published needs every epoch: eval_every is %lld", (long long)p->eval_every);
    GNN_REQUIRE_RETURN(!folds || strcmp(p->split, "given") == 0, GNN_EINVAL, "--folds and --split exclude each other");
    GNN_REQUIRE_RETURN(p->steps == 0 || p->batch != 0, GNN_EINVAL, "--steps needs the size of a batch (--batch)");
    return GNN_OK;
}

gnn_status plan_check(const train_plan *p)
{
    gnn_schedule schedule;
    const char *at = p->folds;
    int64_t folds;
    GNN_REQUIRE_RETURN(*p->model, GNN_EINVAL, "no model: --model NAME, --preset or --config says which");
    GNN_TRY_RETURN(one_of("model", p->model, NULL, gnn_model_list));
    GNN_REQUIRE_RETURN(*p->data, GNN_EINVAL, "no data: --data PATH says on what to train");
    GNN_TRY_RETURN(one_of("loss", p->loss, "auto", gnn_loss_name));
    GNN_TRY_RETURN(one_of("metric", p->metric, "auto", gnn_metric_name));
    GNN_TRY_RETURN(one_of("optimizer", p->optimizer, NULL, gnn_optimizer_name));
    GNN_TRY_RETURN(one_of("protocol", p->protocol, "auto", protocol_name));
    GNN_TRY_RETURN(one_of("monitor", p->monitor, NULL, monitor_name));
    GNN_TRY_RETURN(gnn_schedule_parse(&schedule, p->schedule, p->epochs));
    bool number = gnn_i_take_i64(&at, p->folds + strlen(p->folds), &folds) && *at == 0 && folds >= 2 && folds <= 100000;
    GNN_REQUIRE_RETURN(number || strcmp(p->folds, "none") == 0 || strcmp(p->folds, "given") == 0, GNN_EINVAL,
                       "folds '%s' is not none, given, or a whole number of at least 2", p->folds);
    return check_combinations(p);
}

/* ---- keys of the model ---- */

static bool has_key(const train_plan *p, const char *key)
{
    for (const gnn_i_key *k = class_of(p->model)->keys; k->key; k++)
        if (strcmp(k->key, key) == 0) return true;
    return false;
}

static void decide(train_plan *p, const char *key, json_t *value)
{
    if (!json_object_get(p->keys, key) && has_key(p, key)) {
        json_object_set(p->keys, key, value);
        json_array_append_new(p->from_data, json_string(key));
    }
    json_decref(value);
}

static int64_t largest_degree(const gnn_dataset *ds)
{
    int64_t d = 0;
    for (int64_t i = 0; i < ds->count; i++) {
        const int64_t *ptr = gnn_graph_ptr(ds->samples[i].graph);
        for (int64_t u = 0; u < gnn_graph_n(ds->samples[i].graph); u++)
            if (ptr[u + 1] - ptr[u] > d) d = ptr[u + 1] - ptr[u];
    }
    return d;
}

/* Width of the features: the data's, or those that the loader will make. */
static int64_t input_width(const train_plan *p, const gnn_dataset *ds)
{
    const char *features = json_string_value(json_object_get(p->keys, "features"));
    bool one = features && (strcmp(features, "ones") == 0 || strcmp(features, "degree") == 0);
    bool made = ds->features == 0 || (features && strcmp(features, "degree-onehot") == 0);
    if (one) return 1;
    if (!made) return ds->features;
    int64_t d = largest_degree(ds) + 1;
    return d > DEGREES ? DEGREES : d;
}

/* Columns of the targets of a regression, 0: there are none. */
static int64_t target_width(const gnn_dataset *ds)
{
    const gnn_sample *s = ds->count ? &ds->samples[0] : NULL;
    if (!s || !s->target) return 0;
    int64_t rows = ds->node_level ? gnn_graph_n(s->graph) : 1;
    return rows ? gnn_tensor_size(s->target) / rows : 0;
}

static gnn_status fill_loss(train_plan *p, const gnn_dataset *ds, int64_t *out)
{
    int64_t width = target_width(ds);
    GNN_REQUIRE_RETURN(ds->classes > 0 || width > 0, GNN_EINVAL,
                       "data set %s has neither classes nor targets: there is nothing to learn", p->data);
    if (strcmp(p->loss, "auto") == 0) strcpy(p->loss, ds->classes > 0 ? "cross_entropy" : "mse");
    bool regression = strcmp(p->loss, "mse") == 0 || strcmp(p->loss, "l1") == 0;
    if (strcmp(p->metric, "auto") == 0)
        strcpy(p->metric, regression                                          ? "mae"
                          : strcmp(p->loss, "permutation_cross_entropy") == 0 ? "overlap"
                                                                              : "accuracy");
    *out = regression ? width : strcmp(p->loss, "bce") == 0 ? 1 : ds->classes;
    GNN_REQUIRE_RETURN(*out > 0, GNN_EINVAL, "data set %s has no %s for loss %s", p->data,
                       regression ? "targets" : "classes", p->loss);
    return GNN_OK;
}

static bool any_validation(const train_plan *p, const gnn_dataset *ds)
{
    double train, val;
    if (strcmp(p->folds, "none") != 0) return p->validation > 0;
    if (strcmp(p->split, "given") != 0) return sscanf(p->split, "%lf,%lf", &train, &val) == 2 && val > 0;
    for (int64_t i = 0; ds->node_level && i < ds->count; i++) {
        const gnn_sample *s = &ds->samples[i];
        for (int64_t u = 0; s->node_split && u < gnn_graph_n(s->graph); u++)
            if (s->node_split[u] == GNN_SPLIT_VAL) return true;
    }
    return false;
}

gnn_status plan_fill(train_plan *p, const gnn_dataset *ds)
{
    int64_t out = 0;
    gnn_model *m = NULL;
    GNN_REQUIRE_RETURN(ds->count > 0, GNN_EINVAL, "data set %s is empty", p->data);
    GNN_TRY_RETURN(fill_loss(p, ds, &out));
    decide(p, "in", json_integer(input_width(p, ds)));
    decide(p, "out", json_integer(out));
    decide(p, "readout", json_string(ds->node_level ? "none" : "sum"));
    if (ds->edge_features > 0) decide(p, "edge_in", json_integer(ds->edge_features));
    if (p->batch < 0) p->batch = ds->node_level ? 0 : 32;
    if (strcmp(p->protocol, "auto") == 0) strcpy(p->protocol, any_validation(p, ds) ? "nested" : "final");
    GNN_REQUIRE_RETURN(any_validation(p, ds) || (strcmp(p->protocol, "nested") != 0 && p->patience == 0), GNN_EINVAL,
                       "%s needs validation examples, of which this split of %s has none",
                       p->patience ? "patience" : "protocol nested", p->data);
    GNN_TRY_RETURN(check_combinations(p));
    GNN_TRY_RETURN(plan_model(&m, p, GNN_F32, 0));
    json_t *full = json_loads(gnn_model_config(m), 0, NULL);
    gnn_model_free(m);
    GNN_REQUIRE_RETURN(full, GNN_ENOMEM, "out of memory for the configuration");
    json_decref(p->keys);
    p->keys = full;
    return GNN_OK;
}

gnn_status plan_model(gnn_model **out, const train_plan *p, gnn_dtype dtype, uint64_t seed)
{
    char *text = json_dumps(p->keys, JSON_COMPACT);
    GNN_REQUIRE_RETURN(text, GNN_ENOMEM, "out of memory for the configuration");
    gnn_status st = gnn_model_new(out, p->model, text, dtype, seed);
    free(text);
    return st;
}
