/* JSON as people would write it: two blanks a level, short lists on a line, and the shortest text of a number that reads
 * back the same (jansson prints 0.1 as 0.10000000000000001). */
#include "folder.h"

static void print(FILE *to, const json_t *v, int level);

static void print_items(FILE *to, const json_t *v, int level)
{
    const char *key, *gap = "";
    json_t *child;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)v, key, child) {
        fprintf(to, "%s\n%*s", gap, 2 * level + 2, "");
        cli_json_string(to, key);
        fputs(": ", to);
        print(to, child, level + 1);
        gap = ",";
    }
    if (json_object_size(v)) fprintf(to, "\n%*s", 2 * level, "");
    json_array_foreach(v, i, child) {
        bool block = json_is_object(child);
        if (block) fprintf(to, "%s\n%*s", gap, 2 * level + 2, "");
        else fputs(i ? ", " : "", to);
        print(to, child, level + 1);
        gap = ",";
    }
    if (json_is_object(json_array_get(v, 0))) fprintf(to, "\n%*s", 2 * level, "");
}

static void print(FILE *to, const json_t *v, int level)
{
    char number[32];
    switch (json_typeof(v)) {
    case JSON_OBJECT: fputc('{', to), print_items(to, v, level), fputc('}', to); return;
    case JSON_ARRAY: fputc('[', to), print_items(to, v, level), fputc(']', to); return;
    case JSON_STRING: cli_json_string(to, json_string_value(v)); return;
    case JSON_INTEGER: fprintf(to, "%lld", (long long)json_integer_value(v)); return;
    case JSON_REAL: gnn_i_format_double(number, json_real_value(v)); fputs(number, to); return;
    case JSON_TRUE: fputs("true", to); return;
    case JSON_FALSE: fputs("false", to); return;
    case JSON_NULL: fputs("null", to); return;
    }
}

gnn_status json_text(char **text, size_t *size, json_t *o)
{
    FILE *f = o ? open_memstream(text, size) : NULL;
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "out of memory for the configuration");
    print(f, o, 0);
    fputc('\n', f);
    json_decref(o);
    GNN_REQUIRE_RETURN(fclose(f) == 0, GNN_ENOMEM, "out of memory for the configuration");
    return GNN_OK;
}
