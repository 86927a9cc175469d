/* y = a + b on each row      a (n,d), b (d)      da += dy     db += column sums of dy */
#ifndef T
#include "case.h"
#include "fused.h"
#include "op.h"
#define THIS "op_add_bias.c"
#include "each_dtype.h"

static gnn_status add_bias_shape(gnn_op_ctx *c)
{
    char p[48], q[48];
    GNN_REQUIRE_RETURN(
        c->in[0] && c->in[1] && c->in[0]->ndim == 2 && c->in[1]->ndim == 1 && c->in[1]->shape[0] == c->in[0]->shape[1],
        GNN_ESHAPE, "a is %s, the bias %s", gnn_i_shape_text(p, c->in[0]), gnn_i_shape_text(q, c->in[1]));
    return gnn_i_shape_like(c, 0);
}

static gnn_status add_bias_forward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], c->out->shape[1], add_bias);
    return GNN_OK;
}

static gnn_status add_bias_backward(gnn_op_ctx *c)
{
    const void *g;
    gnn_i_clear_fresh(c, 1);
    gnn_i_pass_grad(c, 0, 1);
    return gnn_i_before_act(c, GNN_ACT_NONE, c->din[1], &g);
}

static gnn_var add_bias_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d), b = gnn_i_case_free(k, 1, &d);
    return gnn_add_bias(a, b);
}

const gnn_op gnn_i_op_add_bias = { "add_bias", GNN_NODE_ROWS, GNN_I_EXACT | GNN_I_OVERWRITES, add_bias_shape,
                                   add_bias_forward, add_bias_backward, add_bias_sample };

gnn_var gnn_add_bias(gnn_var a, gnn_var b)
{
    return gnn_i_emit(&gnn_i_op_add_bias, a.tape, NULL, 0, 2, (gnn_var[]){ a, b });
}

#else

static void S(add_bias)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    const T *b = IN(1);
    for (int64_t r = from; r < to; r++) {
        const T *a = IN(0) + r * d;
        T *y = OUT + r * d;
        for (int64_t j = 0; j < d; j++) y[j] = a[j] + b[j];
    }
}

#endif
