/* Sets of k nodes and which of them are neighbours, for k-GNN. */
#ifndef GNN_I_SETS_H
#define GNN_I_SETS_H

#include "models/model.h"

/* All sets of k nodes of each graph; neighbours share all but one node, and the two nodes that differ are adjacent. */
typedef struct gnn_i_sets {
    const int64_t *first;          /* graphs + 1: offsets of each graph's sets                       */
    gnn_tensor type;               /* (sets, types): one-hot of the number of arcs inside            */
    const gnn_operator *near;      /* (sets, sets): sums over neighbours                             */
    const gnn_operator *members;   /* (sets, n): over the nodes of a set                             */
    const gnn_operator *heads;     /* (sets, n): over the heads of the arcs inside it                */
    const gnn_operator *of_nodes;  /* (n, sets): over the sets that a node is in; NULL: not asked for */
} gnn_i_sets;
typedef struct gnn_i_sets_options { int op; int64_t k; bool nodes; } gnn_i_sets_options;

/* Makes gnn_i_sets from gnn_i_sets_options, k 2 or 3.  GNN_ELIMIT: too many. */
extern const gnn_i_structure_class gnn_i_sets_class;

/* Arcs inside a set of k nodes, none of them loops: 0 .. k (k - 1). */
static inline int64_t gnn_i_set_types(int64_t k) { return k * (k - 1) + 1; }

#endif
