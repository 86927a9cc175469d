/* The caller's own operation on whole blocks. */
#include "case.h"
#include "op.h"

typedef struct attr {
    const gnn_custom_fn *fn;
    int64_t rows, cols;
} attr;

static const char *name_of(const attr *a) { return a->fn->name ? a->fn->name : "(no name)"; }

/* The sample: y = a b. */
static gnn_status product(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    (void)ctx;
    for (int64_t i = 0, n = gnn_tensor_size(out); i < n; i++)
        gnn_tensor_set(out, i, gnn_tensor_get(in[0], i) * gnn_tensor_get(in[1], i));
    return GNN_OK;
}

static gnn_status product_back(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                               gnn_tensor *const *din)
{
    (void)ctx, (void)out;
    for (int k = 0; k < 2; k++)
        for (int64_t i = 0, n = gnn_tensor_size(dout); din[k] && i < n; i++)
            gnn_tensor_set(din[k], i,
                           gnn_tensor_get(din[k], i) + gnn_tensor_get(dout, i) * gnn_tensor_get(in[1 - k], i));
    return GNN_OK;
}

static gnn_status custom_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_REQUIRE_RETURN(a->fn->forward, GNN_EINVAL, "%s has no forward function", name_of(a));
    return gnn_i_shape_set2(c, a->rows, a->cols);
}

static gnn_status custom_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_status st = a->fn->forward(a->fn->ctx, c->out, c->in);
    return st == GNN_OK ? GNN_OK : gnn_i_fail_prefix(st, "%s", name_of(a));
}

static gnn_status custom_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_REQUIRE_RETURN(a->fn->backward, GNN_EUNSUPPORTED, "%s has no backward function", name_of(a));
    gnn_status st = a->fn->backward(a->fn->ctx, c->out, c->dout, c->in, c->din);
    return st == GNN_OK ? GNN_OK : gnn_i_fail_prefix(st, "%s", name_of(a));
}

static gnn_var custom_sample(gnn_case *k)
{
    static const gnn_custom_fn fn = { "product", product, product_back, NULL };
    int64_t d = gnn_i_case_width(k);
    gnn_var in[2] = { gnn_i_case_rows(k, GNN_NODE_ROWS, d), gnn_i_case_rows(k, GNN_NODE_ROWS, d) };
    return gnn_custom(&fn, 2, in, gnn_graph_n(gnn_i_case_graph(k)), d);
}

const gnn_op gnn_i_op_custom = { "custom", GNN_NODE_ROWS, true, custom_shape,
                                 custom_forward, custom_backward, custom_sample };

gnn_var gnn_custom(const gnn_custom_fn *fn, int n_in, const gnn_var *in, int64_t rows, int64_t cols)
{
    if (n_in < 1) { /* there is no tape to poison */
        (void)gnn_i_fail(GNN_EINVAL, "custom: %d inputs", n_in);
        return (gnn_var){ NULL, -2 };
    }
    if (n_in > GNN_I_MAX_IN)
        return gnn_i_poison(in[0].tape,
                            gnn_i_fail(GNN_EINVAL, "%d inputs, at most %d are possible", n_in, GNN_I_MAX_IN), "custom");
    return gnn_i_emit(&gnn_i_op_custom, in[0].tape, &(attr){ fn, rows, cols }, sizeof(attr), n_in, in);
}
