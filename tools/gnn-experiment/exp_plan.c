/* Presets and what changes them. */
#include "experiment.h"
#include <math.h>

gnn_status plan_preset(json_t **out, const experiment *e, const char *preset, bool quick)
{
    gnn_status st = GNN_OK;
    json_error_t error;
    json_t *all = json_loads(e->presets, 0, &error), *plan = NULL, *o;
    GNN_REQUIRE(all, GNN_EBUG, "presets of %s:%d: %s", e->name, error.line, error.text);
    if (!preset) preset = json_object_iter_key(json_object_iter(all));
    o = json_object_get(all, preset);
    if (!o) {
        char names[256] = "";
        const char *name;
        json_object_foreach(all, name, o) snprintf(names + strlen(names), sizeof names - strlen(names), " %s", name);
        st = gnn_i_fail(GNN_ENOTFOUND, "%s has no preset \"%s\"; there are:%s", e->name, preset, names);
        goto done;
    }
    plan = json_object();
    json_object_set_new(plan, "schema", json_string(EXPERIMENT_SCHEMA));
    json_object_set_new(plan, "experiment", json_string(e->name));
    json_object_set_new(plan, "preset", json_string(preset));
    json_object_set_new(plan, "size", json_string(quick ? "quick" : "full"));
    GNN_REQUIRE(plan && json_object_update(plan, o) == 0, GNN_ENOMEM, "out of memory for the plan");
    if (quick)
        GNN_REQUIRE(json_object_update(plan, json_object_get(o, "quick")) == 0, GNN_EBUG, "preset %s has no quick part",
                    preset);
    json_object_del(plan, "quick");
    *out = plan, plan = NULL;
done:
    json_decref(plan);
    json_decref(all);
    return st;
}

/* Numbers and texts of the preset, but not what names it. */
static bool can_be_set(const char *key, const json_t *v)
{
    static const char *const fixed[] = { "schema", "experiment", "preset", "size", "doc", "elsewhere" };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(key, fixed[i]) == 0) return false;
    return json_is_number(v) || json_is_string(v);
}

static gnn_status no_such_key(json_t *plan, const char *key)
{
    char known[512] = "";
    size_t used = 0;
    const char *name;
    json_t *v;
    json_object_foreach(plan, name, v)
        if (can_be_set(name, v) && used < sizeof known) used += (size_t)snprintf(known + used, sizeof known - used, " %s", name);
    return gnn_i_fail(GNN_EINVAL, "the preset has no key \"%s\" that can be set; it has:%s", key, known);
}

gnn_status plan_set(json_t *plan, const char *key, const char *value)
{
    const json_t *old = json_object_get(plan, key);
    const char *p = value, *end = value + strlen(value);
    double v;
    if (!can_be_set(key, old)) return no_such_key(plan, key);
    json_t *now = NULL;
    if (json_is_string(old)) now = json_string(value);
    else if (gnn_i_take_double(&p, end, &v) && p == end && isfinite(v))
        now = json_is_integer(old) ? json_integer((json_int_t)v) : json_real(v);
    if (!now || (json_is_integer(now) && floor(v) != v)) {
        json_decref(now);
        return gnn_i_fail(GNN_EINVAL, "%s = \"%s\", expected %s", key, value, json_is_integer(old) ? "a whole number" : "a number");
    }
    return json_object_set_new(plan, key, now) == 0 ? GNN_OK : gnn_i_fail(GNN_ENOMEM, "out of memory for the plan");
}

int64_t plan_int(const json_t *plan, const char *key, int64_t fallback)
{
    const json_t *v = json_object_get(plan, key);
    return json_is_integer(v) ? (int64_t)json_integer_value(v) : fallback;
}

double plan_real(const json_t *plan, const char *key, double fallback)
{
    const json_t *v = json_object_get(plan, key);
    return json_is_number(v) ? json_number_value(v) : fallback;
}

const char *plan_text(const json_t *o, const char *key) { return json_string_value(json_object_get(o, key)); }

gnn_status plan_of_folder(json_t **plan, const char *folder)
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
