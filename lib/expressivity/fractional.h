/* Least distance of a doubly stochastic matrix from an isomorphism. */
#ifndef GNN_I_FRACTIONAL_H
#define GNN_I_FRACTIONAL_H

#include "verdict.h"

enum { GNN_I_SIMPLEX_MAX = 12 }; /* vertices; 144 columns of X and 168 rows */

gnn_status gnn_i_fractional_distance(gnn_fractional *out, const gnn_graph *a, const gnn_graph *b, gnn_i_budget *budget);
/* By a first-order method: value is attained by a doubly stochastic X, lower is a proved bound; the gap is at most 1e-4 of
 * 1 + value, or exact is 0 at the limit of steps or time. */
gnn_status gnn_i_fractional_flow(gnn_fractional *f, const gnn_graph *a, const gnn_graph *b, gnn_i_budget *budget);

#endif
