/* The tape: errors, poison, backward, memory, parameters. */
#include "support/support.h"
#include <gnn/autodiff.h>
#include <math.h>

static gnn_tensor view(gnn_dtype dtype, int64_t rows, int64_t cols, void *data)
{
    return gnn_tensor_view2(dtype, rows, cols, data);
}

static double a6[6] = { 1, 2, 3, 4, 5, 6 };

START_TEST(the_first_error_is_kept_and_told_once)
{
    gnn_tape *t;
    gnn_tensor a = view(GNN_F64, 2, 3, a6), b = view(GNN_F64, 3, 2, a6);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_var x = gnn_leaf(t, &a), y = gnn_leaf(t, &b);
    gnn_var bad = gnn_add(x, y);
    gnn_var later = gnn_sum(gnn_mul(gnn_relu(bad), x)); /* would complain, too */
    gnn_var other = gnn_concat(2, (gnn_var[]){ x, y });
    ck_assert_ptr_null(gnn_value(bad));
    ck_assert_ptr_null(gnn_value(later));
    ck_assert_ptr_null(gnn_value(other));
    ck_assert_ptr_null(gnn_grad(later));
    ck_assert_int_eq(gnn_tape_status(t), GNN_ESHAPE);
    ck_assert_str_eq(gnn_last_error(), "add: shapes (2,3) and (3,2) differ");
    ck_assert_int_eq(gnn_backward(later), GNN_ESHAPE);
    ck_assert_str_eq(gnn_last_error(), "add: shapes (2,3) and (3,2) differ");
    gnn_tape_reset(t);
    ck_ok(gnn_tape_status(t));
    x = gnn_leaf(t, &a);
    ck_ok(gnn_backward(gnn_sum(x)));
    gnn_tape_free(t);
}
END_TEST

START_TEST(other_tapes_and_types_are_refused)
{
    gnn_tape *t, *u;
    float f[6] = { 0 };
    gnn_tensor a = view(GNN_F64, 2, 3, a6), b = view(GNN_F32, 2, 3, f);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    ck_ok(gnn_tape_new(&u, GNN_F64));
    gnn_var x = gnn_leaf(t, &a), y = gnn_leaf(u, &a);
    (void)gnn_add(x, y);
    ck_assert_int_eq(gnn_tape_status(t), GNN_EINVAL);
    ck_assert_str_eq(gnn_last_error(), "add: operand 1 is from another tape");
    ck_ok(gnn_tape_status(u));
    (void)gnn_leaf(u, &b);
    ck_assert_int_eq(gnn_tape_status(u), GNN_EDTYPE);
    ck_assert_str_eq(gnn_last_error(), "leaf: the tensor is f32, the tape f64");
    gnn_tape_free(t), gnn_tape_free(u);
}
END_TEST

START_TEST(backward_wants_a_finite_scalar)
{
    gnn_tape *t;
    double nan[1] = { NAN };
    gnn_tensor a = view(GNN_F64, 2, 3, a6), b = view(GNN_F64, 1, 1, nan);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    ck_assert_int_eq(gnn_backward(gnn_leaf(t, &a)), GNN_ESHAPE);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "6 entries"));
    ck_assert_int_eq(gnn_backward(gnn_none(t)), GNN_EINVAL);
    ck_assert_int_eq(gnn_backward(gnn_sum(gnn_leaf(t, &b))), GNN_ENUMERIC);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "nan"));
    gnn_tape_free(t);
}
END_TEST

START_TEST(backward_can_be_canceled)
{
    gnn_tape *t;
    gnn_tensor a = view(GNN_F64, 2, 3, a6);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_var loss = gnn_sum(gnn_leaf(t, &a));
    gnn_cancel();
    ck_assert_int_eq(gnn_backward(loss), GNN_ECANCELED);
    gnn_cancel_reset();
    gnn_tape_free(t);
}
END_TEST

