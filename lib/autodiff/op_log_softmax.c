/* y_j = a_j - log sum of exp(a), along each row, shifted by the row's maximum
 * da_j += dy_j - exp(y_j) sum of dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_log_softmax.c"
#include "each_dtype.h"

static gnn_status log_softmax_shape(gnn_op_ctx *c)
{
    char p[48];
    GNN_REQUIRE_RETURN(c->in[0] && c->in[0]->ndim == 2, GNN_ESHAPE, "operand 0 is %s, expected a matrix",
                       gnn_i_shape_text(p, c->in[0]));
    return gnn_i_shape_like(c, 0);
}

static gnn_status log_softmax_forward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], 8 * c->out->shape[1], log_softmax);
    return GNN_OK;
}

static gnn_status log_softmax_backward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], 8 * c->out->shape[1], log_softmax_back);
    return GNN_OK;
}

static gnn_var log_softmax_sample(gnn_case *k)
{
    return gnn_log_softmax(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_log_softmax = { "log_softmax", GNN_NODE_ROWS, false, log_softmax_shape,
                                      log_softmax_forward, log_softmax_backward, log_softmax_sample };

gnn_var gnn_log_softmax(gnn_var a) { return gnn_i_emit(&gnn_i_op_log_softmax, a.tape, NULL, 0, 1, &a); }

#else

static void S(log_softmax)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    for (int64_t r = from; r < to; r++) {
        const T *a = IN(0) + r * d;
        T *y = OUT + r * d, top = (T)-INFINITY, sum = 0;
        for (int64_t j = 0; j < d; j++) top = a[j] > top ? a[j] : top;
        for (int64_t j = 0; j < d; j++) sum += F(exp)(a[j] - top);
        T log_sum = F(log)(sum);
        for (int64_t j = 0; j < d; j++) y[j] = a[j] - top - log_sum;
    }
}

static void S(log_softmax_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    for (int64_t r = from; r < to; r++) {
        const T *y = OUT + r * d, *g = DOUT + r * d;
        T *da = DIN(0) + r * d, sum = 0;
        for (int64_t j = 0; j < d; j++) sum += g[j];
        for (int64_t j = 0; j < d; j++) da[j] += g[j] - F(exp)(y[j]) * sum;
    }
}

#endif
