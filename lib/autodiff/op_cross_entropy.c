/* y = mean over the listed rows of log sum exp(x_i) - x_i,label      dx_i += dy / k (softmax(x_i) - [label]) */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_cross_entropy.c"
#include "each_dtype.h"

static gnn_status cross_entropy_forward(gnn_op_ctx *c)
{
    const gnn_i_loss *l = c->attr;
    double total;
    GNN_TRY_RETURN(gnn_i_loss_save(c, false));
    GNN_TRY_RETURN(OVER_SUMS(&total, 1, c, l->k, 8 * c->in[0]->shape[1], cross_entropy));
    gnn_tensor_set(c->out, 0, total / (double)l->k);
    return GNN_OK;
}

static gnn_var cross_entropy_sample(gnn_case *k) { return gnn_i_loss_labels_sample(k, gnn_cross_entropy); }

const gnn_op gnn_i_op_cross_entropy = { "cross_entropy", GNN_INVARIANT, false, gnn_i_loss_labels_shape,
                                        cross_entropy_forward, gnn_i_loss_labels_backward, cross_entropy_sample };

gnn_var gnn_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    return gnn_i_loss_emit(&gnn_i_op_cross_entropy, logits, &(gnn_i_loss){ .labels = labels, .rows = rows, .k = k });
}

#else

static void S(cross_entropy)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        const T *x = IN(0) + r * d;
        c->sums[block] += S(gnn_i_log_sum_exp)(x, d, l->saved ? (T *)l->saved + i * d : NULL) - x[l->labels[r]];
    }
}

#endif