START_TEST(nothing_is_recorded_for_prediction)
{
    gnn_tape *t;
    gnn_tensor a = view(GNN_F64, 2, 3, a6);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_tape_record(t, 0);
    gnn_var x = gnn_leaf(t, &a), y = gnn_sum(gnn_mul(x, x));
    ck_assert_double_eq(gnn_tensor_get(gnn_value(y), 0), 91);
    ck_ok(gnn_backward(y));
    ck_assert_ptr_null(gnn_grad(x));
    gnn_tape_free(t);
}
END_TEST

START_TEST(a_value_used_often_collects_its_gradients)
{
    gnn_tape *t;
    gnn_tensor a = view(GNN_F64, 2, 3, a6);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_var x = gnn_leaf(t, &a), c = gnn_constant(t, &a);
    gnn_var y =
        gnn_add(gnn_mul(x, x),
                gnn_sub(gnn_mul(x, c), gnn_reshape(gnn_reshape(x, 1, (int64_t[]){ 6 }), 2, (int64_t[]){ 2, 3 })));
    ck_ok(gnn_backward(gnn_sum(y))); /* d (x^2 + c x - x) = 2 x + c - 1 */
    for (int64_t i = 0; i < 6; i++) ck_assert_double_eq(gnn_tensor_get(gnn_grad(x), i), 3 * a6[i] - 1);
    ck_assert_ptr_null(gnn_grad(c));
    gnn_tape_free(t);
}
END_TEST

/* A two-layer network: loss, gradients in the parameters' block. */
typedef struct net {
    gnn_tape *t;
    gnn_params *p;
    int32_t w1, b1, w2, gamma, beta;
} net;

static gnn_status step(void *ctx)
{
    net *n = ctx;
    static float data[40 * 7];
    static int32_t labels[40];
    for (int i = 0; i < 280; i++) data[i] = (float)((i * 37) % 11) / 11;
    for (int i = 0; i < 40; i++) labels[i] = i % 3;
    static const int64_t ptr[] = { 0, 13, 13, 40 };
    gnn_tensor x = view(GNN_F32, 40, 7, data);
    gnn_tape_reset(n->t);
    gnn_var h =
        gnn_linear(gnn_constant(n->t, &x), gnn_param(n->t, n->p, n->w1), gnn_param(n->t, n->p, n->b1), GNN_ACT_RELU);
    h = gnn_batch_norm(h, gnn_param(n->t, n->p, n->gamma), gnn_param(n->t, n->p, n->beta), 1e-5, NULL, NULL, NULL,
                       NULL);
    h = gnn_dropout(h, 0.5, gnn_rng_stream(1, "dropout", 0));
    h = gnn_add(h, gnn_segment_spread(gnn_segment_mean(h, 3, ptr), 3, ptr));
    h = gnn_linear(h, gnn_param(n->t, n->p, n->w2), gnn_none(n->t), GNN_ACT_NONE);
    return gnn_backward(gnn_cross_entropy(h, labels, NULL, 0));
}

static gnn_status make(net *n)
{
    gnn_status st = GNN_OK;
    memset(n, 0, sizeof *n);
    GNN_TRY(gnn_tape_new(&n->t, GNN_F32));
    GNN_TRY(gnn_params_new(&n->p, GNN_F32));
    GNN_TRY(gnn_params_add(&n->w1, n->p, "1.weight", 2, (int64_t[]){ 7, 5 }));
    GNN_TRY(gnn_params_add(&n->b1, n->p, "1.bias", 1, (int64_t[]){ 5 }));
    GNN_TRY(gnn_params_add(&n->gamma, n->p, "norm.gamma", 1, (int64_t[]){ 5 }));
    GNN_TRY(gnn_params_add(&n->beta, n->p, "norm.beta", 1, (int64_t[]){ 5 }));
    GNN_TRY(gnn_params_add(&n->w2, n->p, "2.weight", 2, (int64_t[]){ 5, 3 }));
    gnn_rng r = gnn_rng_stream(3, "weights", 0);
    void *values;
    for (int64_t i = gnn_params_block(n->p, &values, NULL) - 1; i >= 0; i--)
        ((float *)values)[i] = (float)gnn_rng_normal(&r);
done:
    return st;
}

