/* Counts of patterns as features of models: what the loader appends, what gsn tells apart, which test bounds it. */
#include "support/support.h"
#include "expressivity/separation.h"
#include "graph/graph_i.h"
#include "io/dataset_i.h"
#include <math.h>
#include <unistd.h>

/* ---- the loader ---- */

enum { N = 9, OWN = 3 };
typedef enum form { NO_FEATURES, DENSE, SPARSE, FORMS } form;

/* One graph: no features, three dense columns, the same as a sparse matrix. */
static gnn_dataset *one_graph(const gnn_graph *g, form kind)
{
    gnn_dataset *ds;
    int64_t ptr[N + 1] = { 0 };
    int32_t col[N], same[N];
    double val[N];
    for (int i = 0; i < N; i++) same[i] = i;
    ck_ok(gnn_i_dataset_new(&ds, "one", "test", 1));
    ck_ok(gnn_graph_permute(&ds->samples->graph, g, same));
    if (kind == NO_FEATURES) return ds;
    ds->features = OWN;
    if (kind == DENSE) ck_ok(gnn_tensor_new(&ds->samples->x, GNN_F32, 2, (int64_t[]){ N, OWN }));
    for (int64_t v = 0; v < N; v++) {
        col[v] = (int32_t)(v % OWN), val[v] = (double)(v + 1), ptr[v + 1] = v + 1;
        if (kind == DENSE) gnn_tensor_set(ds->samples->x, v * OWN + col[v], val[v]);
    }
    if (kind == SPARSE) ck_ok(gnn_operator_from_csr(&ds->samples->x_sparse, N, OWN, ptr, col, val, GNN_F32));
    return ds;
}

static double feature(const gnn_input *in, int64_t v, int64_t c)
{
    const gnn_i_csr *f = in->x_sparse ? &in->x_sparse->fwd : NULL;
    if (!f) return gnn_tensor_get(in->x, v * gnn_tensor_cols(in->x) + c);
    gnn_tensor val = gnn_tensor_view2(GNN_F64, f->nnz, 1, f->val);
    for (int64_t e = f->ptr[v]; e < f->ptr[v + 1]; e++)
        if (f->col[e] == c) return gnn_tensor_get(&val, e);
    return 0;
}

/* 9 vertices; both: with a loop and all edges as two arcs of a directed graph, which must not matter. */
static gnn_graph *some_graph(bool both)
{
    static const int32_t from[] = { 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 3, 2 }, to[] = { 1, 2, 3, 2, 3, 3, 4, 5, 6, 7, 5, 4 };
    int32_t src[25], dst[25];
    int64_t m = 0;
    for (int e = 0; e < 12; e++) {
        src[m] = from[e], dst[m++] = to[e];
        if (both) src[m] = to[e], dst[m++] = from[e]; /* so that repetitions are there once directions are not */
    }
    if (both) src[m] = 4, dst[m++] = 4;
    gnn_graph *g;
    gnn_graph_spec spec = { .n = N, .m = m, .src = src, .dst = dst, .flags = both ? GNN_DIRECTED : 0 };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

START_TEST(counts_follow_the_features)
{
    static const char *const names[] = { "triangle", "star3" }; /* orbits: 1, and leaf and centre */
    const gnn_count_options options = { .place = GNN_COUNT_NODES };
    gnn_graph *g = some_graph(false), *other = some_graph(true);
    int64_t counts[N * 3];
    ck_ok(gnn_count(counts, g, 2, names, &options));
    ck_assert_int_eq(counts[0], 3); /* vertex 0 is in a clique of 4 */
    for (int kind = 0; kind < FORMS; kind++) {
        char config[128];
        int own = kind == NO_FEATURES ? 1 : OWN;
        gnn_dataset *ds = one_graph(_i ? other : g, (form)kind);
        gnn_model *m;
        gnn_loader *l;
        gnn_input in;
        snprintf(config, sizeof config, "{\"in\":%d,\"out\":2,\"patterns\":\"triangle,star3\"}", own);
        ck_ok(gnn_model_new(&m, "gsn", config, GNN_F64, 1));
        ck_ok(gnn_loader_new(&l, ds, m));
        ck_ok(gnn_loader_batch(&in, l, 1, (int64_t[]){ 0 }));
        ck_assert_int_eq(in.x ? gnn_tensor_cols(in.x) : gnn_operator_cols(in.x_sparse), own + 3);
        for (int64_t v = 0; v < N; v++) {
            for (int64_t c = 0; c < own; c++)
                ck_assert_double_eq(feature(&in, v, c), kind == NO_FEATURES ? 1 : v % OWN == c ? (double)(v + 1) : 0);
            for (int64_t c = 0; c < 3; c++)
                ck_assert_double_eq(feature(&in, v, own + c), log1p((double)counts[v * 3 + c]));
        }
        gnn_loader_free(l);
        gnn_model_free(m);
        gnn_dataset_free(ds);
    }
    gnn_graph_free(g);
    gnn_graph_free(other);
}
END_TEST

/* ---- the model ---- */

static gnn_graph *made(const char *recipe)
{
    gnn_graph **graphs, *g;
    int64_t count;
    ck_ok(gnn_generate(&graphs, &count, recipe, 1, 0));
    g = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, count);
    return g;
}

