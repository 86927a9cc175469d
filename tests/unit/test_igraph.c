/* the igraph bridge: isomorphism, automorphisms, layouts, assignment, foreign files. */
#include "support/support.h"
#include "graph/igraph_bridge.h"
#include <math.h>

static void shuffled(gnn_graph **out, const gnn_graph *g, uint64_t index)
{
    int32_t p[64];
    gnn_rng r = gnn_rng_stream(3, "shuffled", index);
    gnn_rng_permutation(&r, g->n, p);
    ck_ok(gnn_graph_permute(out, g, p));
}

/* g with loops, labels (2 of them) and weights as the bits of kind say. */
static gnn_graph *decorated(uint64_t i, int kind)
{
    gnn_graph *g = support_graph(i, kind & 8), *h;
    int32_t src[4096], dst[4096], label[64];
    double weight[4096];
    int64_t m = 0;
    for (int64_t u = 0; u < g->n; u++) {
        label[u] = (int32_t)(u % 3 == 0) * 5 - 2;
        if ((kind & 1) && u % 4 == 1) src[m] = (int32_t)u, dst[m] = (int32_t)u, weight[m++] = (double)(u % 8);
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] > u)
                src[m] = (int32_t)u, dst[m] = g->col[e], weight[m++] = 0.5 + (double)((u * 7 + g->col[e]) % 3);
    }
    gnn_graph_spec s = { .n = g->n, .m = m, .src = src, .dst = dst, .weight = kind & 4 ? weight : NULL,
                         .node_label = kind & 2 ? label : NULL, .flags = g->directed ? GNN_DIRECTED : 0 };
    ck_ok(gnn_graph_new(&h, &s));
    gnn_graph_free(g);
    return h;
}

static gnn_graph *canonical(const gnn_graph *g)
{
    gnn_graph *out;
    int32_t place[64];
    ck_ok(gnn_i_canonical(place, g, 0));
    ck_ok(gnn_graph_permute(&out, g, place));
    return out;
}

/* Two graphs are isomorphic exactly when their canonical forms are equal. */
static bool equal_forms(const gnn_graph *a, const gnn_graph *b)
{
    gnn_graph *x = canonical(a), *y = canonical(b);
    bool equal = gnn_graph_equal(x, y);
    gnn_graph_free(x);
    gnn_graph_free(y);
    return equal;
}

static void check_map(int i)
{
    gnn_graph *g = decorated((uint64_t)(i / 16), i % 16), *h, *back;
    int32_t map[64];
    int yes = -1;
    shuffled(&h, g, (uint64_t)i);
    ck_ok(gnn_graph_isomorphic(&yes, map, g, h));
    ck_assert_int_eq(yes, 1);
    ck_ok(gnn_graph_permute(&back, g, map));
    ck_assert(gnn_graph_equal(back, h));
    ck_assert(equal_forms(g, h));
    gnn_graph_free(g);
    gnn_graph_free(h);
    gnn_graph_free(back);
}

/* Cases i .. i + 15 are one graph with and without loops, labels, weights, directions. */
START_TEST(a_relabelled_graph_is_isomorphic_by_the_returned_map)
{
    for (int kind = 0; kind < 16; kind++) check_map(16 * _i + kind);
}
END_TEST

/* All permutations of n <= 6 things, by Heap's method. */
static bool next_permutation(int32_t *p, int n)
{
    int i = n - 2, j = n - 1;
    while (i >= 0 && p[i] > p[i + 1]) i--;
    if (i < 0) return false;
    while (p[j] < p[i]) j--;
    int32_t t = p[i];
    p[i] = p[j], p[j] = t;
    for (int a = i + 1, b = n - 1; a < b; a++, b--) t = p[a], p[a] = p[b], p[b] = t;
    return true;
}

