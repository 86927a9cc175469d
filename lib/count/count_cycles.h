/* Cycles of 6 and more in a graph, by homomorphisms. */
#ifndef GNN_I_COUNT_CYCLES_H
#define GNN_I_COUNT_CYCLES_H

#include "count.h"

/* Cycles on k <= 8 vertices, as subgraphs.  deadline as in gnn_i_count_codes.  GNN_EOVERFLOW also where the sums behind them do
 * not fit. */
gnn_status gnn_i_count_cycles(int64_t *out, const gnn_graph *g, int k, double deadline);
/* Whether that is expected to be faster than the halves of count_halves.c, for k = 6, 7, 8. */
gnn_status gnn_i_count_cycles_pay(bool *pay, const gnn_graph *g, int k);

#endif
