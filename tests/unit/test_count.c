/* Counting against listing by definition: all subsets (and edge subsets) of every graph on up to 5 vertices and of random ones. */
#include "support/support.h"
#include "count/count.h"
#include "count/count_cycles.h"
#include "count/count_halves.h"
#include "count/count_match.h"
#include "graph/graph_i.h"
#include <math.h>

enum { MAX_N = 9, MAX_M = MAX_N * (MAX_N - 1) / 2 };

/* Undirected graph on n vertices from the bits of its pairs. */
static gnn_graph *graph_of_bits(int n, uint64_t bits, const int32_t *label)
{
    int32_t src[66], dst[66];
    int64_t m = 0;
    int k = 0;
    gnn_graph *g;
    for (int j = 1; j < n; j++)
        for (int i = 0; i < j; i++, k++)
            if (bits >> k & 1) src[m] = i, dst[m++] = j;
    gnn_graph_spec spec = { .n = n, .m = m, .src = src, .dst = dst, .node_label = label };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

static gnn_graph *random_graph(uint64_t i, int n, double p, const int32_t *label)
{
    gnn_rng rng = gnn_rng_stream(5, "test/count", i);
    int32_t src[200], dst[200];
    int64_t m = 0;
    gnn_graph *g;
    for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++)
            if (gnn_rng_uniform(&rng) < p) src[m] = a, dst[m++] = b;
    gnn_graph_spec spec = { .n = n, .m = m, .src = src, .dst = dst, .node_label = label };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

static void adjacency(bool a[MAX_N][MAX_N], const gnn_graph *g)
{
    memset(a, 0, sizeof(bool[MAX_N][MAX_N]));
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) a[u][g->col[e]] = true;
}

/* By definition: injective maps of the pattern's vertices, all of them; each vertex (edge) of the image gets the orbit that
 * the library names; divided by the maps of the pattern to itself. */
typedef struct naive {
    bool p[MAX_N][MAX_N], g[MAX_N][MAX_N];
    int32_t pl[MAX_N], gl[MAX_N];
    int k, n, edge_number[MAX_N][MAX_N];
    bool induced, labelled;
    int image[MAX_N];
    int64_t total, node[MAX_N][MAX_N], edge[MAX_M][MAX_N][MAX_N]; /* by pattern vertex, by pattern edge */
} naive;

static void naive_extend(naive *x, int i)
{
    if (i == x->k) {
        x->total++;
        for (int a = 0; a < x->k; a++) {
            x->node[x->image[a]][a]++;
            for (int b = 0; b < a; b++)
                if (x->p[a][b]) x->edge[x->edge_number[x->image[a]][x->image[b]]][b][a]++;
        }
        return;
    }
    for (int v = 0; v < x->n; v++) {
        bool ok = !x->labelled || x->pl[i] == x->gl[v];
        for (int a = 0; a < i && ok; a++)
            ok = x->image[a] != v &&
                 (x->induced ? x->p[i][a] == x->g[v][x->image[a]] : !x->p[i][a] || x->g[v][x->image[a]]);
        if (!ok) continue;
        x->image[i] = v;
        naive_extend(x, i + 1);
    }
}

static naive *naive_new(const char *pattern, const gnn_graph *g, bool induced)
{
    naive *x = calloc(1, sizeof *x);
    gnn_graph *p;
    int number = 0;
    ck_ok(gnn_pattern_graph(&p, pattern));
    adjacency(x->p, p);
    adjacency(x->g, g);
    x->k = (int)p->n, x->n = (int)g->n, x->induced = induced, x->labelled = p->node_label != NULL;
    for (int i = 0; i < x->k; i++) x->pl[i] = p->node_label ? p->node_label[i] : 0;
    for (int i = 0; i < x->n; i++) x->gl[i] = g->node_label ? g->node_label[i] : 0;
    for (int u = 0; u < x->n; u++)
        for (int v = u + 1; v < x->n; v++)
            if (x->g[u][v]) x->edge_number[u][v] = x->edge_number[v][u] = number++;
    naive_extend(x, 0);
    gnn_graph_free(p);
    return x;
}

/* The pattern counted in itself tells its automorphisms. */
static int64_t automorphisms(const char *pattern)
{
    gnn_graph *p;
    ck_ok(gnn_pattern_graph(&p, pattern));
    naive *x = naive_new(pattern, p, true);
    int64_t a = x->total;
    free(x);
    gnn_graph_free(p);
    return a;
}

