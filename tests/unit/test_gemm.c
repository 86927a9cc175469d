/* Products in all four orientations and on every path: own kernel, OpenBLAS row blocks, blocks of k. */
#include "support/support.h"
#include "tensor/kernels.h"
#include <math.h>

/* ck_assert leaves a mark in a pipe at each call, which is too slow for every entry of a matrix. */
#define expect(cond, ...)                          \
    do {                                           \
        if (!(cond)) ck_abort_msg(__VA_ARGS__);    \
    } while (0)

static double *random_values(gnn_rng *r, int64_t n, bool integers)
{
    double *x = malloc((size_t)(n + 1) * sizeof *x);
    for (int64_t i = 0; i < n; i++) x[i] = integers ? (double)gnn_rng_below(r, 7) - 3 : gnn_rng_uniform(r) - 0.5;
    return x;
}

static void *typed(gnn_dtype dtype, const double *x, int64_t n)
{
    void *p = malloc((size_t)(n + 1) * gnn_dtype_size(dtype));
    gnn_tensor t = gnn_tensor_view2(dtype, n, 1, p);
    for (int64_t i = 0; i < n; i++) gnn_tensor_set(&t, i, x[i]);
    return p;
}

static void product(double *c, bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double *a, const double *b,
                    double beta)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double s = 0;
            for (int64_t p = 0; p < k; p++) s += a[ta ? p * m + i : i * k + p] * b[tb ? j * k + p : p * n + j];
            c[i * n + j] = beta * c[i * n + j] + s;
        }
}

static void check_shape(gnn_rng *r, gnn_dtype dtype, int64_t m, int64_t n, int64_t k)
{
    bool ta = gnn_rng_below(r, 2), tb = gnn_rng_below(r, 2);
    double beta = (double)gnn_rng_below(r, 2), *a = random_values(r, m * k, true), *b = random_values(r, k * n, true),
           *c = random_values(r, m * n, true);
    void *A = typed(dtype, a, m * k), *B = typed(dtype, b, k * n),
         *scratch = malloc(gnn_i_gemm_scratch(dtype, ta, tb, m, n, k) + 1);
    static const char *const isas[] = { "base", "avx2", "avx512" };
    for (int isa = 0; isa < 3; isa++) {
        if (!gnn_i_kernels_force(isas[isa])) continue;
        double *want = malloc((size_t)(m * n + 1) * sizeof *want);
        memcpy(want, c, (size_t)(m * n) * sizeof *want);
        product(want, ta, tb, m, n, k, a, b, beta);
        void *C = typed(dtype, c, m * n);
        free(scratch);
        scratch = malloc(gnn_i_gemm_scratch(dtype, ta, tb, m, n, k) + 1);
        if (beta == 0) memset(C, 0xff, (size_t)(m * n) * gnn_dtype_size(dtype)); /* must not be read */
        gnn_i_gemm(dtype, ta, tb, m, n, k, A, B, beta, C, scratch);
        gnn_tensor t = gnn_tensor_view2(dtype, m, n, C);
        for (int64_t i = 0; i < m * n; i++)
            expect(gnn_tensor_get(&t, i) == want[i], "%lldx%lldx%lld %d%d beta %g entry %lld: %g, expected %g",
                   (long long)m, (long long)n, (long long)k, ta, tb, beta, (long long)i, gnn_tensor_get(&t, i),
                   want[i]);
        free(C), free(want);
    }
    gnn_i_kernels_force(NULL);
    free(a), free(b), free(c), free(A), free(B), free(scratch);
}

START_TEST(small_products_are_exact_on_integers)
{
    gnn_rng r = gnn_rng_stream(9, "gemm", (uint64_t)_i);
    for (int t = 0; t < 12; t++)
        check_shape(&r, t & 1 ? GNN_F32 : GNN_F64, (int64_t)gnn_rng_below(&r, 40), (int64_t)gnn_rng_below(&r, 40),
                    (int64_t)gnn_rng_below(&r, 40));
}
END_TEST

