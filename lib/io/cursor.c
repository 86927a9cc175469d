/* The bounded cursor, the edge collector and the growing text that all text formats share. */
#include "cursor.h"
#include <math.h>
#include <stdarg.h>

gnn_io_limits gnn_i_limits(const gnn_io_limits *limits)
{
    gnn_io_limits l = GNN_IO_LIMITS_INIT;
    if (limits) memcpy(&l, limits, limits->size < sizeof l ? limits->size : sizeof l);
    l.size = sizeof l;
    if (l.max_edges <= 0) l.max_edges = (int64_t)1 << 31;
    if (l.max_bytes <= 0) l.max_bytes = (int64_t)8 << 30;
    return l; /* max_vertices stays 0: gnn_i_check_vertices then measures claims against the bytes */
}

gnn_i_cursor gnn_i_cursor_over(const char *name, const char *bytes, size_t size, int64_t line,
                               const gnn_io_limits *limits)
{
    gnn_i_cursor c = { .p = bytes, .end = bytes + size, .line_start = bytes, .name = name, .line = line,
                       .bytes = (int64_t)size, .separators = "", .limits = gnn_i_limits(limits) };
    if (line == 1 && size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) c.p += 3, c.line_start += 3;
    return c;
}

static gnn_status place_fail(gnn_status st, const gnn_i_cursor *c, const char *at, const char *format, va_list args)
{
    char text[384];
    vsnprintf(text, sizeof text, format, args);
    return gnn_i_fail(st, "%s:%lld:%lld: %s", c->name, (long long)c->line, (long long)(at - c->line_start + 1), text);
}

gnn_status gnn_i_parse_fail(const gnn_i_cursor *c, const char *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    gnn_status st = place_fail(GNN_EPARSE, c, at, format, args);
    va_end(args);
    return st;
}

gnn_status gnn_i_limit_fail(const gnn_i_cursor *c, const char *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    gnn_status st = place_fail(GNN_ELIMIT, c, at, format, args);
    va_end(args);
    return st;
}

static bool is_eol(const gnn_i_cursor *c, const char *p)
{
    return p == c->end || *p == '\n' || (*p == '\r' && (p + 1 == c->end || p[1] == '\n'));
}

static bool is_blank(const gnn_i_cursor *c, char b)
{
    return b == ' ' || b == '\t' || (b && strchr(c->separators, b));
}

const char *gnn_i_found(char *buf, const gnn_i_cursor *c)
{
    if (c->p == c->end) return strcpy(buf, "the end of the file");
    if (is_eol(c, c->p)) return strcpy(buf, "the end of the line");
    unsigned char b = (unsigned char)*c->p;
    if (b < 33 || b > 126) {
        sprintf(buf, "byte 0x%02x", b);
        return buf;
    }
    int n = 0;
    buf[n++] = '\'';
    for (const char *p = c->p; n < 32 && p < c->end && *p > 32 && *p < 127; p++) buf[n++] = *p;
    buf[n++] = '\'';
    buf[n] = 0;
    return buf;
}

void gnn_i_skip_blanks(gnn_i_cursor *c)
{
    while (c->p < c->end && is_blank(c, *c->p)) c->p++;
}

bool gnn_i_at_eol(gnn_i_cursor *c)
{
    gnn_i_skip_blanks(c);
    return is_eol(c, c->p);
}

bool gnn_i_at_eof(const gnn_i_cursor *c) { return c->p == c->end; }

void gnn_i_next_line(gnn_i_cursor *c)
{
    const char *nl = c->p < c->end ? memchr(c->p, '\n', (size_t)(c->end - c->p)) : NULL;
    if (!nl) {
        c->p = c->end;
        return;
    }
    c->p = c->line_start = nl + 1;
    c->line++;
}

void gnn_i_skip_lines(gnn_i_cursor *c, const char *comments)
{
    while (!gnn_i_at_eof(c)) {
        const char *before = c->p;
        if (!gnn_i_at_eol(c) && !(*c->p && strchr(comments, *c->p))) {
            c->p = before;
            return;
        }
        gnn_i_next_line(c);
    }
}

gnn_status gnn_i_expect_eol(gnn_i_cursor *c)
{
    char found[40];
    if (!gnn_i_at_eol(c)) return gnn_i_parse_fail(c, c->p, "%s where the line should end", gnn_i_found(found, c));
    gnn_i_next_line(c);
    return GNN_OK;
}

size_t gnn_i_take_token(gnn_i_cursor *c, const char **token)
{
    gnn_i_skip_blanks(c);
    const char *p = c->p;
    while (!is_eol(c, p) && !is_blank(c, *p)) p++;
    size_t n = (size_t)(p - c->p);
    *token = c->p;
    c->p = p;
    return n;
}

gnn_status gnn_i_take_int(gnn_i_cursor *c, const char *what, int64_t min, int64_t max, int64_t *out)
{
    char found[40];
    int64_t v;
    gnn_i_skip_blanks(c);
    const char *p = c->p, *q = p;
    while (q < c->end && (*q == '-' || *q == '+' || (*q >= '0' && *q <= '9'))) q++;
    bool ok = gnn_i_take_i64(&p, c->end, &v);
    if (!ok && q > c->p && q[-1] >= '0' && q[-1] <= '9')
        return gnn_i_parse_fail(c, c->p, "%s %s is too large", what, gnn_i_found(found, c));
    if (!ok || !(is_eol(c, p) || is_blank(c, *p)))
        return gnn_i_parse_fail(c, c->p, "%s was expected, an integer; found %s", what, gnn_i_found(found, c));
    if (v < min || v > max)
        return gnn_i_parse_fail(c, c->p, "%s %lld is outside %lld..%lld", what, (long long)v, (long long)min,
                                (long long)max);
    c->p = p, *out = v;
    return GNN_OK;
}

