/* y = min over renamings pi of the classes of the mean of -log p_i,pi(label)      (Chen, Li, Bruna 2019, section 5.1)
 * M[a][b] = mean over the listed rows (0 where the label is not a) of -log p_i,b; y = min over pi of sum of
 * M[a][pi(a)], an assignment problem.  Only the first `renamed` classes are renamed; the others keep their names
 * (section 5.2: overlapping communities, whose third class is "both").  dx_i += dy / k (p_i - [pi(label)]) for the
 * minimiser.  Cost O(k C + C^3). */
#ifndef T
#include "case.h"
#include "loss.h"
#include "op.h"
#define THIS "op_permutation_cross_entropy.c"
#include "each_dtype.h"

static gnn_status permutation_cross_entropy_forward(gnn_op_ctx *c)
{
    gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1], free = l->renamed < d ? l->renamed : d;
    double total = 0, *m = gnn_i_tape_alloc(c->tape, (size_t)(d * d) * sizeof *m);
    double *cost = gnn_i_tape_alloc(c->tape, (size_t)(free * free) * sizeof *cost);
    void *scratch = gnn_i_tape_alloc(c->tape, gnn_i_assign_scratch(free));
    l->rename = gnn_i_tape_alloc(c->tape, (size_t)d * sizeof *l->rename);
    if (!m || !cost || !scratch || !l->rename) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_i_loss_save(c, false));
    GNN_TRY_RETURN(OVER_SUMS(m, d * d, c, l->k, 8 * d, class_losses));
    for (int64_t i = 0; i < d * d; i++)
        GNN_REQUIRE_RETURN(isfinite(m[i]), GNN_ENUMERIC, "the loss of label %lld as class %lld is %g",
                           (long long)(i / d), (long long)(i % d), m[i]);
    for (int64_t a = 0; a < free; a++) memcpy(cost + a * free, m + a * d, (size_t)free * sizeof *m);
    gnn_i_assign(free, cost, l->rename, scratch);
    for (int64_t a = free; a < d; a++) l->rename[a] = (int32_t)a;
    for (int64_t a = 0; a < d; a++) total += m[a * d + l->rename[a]];
    gnn_tensor_set(c->out, 0, total / (double)l->k);
    return GNN_OK;
}

/* All classes, or the first two. */
static gnn_var sample_two(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    return gnn_renaming_cross_entropy(logits, labels, rows, k, 2);
}

static gnn_var permutation_cross_entropy_sample(gnn_case *k)
{
    return gnn_i_loss_labels_sample(k, gnn_i_case_int(k, 0, 1) ? sample_two : gnn_permutation_cross_entropy);
}

const gnn_op gnn_i_op_permutation_cross_entropy = {
    "permutation_cross_entropy", GNN_INVARIANT, false, gnn_i_loss_labels_shape,
    permutation_cross_entropy_forward, gnn_i_loss_labels_backward, permutation_cross_entropy_sample
};

gnn_var gnn_renaming_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k,
                                   int64_t renamed)
{
    return gnn_i_loss_emit(
        &gnn_i_op_permutation_cross_entropy, logits,
        &(gnn_i_loss){ .labels = labels, .rows = rows, .k = k, .renamed = renamed > 0 ? renamed : 0 });
}

gnn_var gnn_permutation_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k)
{
    return gnn_renaming_cross_entropy(logits, labels, rows, k, INT64_MAX);
}

#else

static void S(class_losses)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_i_loss *l = c->attr;
    int64_t d = c->in[0]->shape[1];
    for (int64_t i = from; i < to; i++) {
        int64_t r = gnn_i_loss_row(l, i);
        const T *x = IN(0) + r * d;
        double *m = c->sums + (block * d + l->labels[r]) * d;
        T log_sum = S(gnn_i_log_sum_exp)(x, d, l->saved ? (T *)l->saved + i * d : NULL);
        for (int64_t j = 0; j < d; j++) m[j] += log_sum - x[j];
    }
}

#endif
