/* y_e = exp(s_e) / sum of exp(s_f) over arcs f into dst(e), column by column      s, y (nnz,d)
 * ds_e += y_e (dy_e - sum of y_f dy_f over arcs f into dst(e)) */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_softmax_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->fwd.nnz, "an arc of the operator"));
    return gnn_i_shape_like(c, 0);
}

static gnn_status arc_softmax_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_softmax(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, c->out->shape[1]);
    return GNN_OK;
}

static gnn_status arc_softmax_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_softmax_back(op->dtype, c->din[0]->data, c->dout->data, c->out->data, op->rows, op->fwd.ptr,
                               c->out->shape[1]);
    return GNN_OK;
}

static gnn_var arc_softmax_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_softmax(op, gnn_i_case_rows(k, GNN_ARC_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_softmax = { "arc_softmax", GNN_ARC_ROWS, false, arc_softmax_shape, arc_softmax_forward, arc_softmax_backward,
                                      arc_softmax_sample };

gnn_var gnn_arc_softmax(const gnn_operator *op, gnn_var scores)
{
    return gnn_i_emit(&gnn_i_op_arc_softmax, scores.tape, &(attr){ op }, sizeof(attr), 1, &scores);
}
