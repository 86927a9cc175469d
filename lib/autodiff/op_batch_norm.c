/* y = (x - m) r gamma + beta per column, r = 1 / sqrt(v + eps)                                  (Ioffe & Szegedy 2015)
 * eps < 0: r = 1 / sqrt(v + (eps m)^2), 0 where that is 0; then dx -= r^2 eps^2 m mean(g h), too
 * m, v: mean and biased variance of x, or given constants
 * h = (x - m) r, g = dy gamma      dgamma += sum of dy h      dbeta += sum of dy
 * dx += r (g - mean(g) - h mean(g h)), or r g for given m, v
 * Variances of blocks are joined as in Chan, Golub, LeVeque 1983: one pass over memory, no cancellation. */
#ifndef T
#include "case.h"
#include "fused.h"
#include "op.h"

typedef struct attr {
    double eps;
    const gnn_tensor *mean, *var;        /* NULL: of x */
    gnn_tensor *batch_mean, *batch_var;  /* NULL: not asked for */
    void *stats;                         /* m, r (d each) */
    double *sums;                        /* backward: sum of dy h, sum of dy */
} attr;

#define THIS "op_batch_norm.c"
#include "each_dtype.h"

/* m, v (d): mean and biased variance of x, from those of the blocks. */
static gnn_status statistics(gnn_op_ctx *c, double *m, double *v)
{
    int64_t n = c->in[0]->shape[0], d = c->in[0]->shape[1], size = gnn_i_block_size(n, 2 * d);
    double *unused = gnn_i_tape_alloc(c->tape, 2 * (size_t)d * sizeof *unused);
    if (!unused) return GNN_ENOMEM;
    GNN_TRY_RETURN(OVER_SUMS(unused, 2 * d, c, n, 2 * d, block_statistics));
    for (int64_t j = 0; j < d; j++) m[j] = v[j] = 0;
    for (int64_t at = 0, b = 0; at < n; at += size, b++) {
        double count = (double)(n - at < size ? n - at : size), all = (double)at + count;
        const double *mean = c->sums + 2 * b * d, *q = mean + d;
        for (int64_t j = 0; j < d; j++) {
            double delta = mean[j] - m[j];
            m[j] += delta * count / all;
            v[j] += q[j] + delta * delta * (double)at * count / all;
        }
    }
    for (int64_t j = 0; j < d; j++) v[j] /= (double)(n > 0 ? n : 1);
    return GNN_OK;
}

static gnn_status batch_norm_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    char p[48], q[48];
    const gnn_tensor *x = c->in[0], *extra[] = { a->mean, a->var, a->batch_mean, a->batch_var };
    GNN_REQUIRE_RETURN(x && x->ndim == 2, GNN_ESHAPE, "operand 0 is %s, expected a matrix", gnn_i_shape_text(p, x));
    GNN_REQUIRE_RETURN(a->eps > -1 && !a->mean == !a->var, GNN_EINVAL, "eps is %g; a mean needs a variance", a->eps);
    for (int i = 1; i < 3; i++) GNN_TRY_RETURN(gnn_i_need_bias(c, i, x->shape[1]));
    for (int i = 0; i < 4; i++)
        GNN_REQUIRE_RETURN(!extra[i] || gnn_tensor_size(extra[i]) == x->shape[1], GNN_ESHAPE,
                           "operand 0 is %s, its statistics %s", gnn_i_shape_text(p, x), gnn_i_shape_text(q, extra[i]));
    GNN_REQUIRE_RETURN(x->shape[0] > 0 || (!a->batch_mean && !a->batch_var), GNN_ESHAPE,
                       "statistics of %s, which has no rows", gnn_i_shape_text(p, x));
    return gnn_i_shape_like(c, 0);
}

static gnn_status batch_norm_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = c->out->shape[0], d = c->out->shape[1];
    size_t es = gnn_dtype_size(c->out->dtype);
    a->stats = gnn_i_tape_alloc(c->tape, 2 * (size_t)d * es);
    double *v = gnn_i_tape_alloc(c->tape, 2 * (size_t)d * sizeof *v), *m = v + d;
    if (!a->stats || !v) return GNN_ENOMEM;
    if (!a->mean || a->batch_mean || a->batch_var) GNN_TRY_RETURN(statistics(c, m, v));
    for (int64_t j = 0; j < d; j++) {
        if (a->batch_mean) gnn_tensor_set(a->batch_mean, j, m[j]);
        if (a->batch_var) gnn_tensor_set(a->batch_var, j, n > 1 ? v[j] * (double)n / (double)(n - 1) : 0);
        if (a->mean) m[j] = gnn_tensor_get(a->mean, j), v[j] = gnn_tensor_get(a->var, j);
    }
    gnn_tensor t = { .dtype = c->out->dtype, .ndim = 1, .shape = { 2 * d }, .data = a->stats };
    for (int64_t j = 0; j < d; j++) {
        double floor = a->eps < 0 ? a->eps * m[j] * a->eps * m[j] : a->eps;
        gnn_tensor_set(&t, j, m[j]),
            gnn_tensor_set(&t, d + j, a->eps < 0 && v[j] + floor == 0 ? 0 : 1 / sqrt(v[j] + floor));
    }
    OVER(c, n, d, batch_norm);
    return GNN_OK;
}

