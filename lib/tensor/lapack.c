/* Dense eigenvalues, eigenvectors and singular values; the only file that sees LAPACKE. */
#include "tensor_i.h"
#include <lapacke.h>
#include <math.h>

gnn_status gnn_symmetric_eigenvalues(double *values, double *a, int64_t n)
{
    gnn_status st = GNN_OK;
    double *work = NULL, *found = NULL;
    lapack_int *iwork = NULL, m = 0, *support = NULL, li = 0, info;
    double lw = 0;
    GNN_REQUIRE(n >= 0 && n <= 46340, GNN_EINVAL, "eigenvalues: n = %lld, 0 to 46340 are possible", (long long)n);
    if (n == 0) return GNN_OK;
    gnn_i_init();
    for (int64_t i = 0; i < n * n; i++)
        GNN_REQUIRE(isfinite(a[i]), GNN_ENUMERIC, "eigenvalues: entry (%lld,%lld) is %g", (long long)(i / n),
                    (long long)(i % n), a[i]);
    info = LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'N', 'A', 'U', (lapack_int)n, a, (lapack_int)n, 0, 0, 0, 0, 0, &m,
                               values, NULL, (lapack_int)n, NULL, &lw, -1, &li, -1);
    GNN_REQUIRE(info == 0, GNN_ENUMERIC, "eigenvalues: dsyevr's size query returned %d", (int)info);
    GNN_ALLOC(work, (int64_t)lw);
    GNN_ALLOC(iwork, li);
    GNN_ALLOC(support, 2 * n);
    GNN_ALLOC(found, n); /* so that `values` is untouched on failure */
    /* A symmetric matrix is its own transpose: the column-major call reads the same numbers and copies nothing. */
    info = LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'N', 'A', 'U', (lapack_int)n, a, (lapack_int)n, 0, 0, 0, 0, 0, &m,
                               found, NULL, (lapack_int)n, support, work, (lapack_int)lw, iwork, li);
    GNN_REQUIRE(info == 0 && m == n, GNN_ENUMERIC, "eigenvalues: dsyevr returned %d with %d of %lld values", (int)info,
                (int)m, (long long)n);
    memcpy(values, found, (size_t)n * sizeof *values);
done:
    gnn_i_free(work);
    gnn_i_free(iwork);
    gnn_i_free(support);
    gnn_i_free(found);
    return st;
}

gnn_status gnn_i_symmetric_eigenvectors(double *values, double *vectors, double *a, int64_t n)
{
    gnn_status st = GNN_OK;
    double *work = NULL;
    lapack_int *iwork = NULL, m = 0, *support = NULL, li = 0, info;
    double lw = 0;
    GNN_REQUIRE(n >= 0 && n <= 46340, GNN_EINVAL, "eigenvectors: n = %lld, 0 to 46340 are possible", (long long)n);
    if (n == 0) return GNN_OK;
    gnn_i_init();
    info = LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'V', 'A', 'U', (lapack_int)n, a, (lapack_int)n, 0, 0, 0, 0, 0, &m,
                               values, vectors, (lapack_int)n, NULL, &lw, -1, &li, -1);
    GNN_REQUIRE(info == 0, GNN_ENUMERIC, "eigenvectors: dsyevr's size query returned %d", (int)info);
    GNN_ALLOC(work, (int64_t)lw);
    GNN_ALLOC(iwork, li);
    GNN_ALLOC(support, 2 * n);
    info = LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'V', 'A', 'U', (lapack_int)n, a, (lapack_int)n, 0, 0, 0, 0, 0, &m,
                               values, vectors, (lapack_int)n, support, work, (lapack_int)lw, iwork, li);
    GNN_REQUIRE(info == 0 && m == n, GNN_ENUMERIC, "eigenvectors: dsyevr returned %d with %d of %lld values", (int)info,
                (int)m, (long long)n);
done:
    gnn_i_free(work);
    gnn_i_free(iwork);
    gnn_i_free(support);
    return st;
}

gnn_status gnn_i_general_eigenvectors(double *re, double *im, double *vectors, double *a, int64_t n)
{
    gnn_status st = GNN_OK;
    double *work = NULL, lw = 0;
    lapack_int info;
    GNN_REQUIRE(n >= 0 && n <= 46340, GNN_EINVAL, "eigenvectors: n = %lld, 0 to 46340 are possible", (long long)n);
    if (n == 0) return GNN_OK;
    gnn_i_init();
    info = LAPACKE_dgeev_work(LAPACK_COL_MAJOR, 'N', 'V', (lapack_int)n, a, (lapack_int)n, re, im, NULL, (lapack_int)n,
                              vectors, (lapack_int)n, &lw, -1);
    GNN_REQUIRE(info == 0, GNN_ENUMERIC, "eigenvectors: dgeev's size query returned %d", (int)info);
    GNN_ALLOC(work, (int64_t)lw);
    info = LAPACKE_dgeev_work(LAPACK_COL_MAJOR, 'N', 'V', (lapack_int)n, a, (lapack_int)n, re, im, NULL, (lapack_int)n,
                              vectors, (lapack_int)n, work, (lapack_int)lw);
    GNN_REQUIRE(info == 0, GNN_ENUMERIC, "eigenvectors: dgeev returned %d", (int)info);
done:
    gnn_i_free(work);
    return st;
}

/* dgesvd's least, and some columns more, with which it works in blocks. */
int64_t gnn_i_singular_work(int64_t n) { return 5 * n + 64 * n; }

int gnn_i_singular(double *values, double *left, double *right_t, double *a, int64_t n, double *work)
{
    if (n == 0) return 0;
    gnn_i_init();
    for (int64_t i = 0; i < n * n; i++)
        if (!isfinite(a[i])) return -1;
    return (int)LAPACKE_dgesvd_work(LAPACK_COL_MAJOR, left ? 'A' : 'N', left ? 'A' : 'N', (lapack_int)n, (lapack_int)n,
                                    a, (lapack_int)n, values, left, (lapack_int)n, right_t, (lapack_int)n, work,
                                    (lapack_int)gnn_i_singular_work(n));
}
