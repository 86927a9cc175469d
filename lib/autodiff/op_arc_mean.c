/* y_v = mean of m_e over arcs e into v, 0 without arcs      m (nnz,d), y (rows of op, d)
 * dm_e += dy_dst(e) / number of arcs into dst(e) */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_mean_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->fwd.nnz, "an arc of the operator"));
    return gnn_i_shape_set2(c, a->op->rows, c->in[0]->shape[1]);
}

static gnn_status arc_mean_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_sum(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, c->out->shape[1], true, false);
    return GNN_OK;
}

static gnn_status arc_mean_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_spread(op->dtype, c->din[0]->data, c->dout->data, op->rows, op->fwd.ptr, c->out->shape[1], true,
                         true);
    return GNN_OK;
}

static gnn_var arc_mean_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_mean(op, gnn_i_case_rows(k, GNN_ARC_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_mean = { "arc_mean", GNN_NODE_ROWS, false, arc_mean_shape, arc_mean_forward, arc_mean_backward,
                                   arc_mean_sample };

gnn_var gnn_arc_mean(const gnn_operator *op, gnn_var messages)
{
    return gnn_i_emit(&gnn_i_op_arc_mean, messages.tape, &(attr){ op }, sizeof(attr), 1, &messages);
}
