/* Z = [O_1 x | … | O_q x], y = Z W + b + a, then max(y, 0) in columns r0 .. r1        (Chen, Li, Bruna 2019, section 3)
 * x (n,d), W (q d, w), b (w) or none, a (n,w) or none; operators are constant, NULL: the identity
 * g = dy where y > 0 or the column is linear      da += g     db += column sums of g     dW += Z^T g
 * dZ = g W^T      dx += sum over k of O_k^T dZ_k
 * Z is kept with its blocks side by side: sparse products write and read columns of it, nothing is concatenated. */
#ifndef T
#include "case.h"
#include "fused.h"

enum { MAX_Q = 16 };

typedef struct attr {
    const gnn_operator *op[MAX_Q];
    int q;
    int64_t r0, r1;
    void *z; /* (n, q d) */
} attr;

#define THIS "op_spectral.c"
#include "each_dtype.h"

static gnn_status spectral_shape(gnn_op_ctx *c)
{
    attr *a = c->attr;
    const gnn_tensor *x = c->in[0], *w = c->in[1];
    char p[48], s[48];
    GNN_REQUIRE_RETURN(a->q >= 1 && a->q <= MAX_Q, GNN_EINVAL, "%d operators, expected 1 .. %d", a->q, MAX_Q);
    GNN_REQUIRE_RETURN(x && w && x->ndim == 2 && w->ndim == 2 && a->q * x->shape[1] == w->shape[0], GNN_ESHAPE,
                       "x is %s, the weight %s, expected as many rows as %d operators have columns", gnn_i_shape_text(p, x),
                       gnn_i_shape_text(s, w), a->q);
    for (int k = 0; k < a->q; k++) {
        if (!a->op[k]) continue;
        GNN_TRY_RETURN(gnn_i_need_operator(c, a->op[k], false));
        GNN_REQUIRE_RETURN(a->op[k]->rows == x->shape[0] && a->op[k]->cols == x->shape[0], GNN_ESHAPE,
                           "operator %s is (%lld,%lld), x is %s", a->op[k]->name, (long long)a->op[k]->rows,
                           (long long)a->op[k]->cols, gnn_i_shape_text(p, x));
    }
    GNN_TRY_RETURN(gnn_i_need_bias(c, 2, w->shape[1]));
    GNN_REQUIRE_RETURN(a->r0 >= 0 && a->r0 <= a->r1 && a->r1 <= w->shape[1], GNN_EINVAL,
                       "ReLU in columns %lld .. %lld of %lld", (long long)a->r0, (long long)a->r1,
                       (long long)w->shape[1]);
    GNN_TRY_RETURN(gnn_i_shape_set2(c, x->shape[0], w->shape[1]));
    const gnn_tensor *add = c->in[3];
    GNN_REQUIRE_RETURN(!add || (add->ndim == 2 && add->shape[0] == x->shape[0] && add->shape[1] == w->shape[1]),
                       GNN_ESHAPE, "what is added is %s, the result %s", gnn_i_shape_text(p, add),
                       gnn_i_shape_text(s, c->out));
    return GNN_OK;
}

/* columns [to, to + d) of y (+)= op x, or op^T x, of columns `from` of x */
static gnn_status apply(gnn_op_ctx *c, const gnn_operator *op, const void *x, int64_t xs, void *y, int64_t ys,
                        int64_t d, bool back)
{
    gnn_dtype dtype = c->out->dtype;
    int64_t n = c->in[0]->shape[0];
    if (!op || op->kind == GNN_I_OP_IDENTITY || op->kind == GNN_I_OP_DIAGONAL) {
        const void *diag = op && op->kind == GNN_I_OP_DIAGONAL ? op->diag : NULL;
        (dtype == GNN_F32 ? scale_f32 : scale_f64)(y, ys, diag, x, xs, n, d, back);
    } else if (op->kind == GNN_I_OP_MATRIX) {
        gnn_i_spmm_strided(dtype, back ? &op->bwd : &op->fwd, x, xs, d, y, ys, back);
    } else { /* through contiguous copies */
        size_t es = gnn_dtype_size(dtype), bytes = (size_t)(n * d) * es, more = gnn_i_operator_scratch(op, d);
        void *in = gnn_i_tape_alloc(c->tape, bytes), *out = gnn_i_tape_alloc(c->tape, bytes), *scratch = NULL;
        if (more) scratch = gnn_i_tape_alloc(c->tape, more);
        if (!in || !out || (more && !scratch)) return GNN_ENOMEM;
        (dtype == GNN_F32 ? scale_f32 : scale_f64)(in, d, NULL, x, xs, n, d, false);
        gnn_i_operator_apply(out, op, in, d, back, false, NULL, GNN_I_ACT_NONE, scratch);
        (dtype == GNN_F32 ? scale_f32 : scale_f64)(y, ys, NULL, out, d, n, d, back);
    }
    return GNN_OK;
}