static void check_pattern(const char *pattern, const gnn_graph *g, bool induced, int64_t *at[3], const int64_t width[3],
                          const int64_t column[3])
{
    gnn_i_pattern p;
    naive *x = naive_new(pattern, g, induced);
    char plain[64];
    int64_t aut, m = g->arcs / 2;
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(pattern, "@"), pattern);
    ck_ok(gnn_i_pattern_find(&p, plain));
    if (x->labelled) {
        p.labelled = true;
        memcpy(p.label, x->pl, sizeof p.label);
        gnn_i_pattern_complete(&p);
    }
    aut = p.automorphisms;
    ck_assert_msg(at[0][column[0]] == x->total / aut, "%s (%s): %lld, by definition %lld", pattern,
                  induced ? "induced" : "subgraph", (long long)at[0][column[0]], (long long)(x->total / aut));
    for (int64_t v = 0; v < g->n; v++) {
        int64_t sum[MAX_N] = { 0 };
        for (int i = 0; i < p.n; i++) sum[p.orbit[i]] += x->node[v][i];
        for (int o = 0; o < p.orbits; o++)
            ck_assert_msg(at[1][v * width[1] + column[1] + o] == sum[o] / aut,
                          "%s (%s) at vertex %lld, orbit %d: %lld, by definition %lld", pattern,
                          induced ? "induced" : "subgraph", (long long)v, o,
                          (long long)at[1][v * width[1] + column[1] + o], (long long)(sum[o] / aut));
    }
    for (int64_t e = 0; e < m; e++) {
        int64_t sum[GNN_I_PATTERN_EDGES] = { 0 };
        for (int k = 0; k < p.edges; k++) sum[p.edge_orbit[k]] += x->edge[e][p.edge_u[k]][p.edge_v[k]];
        for (int o = 0; o < p.edge_orbits; o++)
            ck_assert_msg(at[2][e * width[2] + column[2] + o] == sum[o] / aut, "%s (%s) at edge %lld, orbit %d",
                          pattern, induced ? "induced" : "subgraph", (long long)e, o);
    }
    free(x);
}

/* All names at all places, both kinds, against the definition. */
static void check_all(const gnn_graph *g, int64_t count, const char *const *names)
{
    for (int kind = 0; kind < 2; kind++) {
        int64_t *at[3], width[3], column[3] = { 0 }, rows[3] = { 1, g->n, g->arcs / 2 };
        for (int where = 0; where < 3; where++) {
            gnn_count_options o = { .kind = (gnn_count_kind)kind, .place = (gnn_count_place)where };
            ck_ok(gnn_count_columns(&width[where], count, names, o.place));
            at[where] = calloc((size_t)(rows[where] * width[where] + 1), sizeof(int64_t));
            ck_ok(gnn_count(at[where], g, count, names, &o));
        }
        for (int64_t i = 0; i < count; i++) {
            gnn_pattern_info info;
            ck_ok(gnn_pattern(&info, names[i]));
            check_pattern(names[i], g, kind == 1, at, width, column);
            column[0]++, column[1] += info.orbits, column[2] += info.edge_orbits;
        }
        for (int where = 0; where < 3; where++) free(at[where]);
    }
}

static const char *const four[] = { "path3", "triangle", "path4", "star3", "cycle4", "tailed-triangle", "chordal-cycle", "clique4" };

START_TEST(patterns_to_four_vertices_in_all_graphs_on_five)
{
    for (int n = 0; n <= 5; n++)
        for (uint64_t bits = (uint64_t)_i; bits < 1ull << (n * (n - 1) / 2); bits += 8) {
            gnn_graph *g = graph_of_bits(n, bits, NULL);
            check_all(g, 8, four);
            gnn_graph_free(g);
        }
}
END_TEST

static int64_t listed(const char *names[64], int n)
{
    int64_t count = 0;
    for (int i = 0; gnn_pattern_name(i); i++) {
        gnn_pattern_info info;
        ck_ok(gnn_pattern(&info, gnn_pattern_name(i)));
        if (!n || info.vertices == n) names[count++] = gnn_pattern_name(i);
    }
    return count;
}

START_TEST(all_listed_patterns_in_random_graphs)
{
    const char *names[64];
    int64_t count = listed(names, 0);
    gnn_graph *g = random_graph((uint64_t)_i, 7 + _i % 3, 0.25 + 0.1 * (_i % 7), NULL);
    check_all(g, count, names);
    gnn_graph_free(g);
}
END_TEST

/* 1 + 1 + 2 + 6 + 21 + 112 + 853: OEIS A001349. */
START_TEST(all_listed_patterns_in_all_connected_graphs_to_seven_vertices)
{
    const char *names[64];
    char line[64];
    int64_t count = listed(names, 0), seen = 0;
    if (system("command -v nauty-geng >/dev/null 2>&1") != 0) SKIP("nauty-geng is not installed");
    FILE *p = popen("for n in 1 2 3 4 5 6 7; do nauty-geng -qc $n; done", "r");
    ck_assert_ptr_nonnull(p);
    while (fgets(line, sizeof line, p)) {
        gnn_graph_list *l;
        if (seen++ % 8 != _i) continue;
        ck_ok(gnn_parse_graphs(&l, line, strlen(line), "geng", "graph6", NULL));
        check_all(l->graphs[0], count, names);
        gnn_graph_list_free(l);
    }
    ck_assert_int_eq(pclose(p), 0);
    ck_assert_int_eq(seen, 996);
}
END_TEST

