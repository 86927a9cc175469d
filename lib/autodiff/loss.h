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
    int64_t renamed;              /* the same: classes below it may be renamed, among themselves         */
} gnn_i_loss;

/* Operand 0 is a matrix, the listed rows are some of its rows and at least one; fills k and distinct; result: a scalar. */
gnn_status gnn_i_loss_shape(gnn_op_ctx *c);
/* Place for probabilities, if a backward pass may follow or `always`. */
gnn_status gnn_i_loss_save(gnn_op_ctx *c, bool always);
/* Backward over the listed rows. */
gnn_status gnn_i_loss_back(gnn_op_ctx *c, gnn_i_kernel *f32, gnn_i_kernel *f64);
gnn_var gnn_i_loss_emit(const gnn_op *op, gnn_var x, const gnn_i_loss *l);

/* ---- means over entries of a term of prediction and target (kernels: loss_entries.inc) ---- */

typedef gnn_var gnn_i_entries_loss(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k);
gnn_status gnn_i_loss_entries_shape(gnn_op_ctx *c);
gnn_status gnn_i_loss_entries_forward(gnn_op_ctx *c, int64_t cost, gnn_i_kernel *f32, gnn_i_kernel *f64);
gnn_var gnn_i_loss_entries_sample(gnn_case *k, double low, double high, gnn_i_entries_loss *loss);

/* ---- cross entropies ---- */

typedef gnn_var gnn_i_labels_loss(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k);
gnn_status gnn_i_loss_labels_shape(gnn_op_ctx *c);
/* dx_i += dy / k (p_i - [label]) */
gnn_status gnn_i_loss_labels_backward(gnn_op_ctx *c);
gnn_var gnn_i_loss_labels_sample(gnn_case *k, gnn_i_labels_loss *loss);
/* log of the sum of exp(x_j); p, if not NULL: the softmax. */
float gnn_i_log_sum_exp_f32(const float *x, int64_t d, float *p);
double gnn_i_log_sum_exp_f64(const double *x, int64_t d, double *p);

/* Minimum-cost assignment of an n x n matrix: row a gets column col[a].  O(n^3); scratch: gnn_i_assign_scratch bytes. */
void gnn_i_assign(int64_t n, const double *cost, int32_t *col, void *scratch);
size_t gnn_i_assign_scratch(int64_t n);

static inline int64_t gnn_i_loss_row(const gnn_i_loss *l, int64_t i) { return l->rows ? l->rows[i] : i; }

#endif
