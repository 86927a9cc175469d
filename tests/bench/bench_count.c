/* Pattern counts beside igraph in one process, one thread, CPU seconds; the best of the repetitions.  Graphs: uniform and R-MAT, n = 1e4,
 * m = 5e4 and n = 1e5, m = 1e6.  igraph's motif search takes minutes on all but the first and is left out there, and so are our five
 * vertices on the last (a minute).  Output: JSON lines on stdout, a table on stderr. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#include <igraph.h>
#pragma GCC diagnostic pop
#include "bench.h"
#include "graph/graph_i.h"

enum { REPETITIONS = 5 };

static gnn_graph *draw(const char *recipe)
{
    gnn_graph **all, *g;
    int64_t count;
    must(gnn_generate(&all, &count, recipe, 1, 0), recipe);
    g = all[0], all[0] = NULL;
    gnn_graphs_free(all, count);
    return g;
}

static void to_igraph(igraph_t *out, const gnn_graph *g)
{
    igraph_vector_int_t ends;
    int64_t k = 0;
    must(igraph_vector_int_init(&ends, g->arcs), "igraph");
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] > u) VECTOR(ends)[k++] = u, VECTOR(ends)[k++] = g->col[e];
    must(igraph_create(out, &ends, g->n, IGRAPH_UNDIRECTED), "igraph");
    igraph_vector_int_destroy(&ends);
}

/* ---- the contestants: each returns a count that the two must share ---- */

typedef struct pair { const gnn_graph *g; const igraph_t *i; int64_t *space; } pair;

static double ours_triangles(pair *p)
{
    int64_t c;
    must(gnn_count(&c, p->g, 1, (const char *const[]){ "triangle" }, NULL), "count");
    return (double)c;
}

static double igraph_triangles(pair *p)
{
    igraph_vector_int_t list;
    must(igraph_vector_int_init(&list, 0), "igraph");
    must(igraph_list_triangles(p->i, &list), "igraph");
    double c = (double)igraph_vector_int_size(&list) / 3;
    igraph_vector_int_destroy(&list);
    return c;
}

static double ours_per_vertex(pair *p)
{
    gnn_count_options o = { .place = GNN_COUNT_NODES };
    must(gnn_count(p->space, p->g, 1, (const char *const[]){ "triangle" }, &o), "count");
    double sum = 0;
    for (int64_t v = 0; v < p->g->n; v++) sum += (double)p->space[v];
    return sum;
}

static double igraph_per_vertex(pair *p)
{
    igraph_vector_t at;
    must(igraph_vector_init(&at, 0), "igraph");
    must(igraph_adjacent_triangles(p->i, &at, igraph_vss_all()), "igraph");
    double sum = igraph_vector_sum(&at);
    igraph_vector_destroy(&at);
    return sum;
}

static const char *const four[] = { "path4", "star3", "cycle4", "tailed-triangle", "chordal-cycle", "clique4" };

static double ours_four(pair *p)
{
    int64_t c[6];
    double sum = 0;
    must(gnn_count(c, p->g, 6, four, &(gnn_count_options){ .kind = GNN_COUNT_INDUCED }), "count");
    for (int k = 0; k < 6; k++) sum += (double)c[k];
    return sum;
}

static double igraph_four(pair *p)
{
    igraph_vector_t h, cut;
    double sum = 0;
    must(igraph_vector_init(&h, 0) || igraph_vector_init(&cut, 4), "igraph");
    must(igraph_motifs_randesu(p->i, &h, 4, &cut), "igraph");
    for (igraph_integer_t k = 0; k < igraph_vector_size(&h); k++) sum += VECTOR(h)[k] == VECTOR(h)[k] ? VECTOR(h)[k] : 0; /* NaN: not connected */
    igraph_vector_destroy(&h);
    igraph_vector_destroy(&cut);
    return sum;
}

static double ours_four_orbits(pair *p)
{
    gnn_count_options o = { .place = GNN_COUNT_NODES };
    must(gnn_count(p->space, p->g, 6, four, &o), "count");
    return 0;
}

