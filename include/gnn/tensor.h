/* tensor: dense arrays, contiguous row-major, at most four dimensions, f32 or f64.
 *
 * Threads: a tensor may be read from several threads; writing needs one owner.  Kernels run on gnn_threads() threads
 * and give the same bits for any number of them. */
#ifndef GNN_TENSOR_H
#define GNN_TENSOR_H

#include <gnn/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A plain struct because kernels and users need its fields.  A scalar has ndim 0. */
typedef struct gnn_tensor {
    gnn_dtype dtype;
    int ndim;
    int64_t shape[4]; /* shape[i] for i < ndim */
    void *data;       /* 64-byte aligned when made by gnn_tensor_new */
} gnn_tensor;

/**
 * A zeroed tensor.  @param shape  ndim sizes >= 0
 * @return GNN_OK, GNN_EINVAL (ndim outside 0..4, negative size), GNN_EOVERFLOW, GNN_ENOMEM.  Cost O(size).
 */
GNN_API GNN_NODISCARD gnn_status gnn_tensor_new(gnn_tensor **out, gnn_dtype dtype, int ndim, const int64_t *shape);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_tensor_free(gnn_tensor *t);
/** @return a tensor that looks at `data` (rows x cols, not owned).  Cost O(1). */
GNN_API gnn_tensor gnn_tensor_view2(gnn_dtype dtype, int64_t rows, int64_t cols, void *data);
/** @return number of elements (1 for a scalar).  Cost O(1). */
GNN_API int64_t gnn_tensor_size(const gnn_tensor *t);
/** @return shape[0], or 1 for a scalar.  Cost O(1). */
GNN_API int64_t gnn_tensor_rows(const gnn_tensor *t);
/** @return size / rows: elements of one row (product of the sizes after the first).  Cost O(1). */
GNN_API int64_t gnn_tensor_cols(const gnn_tensor *t);
/** @return bytes of one element, 4 or 8.  Cost O(1). */
GNN_API size_t gnn_dtype_size(gnn_dtype dtype);
/** @return element i (flat index) as a double; no range check.  Cost O(1). */
GNN_API double gnn_tensor_get(const gnn_tensor *t, int64_t i);
/** Set element i (flat index).  @return nothing.  Cost O(1). */
GNN_API void gnn_tensor_set(gnn_tensor *t, int64_t i, double value);
/** dst = src with conversion of dtype; sizes must agree.  @return GNN_OK or GNN_ESHAPE.  Cost O(size). */
GNN_API GNN_NODISCARD gnn_status gnn_tensor_copy(gnn_tensor *dst, const gnn_tensor *src);

/**
 * Y = op X (transposed: Y = op^T X), the kernel below every message-passing layer.
 * @param[out] y  (rows, d), dtype of op, not aliasing x; untouched on failure
 * @param[in]  x  (cols, d)
 * Symmetry  equivariant: relabelling (g, x) relabels the rows of y.
 * Cost      O((nnz + rows) d), one pass over x's gathered rows; no allocation except for U and B, whose sums need a
 *           buffer (models bring their own from the tape).
 * @return   GNN_OK, GNN_ESHAPE, GNN_EDTYPE, GNN_ENOMEM
 */
GNN_API GNN_NODISCARD gnn_status gnn_operator_apply(gnn_tensor *y, const gnn_operator *op, const gnn_tensor *x,
                                                    int transposed);

/**
 * Eigenvalues of a symmetric n x n matrix in f64, ascending (LAPACK dsyevr); `a` is destroyed.
 * @return GNN_OK, GNN_ENUMERIC, GNN_ENOMEM.  Cost O(n^3).
 */
GNN_API GNN_NODISCARD gnn_status gnn_symmetric_eigenvalues(double *values, double *a, int64_t n);

#ifdef __cplusplus
}
#endif
#endif
