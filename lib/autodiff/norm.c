#include "norm.h"
#include "with_dtype.h"
#include <math.h>

enum { BLOCK_ROWS = 256 };

gnn_status gnn_i_norm_shape(gnn_op_ctx *c, const gnn_i_norm *a)
{
    const gnn_tensor *x = c->in[0];
    char p[48], q[48];
    GNN_REQUIRE_RETURN(x && x->ndim == 2, GNN_ESHAPE, "x is %s, a matrix is needed", gnn_i_shape_text(p, x));
    for (int i = 1; i < c->n_in; i++)
        GNN_REQUIRE_RETURN(!c->in[i] || (c->in[i]->ndim == 1 && c->in[i]->shape[0] == x->shape[1]), GNN_ESHAPE,
                           "x is %s, operand %d is %s", gnn_i_shape_text(p, x), i, gnn_i_shape_text(q, c->in[i]));
    GNN_REQUIRE_RETURN(!a->ptr || a->ptr[a->segments] == x->shape[0], GNN_ESHAPE, "x is %s, the segments have %lld rows",
                       gnn_i_shape_text(p, x), (long long)a->ptr[a->segments]);
    return gnn_i_shape_like(c, 0);
}

static int64_t begin(const gnn_i_norm *a, int64_t s) { return a->ptr ? a->ptr[s] : 0; }
static int64_t end(const gnn_i_norm *a, int64_t s, int64_t n) { return a->ptr ? a->ptr[s + 1] : n; }

static gnn_status cut_blocks(gnn_op_ctx *c, gnn_i_norm *a)
{
    int64_t n = c->out->shape[0], count = 0;
    for (int64_t s = 0; s < a->segments; s++) count += (end(a, s, n) - begin(a, s) + BLOCK_ROWS - 1) / BLOCK_ROWS;
    a->block = gnn_i_tape_alloc(c->tape, (size_t)count * 3 * sizeof *a->block);
    if (!a->block) return GNN_ENOMEM;
    a->blocks = 0;
    for (int64_t s = 0; s < a->segments; s++)
        for (int64_t r = begin(a, s), e = end(a, s, n); r < e; r += BLOCK_ROWS) {
            int64_t *b = a->block + 3 * a->blocks++;
            b[0] = s, b[1] = r, b[2] = r + BLOCK_ROWS < e ? r + BLOCK_ROWS : e;
        }
    return GNN_OK;
}

/* What a block contributes: sums into part (2 d a block). */
typedef struct pass {
    gnn_op_ctx *c;
    const gnn_i_norm *a;
    int64_t d;
    double *part;
    const double *coef; /* backward: per segment and column, see below */
} pass;

static double entry(const gnn_tensor *t, int64_t j, double absent) { return t ? gnn_tensor_get(t, j) : absent; }

static void sum_x(void *ctx, int64_t k)
{
    const pass *p = ctx;
    const int64_t *b = p->a->block + 3 * k, d = p->d;
    double *sum = p->part + 2 * k * d;
    memset(sum, 0, (size_t)d * sizeof *sum);
    GNN_I_WITH_DTYPE(p->c->out->dtype, {
        const T *x = p->c->in[0]->data;
        for (int64_t i = b[1]; i < b[2]; i++)
            for (int64_t j = 0; j < d; j++) sum[j] += (double)x[i * d + j];
    });
}

/* z = x - shift, shift = alpha mu, kept in part[d ..) of the segment's first block by the caller: passed as coef. */
static void sum_squares(void *ctx, int64_t k)
{
    const pass *p = ctx;
    const int64_t *b = p->a->block + 3 * k, d = p->d;
    double *sum = p->part + 2 * k * d;
    const double *shift = p->coef + b[0] * d;
    memset(sum, 0, (size_t)d * sizeof *sum);
    GNN_I_WITH_DTYPE(p->c->out->dtype, {
        const T *x = p->c->in[0]->data;
        for (int64_t i = b[1]; i < b[2]; i++)
            for (int64_t j = 0; j < d; j++) {
                double z = (double)x[i * d + j] - shift[j];
                sum[j] += z * z;
            }
    });
}

