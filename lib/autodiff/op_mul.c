/* y = a b entrywise      da += b dy, db += a dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_mul.c"
#include "each_dtype.h"

static gnn_status mul_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    return gnn_i_shape_like(c, 0);
}

static gnn_status mul_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, mul);
    return GNN_OK;
}

static gnn_status mul_backward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 2, mul_back);
    return GNN_OK;
}

static gnn_var mul_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d), b = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_mul(a, gnn_i_case_int(k, 0, 3) ? b : a); /* also a square */
}

const gnn_op gnn_i_op_mul = { "mul", GNN_NODE_ROWS, true, mul_shape, mul_forward, mul_backward, mul_sample };

gnn_var gnn_mul(gnn_var a, gnn_var b) { return gnn_i_emit(&gnn_i_op_mul, a.tape, NULL, 0, 2, (gnn_var[]){ a, b }); }

#else

static void S(mul)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *b = IN(1);
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = a[i] * b[i];
}

static void S(mul_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *b = IN(1), *dy = DOUT;
    T *da = DIN(0), *db = DIN(1); /* the same array for a square */
    if (da)
        for (int64_t i = from; i < to; i++) da[i] += b[i] * dy[i];
    if (db)
        for (int64_t i = from; i < to; i++) db[i] += a[i] * dy[i];
}

#endif
