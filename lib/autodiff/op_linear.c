/* y = fn(x W + b)      x (n,k), W (k,d), b (d) or none, y (n,d)
 * g = dy fn'(z), from y     dx += g W^T     dW += x^T g     db += column sums of g
 * Bias and activation are applied to each block of rows while it is in cache; only y is kept. */
#include "case.h"
#include "fused.h"

typedef struct attr { gnn_act_fn fn; } attr;

static gnn_status linear_shape(gnn_op_ctx *c)
{
    const gnn_tensor *x = c->in[0], *w = c->in[1];
    char p[48], q[48];
    GNN_REQUIRE_RETURN(x && w && x->ndim == 2 && w->ndim == 2 && x->shape[1] == w->shape[0], GNN_ESHAPE,
                       "x is %s, the weight %s", gnn_i_shape_text(p, x), gnn_i_shape_text(q, w));
    GNN_TRY_RETURN(gnn_i_need_bias(c, 2, w->shape[1]));
    return gnn_i_shape_set2(c, x->shape[0], w->shape[1]);
}

static gnn_status linear_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    int64_t n = c->out->shape[0], d = c->out->shape[1], k = c->in[0]->shape[1];
    size_t bytes = gnn_i_gemm_scratch(dtype, false, false, n, d, k);
    void *scratch = bytes ? gnn_i_tape_alloc(c->tape, bytes) : NULL;
    if (bytes && !scratch) return GNN_ENOMEM;
    gnn_i_gemm_bias_act(dtype, n, d, k, c->in[0]->data, c->in[1]->data, c->in[2] ? c->in[2]->data : NULL,
                        (gnn_i_act)a->fn, c->out->data, scratch);
    return GNN_OK;
}

static gnn_status linear_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    int64_t n = c->out->shape[0], d = c->out->shape[1], k = c->in[0]->shape[1];
    const void *g;
    gnn_i_linear_back_args back = {
        .dtype = c->out->dtype, .n = n, .k = k, .d = d, .x = c->in[0]->data, .w = c->in[1]->data, .y = c->out->data,
        .dy = c->dout->data, .act = (gnn_i_act)a->fn, .dx = c->din[0] ? c->din[0]->data : NULL,
        .dw = c->din[1] ? c->din[1]->data : NULL, .db = c->din[2] ? c->din[2]->data : NULL, .add = !c->fresh
    };
    if (gnn_i_linear_back_fits(&back)) {
        void *scratch = gnn_i_tape_alloc(c->tape, gnn_i_linear_back_scratch(&back));
        if (!scratch) return GNN_ENOMEM;
        gnn_i_linear_back(&back, scratch);
        return GNN_OK;
    }
    GNN_TRY_RETURN(gnn_i_before_act(c, a->fn, c->din[2], &g));
    if (c->din[0])
        GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, n, k, d, g, c->in[1]->data, !c->fresh, c->din[0]->data));
    if (c->din[1]) GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, k, d, n, c->in[0]->data, g, 1, c->din[1]->data));
    return GNN_OK;
}

static gnn_var linear_sample(gnn_case *k)
{
    int64_t in = gnn_i_case_width(k), out = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, in), w = gnn_i_case_free(k, 2, (int64_t[]){ in, out });
    gnn_var b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &out) : gnn_none(gnn_i_case_tape(k));
    return gnn_linear(x, w, b, (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU));
}

const gnn_op gnn_i_op_linear = { "linear", GNN_NODE_ROWS, GNN_I_OVERWRITES, linear_shape, linear_forward, linear_backward, linear_sample };

gnn_var gnn_linear(gnn_var x, gnn_var w, gnn_var b, gnn_act_fn fn)
{
    return gnn_i_emit(&gnn_i_op_linear, x.tape, &(attr){ fn }, sizeof(attr), 3, (gnn_var[]){ x, w, b });
}