START_TEST(five_vertices_by_search_are_those_by_sums)
{
    const char *names[64];
    int64_t count = listed(names, 5), column[2] = { 0 }, total[2] = { 58, 56 };
    gnn_graph *g = random_graph((uint64_t)_i + 400, 16, 0.2 + 0.05 * (_i % 16), NULL);
    int64_t rows[2] = { g->n, g->arcs / 2 }, *all[2], *one = malloc(sizeof *one * (size_t)(16 * 15 / 2 * 5 + 1));
    for (int w = 0; w < 2; w++) {
        gnn_count_options o = { .place = w ? GNN_COUNT_EDGES : GNN_COUNT_NODES };
        all[w] = malloc(sizeof **all * (size_t)(rows[w] * total[w] + 1));
        ck_ok(gnn_count(all[w], g, count, names, &o));
    }
    for (int64_t i = 0; i < count; i++)
        for (int w = 0; w < 2; w++) {
            const gnn_i_pattern *p = gnn_i_pattern_listed(8 + (int)i);
            int64_t width = w ? p->edge_orbits : p->orbits;
            ck_ok(gnn_i_count_match(one, g, p, false, w ? GNN_I_EDGES : GNN_I_NODES, 0));
            for (int64_t r = 0; r < rows[w]; r++)
                for (int64_t c = 0; c < width; c++)
                    ck_assert_msg(one[r * width + c] == all[w][r * total[w] + column[w] + c],
                                  "graph %d, %s, orbit %lld at %s %lld: %lld by search, %lld by sums", _i, names[i],
                                  (long long)c, w ? "edge" : "vertex", (long long)r, (long long)one[r * width + c],
                                  (long long)all[w][r * total[w] + column[w] + c]);
            column[w] += width;
        }
    free(one), free(all[0]), free(all[1]);
    gnn_graph_free(g);
}
END_TEST

/* The edges of a vertex see each copy once for each edge of it there: a vertex of orbit x has so many in the orbit y; all edges
 * see it as often as y has edges. */
static void check_edges_of_vertices(const gnn_i_pattern *p, const gnn_graph *g, const int64_t *in_all, const int64_t *node,
                                    int64_t nodes, const int64_t *edge, int64_t edges)
{
    for (int y = 0; y < p->edge_orbits; y++) {
        int64_t *sum = calloc((size_t)g->n + 1, sizeof *sum), row = 0, all = 0, size = 0;
        for (int k = 0; k < p->edges; k++) size += p->edge_orbit[k] == y;
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
                if (g->col[e] < u) continue;
                int64_t x = edge[edges * row++ + y];
                sum[u] += x, sum[g->col[e]] += x, all += x;
            }
        ck_assert_msg(all == *in_all * size, "%s, edge orbit %d: %lld over the edges, %lld copies of %lld", p->name, y,
                      (long long)all, (long long)*in_all, (long long)size);
        for (int64_t v = 0; v < g->n; v++) {
            int64_t want = 0;
            for (int o = 0; o < p->orbits; o++) {
                int at = 0, degree = 0;
                while (p->orbit[at] != o) at++;
                for (int k = 0; k < p->edges; k++)
                    degree += p->edge_orbit[k] == y && (p->edge_u[k] == at || p->edge_v[k] == at);
                want += degree * node[v * nodes + o];
            }
            ck_assert_msg(sum[v] == want, "%s, edge orbit %d at vertex %lld: %lld over its edges, %lld of its own", p->name,
                          y, (long long)v, (long long)sum[v], (long long)want);
        }
        free(sum);
    }
}

START_TEST(edges_sum_to_vertices_and_graphs)
{
    static const char *const recipe[] = { "rmat:n=1500,m=12000", "er:n=2000,m=12000", "ba:n=1500,m=6", "complete:n=24" };
    gnn_graph **gs;
    int64_t count, width[3], column[3] = { 0 };
    const char *names[64];
    int64_t patterns = listed(names, 0), *at[3];
    ck_ok(gnn_generate(&gs, &count, recipe[_i / 2], (uint64_t)_i, 0));
    for (int place = 0; place < 3; place++) {
        gnn_count_options o = { .place = (gnn_count_place)place, .kind = _i % 2 ? GNN_COUNT_INDUCED : GNN_COUNT_SUBGRAPH };
        int64_t rows = place == 0 ? 1 : place == 1 ? gs[0]->n : gs[0]->arcs / 2;
        ck_ok(gnn_count_columns(&width[place], patterns, names, o.place));
        at[place] = malloc(sizeof **at * (size_t)(rows * width[place] + 1));
        ck_ok(gnn_count(at[place], gs[0], patterns, names, &o));
    }
    for (int i = 0; i < patterns; i++) {
        const gnn_i_pattern *p = gnn_i_pattern_listed(i);
        check_edges_of_vertices(p, gs[0], at[0] + i, at[1] + column[1], width[1], at[2] + column[2], width[2]);
        column[1] += p->orbits, column[2] += p->edge_orbits;
    }
    for (int place = 0; place < 3; place++) free(at[place]);
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(families_and_labels_by_definition)
{
    static const char *const names[] = { "star5", "cycle6", "cycle7", "clique6", "path6", "triangle@0+1+1", "path3@1+0+1", "diamond@0+1+1+0", "paw@1+0+0+1", "star3@0+0+1+1" };
    int32_t label[9];
    for (int i = 0; i < 9; i++) label[i] = (i * 7 + _i) % 3 % 2;
    gnn_graph *g = random_graph((uint64_t)_i + 200, 9, 0.3 + 0.08 * (_i % 6), label);
    check_all(g, sizeof names / sizeof *names, names);
    gnn_graph_free(g);
}
END_TEST

/* ---- homomorphisms ---- */

static int64_t naive_maps(const gnn_graph *p, const gnn_graph *g, int64_t *image, int64_t at)
{
    int64_t sum = 0;
    if (at == p->n) return 1;
    for (int64_t x = 0; x < g->n; x++) {
        bool ok = !p->node_label || p->node_label[at] == (g->node_label ? g->node_label[x] : 0);
        for (int64_t e = p->ptr[at]; e < p->ptr[at + 1] && ok; e++) {
            bool found = p->col[e] > at;
            for (int64_t f = g->ptr[x]; f < g->ptr[x + 1]; f++) found |= g->col[f] == image[p->col[e]];
            ok = found;
        }
        image[at] = x;
        if (ok) sum += naive_maps(p, g, image, at + 1);
    }
    return sum;
}

START_TEST(homomorphisms_by_definition)
{
    static const char *const more[] = { "clique6", "cycle6", "star5", "path6", "gem@0+1+0+1+1", "path4@1+0+0+1", "cycle7" };
    const char *names[64];
    int64_t count = listed(names, 0), image[8], ours;
    int32_t label[6] = { 0, 1, 1, 0, 1, 0 };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) names[count++] = more[i];
    gnn_graph *g = random_graph((uint64_t)_i + 300, 6, 0.4 + 0.1 * (_i % 6), label), *p;
    for (int64_t i = 0; i < count; i++) {
        ck_ok(gnn_pattern_graph(&p, names[i]));
        ck_ok(gnn_count_homomorphisms(&ours, p, g, 0));
        int64_t want = naive_maps(p, g, image, 0);
        ck_assert_msg(ours == want, "%s: %lld, by definition %lld", names[i], (long long)ours, (long long)want);
        gnn_graph_free(p);
    }
    gnn_graph_free(g);
}
END_TEST