static gnn_status spectral_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    int64_t n = c->out->shape[0], w = c->out->shape[1], d = c->in[0]->shape[1], wide = a->q * d;
    size_t es = gnn_dtype_size(dtype), bytes = gnn_i_gemm_scratch(dtype, false, false, n, w, wide);
    void *scratch = bytes ? gnn_i_tape_alloc(c->tape, bytes) : NULL;
    a->z = gnn_i_tape_alloc(c->tape, (size_t)(n * wide) * es);
    if (!a->z || (bytes && !scratch)) return GNN_ENOMEM;
    for (int k = 0; k < a->q; k++)
        GNN_TRY_RETURN(apply(c, a->op[k], c->in[0]->data, d, (char *)a->z + (size_t)(k * d) * es, wide, d, false));
    gnn_i_gemm_bias_act(dtype, n, w, wide, a->z, c->in[1]->data, 0, c->in[2] ? c->in[2]->data : NULL, GNN_I_ACT_NONE,
                        c->out->data, scratch);
    gnn_i_range_relu(dtype, c->out->data, c->in[3] ? c->in[3]->data : NULL, n, w, a->r0, a->r1);
    return GNN_OK;
}

static gnn_status spectral_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    int64_t n = c->out->shape[0], w = c->out->shape[1], d = c->in[0]->shape[1], wide = a->q * d;
    size_t es = gnn_dtype_size(dtype);
    const void *g = c->dout->data;
    if (a->r0 < a->r1) {
        void *masked = gnn_i_tape_alloc(c->tape, (size_t)(n * w) * es);
        if (!masked) return GNN_ENOMEM;
        gnn_i_range_relu_back(dtype, masked, g, c->out->data, n, w, a->r0, a->r1);
        g = masked;
    }
    if (c->din[3]) gnn_i_axpy(dtype, c->din[3]->data, 1, g, n * w);
    if (c->din[2]) {
        void *sums = gnn_i_tape_alloc(c->tape, gnn_i_sums_scratch(dtype, n, w));
        if (!sums) return GNN_ENOMEM;
        gnn_i_column_sums(dtype, c->din[2]->data, g, n, w, true, sums);
    }
    if (c->din[1]) GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, wide, w, n, a->z, g, 1, c->din[1]->data));
    if (!c->din[0]) return GNN_OK;
    char *dz = gnn_i_tape_alloc(c->tape, (size_t)(n * wide) * es);
    if (!dz) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, n, wide, w, g, c->in[1]->data, 0, dz));
    for (int k = 0; k < a->q; k++)
        GNN_TRY_RETURN(apply(c, a->op[k], dz + (size_t)(k * d) * es, wide, c->din[0]->data, d, d, true));
    return GNN_OK;
}

static gnn_var spectral_sample(gnn_case *k)
{
    static const char *const names[] = { "I", "A", "D", "U", "A_1", "rw", "A+I", "L" };
    const gnn_operator *op[3];
    int q = (int)gnn_i_case_int(k, 1, 3);
    for (int i = 0; i < q; i++) {
        int64_t which = gnn_i_case_int(k, -1, 7);
        op[i] = which < 0 ? NULL : gnn_i_case_operator(k, names[which]);
    }
    int64_t d = gnn_i_case_width(k), w = gnn_i_case_width(k), r0 = gnn_i_case_int(k, 0, w),
            r1 = gnn_i_case_int(k, r0, w);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), none = gnn_none(gnn_i_case_tape(k));
    gnn_var weight = gnn_i_case_free(k, 2, (int64_t[]){ q * d, w });
    gnn_var b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &w) : none;
    gnn_var add = gnn_i_case_int(k, 0, 1) ? gnn_i_case_rows(k, GNN_NODE_ROWS, w) : none;
    return gnn_spectral(q, op, x, weight, b, add, r0, r1);
}

const gnn_op gnn_i_op_spectral = { "spectral", GNN_NODE_ROWS, false, spectral_shape, spectral_forward, spectral_backward,
                                   spectral_sample };

gnn_var gnn_spectral(int q, const gnn_operator *const *ops, gnn_var x, gnn_var w, gnn_var b, gnn_var add,
                     int64_t relu_from, int64_t relu_to)
{
    attr a = { .q = q, .r0 = relu_from, .r1 = relu_to };
    for (int k = 0; k < q && k < MAX_Q; k++) a.op[k] = ops[k];
    return gnn_i_emit(&gnn_i_op_spectral, x.tape, &a, sizeof a, 4, (gnn_var[]){ x, w, b, add });
}

#else

static inline __attribute__((always_inline)) void S(scale_rows)(void *y_, int64_t ys, const void *s_, const void *x_,
                                                                int64_t xs, int64_t n, int64_t d, bool add)
{
    T *restrict y = y_;
    const T *restrict x = x_, *s = s_;
    for (int64_t i = 0; i < n; i++, x += xs, y += ys) {
        T f = s ? s[i] : 1;
        if (add) for (int64_t j = 0; j < d; j++) y[j] += f * x[j];
        else for (int64_t j = 0; j < d; j++) y[j] = f * x[j];
    }
}

/* y_i (+)= s_i x_i */
static void S(scale)(void *y_, int64_t ys, const void *s_, const void *x_, int64_t xs, int64_t n, int64_t d, bool add)
{
    if (d == 8) S(scale_rows)(y_, ys, s_, x_, xs, n, 8, add); /* the papers' width: a loop that the compiler unrolls */
    else S(scale_rows)(y_, ys, s_, x_, xs, n, d, add);
}

#endif
