/* y = mean over entries of the listed rows of |a - t|      da += dy / count sign(a - t), 0 where equal */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_l1.c"
#include "each_dtype.h"

static gnn_status l1_forward(gnn_op_ctx *c) { return gnn_i_loss_entries_forward(c, 1, total_f32, total_f64); }
static gnn_status l1_backward(gnn_op_ctx *c) { return gnn_i_loss_back(c, back_f32, back_f64); }
static gnn_var l1_sample(gnn_case *k) { return gnn_i_loss_entries_sample(k, -2, 2, gnn_l1); }

const gnn_op gnn_i_op_l1 = { "l1", GNN_INVARIANT, false, gnn_i_loss_entries_shape, l1_forward, l1_backward, l1_sample };

gnn_var gnn_l1(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    return gnn_i_loss_emit(&gnn_i_op_l1, a, &(gnn_i_loss){ .target = target, .rows = rows, .k = k });
}

#else

static double S(term)(T a, T t) { return F(fabs)(a - t); }
static T S(slope)(T a, T t) { return a > t ? 1 : a < t ? -1 : 0; }
#include "loss_entries.inc"

#endif
