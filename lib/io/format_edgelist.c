/* Edge lists: "u v" or "u v w" a line, ids from 0, separated by blanks, commas or semicolons; '#' and '%' begin comments.
 *
 * Comments are read for "N nodes" and "Nodes: N" (SNAP and our own writer), and for "directed graph" or ", directed".
 * Ids are used as they are if max id < N, or without N if max id < 1024 + 4 m; else they are compacted in ascending order,
 * and the log says so.  Without N, n is inferred as max id + 1, and the log says that too.  Repeated edges without
 * weights are one edge; with weights they are an error. */
#include "format.h"
#include <ctype.h>
#include <strings.h>

static const char comments[] = "#%";
static const char separators[] = ",;";

typedef struct list {
    int64_t m, u_cap, v_cap, w_cap, max_id, nodes; /* nodes: -1 unless a comment says */
    int64_t *u, *v;
    double *w;
    bool directed, weighted;
} list;

static bool word_is(const char *p, size_t n, const char *word)
{
    size_t len = strlen(word);
    return n >= len && strncasecmp(p, word, len) == 0 && (n == len || !isalnum((unsigned char)p[len]));
}

static void read_comment(gnn_i_cursor c, list *l)
{
    int64_t number = -1;
    bool want = false;
    while (!gnn_i_at_eol(&c)) {
        const char *word;
        size_t n = gnn_i_take_token(&c, &word);
        const char *p = word, *end = word + n;
        int64_t v;
        if (gnn_i_take_i64(&p, end, &v) && p == end) {
            if (want && v >= 0) l->nodes = v;
            number = v, want = false;
            continue;
        }
        if (word_is(word, n, "nodes") || word_is(word, n, "vertices")) {
            if (number >= 0) l->nodes = number;
            else want = true;
        } else if (word_is(word, n, "directed")) {
            l->directed = true;
        }
        number = -1;
    }
}

static gnn_status read_line(list *l, gnn_i_cursor *c)
{
    int64_t u, v;
    double w = 1.0;
    GNN_TRY_RETURN(gnn_i_take_int(c, "vertex id", 0, INT64_MAX, &u));
    GNN_TRY_RETURN(gnn_i_take_int(c, "vertex id", 0, INT64_MAX, &v));
    bool weighted = !gnn_i_at_eol(c);
    if (l->m > 0 && weighted != l->weighted)
        return gnn_i_parse_fail(
            c, c->p, weighted ? "a weight here, the lines before have none" : "a weight was expected, as before");
    if (weighted) GNN_TRY_RETURN(gnn_i_take_real(c, "weight", &w));
    if (l->m >= c->limits.max_edges)
        return gnn_i_limit_fail(c, c->line_start, "more than %lld edges", (long long)c->limits.max_edges);
    GNN_TRY_RETURN(gnn_i_grow(&l->u, &l->u_cap, l->m + 1, sizeof *l->u));
    GNN_TRY_RETURN(gnn_i_grow(&l->v, &l->v_cap, l->m + 1, sizeof *l->v));
    if (weighted) {
        GNN_TRY_RETURN(gnn_i_grow(&l->w, &l->w_cap, l->m + 1, sizeof *l->w));
        l->w[l->m] = w;
    }
    l->u[l->m] = u, l->v[l->m] = v, l->weighted = weighted;
    l->m++;
    if (u > l->max_id) l->max_id = u;
    if (v > l->max_id) l->max_id = v;
    return gnn_i_expect_eol(c);
}

