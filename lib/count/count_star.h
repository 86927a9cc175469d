/* Stars by formula. */
#ifndef GNN_I_COUNT_STAR_H
#define GNN_I_COUNT_STAR_H

#include "count.h"

/* Subgraph counts of the star with k >= 3 leaves in an undirected loop-free graph; NODES: columns centre, leaf.  O(n + m) steps
 * of k. */
gnn_status gnn_i_count_stars(int64_t *out, const gnn_graph *g, int k, gnn_i_where where);

#endif
