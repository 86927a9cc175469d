/* Facts about graphs: counts, degrees, components, triangles, memory. */
#include "info.h"

typedef struct facts {
    int64_t n, edges, arcs, loops, min_degree, max_degree, isolated, components, triangles, bytes, classes;
    double mean_degree, density, transitivity;
    bool directed, weighted, triangles_known;
} facts;

static int32_t find_root(int32_t *parent, int32_t u)
{
    for (; parent[u] != u; u = parent[u]) parent[u] = parent[parent[u]];
    return u;
}

static gnn_status count_components(int64_t *count, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t n = gnn_graph_n(g), components = n;
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    int32_t *parent;
    GNN_ALLOC(parent, n);
    for (int64_t u = 0; u < n; u++) parent[u] = (int32_t)u;
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) {
            int32_t a = find_root(parent, (int32_t)u), b = find_root(parent, col[e]);
            if (a != b) parent[a > b ? a : b] = a > b ? b : a, components--;
        }
    *count = components;
done:
    gnn_i_free(parent);
    return st;
}

/* Each triangle once: from its vertex of least (degree, number) to the two above; marks instead of merges.  O(m^1.5). */
static gnn_status count_triangles(facts *f, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t n = f->n, found = 0;
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    int32_t *mark;
    double paths = 0;
#define BELOW(a, b) (ptr[(a) + 1] - ptr[a] < ptr[(b) + 1] - ptr[b] || (ptr[(a) + 1] - ptr[a] == ptr[(b) + 1] - ptr[b] && (a) < (b)))
    GNN_CALLOC(mark, n);
    for (int64_t u = 0; u < n; u++) {
        if (u % 4096 == 0) GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
        double d = (double)(ptr[u + 1] - ptr[u]);
        paths += d * (d - 1) / 2;
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++)
            if (BELOW(u, col[e])) mark[col[e]] = (int32_t)(u + 1);
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) {
            int64_t v = col[e];
            if (!BELOW(u, v)) continue;
            for (int64_t k = ptr[v]; k < ptr[v + 1]; k++) found += BELOW(v, col[k]) && mark[col[k]] == u + 1;
        }
    }
    f->triangles = found, f->triangles_known = true;
    f->transitivity = paths > 0 ? 3 * (double)found / paths : 0;
done:
    gnn_i_free(mark);
    return st;
}

static gnn_status count_classes(facts *f, const gnn_graph *g)
{
    const int32_t *label = gnn_graph_node_label(g);
    f->classes = 0;
    if (!label || f->n == 0) return GNN_OK;
    gnn_status st = GNN_OK;
    int32_t *copy;
    GNN_ALLOC(copy, f->n);
    memcpy(copy, label, (size_t)f->n * sizeof *copy);
    for (int64_t gap = f->n / 2; gap > 0; gap /= 2) /* Shell sort */
        for (int64_t i = gap; i < f->n; i++) {
            int32_t x = copy[i];
            int64_t j = i;
            for (; j >= gap && copy[j - gap] > x; j -= gap) copy[j] = copy[j - gap];
            copy[j] = x;
        }
    for (int64_t i = 0; i < f->n; i++) f->classes += i == 0 || copy[i] != copy[i - 1];
done:
    gnn_i_free(copy);
    return st;
}

static gnn_status collect_facts(facts *f, const gnn_graph *g)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    int64_t n = gnn_graph_n(g);
    *f = (facts){ .n = n, .edges = gnn_graph_edges(g), .arcs = gnn_graph_arcs(g), .loops = gnn_graph_loops(g),
                  .directed = gnn_graph_directed(g), .weighted = gnn_graph_weight(g) != NULL };
    for (int64_t u = 0; u < n; u++) {
        int64_t d = ptr[u + 1] - ptr[u];
        if (u == 0 || d < f->min_degree) f->min_degree = d;
        if (d > f->max_degree) f->max_degree = d;
        f->isolated += d == 0;
    }
    f->mean_degree = n ? (double)f->arcs / (double)n : 0;
    double pairs = (double)n * ((double)n - 1) / (f->directed ? 1 : 2);
    f->density = pairs > 0 ? (double)(f->edges - f->loops) / pairs : 0;
    f->bytes = (n + 1) * (int64_t)sizeof(int64_t) +
               f->arcs * (int64_t)(sizeof(int32_t) + (f->weighted ? sizeof(double) : 0)) +
               (gnn_graph_node_label(g) ? n * (int64_t)sizeof(int32_t) : 0);
    GNN_TRY_RETURN(count_components(&f->components, g));
    GNN_TRY_RETURN(count_classes(f, g));
    return !f->directed && f->loops == 0 ? count_triangles(f, g) : GNN_OK;
}

static gnn_status one_graph(const char *path, const gnn_graph_list *l)
{
    facts f;
    GNN_TRY_RETURN(collect_facts(&f, l->graphs[0]));
    json_t *o = info_new("graph");
    info_text(o, "file", "%s", path);
    info_text(o, "format", "%s", l->format);
    info_bool(o, "directed", f.directed);
    info_bool(o, "weighted", f.weighted);
    info_int(o, "vertices", f.n);
    info_int(o, "edges", f.edges);
    info_int(o, "loops", f.loops);
    info_int(o, "label_classes", f.classes);
    info_int(o, f.directed ? "min_out_degree" : "min_degree", f.min_degree);
    info_real(o, f.directed ? "mean_out_degree" : "mean_degree", f.mean_degree);
    info_int(o, f.directed ? "max_out_degree" : "max_degree", f.max_degree);
    if (!f.directed) info_int(o, "isolated", f.isolated);
    info_int(o, f.directed ? "weak_components" : "components", f.components);
    info_real(o, "density", f.density);
    if (f.triangles_known) {
        info_int(o, "triangles", f.triangles);
        info_real(o, "transitivity", f.transitivity);
    }
    info_int(o, "memory_bytes", f.bytes);
    return info_print(o);
}

static gnn_status many_graphs(const gnn_graph_list *l)
{
    static const cli_column columns[] = { { "graph", true }, { "line", true }, { "vertices", true }, { "edges", true }, { "directed", false },
                                          { "min_degree", true }, { "max_degree", true }, { "components", true }, { "triangles", true } };
    FILE *to;
    cli_records *r = NULL;
    gnn_status st = GNN_OK;
    GNN_TRY(cli_out(&to));
    GNN_TRY(cli_records_new(&r, to, "gnn-info/1", 9, columns));
    for (int64_t i = 0; i < l->count; i++) {
        facts f;
        GNN_TRY(collect_facts(&f, l->graphs[i]));
        cli_int(r, i + 1);
        cli_int(r, l->line[i]);
        cli_int(r, f.n);
        cli_int(r, f.edges);
        cli_bool(r, f.directed);
        cli_int(r, f.min_degree);
        cli_int(r, f.max_degree);
        cli_int(r, f.components);
        if (f.triangles_known)
            cli_int(r, f.triangles);
        else
            cli_null(r);
        GNN_TRY(cli_row(r));
    }
done:;
    gnn_status end = cli_records_end(&r);
    return st != GNN_OK ? st : end;
}

gnn_status info_graphs(const info_request *q)
{
    gnn_graph_list *l;
    GNN_TRY_RETURN(cli_input(gnn_read_graphs(&l, q->path, q->from, NULL)));
    gnn_status st =
        l->count == 1 ? one_graph(strcmp(q->path, "-") == 0 ? "standard input" : q->path, l) : many_graphs(l);
    gnn_graph_list_free(l);
    return st;
}
