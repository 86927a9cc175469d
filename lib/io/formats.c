/* The table of graph formats, detection, and writing. */
#include "format.h"
#include <math.h>
#include <strings.h>

#define GNN_FORMAT(name) extern const gnn_format gnn_i_format_##name;
#include "io/formats.def"
#undef GNN_FORMAT

const gnn_format *const gnn_i_formats[] = {
#define GNN_FORMAT(name) &gnn_i_format_##name,
#include "io/formats.def"
#undef GNN_FORMAT
    NULL
};

const char *gnn_format_name(int i)
{
    for (int k = 0; i >= 0 && gnn_i_formats[k]; k++)
        if (k == i) return gnn_i_formats[k]->name;
    return NULL;
}

static const gnn_format *by_name(const char *name)
{
    for (int k = 0; gnn_i_formats[k]; k++)
        if (strcmp(gnn_i_formats[k]->name, name) == 0) return gnn_i_formats[k];
    return NULL;
}

const char *gnn_format_help(const char *name)
{
    const gnn_format *f = by_name(name);
    return f ? f->help : NULL;
}

static const char *all_names(char *buf, size_t size, bool readable)
{
    size_t n = 0;
    buf[0] = 0;
    for (int k = 0; gnn_i_formats[k] && n + 16 < size; k++)
        if (readable ? gnn_i_formats[k]->read != NULL : gnn_i_formats[k]->write != NULL)
            n += (size_t)snprintf(buf + n, size - n, "%s%s", n ? ", " : "", gnn_i_formats[k]->name);
    return buf;
}

gnn_status gnn_i_format_find(const gnn_format **out, const char *name)
{
    char names[256];
    const gnn_format *f = by_name(name);
    if (!f)
        return gnn_i_fail(GNN_ENOTFOUND, "there is no graph format '%.40s'; there are %s", name,
                          all_names(names, sizeof names, true));
    *out = f;
    return GNN_OK;
}

/* The extension of a path, ".gz" not counted. */
static const gnn_format *by_extension(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t n = strlen(base);
    if (n > 3 && strcasecmp(base + n - 3, ".gz") == 0) n -= 3;
    size_t dot = n;
    while (dot > 0 && base[dot - 1] != '.') dot--;
    if (dot == 0 || n - dot >= 16) return NULL;
    char ext[16];
    for (size_t i = dot; i < n; i++) ext[i - dot] = (char)(base[i] >= 'A' && base[i] <= 'Z' ? base[i] + 32 : base[i]);
    ext[n - dot] = 0;
    for (int k = 0; gnn_i_formats[k]; k++)
        if (gnn_i_list_has(gnn_i_formats[k]->extensions, ext)) return gnn_i_formats[k];
    return NULL;
}

gnn_status gnn_i_format_detect(const gnn_format **out, const char *bytes, size_t size, bool whole, const char *name)
{
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) bytes += 3, size -= 3;
    const gnn_format *best = NULL, *ext = by_extension(name);
    int score = GNN_I_SNIFF_NO;
    for (int k = 0; gnn_i_formats[k]; k++) {
        const gnn_format *f = gnn_i_formats[k];
        int s = f->sniff && f->read ? f->sniff(bytes, size, whole) : GNN_I_SNIFF_NO;
        if (s > score || (s == score && s > 0 && f == ext)) best = f, score = s;
    }
    if (score < GNN_I_SNIFF_LIKELY && ext && ext->read) best = ext; /* a broken file is read as what its name says */
    if (!best) {
        char names[256];
        return gnn_i_fail(GNN_EPARSE,
                          "%s: neither its content nor its name tells its graph format; say which with --from: %s",
                          name, all_names(names, sizeof names, true));
    }
    *out = best;
    return GNN_OK;
}

/* ---- writing ---- */

static gnn_status check_digits(const gnn_format *f, const gnn_graph *g)
{
    for (int64_t e = 0; g->weight && e < g->arcs; e++) {
        char text[40];
        snprintf(text, sizeof text, "%.15g", g->weight[e]);
        GNN_REQUIRE_RETURN(strtod(text, NULL) == g->weight[e], GNN_EUNSUPPORTED, /* the same locale both ways */
                           "format %s holds weights of 15 digits, not %.17g", f->name, g->weight[e]);
    }
    return GNN_OK;
}

