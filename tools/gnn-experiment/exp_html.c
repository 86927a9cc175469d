/* A report in one file: text, tables and pictures, nothing from elsewhere. */
#include "experiment.h"
#include <stdarg.h>

struct html {
    FILE *to;
    char *bytes;
    size_t size;
};

static void escape(FILE *to, const char *s)
{
    for (; *s; s++) switch (*s) {
        case '<': fputs("&lt;", to); break;
        case '>': fputs("&gt;", to); break;
        case '&': fputs("&amp;", to); break;
        default: fputc(*s, to);
        }
}

static void escaped(FILE *to, const char *format, va_list args)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    escape(to, text);
}

gnn_status html_new(html **out, const char *title)
{
    html *h = gnn_i_calloc(1, sizeof *h);
    if (!h) return GNN_ENOMEM;
    h->to = open_memstream(&h->bytes, &h->size);
    if (!h->to) {
        gnn_i_free(h);
        return gnn_i_fail(GNN_ENOMEM, "out of memory for the report");
    }
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width\"><title>", h->to);
    escape(h->to, title);
    fputs("</title>\n<style>body{font:15px/1.5 sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}"
          "div{overflow-x:auto}table{border-collapse:collapse;margin:1em 0}"
          "td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}"
          "td:first-child,th:first-child{text-align:left}pre{background:#f6f6f6;padding:1em;overflow:auto}"
          "svg{max-width:100%;height:auto}</style></head><body>\n<h1>", h->to);
    escape(h->to, title);
    fputs("</h1>\n", h->to);
    *out = h;
    return GNN_OK;
}

void html_free(html *h)
{
    if (!h) return;
    if (h->to) fclose(h->to);
    free(h->bytes);
    gnn_i_free(h);
}

void html_heading(html *h, const char *text)
{
    fputs("<h2>", h->to), escape(h->to, text), fputs("</h2>\n", h->to);
}

void html_text(html *h, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("<p>", h->to), escaped(h->to, format, args), fputs("</p>\n", h->to);
    va_end(args);
}

void html_table_begin(html *h, int count, const char *const *heads)
{
    fputs("<div><table><tr>", h->to);
    for (int i = 0; i < count; i++) fputs("<th>", h->to), escape(h->to, heads[i]), fputs("</th>", h->to);
    fputs("</tr>\n<tr>", h->to);
}

void html_cell(html *h, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("<td>", h->to), escaped(h->to, format, args), fputs("</td>", h->to);
    va_end(args);
}

void html_row_end(html *h) { fputs("</tr>\n<tr>", h->to); }
void html_table_end(html *h) { fputs("</tr></table></div>\n", h->to); }

void html_objects(html *h, const json_t *list, int count, const char *const *keys)
{
    size_t i;
    json_t *o;
    html_table_begin(h, count, keys);
    json_array_foreach((json_t *)(uintptr_t)list, i, o) {
        for (int k = 0; k < count; k++) {
            const json_t *v = json_object_get(o, keys[k]);
            if (json_is_number(v)) html_cell(h, "%.4g", json_number_value(v));
            else html_cell(h, "%s", json_is_string(v) ? json_string_value(v) : "-");
        }
        html_row_end(h);
    }
    html_table_end(h);
}

void html_picture(html *h, const char *path)
{
    char *bytes = NULL;
    size_t size;
    if (!gnn_i_file_exists(path) || gnn_i_file_read(&bytes, &size, path, 0) != GNN_OK) return;
    char *svg = strstr(bytes, "<svg"); /* without the XML declaration */
    if (svg) fputs(svg, h->to);
    gnn_i_free(bytes);
}

void html_pre(html *h, const char *text)
{
    fputs("<pre>", h->to), escape(h->to, text), fputs("</pre>\n", h->to);
}

void html_config(html *h, const json_t *plan)
{
    char *text = json_dumps(plan, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    html_heading(h, "Configuration");
    if (text) html_pre(h, text);
    free(text);
}

gnn_status html_write(html *h, const char *path)
{
    fputs("</body></html>\n", h->to);
    bool ok = fclose(h->to) == 0;
    h->to = NULL;
    GNN_REQUIRE_RETURN(ok, GNN_ENOMEM, "out of memory for the report");
    return folder_write(path, h->bytes, h->size);
}