static gnn_status batch_norm_backward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = c->out->shape[0], d = c->out->shape[1];
    a->sums = gnn_i_tape_alloc(c->tape, 2 * (size_t)d * sizeof *a->sums);
    if (!a->sums) return GNN_ENOMEM;
    GNN_TRY_RETURN(OVER_SUMS(a->sums, 2 * d, c, n, 2 * d, batch_norm_sums));
    gnn_i_add_sums(c, 1, a->sums);
    gnn_i_add_sums(c, 2, a->sums + d);
    if (c->din[0]) OVER(c, n, 2 * d, batch_norm_back);
    return GNN_OK;
}

static gnn_var batch_norm_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), none = gnn_none(gnn_i_case_tape(k));
    bool affine = gnn_i_case_int(k, 0, 3), given = gnn_i_case_int(k, 0, 3) == 0;
    gnn_var gamma = affine ? gnn_i_case_free(k, 1, &d) : none, beta = affine ? gnn_i_case_free(k, 1, &d) : none;
    const gnn_tensor *mean = given ? gnn_i_case_fixed(k, 1, &d, -1, 1) : NULL,
                     *var = given ? gnn_i_case_fixed(k, 1, &d, 0.5, 2) : NULL;
    gnn_tensor *batch = gnn_graph_n(gnn_i_case_graph(k)) ? gnn_i_case_buffer(k, 1, &d) : NULL;
    return gnn_batch_norm(x, gamma, beta, gnn_i_case_int(k, 0, 3) ? 1e-2 : -0.1, mean, var, batch, NULL);
}

const gnn_op gnn_i_op_batch_norm = { "batch_norm", GNN_NODE_ROWS, false, batch_norm_shape,
                                     batch_norm_forward, batch_norm_backward, batch_norm_sample };

gnn_var gnn_batch_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps, const gnn_tensor *mean,
                       const gnn_tensor *var, gnn_tensor *batch_mean, gnn_tensor *batch_var)
{
    attr a = { .eps = eps, .mean = mean, .var = var, .batch_mean = batch_mean, .batch_var = batch_var };
    return gnn_i_emit(&gnn_i_op_batch_norm, x.tape, &a, sizeof a, 3, (gnn_var[]){ x, gamma, beta });
}

#else

/* Mean and sum of squared deviations of a block's rows. */
static void S(block_statistics)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->in[0]->shape[1];
    double *m = c->sums + 2 * block * d, *q = m + d;
    for (int64_t i = from; i < to; i++)
        for (int64_t j = 0; j < d; j++) m[j] += IN(0)[i * d + j];
    for (int64_t j = 0; j < d; j++) m[j] /= (double)(to - from);
    for (int64_t i = from; i < to; i++)
        for (int64_t j = 0; j < d; j++) {
            double z = IN(0)[i * d + j] - m[j];
            q[j] += z * z;
        }
}

static void S(batch_norm)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    const T *m = ((const attr *)c->attr)->stats, *r = m + d, *gamma = IN(1), *beta = IN(2);
    for (int64_t i = from; i < to; i++) {
        const T *x = IN(0) + i * d;
        T *y = OUT + i * d;
        if (gamma && beta) for (int64_t j = 0; j < d; j++) y[j] = (x[j] - m[j]) * r[j] * gamma[j] + beta[j];
        else
            for (int64_t j = 0; j < d; j++) y[j] = (x[j] - m[j]) * r[j] * (gamma ? gamma[j] : 1) + (beta ? beta[j] : 0);
    }
}

static void S(batch_norm_sums)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->out->shape[1];
    const T *m = ((const attr *)c->attr)->stats, *r = m + d;
    double *dot = c->sums + 2 * block * d, *sum = dot + d;
    for (int64_t i = from; i < to; i++) {
        const T *x = IN(0) + i * d, *dy = DOUT + i * d;
        for (int64_t j = 0; j < d; j++) dot[j] += (double)(dy[j] * ((x[j] - m[j]) * r[j])), sum[j] += (double)dy[j];
    }
}

static void S(batch_norm_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t n = c->out->shape[0], d = c->out->shape[1];
    const T *m = a->stats, *r = m + d, *gamma = IN(1);
    enum { PANEL = 64 };
    for (int64_t j0 = 0; j0 < d; j0 += PANEL) { /* dx += s dy + p + q (x - m), coefficients of a panel once */
        T s[PANEL], p[PANEL], q[PANEL];
        int64_t w = d - j0 < PANEL ? d - j0 : PANEL;
        for (int64_t j = 0; j < w; j++) {
            s[j] = r[j0 + j] * (gamma ? gamma[j0 + j] : 1);
            double slope = a->eps < 0 ? (double)r[j0 + j] * a->eps * a->eps * (double)m[j0 + j] * a->sums[j0 + j] : 0;
            p[j] = a->mean ? 0 : -s[j] * (T)((a->sums[d + j0 + j] + slope) / (double)n);
            q[j] = a->mean ? 0 : -s[j] * r[j0 + j] * (T)(a->sums[j0 + j] / (double)n);
        }
        for (int64_t i = from; i < to; i++) {
            const T *x = IN(0) + i * d + j0, *dy = DOUT + i * d + j0;
            T *dx = DIN(0) + i * d + j0;
            for (int64_t j = 0; j < w; j++) dx[j] += s[j] * dy[j] + p[j] + q[j] * (x[j] - m[j0 + j]);
        }
    }
}

#endif
