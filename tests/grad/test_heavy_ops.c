/* Gradients of the heavy operations by finite differences in f64, on rectangular matrices made by hand; their bits for any
 * number of threads; no allocation once warm. */
#include "support/operators.h"
#include "autodiff/op.h"
#include <math.h>

enum {
    MATMUL, LINEAR, APPLY, SPARSE, SPARSE_DROP, GATHER, SPREAD, SUM, MEAN, MAX, APPLY_MAX, SOFTMAX, MATVEC, GATV2, GAT,
    KINDS
};
enum { MAX_IN = 3 };

typedef struct problem {
    gnn_operator *op;
    gnn_dtype dtype;
    int kind, n_in, heads;
    gnn_act_fn fn;
    gnn_tensor *in[MAX_IN], *weight; /* loss = sum of weight * y */
} problem;

static gnn_tensor *draw(gnn_rng *r, gnn_dtype dtype, int ndim, int64_t a, int64_t b)
{
    gnn_tensor *t;
    ck_ok(gnn_tensor_new(&t, dtype, ndim, (int64_t[]){ a, b }));
    for (int64_t i = 0; i < gnn_tensor_size(t); i++) gnn_tensor_set(t, i, gnn_rng_normal(r));
    return t;
}

static problem make(gnn_rng *r, int kind, gnn_dtype dtype, int64_t rows, int64_t cols, int64_t w, double density)
{
    problem p = { .kind = kind, .dtype = dtype, .heads = 1 + (int)gnn_rng_below(r, 3), .fn = (gnn_act_fn)gnn_rng_below(r, 6) };
    double *M = calloc((size_t)(rows * cols) + 1, sizeof *M);
    for (int64_t i = 0; i < rows * cols; i++) M[i] = gnn_rng_uniform(r) < density ? gnn_rng_normal(r) : 0;
    p.op = support_matrix(dtype, rows, cols, M, gnn_rng_below(r, 2));
    free(M);
    int64_t nnz = p.op->fwd.nnz, hc = p.heads * w;
    struct { int ndim; int64_t a, b; } in[KINDS][MAX_IN] = {
        [MATMUL] = { { 2, rows, cols }, { 2, cols, w } },
        [LINEAR] = { { 2, rows, cols }, { 2, cols, w }, { 1, w, 0 } },
        [APPLY] = { { 2, cols, w }, { 1, w, 0 } },
        [SPARSE] = { { 2, cols, w }, { 1, w, 0 } },
        [SPARSE_DROP] = { { 2, cols, w }, { 1, w, 0 } },
        [GATHER] = { { 2, cols, w } },
        [SPREAD] = { { 2, rows, w } },
        [SUM] = { { 2, nnz, w } },
        [MEAN] = { { 2, nnz, w } },
        [MAX] = { { 2, nnz, w } },
        [APPLY_MAX] = { { 2, cols, w } },
        [SOFTMAX] = { { 2, nnz, w } },
        [MATVEC] = { { 2, nnz, 3 * w }, { 2, nnz, 3 } },
        [GATV2] = { { 2, cols, hc }, { 2, rows, hc }, { 2, p.heads, w } },
        [GAT] = { { 2, cols, hc }, { 2, cols, p.heads }, { 2, rows, p.heads } },
    };
    for (; p.n_in < MAX_IN && in[kind][p.n_in].ndim; p.n_in++)
        p.in[p.n_in] = draw(r, dtype, in[kind][p.n_in].ndim, in[kind][p.n_in].a, in[kind][p.n_in].b);
    bool arcs = kind == GATHER || kind == SPREAD || kind == SOFTMAX || kind == MATVEC;
    p.weight = draw(r, dtype, 2, arcs ? nnz : rows, kind == GATV2 || kind == GAT ? hc : w);
    return p;
}

static void drop(problem *p)
{
    for (int i = 0; i < p->n_in; i++) gnn_tensor_free(p->in[i]);
    gnn_tensor_free(p->weight);
    support_matrix_free(p->op);
}

