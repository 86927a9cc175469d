/* One JSON object as JSON, JSON line, CSV of keys and values, or for people: scalars aligned, lists of objects as tables. */
#include "info.h"
#include <math.h>
#include <stdarg.h>

json_t *info_new(const char *kind)
{
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_string("gnn-info/1"));
    json_object_set_new(o, "kind", json_string(kind));
    return o;
}

/* Names from files may hold bytes that are not UTF-8; JSON must. */
static json_t *text_value(const char *text)
{
    json_t *v = json_string(text);
    if (v) return v;
    char clean[1024];
    size_t n = 0;
    for (; *text && n + 1 < sizeof clean; text++) clean[n++] = (unsigned char)*text < 0x80 ? *text : '?';
    clean[n] = 0;
    return json_string(clean);
}

void info_text(json_t *o, const char *key, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_object_set_new(o, key, text_value(text));
}

void info_int(json_t *o, const char *key, int64_t value) { json_object_set_new(o, key, json_integer(value)); }
void info_real(json_t *o, const char *key, double value)
{
    json_object_set_new(o, key, isfinite(value) ? json_real(value) : json_null());
}
void info_bool(json_t *o, const char *key, bool value) { json_object_set_new(o, key, json_boolean(value)); }

/* ---- for people ---- */

enum { KEY_WIDTH = 22 };

static void scalar_text(char *buf, size_t size, const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_STRING: snprintf(buf, size, "%s", json_string_value(v)); break;
    case JSON_INTEGER: snprintf(buf, size, "%lld", (long long)json_integer_value(v)); break;
    case JSON_REAL: snprintf(buf, size, "%.6g", json_real_value(v)); break;
    case JSON_TRUE: snprintf(buf, size, "yes"); break;
    case JSON_FALSE: snprintf(buf, size, "no"); break;
    default: snprintf(buf, size, "-");
    }
}

static void print_key(FILE *to, const char *key)
{
    fprintf(to, "%s%s%s", cli_color_out(CLI_BOLD), key, cli_color_out(CLI_PLAIN));
    fprintf(to, "%*s", (int)(KEY_WIDTH > strlen(key) ? KEY_WIDTH - strlen(key) : 1), "");
}

/* Words and numbers in a row, wrapped. */
static void print_list(FILE *to, const char *key, const json_t *list)
{
    size_t i, column = KEY_WIDTH;
    json_t *v;
    print_key(to, key);
    json_array_foreach(list, i, v) {
        char text[256];
        scalar_text(text, sizeof text, v);
        size_t n = strlen(text);
        if (i > 0 && column + n + 1 > 100) {
            fprintf(to, "\n%*s", KEY_WIDTH, "");
            column = KEY_WIDTH;
        } else if (i > 0) {
            fputc(' ', to), column++;
        }
        fputs(text, to), column += n;
    }
    fputc('\n', to);
}

/* A list of objects with equal keys as a table of its own. */
static gnn_status print_table(FILE *to, const char *key, const json_t *list)
{
    enum { MAX = 16 };
    cli_column columns[MAX];
    cli_records *r = NULL;
    int count = 0;
    const char *name;
    json_t *v, *row;
    size_t i;
    json_object_foreach(json_array_get(list, 0), name, v)
        if (count < MAX) columns[count++] = (cli_column){ name, json_is_number(v) };
    fprintf(to, "\n%s%s%s\n", cli_color_out(CLI_BOLD), key, cli_color_out(CLI_PLAIN));
    GNN_TRY_RETURN(cli_records_new(&r, to, "gnn-info/1", count, columns));
    json_array_foreach(list, i, row) {
        for (int c = 0; c < count; c++) {
            char text[512];
            scalar_text(text, sizeof text, json_object_get(row, columns[c].name));
            cli_text(r, "%s", text);
        }
        if (cli_row(r) != GNN_OK) break;
    }
    return cli_records_end(&r);
}

static gnn_status print_object(FILE *to, const json_t *o, const char *prefix)
{
    const char *key;
    json_t *v;
    /* jansson's macros want an object that may change */
    json_object_foreach((json_t *)(uintptr_t)o, key, v) {
        char name[128], text[2048];
        snprintf(name, sizeof name, "%s%s", prefix, key);
        if (strcmp(key, "schema") == 0) continue;
        if (json_is_object(v)) {
            char deeper[140];
            snprintf(deeper, sizeof deeper, "%s ", name);
            GNN_TRY_RETURN(print_object(to, v, deeper));
        } else if (json_is_array(v) && json_is_object(json_array_get(v, 0))) {
            GNN_TRY_RETURN(print_table(to, name, v));
        } else if (json_is_array(v)) {
            print_list(to, name, v);
        } else {
            scalar_text(text, sizeof text, v);
            print_key(to, name);
            fprintf(to, "%s\n", text);
        }
    }
    return GNN_OK;
}

/* ---- CSV: dotted keys ---- */

static void flatten(cli_records *r, const json_t *v, const char *prefix)
{
    const char *key;
    json_t *child;
    size_t i;
    char name[256], text[2048];
    if (json_is_object(v)) {
        json_object_foreach((json_t *)(uintptr_t)v, key, child) {
            snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "." : "", key);
            flatten(r, child, name);
        }
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, child) {
            snprintf(name, sizeof name, "%s.%zu", prefix, i);
            flatten(r, child, name);
        }
    } else {
        cli_text(r, "%s", prefix);
        scalar_text(text, sizeof text, v);
        cli_text(r, "%s", json_is_null(v) ? "" : text);
        (void)cli_row(r);
    }
}

gnn_status info_print(json_t *report)
{
    static const cli_column columns[] = { { "key", false }, { "value", false } };
    gnn_status st = GNN_OK;
    FILE *to;
    cli_records *r = NULL;
    GNN_REQUIRE(report, GNN_ENOMEM, "out of memory for the report");
    GNN_TRY(cli_out(&to));
    switch (cli_opt.format) {
    case CLI_TABLE: GNN_TRY(print_object(to, report, "")); break;
    case CLI_CSV:
        GNN_TRY(cli_records_new(&r, to, "gnn-info/1", 2, columns));
        flatten(r, report, "");
        GNN_TRY(cli_records_end(&r));
        break;
    case CLI_JSON:
    case CLI_JSONL:
        json_dumpf(report, to, (cli_opt.format == CLI_JSON ? JSON_INDENT(2) : JSON_COMPACT) | JSON_REAL_PRECISION(17));
        fputc('\n', to);
    }
done:
    json_decref(report);
    return st;
}
