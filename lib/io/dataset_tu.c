/* TU folders: DS_A.txt ("i, j" from 1 over the nodes of all graphs, both arcs of an edge), DS_graph_indicator.txt (the
 * graph of each node, from 1, ascending), DS_graph_labels.txt; optional DS_node_labels.txt, DS_node_attributes.txt,
 * DS_edge_labels.txt, DS_edge_attributes.txt (a line an entry of A).  Labels become 0 .. k-1 in ascending order; node
 * features are one-hot labels, then attributes; likewise edge features. */
#include "dataset_i.h"
#include <dirent.h>

typedef struct table { double *v; int64_t rows, cols, cap; } table; /* comma separated numbers */

/* The part of the names before "_A.txt" in the folder. */
static gnn_status find_prefix(char *prefix, size_t size, const char *folder)
{
    DIR *d = opendir(folder);
    GNN_REQUIRE_RETURN(d, GNN_EIO, "%s: cannot open the folder", folder);
    int found = 0;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        size_t n = strlen(e->d_name);
        if (n > 6 && strcmp(e->d_name + n - 6, "_A.txt") == 0) {
            found++;
            snprintf(prefix, size, "%s/%.*s", folder, (int)(n - 6), e->d_name);
        }
    }
    closedir(d);
    GNN_REQUIRE_RETURN(found == 1, GNN_EPARSE, "%s: %s file NAME_A.txt in the folder: not a data set", folder,
                       found ? "more than one" : "no");
    return GNN_OK;
}

static gnn_status read_table(table *t, const char *prefix, const char *suffix, bool needed, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_i_cursor c;
    char *bytes = NULL;
    GNN_TRY(gnn_i_read_beside(&c, &bytes, prefix, suffix, needed, limits));
    if (!bytes) goto done;
    c.separators = ",";
    for (;; t->rows++) {
        gnn_i_skip_lines(&c, "#");
        if (gnn_i_at_eof(&c)) break;
        int64_t cols = 0;
        for (const char *line = c.p; !gnn_i_at_eol(&c); cols++) {
            GNN_TRY(gnn_i_grow(&t->v, &t->cap, t->rows * t->cols + cols + 1, sizeof *t->v));
            GNN_TRY(gnn_i_take_real(&c, "number", &t->v[t->rows * t->cols + cols]));
            gnn_i_skip_blanks(&c);
            if (c.p < c.end && *c.p == ',') c.p++;
            if (t->rows > 0 && cols >= t->cols)
                GNN_TRY(gnn_i_parse_fail(&c, line, "more than %lld numbers in the line", (long long)t->cols));
        }
        if (t->rows == 0) t->cols = cols;
        if (cols != t->cols)
            GNN_TRY(gnn_i_parse_fail(&c, c.p, "%lld numbers in the line, %lld were expected", (long long)cols,
                                     (long long)t->cols));
        GNN_TRY(gnn_i_expect_eol(&c));
    }
done:
    gnn_i_free(bytes);
    return st;
}

static gnn_status check_rows(const table *t, int64_t rows, const char *prefix, const char *what)
{
    GNN_REQUIRE_RETURN(!t->v || t->rows == rows, GNN_EPARSE, "%s: %lld %s, %lld were expected", prefix,
                       (long long)t->rows, what, (long long)rows);
    return GNN_OK;
}

/* first[i]: first node of graph i; from the ascending indicator. */
static gnn_status graph_offsets(int64_t **first, int64_t graphs, const table *indicator, const char *prefix)
{
    gnn_status st = GNN_OK;
    int64_t *p;
    double last = 1;
    GNN_CALLOC(p, graphs + 1);
    for (int64_t v = 0; v < indicator->rows; v++) {
        double g = indicator->v[v];
        GNN_REQUIRE(indicator->cols == 1 && g >= last && g <= (double)graphs && g == (double)(int64_t)g, GNN_EPARSE,
                    "%s_graph_indicator.txt:%lld: graphs are 1..%lld in ascending order, this is %g", prefix, (long long)v + 1,
                    (long long)graphs, g);
        last = g;
        p[(int64_t)g]++;
    }
    for (int64_t i = 0; i < graphs; i++) p[i + 1] += p[i];
    *first = p, p = NULL;
done:
    gnn_i_free(p);
    return st;
}

