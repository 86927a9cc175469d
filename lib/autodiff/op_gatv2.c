/* GATv2 attention (Brody, Alon, Yahav 2022, eq. 7), all heads in one pass over the arcs:
 *   s_e = att_h . leaky_relu(l_src(e) + r_dst(e))     alpha = softmax of s over arcs into dst     y_v = sum of alpha_e l_src(e)
 *   l (cols, heads c), r (rows, heads c), att (heads, c), y (rows, heads c); kept: alpha (nnz, heads)
 * ds_e = alpha_e (g_e - sum of alpha g), g_e = dy_v . l_u
 * datt += sum of ds_e leaky(t_e)    dr_v += sum of ds_e leaky'(t_e) att    dl_u += sum of alpha_e dy_v + ds_e leaky'(t_e) att */
#include "case.h"
#include "fused.h"

typedef struct attr {
    const gnn_operator *op;
    int64_t heads;
    double slope;
    void *alpha;
} attr;

static gnn_status gatv2_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_tensor *att = c->in[2];
    char p[48], q[48];
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->cols, "a column of the operator"));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 1, a->op->rows, "a row of the operator"));
    int64_t w = c->in[0]->shape[1];
    GNN_REQUIRE_RETURN(att && a->heads > 0 && att->ndim == 2 && att->shape[0] == a->heads &&
                           att->shape[1] * a->heads == w && c->in[1]->shape[1] == w,
                       GNN_ESHAPE, "%lld heads, l has %lld columns, r is %s, att %s, expected (heads,c)",
                       (long long)a->heads, (long long)w, gnn_i_shape_text(p, c->in[1]), gnn_i_shape_text(q, att));
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
                                   .c = c->in[2]->shape[1],
                                   .slope = a->slope,
                                   .l = c->in[0]->data,
                                   .r = c->in[1]->data,
                                   .att = c->in[2]->data,
                                   .alpha = a->alpha };
}

static gnn_status gatv2_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    a->alpha = gnn_i_tape_alloc(c->tape, (size_t)(a->op->fwd.nnz * a->heads) * gnn_dtype_size(a->op->dtype));
    if (!a->alpha) return GNN_ENOMEM;
    gnn_i_attention_args k = arguments(c);
    k.y = c->out->data;
    gnn_i_gatv2(a->op->dtype, &k);
    return GNN_OK;
}

static gnn_status gatv2_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_attention_args k = arguments(c);
    k.dscore = gnn_i_tape_alloc(c->tape, (size_t)(a->op->fwd.nnz * a->heads) * gnn_dtype_size(a->op->dtype));
    void *scratch = gnn_i_tape_alloc(c->tape, gnn_i_gatv2_scratch(a->op->dtype, &k));
    if (!k.dscore || !scratch) return GNN_ENOMEM;
    k.dy = c->dout->data;
    k.dl = c->din[0] ? c->din[0]->data : NULL, k.dr = c->din[1] ? c->din[1]->data : NULL;
    k.datt = c->din[2] ? c->din[2]->data : NULL;
    gnn_i_gatv2_back(a->op->dtype, &k, scratch);
    return GNN_OK;
}

static gnn_var gatv2_sample(gnn_case *k)
{
    const gnn_operator *op = gnn_i_case_operator(k, gnn_i_case_int(k, 0, 1) ? "A+I" : "A");
    int64_t heads = gnn_i_case_int(k, 1, 3), c = gnn_i_case_int(k, 1, 9);
    gnn_var l = gnn_i_case_rows(k, GNN_NODE_ROWS, heads * c), r = gnn_i_case_rows(k, GNN_NODE_ROWS, heads * c);
    return gnn_gatv2(op, l, r, gnn_i_case_free(k, 2, (int64_t[]){ heads, c }), (int)heads, 0.2);
}

const gnn_op gnn_i_op_gatv2 = { "gatv2", GNN_NODE_ROWS, false, gatv2_shape, gatv2_forward, gatv2_backward, gatv2_sample };

gnn_var gnn_gatv2(const gnn_operator *op, gnn_var l, gnn_var r, gnn_var att, int heads, double slope)
{
    return gnn_i_emit(&gnn_i_op_gatv2, l.tape, &(attr){ op, heads, slope, NULL }, sizeof(attr), 3,
                      (gnn_var[]){ l, r, att });
}
