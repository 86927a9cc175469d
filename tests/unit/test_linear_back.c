/* The fused backward pass of act(x W + b): against plain sums, for each instruction set, whatever is wanted; a value that
 * gets its gradient from several places. */
#include "support/support.h"
#include "autodiff/op.h"
#include "tensor/kernels.h"
#include <math.h>

static double *draw(int64_t n, uint64_t number)
{
    gnn_rng r = gnn_rng_stream(5, "linear back", number);
    double *x = malloc((size_t)(n + 1) * sizeof *x);
    for (int64_t i = 0; i < n; i++) x[i] = (double)gnn_rng_below(&r, 7) - 3;
    return x;
}

static void *typed(gnn_dtype dtype, const double *x, int64_t n)
{
    void *p = malloc((size_t)(n + 1) * gnn_dtype_size(dtype));
    gnn_tensor t = gnn_tensor_view2(dtype, n, 1, p);
    for (int64_t i = 0; i < n; i++) gnn_tensor_set(&t, i, x[i]);
    return p;
}

/* g = dy act'(z) from y, on small integers: all sums are exact in f32 too */
static double before(double dy, double y, gnn_i_act act)
{
    return act == GNN_I_ACT_RELU ? (y > 0 ? dy : 0) : act == GNN_I_ACT_TANH ? dy * (1 - y * y) : dy;
}

static void expect_all(gnn_dtype dtype, void *got, const double *want, int64_t n, const char *what, const char *isa)
{
    gnn_tensor t = gnn_tensor_view2(dtype, n, 1, got);
    for (int64_t i = 0; i < n; i++)
        if (gnn_tensor_get(&t, i) != want[i])
            ck_abort_msg("%s, %s, entry %lld: %g, expected %g", isa, what, (long long)i, gnn_tensor_get(&t, i),
                         want[i]);
}

static void check(gnn_dtype dtype, int64_t n, int64_t k, int64_t d, gnn_i_act act, unsigned wanted, bool add)
{
    static const char *const isas[] = { "avx2", "avx512" };
    double *x = draw(n * k, 1), *w = draw(k * d, 2), *y = draw(n * d, 3), *dy = draw(n * d, 4);
    double *dx = draw(n * k, 5), *dw = draw(k * d, 6), *db = draw(d, 7);
    void *X = typed(dtype, x, n * k), *W = typed(dtype, w, k * d), *Y = typed(dtype, y, n * d),
         *DY = typed(dtype, dy, n * d);
    for (int isa = 0; isa < 2; isa++) {
        if (!gnn_i_kernels_force(isas[isa])) continue;
        void *DX = typed(dtype, dx, n * k), *DW = typed(dtype, dw, k * d), *DB = typed(dtype, db, d);
        if (!add) memset(DX, 0xff, (size_t)(n * k) * gnn_dtype_size(dtype)); /* must not be read */
        gnn_i_linear_back_args a = { .dtype = dtype, .n = n, .k = k, .d = d, .x = X, .w = W, .y = Y, .dy = DY, .act = act, .add = add,
                                     .dx = wanted & 1 ? DX : NULL, .dw = wanted & 2 ? DW : NULL, .db = wanted & 4 ? DB : NULL };
        ck_assert(gnn_i_linear_back_fits(&a));
        void *scratch = malloc(gnn_i_linear_back_scratch(&a));
        gnn_i_linear_back(&a, scratch);
        double *want_dx = calloc((size_t)(n * k), sizeof *dx), *want_dw = calloc((size_t)(k * d), sizeof *dw);
        double *want_db = calloc((size_t)d, sizeof *db);
        for (int64_t i = 0; i < n; i++)
            for (int64_t c = 0; c < d; c++) {
                double g = before(dy[i * d + c], y[i * d + c], act);
                want_db[c] += g;
                for (int64_t p = 0; p < k; p++)
                    want_dw[p * d + c] += x[i * k + p] * g, want_dx[i * k + p] += g * w[p * d + c];
            }
        for (int64_t i = 0; i < n * k && add; i++) want_dx[i] += dx[i];
        for (int64_t i = 0; i < k * d; i++) want_dw[i] += dw[i];
        for (int64_t i = 0; i < d; i++) want_db[i] += db[i];
        if (a.dx) expect_all(dtype, DX, want_dx, n * k, "dx", isas[isa]);
        if (a.dw) expect_all(dtype, DW, want_dw, k * d, "dw", isas[isa]);
        if (a.db) expect_all(dtype, DB, want_db, d, "db", isas[isa]);
        free(DX), free(DW), free(DB), free(scratch), free(want_dx), free(want_dw), free(want_db);
    }
    gnn_i_kernels_force(NULL);
    free(x), free(w), free(y), free(dy), free(dx), free(dw), free(db), free(X), free(W), free(Y), free(DY);
}

