/* y = mean over entries of the listed rows of (a - t)^2      da += 2 dy / count (a - t) */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_mse.c"
#include "each_dtype.h"

static gnn_status mse_forward(gnn_op_ctx *c) { return gnn_i_loss_entries_forward(c, 1, total_f32, total_f64); }
static gnn_status mse_backward(gnn_op_ctx *c) { return gnn_i_loss_back(c, back_f32, back_f64); }
static gnn_var mse_sample(gnn_case *k) { return gnn_i_loss_entries_sample(k, -2, 2, gnn_mse); }

const gnn_op gnn_i_op_mse = { "mse", GNN_INVARIANT, false, gnn_i_loss_entries_shape, mse_forward, mse_backward, mse_sample };

gnn_var gnn_mse(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    return gnn_i_loss_emit(&gnn_i_op_mse, a, &(gnn_i_loss){ .target = target, .rows = rows, .k = k });
}

#else

static double S(term)(T a, T t) { return (double)(a - t) * (a - t); }
static T S(slope)(T a, T t) { return 2 * (a - t); }
#include "loss_entries.inc"

#endif
