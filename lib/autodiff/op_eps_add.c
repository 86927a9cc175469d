/* y = (1 + eps) a + b      a, b (n,d), eps one number or none (0)   (GIN, Xu et al. 2019, eq. 4.1)
 * da += (1 + eps) dy     db += dy     deps += sum of a dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_eps_add.c"
#include "each_dtype.h"

static gnn_status eps_add_shape(gnn_op_ctx *c)
{
    const gnn_tensor *eps = c->in[2];
    char p[48];
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    GNN_REQUIRE_RETURN(!eps || gnn_tensor_size(eps) == 1, GNN_ESHAPE, "eps is %s, expected one number",
                       gnn_i_shape_text(p, eps));
    return gnn_i_shape_like(c, 0);
}

static gnn_status eps_add_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, eps_add);
    return GNN_OK;
}

static gnn_status eps_add_backward(gnn_op_ctx *c)
{
    double deps;
    gnn_i_pass_grad(c, 0, 1 + (c->in[2] ? gnn_tensor_get(c->in[2], 0) : 0));
    gnn_i_pass_grad(c, 1, 1);
    if (!c->din[2]) return GNN_OK;
    GNN_TRY_RETURN(OVER_SUMS(&deps, 1, c, gnn_tensor_size(c->out), 1, eps_dot));
    gnn_i_add_sums(c, 2, &deps);
    return GNN_OK;
}

static gnn_var eps_add_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d), b = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    gnn_var eps = gnn_i_case_int(k, 0, 2) ? gnn_i_case_free(k, 1, (int64_t[]){ 1 }) : gnn_none(gnn_i_case_tape(k));
    return gnn_eps_add(a, b, eps);
}

const gnn_op gnn_i_op_eps_add = { "eps_add", GNN_NODE_ROWS, true, eps_add_shape,
                                  eps_add_forward, eps_add_backward, eps_add_sample };

gnn_var gnn_eps_add(gnn_var a, gnn_var b, gnn_var eps)
{
    return gnn_i_emit(&gnn_i_op_eps_add, a.tape, NULL, 0, 3, (gnn_var[]){ a, b, eps });
}

#else

static void S(eps_add)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *b = IN(1), factor = 1 + (c->in[2] ? *IN(2) : 0);
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = factor * a[i] + b[i];
}

static void S(eps_dot)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *dy = DOUT;
    double sum = 0;
    for (int64_t i = from; i < to; i++) sum += (double)a[i] * dy[i];
    c->sums[block] = sum;
}

#endif
