/* y_v = max of m_e over arcs e into v, 0 without arcs      m (nnz,d), y (rows of op, d)
 * dm_e += dy_v / ties where m_e = y_v: ties share the gradient, which keeps it equivariant */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_max_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->fwd.nnz, "an arc of the operator"));
    return gnn_i_shape_set2(c, a->op->rows, c->in[0]->shape[1]);
}

static gnn_status arc_max_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_max(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, NULL, c->out->shape[1]);
    return GNN_OK;
}

static gnn_status arc_max_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    void *share = gnn_i_tape_alloc(c->tape, (size_t)(op->rows * c->out->shape[1]) * gnn_dtype_size(op->dtype));
    if (!share) return GNN_ENOMEM;
    gnn_i_segment_max_back(op->dtype, c->din[0]->data, c->dout->data, c->out->data, c->in[0]->data, op->rows,
                           op->fwd.ptr, c->out->shape[1], share);
    return GNN_OK;
}

static gnn_var arc_max_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_max(op, gnn_i_case_rows(k, GNN_ARC_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_max = { "arc_max", GNN_NODE_ROWS, true, arc_max_shape, arc_max_forward, arc_max_backward,
                                  arc_max_sample };

gnn_var gnn_arc_max(const gnn_operator *op, gnn_var messages)
{
    return gnn_i_emit(&gnn_i_op_arc_max, messages.tape, &(attr){ op }, sizeof(attr), 1, &messages);
}