/* out (segments,d) = sum over the segment's blocks of part, divided by its rows. */
static void segment_means(const pass *p, double *out)
{
    const gnn_i_norm *a = p->a;
    int64_t n = p->c->out->shape[0];
    memset(out, 0, (size_t)(a->segments * p->d) * sizeof *out);
    for (int64_t k = 0; k < a->blocks; k++)
        for (int64_t j = 0; j < p->d; j++) out[a->block[3 * k] * p->d + j] += p->part[2 * k * p->d + j];
    for (int64_t s = 0; s < a->segments; s++) {
        int64_t rows = end(a, s, n) - begin(a, s);
        for (int64_t j = 0; rows && j < p->d; j++) out[s * p->d + j] /= (double)rows;
    }
}

static double *doubles(gnn_op_ctx *c, int64_t count) { return gnn_i_tape_alloc(c->tape, (size_t)count * sizeof(double)); }

gnn_status gnn_i_norm_stats(gnn_op_ctx *c, gnn_i_norm *a)
{
    int64_t d = c->out->shape[1], size = a->segments * d, work = 4 * c->out->shape[0] * d;
    GNN_TRY_RETURN(cut_blocks(c, a));
    if (a->fixed) return GNN_OK;
    double *part = doubles(c, 2 * a->blocks * d), *shift = doubles(c, size);
    a->mean = doubles(c, size), a->inv = doubles(c, size);
    if (!part || !shift || !a->mean || !a->inv) return GNN_ENOMEM;
    pass p = { c, a, d, part, shift };
    gnn_i_for_blocks(a->blocks, work, sum_x, &p);
    segment_means(&p, a->mean);
    for (int64_t i = 0; i < size; i++) shift[i] = entry(c->n_in > 3 ? c->in[3] : NULL, i % d, 1) * a->mean[i];
    gnn_i_for_blocks(a->blocks, work, sum_squares, &p);
    segment_means(&p, a->inv);
    for (int64_t i = 0; i < size; i++) a->inv[i] = 1 / sqrt(a->inv[i] + a->eps);
    return GNN_OK;
}

/* coef: scale and shift per segment and column: y = scale x + shift */
static void write_y(void *ctx, int64_t k)
{
    const pass *p = ctx;
    const int64_t *b = p->a->block + 3 * k, d = p->d;
    const double *scale = p->coef + 2 * b[0] * d, *shift = scale + d;
    GNN_I_WITH_DTYPE(p->c->out->dtype, {
        const T *x = p->c->in[0]->data;
        T *y = p->c->out->data;
        for (int64_t i = b[1]; i < b[2]; i++)
            for (int64_t j = 0; j < d; j++) y[i * d + j] = (T)((double)x[i * d + j] * scale[j] + shift[j]);
    });
}

gnn_status gnn_i_norm_forward(gnn_op_ctx *c, gnn_i_norm *a)
{
    int64_t d = c->out->shape[1];
    double *coef = doubles(c, 2 * a->segments * d);
    if (!coef) return GNN_ENOMEM;
    for (int64_t s = 0; s < a->segments; s++)
        for (int64_t j = 0; j < d; j++) {
            double scale = entry(c->in[1], j, 1) * a->inv[s * d + j], alpha = entry(c->n_in > 3 ? c->in[3] : NULL, j, 1);
            coef[2 * s * d + j] = scale;
            coef[(2 * s + 1) * d + j] = entry(c->in[2], j, 0) - scale * alpha * a->mean[s * d + j];
        }
    pass p = { c, a, d, NULL, coef };
    gnn_i_for_blocks(a->blocks, 2 * c->out->shape[0] * d, write_y, &p);
    return GNN_OK;
}

