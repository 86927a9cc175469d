/* l = min over permutations pi of the C classes of -(1/k) sum over listed rows i of log softmax(x_i)[pi(y_i)]
 * With M[a,b] = -(1/k) sum over i with y_i = a of log softmax(x_i)[b], the minimum is an assignment: sum of M[a, pi(a)].
 * The gradient goes through the minimiser.   @source Chen, Li, Bruna 2019, section 5.1 */
#include "case.h"
#include "loss.h"

static gnn_status permutation_cross_entropy_shape(gnn_op_ctx *c)
{
    gnn_i_loss *a = c->attr;
    GNN_REQUIRE_RETURN(a->labels, GNN_EINVAL, "labels are required");
    GNN_TRY_RETURN(gnn_i_loss_shape(c, a));
    GNN_REQUIRE_RETURN(c->in[0]->shape[1] <= 1024, GNN_EUNSUPPORTED, "%lld classes, at most 1024 are possible",
                       (long long)c->in[0]->shape[1]);
    return GNN_OK;
}

static gnn_status permutation_cross_entropy_forward(gnn_op_ctx *c)
{
    gnn_i_loss *a = c->attr;
    int64_t C = c->in[0]->shape[1];
    double *norms = gnn_i_tape_alloc(c->tape, (size_t)a->k * sizeof *norms);
    double *M = gnn_i_tape_alloc(c->tape, (size_t)(C * C) * sizeof *M), *scratch = gnn_i_tape_alloc(c->tape, (size_t)(4 * C + 4) * sizeof *scratch);
    a->rename = gnn_i_tape_alloc(c->tape, (size_t)C * sizeof *a->rename);
    if (!norms || !M || !scratch || !a->rename) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_i_loss_softmax(c, a, norms));
    memset(M, 0, (size_t)(C * C) * sizeof *M);
    for (int64_t i = 0; i < a->k; i++) {
        int64_t r = gnn_i_loss_row(a, i), label = a->labels[r];
        for (int64_t b = 0; b < C; b++) M[label * C + b] += (norms[i] - gnn_tensor_get(c->in[0], r * C + b)) / (double)a->k;
    }
    for (int64_t i = 0; i < C * C; i++) /* NaN or infinity has no cheapest assignment */
        GNN_REQUIRE_RETURN(M[i] - M[i] == 0, GNN_ENUMERIC, "the logits are not finite");
    gnn_i_assign(C, M, a->rename, scratch);
    double sum = 0;
    for (int64_t b = 0; b < C; b++) sum += M[b * C + a->rename[b]];
    gnn_tensor_set(c->out, 0, sum);
    return GNN_OK;
}

static gnn_status permutation_cross_entropy_backward(gnn_op_ctx *c)
{
    gnn_i_loss_softmax_back(c, c->attr);
    return GNN_OK;
}

static gnn_var permutation_cross_entropy_sample(gnn_case *k)
{
    gnn_i_case_need_nodes(k);
    int64_t classes = gnn_i_case_int(k, 1, 6);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, classes);
    return gnn_permutation_cross_entropy(x, gnn_i_case_labels(k, classes), NULL, 0);
}

const gnn_op gnn_i_op_permutation_cross_entropy = { "permutation_cross_entropy", GNN_INVARIANT, false, permutation_cross_entropy_shape,
                                                    permutation_cross_entropy_forward, permutation_cross_entropy_backward,
                                                    permutation_cross_entropy_sample };

gnn_var gnn_permutation_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    gnn_i_loss a = { .labels = labels, .rows = rows, .k = k };
    return gnn_i_emit(&gnn_i_op_permutation_cross_entropy, logits.tape, &a, sizeof a, 1, &logits);
}