/* A pair of ours, or of two recipes. */
static double gap(gnn_i_draw *d, const char *model, const char *patterns, const gnn_graph *a, const gnn_graph *b)
{
    char config[256];
    snprintf(config, sizeof config, "{\"in\":1,\"out\":8,\"readout\":\"sum\",\"layers\":4,\"hidden\":16%s%s%s}",
             patterns ? ",\"patterns\":\"" : "", patterns ? patterns : "", patterns ? "\"" : "");
    ck_ok(gnn_i_model_draw(d, model, config, 3, a, b));
    return d->gap;
}

START_TEST(without_patterns_gsn_is_gin)
{
    gnn_i_draw plain, with;
    gnn_graph *a = made("er:n=12,p=0.3"), *b = made("path:n=12");
    ck_assert_double_gt(gap(&plain, "gin", NULL, a, b), 1e-3);
    gap(&with, "gsn", "", a, b);
    ck_assert_mem_eq(plain.out, with.out, sizeof plain.out);
    ck_assert_str_eq(with.bound, "1-wl");
    gap(&with, "gsn", NULL, a, b);
    ck_assert_mem_ne(plain.out, with.out, sizeof plain.out);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

/* Cycles of length k through vertex 0, by trying all paths. */
static int64_t cycles_through(const gnn_graph *g, int k, int32_t at, int depth, uint64_t seen)
{
    int64_t found = 0;
    for (int64_t e = g->ptr[at]; e < g->ptr[at + 1]; e++) {
        int32_t v = g->col[e];
        if (depth == k) found += v == 0;
        else if (!(seen >> v & 1)) found += cycles_through(g, k, v, depth + 1, seen | 1ull << v);
    }
    return depth == 1 ? found / 2 : found;
}

/* Vertices of a circular skip link are alike, so gsn sees the counts at one; ten classes, six sets of cycle counts. */
START_TEST(cycles_tell_six_sets_of_circular_skip_links_apart)
{
    static const int skip[10] = { 2, 3, 4, 5, 6, 9, 11, 12, 13, 16 }, set[10] = { 0, 1, 2, 3, 4, 4, 4, 4, 5, 4 };
    gnn_graph *g[10];
    gnn_i_draw d;
    int64_t cycles[10][4];
    for (int i = 0; i < 10; i++) {
        char recipe[64];
        snprintf(recipe, sizeof recipe, "csl:n=41,skip=%d", skip[i]);
        g[i] = made(recipe);
        for (int k = 3; k <= 6; k++) cycles[i][k - 3] = cycles_through(g[i], k, 0, 1, 1);
    }
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < i; j++) {
            bool same = memcmp(cycles[i], cycles[j], sizeof cycles[i]) == 0;
            ck_assert_msg(same == (set[i] == set[j]), "skips %d, %d", skip[i], skip[j]);
            double x = gap(&d, "gsn", NULL, g[i], g[j]);
            ck_assert_msg(same ? x <= 1e-10 : x > 1e-4, "skips %d, %d: gap %g", skip[i], skip[j], x);
            ck_assert_double_le(gap(&d, "gin", NULL, g[i], g[j]), 1e-10);
        }
    for (int i = 0; i < 10; i++) gnn_graph_free(g[i]);
}
END_TEST

/* ---- bounds ---- */

static const struct { const char *patterns, *bound; } bounds[] = {
    { "star2,star9", "1-wl" },        { "triangle,star5", "graphlet-1-wl:3" }, { "all3", "graphlet-1-wl:3" },
    { "all4", "graphlet-1-wl:4" },    { "clique4", "graphlet-1-wl:4" },        { "all5", "graphlet-1-wl:5" },
    { "cycle4", "2-fwl" },            { "cycle5,cycle7", "2-fwl" },            { "cycle8", "3-fwl" },
    { "clique4,cycle6", "3-fwl" },    { "clique5,cycle6", "4-fwl" },           { "clique6", "isomorphism" },
    { "triangle@0+0+1", "2-fwl" },    { "clique4@0+0+0+0", "3-fwl" },
};

START_TEST(bounds_follow_the_patterns)
{
    static const char *const files[] = { "c6-2c3.g6",         "cfi.g6",   "cube-wagner.g6",
                                         "dodecahedron-desargues.g6", "k33-prism.g6", "rook-shrikhande.g6", "p4-k13.g6" };
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        gnn_graph_list *l = support_pairs(files[f]);
        const gnn_graph *a = l->graphs[0], *b = l->graphs[1];
        gnn_test_result t;
        gnn_i_draw d;
        double x = gap(&d, "gsn", bounds[_i].patterns, a, b);
        ck_assert_str_eq(d.bound, bounds[_i].bound);
        ck_ok(gnn_test_pair(&t, d.bound, a, b, &(gnn_test_options){ .limit_seconds = 5 }));
        if (t.verdict == GNN_SAME) ck_assert_msg(x <= 1e-10, "%s: gap %g, %s cannot", files[f], x, d.bound);
        gnn_graph_list_free(l);
    }
}
END_TEST

