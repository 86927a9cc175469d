/* Counting of small patterns.
 *
 * Subgraph (non-induced) counts of patterns on up to four vertices come from formulas over degrees, triangles, 4-cycles and
 * 4-cliques per vertex and edge (count_four.c, count_formulas.c); induced counts solve the triangular system
 *     sub(P at place p) = sum over Q on as many vertices, place q: copies(P at p in Q at q) ind(Q at q),
 * whose coefficients are computed from the patterns themselves (count_pattern.c).  Five vertices come from sums too (count_five.c,
 * count_five_edges.c).  Types of six: count_enumerate.c lists connected induced subgraphs. */
#ifndef GNN_I_COUNT_H
#define GNN_I_COUNT_H

#include <gnn/count.h>
#include "graph/graph_i.h"

enum { GNN_I_PATTERN_MAX = 8, GNN_I_PATTERN_EDGES = GNN_I_PATTERN_MAX * (GNN_I_PATTERN_MAX - 1) / 2 };

typedef __int128 gnn_i_wide; /* sums and products before they are put in 64 bits */

/* ---- patterns ---- */

typedef enum gnn_i_family { GNN_I_LISTED, GNN_I_STAR, GNN_I_CYCLE, GNN_I_CLIQUE, GNN_I_PATH } gnn_i_family;

/* A connected graph on n vertices.  Stars may be larger than the arrays: their vertices beyond them are leaves. */
typedef struct gnn_i_pattern {
    char name[64];
    gnn_i_family family;
    int n, edges;
    int listed;                            /* position in gnn_i_patterns, -1 beyond it                         */
    uint8_t adj[GNN_I_PATTERN_MAX];        /* bit j of adj[i]: adjacent                                        */
    int8_t orbit[GNN_I_PATTERN_MAX];       /* of vertices: 0 .. orbits-1 by first vertex                       */
    int8_t edge_u[GNN_I_PATTERN_EDGES], edge_v[GNN_I_PATTERN_EDGES], edge_orbit[GNN_I_PATTERN_EDGES];
    int orbits, edge_orbits;
    int64_t automorphisms;
    bool labelled;                         /* vertices carry labels that must agree; orbits respect them */
    int32_t label[GNN_I_PATTERN_MAX];
} gnn_i_pattern;

enum { GNN_I_PATTERNS = 29 }; /* connected on 3, 4, 5 vertices; blocks of n vertices start at 0, 2, 8 */

/* Position i of the catalogue; made at the first call. */
const gnn_i_pattern *gnn_i_pattern_listed(int i);
/* By name: catalogue, alias, starK, cycleK, cliqueK, pathK.  GNN_ENOTFOUND. */
gnn_status gnn_i_pattern_find(gnn_i_pattern *out, const char *name);
/* The same, with the labels of "name@l0+l1+…".  GNN_ENOTFOUND, GNN_EINVAL. */
gnn_status gnn_i_pattern_named(gnn_i_pattern *out, const char *name);
/* From an adjacency on n <= 8 vertices: orbits, automorphisms, edges. */
void gnn_i_pattern_complete(gnn_i_pattern *p);
/* First and one past the last listed pattern on n vertices, n = 3, 4, 5. */
void gnn_i_pattern_block(int *first, int *end, int n);
/* Automorphism-like maps: calls see(map) for each injective map of P into Q (same n) that keeps edges. */
void gnn_i_pattern_embeddings(const gnn_i_pattern *p, const gnn_i_pattern *q, void (*see)(void *ctx, const int8_t *map), void *ctx);

