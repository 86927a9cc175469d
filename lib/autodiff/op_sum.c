/* y = sum of all entries      da_i += dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_sum.c"
#include "each_dtype.h"

static gnn_status sum_shape(gnn_op_ctx *c)
{
    GNN_REQUIRE_RETURN(c->in[0], GNN_EINVAL, "operand 0 is required");
    c->out->ndim = 0;
    return GNN_OK;
}

static gnn_status sum_forward(gnn_op_ctx *c)
{
    double total;
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, gnn_tensor_size(c->in[0]), 1, total));
    gnn_tensor_set(c->out, 0, total);
    return GNN_OK;
}

static gnn_status sum_backward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->in[0]), 1, broadcast);
    return GNN_OK;
}

static gnn_var sum_sample(gnn_case *k)
{
    return gnn_sum(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_sum = { "sum", GNN_INVARIANT, true, sum_shape, sum_forward, sum_backward, sum_sample };

gnn_var gnn_sum(gnn_var a) { return gnn_i_emit(&gnn_i_op_sum, a.tape, NULL, 0, 1, &a); }

#else

#include "total.inc"

#endif