static gnn_var forward(gnn_tape *t, const problem *p, gnn_var *v)
{
    gnn_rng s = gnn_rng_stream(1, "dropout", 5);
    for (int i = 0; i < p->n_in; i++) v[i] = gnn_leaf(t, p->in[i]);
    switch (p->kind) {
    case MATMUL: return gnn_matmul(v[0], v[1]);
    case LINEAR: return gnn_linear(v[0], v[1], v[2], p->fn);
    case APPLY: return gnn_apply(p->op, v[0], v[1], p->fn);
    case SPARSE: return gnn_sparse_linear(p->op, v[0], v[1], p->fn, 0, s);
    case SPARSE_DROP: return gnn_sparse_linear(p->op, v[0], v[1], p->fn, 0.4, s);
    case GATHER: return gnn_arc_gather(p->op, v[0]);
    case SPREAD: return gnn_arc_spread(p->op, v[0]);
    case SUM: return gnn_arc_sum(p->op, v[0]);
    case MEAN: return gnn_arc_mean(p->op, v[0]);
    case MAX: return gnn_arc_max(p->op, v[0]);
    case APPLY_MAX: return gnn_apply_max(p->op, v[0]);
    case SOFTMAX: return gnn_arc_softmax(p->op, v[0]);
    case MATVEC: return gnn_arc_matvec(v[0], v[1], p->weight->shape[1]);
    case GATV2: return gnn_gatv2(p->op, v[0], v[1], v[2], p->heads, 0.2);
    default: return gnn_gat(p->op, v[0], v[1], v[2], p->heads, 0.2);
    }
}

/* sum of weight * y, with its gradient, so that these tests need no other operation */
static gnn_status dot_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    c->out->ndim = 0;
    return GNN_OK;
}

static gnn_status dot_forward(gnn_op_ctx *c)
{
    double s = 0;
    for (int64_t i = 0; i < gnn_tensor_size(c->in[0]); i++)
        s += gnn_tensor_get(c->in[0], i) * gnn_tensor_get(c->in[1], i);
    gnn_tensor_set(c->out, 0, s);
    return GNN_OK;
}

static gnn_status dot_backward(gnn_op_ctx *c)
{
    for (int64_t i = 0; i < gnn_tensor_size(c->in[0]); i++)
        gnn_tensor_set(c->din[0], i, gnn_tensor_get(c->din[0], i) + gnn_tensor_get(c->in[1], i));
    return GNN_OK;
}

static const gnn_op dot = { "dot", GNN_INVARIANT, true, dot_shape, dot_forward, dot_backward, NULL };

static gnn_var loss(gnn_tape *t, const problem *p, gnn_var *v)
{
    gnn_var y = forward(t, p, v), w = gnn_constant(t, p->weight);
    return gnn_i_emit(&dot, t, NULL, 0, 2, (gnn_var[]){ y, w });
}