/* The places of the listed patterns on n vertices: all graphs (1 a pattern), node orbits or edge orbits, in order. */
typedef enum gnn_i_where { GNN_I_GRAPH, GNN_I_NODES, GNN_I_EDGES } gnn_i_where;
int gnn_i_places(const gnn_i_pattern *p, gnn_i_where where);
/* copies[r * size + c] for places r of P and c of Q in the order of the block; size = number of places.  At most 68. */
enum { GNN_I_PLACES_MAX = 80 };
typedef struct gnn_i_system {
    int size;
    int32_t copies[GNN_I_PLACES_MAX][GNN_I_PLACES_MAX];
} gnn_i_system;
const gnn_i_system *gnn_i_pattern_system(int n, gnn_i_where where);
/* One column of places in the block's order: subgraph counts to induced ones, in place.  false: a value does not fit 64 bits. */
bool gnn_i_to_induced(int64_t *value, const gnn_i_system *s);

/* *own: g without directions, loops and repetitions, or NULL where g is such a graph already (count_plain.c). */
gnn_status gnn_i_count_plain(gnn_graph **own, const gnn_graph *g);

/* ---- the graph by rank ---- */

/* Vertices renumbered by degree, ties by number; edges point from low to high rank, so that no vertex has more than
 * sqrt(2 m) of them, and are numbered by place in `up`. */
typedef struct gnn_i_ranked {
    int64_t n, m;
    int32_t *vertex;         /* n: rank -> vertex                                            */
    int32_t *rank;           /* n: vertex -> rank                                            */
    int64_t *up_ptr;         /* n + 1                                                        */
    int32_t *up;             /* m: higher ends, ascending in a row                           */
    int64_t *ptr;            /* n + 1, both directions, or NULL unless asked for             */
    int32_t *col;            /* 2m, ascending in a row                                       */
    int32_t *edge;           /* 2m numbers of the edges of col, or NULL unless asked for     */
} gnn_i_ranked;
enum { GNN_I_RANKED_ANY = 0 /* rows of `up` unsorted */, GNN_I_RANKED_UP = 1, GNN_I_RANKED_FULL = 2, GNN_I_RANKED_EDGES = 4 };
/* GNN_EUNSUPPORTED: directed or loops; GNN_EOVERFLOW: 2^31 edges and more. */
gnn_status gnn_i_ranked_new(gnn_i_ranked *r, const gnn_graph *g, int what);
void gnn_i_ranked_free(gnn_i_ranked *r);
/* Number of the edge between two adjacent vertices (not ranks).  O(log degree). */
int64_t gnn_i_ranked_find(const gnn_i_ranked *r, int64_t a, int64_t b);
/* Rows by rank (edge number) to rows by vertex (edges u < v in row order); width columns each. */
void gnn_i_ranked_rows(int64_t *out, const int64_t *by_rank, const gnn_i_ranked *r, const gnn_graph *g, int64_t width, gnn_i_where where);
static inline int64_t gnn_i_ranked_degree(const gnn_i_ranked *r, const gnn_graph *g, int64_t rank)
{
    int64_t v = r->vertex[rank];
    return g->ptr[v + 1] - g->ptr[v];
}

/* ---- work shared among threads: chunks of ranks, one scratch a worker; integer sums, so the order does not matter ---- */

typedef struct gnn_i_sweep {
    const char *what;      /* its name while it goes on                                              */
    int64_t total, chunk;  /* ranks, and how many are taken at a time                                */
    int64_t work;          /* below GNN_PARALLEL_WORK: one worker                                    */
    size_t scratch_bytes;  /* zeroed memory of each worker, kept until after(ctx, scratch) has seen it */
    double deadline;       /* a time of gnn_i_now() after which it ends with GNN_ELIMIT, or 0        */
    void (*fn)(void *ctx, void *scratch, int64_t begin, int64_t end);
    void (*after)(void *ctx, void *scratch); /* or NULL */
    void *ctx;
} gnn_i_sweep;
gnn_status gnn_i_count_sweep(const gnn_i_sweep *s);

/* ---- raw counts of triangles, 4-cycles and 4-cliques, by rank and edge number ---- */