static gnn_status check_holds(const gnn_format *f, const gnn_graph *g)
{
    const char *lacks = NULL;
    if (!f->write) lacks = "be written, only read";
    else if (g->directed && !(f->holds & GNN_I_DIRECTED)) lacks = "hold directed graphs";
    else if (!g->directed && !(f->holds & GNN_I_UNDIRECTED)) lacks = "hold undirected graphs";
    else if (g->weight && !(f->holds & GNN_I_WEIGHTS)) lacks = "hold weights";
    else if (g->node_label && !(f->holds & GNN_I_LABELS)) lacks = "hold vertex labels";
    else if (g->loops && !(f->holds & GNN_I_LOOPS)) lacks = "hold self-loops";
    if (lacks) return gnn_i_fail(GNN_EUNSUPPORTED, "format %s cannot %s", f->name, lacks);
    return f->holds & GNN_I_15_DIGITS ? check_digits(f, g) : GNN_OK;
}

gnn_status gnn_i_format_write(gnn_i_text *t, const gnn_format *f, const gnn_graph *g)
{
    GNN_TRY_RETURN(check_holds(f, g));
    gnn_status st = f->write(t, g);
    return st != GNN_OK ? st : t->st;
}

gnn_status gnn_i_whole_weights(const gnn_graph *g, const char *format, int64_t min)
{
    for (int64_t e = 0; g->weight && e < g->arcs; e++) {
        double w = g->weight[e];
        GNN_REQUIRE_RETURN(w == floor(w) && w >= (double)min && w <= 0x1p53, GNN_EUNSUPPORTED,
                           "format %s holds whole weights >= %lld, not %g", format, (long long)min, w);
    }
    return GNN_OK;
}

static gnn_status check_count(const gnn_format *f, int64_t count)
{
    GNN_REQUIRE_RETURN(count >= 0, GNN_EINVAL, "count = %lld is negative", (long long)count);
    GNN_REQUIRE_RETURN(count == 1 || (f->holds & GNN_I_MANY), GNN_EUNSUPPORTED,
                       "format %s holds one graph a file, %lld were given", f->name, (long long)count);
    return GNN_OK;
}

gnn_status gnn_format_graphs(char **bytes, size_t *size, const char *format, int64_t count,
                             const gnn_graph *const *graphs)
{
    gnn_status st = GNN_OK;
    gnn_i_text t = { 0 };
    const gnn_format *f = NULL;
    GNN_TRY(gnn_i_format_find(&f, format));
    GNN_TRY(check_count(f, count));
    for (int64_t i = 0; i < count; i++) GNN_TRY(gnn_i_format_write(&t, f, graphs[i]));
    gnn_i_text_char(&t, 0); /* a C string as well */
    GNN_TRY(t.st);
    *bytes = t.p, *size = (size_t)t.n - 1, t.p = NULL;
done:
    gnn_i_free(t.p);
    return st;
}

void gnn_bytes_free(char *bytes) { gnn_i_free(bytes); }

gnn_status gnn_i_format_for_path(const gnn_format **out, const char *path)
{
    char names[256];
    const gnn_format *f = by_extension(path);
    if (!f)
        return gnn_i_fail(GNN_ENOTFOUND, "%s: its name tells no graph format to write; say which with --to: %s", path,
                          all_names(names, sizeof names, false));
    *out = f;
    return GNN_OK;
}

/* Graph by graph, so that a long list needs the memory of one text. */
gnn_status gnn_write_graphs(const char *path, const char *format, int64_t count, const gnn_graph *const *graphs,
                            int force)
{
    gnn_status st = GNN_OK;
    gnn_i_text t = { 0 };
    gnn_writer *w = NULL;
    const gnn_format *f;
    GNN_TRY(format ? gnn_i_format_find(&f, format) : gnn_i_format_for_path(&f, path));
    GNN_TRY(check_count(f, count));
    for (int64_t i = 0; i < count; i++) GNN_TRY(check_holds(f, graphs[i]));
    GNN_TRY(gnn_i_writer_open(&w, path, force != 0));
    for (int64_t i = 0; i < count; i++) {
        t.n = 0;
        GNN_TRY(gnn_i_format_write(&t, f, graphs[i]));
        GNN_TRY(gnn_i_writer_write(w, t.p, (size_t)t.n));
    }
    st = gnn_i_writer_commit(&w);
done:
    gnn_i_writer_abort(&w);
    gnn_i_free(t.p);
    return st;
}