/* P and Q of the block; coef: shift alpha mu. */
static void sum_gradients(void *ctx, int64_t k)
{
    const pass *p = ctx;
    const int64_t *b = p->a->block + 3 * k, d = p->d;
    double *P = p->part + 2 * k * d, *Q = P + d;
    const double *shift = p->coef + b[0] * d;
    memset(P, 0, 2 * (size_t)d * sizeof *P);
    GNN_I_WITH_DTYPE(p->c->out->dtype, {
        const T *x = p->c->in[0]->data;
        const T *dy = p->c->dout->data;
        for (int64_t i = b[1]; i < b[2]; i++)
            for (int64_t j = 0; j < d; j++) {
                double g = (double)dy[i * d + j];
                P[j] += g * ((double)x[i * d + j] - shift[j]);
                Q[j] += g;
            }
    });
}

/* dx_i += u dy_i + v x_i + w; coef: u, v, w per segment and column */
static void add_dx(void *ctx, int64_t k)
{
    const pass *p = ctx;
    const int64_t *b = p->a->block + 3 * k, d = p->d;
    const double *u = p->coef + 3 * b[0] * d, *v = u + d, *w = v + d;
    GNN_I_WITH_DTYPE(p->c->out->dtype, {
        const T *x = p->c->in[0]->data;
        const T *dy = p->c->dout->data;
        T *dx = p->c->din[0]->data;
        for (int64_t i = b[1]; i < b[2]; i++)
            for (int64_t j = 0; j < d; j++)
                dx[i * d + j] += (T)(u[j] * (double)dy[i * d + j] + v[j] * (double)x[i * d + j] + w[j]);
    });
}

static void add_to(gnn_tensor *t, int64_t j, double v)
{
    if (t) gnn_tensor_set(t, j, gnn_tensor_get(t, j) + v);
}

/* Small gradients and the coefficients of dx for segment s, column j. */
static void finish_column(gnn_op_ctx *c, const gnn_i_norm *a, int64_t s, int64_t j, double P, double Q, int64_t rows, double *uvw)
{
    int64_t d = c->out->shape[1];
    double gamma = entry(c->in[1], j, 1), alpha = entry(c->n_in > 3 ? c->in[3] : NULL, j, 1), mu = a->mean[s * d + j],
           inv = a->inv[s * d + j], n = (double)rows;
    add_to(c->din[1], j, inv * P);
    add_to(c->din[2], j, Q);
    uvw[0] = gamma * inv, uvw[d] = 0, uvw[2 * d] = 0;
    if (a->fixed || rows == 0) return;
    double curve = gamma * inv * inv * inv * P / n; /* dz_i = u dy_i - curve z_i */
    double sum = gamma * inv * Q - (1 - alpha) * mu * n * curve;
    uvw[d] = -curve;
    uvw[2 * d] = curve * alpha * mu - alpha / n * sum;
    if (c->n_in > 3) add_to(c->din[3], j, -mu * sum);
}

gnn_status gnn_i_norm_backward(gnn_op_ctx *c, gnn_i_norm *a)
{
    int64_t n = c->out->shape[0], d = c->out->shape[1], size = a->segments * d;
    double *part = doubles(c, 2 * a->blocks * d), *shift = doubles(c, size), *P = doubles(c, 2 * size), *uvw = doubles(c, 3 * size);
    if (!part || !shift || !P || !uvw) return GNN_ENOMEM;
    for (int64_t i = 0; i < size; i++) shift[i] = entry(c->n_in > 3 ? c->in[3] : NULL, i % d, 1) * a->mean[i];
    pass p = { c, a, d, part, shift };
    gnn_i_for_blocks(a->blocks, 4 * n * d, sum_gradients, &p);
    memset(P, 0, 2 * (size_t)size * sizeof *P);
    for (int64_t k = 0; k < a->blocks; k++)
        for (int64_t j = 0; j < 2 * d; j++) P[2 * a->block[3 * k] * d + j] += part[2 * k * d + j];
    for (int64_t s = 0; s < a->segments; s++)
        for (int64_t j = 0; j < d; j++)
            finish_column(c, a, s, j, P[2 * s * d + j], P[(2 * s + 1) * d + j], end(a, s, n) - begin(a, s), uvw + 3 * s * d + j);
    if (!c->din[0]) return GNN_OK;
    p.coef = uvw;
    gnn_i_for_blocks(a->blocks, 4 * n * d, add_dx, &p);
    return GNN_OK;
}