/* Closed walks of length k are the maps of a cycle, walks those of a path: K_n has (n-1)^k + (-1)^k (n-1) and n (n-1)^k of them. */
START_TEST(homomorphisms_into_complete_graphs)
{
    gnn_graph **gs, *p;
    int64_t count, c = -7;
    ck_ok(gnn_generate(&gs, &count, "complete:n=40", 0, 0));
    ck_ok(gnn_pattern_graph(&p, "cycle8"));
    ck_ok(gnn_count_homomorphisms(&c, p, gs[0], 0));
    ck_assert_int_eq(c, 5352009260481 + 39); /* 39^8 + 39 */
    gnn_graph_free(p);
    ck_ok(gnn_pattern_graph(&p, "path8"));
    ck_ok(gnn_count_homomorphisms(&c, p, gs[0], 0));
    ck_assert_int_eq(c, 40 * 137231006679); /* 40 39^7 */
    gnn_graph_free(p);
    gnn_graphs_free(gs, count);
    ck_ok(gnn_generate(&gs, &count, "star:n=100001", 0, 0));
    ck_ok(gnn_pattern_graph(&p, "star5"));
    c = -7;
    ck_assert_int_eq(gnn_count_homomorphisms(&c, p, gs[0], 0), GNN_EOVERFLOW); /* 1e25 */
    ck_assert_int_eq(c, -7);
    gnn_graph_free(p);
    ck_ok(gnn_pattern_graph(&p, "star3"));
    ck_ok(gnn_count_homomorphisms(&c, p, gs[0], 0));
    ck_assert_int_eq(c, 1000000000000000 + 100000);
    gnn_graph_free(p);
    gnn_graphs_free(gs, count);
}
END_TEST

/* Two steps make more pairs here than a table takes: images of one vertex are tried. */
START_TEST(homomorphisms_without_tables)
{
    gnn_graph **gs, *p;
    int64_t count, c, want = 209;
    ck_ok(gnn_generate(&gs, &count, "complete:n=210", 0, 0));
    for (int k = 3; k <= 8; k++) {
        char name[16];
        want = k == 3 ? (int64_t)209 * 209 * 209 : want * 209;
        snprintf(name, sizeof name, "cycle%d", k);
        ck_ok(gnn_pattern_graph(&p, name));
        ck_ok(gnn_count_homomorphisms(&c, p, gs[0], 0));
        ck_assert_int_eq(c, want + (k % 2 ? -209 : 209));
        gnn_graph_free(p);
    }
    gnn_graphs_free(gs, count);
}
END_TEST

/* Maps in terms of copies: 6 a triangle; 8 a 4-cycle, 4 a path, 2 an edge; 4 a chordal cycle and 6 a triangle; 10 a 5-cycle,
 * 10 a tailed triangle, 30 a triangle; 24 a clique. */
