/* GAT attention (Velickovic et al. 2018, eq. 3), all heads in one pass over the arcs:
 *   z_e = leaky_relu(s_src(e) + t_dst(e))     alpha = softmax of z over arcs into dst     y_v = sum of alpha_e v_src(e)
 *   v (cols, heads c), s (cols, heads), t (rows, heads), y (rows, heads c); kept: alpha (nnz, heads)
 * dz_e = alpha_e (g_e - sum of alpha g) leaky'(.), g_e = dy_v . v_u
 * dt_v += sum of dz_e    ds_u += sum of dz_e    dv_u += sum of alpha_e dy_v */
#include "case.h"
#include "fused.h"

typedef struct attr {
    const gnn_operator *op;
    int64_t heads;
    double slope;
    void *alpha;
} attr;

static gnn_status gat_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    char p[48], q[48];
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->cols, "a column of the operator"));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 1, a->op->cols, "a column of the operator"));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 2, a->op->rows, "a row of the operator"));
    int64_t w = c->in[0]->shape[1];
    GNN_REQUIRE_RETURN(a->heads > 0 && w % a->heads == 0 && c->in[1]->shape[1] == a->heads &&
                           c->in[2]->shape[1] == a->heads,
                       GNN_ESHAPE, "%lld heads, v has %lld columns, s is %s, t %s", (long long)a->heads, (long long)w,
                       gnn_i_shape_text(p, c->in[1]), gnn_i_shape_text(q, c->in[2]));
    return gnn_i_shape_set2(c, a->op->rows, w);
}

static gnn_i_attention_args arguments(const gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_operator *op = a->op;
    return (gnn_i_attention_args){ .rows = op->rows,
                                   .cols = op->cols,
                                   .nnz = op->fwd.nnz,
                                   .ptr = op->fwd.ptr,
                                   .bptr = op->bwd.ptr,
                                   .col = op->fwd.col,
                                   .bcol = op->bwd.col,
                                   .bentry = op->bwd_entry,
                                   .heads = a->heads,
                                   .c = c->in[0]->shape[1] / a->heads,
                                   .slope = a->slope,
                                   .v = c->in[0]->data,
                                   .s = c->in[1]->data,
                                   .t = c->in[2]->data,
                                   .alpha = a->alpha };
}

static gnn_status gat_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    a->alpha = gnn_i_tape_alloc(c->tape, (size_t)(a->op->fwd.nnz * a->heads) * gnn_dtype_size(a->op->dtype));
    if (!a->alpha) return GNN_ENOMEM;
    gnn_i_attention_args k = arguments(c);
    k.y = c->out->data;
    gnn_i_gat(a->op->dtype, &k);
    return GNN_OK;
}

static gnn_status gat_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_attention_args k = arguments(c);
    k.dscore = gnn_i_tape_alloc(c->tape, (size_t)(a->op->fwd.nnz * a->heads) * gnn_dtype_size(a->op->dtype));
    if (!k.dscore) return GNN_ENOMEM;
    k.dy = c->dout->data;
    k.dv = c->din[0] ? c->din[0]->data : NULL, k.ds = c->din[1] ? c->din[1]->data : NULL;
    k.dt = c->din[2] ? c->din[2]->data : NULL;
    gnn_i_gat_back(a->op->dtype, &k);
    return GNN_OK;
}

static gnn_var gat_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, gnn_i_case_int(k, 0, 1) ? "A+I" : "A");
    int64_t heads = gnn_i_case_int(k, 1, 3), c = gnn_i_case_int(k, 1, 9);
    gnn_var v = gnn_i_case_rows(k, GNN_NODE_ROWS, heads * c);
    gnn_var s = gnn_i_case_rows(k, GNN_NODE_ROWS, heads), t = gnn_i_case_rows(k, GNN_NODE_ROWS, heads);
    return gnn_gat(op, v, s, t, (int)heads, 0.2);
}

const gnn_op gnn_i_op_gat = { "gat", GNN_NODE_ROWS, false, gat_shape, gat_forward, gat_backward, gat_sample };

gnn_var gnn_gat(const gnn_operator *op, gnn_var v, gnn_var s, gnn_var t, int heads, double slope)
{
    return gnn_i_emit(&gnn_i_op_gat, v.tape, &(attr){ op, heads, slope, NULL }, sizeof(attr), 3,
                      (gnn_var[]){ v, s, t });
}
