/* y = fn(M(X) W + b)      X (n,k) constant sparse, W (k,d), b (d) or none, y (n,d)
 * M: inverted dropout of the stored entries; entry e is kept by word (stream.counter + e) of the stream.
 * g = dy fn'(z)     dW += M(X)^T g     db += column sums of g */
#include "case.h"
#include "fused.h"

typedef struct attr {
    const gnn_operator *X;
    gnn_act_fn fn;
    double p;
    gnn_rng stream;
    void *kept; /* values of M(X) in X's order; NULL without dropout */
} attr;

static gnn_status sparse_linear_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->X, true));
    GNN_REQUIRE_RETURN(a->p >= 0 && a->p < 1, GNN_EINVAL, "dropout of %g is outside [0,1)", a->p);
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->X->cols, "a column of X"));
    GNN_TRY_RETURN(gnn_i_need_bias(c, 1, c->in[0]->shape[1]));
    return gnn_i_shape_set2(c, a->X->rows, c->in[0]->shape[1]);
}

static gnn_status sparse_linear_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    gnn_i_csr X = a->X->fwd;
    if (a->p > 0) {
        a->kept = gnn_i_tape_alloc(c->tape, (size_t)X.nnz * gnn_dtype_size(dtype));
        if (!a->kept) return GNN_ENOMEM;
        gnn_i_dropout(dtype, a->kept, X.val, X.nnz, a->p, a->stream);
        X.val = a->kept;
    }
    gnn_i_spmm(dtype, &X, c->in[0]->data, c->out->shape[1], c->out->data, false, c->in[1] ? c->in[1]->data : NULL,
               (gnn_i_act)a->fn);
    return GNN_OK;
}

static gnn_status sparse_linear_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    gnn_i_csr Xt = a->X->bwd;
    const void *g;
    GNN_TRY_RETURN(gnn_i_before_act(c, a->fn, c->din[1], &g));
    if (!c->din[0]) return GNN_OK;
    if (a->kept) {
        Xt.val = gnn_i_tape_alloc(c->tape, (size_t)Xt.nnz * gnn_dtype_size(dtype));
        if (!Xt.val) return GNN_ENOMEM;
        gnn_i_gather_rows(dtype, Xt.val, a->kept, Xt.nnz, a->X->bwd_entry, 1, false);
    }
    gnn_i_spmm(dtype, &Xt, g, c->out->shape[1], c->din[0]->data, true, NULL, GNN_I_ACT_NONE);
    return GNN_OK;
}

static gnn_var sparse_linear_sample(gnn_case *k)
{
    /* The graph's matrix stands for X: its columns, hence the rows of W, move with the vertices. */
    const gnn_operator *X = gnn_i_case_operator(k, "A");
    int64_t d = gnn_i_case_width(k);
    gnn_var w = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    gnn_var b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &d) : gnn_none(gnn_i_case_tape(k));
    /* Entries are numbered, so masks do not move with the vertices: drawn without dropout here, tested in test_operator_apply. */
    return gnn_sparse_linear(X, w, b, (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU), 0,
                             gnn_i_case_stream(k));
}

const gnn_op gnn_i_op_sparse_linear = { "sparse_linear", GNN_NODE_ROWS, false, sparse_linear_shape, sparse_linear_forward,
                                        sparse_linear_backward, sparse_linear_sample };

gnn_var gnn_sparse_linear(const gnn_operator *X, gnn_var w, gnn_var b, gnn_act_fn fn, double p, gnn_rng stream)
{
    return gnn_i_emit(&gnn_i_op_sparse_linear, w.tape, &(attr){ X, fn, p, stream, NULL }, sizeof(attr), 2,
                      (gnn_var[]){ w, b });
}
