/* Cycles of 6 to 8 vertices from their halves. */
#ifndef GNN_I_COUNT_HALVES_H
#define GNN_I_COUNT_HALVES_H

#include "count.h"

/* Cycles on k = 6, 7, 8 vertices, as subgraphs: one number, n or m (edges u < v in row order).  GNN_EOVERFLOW, GNN_ELIMIT,
 * GNN_ENOMEM, GNN_ECANCELED.  Cost: the paths of k / 2 steps (7: 4) below their first vertex by degree. */
gnn_status gnn_i_count_halves(int64_t *out, const gnn_graph *g, int k, gnn_i_where where, double deadline);
/* About how many such paths there are; no more than a little above `enough` are looked for. */
gnn_status gnn_i_halves_paths(double *paths, const gnn_graph *g, int k, double enough);

#endif
