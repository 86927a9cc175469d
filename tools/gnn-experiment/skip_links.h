/* Which of the ten circular skip links on 41 vertices a network with random weights tells apart. */
#ifndef SKIP_LINKS_H
#define SKIP_LINKS_H

#include <gnn/gnn.h>
#include <stdbool.h>

enum { SKIP_CLASSES = 10, SKIP_MOST = 2048 };
extern const int skip_of_class[SKIP_CLASSES]; /* Murphy et al. 2019 */

typedef struct skip_outputs { int count; double of[SKIP_CLASSES][SKIP_MOST]; } skip_outputs;

/* One graph of each class; renumber: by a random permutation each.  Free with gnn_graph_free. */
gnn_status skip_graphs(gnn_graph *g[SKIP_CLASSES], bool renumber);
/* The sums of what the model makes of each graph in f64.  A network of pairs ("adjacency" in config) is looked at before its head. */
gnn_status skip_outputs_of(skip_outputs *out, const char *model, const char *config, uint64_t seed, gnn_graph *const g[SKIP_CLASSES]);
/* The largest difference of two rows, each number's relative to itself; numbers below 1e-9 of the largest of all count as 0: a
 * channel that ReLU emptied, or a matrix's rank. */
double skip_gap(const skip_outputs *a, int i, const skip_outputs *b, int j);
/* Sets of classes with a gap above the tolerance between them. */
int skip_sets(const skip_outputs *out, double tolerance);

#endif