typedef struct gnn_i_raw {
    gnn_i_wide triangles, cycles4, cliques4;
    int64_t *tri_node, *tri_edge;         /* n, m; NULL: not asked for */
    int64_t *cycle_node, *cycle_edge;
    int64_t *clique_node, *clique_edge;
    int64_t *tri_degree_edge;             /* sum over triangles of (degree of the third vertex - 2)      */
    int64_t *tri_rim_edge;                /* sum over triangles of (t - 1) of the two other edges        */
    int64_t *tri_far_node;                /* sum over triangles of (t - 1) of the opposite edge          */
    bool overflow;
} gnn_i_raw;
enum {
    GNN_I_RAW_TRIANGLES = 1, GNN_I_RAW_CYCLES = 2, GNN_I_RAW_CLIQUES = 4, /* totals                  */
    GNN_I_RAW_NODES = 8, GNN_I_RAW_EDGES = 16, GNN_I_RAW_TRI_EDGE = 32,   /* arrays of the above     */
    GNN_I_RAW_SECOND = 64 /* the sums over triangles that need tri_edge */
};
gnn_status gnn_i_raw_new(gnn_i_raw *raw, const gnn_i_ranked *r, const gnn_graph *g, unsigned what, double deadline);
void gnn_i_raw_free(gnn_i_raw *raw);

/* Bit rows (zeroed before, `width` words a row) of the graph that the triangles over u make on its higher neighbours, which
 * are marked with their places plus 1; how many triangles. */
int64_t gnn_i_local_rows(const gnn_i_ranked *r, const int32_t *mark, uint64_t *row, int64_t width, int64_t u);

/* ---- counts at places ---- */

/* What the formulas for patterns on 3 or 4 vertices are made of, by rank. */
typedef struct gnn_i_sums {
    const gnn_graph *g;
    gnn_i_ranked r;
    gnn_i_raw raw;
    int64_t *degree, *two; /* two: unless of the graph, the sum over neighbours u of d_u - 1 */
    bool overflow;
} gnn_i_sums;
gnn_status gnn_i_sums_new(gnn_i_sums *s, const gnn_graph *g, int n, gnn_i_where where, double deadline);
void gnn_i_sums_free(gnn_i_sums *s);
/* Subgraph counts at the vertex of rank v: the places of the block of n in order. */
void gnn_i_sums_node(gnn_i_sums *s, int64_t *out, int n, int64_t v);
/* The same at the edge of number e between the ranks u and v. */
void gnn_i_sums_edge(gnn_i_sums *s, int64_t *out, int n, int64_t u, int64_t v, int64_t e);

/* Listed patterns on n = 3 or 4 vertices, subgraph counts at every place of the block.  out is (rows, places): rows are 1,
 * n vertices or m edges (u < v in row order). */
gnn_status gnn_i_count_formulas(int64_t *out, const gnn_graph *g, int n, gnn_i_where where, double deadline);
/* The same for 5 vertices; where: GNN_I_GRAPH or GNN_I_NODES. */
gnn_status gnn_i_count_five(int64_t *out, const gnn_graph *g, gnn_i_where where, double deadline);
/* The same at edges. */
gnn_status gnn_i_count_five_edges(int64_t *out, const gnn_graph *g, double deadline);

/* a += b, or *overflow. */
static inline void gnn_i_count_add(int64_t *a, int64_t b, bool *overflow) { *overflow |= __builtin_add_overflow(*a, b, a); }
/* The same where other workers may add too.  Terms are never negative: an overflow shows as a sum below one of them. */
static inline void gnn_i_count_add_shared(int64_t *a, int64_t b, bool shared, bool *overflow)
{
    if (!shared) {
        gnn_i_count_add(a, b, overflow);
        return;
    }
    int64_t before = __atomic_fetch_add(a, b, __ATOMIC_RELAXED);
    *overflow |= before < 0 || before > INT64_MAX - b;
}
static inline gnn_i_wide gnn_i_choose2(gnn_i_wide x) { return x * (x - 1) / 2; }
static inline gnn_i_wide gnn_i_choose3(gnn_i_wide x) { return x * (x - 1) * (x - 2) / 6; }

#endif
