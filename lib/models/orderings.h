/* Truncated breadth-first orderings of egonets, for local relational pooling, collapsed to those that are different as inputs. */
#ifndef GNN_I_ORDERINGS_H
#define GNN_I_ORDERINGS_H

#include "models/keys.h"
#include "models/model.h"

/* Node i's orderings are `pool`'s row i, with their shares; each pattern is the L (L - 1) entries (p, q), p /= q, row by row, of
 * the arcs between an ordering's nodes. */
typedef struct gnn_i_orderings {
    int64_t length, count, patterns;
    const int32_t *pattern;    /* count: number of its row of `arcs`                      */
    gnn_tensor arcs;           /* (patterns, L (L - 1) w): arc values (w = 1) or features */
    const gnn_operator *pool;  /* (n, count)                                              */
    const gnn_operator *place; /* (count, n L): 1 at (node at place p) L + p              */
} gnn_i_orderings;

/* Of the graphs that operator `op` has; neighbours are the tails of arcs into a node.  Orderings with the same arcs are one where
 * they list the same nodes, or with `collapse` nodes of equal features, place by place. */
typedef struct gnn_i_orderings_options {
    int op;
    int64_t depth, k, edge_in; /* edge_in: width of the arcs' features, 0: the operator's values */
    bool collapse;
} gnn_i_orderings_options;

/* Makes gnn_i_orderings from gnn_i_orderings_options.  GNN_ELIMIT: too many. */
extern const gnn_i_structure_class gnn_i_orderings_class;

/* 1 + k + … + k^depth. */
int64_t gnn_i_ordering_length(int64_t depth, int64_t k);

/* ---- inside: orderings.c lists them, orderings_join.c puts examples together ---- */

/* What examples have in common: numbers of features, of arcs, and of both for a whole ordering. */
typedef struct gnn_i_orderings_shared { gnn_i_keys features, patterns, orderings; } gnn_i_orderings_shared;
/* Of one example: ordering q lists nodes node[q L] .., -1 where it is shorter than L, and shows pattern[q] of the shared ones;
 * with collapse it is number[q] of the shared orderings.  Row i of the pool: ptr, col, val (in the dtype). */
typedef struct gnn_i_orderings_part {
    int64_t n, length, count;
    int32_t *node, *pattern, *number;
    int64_t *ptr;
    int32_t *col;
    void *val;
} gnn_i_orderings_part;
gnn_status gnn_i_orderings_join(const void **out, const gnn_i_making *m, int64_t k, const void *const *parts);

#endif
