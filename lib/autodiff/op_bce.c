/* l = mean of -t log s(x) - (1 - t) log(1 - s(x)), s the logistic function, written as max(x,0) - t x + log(1 + e^-|x|)
 * so that no |x| overflows      dx += dl (s(x) - t) / entries */
#include "case.h"
#include "loss.h"
#include <math.h>

static double value(double x, double t) { return (x > 0 ? x : 0) - t * x + log1p(exp(-fabs(x))); }
static double slope(double x, double t) { return (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))) - t; }

static gnn_status bce_forward(gnn_op_ctx *c) { return gnn_i_entry_loss_forward(c, value); }
static gnn_status bce_backward(gnn_op_ctx *c) { return gnn_i_entry_loss_backward(c, slope); }

static gnn_var bce_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_bce(x, gnn_i_case_constant(k, GNN_NODE_ROWS, d, 0, 1), NULL, 0);
}

const gnn_op gnn_i_op_bce = { "bce", GNN_INVARIANT, false, gnn_i_entry_loss_shape, bce_forward, bce_backward, bce_sample };

gnn_var gnn_bce(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    gnn_i_loss s = { .target = target, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_bce, a.tape, &s, sizeof s, 1, &a);
}
