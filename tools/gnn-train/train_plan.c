/* The plan: one table of keys for config.json, --config, --set and the options; any other key is the model's. */
#include "train_tool.h"
#include "models/settings.h"
#include <math.h>

typedef enum key_type { KEY_INT, KEY_REAL, KEY_BOOL, KEY_TEXT } key_type;

typedef struct plan_key {
    const char *name;
    key_type type;
    size_t offset, size; /* size of a text */
    double lo, hi;
    const char *fallback, *doc;
} plan_key;

#define AT(field) offsetof(train_plan, field), sizeof(((train_plan *)0)->field)
#define BIG 1e15
static const plan_key keys[] = {
    { "data", KEY_TEXT, AT(data), 0, 0, "", "data set: path, or below GNN_DATA_DIR" },
    { "model", KEY_TEXT, AT(model), 0, 0, "", "its name" },
    { "normalize", KEY_BOOL, AT(normalize), 0, 1, "false", "divide each node's features by the sum of their absolute values" },
    { "loss", KEY_TEXT, AT(loss), 0, 0, "auto", "auto: cross_entropy, or mse for regression" },
    { "metric", KEY_TEXT, AT(metric), 0, 0, "auto", "auto: accuracy; overlap, mae where the loss asks for it" },
    { "optimizer", KEY_TEXT, AT(optimizer), 0, 0, "adam", "sgd, adam, adamw, adamax" },
    { "lr", KEY_REAL, AT(lr), 0, 1e6, "0.01", "learning rate" },
    { "momentum", KEY_REAL, AT(momentum), 0, 0.999999, "0", "of sgd" },
    { "nesterov", KEY_BOOL, AT(nesterov), 0, 1, "false", "of sgd" },
    { "beta1", KEY_REAL, AT(beta1), 0, 0.999999, "0.9", "of adam, adamw, adamax" },
    { "beta2", KEY_REAL, AT(beta2), 0, 0.999999999, "0.999", "of adam, adamw, adamax" },
    { "eps", KEY_REAL, AT(eps), 1e-30, 1, "1e-8", "of adam, adamw, adamax" },
    { "weight_decay", KEY_REAL, AT(weight_decay), 0, 1e6, "0", "added to the gradient; adamw: decoupled" },
    { "decay_only", KEY_TEXT, AT(decay_only), 0, 0, "", "parameters that decay: patterns, or first (the first layer's)" },
    { "schedule", KEY_TEXT, AT(schedule), 0, 0, "constant", "learning rate by epoch: step:every=50,factor=0.5 and others" },
    { "clip", KEY_REAL, AT(clip), 0, BIG, "0", "largest norm of the gradient; 0: off" },
    { "clip_value", KEY_REAL, AT(clip_value), 0, BIG, "0", "largest entry of the gradient; 0: off" },
    { "epochs", KEY_INT, AT(epochs), 0, BIG, "100", "passes over the training examples" },
    { "batch", KEY_INT, AT(batch), -1, BIG, "-1", "examples a step; 0: all; -1: 32 graphs, or all nodes" },
    { "steps", KEY_INT, AT(steps), 0, BIG, "0", "steps an epoch, each on a batch drawn anew; 0: a pass" },
    { "patience", KEY_INT, AT(patience), 0, BIG, "0", "evaluations without a better validation value before the end; 0: never" },
    { "monitor", KEY_TEXT, AT(monitor), 0, 0, "metric", "validation value that is watched: metric or loss" },
    { "eval_every", KEY_INT, AT(eval_every), 1, BIG, "1", "epochs between evaluations" },
    { "eval_train", KEY_BOOL, AT(eval_train), 0, 1, "false", "evaluate the training examples too" },
    { "calibrate", KEY_BOOL, AT(calibrate), 0, 1, "false", "batch norms predict with the training examples' statistics" },
    { "seeds", KEY_TEXT, AT(seeds), 0, 0, "0", "0..9 or 1,5,7..9: a run each" },
    { "folds", KEY_TEXT, AT(folds), 0, 0, "none", "none, given (by the data), or their number" },
    { "split", KEY_TEXT, AT(split), 0, 0, "given", "given (by the data), or fractions train,val,test" },
    { "validation", KEY_REAL, AT(validation), 0, 0.9, "0.1", "part of the training folds that chooses the epoch (nested)" },
    { "split_seed", KEY_INT, AT(split_seed), 0, BIG, "0", "seed of folds and splits, the same for all seeds" },
    { "protocol", KEY_TEXT, AT(protocol), 0, 0, "auto", "final, nested, published; auto: nested where there is validation" },
    { "checkpoint_every", KEY_INT, AT(checkpoint_every), 0, BIG, "0", "epochs between checkpoints; 0: ten seconds" },
};
enum { KEYS = sizeof keys / sizeof *keys };

