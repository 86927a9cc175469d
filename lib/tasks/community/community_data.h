/* Graphs with planted groups, drawn on the fly.  A kind is one file data_<word>.c, which defines
 *     const gnn_i_generator gnn_i_groups_<word> = { … };
 * and one word in meson.build.  Node labels are the groups. */
#ifndef GNN_I_COMMUNITY_DATA_H
#define GNN_I_COMMUNITY_DATA_H

#include <gnn/tasks.h>
#include "graph/generator.h"

/* k blocks of n/k vertices (sizes differ by at most one), a pair is an edge with probability pin in a block and pout between
 * two, exactly; then a random relabelling. */
gnn_status gnn_i_planted(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t k, double pin, double pout);

#endif
