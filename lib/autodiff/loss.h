/* What the losses share: the list of rows, checks, and sums over fixed blocks of rows. */
#ifndef GNN_I_LOSS_H
#define GNN_I_LOSS_H

#include "op.h"

typedef struct gnn_i_loss {
    const gnn_tensor *target; /* same shape as the operand, or NULL      */
    const int32_t *labels;    /* one a row of the operand, or NULL       */
    const int32_t *rows;      /* k listed rows, NULL: all                */
    int64_t k;                /* filled by the shape check if rows NULL  */
    void *saved;              /* softmax of the listed rows, on the tape */
    int32_t *rename;          /* permutation loss: label -> column       */
} gnn_i_loss;

/* Row number of the i-th listed row. */
static inline int64_t gnn_i_loss_row(const gnn_i_loss *a, int64_t i) { return a->rows ? a->rows[i] : i; }

/* The operand is a matrix with rows to average over, listed rows are in range; the result is a scalar. */
gnn_status gnn_i_loss_shape(gnn_op_ctx *c, gnn_i_loss *a);
/* fn(ctx, from, to) gives the sum over listed rows from .. to; added up block by block, in order. */
typedef double (*gnn_i_loss_fn)(void *ctx, int64_t from, int64_t to);
gnn_status gnn_i_loss_sum(double *sum, gnn_op_ctx *c, const gnn_i_loss *a, gnn_i_loss_fn fn, void *ctx);

/* Softmax of each listed row into a->saved (k, C) and, if not NULL, the normaliser log sum exp into norms (k). */
gnn_status gnn_i_loss_softmax(gnn_op_ctx *c, gnn_i_loss *a, double *norms);
/* dlogits_i += dout / k (softmax_i - onehot(column of i)); a->rename maps labels to columns. */
void gnn_i_loss_softmax_back(gnn_op_ctx *c, const gnn_i_loss *a);

/* A loss of single entries against a target: value, and derivative where x is the entry and t the target. */
typedef double (*gnn_i_entry_fn)(double x, double t);
gnn_status gnn_i_entry_loss_shape(gnn_op_ctx *c);
gnn_status gnn_i_entry_loss_forward(gnn_op_ctx *c, gnn_i_entry_fn value);
gnn_status gnn_i_entry_loss_backward(gnn_op_ctx *c, gnn_i_entry_fn slope);

/* Minimum-cost assignment of an n x n matrix: row a gets column col[a].  O(n^3); scratch (4 n + 4) doubles. */
void gnn_i_assign(int64_t n, const double *cost, int32_t *col, double *scratch);

#endif
