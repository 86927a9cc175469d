/* What the operations on pairs and bags share. */
#ifndef GNN_I_PAIRS_H
#define GNN_I_PAIRS_H

#include "op.h"

/* The blocks of p for the kernels, w channels. */
gnn_i_pair_args gnn_i_pair_args_of(const gnn_pairs *p, int64_t w);
/* p is there (and square, if asked), operand `input` is (rows, any). */
gnn_status gnn_i_check_pairs(const gnn_op_ctx *c, const gnn_pairs *p, bool square, int input, int64_t rows, const char *what);
static inline void gnn_i_run_pairs(const gnn_op_ctx *c, gnn_i_pair_kernel kernel, const gnn_i_pair_args *a)
{
    gnn_i_pairs(gnn_tape_dtype(c->tape), kernel, a);
}

#endif
