/* Reading graphs: one pass over a file or memory, by line where the format allows it. */
#include "scan.h"

enum { FIRST = 64 << 10 };

typedef struct source {
    gnn_reader *reader; /* NULL: everything is in buf                    */
    char *own;          /* buf when it is ours                           */
    const char *buf;
    int64_t n, cap;     /* bytes in buf                                  */
    int64_t at;         /* first byte of the next line                   */
    int64_t line;       /* its number                                    */
    int64_t total;      /* bytes seen                                    */
    bool eof, binary;   /* binary: may hold NULs                         */
    gnn_i_wait_fn wait; /* NULL, or called before the source may block   */
    void *ctx;          /* of wait                                       */
    const char *name;
    gnn_io_limits limits;
} source;

/* Text has no NUL: binary noise ends here, before a format looks at it. */
static gnn_status refuse_nul(const source *s, int64_t from)
{
    const char *nul = s->n > from ? memchr(s->buf + from, 0, (size_t)(s->n - from)) : NULL;
    if (!nul) return GNN_OK;
    int64_t line = s->line;
    const char *start = s->buf + s->at;
    for (const char *p = start; p < nul; p++)
        if (*p == '\n') line++, start = p + 1;
    return gnn_i_fail(GNN_EPARSE, "%s:%lld:%lld: byte 0x00: this is not a text file of graphs", s->name,
                      (long long)line, (long long)(nul - start + 1));
}

static gnn_status fill(source *s)
{
    if (s->eof) return GNN_OK;
    if (s->wait) GNN_TRY_RETURN(s->wait(s->ctx));
    if (s->at > 0) { /* what is left moves to the front */
        memmove(s->own, s->own + s->at, (size_t)(s->n - s->at));
        s->n -= s->at, s->at = 0;
    }
    GNN_TRY_RETURN(gnn_i_grow(&s->own, &s->cap, s->n + FIRST, 1));
    s->buf = s->own;
    size_t got = 0;
    GNN_TRY_RETURN(gnn_i_reader_read(&got, s->reader, s->own + s->n, (size_t)(s->cap - s->n)));
    int64_t from = s->n;
    s->n += (int64_t)got, s->total += (int64_t)got, s->eof = got == 0;
    GNN_REQUIRE_RETURN(s->total <= s->limits.max_bytes, GNN_ELIMIT, "%s: larger than the limit of %lld bytes", s->name,
                       (long long)s->limits.max_bytes);
    GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", s->name);
    if (s->total == (int64_t)got) s->binary = gnn_i_is_npy(s->buf, s->n);
    return s->binary ? GNN_OK : refuse_nul(s, from);
}

static gnn_status fill_all(source *s)
{
    while (!s->eof) GNN_TRY_RETURN(fill(s));
    return GNN_OK;
}

/* The next line without its end; *line NULL after the last. */
static gnn_status next_line(source *s, const char **line, size_t *size)
{
    int64_t looked = 0;
    const char *nl = NULL;
    for (;;) {
        if (s->n > s->at + looked) nl = memchr(s->buf + s->at + looked, '\n', (size_t)(s->n - s->at - looked));
        if (nl || s->eof) break;
        looked = s->n - s->at;
        GNN_TRY_RETURN(fill(s));
    }
    if (!nl && s->at == s->n) {
        *line = NULL;
        return GNN_OK;
    }
    *line = s->buf + s->at;
    const char *end = nl ? nl : s->buf + s->n;
    s->at = (nl ? nl + 1 : end) - s->buf;
    if (end > *line && end[-1] == '\r') end--;
    *size = (size_t)(end - *line);
    return GNN_OK;
}

static gnn_status none_in_it(const source *s) { return gnn_i_fail(GNN_EPARSE, "%s: no graphs in it", s->name); }

/* The header may stand alone or be glued to a graph; "" after it is no graph.  Files put together with cat have it
 * again later, and some published lists have it in front of every graph; '>' begins no graph. */
