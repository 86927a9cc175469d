/* y = gamma (x - mean) / sqrt(var + eps) + beta per row over its d columns (biased variance)
 * with h = (x - mean) s, s = 1/sqrt(var + eps), g = dy gamma:
 * dx += s (g - mean(g) - h mean(g h)),  dgamma += sum of dy h over rows,  dbeta += sum of dy
 * @source Ba, Kiros, Hinton 2016 */
#include "case.h"
#include "norm.h"
#include "with_dtype.h"
#include <math.h>

enum { ROWS = 256 };

typedef struct attr {
    gnn_i_norm norm; /* eps */
    double *mean, *inv, *part;
} attr;

typedef struct job { gnn_op_ctx *c; attr *a; } job;

static gnn_status layer_norm_shape(gnn_op_ctx *c) { return gnn_i_norm_shape(c, &((attr *)c->attr)->norm); }

static void forward_block(void *ctx, int64_t k)
{
    gnn_op_ctx *c = ((job *)ctx)->c;
    attr *a = ((job *)ctx)->a;
    int64_t n = c->out->shape[0], d = c->out->shape[1], to = (k + 1) * ROWS < n ? (k + 1) * ROWS : n;
    GNN_I_WITH_DTYPE(c->out->dtype, {
        const T *x = c->in[0]->data;
        const T *gamma = c->in[1] ? c->in[1]->data : NULL;
        const T *beta = c->in[2] ? c->in[2]->data : NULL;
        T *y = c->out->data;
        for (int64_t i = k * ROWS; i < to; i++) {
            double sum = 0, sq = 0;
            for (int64_t j = 0; j < d; j++) sum += (double)x[i * d + j];
            double mean = d ? sum / (double)d : 0;
            for (int64_t j = 0; j < d; j++) sq += ((double)x[i * d + j] - mean) * ((double)x[i * d + j] - mean);
            double inv = 1 / sqrt((d ? sq / (double)d : 0) + a->norm.eps);
            a->mean[i] = mean, a->inv[i] = inv;
            for (int64_t j = 0; j < d; j++)
                y[i * d + j] = (T)(((double)x[i * d + j] - mean) * inv * (gamma ? (double)gamma[j] : 1) + (beta ? (double)beta[j] : 0));
        }
    });
}

static gnn_status layer_norm_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = c->out->shape[0];
    a->mean = gnn_i_tape_alloc(c->tape, (size_t)n * sizeof(double));
    a->inv = gnn_i_tape_alloc(c->tape, (size_t)n * sizeof(double));
    if (!a->mean || !a->inv) return GNN_ENOMEM;
    gnn_i_for_blocks((n + ROWS - 1) / ROWS, 4 * n * c->out->shape[1], forward_block, &(job){ c, a });
    return GNN_OK;
}

static void backward_block(void *ctx, int64_t k)
{
    gnn_op_ctx *c = ((job *)ctx)->c;
    attr *a = ((job *)ctx)->a;
    int64_t n = c->out->shape[0], d = c->out->shape[1], to = (k + 1) * ROWS < n ? (k + 1) * ROWS : n;
    double *dgamma = a->part + 2 * k * d, *dbeta = dgamma + d;
    memset(dgamma, 0, 2 * (size_t)d * sizeof *dgamma);
    GNN_I_WITH_DTYPE(c->out->dtype, {
        const T *x = c->in[0]->data;
        const T *dy = c->dout->data;
        const T *gamma = c->in[1] ? c->in[1]->data : NULL;
        T *dx = c->din[0] ? c->din[0]->data : NULL;
        for (int64_t i = k * ROWS; i < to; i++) {
            double g1 = 0, gh = 0;
            for (int64_t j = 0; j < d; j++) {
                double y = (double)dy[i * d + j], g = y * (gamma ? (double)gamma[j] : 1), h = ((double)x[i * d + j] - a->mean[i]) * a->inv[i];
                g1 += g, gh += g * h;
                dgamma[j] += y * h, dbeta[j] += y;
            }
            g1 /= (double)d, gh /= (double)d;
            for (int64_t j = 0; dx && j < d; j++) {
                double g = (double)dy[i * d + j] * (gamma ? (double)gamma[j] : 1), h = ((double)x[i * d + j] - a->mean[i]) * a->inv[i];
                dx[i * d + j] += (T)(a->inv[i] * (g - g1 - h * gh));
            }
        }
    });
}

static gnn_status layer_norm_backward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = c->out->shape[0], d = c->out->shape[1], blocks = (n + ROWS - 1) / ROWS;
    a->part = gnn_i_tape_alloc(c->tape, (size_t)(2 * blocks * d) * sizeof(double));
    if (!a->part) return GNN_ENOMEM;
    gnn_i_for_blocks(blocks, 8 * n * d, backward_block, &(job){ c, a });
    for (int which = 0; which < 2; which++) {
        gnn_tensor *t = c->din[1 + which];
        for (int64_t j = 0; t && j < d; j++) {
            double s = gnn_tensor_get(t, j);
            for (int64_t k = 0; k < blocks; k++) s += a->part[(2 * k + which) * d + j];
            gnn_tensor_set(t, j, s);
        }
    }
    return GNN_OK;
}

static gnn_var layer_norm_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_layer_norm(x, gnn_i_case_free(k, 1, &d), gnn_i_case_free(k, 1, &d), 0.1);
}

const gnn_op gnn_i_op_layer_norm = { "layer_norm", GNN_NODE_ROWS, false, layer_norm_shape, layer_norm_forward, layer_norm_backward,
                                     layer_norm_sample };

gnn_var gnn_layer_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps)
{
    attr a = { { .eps = eps, .segments = 1 }, NULL, NULL, NULL };
    return gnn_i_emit(&gnn_i_op_layer_norm, x.tape, &a, sizeof a, 3, (gnn_var[]){ x, gamma, beta });
}