static const int64_t shapes[][3] = { { 512, 1, 1 }, { 513, 3, 17 }, { 791, 64, 64 }, { 1000, 65, 16 }, { 600, 33, 100 }, { 9001, 5, 7 },
                                     { 17000, 2, 32 } };

START_TEST(agrees_with_plain_sums)
{
    static const gnn_i_act acts[] = { GNN_I_ACT_NONE, GNN_I_ACT_RELU, GNN_I_ACT_TANH };
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (unsigned wanted = 1; wanted < 8; wanted++) {
            if (wanted == 4) continue; /* the bias alone takes the other way */
            check(_i ? GNN_F64 : GNN_F32, shapes[s][0], shapes[s][1], shapes[s][2], acts[(s + wanted) % 3], wanted,
                  (s + wanted) % 2);
        }
}
END_TEST

START_TEST(same_bits_for_any_number_of_threads)
{
    enum { N = 5000, K = 40, D = 24 };
    float *x = malloc(sizeof *x * N * K), *dy = malloc(sizeof *dy * N * D), *w = malloc(sizeof *w * K * D);
    float *first = NULL;
    gnn_rng r = gnn_rng_stream(6, "linear back threads", 0);
    for (int i = 0; i < N * K; i++) x[i] = (float)gnn_rng_normal(&r);
    for (int i = 0; i < N * D; i++) dy[i] = (float)gnn_rng_normal(&r);
    for (int i = 0; i < K * D; i++) w[i] = (float)gnn_rng_normal(&r);
    for (int threads = 1; threads <= 4; threads++) {
        float *out = calloc(N * K + K * D + D, sizeof *out);
        gnn_i_linear_back_args a = { .dtype = GNN_F32, .n = N, .k = K, .d = D, .x = x, .w = w, .y = dy, .dy = dy,
                                     .act = GNN_I_ACT_LEAKY_RELU, .dx = out, .dw = out + N * K, .db = out + N * K + K * D };
        if (!gnn_i_linear_back_fits(&a)) SKIP("no wide vectors here");
        void *scratch = malloc(gnn_i_linear_back_scratch(&a));
        gnn_set_threads(threads);
        gnn_i_linear_back(&a, scratch);
        free(scratch);
        if (!first) first = out;
        else {
            ck_assert_mem_eq(first, out, sizeof *out * (N * K + K * D + D));
            free(out);
        }
    }
    free(first), free(x), free(dy), free(w);
}
END_TEST

/* L = sum(x x) + sum(relu(x W)) + sum(x W): x is both operands of the first product; whoever comes first writes, all others add. */
START_TEST(a_value_used_again_gets_every_share)
{
    gnn_tape *tape;
    gnn_tensor *x, *w;
    ck_ok(gnn_tensor_new(&x, GNN_F64, 2, (int64_t[]){ 3, 3 }));
    ck_ok(gnn_tensor_new(&w, GNN_F64, 2, (int64_t[]){ 3, 2 }));
    for (int i = 0; i < 9; i++) gnn_tensor_set(x, i, (double)(i * 5 % 7) - 2);
    for (int i = 0; i < 6; i++) gnn_tensor_set(w, i, (double)(i * 3 % 5) - 1);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, x), weight = gnn_leaf(tape, w), none = gnn_none(tape);
    gnn_var square = gnn_sum(gnn_linear(v, v, none, GNN_ACT_NONE));
    gnn_var a = gnn_sum(gnn_linear(v, weight, none, GNN_ACT_RELU)),
            b = gnn_sum(gnn_linear(v, weight, none, GNN_ACT_NONE));
    ck_ok(gnn_backward(_i ? gnn_add(gnn_add(square, a), b) : square));
    const gnn_tensor *g = gnn_grad(v);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double want = 0;
            for (int q = 0; q < 3; q++) want += gnn_tensor_get(x, 3 * j + q) + gnn_tensor_get(x, 3 * q + i);
            for (int c = 0; c < 2 && _i; c++) {
                double z = 0;
                for (int q = 0; q < 3; q++) z += gnn_tensor_get(x, 3 * i + q) * gnn_tensor_get(w, 2 * q + c);
                want += (1 + (z > 0)) * gnn_tensor_get(w, 2 * j + c);
            }
            ck_assert_double_eq(gnn_tensor_get(g, 3 * i + j), want);
        }
    gnn_tape_free(tape);
    gnn_tensor_free(x), gnn_tensor_free(w);
}
END_TEST

TESTS_BEGIN("linear_back")
    tcase_add_loop_test(tc_, agrees_with_plain_sums, 0, 2);
    T(same_bits_for_any_number_of_threads)
    tcase_add_loop_test(tc_, a_value_used_again_gets_every_share, 0, 2);
TESTS_END
