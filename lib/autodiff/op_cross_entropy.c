/* l = -(1/k) sum over listed rows i of log softmax(x_i)[y_i]      dx_i += dl/k (softmax(x_i) - onehot(y_i)) */
#include "case.h"
#include "loss.h"

static gnn_status cross_entropy_shape(gnn_op_ctx *c)
{
    gnn_i_loss *a = c->attr;
    GNN_REQUIRE_RETURN(a->labels, GNN_EINVAL, "labels are required");
    return gnn_i_loss_shape(c, a);
}

typedef struct job { gnn_op_ctx *c; const gnn_i_loss *a; const double *norms; } job;

static double negative_log(void *ctx, int64_t from, int64_t to)
{
    const job *j = ctx;
    int64_t C = j->c->in[0]->shape[1];
    double sum = 0;
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(j->a, i);
        sum += j->norms[i] - gnn_tensor_get(j->c->in[0], r * C + j->a->labels[r]);
    }
    return sum;
}

static gnn_status cross_entropy_forward(gnn_op_ctx *c)
{
    gnn_i_loss *a = c->attr;
    double sum, *norms = gnn_i_tape_alloc(c->tape, (size_t)a->k * sizeof *norms);
    if (!norms) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_i_loss_softmax(c, a, norms));
    GNN_TRY_RETURN(gnn_i_loss_sum(&sum, c, a, negative_log, &(job){ c, a, norms }));
    gnn_tensor_set(c->out, 0, sum / (double)a->k);
    return GNN_OK;
}

static gnn_status cross_entropy_backward(gnn_op_ctx *c)
{
    gnn_i_loss_softmax_back(c, c->attr);
    return GNN_OK;
}

static gnn_var cross_entropy_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t classes = gnn_i_case_int(k, 1, 9), count = gnn_i_case_int(k, 1, 12);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, classes);
    const int32_t *labels = gnn_i_case_labels(k, classes), *rows = gnn_i_case_nodes(k, &count);
    return gnn_i_case_int(k, 0, 1) ? gnn_cross_entropy(x, labels, NULL, 0) : gnn_cross_entropy(x, labels, rows, count);
}

const gnn_op gnn_i_op_cross_entropy = { "cross_entropy", GNN_INVARIANT, false, cross_entropy_shape, cross_entropy_forward,
                                        cross_entropy_backward, cross_entropy_sample };

gnn_var gnn_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    gnn_i_loss a = { .labels = labels, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_cross_entropy, logits.tape, &a, sizeof a, 1, &logits);
}