static const plan_key *find(const char *name)
{
    for (int i = 0; i < KEYS; i++)
        if (strcmp(keys[i].name, name) == 0) return &keys[i];
    return NULL;
}

void plan_list_keys(FILE *to)
{
    for (int i = 0; i < KEYS; i++) fprintf(to, "  %-16s %-10s %s\n", keys[i].name, keys[i].fallback, keys[i].doc);
}

/* ---- values ---- */

static gnn_status set_number(train_plan *p, const plan_key *k, double v, const char *text, const char *where)
{
    void *at = (char *)p + k->offset;
    bool fits = v >= k->lo && v <= k->hi && (k->type == KEY_REAL || v == floor(v));
    if (!fits) {
        const char *what = k->type == KEY_BOOL ? "true or false" : k->type == KEY_INT ? "a whole number" : "a number";
        if (k->type == KEY_BOOL)
            return gnn_i_fail(GNN_EINVAL, "%s: %s is '%s', %s was expected", where, k->name, text, what);
        return gnn_i_fail(GNN_EINVAL, "%s: %s is '%s', %s between %g and %g was expected", where, k->name, text, what,
                          k->lo, k->hi);
    }
    if (k->type == KEY_REAL) *(double *)at = v;
    else *(int64_t *)at = (int64_t)v;
    return GNN_OK;
}

static gnn_status set_text(train_plan *p, const plan_key *k, const char *text, const char *where)
{
    GNN_REQUIRE_RETURN(strlen(text) < k->size, GNN_EINVAL, "%s: %s is longer than %zu bytes", where, k->name,
                       k->size - 1);
    strcpy((char *)p + k->offset, text);
    return GNN_OK;
}

static gnn_status set_from_text(train_plan *p, const plan_key *k, const char *text, const char *where)
{
    const char *at = text, *end = text + strlen(text);
    double v = NAN;
    if (k->type == KEY_TEXT) return set_text(p, k, text, where);
    if (k->type == KEY_BOOL) v = strcmp(text, "true") == 0 ? 1 : strcmp(text, "false") == 0 ? 0 : NAN;
    else if (!gnn_i_take_double(&at, end, &v) || at != end) v = NAN;
    return set_number(p, k, v, text, where);
}

static gnn_status set_from_json(train_plan *p, const plan_key *k, const json_t *v, const char *where)
{
    if (k->type == KEY_TEXT && json_is_string(v)) return set_text(p, k, json_string_value(v), where);
    double number = k->type == KEY_BOOL && json_is_boolean(v)  ? json_is_true(v)
                    : k->type != KEY_BOOL && json_is_number(v) ? json_number_value(v)
                                                               : NAN;
    char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
    gnn_status st = k->type == KEY_TEXT ? gnn_i_fail(GNN_EINVAL, "%s: %s is not a string", where, k->name)
                                        : set_number(p, k, number, text ? text : "?", where);
    free(text);
    return st;
}

/* ---- keys of the model ---- */

static void decided_by_user(train_plan *p, const char *key)
{
    for (size_t i = json_array_size(p->from_data); i-- > 0;)
        if (strcmp(json_string_value(json_array_get(p->from_data, i)), key) == 0) json_array_remove(p->from_data, i);
}

/* A model of another name starts without keys. */
static gnn_status set_model(train_plan *p, const char *name, const char *where)
{
    if (strcmp(p->model, name) != 0) {
        json_object_clear(p->keys);
        json_array_clear(p->from_data);
    }
    return set_text(p, find("model"), name, where);
}

static gnn_status set_model_key(train_plan *p, const char *key, const char *text)
{
    GNN_TRY_RETURN(gnn_i_setting(p->keys, key, text));
    decided_by_user(p, key);
    return GNN_OK;
}

gnn_status plan_assign_model(train_plan *p, int64_t count, const train_assignment *list)
{
    for (int64_t i = 0; i < count; i++)
        if (strcmp(list[i].key, "model") == 0) GNN_TRY_RETURN(set_model(p, list[i].text, list[i].where));
    return GNN_OK;
}

