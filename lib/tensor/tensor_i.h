/* Internal side of tensor/: what other rooms compute with.  Same bits for any number of threads: work is split in blocks
 * that depend on shapes alone.  Nothing here allocates; where memory is needed the caller brings it. */
#ifndef GNN_I_TENSOR_H
#define GNN_I_TENSOR_H

#include <gnn/tensor.h>
#include "base/base.h"
#include "graph/graph_i.h"

/* Product of the sizes, checked. */
gnn_status gnn_i_shape_size(int64_t *size, int ndim, const int64_t *shape);

/* The same list as gnn_act_fn, which belongs to a later room (op_linear.c asserts that they agree). */
typedef enum gnn_i_act {
    GNN_I_ACT_NONE, GNN_I_ACT_RELU, GNN_I_ACT_TANH, GNN_I_ACT_SIGMOID, GNN_I_ACT_ELU, GNN_I_ACT_LEAKY_RELU
} gnn_i_act;

/* First row r with ptr[r] + r >= units: cuts rows in chunks of equal work (entries + rows). */
int64_t gnn_i_row_cut(const int64_t *ptr, int64_t rows, int64_t units);

/* y (rows,w) (+)= A x (cols,w), then, per row, y = act(y + bias).  bias NULL: none. */
void gnn_i_spmm(gnn_dtype dtype, const gnn_i_csr *A, const void *x, int64_t w, void *y, bool add, const void *bias,
                gnn_i_act act);
/* The same without bias, rows of x and y being xs and ys elements apart: columns of wider matrices. */
void gnn_i_spmm_strided(gnn_dtype dtype, const gnn_i_csr *A, const void *x, int64_t xs, int64_t w, void *y, int64_t ys, bool add);

/* Row kernels; see kernels.h for the formulas. */
void gnn_i_gather_rows(gnn_dtype dtype, void *y, const void *x, int64_t k, const int32_t *idx, int64_t w, bool add);
void gnn_i_scale_rows(gnn_dtype dtype, void *y, const void *d, const void *x, int64_t rows, int64_t w, bool add);
void gnn_i_segment_sum(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w, bool mean,
                       bool add);
void gnn_i_segment_spread(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w,
                          bool mean, bool add);
/* y[s] = max of x over the segment (idx: of rows idx[e]); empty: 0. */
void gnn_i_segment_max(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, const int32_t *idx,
                       int64_t w);
/* dx[u] += sum over k in ptr[u] .. ptr[u+1] of q[col[k]] where x[u] = y[col[k]]. */
void gnn_i_max_collect(gnn_dtype dtype, void *dx, const void *q, const void *y, const void *x, int64_t rows,
                       const int64_t *ptr, const int32_t *col, int64_t w);
/* Its gradient for idx = NULL, ties share; q is scratch like y. */
void gnn_i_segment_max_back(gnn_dtype dtype, void *dx, const void *dy, const void *y, const void *x, int64_t segments,
                            const int64_t *ptr, int64_t w, void *q);
/* q[s] = dy[s] / number of rows idx[e] (NULL: e) of x that equal y[s]. */
void gnn_i_max_share(gnn_dtype dtype, void *q, const void *dy, const void *y, const void *x, int64_t segments,
                     const int64_t *ptr, const int32_t *idx, int64_t w);
void gnn_i_segment_softmax(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w);
void gnn_i_segment_softmax_back(gnn_dtype dtype, void *dx, const void *dy, const void *y, int64_t segments,
                                const int64_t *ptr, int64_t w);
/* y_e = W_e^T x_e, W (rows, k d), x (rows,k), y (rows,d); its gradients are added to dw, dx (NULL: not wanted). */
void gnn_i_matvec(gnn_dtype dtype, void *y, const void *w, const void *x, int64_t rows, int64_t k, int64_t d);
void gnn_i_matvec_back(gnn_dtype dtype, void *dw, void *dx, const void *dy, const void *w, const void *x, int64_t rows,
                       int64_t k, int64_t d);
/* y += a x, n elements. */
void gnn_i_axpy(gnn_dtype dtype, void *y, double a, const void *x, int64_t n);
/* y[i] = keep(i) x[i] / (1 - p), keep(i) iff word (stream.counter + i), as a uniform in [0,1), is >= p.  x NULL: 1. */
void gnn_i_dropout(gnn_dtype dtype, void *y, const void *x, int64_t n, double p, gnn_rng stream);

/* y += add (NULL: 0), then max(y, 0) in columns r0 .. r1 (NaN stays). */
void gnn_i_range_relu(gnn_dtype dtype, void *y, const void *add, int64_t rows, int64_t w, int64_t r0, int64_t r1);
/* g = dy, but 0 in columns r0 .. r1 where y is not positive. */
void gnn_i_range_relu_back(gnn_dtype dtype, void *g, const void *dy, const void *y, int64_t rows, int64_t w, int64_t r0,
                           int64_t r1);

