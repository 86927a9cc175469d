#include "loss.h"
#include "with_dtype.h"
#include <math.h>

enum { BLOCK_ROWS = 512 };

gnn_status gnn_i_loss_shape(gnn_op_ctx *c, gnn_i_loss *a)
{
    const gnn_tensor *x = c->in[0];
    char p[48], q[48];
    GNN_REQUIRE_RETURN(x && x->ndim == 2, GNN_ESHAPE, "the operand is %s, a matrix is needed", gnn_i_shape_text(p, x));
    GNN_REQUIRE_RETURN(!a->target || (a->target->ndim == 2 && a->target->shape[0] == x->shape[0] && a->target->shape[1] == x->shape[1]),
                       GNN_ESHAPE, "the operand is %s, the target %s", gnn_i_shape_text(p, x), gnn_i_shape_text(q, a->target));
    if (!a->rows) a->k = x->shape[0];
    GNN_REQUIRE_RETURN(a->k > 0, GNN_EINVAL, "there are no rows to average over");
    for (int64_t i = 0; a->rows && i < a->k; i++)
        GNN_REQUIRE_RETURN(a->rows[i] >= 0 && a->rows[i] < x->shape[0], GNN_EINVAL, "listed row %lld is %d, the operand is %s", (long long)i,
                           a->rows[i], gnn_i_shape_text(p, x));
    for (int64_t i = 0; a->labels && i < a->k; i++) {
        int32_t label = a->labels[gnn_i_loss_row(a, i)];
        GNN_REQUIRE_RETURN(label >= 0 && label < x->shape[1], GNN_EINVAL, "row %lld has label %d, there are %lld classes",
                           (long long)gnn_i_loss_row(a, i), label, (long long)x->shape[1]);
    }
    c->out->ndim = 0;
    return GNN_OK;
}

typedef struct sum_job { gnn_i_loss_fn fn; void *ctx; double *part; int64_t k; } sum_job;

static void sum_block(void *ctx, int64_t b)
{
    sum_job *j = ctx;
    int64_t to = (b + 1) * BLOCK_ROWS < j->k ? (b + 1) * BLOCK_ROWS : j->k;
    j->part[b] = j->fn(j->ctx, b * BLOCK_ROWS, to);
}

gnn_status gnn_i_loss_sum(double *sum, gnn_op_ctx *c, const gnn_i_loss *a, gnn_i_loss_fn fn, void *ctx)
{
    int64_t blocks = (a->k + BLOCK_ROWS - 1) / BLOCK_ROWS;
    sum_job j = { fn, ctx, gnn_i_tape_alloc(c->tape, (size_t)blocks * sizeof(double)), a->k };
    if (!j.part) return GNN_ENOMEM;
    gnn_i_for_blocks(blocks, 16 * a->k * c->in[0]->shape[1], sum_block, &j);
    *sum = 0;
    for (int64_t b = 0; b < blocks; b++) *sum += j.part[b];
    return GNN_OK;
}

/* ---- softmax of the listed rows ---- */

typedef struct softmax_job { gnn_op_ctx *c; gnn_i_loss *a; double *norms; } softmax_job;

static double softmax_rows(void *ctx, int64_t from, int64_t to)
{
    softmax_job *s = ctx;
    int64_t C = s->c->in[0]->shape[1];
    double bad = 0;
    GNN_I_WITH_DTYPE(s->c->in[0]->dtype, {
        const T *x = s->c->in[0]->data;
        T *p = s->a->saved;
        for (int64_t i = from; i < to; i++) {
            const T *row = x + gnn_i_loss_row(s->a, i) * C;
            T top = row[0];
            double sum = 0;
            for (int64_t j = 1; j < C; j++) top = row[j] > top ? row[j] : top;
            for (int64_t j = 0; j < C; j++) {
                double e = sizeof(T) == 4 ? (double)expf((float)(row[j] - top)) : exp((double)(row[j] - top));
                p[i * C + j] = (T)e, sum += e;
            }
            for (int64_t j = 0; j < C; j++) p[i * C + j] = (T)((double)p[i * C + j] / sum);
            if (s->norms) s->norms[i] = (double)top + log(sum);
        }
    });
    return bad;
}

