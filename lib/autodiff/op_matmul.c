/* y = a b      a (n,k), b (k,d), y (n,d)
 * da += dy b^T     db += a^T dy */
#include "case.h"
#include "fused.h"

static gnn_status matmul_shape(gnn_op_ctx *c)
{
    const gnn_tensor *a = c->in[0], *b = c->in[1];
    char p[48], q[48];
    GNN_REQUIRE_RETURN(a && b && a->ndim == 2 && b->ndim == 2 && a->shape[1] == b->shape[0], GNN_ESHAPE, "%s times %s",
                       gnn_i_shape_text(p, a), gnn_i_shape_text(q, b));
    return gnn_i_shape_set2(c, a->shape[0], b->shape[1]);
}

static gnn_status matmul_forward(gnn_op_ctx *c)
{
    return gnn_i_tape_gemm(c, false, false, c->out->shape[0], c->out->shape[1], c->in[0]->shape[1], c->in[0]->data,
                           c->in[1]->data, 0, c->out->data);
}

static gnn_status matmul_backward(gnn_op_ctx *c)
{
    int64_t n = c->out->shape[0], d = c->out->shape[1], k = c->in[0]->shape[1];
    if (c->din[0])
        GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, n, k, d, c->dout->data, c->in[1]->data, 1, c->din[0]->data));
    if (c->din[1])
        GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, k, d, n, c->in[0]->data, c->dout->data, 1, c->din[1]->data));
    return GNN_OK;
}

static gnn_var matmul_sample(gnn_case *k)
{
    int64_t in = gnn_i_case_width(k), out = gnn_i_case_width(k);
    return gnn_matmul(gnn_i_case_rows(k, GNN_NODE_ROWS, in), gnn_i_case_free(k, 2, (int64_t[]){ in, out }));
}

const gnn_op gnn_i_op_matmul = { "matmul", GNN_NODE_ROWS, true, matmul_shape, matmul_forward, matmul_backward, matmul_sample };

gnn_var gnn_matmul(gnn_var a, gnn_var b)
{
    return gnn_i_emit(&gnn_i_op_matmul, a.tape, NULL, 0, 2, (gnn_var[]){ a, b });
}