/* Attention over the entries of a matrix, fused per row (kernel_attention.inc has the formulas); w = heads * c. */
typedef struct gnn_i_attention_args {
    int64_t rows, cols, nnz;
    const int64_t *ptr, *bptr;          /* by destination; by source                          */
    const int32_t *col, *bcol, *bentry; /* bentry: entry by destination of an entry by source */
    int64_t heads, c;
    double slope;
    const void *l, *r, *att;            /* GATv2: (cols,w), (rows,w), (w)                     */
    const void *v, *s, *t;              /* GAT: (cols,w), (cols,heads), (rows,heads)          */
    void *alpha;                        /* (nnz,heads), written forward, read backward        */
    void *y;                            /* (rows,w)                                           */
    const void *dy;                     /* (rows,w)                                           */
    void *dscore;                       /* (nnz,heads), scratch of the backward pass          */
    void *dl, *dr, *datt, *dv, *ds, *dt; /* added to; NULL: not wanted                        */
} gnn_i_attention_args;
void gnn_i_gatv2(gnn_dtype dtype, const gnn_i_attention_args *a);
/* scratch: gnn_i_gatv2_scratch bytes. */
void gnn_i_gatv2_back(gnn_dtype dtype, const gnn_i_attention_args *a, void *scratch);
size_t gnn_i_gatv2_scratch(gnn_dtype dtype, const gnn_i_attention_args *a);
void gnn_i_gat(gnn_dtype dtype, const gnn_i_attention_args *a);
void gnn_i_gat_back(gnn_dtype dtype, const gnn_i_attention_args *a);

/* Directed edges e with tail, head and reverse (kernel_edge.inc has the formulas). */
typedef struct gnn_i_edge_args {
    const int32_t *tail, *head, *rev;
    const int64_t *in_ptr;   /* nodes + 1: arcs by head */
    const void *p;           /* (edges, 3 w)            */
    const void *node;        /* (nodes, 2 w)            */
    void *y;                 /* (edges, w)              */
    const void *dy;          /* (edges, w)              */
    void *g;                 /* (edges, w)              */
    void *dp;                /* (edges, 3 w)            */
    int64_t w, r0, r1;
} gnn_i_edge_args;
/* Forward, its gradient of [P | D | R], and the spreading of node rows. */
void gnn_i_edge_join(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges);
void gnn_i_edge_join_back(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges);
void gnn_i_edge_spread(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges);
/* Kernels on blocks: graph g has a block of roots x nodes rows of w channels, row (r, v) at row_ptr[g] + r n_g + v.  For
 * ordered pairs of nodes the roots are the nodes; [i,j] is row (i, j) of such a block.  In the square kernels: */
typedef enum gnn_i_pair_kernel {
    GNN_I_PAIR_PRODUCT,     /* y[i,j] = sum_p x[i,p] * z[p,j] entrywise                                              */
    GNN_I_PAIR_PRODUCT_BACK, /* from dy in s: y (+)= s z^T, y2 (+)= x^T s, (add, add2); NULL: not wanted             */
    GNN_I_PAIR_REDUCE,      /* y (n,3w): sum_j x[i,j] | x[i,i] | sum_j x[j,i]; mean: the sums over n_g                  */
    GNN_I_PAIR_REDUCE_BACK, /* y[i,j] += its transpose of x (n,3w)                                                      */
    GNN_I_PAIR_FOLD,        /* y[i,j] = fn(x[i,j] + x'[j,i] + u_i + v_j + s + delta_ij (d_i + t)): both: x (rows,2w) is
                               x | x'; v (n,3w) is u | d | v, s (graphs,2w) is s | t; each may be NULL; fn NONE, RELU   */
    GNN_I_PAIR_FOLD_BACK,   /* y[i,j] (+)= x[i,j] | x[j,i] (without the latter if not both)                             */
    GNN_I_PAIR_TRANSPOSE,   /* y[i,j] (+)= x[j,i]                                                                       */
    GNN_I_BLOCK_APPLY,      /* y(r,v) (+)= sum over entries (v,u) of ptr, col, val of x(r,u)                            */
    GNN_I_ROOT_SUM,         /* y (n,w) (+)= sum_r x(r,v)                                                                */
    GNN_I_ROOT_SPREAD,      /* y(r,v) (+)= x (n,w) at v                                                                 */
    GNN_I_PAIR_KERNELS
} gnn_i_pair_kernel;
typedef struct gnn_i_pair_args {
    int64_t graphs, w;
    const int64_t *node_ptr, *root_ptr, *row_ptr;
    const void *x, *z, *v, *s;
    void *y, *y2;
    const int64_t *ptr; /* of a square matrix on the nodes of all graphs */
    const int32_t *col;
    const void *val;    /* NULL: all 1 */
    gnn_i_act act;
    bool both, mean, add, add2;
} gnn_i_pair_args;
void gnn_i_pairs(gnn_dtype dtype, gnn_i_pair_kernel kernel, const gnn_i_pair_args *a);