/* One-hot integer labels, then attributes: rows of `width` numbers. */
static gnn_status features_of(float **out, int64_t *width, int64_t rows, const table *labels, const table *attributes)
{
    gnn_status st = GNN_OK;
    int64_t *value = NULL, kinds = 0;
    int32_t *index = NULL;
    float *x = NULL;
    if (labels->v) {
        GNN_ALLOC(value, rows);
        GNN_ALLOC(index, rows);
        for (int64_t i = 0; i < rows; i++) value[i] = (int64_t)labels->v[i * labels->cols];
        GNN_TRY(gnn_i_number_values(index, &kinds, rows, value));
    }
    int64_t cols = attributes->v ? attributes->cols : 0, w = kinds + cols;
    if (w > 0) GNN_CALLOC(x, rows * w);
    for (int64_t i = 0; i < rows; i++) {
        if (kinds) x[i * w + index[i]] = 1;
        for (int64_t j = 0; j < cols; j++) x[i * w + kinds + j] = (float)attributes->v[i * cols + j];
    }
    *out = x, *width = w, x = NULL;
done:
    gnn_i_free(value);
    gnn_i_free(index);
    gnn_i_free(x);
    return st;
}

typedef struct parts { table a, indicator, labels, node_labels, node_attributes, edge_labels, edge_attributes; } parts;

/* The arcs of A, grouped by graph: at[i] .. at[i+1] of order are lines of A in graph i. */
static gnn_status group_arcs(int64_t **at, int64_t **order, const parts *p, const int64_t *first, int64_t graphs,
                             const char *prefix)
{
    gnn_status st = GNN_OK;
    int64_t *start = NULL, *list = NULL, nodes = p->indicator.rows;
    GNN_CALLOC(start, graphs + 2);
    GNN_ALLOC(list, p->a.rows);
    for (int64_t e = 0; e < p->a.rows; e++) {
        double u = p->a.v[2 * e], v = p->a.v[2 * e + 1];
        GNN_REQUIRE(u >= 1 && v >= 1 && u <= (double)nodes && v <= (double)nodes && u == (double)(int64_t)u &&
                        v == (double)(int64_t)v,
                    GNN_EPARSE, "%s_A.txt:%lld: nodes are 1..%lld", prefix, (long long)e + 1, (long long)nodes);
        int64_t g = (int64_t)p->indicator.v[(int64_t)u - 1];
        GNN_REQUIRE(v > (double)first[g - 1] && v <= (double)first[g], GNN_EPARSE,
                    "%s_A.txt:%lld: an edge between two graphs", prefix, (long long)e + 1);
        start[g + 1]++;
    }
    for (int64_t i = 0; i <= graphs; i++) start[i + 1] += start[i];
    for (int64_t e = 0; e < p->a.rows; e++) list[start[(int64_t)p->indicator.v[(int64_t)p->a.v[2 * e] - 1]]++] = e;
    *at = start, *order = list, start = NULL, list = NULL;
done:
    gnn_i_free(start);
    gnn_i_free(list);
    return st;
}

/* Edge features go to the arcs of the graph in destination-major order. */
static gnn_status place_edge_features(gnn_sample *s, const parts *p, const int64_t *lines, int64_t count, int64_t shift,
                                      const float *x, int64_t w)
{
    const gnn_graph *g = s->graph;
    GNN_TRY_RETURN(gnn_tensor_new(&s->edge_x, GNN_F32, 2, (int64_t[]){ g->arcs, w }));
    for (int64_t k = 0; k < count; k++) {
        int64_t u = (int64_t)p->a.v[2 * lines[k]] - 1 - shift, v = (int64_t)p->a.v[2 * lines[k] + 1] - 1 - shift;
        /* the graph is symmetric: row v of its arcs lists the sources u of arcs into v, ascending */
        int64_t lo = g->ptr[v], hi = g->ptr[v + 1];
        while (lo < hi) {
            int64_t mid = (lo + hi) / 2;
            if (g->col[mid] < u) lo = mid + 1;
            else hi = mid;
        }
        memcpy((float *)s->edge_x->data + lo * w, x + lines[k] * w, (size_t)w * sizeof *x);
    }
    return GNN_OK;
}