START_TEST(large_products_are_exact_on_integers)
{
    static const int64_t shape[][3] = { { 700, 7, 90 }, { 20, 16, 3000 }, { 1433, 16, 300 }, { 300, 64, 64 }, { 64, 64, 2000 },
                                        { 200, 130, 300 }, { 90, 100, 1500 }, { 1100, 70, 70 }, { 1, 1, 5000 }, { 3000, 1, 1 } };
    gnn_rng r = gnn_rng_stream(10, "gemm", (uint64_t)_i);
    check_shape(&r, _i & 1 ? GNN_F32 : GNN_F64, shape[_i / 2 % 10][0], shape[_i / 2 % 10][1], shape[_i / 2 % 10][2]);
}
END_TEST

START_TEST(bits_do_not_depend_on_the_number_of_threads)
{
    static const int64_t shape[][3] = { { 2000, 16, 100 }, { 1500, 130, 90 }, { 64, 64, 3000 }, { 200, 200, 2500 } };
    const int64_t *s = shape[_i / 2 % 4], m = s[0], n = s[1], k = s[2];
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    bool ta = k >= 512;
    gnn_rng r = gnn_rng_stream(11, "gemm", (uint64_t)_i);
    double *a = random_values(&r, m * k, false), *b = random_values(&r, k * n, false);
    void *A = typed(dtype, a, m * k), *B = typed(dtype, b, k * n), *C[2],
         *scratch = malloc(gnn_i_gemm_scratch(dtype, ta, false, m, n, k) + 1);
    size_t bytes = (size_t)(m * n) * gnn_dtype_size(dtype);
    for (int i = 0; i < 2; i++) C[i] = malloc(bytes);
    gnn_set_threads(1);
    gnn_i_gemm(dtype, ta, false, m, n, k, A, B, 0, C[0], scratch);
    for (int t = 2; t <= 8; t += t == 2 ? 1 : 5) {
        gnn_set_threads(t);
        gnn_i_gemm(dtype, ta, false, m, n, k, A, B, 0, C[1], scratch);
        expect(memcmp(C[0], C[1], bytes) == 0, "%d threads", t);
    }
    gnn_set_threads(0);
    free(a), free(b), free(A), free(B), free(C[0]), free(C[1]), free(scratch);
}
END_TEST

START_TEST(bias_and_activation_are_fused)
{
    gnn_rng r = gnn_rng_stream(12, "gemm", (uint64_t)_i);
    int64_t m = 1 + (int64_t)gnn_rng_below(&r, 300), n = 1 + (int64_t)gnn_rng_below(&r, 100),
            k = 1 + (int64_t)gnn_rng_below(&r, 100);
    double *a = random_values(&r, m * k, true), *b = random_values(&r, k * n, true), *bias = random_values(&r, n, true),
           *c = calloc((size_t)(m * n), sizeof *c), *want = calloc((size_t)(m * n), sizeof *want);
    void *scratch = malloc(gnn_i_gemm_scratch(GNN_F64, false, false, m, n, k) + 1);
    product(want, false, false, m, n, k, a, b, 0);
    gnn_i_gemm_bias_act(GNN_F64, m, n, k, a, b, 0, bias, GNN_I_ACT_RELU, c, scratch);
    for (int64_t i = 0; i < m * n; i++) {
        double v = want[i] + bias[i % n];
        expect(c[i] == (v < 0 ? 0 : v), "entry %lld: %g", (long long)i, c[i]);
    }
    free(a), free(b), free(bias), free(c), free(want), free(scratch);
}
END_TEST

TESTS_BEGIN("gemm")
    T_LOOP(small_products_are_exact_on_integers, 30)
    T_LOOP(large_products_are_exact_on_integers, 40)
    T_LOOP(bits_do_not_depend_on_the_number_of_threads, 8)
    T_LOOP(bias_and_activation_are_fused, 20)
TESTS_END
