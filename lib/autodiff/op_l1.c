/* l = mean of |x - t| over the entries of the listed rows      dx += dl sign(x - t) / entries, 0 where equal */
#include "case.h"
#include "loss.h"
#include <math.h>

static double value(double x, double t) { return fabs(x - t); }
static double slope(double x, double t) { return (x > t) - (x < t); }

static gnn_status l1_forward(gnn_op_ctx *c) { return gnn_i_entry_loss_forward(c, value); }
static gnn_status l1_backward(gnn_op_ctx *c) { return gnn_i_entry_loss_backward(c, slope); }

static gnn_var l1_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_l1(x, gnn_i_case_constant(k, GNN_NODE_ROWS, d, -9, -7), NULL, 0);
}

const gnn_op gnn_i_op_l1 = { "l1", GNN_INVARIANT, false, gnn_i_entry_loss_shape, l1_forward, l1_backward, l1_sample };

gnn_var gnn_l1(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    gnn_i_loss s = { .target = target, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_l1, a.tape, &s, sizeof s, 1, &a);
}