static gnn_status make_graph(gnn_sample *s, const parts *p, const int64_t *lines, int64_t count, int64_t shift,
                             int64_t n)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL, *dst = NULL;
    GNN_ALLOC(src, count);
    GNN_ALLOC(dst, count);
    for (int64_t k = 0; k < count; k++) {
        src[k] = (int32_t)(p->a.v[2 * lines[k]] - 1 - (double)shift);
        dst[k] = (int32_t)(p->a.v[2 * lines[k] + 1] - 1 - (double)shift);
    }
    gnn_graph_spec spec = { .n = n, .m = count, .src = src, .dst = dst, .flags = GNN_UNDIRECTED | GNN_MERGE };
    GNN_TRY(gnn_graph_new(&s->graph, &spec));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    return st;
}

static gnn_status fill(gnn_dataset *ds, const parts *p, const int64_t *first, const int64_t *at, const int64_t *order)
{
    gnn_status st = GNN_OK;
    float *x = NULL, *edge_x = NULL;
    GNN_TRY(features_of(&x, &ds->features, p->indicator.rows, &p->node_labels, &p->node_attributes));
    GNN_TRY(features_of(&edge_x, &ds->edge_features, p->a.rows, &p->edge_labels, &p->edge_attributes));
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        int64_t n = first[i + 1] - first[i], w = ds->features, from = at[i], count = at[i + 1] - from;
        GNN_TRY(make_graph(s, p, order + from, count, first[i], n));
        if (x) {
            GNN_TRY(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ n, w }));
            if (n) memcpy(s->x->data, x + first[i] * w, (size_t)(n * w) * sizeof *x);
        }
        if (edge_x) GNN_TRY(place_edge_features(s, p, order + from, count, first[i], edge_x, ds->edge_features));
    }
done:
    gnn_i_free(x);
    gnn_i_free(edge_x);
    return st;
}

static gnn_status graph_classes(gnn_dataset *ds, const table *labels)
{
    gnn_status st = GNN_OK;
    int64_t *value;
    int32_t *index = NULL;
    GNN_ALLOC(value, ds->count);
    GNN_ALLOC(index, ds->count);
    for (int64_t i = 0; i < ds->count; i++) value[i] = (int64_t)labels->v[i * labels->cols];
    GNN_TRY(gnn_i_number_values(index, &ds->classes, ds->count, value));
    for (int64_t i = 0; i < ds->count; i++) ds->samples[i].graph_class = index[i];
done:
    gnn_i_free(value);
    gnn_i_free(index);
    return st;
}

gnn_status gnn_i_read_tu(gnn_dataset **out, const char *folder, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    parts p = { 0 };
    table *all[] = { &p.a, &p.indicator, &p.labels, &p.node_labels, &p.node_attributes, &p.edge_labels, &p.edge_attributes };
    static const char *const names[] = { "_A.txt", "_graph_indicator.txt", "_graph_labels.txt", "_node_labels.txt", "_node_attributes.txt",
                                         "_edge_labels.txt", "_edge_attributes.txt" };
    char prefix[4096];
    int64_t *first = NULL, *at = NULL, *order = NULL;
    GNN_TRY(find_prefix(prefix, sizeof prefix, folder));
    for (int i = 0; i < 7; i++) GNN_TRY(read_table(all[i], prefix, names[i], i < 3, limits));
    GNN_REQUIRE(p.labels.rows > 0, GNN_EPARSE, "%s_graph_labels.txt: no graphs in it", prefix);
    GNN_REQUIRE(p.a.rows == 0 || p.a.cols == 2, GNN_EPARSE, "%s_A.txt: two node numbers a line were expected", prefix);
    GNN_TRY(check_rows(&p.node_labels, p.indicator.rows, prefix, "node labels"));
    GNN_TRY(check_rows(&p.node_attributes, p.indicator.rows, prefix, "lines of node attributes"));
    GNN_TRY(check_rows(&p.edge_labels, p.a.rows, prefix, "edge labels"));
    GNN_TRY(check_rows(&p.edge_attributes, p.a.rows, prefix, "lines of edge attributes"));
    GNN_TRY(gnn_i_dataset_new(&ds, prefix, "tu", p.labels.rows));
    GNN_TRY(graph_offsets(&first, ds->count, &p.indicator, prefix));
    GNN_TRY(group_arcs(&at, &order, &p, first, ds->count, prefix));
    GNN_TRY(fill(ds, &p, first, at, order));
    GNN_TRY(graph_classes(ds, &p.labels));
    *out = ds, ds = NULL;
done:
    for (int i = 0; i < 7; i++) gnn_i_free(all[i]->v);
    gnn_i_free(first);
    gnn_i_free(at);
    gnn_i_free(order);
    gnn_dataset_free(ds);
    return st;
}
