/* y = (x - m) r gamma + beta per row, m and v the row's mean and variance, r = 1 / sqrt(v + eps)    (Ba, Kiros, Hinton 2016)
 * h = (x - m) r, g = dy gamma      dx += r (g - mean(g) - h mean(g h))      dgamma += sum of dy h      dbeta += sum of dy */
#ifndef T
#include "case.h"
#include "fused.h"
#include "op.h"

typedef struct attr {
    double eps;
    void *stats; /* mean and r of each row */
} attr;

enum { LANES = 8 }; /* sums in lanes that fit vectors */

#define THIS "op_layer_norm.c"
#include "each_dtype.h"

static gnn_status layer_norm_shape(gnn_op_ctx *c)
{
    char p[48];
    GNN_REQUIRE_RETURN(c->in[0] && c->in[0]->ndim == 2, GNN_ESHAPE, "operand 0 is %s, expected a matrix",
                       gnn_i_shape_text(p, c->in[0]));
    GNN_REQUIRE_RETURN(((const attr *)c->attr)->eps >= 0, GNN_EINVAL, "eps is %g", ((const attr *)c->attr)->eps);
    for (int i = 1; i < 3; i++) GNN_TRY_RETURN(gnn_i_need_bias(c, i, c->in[0]->shape[1]));
    return gnn_i_shape_like(c, 0);
}

static gnn_status layer_norm_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    a->stats = gnn_i_tape_alloc(c->tape, 2 * (size_t)c->out->shape[0] * gnn_dtype_size(c->out->dtype));
    if (!a->stats) return GNN_ENOMEM;
    OVER(c, c->out->shape[0], 3 * c->out->shape[1], layer_norm);
    return GNN_OK;
}

static gnn_status layer_norm_backward(gnn_op_ctx *c)
{
    int64_t d = c->out->shape[1];
    double *sums = gnn_i_tape_alloc(c->tape, 2 * (size_t)d * sizeof *sums);
    if (!sums) return GNN_ENOMEM;
    GNN_TRY_RETURN(OVER_SUMS(sums, 2 * d, c, c->out->shape[0], 3 * d, layer_norm_back));
    gnn_i_add_sums(c, 1, sums);
    gnn_i_add_sums(c, 2, sums + d);
    return GNN_OK;
}

static gnn_var layer_norm_sample(gnn_case *k)
{
    int64_t d = 1 + gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), none = gnn_none(gnn_i_case_tape(k));
    bool affine = gnn_i_case_int(k, 0, 3);
    gnn_var gamma = affine ? gnn_i_case_free(k, 1, &d) : none, beta = affine ? gnn_i_case_free(k, 1, &d) : none;
    return gnn_layer_norm(x, gamma, beta, 1e-2);
}

const gnn_op gnn_i_op_layer_norm = { "layer_norm", GNN_NODE_ROWS, false, layer_norm_shape,
                                     layer_norm_forward, layer_norm_backward, layer_norm_sample };

gnn_var gnn_layer_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps)
{
    return gnn_i_emit(&gnn_i_op_layer_norm, x.tape, &(attr){ eps, NULL }, sizeof(attr), 3,
                      (gnn_var[]){ x, gamma, beta });
}

#else

static T S(lanes)(const T *lane)
{
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

static void S(layer_norm)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    attr *a = c->attr;
    int64_t d = c->out->shape[1];
    const T *gamma = IN(1), *beta = IN(2);
    for (int64_t i = from; i < to; i++) {
        const T *x = IN(0) + i * d;
        T *y = OUT + i * d, sum[LANES] = { 0 }, square[LANES] = { 0 };
        int64_t whole = d / LANES * LANES;
        for (int64_t j = 0; j < whole; j += LANES)
            for (int l = 0; l < LANES; l++) sum[l] += x[j + l];
        for (int64_t j = whole; j < d; j++) sum[j - whole] += x[j];
        T m = S(lanes)(sum) / (T)d;
        for (int64_t j = 0; j < whole; j += LANES)
            for (int l = 0; l < LANES; l++) square[l] += (x[j + l] - m) * (x[j + l] - m);
        for (int64_t j = whole; j < d; j++) square[j - whole] += (x[j] - m) * (x[j] - m);
        T r = 1 / F(sqrt)(S(lanes)(square) / (T)d + (T)a->eps);
        ((T *)a->stats)[2 * i] = m, ((T *)a->stats)[2 * i + 1] = r;
        for (int64_t j = 0; j < d; j++) y[j] = (x[j] - m) * r * (gamma ? gamma[j] : 1) + (beta ? beta[j] : 0);
    }
}

static void S(layer_norm_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t d = c->out->shape[1];
    const T *gamma = IN(1);
    double *dgamma = c->sums + 2 * block * d, *dbeta = dgamma + d;
    for (int64_t i = from; i < to; i++) {
        const T *x = IN(0) + i * d, *dy = DOUT + i * d, m = ((const T *)a->stats)[2 * i],
                r = ((const T *)a->stats)[2 * i + 1];
        T sum = 0, dot = 0;
        for (int64_t j = 0; j < d; j++) {
            T h = (x[j] - m) * r, g = dy[j] * (gamma ? gamma[j] : 1);
            sum += g, dot += g * h;
            dgamma[j] += dy[j] * h, dbeta[j] += dy[j];
        }
        if (!c->din[0]) continue;
        T *dx = DIN(0) + i * d;
        sum /= (T)d, dot /= (T)d;
        for (int64_t j = 0; j < d; j++) dx[j] += r * (dy[j] * (gamma ? gamma[j] : 1) - sum - (x[j] - m) * r * dot);
    }
}

#endif
