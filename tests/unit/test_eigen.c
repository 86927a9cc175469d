/* Eigenvalues of symmetric matrices with known spectra. */
#include "support/support.h"
#include <math.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(cycles_have_their_cosines)
{
    int64_t n = 3 + _i;
    double *a = calloc((size_t)(n * n), sizeof *a), *v = calloc((size_t)n, sizeof *v),
           *want = calloc((size_t)n, sizeof *want);
    for (int64_t i = 0; i < n; i++)
        a[i * n + (i + 1) % n] = a[(i + 1) % n * n + i] = 1, want[i] = 2 * cos(2 * M_PI * (double)i / (double)n);
    qsort(want, (size_t)n, sizeof *want, ascending);
    ck_ok(gnn_symmetric_eigenvalues(v, a, n));
    for (int64_t i = 0; i < n; i++)
        ck_assert_msg(fabs(v[i] - want[i]) < 1e-12, "n %lld value %lld: %.17g", (long long)n, (long long)i, v[i]);
    free(a), free(v), free(want);
}
END_TEST

START_TEST(trace_and_square_sum_agree)
{
    gnn_rng r = gnn_rng_stream(8, "eigen", (uint64_t)_i);
    int64_t n = (int64_t)gnn_rng_below(&r, 30);
    double a[900], v[30], trace = 0, square = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            a[i * n + j] = a[j * n + i] = gnn_rng_normal(&r);
            trace += i == j ? a[i * n + j] : 0, square += (i == j ? 1 : 2) * a[i * n + j] * a[i * n + j];
        }
    ck_ok(gnn_symmetric_eigenvalues(v, a, n));
    for (int64_t i = 0; i < n; i++) {
        ck_assert(i == 0 || v[i - 1] <= v[i]);
        trace -= v[i], square -= v[i] * v[i];
    }
    ck_assert(fabs(trace) < 1e-11 && fabs(square) < 1e-10);
}
END_TEST

START_TEST(an_infinite_entry_is_an_error)
{
    double a[4] = { 1, 0, INFINITY, 1 }, v[2] = { 7, 7 };
    ck_assert_int_eq(gnn_symmetric_eigenvalues(v, a, 2), GNN_ENUMERIC);
    ck_assert(v[0] == 7 && strstr(gnn_last_error(), "(1,0)"));
}
END_TEST

static gnn_status eigen_body(void *ctx)
{
    (void)ctx;
    double a[9] = { 2, 1, 0, 1, 2, 1, 0, 1, 2 }, v[3];
    return gnn_symmetric_eigenvalues(v, a, 3);
}

START_TEST(missing_memory_is_reported) { support_fail_allocations(eigen_body, NULL, "eigenvalues"); }
END_TEST

TESTS_BEGIN("eigen")
    T_LOOP(cycles_have_their_cosines, 30)
    T_LOOP(trace_and_square_sum_agree, 60)
    T(an_infinite_entry_is_an_error)
    T(missing_memory_is_reported)
TESTS_END
