/* Histogram of connected induced subgraphs by adjacency code. */
#ifndef GNN_I_COUNT_ENUMERATE_H
#define GNN_I_COUNT_ENUMERATE_H

#include "count.h"

/* histogram[code], 2^(k (k-1)/2) entries, k = 3 .. 6: connected induced subgraphs found with this adjacency, positions in the
 * order of the search (bit j (j-1)/2 + i: positions i < j adjacent).  Free with gnn_i_free.  deadline: a time of
 * gnn_i_now() after which it ends with GNN_ELIMIT, or 0. */
gnn_status gnn_i_count_codes(int64_t **histogram, const gnn_graph *g, int k, double deadline);

#endif
