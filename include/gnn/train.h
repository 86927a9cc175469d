/* train: optimisers, schedules, metrics, the loop, checkpoints with bit-exact resume.
 *
 * Threads: one training run belongs to one thread; kernels inside use gnn_threads(). */
#ifndef GNN_TRAIN_H
#define GNN_TRAIN_H

#include <gnn/models.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