static void count_five(pair *p, gnn_count_place place)
{
    const char *names[32];
    int64_t k = 0;
    for (int i = 0; gnn_pattern_name(i); i++) {
        gnn_pattern_info info;
        must(gnn_pattern(&info, gnn_pattern_name(i)), "pattern");
        if (info.vertices == 5) names[k++] = gnn_pattern_name(i);
    }
    must(gnn_count(p->space, p->g, k, names, &(gnn_count_options){ .kind = GNN_COUNT_INDUCED, .place = place }),
         "count");
}

static double ours_five(pair *p)
{
    count_five(p, GNN_COUNT_GRAPH);
    return 0;
}

static double ours_five_orbits(pair *p)
{
    count_five(p, GNN_COUNT_NODES);
    return 0;
}

static double ours_five_edges(pair *p)
{
    count_five(p, GNN_COUNT_EDGES);
    return 0;
}

static const struct { const char *what; double (*ours)(pair *), (*peer)(pair *); int motifs, heavy; } rows[] = {
    { "triangles", ours_triangles, igraph_triangles, 0, 0 },
    { "triangles of each vertex", ours_per_vertex, igraph_per_vertex, 0, 0 },
    { "all patterns on 4 vertices, induced", ours_four, igraph_four, 1, 0 },
    { "their orbits at each vertex", ours_four_orbits, NULL, 0, 0 },
    { "all patterns on 5 vertices, induced", ours_five, NULL, 0, 1 },
    { "their orbits at each vertex", ours_five_orbits, NULL, 0, 1 },
    { "their orbits at each edge", ours_five_edges, NULL, 0, 1 },
};

static double best(double *count, double (*fn)(pair *), pair *p, int repetitions)
{
    double least = 1e300;
    for (int r = 0; r < repetitions; r++) {
        double t = cpu_now();
        *count = fn(p);
        t = cpu_now() - t;
        least = t < least ? t : least;
    }
    return least;
}

int main(void)
{
    static const struct { const char *recipe; int large, motifs, heavy; } graphs[] = {
        { "er:n=10000,m=50000", 0, 1, 1 }, { "rmat:n=10000,m=50000", 0, 0, 1 }, { "er:n=100000,m=1000000", 1, 0, 1 }, { "rmat:n=100000,m=1000000", 1, 0, 0 } };
    gnn_set_threads(1);
    for (size_t i = 0; i < sizeof graphs / sizeof *graphs; i++) {
        igraph_t peer;
        gnn_graph *g = draw(graphs[i].recipe);
        to_igraph(&peer, g);
        pair p = { g, &peer, malloc(sizeof(int64_t) * (size_t)(g->n > g->arcs / 2 ? g->n : g->arcs / 2) * 58) };
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            if (rows[r].heavy && !graphs[i].heavy) continue;
            double a = 0, b = 0, ours = best(&a, rows[r].ours, &p, rows[r].heavy && graphs[i].large ? 2 : REPETITIONS),
                   theirs = 0;
            int there = rows[r].peer && (!rows[r].motifs || graphs[i].motifs);
            if (there) theirs = best(&b, rows[r].peer, &p, graphs[i].large ? 2 : 1);
            if (there && a != b) fprintf(stderr, "bench_count: %s: %.17g against %.17g\n", rows[r].what, a, b);
            printf("{\"bench\":\"count\",\"graph\":\"%s\",\"what\":\"%s\",\"cpu_ms\":%.2f,\"igraph_cpu_ms\":%.2f}\n",
                   graphs[i].recipe, rows[r].what, 1e3 * ours, 1e3 * theirs);
            fprintf(stderr, "%-24s %-36s %10.2f ms", graphs[i].recipe, rows[r].what, 1e3 * ours);
            if (there) fprintf(stderr, "   igraph %10.2f ms   %.1f times", 1e3 * theirs, theirs / ours);
            fputc('\n', stderr);
        }
        free(p.space);
        igraph_destroy(&peer);
        gnn_graph_free(g);
    }
    return 0;
}
