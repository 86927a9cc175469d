/* y = gamma (x - mean) / sqrt(var + eps) + beta per column over all rows; norm.h has the gradients.
 * @source Ioffe & Szegedy 2015 */
#include "case.h"
#include "norm.h"
#include <math.h>

typedef struct attr {
    gnn_i_norm norm;
    const gnn_tensor *mean, *var;
    gnn_tensor *batch_mean, *batch_var;
} attr;

static gnn_status vector_of(const gnn_tensor *t, int64_t d, const char *what)
{
    char p[48];
    GNN_REQUIRE_RETURN(!t || gnn_tensor_size(t) == d, GNN_ESHAPE, "%s is %s, x has %lld columns", what, gnn_i_shape_text(p, t), (long long)d);
    return GNN_OK;
}

static gnn_status batch_norm_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_norm_shape(c, &a->norm));
    int64_t d = c->out->shape[1];
    GNN_REQUIRE_RETURN(!a->mean == !a->var, GNN_EINVAL, "mean and var are given together");
    GNN_TRY_RETURN(vector_of(a->mean, d, "mean"));
    GNN_TRY_RETURN(vector_of(a->var, d, "var"));
    GNN_TRY_RETURN(vector_of(a->batch_mean, d, "batch_mean"));
    return vector_of(a->batch_var, d, "batch_var");
}

/* torch keeps the unbiased variance in its running average */
static void report(const attr *a, int64_t n, int64_t d)
{
    double unbias = n > 1 ? (double)n / (double)(n - 1) : 1;
    for (int64_t j = 0; j < d; j++) {
        double inv = a->norm.inv[j];
        if (a->batch_mean) gnn_tensor_set(a->batch_mean, j, a->norm.mean[j]);
        if (a->batch_var) gnn_tensor_set(a->batch_var, j, (1 / (inv * inv) - a->norm.eps) * unbias);
    }
}

static gnn_status batch_norm_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t d = c->out->shape[1];
    if (a->mean) {
        a->norm.fixed = true;
        a->norm.mean = gnn_i_tape_alloc(c->tape, (size_t)d * sizeof(double));
        a->norm.inv = gnn_i_tape_alloc(c->tape, (size_t)d * sizeof(double));
        if (!a->norm.mean || !a->norm.inv) return GNN_ENOMEM;
        for (int64_t j = 0; j < d; j++) {
            a->norm.mean[j] = gnn_tensor_get(a->mean, j);
            a->norm.inv[j] = 1 / sqrt(gnn_tensor_get(a->var, j) + a->norm.eps);
        }
    }
    GNN_TRY_RETURN(gnn_i_norm_stats(c, &a->norm));
    if (!a->mean) report(a, c->out->shape[0], d);
    return gnn_i_norm_forward(c, &a->norm);
}

static gnn_status batch_norm_backward(gnn_op_ctx *c) { return gnn_i_norm_backward(c, &((attr *)c->attr)->norm); }

static gnn_var batch_norm_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), gamma = gnn_i_case_free(k, 1, &d), beta = gnn_i_case_free(k, 1, &d);
    const gnn_tensor *mean = NULL, *var = NULL;
    if (gnn_i_case_int(k, 0, 1)) mean = gnn_i_case_fixed(k, 1, &d, -1, 1), var = gnn_i_case_fixed(k, 1, &d, 0.5, 2);
    return gnn_batch_norm(x, gamma, beta, 0.1, mean, var, NULL, NULL);
}

const gnn_op gnn_i_op_batch_norm = { "batch_norm", GNN_NODE_ROWS, false, batch_norm_shape, batch_norm_forward, batch_norm_backward,
                                     batch_norm_sample };

gnn_var gnn_batch_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps, const gnn_tensor *mean, const gnn_tensor *var,
                       gnn_tensor *batch_mean, gnn_tensor *batch_var)
{
    attr a = { { .eps = eps, .segments = 1 }, mean, var, batch_mean, batch_var };
    return gnn_i_emit(&gnn_i_op_batch_norm, x.tape, &a, sizeof a, 3, (gnn_var[]){ x, gamma, beta });
}
