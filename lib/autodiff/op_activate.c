/* y = fn(a) entrywise      da += fn'(a) dy, from y: relu [y > 0], leaky relu 0.2 below 0, tanh 1 - y^2, sigmoid y (1 - y),
 * elu y + 1 below 0.  At 0 the derivative is the left one for relu, leaky relu and elu, as in the fused kernels. */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_activate.c"
#include "each_dtype.h"

/* Elements that an entry is worth when threads are considered. */
static int64_t cost_of(const gnn_op_ctx *c)
{
    gnn_act_fn fn = *(const gnn_act_fn *)c->attr;
    return fn == GNN_ACT_TANH || fn == GNN_ACT_SIGMOID || fn == GNN_ACT_ELU ? 8 : 1;
}

static gnn_status activate_shape(gnn_op_ctx *c)
{
    gnn_act_fn fn = *(const gnn_act_fn *)c->attr;
    GNN_REQUIRE_RETURN(fn >= GNN_ACT_NONE && fn <= GNN_ACT_LEAKY_RELU, GNN_EINVAL, "%d is no activation", (int)fn);
    return gnn_i_shape_like(c, 0);
}

static gnn_status activate_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), cost_of(c), activate);
    return GNN_OK;
}

static gnn_status activate_backward(gnn_op_ctx *c)
{
    const gnn_tensor *y = c->out;
    if (c->din[0] && gnn_i_fresh(c, 0))
        gnn_i_act_back(y->dtype, c->din[0]->data, NULL, c->dout->data, y->data, (gnn_i_act)*(const gnn_act_fn *)c->attr,
                       gnn_tensor_rows(y), gnn_tensor_cols(y), NULL);
    else
        OVER(c, gnn_tensor_size(y), 1, activate_back);
    return GNN_OK;
}

static gnn_var activate_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    return gnn_activate(a, (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU));
}

const gnn_op gnn_i_op_activate = { "activate", GNN_NODE_ROWS, GNN_I_OVERWRITES, activate_shape,
                                   activate_forward, activate_backward, activate_sample };

gnn_var gnn_activate(gnn_var a, gnn_act_fn fn)
{
    return gnn_i_emit(&gnn_i_op_activate, a.tape, &fn, sizeof fn, 1, &a);
}

gnn_var gnn_relu(gnn_var a) { return gnn_activate(a, GNN_ACT_RELU); }

#else

static void S(activate)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0);
    T *y = OUT;
    switch (*(const gnn_act_fn *)c->attr) {
    case GNN_ACT_NONE: for (int64_t i = from; i < to; i++) y[i] = a[i]; break;
    case GNN_ACT_RELU: for (int64_t i = from; i < to; i++) y[i] = a[i] < 0 ? 0 : a[i]; break;
    case GNN_ACT_TANH: for (int64_t i = from; i < to; i++) y[i] = F(tanh)(a[i]); break;
    case GNN_ACT_SIGMOID: for (int64_t i = from; i < to; i++) y[i] = 1 / (1 + F(exp)(-a[i])); break;
    case GNN_ACT_ELU: for (int64_t i = from; i < to; i++) y[i] = a[i] < 0 ? F(expm1)(a[i]) : a[i]; break;
    case GNN_ACT_LEAKY_RELU: for (int64_t i = from; i < to; i++) y[i] = a[i] < 0 ? (T)0.2 * a[i] : a[i]; break;
    }
}

static void S(activate_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *y = OUT, *g = DOUT;
    T *d = DIN(0);
    switch (*(const gnn_act_fn *)c->attr) {
    case GNN_ACT_NONE: for (int64_t i = from; i < to; i++) d[i] += g[i]; break;
    case GNN_ACT_RELU: for (int64_t i = from; i < to; i++) d[i] += y[i] > 0 ? g[i] : 0; break;
    case GNN_ACT_TANH: for (int64_t i = from; i < to; i++) d[i] += g[i] * (1 - y[i] * y[i]); break;
    case GNN_ACT_SIGMOID: for (int64_t i = from; i < to; i++) d[i] += g[i] * y[i] * (1 - y[i]); break;
    case GNN_ACT_ELU: for (int64_t i = from; i < to; i++) d[i] += y[i] > 0 ? g[i] : g[i] * (y[i] + 1); break;
    case GNN_ACT_LEAKY_RELU: for (int64_t i = from; i < to; i++) d[i] += y[i] > 0 ? g[i] : (T)0.2 * g[i]; break;
    }
}

#endif