static void skip_header(gnn_i_cursor *c, const gnn_format *f)
{
    size_t n = f->header ? strlen(f->header) : 0;
    if (n && (size_t)(c->end - c->p) >= n && memcmp(c->p, f->header, n) == 0) c->p += n;
}

/* The text of a row: up to its first NUL; a character beyond ASCII is no graph6 and becomes 0x80. */
static int64_t row_text(char *text, const char *row, const gnn_i_rows *rows)
{
    int64_t n = 0, most = rows->width / rows->unit;
    for (; n < most; n++) {
        const unsigned char *c = (const unsigned char *)row + n * rows->unit;
        bool wide = rows->unit == 4 && (c[1] || c[2] || c[3]);
        if (!wide && !*c) break;
        text[n] = wide ? (char)0x80 : (char)*c;
    }
    text[n] = 0;
    return n;
}

static gnn_status scan_rows(source *s, const gnn_format *f, gnn_graph_fn fn, void *ctx)
{
    gnn_status st = GNN_OK;
    gnn_i_rows rows = {0};
    char *text = NULL;
    int64_t cap = 0, count = 0;
    GNN_TRY(f->layout(&rows, s->buf, s->n, s->name));
    s->at = rows.start;
    for (s->line = 1; s->line <= rows.count; s->line++) {
        while (s->n - s->at < rows.width && !s->eof) GNN_TRY(fill(s));
        GNN_REQUIRE(s->n - s->at >= rows.width, GNN_EPARSE, "%s: it ends inside row %lld of %lld", s->name,
                    (long long)s->line, (long long)rows.count);
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", s->name);
        GNN_TRY(gnn_i_grow(&text, &cap, rows.width + 1, 1));
        int64_t size = row_text(text, s->buf + s->at, &rows);
        s->at += rows.width;
        if (size == 0) continue;
        gnn_i_cursor c = gnn_i_cursor_over(s->name, text, (size_t)size, s->line, &s->limits);
        gnn_graph *g = NULL;
        skip_header(&c, f);
        GNN_TRY(f->read(&g, &c));
        count++;
        GNN_REQUIRE(fn(ctx, g, s->line, text) == 0, GNN_ECANCELED, "%s:%lld: ended by the caller", s->name,
                    (long long)s->line);
    }
    while (s->n == s->at && !s->eof) GNN_TRY(fill(s));
    GNN_REQUIRE(s->n == s->at, GNN_EPARSE, "%s: there are bytes after its %lld rows", s->name, (long long)rows.count);
    if (count == 0) st = none_in_it(s);
done:
    gnn_i_free(text);
    return st;
}

static gnn_status scan_lines(source *s, const gnn_format *f, gnn_graph_fn fn, void *ctx)
{
    gnn_status st = GNN_OK;
    char *text = NULL;
    int64_t cap = 0, count = 0;
    for (;; s->line++) {
        const char *line;
        size_t size = 0;
        gnn_graph *g = NULL;
        GNN_TRY(next_line(s, &line, &size));
        if (!line) break;
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", s->name);
        gnn_i_cursor c = gnn_i_cursor_over(s->name, line, size, s->line, &s->limits);
        skip_header(&c, f);
        if (gnn_i_at_eol(&c)) continue;
        size = (size_t)(c.end - c.p);
        GNN_TRY(gnn_i_grow(&text, &cap, (int64_t)size + 1, 1));
        memcpy(text, c.p, size);
        text[size] = 0;
        st = f->read(&g, &c);
        if (st != GNN_OK && st != GNN_ENOMEM && count > 0)
            st = gnn_i_fail(st, "%s; %lld graph%s read before it", gnn_last_error(), (long long)count,
                            count == 1 ? " was" : "s were");
        GNN_TRY(st);
        count++;
        GNN_REQUIRE(fn(ctx, g, s->line, text) == 0, GNN_ECANCELED, "%s:%lld: ended by the caller", s->name,
                    (long long)s->line);
    }
    if (count == 0) st = none_in_it(s);
done:
    gnn_i_free(text);
    return st;
}