START_TEST(gradients_agree_with_finite_differences)
{
    gnn_rng r = gnn_rng_stream(30, "heavy", (uint64_t)_i);
    int64_t rows = 1 + (int64_t)gnn_rng_below(&r, 6), cols = 1 + (int64_t)gnn_rng_below(&r, 6),
            w = 1 + (int64_t)gnn_rng_below(&r, 9);
    problem p = make(&r, _i % KINDS, GNN_F64, rows, cols, w, _i % 7 == 0 ? 0 : 0.5);
    gnn_tape *t, *probe;
    gnn_var v[MAX_IN], u[MAX_IN];
    ck_ok(gnn_tape_new(&t, GNN_F64));
    ck_ok(gnn_tape_new(&probe, GNN_F64));
    gnn_tape_record(probe, 0);
    ck_ok(gnn_backward(loss(t, &p, v)));
    for (int i = 0; i < p.n_in; i++)
        for (int64_t k = 0; k < gnn_tensor_size(p.in[i]); k++) {
            static const double steps[4] = { -2, -1, 1, 2 };
            double at = gnn_tensor_get(p.in[i], k), h = 1e-5, f[4];
            for (int s = 0; s < 4; s++) {
                gnn_tensor_set(p.in[i], k, at + h * steps[s]);
                gnn_tape_reset(probe);
                f[s] = gnn_tensor_get(gnn_value(loss(probe, &p, u)), 0);
            }
            gnn_tensor_set(p.in[i], k, at);
            double want = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h), got = gnn_tensor_get(gnn_grad(v[i]), k);
            if (!(fabs(got - want) <= 1e-7 * (1 + fabs(want))))
                ck_abort_msg("kind %d act %d input %d entry %lld: %.10g, expected %.10g", p.kind, p.fn, i, (long long)k,
                             got, want);
        }
    gnn_tape_free(t);
    gnn_tape_free(probe);
    drop(&p);
}
END_TEST

START_TEST(bits_do_not_depend_on_threads_and_a_warm_step_allocates_nothing)
{
    gnn_rng r = gnn_rng_stream(31, "heavy", (uint64_t)_i);
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    int kind = _i / 2;
    problem p = make(&r, kind, dtype, 500, 450, kind == MATVEC ? 5 : 16, 0.04);
    gnn_tape *t;
    gnn_var v[MAX_IN];
    char *want[MAX_IN];
    int64_t calls = 0;
    ck_ok(gnn_tape_new(&t, dtype));
    for (int threads = 1; threads <= 8; threads += threads < 3 ? 1 : 5) {
        gnn_set_threads(threads);
        gnn_tape_reset(t);
        if (threads == 3) calls = gnn_alloc_get_stats().calls;
        ck_ok(gnn_backward(loss(t, &p, v)));
        for (int i = 0; i < p.n_in; i++) {
            size_t bytes = (size_t)gnn_tensor_size(p.in[i]) * gnn_dtype_size(dtype);
            if (threads == 1) want[i] = malloc(bytes), memcpy(want[i], gnn_grad(v[i])->data, bytes);
            if (memcmp(want[i], gnn_grad(v[i])->data, bytes))
                ck_abort_msg("kind %d: %d threads give other bits", kind, threads);
        }
    }
    ck_assert_int_eq(gnn_alloc_get_stats().calls, calls);
    gnn_set_threads(0);
    for (int i = 0; i < p.n_in; i++) free(want[i]);
    gnn_tape_free(t);
    drop(&p);
}
END_TEST

static gnn_status op_body(void *ctx)
{
    problem *p = ctx;
    gnn_tape *t;
    gnn_var v[MAX_IN];
    gnn_status st = gnn_tape_new(&t, p->dtype);
    if (st != GNN_OK) return st;
    st = gnn_backward(loss(t, p, v));
    gnn_tape_free(t);
    return st;
}

START_TEST(missing_memory_is_reported)
{
    gnn_rng r = gnn_rng_stream(32, "heavy", (uint64_t)_i);
    problem p = make(&r, _i, GNN_F64, 60, 50, 40, 0.3);
    support_fail_allocations(op_body, &p, "heavy operation");
    drop(&p);
}
END_TEST

START_TEST(dropped_entries_are_the_words_of_the_stream)
{
    double M[400], ones[20];
    for (int i = 0; i < 400; i++) M[i] = 1 + i % 3;
    for (int i = 0; i < 20; i++) ones[i] = 1;
    gnn_operator *X = support_matrix(GNN_F64, 20, 20, M, true);
    gnn_tensor w = gnn_tensor_view2(GNN_F64, 20, 1, ones);
    gnn_tape *t;
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_rng s = gnn_rng_stream(3, "dropout", 0), words = s;
    gnn_var y = gnn_sparse_linear(X, gnn_leaf(t, &w), gnn_none(t), GNN_ACT_NONE, 0.25, s);
    ck_ok(gnn_tape_status(t));
    for (int i = 0; i < 20; i++) {
        double want = 0;
        for (int j = 0; j < 20; j++) want += gnn_rng_uniform(&words) < 0.25 ? 0 : M[20 * i + j] / 0.75;
        ck_assert(fabs(gnn_tensor_get(gnn_value(y), i) - want) < 1e-12);
    }
    gnn_tape_free(t);
    support_matrix_free(X);
}
END_TEST

