/* y = s a, s a constant      da += s dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_scale.c"
#include "each_dtype.h"

static gnn_status scale_shape(gnn_op_ctx *c)
{
    return gnn_i_shape_like(c, 0);
}

static gnn_status scale_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, scale);
    return GNN_OK;
}

static gnn_status scale_backward(gnn_op_ctx *c)
{
    gnn_i_pass_grad(c, 0, *(const double *)c->attr);
    return GNN_OK;
}

static gnn_var scale_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    return gnn_scale(a, (double)gnn_i_case_int(k, -3, 3));
}

const gnn_op gnn_i_op_scale = { "scale", GNN_NODE_ROWS, true, scale_shape,
                                scale_forward, scale_backward, scale_sample };

gnn_var gnn_scale(gnn_var a, double s) { return gnn_i_emit(&gnn_i_op_scale, a.tape, &s, sizeof s, 1, &a); }

#else

static void S(scale)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), s = (T) * (const double *)c->attr;
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = s * a[i];
}

#endif