START_TEST(bounds_of_other_models)
{
    static const struct { const char *model, *patterns, *bound; } known[] = {
        { "gcn", "cycle5", "2-fwl" },         { "mlp", "triangle", "graphlet-1-wl:3" }, { "mlp", "star3", "1-wl" },
        { "ppgn", "cycle6", "2-fwl" },        { "ppgn", "clique4", "3-fwl" },           { "node-marked-gin", "cycle4", "2-fwl" },
        { "i2-gnn", "cycle4", "3-fwl" },      { "lrp", "triangle", "isomorphism" },     { "dss", "star4", "gswl" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char config[128];
        gnn_model *m;
        snprintf(config, sizeof config, "{\"in\":1,\"out\":1,\"patterns\":\"%s\"}", known[i].patterns);
        ck_ok(gnn_model_new(&m, known[i].model, config, GNN_F32, 0));
        ck_assert_msg(strcmp(gnn_model_bound(m), known[i].bound) == 0, "%s with %s: %s", known[i].model, known[i].patterns,
                      gnn_model_bound(m));
        gnn_model_free(m);
    }
}
END_TEST

/* Legs of 1, 1, 3 and of 1, 2, 2 at a vertex: degrees are alike, the neighbours' are not, and an mlp that is told of stars sees it. */
START_TEST(counts_of_stars_see_more_than_degrees)
{
    static const int32_t src[2][5] = { { 0, 0, 0, 3, 4 }, { 0, 0, 2, 0, 4 } }, dst[2][5] = { { 1, 2, 3, 4, 5 }, { 1, 2, 3, 4, 5 } };
    gnn_graph *g[2];
    gnn_test_result t;
    gnn_i_draw d;
    for (int i = 0; i < 2; i++)
        ck_ok(gnn_graph_new(&g[i], &(gnn_graph_spec){ .n = 6, .m = 5, .src = src[i], .dst = dst[i], .flags = GNN_UNDIRECTED }));
    ck_ok(gnn_test_pair(&t, "degree", g[0], g[1], NULL));
    ck_assert_int_eq(t.verdict, GNN_SAME);
    ck_assert_double_gt(gap(&d, "mlp", "star2", g[0], g[1]), 1e-6);
    ck_assert_str_eq(d.bound, "1-wl");
    gnn_graph_free(g[0]), gnn_graph_free(g[1]);
}
END_TEST

/* Strongly regular graphs: cycles up to 7 are as many at each vertex of both; cliques of 4 only the rook's graph has. */
START_TEST(cycles_do_not_separate_rook_from_shrikhande_cliques_do)
{
    gnn_graph_list *l = support_pairs("rook-shrikhande.g6");
    const gnn_graph *a = l->graphs[0], *b = l->graphs[1];
    gnn_i_draw d;
    for (int k = 3; k <= 7; k++)
        ck_assert_int_eq(cycles_through(a, k, 0, 1, 1), cycles_through(b, k, 0, 1, 1));
    ck_assert_double_le(gap(&d, "gsn", "cycle3,cycle4,cycle5,cycle6,cycle7", a, b), 1e-10);
    ck_assert_double_gt(gap(&d, "gsn", "clique4", a, b), 1e-4);
    gnn_graph_list_free(l);
}
END_TEST

START_TEST(patterns_survive_saving_and_wrong_ones_are_named)
{
    gnn_model *m, *again;
    char path[] = "/tmp/gsn-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_ok(gnn_model_new(&m, "gsn", "{\"in\":2,\"out\":1,\"patterns\":[\"triangle\",\"all4\"]}", GNN_F32, 0));
    ck_ok(gnn_model_save(m, path, 1));
    ck_ok(gnn_model_load(&again, path, GNN_F64));
    ck_assert_str_eq(gnn_model_config(again), gnn_model_config(m));
    ck_assert_ptr_nonnull(strstr(gnn_model_config(again), "\"in\":2"));
    ck_assert_ptr_nonnull(strstr(gnn_model_config(again), "\"patterns\":\"triangle,all4\""));
    ck_assert_str_eq(gnn_model_bound(again), "graphlet-1-wl:4");
    gnn_model_free(m);
    gnn_model_free(again);
    unlink(path);
    ck_assert_int_eq(gnn_model_new(&m, "gsn", "{\"in\":2,\"out\":1,\"patterns\":\"cycle4,nosuch\"}", GNN_F32, 0),
                     GNN_ENOTFOUND);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "nosuch"));
}
END_TEST

TESTS_BEGIN("gsn")
    tcase_add_loop_test(tc_, counts_follow_the_features, 0, 2);
    T(without_patterns_gsn_is_gin)
    T(cycles_tell_six_sets_of_circular_skip_links_apart)
    tcase_add_loop_test(tc_, bounds_follow_the_patterns, 0, (int)(sizeof bounds / sizeof *bounds));
    T(bounds_of_other_models)
    T(counts_of_stars_see_more_than_degrees)
    T(cycles_do_not_separate_rook_from_shrikhande_cliques_do)
    T(patterns_survive_saving_and_wrong_ones_are_named)
TESTS_END