static gnn_var misuse(gnn_tape *t, int k, const gnn_operator *op, const gnn_operator *diagonal, double *data)
{
    gnn_tensor x = gnn_tensor_view2(GNN_F64, 4, 2, data), w = gnn_tensor_view2(GNN_F64, 2, 3, data), b = { GNN_F64, 1, { 5 }, data };
    gnn_tensor x3 = gnn_tensor_view2(GNN_F64, 3, 4, data), r2 = gnn_tensor_view2(GNN_F64, 2, 4, data);
    gnn_var u = gnn_constant(t, &x), none = gnn_none(t);
    switch (k) {
    case 0: return gnn_apply(op, u, none, GNN_ACT_NONE);
    case 1: return gnn_matmul(u, u);
    case 2: return gnn_linear(u, gnn_constant(t, &w), gnn_constant(t, &b), GNN_ACT_NONE);
    case 3: return gnn_arc_gather(diagonal, u);
    case 4: return gnn_sparse_linear(op, u, none, GNN_ACT_NONE, 1.0, gnn_rng_stream(0, "", 0));
    case 5: return gnn_apply(NULL, u, none, GNN_ACT_NONE);
    default: return gnn_gatv2(op, gnn_constant(t, &x3), gnn_constant(t, &r2), gnn_constant(t, &w), 2, 0.2);
    }
}

START_TEST(wrong_operands_are_named)
{
    static const struct { gnn_status st; const char *text; } want[] = {
        { GNN_ESHAPE, "apply: operand 0 is (4,2), expected 3 rows" }, { GNN_ESHAPE, "(4,2) times (4,2)" },
        { GNN_ESHAPE, "the bias is (5), expected (3)" }, { GNN_EUNSUPPORTED, "operator D is no matrix" },
        { GNN_EINVAL, "outside [0,1)" }, { GNN_EINVAL, "the operator is missing" }, { GNN_ESHAPE, "att (2,3), expected (heads,c)" },
    };
    double M[6] = { 1, 1, 0, 0, 1, 1 }, data[24] = { 0 };
    gnn_operator *op = support_matrix(GNN_F64, 2, 3, M, false);
    gnn_operator diagonal = { .kind = GNN_I_OP_DIAGONAL, .dtype = GNN_F64, .rows = 2, .cols = 2, .name = "D", .diag = data };
    gnn_tape *t;
    ck_ok(gnn_tape_new(&t, GNN_F64));
    ck_assert_int_lt(misuse(t, _i, op, &diagonal, data).id, 0);
    ck_assert_int_eq(gnn_tape_status(t), want[_i].st);
    ck_assert_msg(strstr(gnn_last_error(), want[_i].text), "'%s' lacks '%s'", gnn_last_error(), want[_i].text);
    gnn_tape_free(t);
    support_matrix_free(op);
}
END_TEST

TESTS_BEGIN("heavy_ops")
    T_LOOP(gradients_agree_with_finite_differences, 150)
    tcase_add_loop_test(tc_, bits_do_not_depend_on_threads_and_a_warm_step_allocates_nothing, 0, 2 * KINDS);
    tcase_add_loop_test(tc_, missing_memory_is_reported, 0, KINDS);
    T(dropped_entries_are_the_words_of_the_stream)
    tcase_add_loop_test(tc_, wrong_operands_are_named, 0, 7);
TESTS_END
