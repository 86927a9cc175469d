/* Sums behind the counts of the patterns on 5 vertices: what count_five.c (vertices) and count_five_edges.c, which turn them into
 * counts, share with the sweeps that make them. */
#ifndef GNN_I_COUNT_FIVE_H
#define GNN_I_COUNT_FIVE_H

#include "count.h"

/* Sums at vertices, by rank.  A place is named by the pattern and its vertices in the catalogue. */
typedef enum gnn_i_five_sum {
    /* count_five_cycle.c */
    GNN_I_FIVE_CYCLE,      /* closed walks of five steps over a highest vertex, see there            */
    GNN_I_FIVE_HIGHEST,    /* triangles of which the vertex is the highest                           */
    /* count_five_pairs.c: over pairs of vertices with common neighbours */
    GNN_I_FIVE_BANNER_3,   /* 4-cycles, (degree of the opposite vertex - 2) times                    */
    GNN_I_FIVE_HOUSE_2,    /* 4-cycles, as often as triangles stand on the two far edges             */
    GNN_I_FIVE_BIP_SIDE2,  /* bipartite-2-3/0+1                                                      */
    GNN_I_FIVE_BIP_SIDE3,  /* bipartite-2-3/2+3+4                                                    */
    GNN_I_FIVE_SPOKE_RIM,  /* wheel4-spoke/0+2                                                       */
    GNN_I_FIVE_SPOKE_OFF,  /* pairs of neighbours, edges among their common neighbours               */
    GNN_I_FIVE_SPOKE_TIP,  /* wheel4-spoke/3+4                                                       */
    /* count_five_local.c: over the graph that the triangles make on a vertex' neighbours */
    GNN_I_FIVE_WHEEL_HUB,  /* wheel4/0                                                               */
    GNN_I_FIVE_WHEEL_RIM,  /* wheel4/1+2+3+4                                                         */
    GNN_I_FIVE_PATH_REST,  /* clique5-path3/2+3, twice                                               */
    GNN_I_FIVE_EDGE_IN,    /* clique5-edge/0+1+2                                                     */
    GNN_I_FIVE_EDGE_OFF,   /* clique5-edge/3+4, three times                                          */
    GNN_I_FIVE_CLIQUE,     /* clique5                                                                */
    GNN_I_FIVE_SUMS
} gnn_i_five_sum;

/* Sums at edges, by number; one edge's lie together.  A place is named by the pattern and an edge of the catalogue. */
typedef enum gnn_i_five_edge_sum {
    /* count_five_cycle.c, count_five_clique.c */
    GNN_I_FIVE_AT_CYCLE,        /* closed walks of five steps                                            */
    GNN_I_FIVE_AT_CLIQUE,       /* clique5                                                               */
    /* count_five_edge_pairs.c: over pairs of vertices with common neighbours */
    GNN_I_FIVE_AT_BANNER_23,    /* 4-cycles, the degrees of their other vertices                         */
    GNN_I_FIVE_AT_HOUSE_03,     /* 4-cycles, the triangles on the edges beside                           */
    GNN_I_FIVE_AT_HOUSE_23,     /* 4-cycles, the triangles on the opposite edge, twice                   */
    GNN_I_FIVE_AT_BIP,          /* bipartite-2-3                                                         */
    GNN_I_FIVE_AT_SPOKE_02,     /* wheel4-spoke/0-2, twice                                               */
    GNN_I_FIVE_AT_SPOKE_03,     /* wheel4-spoke/0-3+0-4+2-3+2-4                                          */
    GNN_I_FIVE_AT_SPOKE_13,     /* neighbours of one end, edges among what they share with the other     */
    /* count_five_edge_local.c: over the triangles on an edge, what their third corner or their other edges have */
    GNN_I_FIVE_AT_TADPOLE_34,   /* walks of two steps, twice                                             */
    GNN_I_FIVE_AT_CRICKET_34,   /* the squared degree, twice                                             */
    GNN_I_FIVE_AT_BUTTERFLY_12, /* triangles at the corner, twice                                        */
    GNN_I_FIVE_AT_DART_23,      /* the degree, as often as triangles lie on the other edges              */
    GNN_I_FIVE_AT_KITE_24,      /* over the triangles on the other edges: (degree of the corner - 2)     */
    GNN_I_FIVE_AT_HOUSE_04,     /* 4-cycles on the other edges                                           */
    GNN_I_FIVE_AT_BOOK_02,      /* pairs of more triangles on the other edges                            */
    GNN_I_FIVE_AT_PATH3_04,     /* 4-cliques on the other edges                                          */
    GNN_I_FIVE_AT_GEM_12,       /* gnn_i_five.onto from the corner to both ends                          */
    GNN_I_FIVE_AT_GEM_01,       /* gnn_i_five.onto from both ends to the corner                          */
    GNN_I_FIVE_AT_GEM_23,       /* triangles on one other edge times those on the other, twice           */
    GNN_I_FIVE_AT_KITE_12,      /* triangles on one other edge, degree of the end that it leaves out     */
    GNN_I_FIVE_AT_TAILED_23,    /* 4-cliques, the degrees of their other vertices                        */
    GNN_I_FIVE_AT_PATH3_02,     /* 4-cliques, the triangles on the four edges beside                     */
    GNN_I_FIVE_AT_PATH3_23,     /* 4-cliques, the triangles on the opposite edge, twice                  */
    GNN_I_FIVE_AT_EDGE_01,      /* clique5-edge/0-1+0-2+1-2, twice                                       */
    GNN_I_FIVE_AT_EDGE_03,      /* 4-cliques, other 4-cliques on the triangles of one end                */
    GNN_I_FIVE_AT_WHEEL_01,     /* wheel4/0-1+…                                                          */
    GNN_I_FIVE_AT_WHEEL_12,     /* wheel4/1-2+…                                                          */
    GNN_I_FIVE_EDGE_SUMS
} gnn_i_five_edge_sum;

