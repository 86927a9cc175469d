/* y = mean of all entries, of which there must be one      da_i += dy / count */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_mean.c"
#include "each_dtype.h"

static gnn_status mean_shape(gnn_op_ctx *c)
{
    char p[48];
    GNN_REQUIRE_RETURN(c->in[0] && gnn_tensor_size(c->in[0]) > 0, GNN_ESHAPE, "the mean of %s, which has no entries",
                       gnn_i_shape_text(p, c->in[0]));
    c->out->ndim = 0;
    return GNN_OK;
}

static gnn_status mean_forward(gnn_op_ctx *c)
{
    double total, *count = c->attr;
    *count = (double)gnn_tensor_size(c->in[0]);
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, gnn_tensor_size(c->in[0]), 1, total));
    gnn_tensor_set(c->out, 0, total / *count);
    return GNN_OK;
}

static gnn_status mean_backward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->in[0]), 1, broadcast);
    return GNN_OK;
}

static gnn_var mean_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    return gnn_mean(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_mean = { "mean", GNN_INVARIANT, false, mean_shape, mean_forward, mean_backward, mean_sample };

gnn_var gnn_mean(gnn_var a)
{
    double count = 0;
    return gnn_i_emit(&gnn_i_op_mean, a.tape, &count, sizeof count, 1, &a);
}

#else

#include "total.inc"

#endif