gnn_status gnn_i_take_real(gnn_i_cursor *c, const char *what, double *out)
{
    char found[40];
    double v;
    gnn_i_skip_blanks(c);
    const char *p = c->p;
    if (!gnn_i_take_double(&p, c->end, &v) || !(is_eol(c, p) || is_blank(c, *p)))
        return gnn_i_parse_fail(c, c->p, "%s was expected, a number; found %s", what, gnn_i_found(found, c));
    if (!isfinite(v)) return gnn_i_parse_fail(c, c->p, "%s %s is not finite", what, gnn_i_found(found, c));
    c->p = p, *out = v;
    return GNN_OK;
}

gnn_status gnn_i_check_vertices(const gnn_i_cursor *c, const char *at, int64_t n)
{
    int64_t max = c->limits.max_vertices, cap = (int64_t)1 << 27;
    if (max <= 0) max = c->bytes > cap / 8 ? cap : ((int64_t)1 << 20) + 8 * c->bytes;
    if (max > cap && c->limits.max_vertices <= 0) max = cap;
    if (max > INT32_MAX) max = INT32_MAX;
    if (n > max)
        return gnn_i_limit_fail(c, at, "%lld vertices are more than the limit of %lld for %lld bytes", (long long)n,
                                (long long)max, (long long)c->bytes);
    return GNN_OK;
}

gnn_status gnn_i_take_vertices(gnn_i_cursor *c, const char *what, int64_t *out)
{
    int64_t n;
    gnn_i_skip_blanks(c);
    const char *at = c->p;
    GNN_TRY_RETURN(gnn_i_take_int(c, what, 0, INT64_MAX, &n));
    GNN_TRY_RETURN(gnn_i_check_vertices(c, at, n));
    *out = n;
    return GNN_OK;
}

/* ---- edges ---- */

gnn_status gnn_i_edges_add(gnn_i_edges *e, const gnn_i_cursor *c, int64_t u, int64_t v, double weight)
{
    if (e->m >= c->limits.max_edges)
        return gnn_i_limit_fail(c, c->line_start, "more than %lld edges", (long long)c->limits.max_edges);
    GNN_TRY_RETURN(gnn_i_grow(&e->src, &e->src_cap, e->m + 1, sizeof *e->src));
    GNN_TRY_RETURN(gnn_i_grow(&e->dst, &e->dst_cap, e->m + 1, sizeof *e->dst));
    if (weight != 1.0 || e->weight) {
        bool first = !e->weight;
        GNN_TRY_RETURN(gnn_i_grow(&e->weight, &e->weight_cap, e->m + 1, sizeof *e->weight));
        for (int64_t i = 0; first && i < e->m; i++) e->weight[i] = 1.0;
        e->weight[e->m] = weight;
    }
    e->src[e->m] = (int32_t)u, e->dst[e->m] = (int32_t)v;
    e->m++;
    return GNN_OK;
}

void gnn_i_edges_free(gnn_i_edges *e)
{
    gnn_i_free(e->src);
    gnn_i_free(e->dst);
    gnn_i_free(e->weight);
    memset(e, 0, sizeof *e);
}

gnn_status gnn_i_edges_graph(gnn_graph **out, const gnn_i_edges *e, const gnn_i_cursor *c, int64_t n, unsigned flags,
                             const int32_t *node_label)
{
    gnn_graph_spec spec = { .n = n, .m = e->m, .src = e->src, .dst = e->dst, .weight = e->weight,
                            .node_label = node_label, .flags = flags };
    gnn_status st = gnn_graph_new(out, &spec);
    if (st == GNN_EINVAL) st = gnn_i_fail(GNN_EPARSE, "%s: %s", c->name, gnn_last_error());
    return st;
}

/* ---- text ---- */

void gnn_i_text_put(gnn_i_text *t, const char *bytes, size_t size)
{
    if (t->st != GNN_OK || size == 0) return;
    t->st = gnn_i_grow(&t->p, &t->cap, t->n + (int64_t)size, 1);
    if (t->st != GNN_OK) return;
    memcpy(t->p + t->n, bytes, size);
    t->n += (int64_t)size;
}

void gnn_i_text_char(gnn_i_text *t, char c) { gnn_i_text_put(t, &c, 1); }

void gnn_i_text_int(gnn_i_text *t, int64_t v)
{
    char buf[24];
    gnn_i_text_put(t, buf, (size_t)sprintf(buf, "%lld", (long long)v));
}

void gnn_i_text_real(gnn_i_text *t, double v)
{
    char buf[40];
    gnn_i_text_put(t, buf, (size_t)gnn_i_format_double(buf, v));
}

void gnn_i_text_printf(gnn_i_text *t, const char *format, ...)
{
    char buf[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(buf, sizeof buf, format, args);
    va_end(args);
    gnn_bug_assert(n >= 0 && (size_t)n < sizeof buf);
    gnn_i_text_put(t, buf, (size_t)n);
}
