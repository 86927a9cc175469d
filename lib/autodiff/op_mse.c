/* y = mean over entries of the listed rows of (a - t)^2      da += 2 dy / count (a - t) */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_mse.c"
#include "each_dtype.h"

static gnn_status mse_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_loss_shape(c));
    return gnn_i_loss_check_target(c);
}

static gnn_status mse_forward(gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    double total;
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, l->k, d, mse));
    gnn_tensor_set(c->out, 0, total / (double)(l->k * d));
    return GNN_OK;
}

static gnn_status mse_backward(gnn_op_ctx *c)
{
    gnn_i_loss_back(c, mse_back_f32, mse_back_f64);
    return GNN_OK;
}

static gnn_var mse_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k), count = gnn_i_case_int(k, 0, 1) * gnn_i_case_int(k, 1, 12);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    const gnn_tensor *target = gnn_i_case_constant(k, GNN_NODE_ROWS, d, -2, 2);
    const int32_t *rows = gnn_i_case_nodes(k, &count);
    return gnn_mse(a, target, count ? rows : NULL, count);
}

const gnn_op gnn_i_op_mse = { "mse", GNN_INVARIANT, false, mse_shape, mse_forward, mse_backward, mse_sample };

gnn_var gnn_mse(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k)
{
    gnn_i_loss l = { .target = target, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_mse, a.tape, &l, sizeof l, 1, &a);
}

#else

static void S(mse)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    double sum = 0;
    for (int64_t i = from; i < to; i++) {
        const T *a = IN(0) + gnn_i_loss_row(l, i) * d, *t = (const T *)l->target->data + gnn_i_loss_row(l, i) * d;
        for (int64_t j = 0; j < d; j++) sum += (double)(a[j] - t[j]) * (a[j] - t[j]);
    }
    c->sums[block] = sum;
}

static void S(mse_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    T scale = *DOUT / (T)(l->k * d);
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        const T *a = IN(0) + r * d, *t = (const T *)l->target->data + r * d;
        T *da = DIN(0) + r * d;
        for (int64_t j = 0; j < d; j++) da[j] += 2 * scale * (a[j] - t[j]);
    }
}

#endif
