/* A user's operation: whole blocks through two callbacks; the output's shape is the caller's. */
#include "case.h"
#include "op.h"

typedef struct attr { const gnn_custom_fn *fn; int64_t rows, cols; } attr;

static gnn_status custom_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_REQUIRE_RETURN(a->fn && a->fn->forward, GNN_EINVAL, "a forward function is required");
    for (int i = 0; i < c->n_in; i++) GNN_REQUIRE_RETURN(c->in[i], GNN_EINVAL, "%s: operand %d is absent", a->fn->name, i);
    return gnn_i_shape_set2(c, a->rows, a->cols);
}

static gnn_status custom_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    memset(c->out->data, 0, (size_t)gnn_tensor_size(c->out) * gnn_dtype_size(c->out->dtype));
    gnn_status st = a->fn->forward(a->fn->ctx, c->out, c->in);
    return st == GNN_OK ? st : gnn_i_fail_prefix(st, "%s", a->fn->name);
}

static gnn_status custom_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_REQUIRE_RETURN(a->fn->backward, GNN_EUNSUPPORTED, "%s has no backward pass", a->fn->name);
    gnn_status st = a->fn->backward(a->fn->ctx, c->out, c->dout, c->in, c->din);
    return st == GNN_OK ? st : gnn_i_fail_prefix(st, "%s", a->fn->name);
}

/* The sample's own operation: y = a b entrywise. */
static gnn_status times_forward(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    (void)ctx;
    for (int64_t i = 0; i < gnn_tensor_size(out); i++) gnn_tensor_set(out, i, gnn_tensor_get(in[0], i) * gnn_tensor_get(in[1], i));
    return GNN_OK;
}

static gnn_status times_backward(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                                 gnn_tensor *const *din)
{
    (void)ctx;
    for (int k = 0; k < 2; k++)
        for (int64_t i = 0; din[k] && i < gnn_tensor_size(out); i++)
            gnn_tensor_set(din[k], i, gnn_tensor_get(din[k], i) + gnn_tensor_get(dout, i) * gnn_tensor_get(in[1 - k], i));
    return GNN_OK;
}

static gnn_var custom_sample(gnn_case *k)
{
    static const gnn_custom_fn times = { "times", times_forward, times_backward, NULL };
    int64_t d = gnn_i_case_width(k);
    gnn_var in[2] = { gnn_i_case_rows(k, GNN_NODE_ROWS, d), gnn_i_case_rows(k, GNN_NODE_ROWS, d) };
    const gnn_tensor *x = gnn_value(in[0]);
    return gnn_custom(&times, 2, in, x ? x->shape[0] : 0, d);
}

const gnn_op gnn_i_op_custom = { "custom", GNN_NODE_ROWS, true, custom_shape, custom_forward, custom_backward, custom_sample };

gnn_var gnn_custom(const gnn_custom_fn *fn, int n_in, const gnn_var *in, int64_t rows, int64_t cols)
{
    attr a = { fn, rows, cols };
    gnn_tape *tape = n_in > 0 ? in[0].tape : NULL;
    gnn_bug_assert(tape != NULL && n_in <= GNN_I_MAX_IN);
    return gnn_i_emit(&gnn_i_op_custom, tape, &a, sizeof a, n_in, in);
}
