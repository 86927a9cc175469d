/* y = mean over entries of the listed rows of -t log s(a) - (1 - t) log(1 - s(a)), s the sigmoid, t in [0,1]
 *   = max(a, 0) - a t + log(1 + exp(-|a|)), which neither overflows nor cancels      da += dy / count (s(a) - t) */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_bce.c"
#include "each_dtype.h"

static gnn_status bce_shape(gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    GNN_TRY_RETURN(gnn_i_loss_entries_shape(c));
    for (int64_t i = 0, d = c->in[0]->shape[1]; i < l->k * d; i++) {
        int64_t r = gnn_i_loss_row(l, i / d);
        double t = gnn_tensor_get(l->target, r * d + i % d);
        GNN_REQUIRE_RETURN(t >= 0 && t <= 1, GNN_EINVAL, "the target of row %lld, column %lld is %g, outside [0,1]",
                           (long long)r, (long long)(i % d), t);
    }
    return GNN_OK;
}

static gnn_status bce_forward(gnn_op_ctx *c) { return gnn_i_loss_entries_forward(c, 8, total_f32, total_f64); }
static gnn_status bce_backward(gnn_op_ctx *c) { return gnn_i_loss_back(c, back_f32, back_f64); }
static gnn_var bce_sample(gnn_case *k) { return gnn_i_loss_entries_sample(k, 0, 1, gnn_bce); }

const gnn_op gnn_i_op_bce = { "bce", GNN_INVARIANT, false, bce_shape, bce_forward, bce_backward, bce_sample };

gnn_var gnn_bce(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    return gnn_i_loss_emit(&gnn_i_op_bce, a, &(gnn_i_loss){ .target = target, .rows = rows, .k = k });
}

#else

static double S(term)(T a, T t) { return (a > 0 ? a : 0) - a * t + F(log1p)(F(exp)(-F(fabs)(a))); }
static T S(slope)(T a, T t) { return 1 / (1 + F(exp)(-a)) - t; }
#include "loss_entries.inc"

#endif
