/* y_e = W_e^T x_e      W (nnz, k d) with W_e as k x d, x (nnz,k), y (nnz,d)
 * dW_e += x_e dy_e^T     dx_e += W_e dy_e */
#include "case.h"
#include "fused.h"

typedef struct attr { int64_t d; } attr;

static gnn_status arc_matvec_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_tensor *w = c->in[0], *x = c->in[1];
    char p[48], q[48];
    int64_t size;
    GNN_REQUIRE_RETURN(w && x && a->d >= 0 && w->ndim == 2 && x->ndim == 2 && w->shape[0] == x->shape[0] &&
                       gnn_i_mul_ok(x->shape[1], a->d, &size) && w->shape[1] == size, GNN_ESHAPE,
                       "weights are %s, x %s, the result has %lld columns", gnn_i_shape_text(p, w), gnn_i_shape_text(q, x),
                       (long long)a->d);
    return gnn_i_shape_set2(c, x->shape[0], a->d);
}

static gnn_status arc_matvec_forward(gnn_op_ctx *c)
{
    gnn_i_matvec(c->out->dtype, c->out->data, c->in[0]->data, c->in[1]->data, c->out->shape[0], c->in[1]->shape[1],
                 c->out->shape[1]);
    return GNN_OK;
}

static gnn_status arc_matvec_backward(gnn_op_ctx *c)
{
    gnn_i_matvec_back(c->out->dtype, c->din[0] ? c->din[0]->data : NULL, c->din[1] ? c->din[1]->data : NULL,
                      c->dout->data, c->in[0]->data, c->in[1]->data, c->out->shape[0], c->in[1]->shape[1],
                      c->out->shape[1]);
    return GNN_OK;
}

static gnn_var arc_matvec_sample(gnn_case *k)
{
    int64_t in = gnn_i_case_int(k, 1, 5), d = gnn_i_case_int(k, 1, 9);
    gnn_var w = gnn_i_case_rows(k, GNN_ARC_ROWS, in * d), x = gnn_i_case_rows(k, GNN_ARC_ROWS, in);
    return gnn_arc_matvec(w, x, d);
}

const gnn_op gnn_i_op_arc_matvec = { "arc_matvec", GNN_ARC_ROWS, true, arc_matvec_shape, arc_matvec_forward, arc_matvec_backward,
                                     arc_matvec_sample };

gnn_var gnn_arc_matvec(gnn_var w, gnn_var x, int64_t d)
{
    return gnn_i_emit(&gnn_i_op_arc_matvec, w.tape, &(attr){ d }, sizeof(attr), 2, (gnn_var[]){ w, x });
}
