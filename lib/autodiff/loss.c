/* What the losses share. */
#ifndef T
#include "loss.h"
#include "case.h"
#define THIS "loss.c"
#include "each_dtype.h"

gnn_status gnn_i_loss_shape(gnn_op_ctx *c)
{
    gnn_i_loss *l = c->attr;
    const gnn_tensor *x = c->in[0];
    char p[48];
    GNN_REQUIRE_RETURN(x && x->ndim == 2, GNN_ESHAPE, "operand 0 is %s, expected a matrix", gnn_i_shape_text(p, x));
    if (!l->rows) l->k = x->shape[0];
    GNN_REQUIRE_RETURN(l->k > 0 && x->shape[1] > 0, GNN_EINVAL, "operand 0 is %s, there are no rows to average over",
                       gnn_i_shape_text(p, x));
    l->distinct = true;
    for (int64_t i = 0; l->rows && i < l->k; i++) {
        GNN_REQUIRE_RETURN(l->rows[i] >= 0 && l->rows[i] < x->shape[0], GNN_EINVAL,
                           "listed row %lld is %d, operand 0 is %s", (long long)i, l->rows[i], gnn_i_shape_text(p, x));
        l->distinct &= i == 0 || l->rows[i - 1] < l->rows[i];
    }
    c->out->ndim = 0;
    return GNN_OK;
}

static gnn_status check_labels(const gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    GNN_REQUIRE_RETURN(l->labels, GNN_EINVAL, "the labels are missing");
    for (int64_t i = 0; i < l->k; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        GNN_REQUIRE_RETURN(l->labels[r] >= 0 && l->labels[r] < c->in[0]->shape[1], GNN_EINVAL,
                           "row %lld has label %d, there are %lld classes", (long long)r, l->labels[r],
                           (long long)c->in[0]->shape[1]);
    }
    return GNN_OK;
}

static gnn_status check_target(const gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    const gnn_tensor *x = c->in[0], *t = l->target;
    char p[48], q[48];
    GNN_REQUIRE_RETURN(t, GNN_EINVAL, "the target is missing");
    GNN_REQUIRE_RETURN(t->dtype == x->dtype, GNN_EDTYPE, "the target is %s, the tape %s",
                       t->dtype == GNN_F32 ? "f32" : "f64", x->dtype == GNN_F32 ? "f32" : "f64");
    GNN_REQUIRE_RETURN(gnn_tensor_size(t) == gnn_tensor_size(x) && gnn_tensor_rows(t) == x->shape[0], GNN_ESHAPE,
                       "operand 0 is %s, the target %s", gnn_i_shape_text(p, x), gnn_i_shape_text(q, t));
    return GNN_OK;
}

gnn_status gnn_i_loss_save(gnn_op_ctx *c, bool always)
{
    gnn_i_loss *l = c->attr;
    if (!c->needs_grad && !always) return GNN_OK;
    l->saved = gnn_i_tape_alloc(c->tape, (size_t)(l->k * c->in[0]->shape[1]) * gnn_dtype_size(c->in[0]->dtype));
    return l->saved ? GNN_OK : GNN_ENOMEM;
}

gnn_status gnn_i_loss_back(gnn_op_ctx *c, gnn_i_kernel *f32, gnn_i_kernel *f64)
{
    const gnn_i_loss *l = c->attr;
    if (l->distinct) gnn_i_over(c, l->k, c->in[0]->shape[1], f32, f64);
    else (c->in[0]->dtype == GNN_F32 ? f32 : f64)(c, 0, 0, l->k);
    return GNN_OK;
}

gnn_var gnn_i_loss_emit(const gnn_op *op, gnn_var x, const gnn_i_loss *l)
{
    return gnn_i_emit(op, x.tape, l, sizeof *l, 1, &x);
}

/* ---- means over entries ---- */

gnn_status gnn_i_loss_entries_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_loss_shape(c));
    return check_target(c);
}

gnn_status gnn_i_loss_entries_forward(gnn_op_ctx *c, int64_t cost, gnn_i_kernel *f32, gnn_i_kernel *f64)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    double total;
    GNN_TRY_RETURN(gnn_i_over_sums(&total, 1, c, l->k, cost * d, f32, f64));
    gnn_tensor_set(c->out, 0, total / (double)(l->k * d));
    return GNN_OK;
}

gnn_var gnn_i_loss_entries_sample(gnn_case *k, double low, double high, gnn_i_entries_loss *loss)
{
    gnn_i_case_need_nodes(k);
    int64_t d = gnn_i_case_width(k), count = gnn_i_case_int(k, 0, 1) * gnn_i_case_int(k, 1, 12);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    const gnn_tensor *target = gnn_i_case_constant(k, GNN_NODE_ROWS, d, low, high);
    const int32_t *rows = gnn_i_case_nodes(k, &count);
    return loss(a, target, count ? rows : NULL, count);
}

/* ---- cross entropies ---- */

gnn_status gnn_i_loss_labels_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_loss_shape(c));
    return check_labels(c);
}

gnn_status gnn_i_loss_labels_backward(gnn_op_ctx *c)
{
    return gnn_i_loss_back(c, probabilities_back_f32, probabilities_back_f64);
}

gnn_var gnn_i_loss_labels_sample(gnn_case *k, gnn_i_labels_loss *loss)
{
    gnn_i_case_need_nodes(k);
    int64_t classes = gnn_i_case_int(k, 1, 9), count = gnn_i_case_int(k, 0, 1) * gnn_i_case_int(k, 1, 12);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, classes);
    const int32_t *labels = gnn_i_case_labels(k, classes), *rows = gnn_i_case_nodes(k, &count);
    return loss(x, labels, count ? rows : NULL, count);
}

#else

static void S(probabilities_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    T scale = *DOUT / (T)l->k;
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i), label = l->rename ? l->rename[l->labels[r]] : l->labels[r];
        const T *p = (const T *)l->saved + i * d;
        T *dx = DIN(0) + r * d;
        for (int64_t j = 0; j < d; j++) dx[j] += scale * p[j];
        dx[label] -= scale;
    }
}

T S(gnn_i_log_sum_exp)(const T *x, int64_t d, T *p)
{
    T top = x[0], sum = 0;
    for (int64_t j = 1; j < d; j++) top = x[j] > top ? x[j] : top;
    for (int64_t j = 0; j < d; j++) {
        T e = F(exp)(x[j] - top);
        sum += e;
        if (p) p[j] = e;
    }
    for (int64_t j = 0; p && j < d; j++) p[j] /= sum;
    return top + F(log)(sum);
}

#endif
