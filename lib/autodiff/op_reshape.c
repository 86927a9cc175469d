/* y = a with another shape, in the same memory      da += dy */
#include "case.h"
#include "op.h"

typedef struct attr {
    int ndim;
    int64_t shape[4];
} attr;

static gnn_status reshape_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    int64_t size;
    char p[48], q[48];
    GNN_REQUIRE_RETURN(c->in[0], GNN_EINVAL, "operand 0 is required");
    GNN_REQUIRE_RETURN(a->ndim >= 0 && a->ndim <= 4, GNN_EINVAL, "%d dimensions, 0 to 4 are possible", a->ndim);
    c->out->ndim = a->ndim;
    for (int i = 0; i < a->ndim; i++) c->out->shape[i] = a->shape[i];
    GNN_TRY_RETURN(gnn_i_shape_size(&size, a->ndim, a->shape));
    GNN_REQUIRE_RETURN(size == gnn_tensor_size(c->in[0]), GNN_ESHAPE, "%s has not as many entries as %s",
                       gnn_i_shape_text(p, c->in[0]), gnn_i_shape_text(q, c->out));
    c->out->data = c->in[0]->data;
    return GNN_OK;
}

static gnn_status reshape_forward(gnn_op_ctx *c)
{
    (void)c;
    return GNN_OK;
}

static gnn_status reshape_backward(gnn_op_ctx *c)
{
    gnn_i_pass_grad(c, 0, 1);
    return GNN_OK;
}

static gnn_var reshape_sample(gnn_case *k)
{
    int64_t a = gnn_i_case_int(k, 1, 4), b = gnn_i_case_int(k, 1, 4);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, a * b);
    int64_t n = gnn_graph_n(gnn_i_case_graph(k));
    return gnn_i_case_int(k, 0, 1) ? gnn_reshape(x, 3, (int64_t[]){ n, a, b })
                                   : gnn_reshape(x, 4, (int64_t[]){ n, 1, b, a });
}

const gnn_op gnn_i_op_reshape = { "reshape", GNN_NODE_ROWS, true, reshape_shape,
                                  reshape_forward, reshape_backward, reshape_sample };

gnn_var gnn_reshape(gnn_var a, int ndim, const int64_t *shape)
{
    attr to = { .ndim = ndim };
    for (int i = 0; i < ndim && i < 4; i++) to.shape[i] = shape[i];
    return gnn_i_emit(&gnn_i_op_reshape, a.tape, &to, sizeof to, 1, &a);
}
