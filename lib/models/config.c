/* A model's configuration from JSON through its table of keys: types, defaults, ranges, unknown keys, help. */
#include "models/model.h"
#include <jansson.h>
#include <math.h>

static const gnn_i_key *find(const gnn_i_model_class *m, const char *key)
{
    for (const gnn_i_key *k = m->keys; k->key; k++)
        if (strcmp(k->key, key) == 0) return k;
    return NULL;
}

static gnn_status unknown(const gnn_i_model_class *m, const char *key)
{
    char known[320];
    size_t n = 0;
    known[0] = 0;
    for (const gnn_i_key *k = m->keys; k->key && n < sizeof known - 1; k++)
        n += (size_t)snprintf(known + n, sizeof known - n, n ? " %s" : "%s", k->key);
    return gnn_i_fail(GNN_EINVAL, "model %s has no key \"%.40s\"; it has: %s", m->name, key, known);
}

/* Number of `text` among the space separated choices, -1 if none. */
static int choice_of(const char *choices, const char *text)
{
    size_t len = strlen(text);
    int i = 0;
    for (const char *p = choices; *p; i++) {
        size_t n = strcspn(p, " ");
        if (n == len && strncmp(p, text, n) == 0) return i;
        p += n;
        p += *p == ' ';
    }
    return -1;
}

static const char *choice_text(char *buf, const char *choices, int64_t number)
{
    for (; number > 0; number--) choices += strcspn(choices, " ") + 1;
    size_t n = strcspn(choices, " ");
    memcpy(buf, choices, n);
    buf[n] = 0;
    return buf;
}

static gnn_status set_number(gnn_i_config *c, const gnn_i_model_class *m, const gnn_i_key *k, double v)
{
    bool whole = k->type != GNN_I_KEY_INT || floor(v) == v;
    GNN_REQUIRE_RETURN(v >= k->lo && v <= k->hi && whole, GNN_EINVAL,
                       "model %s: %s = %.10g, expected %s in %.10g .. %.10g", m->name, k->key, v,
                       k->type == GNN_I_KEY_INT ? "a whole number" : "a number", k->lo, k->hi);
    if (k->type == GNN_I_KEY_REAL) *(double *)((char *)c + k->offset) = v;
    else *(int64_t *)((char *)c + k->offset) = (int64_t)v;
    return GNN_OK;
}

static gnn_status set_text(gnn_i_config *c, const gnn_i_model_class *m, const gnn_i_key *k, const char *text)
{
    if (k->type == GNN_I_KEY_WORDS) {
        GNN_REQUIRE_RETURN(strlen(text) < sizeof c->operators, GNN_EINVAL, "model %s: %s is longer than %zu characters",
                           m->name, k->key, sizeof c->operators - 1);
        strcpy((char *)c + k->offset, text);
        return GNN_OK;
    }
    if (k->type == GNN_I_KEY_CHOICE) {
        int i = choice_of(k->choices, text);
        GNN_REQUIRE_RETURN(i >= 0, GNN_EINVAL, "model %s: %s = \"%.40s\", expected one of: %s", m->name, k->key, text,
                           k->choices);
        *(int64_t *)((char *)c + k->offset) = i;
        return GNN_OK;
    }
    if (k->type == GNN_I_KEY_BOOL) return set_number(c, m, k, strcmp(text, "true") == 0);
    const char *p = text;
    double v = 0;
    gnn_bug_assert(gnn_i_take_double(&p, text + strlen(text), &v)); /* only our own defaults come here */
    return set_number(c, m, k, v);
}

/* ["I", "A"] is the same as "I,A". */
static gnn_status set_array(gnn_i_config *c, const gnn_i_model_class *m, const gnn_i_key *k, const json_t *v)
{
    char all[256] = "";
    for (size_t i = 0; i < json_array_size(v); i++) {
        const char *word = json_string_value(json_array_get(v, i));
        GNN_REQUIRE_RETURN(word, GNN_EINVAL, "model %s: %s[%zu] is not a string", m->name, k->key, i);
        GNN_REQUIRE_RETURN(strlen(all) + strlen(word) + 2 < sizeof all, GNN_EINVAL, "model %s: %s is too long", m->name,
                           k->key);
        if (i) strcat(all, ",");
        strcat(all, word);
    }
    return set_text(c, m, k, all);
}

static gnn_status set_value(gnn_i_config *c, const gnn_i_model_class *m, const gnn_i_key *k, const json_t *v)
{
    static const char *const expected[] = { "a whole number", "a number", "true or false", "a string",
                                            "a string or an array of strings" };
    bool number = k->type == GNN_I_KEY_INT || k->type == GNN_I_KEY_REAL;
    if (number && json_is_number(v)) return set_number(c, m, k, json_number_value(v));
    if (k->type == GNN_I_KEY_BOOL && json_is_boolean(v)) return set_number(c, m, k, json_is_true(v));
    if ((k->type == GNN_I_KEY_CHOICE || k->type == GNN_I_KEY_WORDS) && json_is_string(v))
        return set_text(c, m, k, json_string_value(v));
    if (k->type == GNN_I_KEY_WORDS && json_is_array(v)) return set_array(c, m, k, v);
    return gnn_i_fail(GNN_EINVAL, "model %s: %s is not %s", m->name, k->key, expected[k->type]);
}

