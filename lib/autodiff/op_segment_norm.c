/* Per segment s (a graph) and column: z = x - alpha m_s, m_s the mean, v_s = mean of z^2, r = 1 / sqrt(v_s + eps),
 * y = z r gamma + beta; alpha none: 1 (instance norm)                                (GraphNorm, Cai et al. 2021, eq. 2)
 * h = z r, g = dy gamma      dz = r (g - h mean(g h))      dx += dz - alpha mean(dz)      dalpha -= sum over s of m_s sum(dz)
 * dgamma += sum of dy h      dbeta += sum of dy */
#ifndef T
#include "case.h"
#include "fused.h"
#include "segment.h"
#include "op.h"

typedef struct attr {
    gnn_i_segments segments;
    double eps;
    void *stats; /* mean and r of each segment and column: (segments, 2, d) */
} attr;

enum { PANEL = 64 };

#define THIS "op_segment_norm.c"
#include "each_dtype.h"

static int64_t cost_of(const gnn_op_ctx *c)
{
    const attr *a = c->attr;
    return a->segments.count ? 3 * gnn_tensor_size(c->out) / a->segments.count + 1 : 1;
}

static gnn_status segment_norm_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    char p[48];
    GNN_REQUIRE_RETURN(c->in[0] && c->in[0]->ndim == 2, GNN_ESHAPE, "operand 0 is %s, expected a matrix",
                       gnn_i_shape_text(p, c->in[0]));
    GNN_REQUIRE_RETURN(a->eps >= 0, GNN_EINVAL, "eps is %g", a->eps);
    for (int i = 1; i < 4; i++) GNN_TRY_RETURN(gnn_i_need_bias(c, i, c->in[0]->shape[1]));
    GNN_TRY_RETURN(gnn_i_check_segments(c, &a->segments, c->in[0]->shape[0], 0));
    return gnn_i_shape_like(c, 0);
}

static gnn_status segment_norm_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    a->stats =
        gnn_i_tape_alloc(c->tape, 2 * (size_t)(a->segments.count * c->out->shape[1]) * gnn_dtype_size(c->out->dtype));
    if (!a->stats) return GNN_ENOMEM;
    OVER(c, a->segments.count, cost_of(c), segment_norm);
    return GNN_OK;
}

static gnn_status segment_norm_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    int64_t d = c->out->shape[1];
    double *sums = gnn_i_tape_alloc(c->tape, 3 * (size_t)d * sizeof *sums);
    if (!sums) return GNN_ENOMEM;
    GNN_TRY_RETURN(OVER_SUMS(sums, 3 * d, c, a->segments.count, cost_of(c), segment_norm_back));
    for (int i = 0; i < 3; i++) gnn_i_add_sums(c, i + 1, sums + i * d);
    return GNN_OK;
}

static gnn_var segment_norm_sample(gnn_case *k)
{
    int64_t segments, d = gnn_i_case_width(k);
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), none = gnn_none(gnn_i_case_tape(k));
    bool affine = gnn_i_case_int(k, 0, 3), scaled = gnn_i_case_int(k, 0, 1);
    gnn_var gamma = affine ? gnn_i_case_free(k, 1, &d) : none, beta = affine ? gnn_i_case_free(k, 1, &d) : none;
    return gnn_segment_norm(x, gamma, beta, scaled ? gnn_i_case_free(k, 1, &d) : none, 1e-2, segments, ptr);
}

const gnn_op gnn_i_op_segment_norm = { "segment_norm", GNN_NODE_ROWS, false, segment_norm_shape,
                                       segment_norm_forward, segment_norm_backward, segment_norm_sample };

gnn_var gnn_segment_norm(gnn_var x, gnn_var gamma, gnn_var beta, gnn_var alpha, double eps, int64_t segments,
                         const int64_t *ptr)
{
    return gnn_i_emit(&gnn_i_op_segment_norm, x.tape, &(attr){ { segments, ptr }, eps, NULL }, sizeof(attr), 4,
                      (gnn_var[]){ x, gamma, beta, alpha });
}

#else