gnn_status plan_assign(train_plan *p, int64_t count, const train_assignment *list)
{
    for (int64_t i = 0; i < count; i++) {
        const plan_key *k = find(list[i].key);
        if (strcmp(list[i].key, "model") == 0) continue;
        if (k) GNN_TRY_RETURN(set_from_text(p, k, list[i].text, list[i].where));
        else GNN_TRY_RETURN(set_model_key(p, list[i].key, list[i].text));
    }
    return GNN_OK;
}

/* ---- life ---- */

gnn_status plan_init(train_plan *p)
{
    memset(p, 0, sizeof *p);
    p->keys = json_object();
    p->from_data = json_array();
    GNN_REQUIRE_RETURN(p->keys && p->from_data, GNN_ENOMEM, "out of memory for the configuration");
    for (int i = 0; i < KEYS; i++) GNN_TRY_RETURN(set_from_text(p, &keys[i], keys[i].fallback, "default"));
    return GNN_OK;
}

void plan_free(train_plan *p)
{
    json_decref(p->keys);
    json_decref(p->from_data);
}

/* ---- config.json ---- */

static gnn_status take_model_keys(train_plan *p, const json_t *root, const char *path)
{
    json_t *given = json_object_get(root, "model_keys"), *decided = json_object_get(root, "from_data"), *v;
    const char *key;
    size_t i;
    GNN_REQUIRE_RETURN(!given || json_is_object(given), GNN_EINVAL, "%s: model_keys is not an object", path);
    GNN_REQUIRE_RETURN(!decided || json_is_array(decided), GNN_EINVAL, "%s: from_data is not an array", path);
    json_object_foreach(given, key, v) {
        bool ours = false;
        json_t *name;
        json_array_foreach(decided, i, name) ours |= json_is_string(name) && strcmp(json_string_value(name), key) == 0;
        if (!ours) json_object_set(p->keys, key, v); /* what the data decided, they decide again */
    }
    return GNN_OK;
}

static gnn_status take_root(train_plan *p, const json_t *root, const char *path)
{
    const json_t *model = json_object_get(root, "model");
    const char *key;
    json_t *v;
    GNN_REQUIRE_RETURN(json_is_object(root), GNN_EINVAL, "%s: an object {…} was expected", path);
    if (json_is_string(model)) GNN_TRY_RETURN(set_model(p, json_string_value(model), path));
    json_object_foreach((json_t *)(uintptr_t)root, key, v) {
        const plan_key *k = find(key);
        if (strcmp(key, "schema") == 0) {
            GNN_REQUIRE_RETURN(json_is_string(v) && strcmp(json_string_value(v), TRAIN_SCHEMA) == 0, GNN_EINVAL,
                               "%s: schema is not \"" TRAIN_SCHEMA "\"", path);
        } else if (k) {
            GNN_TRY_RETURN(set_from_json(p, k, v, path));
        } else {
            GNN_REQUIRE_RETURN(strcmp(key, "model_keys") == 0 || strcmp(key, "from_data") == 0, GNN_EINVAL,
                               "%s: \"%.40s\" is not a key (gnn-train --list-keys)", path, key);
        }
    }
    return take_model_keys(p, root, path);
}

gnn_status plan_read(train_plan *p, const char *path)
{
    char *text;
    size_t size;
    json_error_t error;
    GNN_TRY_RETURN(gnn_i_file_read(&text, &size, path, 1 << 24));
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    gnn_i_free(text);
    if (!root) return gnn_i_fail(GNN_EPARSE, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    gnn_status st = take_root(p, root, path);
    json_decref(root);
    return st;
}

json_t *plan_json(const train_plan *p)
{
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_string(TRAIN_SCHEMA));
    for (int i = 0; i < KEYS; i++) {
        const void *at = (const char *)p + keys[i].offset;
        json_t *v = keys[i].type == KEY_TEXT   ? json_string(at)
                    : keys[i].type == KEY_REAL ? json_real(*(const double *)at)
                    : keys[i].type == KEY_BOOL ? json_boolean(*(const int64_t *)at != 0)
                                               : json_integer(*(const int64_t *)at);
        json_object_set_new(o, keys[i].name, v);
        if (strcmp(keys[i].name, "model") != 0) continue;
        json_object_set(o, "model_keys", p->keys);
        json_object_set(o, "from_data", p->from_data);
    }
    return o;
}
