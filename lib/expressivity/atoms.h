/* Atomic types of ordered pairs of vertices: labels of both, equality, the arcs both ways with their weights. */
#ifndef GNN_I_ATOMS_H
#define GNN_I_ATOMS_H

#include "tuples.h"

typedef struct gnn_i_atoms {
    int64_t count, max_n;
    int32_t **pair; /* of graph i: n x n numbers of types, the same numbers in all graphs */
    int64_t types;
} gnn_i_atoms;

/* GNN_EUNSUPPORTED above 32768 vertices.  Cost O(sum n^2), 4 n^2 bytes a graph. */
gnn_status gnn_i_atoms_new(gnn_i_atoms *a, int64_t count, const gnn_graph *const *graphs, gnn_i_budget *budget);
void gnn_i_atoms_free(gnn_i_atoms *a);

/* sizes[i] = n^k; GNN_ELIMIT when their colours would pass the limit, GNN_EUNSUPPORTED from 2^31 on. */
gnn_status gnn_i_tuple_sizes(int64_t **sizes, const gnn_i_trial *t, int k);

#endif
