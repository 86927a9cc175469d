/* y = s a, s a scalar      da += s dy     ds += sum of a dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_scale_by.c"
#include "each_dtype.h"

static gnn_status scale_by_shape(gnn_op_ctx *c)
{
    char p[48];
    GNN_REQUIRE_RETURN(c->in[1] && gnn_tensor_size(c->in[1]) == 1, GNN_ESHAPE, "the factor is %s, one number is needed",
                       gnn_i_shape_text(p, c->in[1]));
    return gnn_i_shape_like(c, 0);
}

static gnn_status scale_by_forward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, scale_by);
    return GNN_OK;
}

static gnn_status scale_by_backward(gnn_op_ctx *c)
{
    double sum;
    gnn_i_clear_fresh(c, 1);
    gnn_i_pass_grad(c, 0, gnn_tensor_get(c->in[1], 0));
    if (!c->din[1]) return GNN_OK;
    GNN_TRY_RETURN(OVER_SUMS(&sum, 1, c, gnn_tensor_size(c->out), 1, scale_by_factor));
    gnn_i_add_sums(c, 1, &sum);
    return GNN_OK;
}

static gnn_var scale_by_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    return gnn_scale_by(a, gnn_i_case_free(k, 0, NULL));
}

const gnn_op gnn_i_op_scale_by = { "scale_by", GNN_NODE_ROWS, GNN_I_EXACT | GNN_I_OVERWRITES, scale_by_shape,
                                   scale_by_forward, scale_by_backward, scale_by_sample };

gnn_var gnn_scale_by(gnn_var a, gnn_var s)
{
    return gnn_i_emit(&gnn_i_op_scale_by, a.tape, NULL, 0, 2, (gnn_var[]){ a, s });
}

#else

static void S(scale_by)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), s = *IN(1);
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = s * a[i];
}

static void S(scale_by_factor)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *g = DOUT;
    enum { LANES = 8 }; /* sums side by side: one alone waits for each addition */
    double sum[LANES] = { 0 };
    int64_t i = from;
    for (; i + LANES <= to; i += LANES)
        for (int q = 0; q < LANES; q++) sum[q] += (double)a[i + q] * (double)g[i + q];
    for (; i < to; i++) sum[0] += (double)a[i] * (double)g[i];
    for (int q = 0; q < LANES; q++) c->sums[block] += sum[q];
}

#endif
