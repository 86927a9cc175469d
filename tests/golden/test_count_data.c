/* Stored counts of 10,000 graphs, every column; the identities that give a local pooling network its exact weights. */
#include "support/support.h"

static const struct { const char *column, *pattern; gnn_count_kind kind; } columns[] = {
    { "star2", "star2", GNN_COUNT_SUBGRAPH },
    { "triangle", "triangle", GNN_COUNT_SUBGRAPH },
    { "star3", "star3", GNN_COUNT_SUBGRAPH },
    { "path4", "path4", GNN_COUNT_SUBGRAPH },
    { "tailed_triangle", "tailed-triangle", GNN_COUNT_SUBGRAPH },
    { "cycle4", "cycle4", GNN_COUNT_SUBGRAPH },
    { "chordal_cycle", "chordal-cycle", GNN_COUNT_SUBGRAPH },
    { "clique4", "clique4", GNN_COUNT_SUBGRAPH },
    { "ind_star3", "star3", GNN_COUNT_INDUCED },
    { "ind_path4", "path4", GNN_COUNT_INDUCED },
    { "ind_tailed_triangle", "tailed-triangle", GNN_COUNT_INDUCED },
    { "ind_cycle4", "cycle4", GNN_COUNT_INDUCED },
    { "ind_chordal_cycle", "chordal-cycle", GNN_COUNT_INDUCED },
    { "attributed_triangle", "triangle@0+1+1", GNN_COUNT_SUBGRAPH },
};
enum { COLUMNS = sizeof columns / sizeof *columns };
static const char *const sets[] = { "er-authors", "rr-regenerated" };

/* The same graph, labels 0, 1, 0, 1, … */
static gnn_graph *with_parity(const gnn_graph *g)
{
    int32_t src[512], dst[512], label[64];
    int64_t m = 0;
    gnn_graph *h;
    for (int64_t u = 0; u < g->n; u++) {
        label[u] = (int32_t)(u % 2);
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] > u) src[m] = (int32_t)u, dst[m++] = g->col[e];
    }
    gnn_graph_spec spec = { .n = g->n, .m = m, .src = src, .dst = dst, .node_label = label };
    ck_ok(gnn_graph_new(&h, &spec));
    return h;
}

static void counts_of(int64_t out[COLUMNS], const gnn_graph *g)
{
    const char *names[COLUMNS];
    int64_t n[2] = { 0, 0 }, value[COLUMNS];
    for (int kind = 0; kind < 2; kind++) {
        gnn_count_options o = { .kind = (gnn_count_kind)kind };
        n[kind] = 0;
        for (int c = 0; c < COLUMNS; c++)
            if (columns[c].kind == o.kind) names[n[kind]++] = columns[c].pattern;
        ck_ok(gnn_count(value, g, n[kind], names, &o));
        for (int c = 0, k = 0; c < COLUMNS; c++)
            if (columns[c].kind == o.kind) out[c] = value[k++];
    }
}

static char *load_counts(const char *set)
{
    char name[128], *text;
    size_t size;
    snprintf(name, sizeof name, "substructure-counting/%s-counts.csv", set);
    const char *path = support_data(name);
    if (!path) return NULL;
    ck_ok(gnn_i_file_read(&text, &size, path, 0));
    return text;
}

START_TEST(stored_counts_are_ours)
{
    char name[128], *text = load_counts(sets[_i]), *line;
    gnn_graph_list *l;
    if (!text) SKIP("the counting data are not here");
    snprintf(name, sizeof name, "substructure-counting/%s.g6", sets[_i]);
    ck_ok(gnn_read_graphs(&l, support_data(name), NULL, NULL));
    ck_assert_int_eq(l->count, 5000);
    line = strchr(text, '\n') + 1;
    ck_assert(
        strncmp(
            text,
            "graph,n,edges,star2,triangle,star3,path4,tailed_triangle,cycle4,chordal_cycle,clique4,ind_star3,ind_path4,"
            "ind_tailed_triangle,ind_cycle4,ind_chordal_cycle,attributed_triangle\n",
            170) == 0);
    for (int64_t i = 0; i < l->count; i++) {
        int64_t ours[COLUMNS];
        gnn_graph *g = with_parity(l->graphs[i]);
        counts_of(ours, g);
        ck_assert_int_eq(strtoll(line, &line, 10), i);
        ck_assert_int_eq(strtoll(line + 1, &line, 10), g->n);
        ck_assert_int_eq(strtoll(line + 1, &line, 10), g->arcs / 2);
        for (int c = 0; c < COLUMNS; c++) {
            long long stored = strtoll(line + 1, &line, 10);
            ck_assert_msg(stored == ours[c], "%s, graph %lld, %s: %lld, stored %lld", sets[_i], (long long)i,
                          columns[c].column, (long long)ours[c], stored);
        }
        line++;
        gnn_graph_free(g);
    }
    gnn_graph_list_free(l);
    gnn_i_free(text);
}
END_TEST

/* e(i, j, k) edges among three neighbours of v, over all triples: e = 0, 1, 2, 3 give the four patterns with a vertex that is next to
 * all others; two neighbours with an edge give triangles.  (Chen, Chen, Villar, Bruna 2020.) */
START_TEST(local_patterns_give_the_counts)
{
    char name[128];
    gnn_graph_list *l;
    snprintf(name, sizeof name, "substructure-counting/%s.g6", sets[_i]);
    if (!support_data(name)) SKIP("the counting data are not here");
    ck_ok(gnn_read_graphs(&l, support_data(name), NULL, NULL));
    for (int64_t i = 0; i < l->count; i++) {
        const gnn_graph *g = l->graphs[i];
        int64_t ours[COLUMNS], q[4] = { 0 }, pairs = 0;
        bool a[64][64] = { { false } };
        counts_of(ours, g);
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) a[u][g->col[e]] = true;
        for (int64_t v = 0; v < g->n; v++)
            for (int64_t x = g->ptr[v]; x < g->ptr[v + 1]; x++)
                for (int64_t y = x + 1; y < g->ptr[v + 1]; y++) {
                    pairs += a[g->col[x]][g->col[y]];
                    for (int64_t z = y + 1; z < g->ptr[v + 1]; z++)
                        q[a[g->col[x]][g->col[y]] + a[g->col[x]][g->col[z]] + a[g->col[y]][g->col[z]]]++;
                }
        ck_assert_int_eq(ours[1], pairs / 3);
        ck_assert_int_eq(ours[8], q[0]);
        ck_assert_int_eq(ours[10], q[1]);
        ck_assert_int_eq(ours[12], q[2] / 2);
        ck_assert_int_eq(ours[7], q[3] / 4);
    }
    gnn_graph_list_free(l);
}
END_TEST

TESTS_BEGIN("count_data")
    tcase_add_loop_test(tc_, stored_counts_are_ours, 0, 2);
    tcase_add_loop_test(tc_, local_patterns_give_the_counts, 0, 2);
TESTS_END