/* The columns from j0 of a panel: three passes over rows that stay in cache. */
static inline __attribute__((always_inline)) void S(segment_panel)(gnn_op_ctx *c, int64_t s, int64_t j0,
                                                                   const int64_t w)
{
    attr *a = c->attr;
    int64_t d = c->out->shape[1], begin = a->segments.ptr[s], end = a->segments.ptr[s + 1];
    const T *gamma = IN(1), *beta = IN(2), *alpha = IN(3);
    T *m = (T *)a->stats + 2 * s * d + j0, *r = m + d, sum[PANEL] = { 0 }, square[PANEL] = { 0 }, shift[PANEL], count = (T)(end - begin);
    for (int64_t i = begin; i < end; i++)
        for (int64_t j = 0; j < w; j++) sum[j] += IN(0)[i * d + j0 + j];
    for (int64_t j = 0; j < w; j++) m[j] = sum[j] / count, shift[j] = (alpha ? alpha[j0 + j] : 1) * m[j];
    for (int64_t i = begin; i < end; i++)
        for (int64_t j = 0; j < w; j++) {
            T z = IN(0)[i * d + j0 + j] - shift[j];
            square[j] += z * z;
        }
    for (int64_t j = 0; j < w; j++) {
        r[j] = 1 / F(sqrt)(square[j] / count + (T)a->eps);
        square[j] = r[j] * (gamma ? gamma[j0 + j] : 1), sum[j] = beta ? beta[j0 + j] : 0;
    }
    for (int64_t i = begin; i < end; i++) {
        const T *x = IN(0) + i * d + j0;
        T *y = OUT + i * d + j0;
        for (int64_t j = 0; j < w; j++) y[j] = (x[j] - shift[j]) * square[j] + sum[j];
    }
}

static void S(segment_norm)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_segments *segments = &((const attr *)c->attr)->segments;
    int64_t d = c->out->shape[1];
    for (int64_t s = from; s < to; s++)
        for (int64_t j0 = 0; j0 < d && segments->ptr[s] < segments->ptr[s + 1]; j0 += PANEL)
            if (d == 8) S(segment_panel)(c, s, 0, 8); /* the seeds' width: a row in one or two vectors */
            else S(segment_panel)(c, s, j0, d - j0 < PANEL ? d - j0 : PANEL);
}

/* dx += s dy + p + q (x - alpha m), for the columns from j0 of a panel; sums: dgamma, dbeta, dalpha. */
static inline __attribute__((always_inline)) void S(segment_panel_back)(gnn_op_ctx *c, double *sums, int64_t s,
                                                                        int64_t j0, const int64_t w)
{
    const attr *a = c->attr;
    int64_t d = c->out->shape[1], begin = a->segments.ptr[s], end = a->segments.ptr[s + 1];
    const T *m = (const T *)a->stats + 2 * s * d + j0, *r = m + d, *gamma = IN(1), *alpha = IN(3);
    T shift[PANEL], dot[PANEL] = { 0 }, sum[PANEL] = { 0 }, total[PANEL] = { 0 }, p[PANEL], q[PANEL], count = (T)(end - begin);
    for (int64_t j = 0; j < w; j++) shift[j] = (alpha ? alpha[j0 + j] : 1) * m[j];
    for (int64_t i = begin; i < end; i++) {
        const T *x = IN(0) + i * d + j0, *dy = DOUT + i * d + j0;
        for (int64_t j = 0; j < w; j++) {
            T h = (x[j] - shift[j]) * r[j];
            dot[j] += dy[j] * h, sum[j] += dy[j], total[j] += h;
        }
    }
    for (int64_t j = 0; j < w; j++) {
        T g = gamma ? gamma[j0 + j] : 1, mean = g * dot[j] / count, dz = r[j] * (g * sum[j] - mean * total[j]);
        sums[j0 + j] += dot[j], sums[d + j0 + j] += sum[j], sums[2 * d + j0 + j] -= m[j] * dz;
        dot[j] = r[j] * g, p[j] = -(alpha ? alpha[j0 + j] : 1) * dz / count, q[j] = -r[j] * r[j] * mean;
    }
    for (int64_t i = begin; c->din[0] && i < end; i++) {
        const T *x = IN(0) + i * d + j0, *dy = DOUT + i * d + j0;
        T *dx = DIN(0) + i * d + j0;
        for (int64_t j = 0; j < w; j++) dx[j] += dot[j] * dy[j] + p[j] + q[j] * (x[j] - shift[j]);
    }
}

static void S(segment_norm_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_segments *segments = &((const attr *)c->attr)->segments;
    int64_t d = c->out->shape[1];
    for (int64_t s = from; s < to; s++)
        for (int64_t j0 = 0; j0 < d && segments->ptr[s] < segments->ptr[s + 1]; j0 += PANEL)
            if (d == 8) S(segment_panel_back)(c, c->sums + 3 * block * d, s, 0, 8);
            else S(segment_panel_back)(c, c->sums + 3 * block * d, s, j0, d - j0 < PANEL ? d - j0 : PANEL);
}

#endif