static int print_value(char *buf, size_t size, const gnn_i_config *c, const gnn_i_key *k)
{
    const void *at = (const char *)c + k->offset;
    char text[64];
    switch (k->type) {
    case GNN_I_KEY_INT: return snprintf(buf, size, "%lld", (long long)*(const int64_t *)at);
    case GNN_I_KEY_BOOL: return snprintf(buf, size, "%s", *(const int64_t *)at ? "true" : "false");
    case GNN_I_KEY_CHOICE: return snprintf(buf, size, "\"%s\"", choice_text(text, k->choices, *(const int64_t *)at));
    case GNN_I_KEY_WORDS: return snprintf(buf, size, "\"%s\"", (const char *)at);
    case GNN_I_KEY_REAL: gnn_i_format_double(text, *(const double *)at); return snprintf(buf, size, "%s", text);
    }
    return 0;
}

static gnn_status print_json(char **out, const gnn_i_config *c, const gnn_i_model_class *m)
{
    char buf[4096];
    size_t n = 0;
    for (const gnn_i_key *k = m->keys; k->key; k++) {
        n += (size_t)snprintf(buf + n, sizeof buf - n, "%s\"%s\":", n ? "," : "{", k->key);
        n += (size_t)print_value(buf + n, sizeof buf - n, c, k);
        gnn_bug_assert(n + 2 < sizeof buf);
    }
    strcpy(buf + n, "}");
    *out = gnn_i_strdup(buf);
    return *out ? GNN_OK : GNN_ENOMEM;
}

/* Operators' names are letters, digits and a few signs; anything else would only fail later and less clearly. */
static gnn_status check_words(const gnn_i_config *c, const gnn_i_model_class *m)
{
    const char *const lists[] = { c->operators, c->line_operators };
    for (int i = 0; i < 2; i++) {
        const char *p = lists[i];
        size_t ok = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-.:, ");
        GNN_REQUIRE_RETURN(p[ok] == 0, GNN_EINVAL, "model %s: operators has a character that no operator has: '%c'",
                           m->name, p[ok]);
    }
    return GNN_OK;
}

gnn_status gnn_i_config_read(gnn_i_config *c, char **json_out, const gnn_i_model_class *m, const char *json)
{
    gnn_status st = GNN_OK;
    json_error_t error;
    const char *name;
    json_t *root = json_loads(json && *json ? json : "{}", JSON_REJECT_DUPLICATES, &error), *value;
    GNN_REQUIRE(root, GNN_EPARSE, "model %s: configuration:%d:%d: %s", m->name, error.line, error.column, error.text);
    GNN_REQUIRE(json_is_object(root), GNN_EINVAL, "model %s: the configuration is not an object {…}", m->name);
    memset(c, 0, sizeof *c);
    for (const gnn_i_key *k = m->keys; k->key; k++)
        if (k->fallback) GNN_TRY(set_text(c, m, k, k->fallback));
    json_object_foreach(root, name, value) {
        const gnn_i_key *k = find(m, name);
        if (!k) { st = unknown(m, name); goto done; }
        GNN_TRY(set_value(c, m, k, value));
    }
    for (const gnn_i_key *k = m->keys; k->key; k++)
        GNN_REQUIRE(k->fallback || json_object_get(root, k->key), GNN_EINVAL,
                    "model %s: the key \"%s\" is required: %s", m->name, k->key, k->doc);
    GNN_TRY(check_words(c, m));
    GNN_TRY(print_json(json_out, c, m));
done:
    json_decref(root);
    return st;
}

int gnn_i_config_help(char *buf, size_t size, const gnn_i_model_class *m)
{
    size_t n = (size_t)snprintf(buf, size, "%s: %s\n  bound   %s: %s\n  source  %s\n  keys\n", m->name, m->title,
                                m->bound, m->why, m->source);
    for (const gnn_i_key *k = m->keys; k->key && n < size; k++) {
        n += (size_t)snprintf(buf + n, size - n, "    %-12s %-12s %s", k->key, k->fallback ? k->fallback : "(required)",
                              k->doc);
        if (n < size && k->choices) n += (size_t)snprintf(buf + n, size - n, " [%s]", k->choices);
        if (n < size) n += (size_t)snprintf(buf + n, size - n, "\n");
    }
    gnn_bug_assert(n < size);
    return (int)n;
}