typedef struct gnn_i_five {
    gnn_i_sums four;                    /* ranks, degrees, counts of 4 vertices at vertices and edges    */
    int32_t *arc_triangles;             /* 2m: triangles on the edge of each arc                         */
    int64_t *third_ptr;                 /* m + 1                                                         */
    int32_t *third;                     /* third corners of the triangles on each edge, ascending        */
    /* over the neighbours u of a vertex, along the edge e */
    gnn_i_wide *walk2, *walk3;          /* degree of u; walk2 of u                                       */
    gnn_i_wide *square2;                /* squared degree of u                                           */
    gnn_i_wide *tri1;                   /* triangles at u                                                */
    gnn_i_wide *bull, *dart;            /* t_e d_u; pairs of triangles on e                              */
    int64_t *sum[GNN_I_FIVE_SUMS];      /* of vertices, or                                               */
    int64_t *edge_sum;                  /* of edges: m x GNN_I_FIVE_EDGE_SUMS                            */
    int64_t *onto;                      /* of edges, 2m by gnn_i_five_arc: from x to y, the triangles on
                                           x - w, summed over the triangles x, y, w                      */
    int64_t widest, widest_up, most;    /* degree, row of `up`, triangles at a vertex: the largest       */
    int64_t work;
    double deadline;
    bool shared, overflow;              /* shared: more than one worker adds                             */
} gnn_i_five;

/* All sums, of vertices or of edges. */
gnn_status gnn_i_five_new(gnn_i_five *f, const gnn_graph *g, bool edges, double deadline);
void gnn_i_five_free(gnn_i_five *f);

gnn_status gnn_i_five_cycle(gnn_i_five *f);
gnn_status gnn_i_five_pairs(gnn_i_five *f);
gnn_status gnn_i_five_local(gnn_i_five *f);
gnn_status gnn_i_five_clique(gnn_i_five *f);
gnn_status gnn_i_five_edge_pairs(gnn_i_five *f);
gnn_status gnn_i_five_edge_local(gnn_i_five *f);

/* From sums F at a place to counts there: F_p = k_p count_p + sum over places q of the patterns on 2 to 4 vertices:
 * c_pq count_q.  The unknowns are read off the small patterns themselves, once (gnn_i_five_learn). */
enum { GNN_I_FIVE_PLACES = 58, GNN_I_FIVE_SMALL = 15 };
typedef struct gnn_i_five_linear {
    bool known;
    int places, small;                       /* how many p and q                                              */
    gnn_i_where where;
    /* F and the counts of q at the vertices (edges in row order) of a graph with at most 5 (10) of them */
    gnn_status (*evaluate)(gnn_i_wide (*F)[GNN_I_FIVE_PLACES], int64_t (*small)[GNN_I_FIVE_SMALL], const gnn_graph *g);
    int32_t times[GNN_I_FIVE_PLACES];                         /* k_p                                          */
    int32_t less[GNN_I_FIVE_PLACES][GNN_I_FIVE_SMALL];        /* c_pq                                         */
    int8_t terms[GNN_I_FIVE_PLACES], term[GNN_I_FIVE_PLACES][GNN_I_FIVE_SMALL]; /* q whose c_pq is not zero   */
} gnn_i_five_linear;
gnn_status gnn_i_five_learn(gnn_i_five_linear *l);
/* false: a count does not fit 64 bits. */
bool gnn_i_five_solve(int64_t *count, const gnn_i_five_linear *l, const gnn_i_wide *F, const int64_t *small);

/* x more at a vertex; *overflow belongs to the worker. */
static inline void gnn_i_five_add(const gnn_i_five *f, gnn_i_five_sum which, int64_t v, gnn_i_wide x, bool *overflow)
{
    if (x == 0) return;
    *overflow |= x > INT64_MAX;
    gnn_i_count_add_shared(&f->sum[which][v], (int64_t)x, f->shared, overflow);
}

/* The same at an edge. */
static inline void gnn_i_five_add_edge(const gnn_i_five *f, gnn_i_five_edge_sum which, int64_t e, gnn_i_wide x, bool *overflow)
{
    if (x == 0) return;
    *overflow |= x > INT64_MAX;
    gnn_i_count_add_shared(&f->edge_sum[e * GNN_I_FIVE_EDGE_SUMS + which], (int64_t)x, f->shared, overflow);
}
/* The arc from x to y, of the edge with this number. */
static inline int64_t gnn_i_five_arc(int64_t edge, int64_t x, int64_t y) { return 2 * edge + (x > y); }

/* One sweep over the ranks; scratch begins with a bool for overflow. */
static inline void gnn_i_five_after(void *ctx, void *scratch) { ((gnn_i_five *)ctx)->overflow |= *(bool *)scratch; }
static inline gnn_status gnn_i_five_sweep(gnn_i_five *f, const char *what, size_t scratch_bytes, void (*fn)(void *, void *, int64_t, int64_t))
{
    gnn_i_sweep s = { .what = what, .total = f->four.r.n, .chunk = 16, .work = f->work, .scratch_bytes = scratch_bytes, .deadline = f->deadline,
                      .fn = fn, .after = gnn_i_five_after, .ctx = f };
    return gnn_i_count_sweep(&s);
}

#endif
