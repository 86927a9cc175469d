/* Truncated breadth-first orderings of egonets, for local relational pooling: made on the tape for a batch, collapsed to
 * those that are different as inputs. */
#ifndef GNN_I_ORDERINGS_H
#define GNN_I_ORDERINGS_H

#include "models/model.h"

/* Ordering s lists nodes node[s L] .. , -1 where it is shorter than L.  Node i's orderings are `pool`'s row i, with their
 * shares; each pattern is the L (L - 1) entries (p, q), p /= q, row by row, of the arcs between them. */
typedef struct gnn_i_orderings {
    int64_t length, count, patterns;
    const int32_t *node;       /* count L                                             */
    const int32_t *pattern;    /* count: number of its row of `arcs`                  */
    gnn_tensor arcs;           /* (patterns, L (L - 1) w): arc values (w = 1) or features */
    const gnn_operator *pool;  /* (n, count)                                          */
    const gnn_operator *place; /* (count, n L): 1 at node[s L + p] L + p               */
} gnn_i_orderings;

/* 1 + k + … + k^depth. */
int64_t gnn_i_ordering_length(int64_t depth, int64_t k);
/* Of all graphs of the context; neighbours are the tails of arcs of `op` into a node.  kind (n), if not NULL: orderings whose
 * nodes have equal kinds, place by place, and equal arcs are one.  edge (arcs, w): arc features, NULL: the operator's values.
 * NULL after poisoning the tape (GNN_ELIMIT: too many). */
const gnn_i_orderings *gnn_i_orderings_new(gnn_context *c, int op, int64_t depth, int64_t k, const int32_t *kind,
                                           const gnn_tensor *edge);
/* kind (n): equal rows of x have equal numbers.  NULL after poisoning the tape. */
const int32_t *gnn_i_row_kinds(gnn_context *c, const gnn_tensor *x);

#endif
