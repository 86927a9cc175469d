/* Results: where they go (standard output, or -o FILE written durably at the end), and records with equal columns
 * as an aligned table, CSV (RFC 4180), JSON or JSON lines. */
#include "cli.h"
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <sys/stat.h>

/* ---- where ---- */

static FILE *buffer;
static char *buffer_text;
static size_t buffer_size;

gnn_status cli_out(FILE **out)
{
    struct stat info;
    if (!cli_opt.output || strcmp(cli_opt.output, "-") == 0) {
        *out = stdout;
        return GNN_OK;
    }
    if (!cli_opt.force && stat(cli_opt.output, &info) == 0 && S_ISREG(info.st_mode))
        return gnn_i_fail(GNN_EEXIST, "%s: exists already (--force replaces it)", cli_opt.output);
    if (!buffer) buffer = open_memstream(&buffer_text, &buffer_size);
    if (!buffer) return gnn_i_fail(GNN_ENOMEM, "out of memory for the output");
    *out = buffer;
    return GNN_OK;
}

gnn_status cli_out_close(bool keep)
{
    gnn_status st = GNN_OK;
    if (buffer) {
        bool bad = fclose(buffer) != 0;
        buffer = NULL;
        if (keep) st = bad ? gnn_i_fail(GNN_ENOMEM, "out of memory for the output")
                           : gnn_i_file_write(cli_opt.output, buffer_text, buffer_size, cli_opt.force);
        free(buffer_text);
        buffer_text = NULL;
    }
    bool bad = ferror(stdout) != 0;
    if ((fflush(stdout) != 0 || bad) && st == GNN_OK)
        st = gnn_i_fail(GNN_EIO, "standard output: write failed: %s", strerror(errno));
    return st;
}

void cli_json_string(FILE *to, const char *text)
{
    fputc('"', to);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(to, "\\%c", *p);
        else if (*p < 0x20)
            fprintf(to, "\\u%04x", *p);
        else
            fputc(*p, to);
    }
    fputc('"', to);
}

/* ---- records ---- */

typedef enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_NULL } cell_kind;

struct cli_records {
    FILE *to;
    const char *schema;
    int count, at; /* columns; cells in the current row */
    const cli_column *columns;
    int64_t rows, cells, cap;
    char **text;   /* kept cells: the whole table, or one row */
    cell_kind *kind;
    gnn_status st;
};

gnn_status cli_records_new(cli_records **out, FILE *to, const char *schema, int count, const cli_column *columns)
{
    cli_records *r = gnn_i_calloc(1, sizeof *r);
    if (!r) return GNN_ENOMEM;
    r->to = to, r->schema = schema, r->count = count, r->columns = columns;
    if (cli_opt.format == CLI_CSV)
        for (int i = 0; i < count; i++) fprintf(to, "%s%s", columns[i].name, i + 1 < count ? "," : "\n");
    *out = r;
    return GNN_OK;
}

static void cell(cli_records *r, cell_kind kind, const char *text)
{
    if (r->st != GNN_OK) return;
    gnn_bug_assert(r->at < r->count);
    if (r->cells >= r->cap) { /* two arrays that grow together */
        int64_t cap = r->cap ? 2 * r->cap : 64;
        char **t = gnn_i_realloc(r->text, (size_t)cap, sizeof *t);
        if (t) r->text = t;
        cell_kind *k = t ? gnn_i_realloc(r->kind, (size_t)cap, sizeof *k) : NULL;
        if (!k) { r->st = GNN_ENOMEM; return; }
        r->kind = k, r->cap = cap;
    }
    char *copy = gnn_i_strdup(text);
    if (!copy) { r->st = GNN_ENOMEM; return; }
    r->text[r->cells] = copy, r->kind[r->cells] = kind;
    r->cells++, r->at++;
}

void cli_text(cli_records *r, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cell(r, CELL_TEXT, text);
}

void cli_int(cli_records *r, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    cell(r, CELL_NUMBER, text);
}

void cli_real(cli_records *r, double value, int digits)
{
    char text[40];
    if (!isfinite(value) && cli_opt.format != CLI_TABLE) { /* JSON knows no infinities */
        cli_null(r);
        return;
    }
    if (cli_opt.format == CLI_TABLE)
        snprintf(text, sizeof text, "%.*g", digits, value);
    else
        gnn_i_format_double(text, value);
    cell(r, CELL_NUMBER, text);
}

void cli_bool(cli_records *r, bool value)
{
    bool words = cli_opt.format == CLI_TABLE || cli_opt.format == CLI_CSV;
    cell(r, CELL_NUMBER, words ? value ? "yes" : "no" : value ? "true" : "false");
}

