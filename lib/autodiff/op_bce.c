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
    GNN_TRY_RETURN(gnn_i_loss_shape(c));
    GNN_TRY_RETURN(gnn_i_loss_check_target(c));
    for (int64_t i = 0, d = c->in[0]->shape[1]; i < l->k * d; i++) {
        int64_t r = gnn_i_loss_row(l, i / d);
        double t = gnn_tensor_get(l->target, r * d + i % d);
        GNN_REQUIRE_RETURN(t >= 0 && t <= 1, GNN_EINVAL, "the target of row %lld, column %lld is %g, outside [0,1]", (long long)r,
                           (long long)(i % d), t);
    }
    return GNN_OK;
}

static gnn_status bce_forward(gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    double total;
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, l->k, 8 * d, bce));
    gnn_tensor_set(c->out, 0, total / (double)(l->k * d));
    return GNN_OK;
}

static gnn_status bce_backward(gnn_op_ctx *c)
{
    gnn_i_loss_back(c, bce_back_f32, bce_back_f64);
    return GNN_OK;
}

static gnn_var bce_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k), count = gnn_i_case_int(k, 0, 1) * gnn_i_case_int(k, 1, 12);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    const gnn_tensor *target = gnn_i_case_constant(k, GNN_NODE_ROWS, d, 0, 1);
    const int32_t *rows = gnn_i_case_nodes(k, &count);
    return gnn_bce(a, target, count ? rows : NULL, count);
}

const gnn_op gnn_i_op_bce = { "bce", GNN_INVARIANT, false, bce_shape, bce_forward, bce_backward, bce_sample };

gnn_var gnn_bce(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    gnn_i_loss l = { .target = target, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_bce, a.tape, &l, sizeof l, 1, &a);
}

#else

static void S(bce)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    double sum = 0;
    for (int64_t i = from; i < to; i++) {
        const T *a = IN(0) + gnn_i_loss_row(l, i) * d, *t = (const T *)l->target->data + gnn_i_loss_row(l, i) * d;
        for (int64_t j = 0; j < d; j++) sum += (a[j] > 0 ? a[j] : 0) - a[j] * t[j] + F(log1p)(F(exp)(-F(fabs)(a[j])));
    }
    c->sums[block] = sum;
}

static void S(bce_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    T scale = *DOUT / (T)(l->k * d);
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        const T *a = IN(0) + r * d, *t = (const T *)l->target->data + r * d;
        T *da = DIN(0) + r * d;
        for (int64_t j = 0; j < d; j++) da[j] += scale * (1 / (1 + F(exp)(-a[j])) - t[j]);
    }
}

#endif