static gnn_status read_lines(list *l, gnn_i_cursor *c)
{
    for (bool first = true; !gnn_i_at_eof(c);) {
        if (gnn_i_at_eol(c)) {
            gnn_i_next_line(c);
        } else if (strchr(comments, *c->p)) {
            read_comment(*c, l);
            gnn_i_next_line(c);
        } else if (first && (isalpha((unsigned char)*c->p) || *c->p == '"')) { /* names of columns */
            first = false;
            gnn_i_next_line(c);
        } else {
            first = false;
            GNN_TRY_RETURN(read_line(l, c));
        }
    }
    return GNN_OK;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t place(const int64_t *sorted, int64_t n, int64_t id)
{
    int64_t lo = 0, hi = n;
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (sorted[mid] < id) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static gnn_status compact(list *l, int64_t *n)
{
    gnn_status st = GNN_OK;
    int64_t *ids, count = 0;
    GNN_ALLOC(ids, 2 * l->m);
    memcpy(ids, l->u, (size_t)l->m * sizeof *ids);
    memcpy(ids + l->m, l->v, (size_t)l->m * sizeof *ids);
    qsort(ids, (size_t)(2 * l->m), sizeof *ids, by_value);
    for (int64_t i = 0; i < 2 * l->m; i++)
        if (i == 0 || ids[i] != ids[count - 1]) ids[count++] = ids[i];
    for (int64_t e = 0; e < l->m; e++) l->u[e] = place(ids, count, l->u[e]), l->v[e] = place(ids, count, l->v[e]);
    *n = count;
done:
    gnn_i_free(ids);
    return st;
}

static gnn_status number_vertices(list *l, const gnn_i_cursor *c, int64_t *n)
{
    if (l->nodes > l->max_id) {
        *n = l->nodes;
    } else if (l->max_id < 1024 + 4 * l->m) {
        *n = l->max_id + 1;
        gnn_i_log(GNN_LOG_INFO, "%s: n = %lld was inferred from the largest id", c->name, (long long)*n);
    } else {
        GNN_TRY_RETURN(compact(l, n));
        gnn_i_log(GNN_LOG_WARNING, "%s: ids up to %lld were renumbered 0..%lld in ascending order", c->name,
                  (long long)l->max_id, (long long)*n - 1);
    }
    return gnn_i_check_vertices(c, c->line_start, *n);
}

static gnn_status build(gnn_graph **out, list *l, const gnn_i_cursor *c)
{
    gnn_i_edges e = { 0 };
    gnn_status st = GNN_OK;
    int64_t n;
    GNN_TRY(number_vertices(l, c, &n));
    for (int64_t i = 0; i < l->m; i++) GNN_TRY(gnn_i_edges_add(&e, c, l->u[i], l->v[i], l->weighted ? l->w[i] : 1.0));
    unsigned flags = (l->directed ? GNN_DIRECTED : GNN_UNDIRECTED) | (e.weight ? 0 : GNN_MERGE);
    GNN_TRY(gnn_i_edges_graph(out, &e, c, n, flags, NULL));
    if (gnn_graph_edges(*out) < l->m)
        gnn_i_log(GNN_LOG_INFO, "%s: %lld of %lld lines repeat an edge", c->name,
                  (long long)(l->m - gnn_graph_edges(*out)), (long long)l->m);
done:
    gnn_i_edges_free(&e);
    return st;
}

static gnn_status read_edgelist(gnn_graph **out, gnn_i_cursor *c)
{
    list l = { .max_id = -1, .nodes = -1 };
    c->separators = separators;
    gnn_status st = read_lines(&l, c);
    if (st == GNN_OK && l.m == 0 && l.nodes < 0)
        st = gnn_i_fail(GNN_EPARSE, "%s: no edges and no number of nodes in it", c->name);
    if (st == GNN_OK) st = build(out, &l, c);
    gnn_i_free(l.u);
    gnn_i_free(l.v);
    gnn_i_free(l.w);
    return st;
}

static int sniff(const char *bytes, size_t size, bool whole)
{
    gnn_i_cursor c = gnn_i_cursor_over("", bytes, size, 1, NULL);
    list l = { .max_id = -1, .nodes = -1 };
    c.separators = separators;
    if (size && *bytes == '%' && size > 1 && bytes[1] == '%') return GNN_I_SNIFF_NO; /* Matrix Market */
    for (; !gnn_i_at_eof(&c) && (gnn_i_at_eol(&c) || strchr(comments, *c.p)); gnn_i_next_line(&c)) read_comment(c, &l);
    if (gnn_i_at_eof(&c)) return l.nodes >= 0 ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_NO;
    int64_t id;
    double w;
    for (int i = 0; i < 2; i++)
        if (gnn_i_take_int(&c, "", 0, INT64_MAX, &id) != GNN_OK) return GNN_I_SNIFF_NO;
    if (!gnn_i_at_eol(&c) && (gnn_i_take_real(&c, "", &w) != GNN_OK || !gnn_i_at_eol(&c))) return GNN_I_SNIFF_NO;
    return l.nodes >= 0 ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_MAYBE;
}

static gnn_status write_edgelist(gnn_i_text *t, const gnn_graph *g)
{
    gnn_i_text_printf(t, "# %lld nodes %lld edges, %s\n", (long long)g->n, (long long)gnn_graph_edges(g),
                      g->directed ? "directed" : "undirected");
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (!g->directed && g->col[e] < u) continue;
            gnn_i_text_printf(t, "%lld %lld", (long long)u, (long long)g->col[e]);
            if (g->weight) gnn_i_text_char(t, ' '), gnn_i_text_real(t, g->weight[e]);
            gnn_i_text_char(t, '\n');
        }
    return t->st;
}

const gnn_format gnn_i_format_edgelist = {
    .name = "edgelist", .extensions = "edges,edgelist,el,csv,tsv,snap",
    .help = "rw  edgelist    u v [w] a line, ids from 0, # or % comments (SNAP, csv)",
    .holds = GNN_I_UNDIRECTED | GNN_I_DIRECTED | GNN_I_WEIGHTS | GNN_I_LOOPS,
    .sniff = sniff, .read = read_edgelist, .write = write_edgelist,
};
