/* tasks: community detection, matching, cuts and counting: GNN and classical solvers, metrics, data.
 *
 * Threads: concurrent calls are allowed on different objects, except for functions whose text names igraph. */
#ifndef GNN_TASKS_H
#define GNN_TASKS_H

#include <gnn/train.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
