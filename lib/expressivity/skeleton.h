/* Neighbours without directions, weights and repetitions, of the graphs side by side; and who is near. */
#ifndef GNN_I_SKELETON_H
#define GNN_I_SKELETON_H

#include "verdict.h"

typedef struct gnn_i_skeleton {
    int64_t graphs, n;
    int64_t *node_ptr; /* graphs + 1: first vertex of a graph                 */
    int64_t *ptr;      /* n + 1                                               */
    int32_t *col;      /* ascending in a row, numbers within the vertex's own graph; a loop is its own neighbour */
} gnn_i_skeleton;

gnn_status gnn_i_skeleton_new(gnn_i_skeleton *k, int64_t count, const gnn_graph *const *graphs, gnn_i_budget *budget);
void gnn_i_skeleton_free(gnn_i_skeleton *k);

/* Distances within graph i from its vertex u up to `radius`: near[0 .. *found) are the vertices within, u first, by distance;
 * distance[v] is set for them.  mark (n of graph i) must hold no `stamp`.  O(what is reached). */
void gnn_i_skeleton_ball(const gnn_i_skeleton *k, int64_t i, int32_t u, int64_t radius, int32_t *near, int64_t *found,
                         int32_t *distance, int32_t *mark, int32_t stamp);

#endif
