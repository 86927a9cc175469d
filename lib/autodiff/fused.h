/* What the heavy operations share: checks of operators, products with scratch from the tape, fused bias + activation. */
#ifndef GNN_I_FUSED_H
#define GNN_I_FUSED_H

#include "op.h"

/* An operator of the tape's dtype; with matrix, one that has stored entries (arcs). */
gnn_status gnn_i_need_operator(const gnn_op_ctx *c, const gnn_operator *op, bool matrix);
/* Operand i is a matrix with `rows` rows ("one a column of the operator"). */
gnn_status gnn_i_need_rows(const gnn_op_ctx *c, int i, int64_t rows, const char *meaning);
/* Operand i, if there, has exactly `size` entries in one dimension (a bias). */
gnn_status gnn_i_need_bias(const gnn_op_ctx *c, int i, int64_t size);

/* C = beta C + op(A) op(B). */
gnn_status gnn_i_tape_gemm(const gnn_op_ctx *c, bool ta, bool tb, int64_t m, int64_t n, int64_t k, const void *A, const void *B,
                           double beta, void *C);
/* For y = fn(z + b), y (rows,w): *g = gradient of z (dout itself where it is the same), db added to if not NULL. */
gnn_status gnn_i_before_act(const gnn_op_ctx *c, gnn_act_fn fn, gnn_tensor *db, const void **g);
/* The same for any y and dy. */
gnn_status gnn_i_before_map(const gnn_op_ctx *c, gnn_act_fn fn, const void *y, const void *dy, int64_t rows, int64_t w,
                            void *db, const void **g);

#endif
