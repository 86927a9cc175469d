/* y_v = sum of m_e over arcs e into v      m (nnz,d), y (rows of op, d)
 * dm_e += dy_dst(e) */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_sum_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->fwd.nnz, "an arc of the operator"));
    return gnn_i_shape_set2(c, a->op->rows, c->in[0]->shape[1]);
}

static gnn_status arc_sum_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_sum(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, c->out->shape[1], false, false);
    return GNN_OK;
}

static gnn_status arc_sum_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_spread(op->dtype, c->din[0]->data, c->dout->data, op->rows, op->fwd.ptr, c->out->shape[1], false,
                         true);
    return GNN_OK;
}

static gnn_var arc_sum_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_sum(op, gnn_i_case_rows(k, GNN_ARC_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_sum = { "arc_sum", GNN_NODE_ROWS, true, arc_sum_shape, arc_sum_forward, arc_sum_backward,
                                  arc_sum_sample };

gnn_var gnn_arc_sum(const gnn_operator *op, gnn_var messages)
{
    return gnn_i_emit(&gnn_i_op_arc_sum, messages.tape, &(attr){ op }, sizeof(attr), 1, &messages);
}
