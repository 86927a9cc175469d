/* y_e = x_dst(e)      x (rows of op, d), y (nnz,d), arcs by destination
 * dx_v += sum of dy_e over arcs e into v */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_spread_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->rows, "a row of the operator"));
    return gnn_i_shape_set2(c, a->op->fwd.nnz, c->in[0]->shape[1]);
}

static gnn_status arc_spread_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_spread(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, c->out->shape[1], false,
                         false);
    return GNN_OK;
}

static gnn_status arc_spread_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_sum(op->dtype, c->din[0]->data, c->dout->data, op->rows, op->fwd.ptr, c->out->shape[1], false, true);
    return GNN_OK;
}

static gnn_var arc_spread_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_spread(op, gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_spread = { "arc_spread", GNN_ARC_ROWS, true, arc_spread_shape, arc_spread_forward, arc_spread_backward,
                                     arc_spread_sample };

gnn_var gnn_arc_spread(const gnn_operator *op, gnn_var x)
{
    return gnn_i_emit(&gnn_i_op_arc_spread, x.tape, &(attr){ op }, sizeof(attr), 1, &x);
}