gnn_status gnn_i_loss_softmax(gnn_op_ctx *c, gnn_i_loss *a, double *norms)
{
    double unused;
    a->saved = gnn_i_tape_alloc(c->tape, (size_t)(a->k * c->in[0]->shape[1]) * gnn_dtype_size(c->in[0]->dtype));
    if (!a->saved) return GNN_ENOMEM;
    return gnn_i_loss_sum(&unused, c, a, softmax_rows, &(softmax_job){ c, a, norms });
}

void gnn_i_loss_softmax_back(gnn_op_ctx *c, const gnn_i_loss *a)
{
    int64_t C = c->in[0]->shape[1];
    double g = gnn_tensor_get(c->dout, 0) / (double)a->k;
    GNN_I_WITH_DTYPE(c->in[0]->dtype, {
        const T *p = a->saved;
        T *dx = c->din[0]->data;
        for (int64_t i = 0; i < a->k; i++) { /* a row may be listed twice, so one thread */
            int64_t r = gnn_i_loss_row(a, i);
            for (int64_t j = 0; j < C; j++) dx[r * C + j] += (T)g * p[i * C + j];
            int32_t label = a->labels[r];
            dx[r * C + (a->rename ? a->rename[label] : label)] -= (T)g;
        }
    });
}

/* ---- entries against a target ---- */

gnn_status gnn_i_entry_loss_shape(gnn_op_ctx *c)
{
    gnn_i_loss *a = c->attr;
    GNN_REQUIRE_RETURN(a->target, GNN_EINVAL, "a target is required");
    GNN_TRY_RETURN(gnn_i_loss_shape(c, a));
    GNN_REQUIRE_RETURN(c->in[0]->shape[1] > 0, GNN_EINVAL, "there are no columns to average over");
    return GNN_OK;
}

typedef struct entry_job { gnn_op_ctx *c; const gnn_i_loss *a; gnn_i_entry_fn fn; } entry_job;

static double entry_rows(void *ctx, int64_t from, int64_t to)
{
    entry_job *e = ctx;
    int64_t d = e->c->in[0]->shape[1];
    double sum = 0;
    for (int64_t i = from; i < to; i++)
        for (int64_t j = 0, at = gnn_i_loss_row(e->a, i) * d; j < d; j++)
            sum += e->fn(gnn_tensor_get(e->c->in[0], at + j), gnn_tensor_get(e->a->target, at + j));
    return sum;
}

gnn_status gnn_i_entry_loss_forward(gnn_op_ctx *c, gnn_i_entry_fn value)
{
    const gnn_i_loss *a = c->attr;
    double sum;
    GNN_TRY_RETURN(gnn_i_loss_sum(&sum, c, a, entry_rows, &(entry_job){ c, a, value }));
    gnn_tensor_set(c->out, 0, sum / ((double)a->k * (double)c->in[0]->shape[1]));
    return GNN_OK;
}

gnn_status gnn_i_entry_loss_backward(gnn_op_ctx *c, gnn_i_entry_fn slope)
{
    const gnn_i_loss *a = c->attr;
    int64_t d = c->in[0]->shape[1];
    double g = gnn_tensor_get(c->dout, 0) / ((double)a->k * (double)d);
    for (int64_t i = 0; i < a->k; i++)
        for (int64_t j = 0, at = gnn_i_loss_row(a, i) * d; j < d; j++) {
            double s = slope(gnn_tensor_get(c->in[0], at + j), gnn_tensor_get(a->target, at + j));
            gnn_tensor_set(c->din[0], at + j, gnn_tensor_get(c->din[0], at + j) + g * s);
        }
    return GNN_OK;
}
