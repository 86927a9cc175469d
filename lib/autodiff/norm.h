/* Column-wise normalisation over segments of rows, shared by batch_norm (one segment) and segment_norm.
 *
 *   mu = mean of x, z = x - alpha mu, s = (mean of z^2 + eps)^-1/2, y = gamma z s + beta      per segment and column
 *   with P = sum of dy z, Q = sum of dy over the segment of n rows, g = gamma:
 *   dz_i = g s dy_i - z_i g s^3 P / n,   sum of dz = g s Q - (1 - alpha) mu g s^3 P
 *   dx_i += dz_i - alpha / n sum of dz,  dalpha += -mu sum of dz,  dgamma += s P,  dbeta += Q
 * Fixed statistics (running averages): mu and s are constants, dx_i += g s dy_i.
 * Sums are taken in f64 over fixed blocks of rows, then block by block: same bits for any number of threads. */
#ifndef GNN_I_NORM_H
#define GNN_I_NORM_H

#include "op.h"

typedef struct gnn_i_norm {
    double eps;
    int64_t segments;
    const int64_t *ptr;   /* NULL: one segment, all rows                         */
    bool fixed;           /* mean and inv were given                             */
    double *mean, *inv;   /* (segments, d), on the tape                          */
    int64_t blocks;
    int64_t *block;       /* 3 a block: segment, first row, last row + 1         */
} gnn_i_norm;

/* Operands: x (n,d), gamma, beta, alpha, the last three (d) or none. */
gnn_status gnn_i_norm_shape(gnn_op_ctx *c, const gnn_i_norm *a);
/* Fills mean and inv unless fixed. */
gnn_status gnn_i_norm_stats(gnn_op_ctx *c, gnn_i_norm *a);
gnn_status gnn_i_norm_forward(gnn_op_ctx *c, gnn_i_norm *a);
gnn_status gnn_i_norm_backward(gnn_op_ctx *c, gnn_i_norm *a);

#endif