static void unmake(net *n) { gnn_tape_free(n->t), gnn_params_free(n->p); }

START_TEST(a_warm_step_does_not_allocate)
{
    net n;
    ck_ok(make(&n));
    for (int i = 0; i < 2; i++) ck_ok(step(&n));
    size_t peak, again;
    (void)gnn_tape_bytes(n.t, &peak);
    int64_t calls = gnn_alloc_get_stats().calls;
    for (int i = 0; i < 10; i++) ck_ok(step(&n));
    ck_assert_int_eq(gnn_alloc_get_stats().calls, calls);
    (void)gnn_tape_bytes(n.t, &again);
    ck_assert_int_eq((int64_t)peak, (int64_t)again);
    unmake(&n);
}
END_TEST

START_TEST(gradients_of_parameters_add_up)
{
    net n;
    void *grads;
    ck_ok(make(&n));
    ck_ok(step(&n));
    int64_t length = gnn_params_block(n.p, NULL, &grads), moved = 0;
    float *once = malloc((size_t)length * sizeof *once), *twice = grads;
    memcpy(once, grads, (size_t)length * sizeof *once);
    ck_ok(step(&n));
    for (int64_t i = 0; i < length; i++) {
        ck_assert_float_eq_tol(twice[i], 2 * once[i], 1e-6f + 1e-5f * fabsf(once[i]));
        moved += once[i] != 0;
    }
    ck_assert_int_gt(moved, 40);
    gnn_params_zero_grad(n.p);
    for (int64_t i = 0; i < length; i++) ck_assert_float_eq(twice[i], 0);
    unmake(&n);
    free(once);
}
END_TEST

static gnn_status make_and_step(void *ctx)
{
    net *n = ctx;
    gnn_status st = make(n);
    if (st == GNN_OK) st = step(n);
    if (st == GNN_OK) st = step(n);
    unmake(n);
    return st;
}

START_TEST(every_allocation_of_a_step_may_fail)
{
    net n;
    support_fail_allocations(make_and_step, &n, "training step");
}
END_TEST

/* Custom operations see their context; a missing backward pass is an error only if it is needed. */
static gnn_status half(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    ++*(int *)ctx;
    for (int64_t i = 0, n = gnn_tensor_size(out); i < n; i++) gnn_tensor_set(out, i, gnn_tensor_get(in[0], i) / 2);
    return GNN_OK;
}

START_TEST(custom_operations_may_lack_a_backward_pass)
{
    gnn_tape *t;
    int calls = 0;
    gnn_tensor a = view(GNN_F64, 2, 3, a6);
    gnn_custom_fn fn = { "half", half, NULL, &calls };
    ck_ok(gnn_tape_new(&t, GNN_F64));
    gnn_var y = gnn_sum(gnn_custom(&fn, 1, (gnn_var[]){ gnn_constant(t, &a) }, 2, 3));
    ck_ok(gnn_backward(y));
    ck_assert_double_eq(gnn_tensor_get(gnn_value(y), 0), 10.5);
    y = gnn_sum(gnn_custom(&fn, 1, (gnn_var[]){ gnn_leaf(t, &a) }, 2, 3));
    ck_assert_int_eq(gnn_backward(y), GNN_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "half"));
    ck_assert_int_eq(calls, 2);
    gnn_tape_free(t);
}
END_TEST

TESTS_BEGIN("tape")
    T(the_first_error_is_kept_and_told_once)
    T(other_tapes_and_types_are_refused)
    T(backward_wants_a_finite_scalar)
    T(backward_can_be_canceled)
    T(nothing_is_recorded_for_prediction)
    T(a_value_used_often_collects_its_gradients)
    T(a_warm_step_does_not_allocate)
    T(gradients_of_parameters_add_up)
    T(every_allocation_of_a_step_may_fail)
    T(custom_operations_may_lack_a_backward_pass)
TESTS_END
