/* Copies of one pattern by search. */
#ifndef GNN_I_COUNT_MATCH_H
#define GNN_I_COUNT_MATCH_H

#include "count.h"

/* Copies of p (labels respected where p has them) at the places of p: out is (rows, places), rows as in gnn_i_count_formulas.
 * deadline as in gnn_i_count_codes.  GNN_EUNSUPPORTED: more than 8 vertices. */
gnn_status gnn_i_count_match(int64_t *out, const gnn_graph *g, const gnn_i_pattern *p, bool induced, gnn_i_where where, double deadline);

#endif