/* y = act(y + bias) in place, y (rows,w). */
void gnn_i_bias_act(gnn_dtype dtype, void *y, const void *bias, gnn_i_act act, int64_t rows, int64_t w);
/* g = dy act'(y) written to g (NULL: not wanted), and its column sums added to dbias (NULL: not wanted).
 * scratch: gnn_i_sums_scratch(dtype, rows, w) bytes, if dbias is given. */
void gnn_i_act_back(gnn_dtype dtype, void *g, void *dbias, const void *dy, const void *y, gnn_i_act act, int64_t rows,
                    int64_t w, void *scratch);
size_t gnn_i_sums_scratch(gnn_dtype dtype, int64_t rows, int64_t w);
/* sums (w) (+)= column sums of x (rows,w). */
void gnn_i_column_sums(gnn_dtype dtype, void *sums, const void *x, int64_t rows, int64_t w, bool add, void *scratch);

/* C (m,n) = beta C + op(A) op(B), row-major and contiguous; beta is 0 (C is not read) or 1.
 * scratch: gnn_i_gemm_scratch bytes for the same shape (NULL if that is 0). */
void gnn_i_gemm(gnn_dtype dtype, bool transa, bool transb, int64_t m, int64_t n, int64_t k, const void *A, const void *B,
                double beta, void *C, void *scratch);
size_t gnn_i_gemm_scratch(gnn_dtype dtype, bool transa, bool transb, int64_t m, int64_t n, int64_t k);
/* C = act(beta C + A B + bias) without a second pass over memory. */
void gnn_i_gemm_bias_act(gnn_dtype dtype, int64_t m, int64_t n, int64_t k, const void *A, const void *B, double beta,
                         const void *bias, gnn_i_act act, void *C, void *scratch);

/* A chain of linear maps of the n rows of [x_0 | x_1 | …]: y_0 = act_0([x_0 | …] W_0 + b_0),
 * y_m = act_m(y_(m-1) W_m + b_m). */
enum { GNN_I_LINEAR_INPUTS = 6, GNN_I_LINEAR_MAPS = 3 };
typedef struct gnn_i_linear_map {
    int64_t d;
    const void *w, *b; /* (columns read, d), (d) or NULL                                                  */
    gnn_i_act act;
    void *y;           /* (n, d): written forward, NULL: not kept (not of the last map); read backward    */
    void *dw, *db;     /* added to; NULL: not wanted                                                      */
} gnn_i_linear_map;
typedef struct gnn_i_linear_args {
    gnn_dtype dtype;
    int64_t n;
    int inputs, maps;
    struct { const void *x; int64_t k; void *dx; bool add; } in[GNN_I_LINEAR_INPUTS]; /* dx NULL: not wanted */
    gnn_i_linear_map map[GNN_I_LINEAR_MAPS];
    const void *dy;
} gnn_i_linear_args;
/* Many rows and few columns, on a processor with our own wide kernels: elsewhere the products go one by one. */
bool gnn_i_linear_fits(const gnn_i_linear_args *a);
size_t gnn_i_linear_scratch(const gnn_i_linear_args *a, bool back);
void gnn_i_linear(const gnn_i_linear_args *a, void *scratch);
void gnn_i_linear_back(const gnn_i_linear_args *a, void *scratch);

/* y (+)= op x, or op^T x, w columns, data of op's dtype; then act and bias per row of y.
 * scratch: gnn_i_operator_scratch(op, w) bytes (NULL if that is 0). */
void gnn_i_operator_apply(void *y, const gnn_operator *op, const void *x, int64_t w, bool transposed, bool add,
                          const void *bias, gnn_i_act act, void *scratch);
size_t gnn_i_operator_scratch(const gnn_operator *op, int64_t w);

/* The CPU kernel that OpenBLAS chose at run time ("Zen"). */
const char *gnn_i_blas_core(void);

/* ---- dense eigenvectors (LAPACK); a is destroyed, column-major; vector j is at vectors + j n ---- */

/* Symmetric (dsyevr), values ascending. */
gnn_status gnn_i_symmetric_eigenvectors(double *values, double *vectors, double *a, int64_t n);
/* General (dgeev): a complex pair's vectors are real part and imaginary part in two columns. */
gnn_status gnn_i_general_eigenvectors(double *re, double *im, double *vectors, double *a, int64_t n);
/* Singular values (n, descending) of the n x n matrix a (by columns, destroyed); left (columns), right_t (rows v^T, stored by
 * columns) or both NULL; work: gnn_i_singular_work(n) doubles.  Allocates nothing, may run on any thread.  @return 0, -1: an
 * entry is not finite, > 0: so many values did not converge. */
int gnn_i_singular(double *values, double *left, double *right_t, double *a, int64_t n, double *work);
int64_t gnn_i_singular_work(int64_t n);

#endif
