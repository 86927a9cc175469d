/* y_i = s_i a_i      a (n,d), s (n,1)      da_i += s_i dy_i     ds_i += a_i . dy_i */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_mul_rows.c"
#include "each_dtype.h"

static gnn_status mul_rows_shape(gnn_op_ctx *c)
{
    char p[48], q[48];
    GNN_REQUIRE_RETURN(c->in[0] && c->in[1] && c->in[0]->ndim == 2 && c->in[1]->ndim > 0 &&
                           c->in[1]->shape[0] == c->in[0]->shape[0] && gnn_tensor_size(c->in[1]) == c->in[0]->shape[0],
                       GNN_ESHAPE, "a is %s, the factors of its rows %s", gnn_i_shape_text(p, c->in[0]),
                       gnn_i_shape_text(q, c->in[1]));
    return gnn_i_shape_like(c, 0);
}

static gnn_status mul_rows_forward(gnn_op_ctx *c)
{
    gnn_i_scale_rows(c->out->dtype, c->out->data, c->in[1]->data, c->in[0]->data, c->out->shape[0], c->out->shape[1],
                     false);
    return GNN_OK;
}

static gnn_status mul_rows_backward(gnn_op_ctx *c)
{
    int64_t n = c->out->shape[0], d = c->out->shape[1];
    if (c->din[0]) gnn_i_scale_rows(c->out->dtype, c->din[0]->data, c->in[1]->data, c->dout->data, n, d, true);
    if (c->din[1]) OVER(c, n, d, row_dots);
    return GNN_OK;
}

static gnn_var mul_rows_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)), s = gnn_i_case_rows(k, GNN_NODE_ROWS, 1);
    return gnn_mul_rows(a, s);
}

const gnn_op gnn_i_op_mul_rows = { "mul_rows", GNN_NODE_ROWS, true, mul_rows_shape,
                                   mul_rows_forward, mul_rows_backward, mul_rows_sample };

gnn_var gnn_mul_rows(gnn_var a, gnn_var s)
{
    return gnn_i_emit(&gnn_i_op_mul_rows, a.tape, NULL, 0, 2, (gnn_var[]){ a, s });
}

#else

static void S(row_dots)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    T *ds = DIN(1);
    for (int64_t r = from; r < to; r++) {
        const T *a = IN(0) + r * d, *dy = DOUT + r * d;
        T sum = 0;
        for (int64_t j = 0; j < d; j++) sum += a[j] * dy[j];
        ds[r] += sum;
    }
}

#endif
