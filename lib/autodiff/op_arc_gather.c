/* y_e = x_src(e)      x (cols of op, d), y (nnz,d), arcs by destination
 * dx_u += sum of dy_e over arcs e out of u */
#include "case.h"
#include "fused.h"

typedef struct attr { const gnn_operator *op; } attr;

static gnn_status arc_gather_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->cols, "a column of the operator"));
    return gnn_i_shape_set2(c, a->op->fwd.nnz, c->in[0]->shape[1]);
}

static gnn_status arc_gather_forward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    gnn_i_gather_rows(op->dtype, c->out->data, c->in[0]->data, op->fwd.nnz, op->fwd.col, c->out->shape[1], false);
    return GNN_OK;
}

static gnn_status arc_gather_backward(gnn_op_ctx *c)
{
    const gnn_operator *op = ((const attr *)c->attr)->op;
    /* a 0/1 matrix (cols of op, nnz): row u has the arcs out of u */
    gnn_i_csr out = { .rows = op->cols, .cols = op->fwd.nnz, .nnz = op->bwd.nnz, .ptr = op->bwd.ptr, .col = op->bwd_entry };
    gnn_i_spmm(op->dtype, &out, c->dout->data, c->out->shape[1], c->din[0]->data, true, NULL, GNN_I_ACT_NONE);
    return GNN_OK;
}

static gnn_var arc_gather_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_arc_gather(op, gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_arc_gather = { "arc_gather", GNN_ARC_ROWS, true, arc_gather_shape, arc_gather_forward, arc_gather_backward,
                                     arc_gather_sample };

gnn_var gnn_arc_gather(const gnn_operator *op, gnn_var x)
{
    return gnn_i_emit(&gnn_i_op_arc_gather, x.tape, &(attr){ op }, sizeof(attr), 1, &x);
}
