/* Subgraph counts of all connected patterns on 3, 4 and 5 vertices against igraph's search for subgraphs, triangles of vertices
 * against its own.  (igraph_motifs_randesu of 0.10.2 reads past its arrays on some of these graphs.) */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#include <igraph/igraph.h>
#pragma GCC diagnostic pop
#include "support/support.h"

static void to_igraph(igraph_t *out, const gnn_graph *g)
{
    igraph_vector_int_t ends;
    ck_assert_int_eq(igraph_vector_int_init(&ends, 0), 0);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] > u) igraph_vector_int_push_back(&ends, u), igraph_vector_int_push_back(&ends, g->col[e]);
    ck_assert_int_eq(igraph_create(out, &ends, g->n, IGRAPH_UNDIRECTED), 0);
    igraph_vector_int_destroy(&ends);
}

static gnn_graph *draw(const char *recipe, uint64_t seed)
{
    gnn_graph **all, *g;
    int64_t count;
    ck_ok(gnn_generate(&all, &count, recipe, seed, 0));
    g = all[0], all[0] = NULL;
    gnn_graphs_free(all, count);
    return g;
}

static const char *const recipes[] = { "er:n=40,p=0.12", "er:n=20,p=0.3", "ba:n=40,m=2", "rmat:n=40,m=100", "ws:n=40,k=4,p=0.2", "regular:n=30,d=4" };
enum { RECIPES = sizeof recipes / sizeof *recipes };

/* Injective maps that keep edges: as many as subgraphs times automorphisms, and the latter are those maps of the pattern into itself. */
static int64_t maps(const igraph_t *g, const igraph_t *pattern)
{
    igraph_integer_t count;
    ck_assert_int_eq(igraph_count_subisomorphisms_vf2(g, pattern, NULL, NULL, NULL, NULL, &count, NULL, NULL, NULL), 0);
    return count;
}

START_TEST(subgraph_counts_are_those_of_igraph)
{
    igraph_t peer;
    gnn_graph *g = draw(recipes[_i % RECIPES], (uint64_t)_i / RECIPES), *pattern;
    const char *names[32];
    int64_t ours[32], k = 0;
    to_igraph(&peer, g);
    while (gnn_pattern_name((int)k)) names[k] = gnn_pattern_name((int)k), k++;
    ck_ok(gnn_count(ours, g, k, names, NULL));
    for (int64_t i = 0; i < k; i++) {
        igraph_t p;
        ck_ok(gnn_pattern_graph(&pattern, names[i]));
        to_igraph(&p, pattern);
        int64_t theirs = maps(&peer, &p) / maps(&p, &p);
        ck_assert_msg(ours[i] == theirs, "%s in %s: %lld, igraph %lld", names[i], recipes[_i % RECIPES],
                      (long long)ours[i], (long long)theirs);
        igraph_destroy(&p);
        gnn_graph_free(pattern);
    }
    igraph_destroy(&peer);
    gnn_graph_free(g);
}
END_TEST

START_TEST(triangles_of_vertices_are_those_of_igraph)
{
    igraph_t peer;
    igraph_vector_t at;
    gnn_graph *g = draw(_i ? "rmat:n=5000,m=60000" : "er:n=5000,m=60000", 2);
    int64_t *ours = malloc(sizeof *ours * (size_t)g->n);
    gnn_count_options o = { .place = GNN_COUNT_NODES };
    to_igraph(&peer, g);
    ck_assert_int_eq(igraph_vector_init(&at, 0) || igraph_adjacent_triangles(&peer, &at, igraph_vss_all()), 0);
    ck_ok(gnn_count(ours, g, 1, (const char *const[]){ "triangle" }, &o));
    for (int64_t v = 0; v < g->n; v++) ck_assert_double_eq((double)ours[v], VECTOR(at)[v]);
    igraph_vector_destroy(&at);
    igraph_destroy(&peer);
    free(ours);
    gnn_graph_free(g);
}
END_TEST

TESTS_BEGIN("count_igraph")
    T_LOOP(subgraph_counts_are_those_of_igraph, 6)
    T_LOOP(triangles_of_vertices_are_those_of_igraph, 2)
TESTS_END
