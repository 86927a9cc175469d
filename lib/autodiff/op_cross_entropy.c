/* y = mean over the listed rows of log sum exp(x_i) - x_i,label      dx_i += dy / k (softmax(x_i) - [label]) */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_cross_entropy.c"
#include "each_dtype.h"

static gnn_status cross_entropy_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_loss_shape(c));
    return gnn_i_loss_check_labels(c);
}

static gnn_status cross_entropy_forward(gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    double total;
    GNN_TRY_RETURN(gnn_i_loss_save(c, false));
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, l->k, 8 * c->in[0]->shape[1], cross_entropy));
    gnn_tensor_set(c->out, 0, total / (double)l->k);
    return GNN_OK;
}

static gnn_status cross_entropy_backward(gnn_op_ctx *c)
{
    gnn_i_loss_probabilities_back(c);
    return GNN_OK;
}

static gnn_var cross_entropy_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t classes = gnn_i_case_int(k, 1, 9), count = gnn_i_case_int(k, 0, 1) * gnn_i_case_int(k, 1, 12);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, classes);
    const int32_t *labels = gnn_i_case_labels(k, classes), *rows = gnn_i_case_nodes(k, &count);
    return gnn_cross_entropy(x, labels, count ? rows : NULL, count);
}

const gnn_op gnn_i_op_cross_entropy = { "cross_entropy", GNN_INVARIANT, false, cross_entropy_shape,
                                        cross_entropy_forward, cross_entropy_backward, cross_entropy_sample };

gnn_var gnn_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    gnn_i_loss l = { .labels = labels, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_cross_entropy, logits.tape, &l, sizeof l, 1, &logits);
}

#else

static void S(cross_entropy)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        const T *x = IN(0) + r * d;
        T *p = l->saved ? (T *)l->saved + i * d : NULL, top = x[0], sum = 0;
        for (int64_t j = 1; j < d; j++) top = x[j] > top ? x[j] : top;
        for (int64_t j = 0; j < d; j++) {
            T e = F(exp)(x[j] - top);
            sum += e;
            if (p) p[j] = e;
        }
        for (int64_t j = 0; p && j < d; j++) p[j] /= sum;
        c->sums[block] += (double)(top - x[l->labels[r]] + F(log)(sum));
    }
}

#endif
