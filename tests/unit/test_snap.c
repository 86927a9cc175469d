/* SNAP's files and the pairs of communities cut from them: a graph of our own, checked against the definition; bad
 * files; memory. */
#include "support/support.h"
#include <math.h>
#include <unistd.h>

/* Ids with gaps; communities X = 10 20 30 40, Y = 40 50 60, Z = 70 80, W = 60 70 80. */
static const char graph_text[] =
    "# Undirected graph: com-test.ungraph.txt\n# Nodes: 8 Edges: 10\n# FromNodeId\tToNodeId\n"
    "10\t20\n20\t30\n30\t40\n10\t40\n40\t50\n50\t60\n30\t60\n60\t70\n70\t80\n20\t50\n";
static const char community_text[] = "40\t10\t20\t30\n50\t40\t60\n80\t70\n60\t70\t80\n";

static void put(char path[64], const char *name, const char *text)
{
    snprintf(path, 64, "snap-%d-%s", (int)getpid(), name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static gnn_status read_texts(gnn_snap **out, const char *graph, const char *communities, uint64_t seed)
{
    char g[64], c[64];
    put(g, "graph", graph), put(c, "communities", communities);
    gnn_status st = gnn_snap_read(out, g, c, seed);
    unlink(g), unlink(c);
    return st;
}

/* X,Y: 30-60 and 20-50 (and 10, 20, 30 | 50, 60); X,W: 30-60; Y,Z: 60-70; Y,W: from 50 only to 70, 80 only there is no
 * edge; X,Z: none; Z,W: Z lies in W. */
static bool joined(int32_t n, const int32_t *label)
{
    int count[3] = { 0 };
    for (int32_t u = 0; u < n; u++) count[label[u]]++;
    int small = count[0] < count[1] ? count[0] : count[1], large = count[0] + count[1] - small;
    return (small == 2 && large == 3 && count[2] == 1) || (small == 3 && large == 4 && count[2] == 0) ||
           (small == 2 && large == 3 && count[2] == 0);
}

START_TEST(pairs_are_those_of_the_definition)
{
    int64_t found = 0, both_parts = 0;
    for (uint64_t seed = 0; seed < 30; seed++) {
        gnn_snap *s;
        ck_ok(read_texts(&s, graph_text, community_text, seed));
        ck_assert_int_eq(gnn_snap_communities(s), 4); /* 3 for training: of 3 pairs at most those within them */
        ck_assert_int_le(gnn_snap_pairs(s, 0), 3);
        ck_assert_int_eq(gnn_snap_pairs(s, 1), 0); /* one community alone has no pair */
        for (int64_t i = 0; i < gnn_snap_pairs(s, 0); i++) {
            gnn_graph *g;
            ck_ok(gnn_snap_graph(&g, s, 0, i));
            ck_assert_msg(joined((int32_t)gnn_graph_n(g), gnn_graph_node_label(g)), "seed %d, pair %d", (int)seed,
                          (int)i);
            both_parts += gnn_graph_n(g) == 6; /* X and Y: 10 20 30 | 50 60 | 40, 8 edges among them */
            if (gnn_graph_n(g) == 6) ck_assert_int_eq(gnn_graph_edges(g), 8);
            gnn_graph_free(g);
            found++;
        }
        gnn_graph *none = NULL;
        ck_assert_int_eq(gnn_snap_graph(&none, s, 1, 0), GNN_EINVAL);
        gnn_snap_free(s);
    }
    ck_assert_int_gt(found, 20);
    ck_assert_int_gt(both_parts, 5);
}
END_TEST

/* Vertices of many overlapping communities at random: every edge's pairs are there, once, and no others. */
START_TEST(pairs_of_a_random_graph)
{
    enum { N = 40, K = 10 };
    gnn_rng r = gnn_rng_stream(1, "test/snap", (uint64_t)_i);
    char graph[4096] = "", communities[4096] = "";
    bool edge[N][N] = { { false } }, in[K][N] = { { false } };
    int64_t expected = 0;
    for (int u = 1; u < N; u++) {
        int v = (int)gnn_rng_below(&r, (uint64_t)u);
        edge[u][v] = edge[v][u] = true;
        snprintf(graph + strlen(graph), sizeof graph - strlen(graph), "%d\t%d\n", 7 * u, 7 * v);
    }
    for (int c = 0; c < K; c++) {
        for (int u = 0; u < N; u++)
            if (gnn_rng_below(&r, 6) == 0 || u == c) {
                in[c][u] = true;
                snprintf(communities + strlen(communities), sizeof communities - strlen(communities), "%d\t", 7 * u);
            }
        strcat(communities, "\n");
    }
    for (int c = 0; c < K; c++)
        for (int d = c + 1; d < K; d++) {
            bool any = false;
            for (int u = 0; u < N; u++)
                for (int v = 0; v < N; v++) any |= edge[u][v] && in[c][u] && !in[d][u] && in[d][v] && !in[c][v];
            expected += any;
        }
    gnn_snap *s;
    ck_ok(read_texts(&s, graph, communities, (uint64_t)_i));
    int64_t train = gnn_snap_pairs(s, 0), test = gnn_snap_pairs(s, 1);
    ck_assert_int_le(train, 21); /* 7 and 3 communities */
    ck_assert_int_le(test, 3);
    ck_assert_int_le(train + test, expected);
    ck_assert_int_ge(train + test, expected - 21); /* the pairs of one for training and one for testing are left out */
    gnn_snap_free(s);
}
END_TEST

START_TEST(bad_files_are_refused_at_their_place)
{
    static const struct { const char *graph, *communities, *want; } bad[] = {
        { "1 2\n3\n", "1\n", "graph:2:2: " },
        { "1 2\n2 3 4\n", "1\n", "graph:2:5: " },
        { "1 2\n", "1 2\n1 x\n", "communities:2:3: " },
        { "1 2\n", "1\n\n2 9\n", "communities:3:3: vertex 9 has no edge in the graph" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gnn_snap *s = NULL;
        ck_assert_int_eq(read_texts(&s, bad[i].graph, bad[i].communities, 0), GNN_EPARSE);
        ck_assert_msg(strstr(gnn_last_error(), bad[i].want) != NULL, "%s", gnn_last_error());
        ck_assert_ptr_null(s);
    }
    gnn_snap *s = NULL;
    ck_assert_int_eq(gnn_snap_read(&s, "not-there", "nor-this", 0), GNN_EIO);
    ck_ok(read_texts(&s, "# nothing\n", "", 0));
    ck_assert_int_eq(gnn_snap_communities(s), 0);
    gnn_snap_free(s);
}
END_TEST

static gnn_status read_again(void *ctx)
{
    const char **path = ctx;
    gnn_snap *s;
    gnn_graph *g;
    gnn_status st = gnn_snap_read(&s, path[0], path[1], 3);
    if (st != GNN_OK) return st;
    for (int64_t i = 0; st == GNN_OK && i < gnn_snap_pairs(s, 0); i++)
        if ((st = gnn_snap_graph(&g, s, 0, i)) == GNN_OK) gnn_graph_free(g);
    gnn_snap_free(s);
    return st;
}

START_TEST(failing_allocations)
{
    char g[64], c[64];
    put(g, "graph", graph_text), put(c, "communities", community_text);
    support_fail_allocations(read_again, (const char *[]){ g, c }, "snap");
    unlink(g), unlink(c);
}
END_TEST

START_TEST(networks_train_on_pairs_with_two_renamings)
{
    gnn_snap *s;
    gnn_model *m;
    gnn_community_run *r;
    gnn_community_progress p = { 0 };
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    uint64_t seed = 0;
    double first = NAN;
    do ck_ok(read_texts(&s, graph_text, community_text, seed++));
    while (gnn_snap_pairs(s, 0) == 0 && (gnn_snap_free(s), true));
    o.data = "com-test", o.snap = s, o.renamed = 2;
    ck_ok(gnn_model_new(&m, "spectral", "{\"in\":1,\"out\":3,\"layers\":3}", GNN_F32, 1));
    ck_ok(gnn_community_run_new(&r, m, &o));
    for (int i = 0; i < 150; i++) {
        ck_ok(gnn_community_run_step(r, &p));
        if (i == 0) first = p.loss;
    }
    ck_assert_msg(p.loss < 0.7 * first, "loss %g, then %g", first, p.loss);
    gnn_community_run_free(r), gnn_model_free(m), gnn_snap_free(s);
}
END_TEST

START_TEST(overlap_renames_only_what_has_no_name)
{
    int32_t truth[6] = { 0, 0, 1, 1, 2, 2 }, swapped[6] = { 1, 1, 0, 0, 2, 2 }, turned[6] = { 1, 1, 2, 2, 0, 0 };
    double v;
    ck_ok(gnn_overlap_renamed(&v, swapped, truth, 6, 3, 2));
    ck_assert_double_eq_tol(v, 1, 1e-12);
    ck_ok(gnn_overlap_renamed(&v, swapped, truth, 6, 3, 1));
    ck_assert_double_eq_tol(v, 0, 1e-12); /* a third right */
    ck_ok(gnn_overlap_renamed(&v, turned, truth, 6, 3, 2));
    ck_assert_double_eq_tol(v, 0, 1e-12);
    ck_ok(gnn_overlap_renamed(&v, turned, truth, 6, 3, 0));
    ck_assert_double_eq_tol(v, 1, 1e-12);
    ck_assert_int_eq(gnn_overlap_renamed(&v, turned, truth, 6, 2, 2), GNN_EINVAL);
}
END_TEST

TESTS_BEGIN("snap")
    T(pairs_are_those_of_the_definition)
    T_LOOP(pairs_of_a_random_graph, 20)
    T(bad_files_are_refused_at_their_place)
    T(failing_allocations)
    T(networks_train_on_pairs_with_two_renamings)
    T(overlap_renames_only_what_has_no_name)
TESTS_END