static gnn_status scan_whole(source *s, const gnn_format *f, gnn_graph_fn fn, void *ctx)
{
    GNN_TRY_RETURN(fill_all(s));
    gnn_i_cursor c = gnn_i_cursor_over(s->name, s->buf, (size_t)s->n, 1, &s->limits);
    const gnn_i_cursor start = c;
    gnn_i_skip_lines(&c, "");
    if (gnn_i_at_eof(&c)) return none_in_it(s);
    c = start;
    gnn_graph *g = NULL;
    GNN_TRY_RETURN(f->read(&g, &c));
    GNN_REQUIRE_RETURN(fn(ctx, g, 1, NULL) == 0, GNN_ECANCELED, "%s: ended by the caller", s->name);
    return GNN_OK;
}

/* A format of lines shows in its first whole line, so that a pipe is read as it is written. */
static const gnn_format *shown_by_line(const source *s)
{
    int64_t size = s->n;
    while (size > 0 && s->buf[size - 1] != '\n') size--;
    for (int k = 0; size > 0 && gnn_i_formats[k]; k++)
        if (gnn_i_formats[k]->by_line && gnn_i_formats[k]->sniff(s->buf, (size_t)size, false) == GNN_I_SNIFF_SURE)
            return gnn_i_formats[k];
    return NULL;
}

static gnn_status scan_source(source *s, const char *format, const gnn_format **found, gnn_graph_fn fn, void *ctx)
{
    const gnn_format *f = NULL;
    if (format) GNN_TRY_RETURN(gnn_i_format_find(&f, format));
    while (!(f && f->by_line) && !s->eof && s->n < FIRST) {
        GNN_TRY_RETURN(fill(s));
        if (!format) f = shown_by_line(s);
    }
    if (s->eof && s->n == 0) return none_in_it(s);
    if (!f) {
        gnn_status st = gnn_i_format_detect(&f, s->buf, (size_t)s->n, s->eof, s->name);
        if (!s->eof &&
            (st != GNN_OK || (!f->by_line && !f->layout))) { /* the numeric formats are told apart by all of the file */
            GNN_TRY_RETURN(fill_all(s));
            st = gnn_i_format_detect(&f, s->buf, (size_t)s->n, true, s->name);
        }
        if (st != GNN_OK) return st;
    }
    GNN_REQUIRE_RETURN(f->read, GNN_EUNSUPPORTED, "%s: format %s can be written, not read", s->name, f->name);
    *found = f;
    if (f->layout) return scan_rows(s, f, fn, ctx);
    return f->by_line ? scan_lines(s, f, fn, ctx) : scan_whole(s, f, fn, ctx);
}

static gnn_status scan_path(const char *path, const char *format, const gnn_io_limits *limits, const gnn_format **found,
                            gnn_graph_fn fn, gnn_i_wait_fn wait, void *ctx)
{
    source s = { .name = strcmp(path, "-") == 0 ? "standard input" : path, .line = 1, .limits = gnn_i_limits(limits),
                 .wait = wait, .ctx = ctx };
    GNN_TRY_RETURN(gnn_i_reader_open(&s.reader, path));
    gnn_status st = scan_source(&s, format, found, fn, ctx);
    gnn_i_reader_close(s.reader);
    gnn_i_free(s.own);
    return st;
}

gnn_status gnn_scan_graphs(const char *path, const char *format, const gnn_io_limits *limits, gnn_graph_fn fn,
                           void *ctx)
{
    return gnn_i_scan_graphs(path, format, limits, fn, NULL, ctx);
}