/* A small random graph of every kind. */
static gnn_graph *tiny(gnn_rng *r, int n, int kind)
{
    gnn_graph *g;
    int32_t src[64], dst[64], label[8];
    double weight[64];
    int64_t m = 0;
    for (int u = 0; u < n; u++) {
        label[u] = (int32_t)gnn_rng_below(r, 2);
        for (int v = 0; v < n; v++)
            if ((u < v || (u > v && (kind & 8)) || (u == v && (kind & 1))) && gnn_rng_below(r, 2))
                src[m] = u, dst[m] = v, weight[m++] = (double)gnn_rng_below(r, 2);
    }
    gnn_graph_spec s = { .n = n, .m = m, .src = src, .dst = dst, .weight = kind & 4 ? weight : NULL,
                         .node_label = kind & 2 ? label : NULL, .flags = kind & 8 ? GNN_DIRECTED : 0 };
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

static void try_all(int i)
{
    gnn_rng r = gnn_rng_stream(5, "tiny", (uint64_t)i);
    int n = 1 + (int)gnn_rng_below(&r, 4), kind = i % 16, yes;
    gnn_graph *a = tiny(&r, n, kind), *b = tiny(&r, n, kind), *c;
    int32_t p[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    bool found = false;
    double group = 0, count = -1;
    do {
        ck_ok(gnn_graph_permute(&c, a, p));
        found |= gnn_graph_equal(c, b);
        group += gnn_graph_equal(c, a);
        gnn_graph_free(c);
    } while (next_permutation(p, n));
    ck_ok(gnn_graph_isomorphic(&yes, NULL, a, b));
    ck_assert_int_eq(yes, found);
    ck_assert_int_eq(equal_forms(a, b), found);
    ck_ok(gnn_graph_automorphisms(&count, a));
    ck_assert_double_eq(count, group);
    gnn_graph_free(a);
    gnn_graph_free(b);
}

START_TEST(verdict_and_group_order_agree_with_trying_all_permutations)
{
    for (int kind = 0; kind < 16; kind++) try_all(16 * _i + kind);
}
END_TEST

static gnn_graph *from_pairs(int64_t n, int64_t m, const int32_t (*e)[2])
{
    gnn_graph *g;
    int32_t src[64], dst[64];
    for (int64_t i = 0; i < m; i++) src[i] = e[i][0], dst[i] = e[i][1];
    gnn_graph_spec s = { .n = n, .m = m, .src = src, .dst = dst };
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

START_TEST(known_groups)
{
    static const int32_t petersen[15][2] = { {0,1},{1,2},{2,3},{3,4},{4,0},{0,5},{1,6},{2,7},{3,8},{4,9},{5,7},{7,9},{9,6},{6,8},{8,5} };
    gnn_graph *g = from_pairs(10, 15, petersen), *empty;
    double count;
    ck_ok(gnn_graph_automorphisms(&count, g));
    ck_assert_double_eq(count, 120);
    gnn_graph_spec s = { .n = 200 };
    ck_ok(gnn_graph_new(&empty, &s));
    ck_ok(gnn_graph_automorphisms(&count, empty));
    ck_assert(isinf(count)); /* 200! */
    gnn_graph_free(g);
    gnn_graph_free(empty);
}
END_TEST

START_TEST(regular_graphs_that_refinement_confuses_are_told_apart)
{
    static const int32_t c6[6][2] = { {0,1},{1,2},{2,3},{3,4},{4,5},{5,0} }, c33[6][2] = { {0,1},{1,2},{2,0},{3,4},{4,5},{5,3} };
    gnn_graph *a = from_pairs(6, 6, c6), *b = from_pairs(6, 6, c33);
    int yes = -1;
    ck_ok(gnn_graph_isomorphic(&yes, NULL, a, b));
    ck_assert_int_eq(yes, 0);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

START_TEST(layouts_are_deterministic_distinct_and_inside_the_unit_square)
{
    gnn_graph *g = support_graph((uint64_t)_i, _i % 2);
    double xy[128], again[128];
    ck_ok(gnn_graph_layout(xy, g));
    ck_ok(gnn_graph_layout(again, g));
    ck_assert_int_eq(memcmp(xy, again, 2 * (size_t)g->n * sizeof *xy), 0);
    for (int64_t u = 0; u < g->n; u++) {
        ck_assert(xy[2 * u] >= 0 && xy[2 * u] <= 1 && xy[2 * u + 1] >= 0 && xy[2 * u + 1] <= 1);
        for (int64_t v = 0; v < u; v++)
            ck_assert_msg(hypot(xy[2 * u] - xy[2 * v], xy[2 * u + 1] - xy[2 * v + 1]) > 1e-4,
                          "vertices %d and %d coincide", (int)u, (int)v);
    }
    gnn_graph_free(g);
}
END_TEST

START_TEST(large_graphs_get_a_layout_too)
{
    gnn_graph *g;
    gnn_rng r = gnn_rng_stream(1, "large", 0);
    ck_ok(gnn_i_igraph_tree(&g, &r, 700));
    double xy[1400], again[1400];
    ck_ok(gnn_graph_layout(xy, g));
    ck_ok(gnn_graph_layout(again, g));
    ck_assert_int_eq(memcmp(xy, again, sizeof xy), 0);
    for (int i = 0; i < 1400; i++) ck_assert(xy[i] >= 0 && xy[i] <= 1);
    gnn_graph_free(g);
}
END_TEST

/* The degrees and the weights stay, loops and repeated edges do not appear, most edges are others; the same stream,
 * the same graph. */
START_TEST(rewired_graphs_keep_degrees)
{
    gnn_graph **g, *a, *b;
    int64_t count, same = 0;
    gnn_rng r = gnn_rng_stream(1, "rewired", (uint64_t)_i), again = r;
    ck_ok(gnn_generate(&g, &count, "er:n=60,p=0.1", (uint64_t)_i, 0));
    if (_i % 2) {
        g[0]->weight = gnn_i_calloc((size_t)g[0]->arcs, sizeof *g[0]->weight);
        for (int64_t u = 0; u < 60; u++)
            for (int64_t e = g[0]->ptr[u]; e < g[0]->ptr[u + 1]; e++) g[0]->weight[e] = 1 + (double)(u + g[0]->col[e]);
    }
    ck_ok(gnn_i_igraph_rewired(&a, &r, g[0]));
    ck_ok(gnn_i_igraph_rewired(&b, &again, g[0]));
    double sum[2] = { 0, 0 };
    ck_assert_int_eq(a->arcs, g[0]->arcs);
    ck_assert_int_eq(a->loops, 0);
    for (int64_t u = 0; u < 60; u++) {
        ck_assert_int_eq(a->ptr[u], g[0]->ptr[u]);
        for (int64_t e = a->ptr[u]; e < a->ptr[u + 1]; e++) {
            ck_assert_int_eq(a->col[e], b->col[e]);
            for (int64_t f = g[0]->ptr[u]; f < g[0]->ptr[u + 1]; f++) same += g[0]->col[f] == a->col[e];
            if (a->weight) sum[0] += a->weight[e], sum[1] += g[0]->weight[e];
        }
    }
    ck_assert_int_lt(2 * same, a->arcs);
    ck_assert_double_eq_tol(sum[0], sum[1], 1e-9);
    gnn_graph_free(a), gnn_graph_free(b), gnn_graphs_free(g, count);
}
END_TEST

START_TEST(assignment_costs_what_trying_all_gives)
{
    gnn_rng r = gnn_rng_stream(9, "assignment", (uint64_t)_i);
    int n = 1 + _i % 6;
    double cost[36], best = INFINITY, got = 0;
    for (int i = 0; i < n * n; i++) cost[i] = _i % 2 ? (double)gnn_rng_below(&r, 4) : gnn_rng_normal(&r);
    int32_t p[6] = { 0, 1, 2, 3, 4, 5 }, match[6];
    do {
        double c = 0;
        for (int i = 0; i < n; i++) c += cost[i * n + p[i]];
        best = fmin(best, c);
    } while (next_permutation(p, n));
    ck_ok(gnn_i_assignment(match, cost, n));
    unsigned seen = 0;
    for (int i = 0; i < n; i++) got += cost[i * n + match[i]], seen |= 1u << match[i];
    ck_assert_uint_eq(seen, (1u << n) - 1);
    ck_assert_double_eq_tol(got, best, 1e-12);
    cost[0] = NAN;
    ck_assert_int_eq(gnn_i_assignment(match, cost, n), GNN_EINVAL);
}
END_TEST

static void round_trip(const gnn_graph *g, gnn_i_foreign kind)
{
    char *bytes = NULL;
    size_t size = 0;
    gnn_graph *h;
    FILE *f = open_memstream(&bytes, &size);
    ck_ok(gnn_i_igraph_write(f, g, kind));
    fclose(f);
    f = fmemopen(bytes, size, "r");
    ck_ok(gnn_i_igraph_read(&h, f, kind, 0));
    fclose(f);
    ck_assert_msg(gnn_graph_equal(g, h), "kind %d: %.300s", (int)kind, bytes);
    gnn_graph_free(h);
    free(bytes);
}

static void check_formats(int i)
{
    gnn_graph *g = decorated((uint64_t)(i / 16), i % 16);
    bool plain = g->arcs > 0 || (!g->weight); /* no edge, no place for an edge attribute */
    if (plain && g->n) {
        round_trip(g, GNN_I_FOREIGN_GML);
        round_trip(g, GNN_I_FOREIGN_GRAPHML);
        if (!g->node_label && g->arcs) round_trip(g, GNN_I_FOREIGN_PAJEK);
    }
    gnn_graph_free(g);
}

START_TEST(foreign_formats_round_trip)
{
    for (int kind = 0; kind < 16; kind++) check_formats(16 * _i + kind);
}
END_TEST

START_TEST(broken_files_are_parse_errors_and_pajek_has_no_labels)
{
    static const char *const bad[] = { "graph [ node [ id 0 ] edge [ source 0 target 7 ] ]", "<graphml><graph edgedefault=\"x\"",
                                       "*Vertices 2\n*Edges\n1 9\n" };
    for (int kind = 0; kind < 3; kind++) {
        gnn_graph *g = NULL;
        char text[200];
        snprintf(text, sizeof text, "%s", bad[kind]);
        FILE *f = fmemopen(text, strlen(text), "r");
        ck_assert_int_eq(gnn_i_igraph_read(&g, f, (gnn_i_foreign)kind, 0), GNN_EPARSE);
        ck_assert_ptr_null(g);
        ck_assert(strlen(gnn_last_error()) > 8);
        fclose(f);
    }
    gnn_graph *g = decorated(3, 2);
    ck_assert_int_eq(gnn_i_igraph_write(stdout, g, GNN_I_FOREIGN_PAJEK), GNN_EUNSUPPORTED);
    gnn_graph_free(g);
}
END_TEST

START_TEST(a_published_gml_file_is_read_with_its_classes)
{
    const char *path = support_data("communities/football.gml");
    if (!path) SKIP("football.gml is not here");
    gnn_graph *g;
    FILE *f = fopen(path, "r");
    ck_ok(gnn_i_igraph_read(&g, f, GNN_I_FOREIGN_GML, GNN_MERGE));
    fclose(f);
    ck_assert_int_eq(gnn_graph_n(g), 115);
    ck_assert_int_eq(gnn_graph_edges(g), 613);
    ck_assert_int_eq(gnn_graph_node_label(g)[0], 7);
    gnn_graph_free(g);
}
END_TEST

typedef struct two { gnn_graph *a, *b; } two;
static gnn_status all_calls(void *ctx)
{
    two *t = ctx;
    int yes;
    int32_t map[64];
    double count, xy[128];
    gnn_status st = gnn_graph_isomorphic(&yes, map, t->a, t->b);
    if (st == GNN_OK) st = gnn_graph_automorphisms(&count, t->a);
    if (st == GNN_OK) st = gnn_i_canonical(map, t->a, 0);
    if (st == GNN_OK) st = gnn_graph_layout(xy, t->a);
    return st;
}

START_TEST(missing_memory_is_reported)
{
    two t = { decorated((uint64_t)_i, _i % 16), NULL };
    shuffled(&t.b, t.a, (uint64_t)_i);
    support_fail_allocations(all_calls, &t, "isomorphism, automorphisms, layout");
    gnn_graph_free(t.a);
    gnn_graph_free(t.b);
}
END_TEST

/* igraph 0.10 returns success from a search that it was told to stop, with a labelling that is not canonical: two equal
 * graphs would be called different. */
START_TEST(a_stopped_search_is_no_verdict)
{
    gnn_graph **g;
    int64_t count;
    int yes = -1;
    double group = -1;
    ck_ok(gnn_generate(&g, &count, "tree:n=4000", 1, 0));
    int32_t *place = malloc(4000 * sizeof *place);
    double soon = gnn_i_now() + 1e-9;
    ck_assert_int_eq(gnn_i_isomorphic(&yes, NULL, g[0], g[0], soon), GNN_ELIMIT);
    ck_assert_int_eq(gnn_i_canonical(place, g[0], soon), GNN_ELIMIT);
    ck_assert_int_eq(gnn_i_automorphisms(&group, g[0], soon), GNN_ELIMIT);
    gnn_cancel();
    ck_assert_int_eq(gnn_graph_isomorphic(&yes, NULL, g[0], g[0]), GNN_ECANCELED);
    ck_assert_int_eq(yes, -1);
    ck_assert_double_eq(group, -1);
    free(place);
    gnn_graphs_free(g, count);
}
END_TEST

TESTS_BEGIN("igraph")
    T_LOOP(a_relabelled_graph_is_isomorphic_by_the_returned_map, 32)
    T_LOOP(verdict_and_group_order_agree_with_trying_all_permutations, 30)
    T(known_groups)
    T(regular_graphs_that_refinement_confuses_are_told_apart)
    T_LOOP(layouts_are_deterministic_distinct_and_inside_the_unit_square, 32)
    T(large_graphs_get_a_layout_too)
    T_LOOP(assignment_costs_what_trying_all_gives, 60)
    T_LOOP(rewired_graphs_keep_degrees, 4)
    T_LOOP(foreign_formats_round_trip, 8)
    T(broken_files_are_parse_errors_and_pajek_has_no_labels)
    T(a_published_gml_file_is_read_with_its_classes)
    T_LOOP(missing_memory_is_reported, 16)
    T(a_stopped_search_is_no_verdict)
TESTS_END