START_TEST(homomorphisms_of_larger_graphs_follow_from_copies)
{
    static const char *const names[] = { "triangle", "cycle4", "path3", "chordal-cycle", "cycle5", "tailed-triangle", "clique4" };
    gnn_graph **gs, *p;
    int64_t count, c[7], m, h[7];
    ck_ok(gnn_generate(&gs, &count, _i ? "rmat:n=5000,m=20000" : "er:n=6000,m=24000", 1, 0));
    ck_ok(gnn_count(c, gs[0], 7, names, NULL));
    m = gs[0]->arcs / 2;
    for (int i = 0; i < 7; i++) {
        ck_ok(gnn_pattern_graph(&p, names[i]));
        ck_ok(gnn_count_homomorphisms(&h[i], p, gs[0], 0));
        gnn_graph_free(p);
    }
    ck_assert_int_eq(h[0], 6 * c[0]);
    ck_assert_int_eq(h[1], 8 * c[1] + 4 * c[2] + 2 * m);
    ck_assert_int_eq(h[2], 2 * c[2] + 2 * m);
    ck_assert_int_eq(h[3], 4 * c[3] + 6 * c[0]);
    ck_assert_int_eq(h[4], 10 * c[4] + 10 * c[5] + 30 * c[0]);
    ck_assert_int_eq(h[6], 24 * c[6]);
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(homomorphisms_look_at_the_time)
{
    static const char *const names[] = { "cycle8", "clique5", "chordal-cycle" };
    gnn_graph **gs, *p;
    int64_t count, c = -7;
    ck_ok(gnn_generate(&gs, &count, "rmat:n=20000,m=400000", 1, 0));
    for (int i = 0; i < 3; i++) {
        ck_ok(gnn_pattern_graph(&p, names[i]));
        ck_assert_int_eq(gnn_count_homomorphisms(&c, p, gs[0], 1e-3), GNN_ELIMIT);
        gnn_graph_free(p);
    }
    ck_assert_int_eq(c, -7);
    gnn_graphs_free(gs, count);
}
END_TEST

/* ---- cycles ---- */

START_TEST(cycles_by_homomorphisms_are_those_by_search)
{
    gnn_graph *g = random_graph((uint64_t)_i + 600, 7 + _i % 8, 0.2 + 0.1 * (_i % 8), NULL);
    for (int k = 3; k <= 8; k++) {
        char name[16];
        gnn_i_pattern p;
        int64_t found, sums;
        snprintf(name, sizeof name, "cycle%d", k);
        ck_ok(gnn_i_pattern_find(&p, name));
        ck_ok(gnn_i_count_match(&found, g, &p, false, GNN_I_GRAPH, 0));
        ck_ok(gnn_i_count_cycles(&sums, g, k, 0));
        ck_assert_msg(found == sums, "graph %d: %lld cycles of %d by search, %lld by sums", _i, (long long)found, k, (long long)sums);
    }
    gnn_graph_free(g);
}
END_TEST

/* At the graph, its vertices and its edges; the last graphs have paths enough for the families of sets to be hashed. */
START_TEST(cycles_by_halves_are_those_by_search)
{
    static const gnn_i_where places[] = { GNN_I_GRAPH, GNN_I_NODES, GNN_I_EDGES };
    gnn_graph *g = random_graph((uint64_t)_i + 700, _i < 24 ? 6 + _i % 8 : 20, _i < 24 ? 0.2 + 0.1 * (_i % 8) : 0.3, NULL);
    for (int k = 6; k <= 8; k++)
        for (int w = 0; w < 3; w++) {
            char name[16];
            gnn_i_pattern p;
            int64_t rows = w == 0 ? 1 : w == 1 ? g->n : g->arcs / 2, found[200], halves[200];
            snprintf(name, sizeof name, "cycle%d", k);
            ck_ok(gnn_i_pattern_find(&p, name));
            ck_ok(gnn_i_count_match(found, g, &p, false, places[w], 0));
            ck_ok(gnn_i_count_halves(halves, g, k, places[w], 0));
            for (int64_t r = 0; r < rows; r++)
                ck_assert_msg(found[r] == halves[r], "graph %d, cycle%d, place %d, row %lld: %lld by search, %lld by halves", _i, k, w,
                              (long long)r, (long long)found[r], (long long)halves[r]);
        }
    gnn_graph_free(g);
}
END_TEST

/* (n-1) ... (n-k+1) / 2 at each vertex of K_n. */
START_TEST(cycles_at_the_vertices_of_complete_graphs)
{
    gnn_graph **gs;
    int64_t count, at[24];
    ck_ok(gnn_generate(&gs, &count, "complete:n=24", 0, 0));
    for (int k = 6; k <= 8; k++) {
        char text[16];
        const char *name = text;
        int64_t want = 1;
        for (int i = 1; i < k; i++) want *= 24 - i;
        snprintf(text, sizeof text, "cycle%d", k);
        ck_ok(gnn_count(at, gs[0], 1, &name, &(gnn_count_options){ .place = GNN_COUNT_NODES }));
        for (int v = 0; v < 24; v++) ck_assert_int_eq(at[v], want / 2);
    }
    gnn_graphs_free(gs, count);
}
END_TEST

/* n (n-1) ... (n-k+1) / (2 k) in K_n; a search would go along them all. */
START_TEST(cycles_of_dense_graphs)
{
    gnn_graph **gs;
    int64_t count, c;
    ck_ok(gnn_generate(&gs, &count, "complete:n=70", 0, 0));
    for (int k = 6; k <= 8; k++) {
        char text[16];
        const char *name = text;
        int64_t want = 1;
        for (int i = 0; i < k; i++) want *= 70 - i;
        snprintf(text, sizeof text, "cycle%d", k);
        ck_ok(gnn_count(&c, gs[0], 1, &name, &(gnn_count_options){ .limit_seconds = 300 }));
        ck_assert_int_eq(c, want / (2 * k));
    }
    gnn_graphs_free(gs, count);
}
END_TEST

/* ---- the catalogue ---- */

START_TEST(the_catalogue_has_every_connected_graph_once)
{
    static const int connected[] = { 2, 6, 21 }, node_orbits[] = { 3, 11, 58 }, edge_orbits[] = { 2, 10, 56 };
    for (int n = 3; n <= 5; n++) {
        int nodes = 0, edges = 0, first, end;
        gnn_i_pattern_block(&first, &end, n);
        ck_assert_int_eq(end - first, connected[n - 3]);
        for (int i = first; i < end; i++) {
            const gnn_i_pattern *p = gnn_i_pattern_listed(i);
            gnn_graph *a, *b;
            int same;
            nodes += p->orbits, edges += p->edge_orbits;
            ck_assert_int_eq(p->automorphisms, automorphisms(p->name));
            ck_ok(gnn_pattern_graph(&a, p->name));
            for (int k = first; k < i; k++) {
                ck_ok(gnn_pattern_graph(&b, gnn_pattern_name(k)));
                ck_ok(gnn_graph_isomorphic(&same, NULL, a, b));
                ck_assert_msg(!same, "%s and %s are one graph", p->name, gnn_pattern_name(k));
                gnn_graph_free(b);
            }
            gnn_graph_free(a);
        }
        ck_assert_int_eq(nodes, node_orbits[n - 3]);
        ck_assert_int_eq(edges, edge_orbits[n - 3]);
        ck_assert_int_eq(gnn_i_pattern_system(n, GNN_I_NODES)->size, nodes);
    }
}
END_TEST

/* 4 vertices, from the definition of the counts: sub = matrix x induced. */
START_TEST(the_system_has_the_known_coefficients)
{
    /* rows path4, star3, cycle4, tailed-triangle, chordal-cycle, clique4; see Chen, Chen, Villar, Bruna 2020 */
    static const int32_t known[6][6] = { { 1, 0, 4, 2, 6, 12 }, { 0, 1, 0, 1, 2, 4 },  { 0, 0, 1, 0, 1, 3 },
                                         { 0, 0, 0, 1, 4, 12 }, { 0, 0, 0, 0, 1, 6 }, { 0, 0, 0, 0, 0, 1 } };
    const gnn_i_system *s = gnn_i_pattern_system(4, GNN_I_GRAPH);
    for (int r = 0; r < 6; r++)
        for (int c = 0; c < 6; c++) ck_assert_int_eq(s->copies[r][c], known[r][c]);
}
END_TEST

/* ---- laws ---- */

START_TEST(vertex_counts_move_with_the_vertices)
{
    const char *names[64];
    int64_t count = listed(names, 0), width;
    gnn_graph *g = support_graph((uint64_t)_i, false), *h;
    int32_t *perm = malloc(sizeof *perm * ((size_t)g->n + 1));
    gnn_rng rng = gnn_rng_stream(9, "test/count/perm", (uint64_t)_i);
    gnn_rng_permutation(&rng, g->n, perm);
    ck_ok(gnn_graph_permute(&h, g, perm));
    gnn_count_options o = { .place = GNN_COUNT_NODES };
    ck_ok(gnn_count_columns(&width, count, names, o.place));
    int64_t *a = malloc(sizeof *a * (size_t)(g->n * width + 1)), *b = malloc(sizeof *b * (size_t)(g->n * width + 1));
    gnn_status st = gnn_count(a, g, count, names, &o);
    if (g->loops || g->directed) ck_assert_int_eq(st, GNN_EUNSUPPORTED);
    else {
        ck_ok(st);
        ck_ok(gnn_count(b, h, count, names, &o));
        for (int64_t v = 0; v < g->n; v++)
            ck_assert_mem_eq(a + v * width, b + perm[v] * width, (size_t)width * sizeof *a);
    }
    free(a), free(b), free(perm);
    gnn_graph_free(g);
    gnn_graph_free(h);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    gnn_graph **gs;
    int64_t count, width, one, two;
    const char *names[64];
    int64_t four_too = listed(names, 4);
    ck_ok(gnn_generate(&gs, &count, "rmat:n=1000,m=10000", 3, 0));
    for (int place = 0; place < 3; place++) {
        int64_t k = four_too + listed(names + four_too, 5);
        gnn_count_options o = { .place = (gnn_count_place)place };
        int64_t rows = place == 0 ? 1 : place == 1 ? gs[0]->n : gs[0]->arcs / 2;
        ck_ok(gnn_count_columns(&width, k, names, o.place));
        int64_t *a = malloc(sizeof *a * (size_t)(rows * width + 1)),
                *b = malloc(sizeof *b * (size_t)(rows * width + 1));
        gnn_set_threads(1);
        ck_ok(gnn_count(a, gs[0], k, names, &o));
        ck_ok(gnn_count(&one, gs[0], 1, (const char *const[]){ "clique5" }, NULL));
        gnn_set_threads(3);
        ck_ok(gnn_count(b, gs[0], k, names, &o));
        ck_ok(gnn_count(&two, gs[0], 1, (const char *const[]){ "clique5" }, NULL));
        gnn_set_threads(0);
        ck_assert_mem_eq(a, b, (size_t)(rows * width) * sizeof *a);
        ck_assert_int_eq(one, two);
        free(a), free(b);
    }
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(threads_do_not_matter_to_cycles)
{
    gnn_graph **gs;
    int64_t count, a[4000], b[4000];
    ck_ok(gnn_generate(&gs, &count, "er:n=500,p=0.02", 3, 0));
    for (int place = 0; place < 3; place++)
        for (int k = 6; k <= 8; k++) {
            char text[16];
            const char *name = text;
            gnn_count_options o = { .place = (gnn_count_place)place };
            int64_t rows = place == 0 ? 1 : place == 1 ? gs[0]->n : gs[0]->arcs / 2;
            snprintf(text, sizeof text, "cycle%d", k);
            gnn_set_threads(1);
            ck_ok(gnn_count(a, gs[0], 1, &name, &o));
            gnn_set_threads(3);
            ck_ok(gnn_count(b, gs[0], 1, &name, &o));
            gnn_set_threads(0);
            ck_assert_mem_eq(a, b, (size_t)rows * sizeof *a);
        }
    gnn_graphs_free(gs, count);
}
END_TEST

/* ---- limits and errors ---- */

START_TEST(counts_past_64_bits_are_errors)
{
    gnn_graph **gs;
    int64_t count, c = -7;
    ck_ok(gnn_generate(&gs, &count, "star:n=100001", 0, 0));
    ck_ok(gnn_count(&c, gs[0], 1, (const char *const[]){ "star3" }, NULL));
    ck_assert_int_eq(c, 166661666700000);
    c = -7;
    ck_assert_int_eq(gnn_count(&c, gs[0], 1, (const char *const[]){ "star5" }, NULL), GNN_EOVERFLOW);
    ck_assert_int_eq(c, -7);
    gnn_graphs_free(gs, count);
    ck_ok(gnn_generate(&gs, &count, "star:n=68", 0, 0)); /* C(67, 33) = 14226520737620288370 > 2^63 */
    ck_assert_int_eq(gnn_count(&c, gs[0], 1, (const char *const[]){ "star33" }, NULL), GNN_EOVERFLOW);
    ck_ok(gnn_count(&c, gs[0], 1, (const char *const[]){ "star29" }, NULL));
    ck_assert_int_eq(c, 7886597962249166160);
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(formulas_look_at_the_time)
{
    gnn_graph **gs;
    int64_t count, c = -7;
    static const char *const names[] = { "path4", "house" };
    ck_ok(gnn_generate(&gs, &count, "rmat:n=20000,m=400000", 1, 0));
    for (int i = 0; i < 4; i++) {
        gnn_count_options o = { .limit_seconds = 1e-3, .place = i < 2 ? GNN_COUNT_GRAPH : GNN_COUNT_EDGES };
        ck_assert_int_eq(gnn_count(&c, gs[0], 1, &names[i % 2], &o), GNN_ELIMIT);
    }
    gnn_cancel();
    ck_assert_int_eq(gnn_count(&c, gs[0], 1, names, NULL), GNN_ECANCELED);
    gnn_cancel_reset();
    ck_assert_int_eq(c, -7);
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(wrong_input_is_refused)
{
    gnn_graph *g = graph_of_bits(4, 63, NULL), *d, *loop;
    int64_t c = -7;
    gnn_graph_spec directed = { .n = 2, .m = 1, .src = (int32_t[]){ 0 }, .dst = (int32_t[]){ 1 }, .flags = GNN_DIRECTED };
    gnn_graph_spec looped = { .n = 2, .m = 1, .src = (int32_t[]){ 0 }, .dst = (int32_t[]){ 0 } };
    ck_ok(gnn_graph_new(&d, &directed));
    ck_ok(gnn_graph_new(&loop, &looped));
    ck_assert_int_eq(gnn_count(&c, d, 1, (const char *const[]){ "triangle" }, NULL), GNN_EUNSUPPORTED);
    ck_assert_int_eq(gnn_count(&c, loop, 1, (const char *const[]){ "star5" }, NULL), GNN_EUNSUPPORTED);
    static const char *const bad[] = { "nothing", "star", "cycle2", "cycle9", "clique99999999999999999999", "star1", "star05", "" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(gnn_count(&c, g, 1, &bad[i], NULL), GNN_ENOTFOUND);
    static const char *const labels[] = { "triangle@", "triangle@1", "triangle@1+2", "triangle@1+2+3+", "triangle@1+2+3+4", "triangle@a+b+c" };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        ck_assert_int_eq(gnn_count(&c, g, 1, &labels[i], NULL), GNN_EINVAL);
    ck_assert_int_eq(
        gnn_count(&c, g, 1, (const char *const[]){ "star9" }, &(gnn_count_options){ .kind = GNN_COUNT_INDUCED }),
        GNN_EUNSUPPORTED);
    ck_assert_int_eq(c, -7);
    gnn_graph_free(g);
    gnn_graph_free(d);
    gnn_graph_free(loop);
}
END_TEST

static gnn_status count_everything(void *ctx)
{
    static const char *const names[] = { "triangle", "cycle4", "star5", "gem", "house", "bull", "fork", "path6", "cycle7" }; /* gem: learns the coefficients, once */
    int64_t counts[2000];
    for (int place = 0; place < 3; place++)
        for (int kind = 0; kind < 2; kind++) {
            gnn_status st =
                gnn_count(counts, ctx, 9, names,
                          &(gnn_count_options){ .kind = (gnn_count_kind)kind, .place = (gnn_count_place)place });
            if (st != GNN_OK) return st;
        }
    gnn_graph *g = NULL;
    gnn_status st = gnn_pattern_graph(&g, "gem");
    int64_t maps;
    if (st == GNN_OK) st = gnn_count_homomorphisms(&maps, g, ctx, 0);
    gnn_graph_free(g);
    g = NULL;
    if (st == GNN_OK) st = gnn_pattern_graph(&g, "clique5@0+0+0+0+0");
    if (st == GNN_OK) st = gnn_count_homomorphisms(&maps, g, ctx, 0);
    gnn_graph_free(g);
    return st;
}

START_TEST(out_of_memory_leaves_nothing_behind)
{
    gnn_graph *g = random_graph(3, 9, 0.5, NULL);
    support_fail_allocations(count_everything, g, "gnn_count");
    gnn_graph_free(g);
}
END_TEST

/* ---- lists of patterns, widths ---- */

START_TEST(lists_of_patterns_name_each_once)
{
    gnn_pattern_info info[40];
    int64_t count = -1;
    ck_ok(gnn_pattern_list(info, &count, 40, "all3,diamond,all4,cycle6"));
    ck_assert_int_eq(count, 2 + 6 + 1);
    ck_assert_str_eq(info[2].name, "chordal-cycle");
    ck_assert_str_eq(info[8].name, "cycle6");
    count = -1;
    ck_assert_int_eq(gnn_pattern_list(info, &count, 40, "all3,nosuch"), GNN_ENOTFOUND);
    ck_assert_int_eq(gnn_pattern_list(info, &count, 40, "all3,"), GNN_EINVAL);
    ck_assert_int_eq(gnn_pattern_list(info, &count, 40, ",all3"), GNN_EINVAL);
    ck_assert_int_eq(gnn_pattern_list(info, &count, 7, "all3,all4"), GNN_ELIMIT);
    ck_assert_int_eq(count, -1);
}
END_TEST

/* Cycles and paths up to 7 vertices have images of treewidth at most 2, with 8 vertices not (Arvind et al. 2020); cliques have no
 * images but themselves; all images of a star are stars. */
START_TEST(widths_of_patterns)
{
    static const struct { const char *name; int width; } known[] = {
        { "star2", 1 },   { "star3", 1 },   { "star64", 1 },        { "path4", 2 },    { "path7", 2 },       { "path8", 3 },
        { "cycle3", 2 },  { "cycle4", 2 },  { "cycle7", 2 },        { "cycle8", 3 },   { "clique4", 3 },     { "clique5", 4 },
        { "clique8", 7 }, { "diamond", 2 }, { "bipartite-2-3", 2 }, { "wheel4", 3 },   { "clique5-edge", 3 }, { "triangle@0+1+2", 2 },
    };
    int width = -1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        ck_ok(gnn_pattern_width(&width, known[i].name));
        ck_assert_msg(width == known[i].width, "%s: %d", known[i].name, width);
    }
    ck_assert_int_eq(gnn_pattern_width(&width, "nosuch"), GNN_ENOTFOUND);
}
END_TEST

TESTS_BEGIN("count")
    T(lists_of_patterns_name_each_once)
    T(widths_of_patterns)
    T_LOOP(patterns_to_four_vertices_in_all_graphs_on_five, 8)
    T_LOOP(all_listed_patterns_in_random_graphs, 8)
    T_LOOP(all_listed_patterns_in_all_connected_graphs_to_seven_vertices, 8)
    T_LOOP(five_vertices_by_search_are_those_by_sums, 64)
    T_LOOP(edges_sum_to_vertices_and_graphs, 8)
    T_LOOP(families_and_labels_by_definition, 3)
    T_LOOP(homomorphisms_by_definition, 4)
    T(homomorphisms_into_complete_graphs)
    T(homomorphisms_without_tables)
    T_LOOP(homomorphisms_of_larger_graphs_follow_from_copies, 2)
    T(homomorphisms_look_at_the_time)
    T_LOOP(cycles_by_homomorphisms_are_those_by_search, 16)
    T_LOOP(cycles_by_halves_are_those_by_search, 28)
    T(cycles_at_the_vertices_of_complete_graphs)
    T(cycles_of_dense_graphs)
    T(the_catalogue_has_every_connected_graph_once)
    T(the_system_has_the_known_coefficients)
    T_LOOP(vertex_counts_move_with_the_vertices, 40)
    T(threads_do_not_matter)
    T(threads_do_not_matter_to_cycles)
    T(counts_past_64_bits_are_errors)
    T(formulas_look_at_the_time)
    T(wrong_input_is_refused)
    T(out_of_memory_leaves_nothing_behind)
TESTS_END