gnn_status gnn_i_scan_graphs(const char *path, const char *format, const gnn_io_limits *limits, gnn_graph_fn fn,
                             gnn_i_wait_fn wait, void *ctx)
{
    const gnn_format *found;
    return scan_path(path, format, limits, &found, fn, wait, ctx);
}

/* ---- lists ---- */

typedef struct collector {
    gnn_graph_list *list;
    int64_t graph_cap, line_cap, text_cap;
    gnn_status st;
} collector;

static gnn_status collect_one(collector *k, gnn_graph *g, int64_t line, const char *text)
{
    gnn_graph_list *l = k->list;
    gnn_status st = gnn_i_grow(&l->graphs, &k->graph_cap, l->count + 1, sizeof *l->graphs);
    if (st == GNN_OK) st = gnn_i_grow(&l->line, &k->line_cap, l->count + 1, sizeof *l->line);
    if (st == GNN_OK && text) st = gnn_i_grow(&l->text, &k->text_cap, l->count + 1, sizeof *l->text);
    char *copy = st == GNN_OK && text ? gnn_i_strdup(text) : NULL;
    if (st != GNN_OK || (text && !copy)) {
        gnn_graph_free(g);
        return GNN_ENOMEM;
    }
    if (text) l->text[l->count] = copy;
    l->graphs[l->count] = g, l->line[l->count] = line;
    l->count++;
    return GNN_OK;
}

static int collect(void *ctx, gnn_graph *g, int64_t line, const char *text)
{
    collector *k = ctx;
    k->st = collect_one(k, g, line, text);
    return k->st != GNN_OK;
}

/* `st` of the scan, or the collector's own error, which the scan only sees as an end. */
static gnn_status finish(gnn_graph_list **out, collector *k, gnn_status st, const gnn_format *f)
{
    if (k->st != GNN_OK) st = gnn_i_fail(k->st, "out of memory after %lld graphs", (long long)k->list->count);
    if (st != GNN_OK) {
        gnn_graph_list_free(k->list);
        return st;
    }
    k->list->format = f->name;
    *out = k->list;
    return GNN_OK;
}

gnn_status gnn_read_graphs(gnn_graph_list **out, const char *path, const char *format, const gnn_io_limits *limits)
{
    const gnn_format *f = NULL;
    collector k = { .list = gnn_i_calloc(1, sizeof *k.list) };
    if (!k.list) return GNN_ENOMEM;
    gnn_status st = scan_path(path, format, limits, &f, collect, NULL, &k);
    return finish(out, &k, st, f);
}

gnn_status gnn_parse_graphs(gnn_graph_list **out, const char *bytes, size_t size, const char *name, const char *format,
                            const gnn_io_limits *limits)
{
    const gnn_format *f = NULL;
    collector k = { .list = gnn_i_calloc(1, sizeof *k.list) };
    if (!k.list) return GNN_ENOMEM;
    source s = { .name = name ? name : "input", .buf = bytes, .n = (int64_t)size, .total = (int64_t)size, .line = 1,
                 .eof = true, .limits = gnn_i_limits(limits) };
    gnn_status st = s.total > s.limits.max_bytes   ? gnn_i_fail(GNN_ELIMIT, "%s: larger than the limit of %lld bytes",
                                                                s.name, (long long)s.limits.max_bytes)
                    : gnn_i_is_npy(bytes, s.total) ? GNN_OK
                                                   : refuse_nul(&s, 0);
    if (st == GNN_OK) st = scan_source(&s, format, &f, collect, &k);
    return finish(out, &k, st, f);
}

void gnn_graph_list_free(gnn_graph_list *list)
{
    if (!list) return;
    for (int64_t i = 0; i < list->count; i++) {
        gnn_graph_free(list->graphs[i]);
        if (list->text) gnn_i_free(list->text[i]);
    }
    gnn_i_free(list->graphs);
    gnn_i_free(list->line);
    gnn_i_free(list->text);
    gnn_i_free(list);
}
