/* y = a + b      da += dy, db += dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_add.c"
#include "each_dtype.h"

static gnn_status add_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    return gnn_i_shape_like(c, 0);
}

static gnn_status add_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, add);
    return GNN_OK;
}

static gnn_status add_backward(gnn_op_ctx *c)
{
    gnn_i_pass_grad(c, 0, 1);
    gnn_i_pass_grad(c, 1, 1);
    return GNN_OK;
}

static gnn_var add_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d), b = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_add(a, b);
}

const gnn_op gnn_i_op_add = { "add", GNN_NODE_ROWS, GNN_I_EXACT | GNN_I_OVERWRITES, add_shape, add_forward,
                              add_backward, add_sample };

gnn_var gnn_add(gnn_var a, gnn_var b) { return gnn_i_emit(&gnn_i_op_add, a.tape, NULL, 0, 2, (gnn_var[]){ a, b }); }

#else

static void S(add)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *b = IN(1);
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = a[i] + b[i];
}

#endif
