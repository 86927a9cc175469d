/* The graph that the triangles over a vertex, the hub, make on its neighbours. */
#ifndef GNN_I_COUNT_FIVE_LOCAL_H
#define GNN_I_COUNT_FIVE_LOCAL_H

#include "count_five.h"

/* The local graph of a hub: k vertices in order of rank, edges i < j by number. */
typedef struct gnn_i_local {
    bool overflow;
    int64_t k, edges;
    int64_t *rim, *rest, *off; /* k: sums at the local vertices                      */
    int32_t *mark;             /* of all n: place + 1                                */
    int32_t *vertex;           /* k: rank                                            */
    int32_t *out_ptr, *out;    /* higher neighbours, ascending                       */
    int32_t *in_ptr, *in;      /* lower neighbours, ascending                        */
    int32_t *triangles;        /* on an edge                                         */
    int32_t *spot;             /* k: paths, or an edge's number + 1; zero in between */
    int32_t *touched;          /* k                                                  */
    int32_t *number, *in_edge; /* at edges: of the graph's edge; edge of an `in`     */
} gnn_i_local;

/* Bytes of a gnn_i_local and its arrays (a multiple of 8), and where they lie behind it. */
size_t gnn_i_local_bytes(const gnn_i_five *f);
void gnn_i_local_layout(const gnn_i_five *f, gnn_i_local *l);
/* The local graph of the hub; number and in_edge where f is at edges.  mark stays set. */
void gnn_i_local_build(const gnn_i_five *f, gnn_i_local *l, int64_t hub);
/* Triangles on the local edges; the most on one. */
int32_t gnn_i_local_triangles(gnn_i_local *l);
/* Paths x - y - z below x, counted in spot[z]; how many z, which are touched. */
int64_t gnn_i_local_paths_below(gnn_i_local *l, int64_t x);
/* The edges i - j > i of a local vertex, plus 1, at spot[j]; or 0. */
void gnn_i_local_turn_spots(gnn_i_local *l, int64_t i, bool set);

#endif
