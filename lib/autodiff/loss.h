/* What the losses share: a mean over listed rows. */
#ifndef GNN_I_LOSS_H
#define GNN_I_LOSS_H

#include "op.h"

typedef struct gnn_i_loss {
    const int32_t *labels, *rows; /* rows NULL: all                                                      */
    const gnn_tensor *target;
    int64_t k;                    /* number of rows averaged over                                        */
    bool distinct;                /* no row is listed twice (ascending list): gradients can go to threads */
    void *saved;                  /* for backward: probabilities (k, classes)                            */
    int32_t *rename;              /* permutation cross entropy: class of each label                      */
} gnn_i_loss;

/* Operand 0 is a matrix, the listed rows are some of its rows and at least one; fills k and distinct; result: a scalar. */
gnn_status gnn_i_loss_shape(gnn_op_ctx *c);
/* The labels of the listed rows are classes of operand 0. */
gnn_status gnn_i_loss_check_labels(const gnn_op_ctx *c);
/* The target looks like operand 0. */
gnn_status gnn_i_loss_check_target(const gnn_op_ctx *c);
/* Place for probabilities, if a backward pass may follow or `always`. */
gnn_status gnn_i_loss_save(gnn_op_ctx *c, bool always);
/* Backward over the listed rows. */
void gnn_i_loss_back(gnn_op_ctx *c, gnn_i_kernel *f32, gnn_i_kernel *f64);
/* dx_i += dy / k (p_i - [label]), the gradient of cross entropies. */
void gnn_i_loss_probabilities_back(gnn_op_ctx *c);

/* Minimum-cost assignment of an n x n matrix: row a gets column col[a].  O(n^3); scratch: gnn_i_assign_scratch bytes. */
void gnn_i_assign(int64_t n, const double *cost, int32_t *col, void *scratch);
size_t gnn_i_assign_scratch(int64_t n);

static inline int64_t gnn_i_loss_row(const gnn_i_loss *l, int64_t i) { return l->rows ? l->rows[i] : i; }

#endif
