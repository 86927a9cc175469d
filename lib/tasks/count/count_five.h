/* Sums behind the counts of the patterns on 5 vertices: what count_five.c, which turns them into counts, shares with the sweeps
 * that make them. */
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

typedef struct gnn_i_five {
    gnn_i_sums four;                    /* ranks, degrees, counts of 4 vertices at vertices and edges    */
    int32_t *arc_triangles;             /* 2m: triangles on the edge of each arc                         */
    int64_t *third_ptr;                 /* m + 1                                                         */
    int32_t *third;                     /* third corners of the triangles on each edge, ascending        */
    int64_t *sum[GNN_I_FIVE_SUMS];
    int64_t widest, widest_up, most;    /* degree, row of `up`, triangles at a vertex: the largest       */
    int64_t work;
    double deadline;
    bool shared, overflow;              /* shared: more than one worker adds                             */
} gnn_i_five;

gnn_status gnn_i_five_cycle(gnn_i_five *f);
gnn_status gnn_i_five_pairs(gnn_i_five *f);
gnn_status gnn_i_five_local(gnn_i_five *f);
gnn_status gnn_i_five_clique(gnn_i_five *f);

/* x more at a vertex; *overflow belongs to the worker. */
static inline void gnn_i_five_add(const gnn_i_five *f, gnn_i_five_sum which, int64_t v, gnn_i_wide x, bool *overflow)
{
    if (x == 0) return;
    *overflow |= x > INT64_MAX;
    gnn_i_count_add_shared(&f->sum[which][v], (int64_t)x, f->shared, overflow);
}

/* One sweep over the ranks; scratch begins with a bool for overflow. */
static inline void gnn_i_five_after(void *ctx, void *scratch) { ((gnn_i_five *)ctx)->overflow |= *(bool *)scratch; }
static inline gnn_status gnn_i_five_sweep(gnn_i_five *f, const char *what, size_t scratch_bytes, void (*fn)(void *, void *, int64_t, int64_t))
{
    gnn_i_sweep s = { .what = what, .total = f->four.r.n, .chunk = 16, .work = f->work, .scratch_bytes = scratch_bytes, .deadline = f->deadline,
                      .fn = fn, .after = gnn_i_five_after, .ctx = f };
    return gnn_i_count_sweep(&s);
}

#endif
