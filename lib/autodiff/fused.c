/* What the heavy operations share. */
#include "fused.h"

_Static_assert((int)GNN_ACT_NONE == GNN_I_ACT_NONE && (int)GNN_ACT_RELU == GNN_I_ACT_RELU &&
                   (int)GNN_ACT_TANH == GNN_I_ACT_TANH && (int)GNN_ACT_SIGMOID == GNN_I_ACT_SIGMOID &&
                   (int)GNN_ACT_ELU == GNN_I_ACT_ELU && (int)GNN_ACT_LEAKY_RELU == GNN_I_ACT_LEAKY_RELU,
               "kernels and tape number the activations alike");

gnn_status gnn_i_need_operator(const gnn_op_ctx *c, const gnn_operator *op, bool matrix)
{
    GNN_REQUIRE_RETURN(op, GNN_EINVAL, "the operator is missing");
    GNN_REQUIRE_RETURN(op->dtype == gnn_tape_dtype(c->tape), GNN_EDTYPE, "operator %s is %s, the tape %s", op->name,
                       op->dtype == GNN_F32 ? "f32" : "f64", op->dtype == GNN_F32 ? "f64" : "f32");
    GNN_REQUIRE_RETURN(!matrix || op->kind == GNN_I_OP_MATRIX, GNN_EUNSUPPORTED,
                       "operator %s is no matrix: it has no stored arcs", op->name);
    return GNN_OK;
}

gnn_status gnn_i_need_rows(const gnn_op_ctx *c, int i, int64_t rows, const char *meaning)
{
    char text[48];
    GNN_REQUIRE_RETURN(c->in[i] && c->in[i]->ndim == 2 && c->in[i]->shape[0] == rows, GNN_ESHAPE,
                       "operand %d is %s, expected %lld rows, one %s", i, gnn_i_shape_text(text, c->in[i]), (long long)rows, meaning);
    return GNN_OK;
}

gnn_status gnn_i_need_bias(const gnn_op_ctx *c, int i, int64_t size)
{
    char text[48];
    GNN_REQUIRE_RETURN(!c->in[i] || (c->in[i]->ndim == 1 && c->in[i]->shape[0] == size), GNN_ESHAPE,
                       "the bias is %s, expected (%lld)", gnn_i_shape_text(text, c->in[i]), (long long)size);
    return GNN_OK;
}

gnn_status gnn_i_tape_gemm(const gnn_op_ctx *c, bool ta, bool tb, int64_t m, int64_t n, int64_t k, const void *A,
                           const void *B, double beta, void *C)
{
    gnn_dtype dtype = gnn_tape_dtype(c->tape);
    size_t bytes = gnn_i_gemm_scratch(dtype, ta, tb, m, n, k);
    void *scratch = bytes ? gnn_i_tape_alloc(c->tape, bytes) : NULL;
    if (bytes && !scratch) return GNN_ENOMEM;
    gnn_i_gemm(dtype, ta, tb, m, n, k, A, B, beta, C, scratch);
    return GNN_OK;
}

gnn_status gnn_i_before_map(const gnn_op_ctx *c, gnn_act_fn fn, const void *y, const void *dy, int64_t rows, int64_t w,
                            void *db, const void **g)
{
    gnn_dtype dtype = gnn_tape_dtype(c->tape);
    void *z = NULL, *sums = NULL;
    *g = dy;
    if (fn == GNN_ACT_NONE && !db) return GNN_OK;
    if (fn != GNN_ACT_NONE) {
        z = gnn_i_tape_alloc(c->tape, (size_t)(rows * w) * gnn_dtype_size(dtype));
        if (!z) return GNN_ENOMEM;
        *g = z;
    }
    if (db) {
        sums = gnn_i_tape_alloc(c->tape, gnn_i_sums_scratch(dtype, rows, w));
        if (!sums) return GNN_ENOMEM;
    }
    gnn_i_act_back(dtype, z, db, dy, y, (gnn_i_act)fn, rows, w, sums);
    return GNN_OK;
}

gnn_status gnn_i_before_act(const gnn_op_ctx *c, gnn_act_fn fn, gnn_tensor *db, const void **g)
{
    return gnn_i_before_map(c, fn, c->out->data, c->dout->data, gnn_tensor_rows(c->out), gnn_tensor_cols(c->out),
                            db ? db->data : NULL, g);
}