void cli_null(cli_records *r)
{
    cell(r, CELL_NULL, cli_opt.format == CLI_TABLE ? "-" : cli_opt.format == CLI_CSV ? "" : "null");
}

static void print_csv(const cli_records *r, int64_t first)
{
    for (int i = 0; i < r->count; i++) {
        const char *text = r->text[first + i];
        if (r->kind[first + i] == CELL_TEXT && text[strcspn(text, ",\"\r\n")]) {
            fputc('"', r->to);
            for (; *text; text++) fprintf(r->to, *text == '"' ? "\"\"" : "%c", *text);
            fputc('"', r->to);
        } else {
            fputs(text, r->to);
        }
        fputc(i + 1 < r->count ? ',' : '\n', r->to);
    }
}

static void print_json(const cli_records *r, int64_t first, bool schema)
{
    fputc('{', r->to);
    if (schema) {
        fputs("\"schema\":", r->to);
        cli_json_string(r->to, r->schema);
        fputc(',', r->to);
    }
    for (int i = 0; i < r->count; i++) {
        cli_json_string(r->to, r->columns[i].name);
        fputc(':', r->to);
        if (r->kind[first + i] == CELL_TEXT)
            cli_json_string(r->to, r->text[first + i]);
        else
            fputs(r->text[first + i], r->to);
        fputs(i + 1 < r->count ? "," : "}", r->to);
    }
}

static void forget_cells(cli_records *r)
{
    for (int64_t i = 0; i < r->cells; i++) gnn_i_free(r->text[i]);
    r->cells = 0;
}

gnn_status cli_row(cli_records *r)
{
    if (r->st != GNN_OK) return r->st;
    gnn_bug_assert(r->at == r->count);
    r->at = 0;
    r->rows++;
    if (cli_opt.format == CLI_TABLE) return GNN_OK;
    if (cli_opt.format == CLI_CSV) {
        print_csv(r, 0);
    } else if (cli_opt.format == CLI_JSONL) {
        print_json(r, 0, true);
        fputc('\n', r->to);
    } else {
        if (r->rows == 1) {
            fputs("{\"schema\":", r->to);
            cli_json_string(r->to, r->schema);
            fputs(",\"rows\":[\n", r->to);
        } else {
            fputs(",\n", r->to);
        }
        print_json(r, 0, false);
    }
    forget_cells(r);
    return GNN_OK;
}

/* Columns on the screen: UTF-8 continuation bytes take none. */
static int width(const char *text)
{
    int n = 0;
    for (; *text; text++) n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static void print_table(const cli_records *r, const int *wide)
{
    for (int64_t row = -1; row < r->rows; row++) {
        if (row < 0) fputs(cli_color_out(CLI_BOLD), r->to);
        for (int i = 0; i < r->count; i++) {
            const char *text = row < 0 ? r->columns[i].name : r->text[row * r->count + i];
            int pad = wide[i] - width(text);
            bool last = i + 1 == r->count;
            if (r->columns[i].right)
                fprintf(r->to, "%*s%s", pad, "", text);
            else
                fprintf(r->to, "%s%*s", text, last ? 0 : pad, "");
            fputs(last ? "" : "  ", r->to);
        }
        if (row < 0) fputs(cli_color_out(CLI_PLAIN), r->to);
        fputc('\n', r->to);
    }
}

gnn_status cli_records_end(cli_records **pr)
{
    cli_records *r = *pr;
    if (!r) return GNN_OK;
    gnn_status st = r->st;
    if (st == GNN_OK && cli_opt.format == CLI_TABLE) {
        int *wide = gnn_i_calloc((size_t)r->count, sizeof *wide);
        if (wide) {
            for (int i = 0; i < r->count; i++) wide[i] = width(r->columns[i].name);
            for (int64_t k = 0; k < r->cells; k++) {
                int w = width(r->text[k]), i = (int)(k % r->count);
                if (w > wide[i]) wide[i] = w;
            }
            print_table(r, wide);
        } else {
            st = GNN_ENOMEM;
        }
        gnn_i_free(wide);
    }
    if (st == GNN_OK && cli_opt.format == CLI_JSON) {
        if (r->rows == 0) {
            fputs("{\"schema\":", r->to);
            cli_json_string(r->to, r->schema);
            fputs(",\"rows\":[", r->to);
        }
        fputs("\n]}\n", r->to);
    }
    forget_cells(r);
    gnn_i_free(r->text);
    gnn_i_free(r->kind);
    gnn_i_free(r);
    *pr = NULL;
    return st;
}
