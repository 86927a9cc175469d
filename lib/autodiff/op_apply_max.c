/* y_v = max of x_u over arcs (u,v), 0 without arcs      x (cols of op, d), y (rows of op, d); no arc rows are made
 * dx_u += sum over arcs (u,v) with x_u = y_v of dy_v / ties at v */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status apply_max_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->cols, "a column of the operator"));
    return gnn_i_shape_set2(c, a->op->rows, c->in[0]->shape[1]);
}

static gnn_status apply_max_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_segment_max(op->dtype, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, op->fwd.col, c->out->shape[1]);
    return GNN_OK;
}

static gnn_status apply_max_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    void *share = gnn_i_tape_alloc(c->tape, (size_t)(op->rows * c->out->shape[1]) * gnn_dtype_size(op->dtype));
    if (!share) return GNN_ENOMEM;
    gnn_i_max_share(op->dtype, share, c->dout->data, c->out->data, c->in[0]->data, op->rows, op->fwd.ptr, op->fwd.col,
                    c->out->shape[1]);
    gnn_i_max_collect(op->dtype, c->din[0]->data, share, c->out->data, c->in[0]->data, op->cols, op->bwd.ptr,
                      op->bwd.col, c->out->shape[1]);
    return GNN_OK;
}

static gnn_var apply_max_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_apply_max(op, gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_apply_max = { "apply_max", GNN_NODE_ROWS, true, apply_max_shape, apply_max_forward, apply_max_backward,
                                    apply_max_sample };

gnn_var gnn_apply_max(const gnn_operator *op, gnn_var x)
{
    return gnn_i_emit(&gnn_i_op_apply_max, x.tape, &(attr){ op }, sizeof(attr), 1, &x);
}
