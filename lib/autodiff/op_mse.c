/* l = mean of (x - t)^2 over the entries of the listed rows      dx += 2 dl (x - t) / entries */
#include "case.h"
#include "loss.h"
#include <math.h>

static double value(double x, double t) { return (x - t) * (x - t); }
static double slope(double x, double t) { return 2 * (x - t); }

static gnn_status mse_forward(gnn_op_ctx *c) { return gnn_i_entry_loss_forward(c, value); }
static gnn_status mse_backward(gnn_op_ctx *c) { return gnn_i_entry_loss_backward(c, slope); }

static gnn_var mse_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_mse(x, gnn_i_case_constant(k, GNN_NODE_ROWS, d, -1, 1), NULL, 0);
}

const gnn_op gnn_i_op_mse = { "mse", GNN_INVARIANT, false, gnn_i_entry_loss_shape, mse_forward, mse_backward, mse_sample };

gnn_var gnn_mse(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    gnn_i_loss s = { .target = target, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_mse, a.tape, &s, sizeof s, 1, &a);
}
