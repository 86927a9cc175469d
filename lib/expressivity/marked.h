/* Bags of runs of 1-WL, one run a mark: tuples are (mark, vertex), and a tuple sees its mark's copies of the neighbours.
 * The node-, edge- and pair-marked tests, the deletions and the subgraph policies (verdict_swl.c) share this. */
#ifndef GNN_I_MARKED_H
#define GNN_I_MARKED_H

#include "tuples.h"

/* What is special in a run: vertices a and b carry a mark each (-1: none; a = b carries both); where `dead` is set, a is
 * gone instead; entries e1 and e2 of the incidence structure (-1: none) are gone. */
typedef struct gnn_i_mark {
    int32_t a, b;
    bool dead;
    int64_t e1, e2;
} gnn_i_mark;

typedef struct gnn_i_marked {
    gnn_i_incidence inc;
    int64_t count, *marks;  /* of graph i                                                */
    gnn_i_mark **mark;      /* NULL where mark m is vertex m                             */
    uint64_t *x;            /* what colours are worth to their neighbours, of one row    */
    uint64_t *factor;       /* of an arc's type                                          */
} gnn_i_marked;

typedef enum gnn_i_mark_kind {
    GNN_I_MARK_NODES, GNN_I_MARK_EDGES, GNN_I_MARK_PAIRS, GNN_I_MARK_DELETE_NODES, GNN_I_MARK_DELETE_EDGES
} gnn_i_mark_kind;

gnn_status gnn_i_marked_new(gnn_i_marked *m, const gnn_i_trial *t, gnn_i_mark_kind kind);
void gnn_i_marked_free(gnn_i_marked *m);

/* s->size and s->width, for s whose ctx begins with a gnn_i_marked; the arrays are the caller's to free. */
gnn_status gnn_i_marked_shape(gnn_i_tuples *s, const gnn_i_marked *m);

/* The parts of gnn_i_tuple_test.  keys: type << 32 | colour of each neighbour; types are below 2^30 (gnn_i_marked_new). */
void gnn_i_marked_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3]);
gnn_status gnn_i_marked_lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second); /* writes first only */
int64_t gnn_i_marked_keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key);
int64_t gnn_i_marked_degree(const gnn_i_incidence *inc); /* the longest row */

#endif
