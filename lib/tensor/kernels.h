/* Kernels: the inner loops, one set per element type and instruction set.  Each works on a range of rows of its result,
 * never allocates, and knows nothing of threads: parallel.c and the drivers behind tensor_i.h split the ranges. */
#ifndef GNN_I_KERNELS_H
#define GNN_I_KERNELS_H

#include "tensor_i.h"

/* y (rows,w) (+)= A x, then y = act(y + bias).  x is read at rows col[e]; rows of x and y are xs and ys elements apart. */
typedef struct gnn_i_spmm_args {
    const int64_t *ptr;
    const int32_t *col;
    const void *val; /* NULL: all 1 */
    const void *x;
    void *y;
    const void *bias; /* NULL: none */
    int64_t w, xs, ys, nnz;
    int64_t ahead; /* prefetch distance in entries; 0: none */
    const uint8_t *code; /* spmm_codes reads these in place of ptr, col and val */
    int64_t rows, cols;
    gnn_i_act act;
    bool add;
} gnn_i_spmm_args;

enum { GNN_I_CODE_ROWS = 512 };

typedef struct gnn_i_kernel_set {
    const char *isa;
    void (*spmm)(const gnn_i_spmm_args *a, int64_t from, int64_t to);
    void (*spmm_codes)(const gnn_i_spmm_args *a, int64_t from, int64_t to); /* at most GNN_I_CODE_ROWS rows */
    /* y[i] (+)= x[idx[i]] */
    void (*gather)(void *y, const void *x, const int32_t *idx, int64_t from, int64_t to, int64_t w, bool add);
    /* y[i] (+)= d[i] x[i] */
    void (*scale_rows)(void *y, const void *d, const void *x, int64_t from, int64_t to, int64_t w, bool add);
    /* y[e] (+)= z[node[e]] - x[rev[e]] */
    void (*gather_minus)(void *y, const void *z, const int32_t *node, const void *x, const int32_t *rev, int64_t from,
                         int64_t to, int64_t w, bool add);
    /* segment s is rows ptr[s] .. ptr[s+1]; ranges are segments */
    void (*segment_sum)(void *y, const void *x, const int64_t *ptr, int64_t from, int64_t to, int64_t w, bool mean, bool add);
    void (*segment_spread)(void *y, const void *x, const int64_t *ptr, int64_t from, int64_t to, int64_t w, bool mean,
                           bool add);
    /* y[s] = max of rows idx[e] (NULL: e); empty: 0 */
    void (*segment_max)(void *y, const void *x, const int64_t *ptr, const int32_t *idx, int64_t from, int64_t to, int64_t w);
    /* q[s] = dy[s] / number of rows of x equal to y[s] */
    void (*max_share)(void *q, const void *dy, const void *y, const void *x, const int64_t *ptr, const int32_t *idx,
                      int64_t from, int64_t to, int64_t w);
    /* dx[e] += q[s] where x[e] = y[s], e in segment s */
    void (*max_spread)(void *dx, const void *q, const void *y, const void *x, const int64_t *ptr, int64_t from, int64_t to,
                       int64_t w);
    /* dx[u] += sum over k in ptr[u] .. of q[col[k]] where x[u] = y[col[k]] */
    void (*max_collect)(void *dx, const void *q, const void *y, const void *x, const int64_t *ptr, const int32_t *col,
                        int64_t from, int64_t to, int64_t w);
    void (*segment_softmax)(void *y, const void *x, const int64_t *ptr, int64_t from, int64_t to, int64_t w);
    void (*segment_softmax_back)(void *dx, const void *dy, const void *y, const int64_t *ptr, int64_t from, int64_t to,
                                 int64_t w);
    /* y += a x on elements from .. to */
    void (*axpy)(void *y, double a, const void *x, int64_t from, int64_t to);
    /* y[i] = act(y[i] + bias) */
    void (*bias_act)(void *y, const void *bias, gnn_i_act act, int64_t from, int64_t to, int64_t w);
    /* g = dy act'(y), g may be NULL or dy; sums (w), if not NULL, = column sums of g over the range */
    void (*act_back)(void *g, const void *dy, const void *y, gnn_i_act act, void *sums, int64_t from, int64_t to, int64_t w);
    /* y[i] = keep(i) x[i] / (1 - p), keep from word `at + i` of the stream; x NULL: 1 */
    void (*dropout)(void *y, const void *x, double p, uint64_t key, uint64_t at, int64_t from, int64_t to);
    /* B (k,n) or (n,k) if transposed, into panels of `panel` columns, k rows each, zero padded */
    void (*pack)(void *packed, const void *b, int64_t k, int64_t n, bool transposed);
    /* C rows from .. to = act(beta C + A B + bias) over p0 .. p1; A[i * ars + p * acs]; row p of the panel that begins
     * with column j is at B + j bc + p bs: packed bc = k, bs = panel; B as it lies bc = 1, bs = n, a multiple of half a
     * panel.  bias (n), NULL: none */
    void (*gemm)(void *c, double beta, const void *a, int64_t ars, int64_t acs, const void *b, int64_t bs, int64_t bc,
                 int64_t from, int64_t to, int64_t n, int64_t p0, int64_t p1, const void *bias, gnn_i_act act);
    int64_t panel;
    /* y = y + add (NULL: 0), then max(y, 0) in columns r0 .. r1 */
    void (*range_relu)(void *y, const void *add, int64_t from, int64_t to, int64_t w, int64_t r0, int64_t r1);
    /* g = dy, but 0 in columns r0 .. r1 where y is not positive */
    void (*range_relu_back)(void *g, const void *dy, const void *y, int64_t from, int64_t to, int64_t w, int64_t r0, int64_t r1);
    void (*edge_join)(const gnn_i_edge_args *a, int64_t from, int64_t to);
    void (*edge_join_back)(const gnn_i_edge_args *a, int64_t from, int64_t to);
    void (*edge_spread)(const gnn_i_edge_args *a, int64_t from, int64_t to);
    /* y[e] (+)= W_e^T x_e, W (rows, k d), x (rows,k); back: dW, dx added to, NULL: not wanted */
    void (*matvec)(void *y, const void *w, const void *x, int64_t from, int64_t to, int64_t k, int64_t d);
    void (*matvec_back)(void *dw, void *dx, const void *dy, const void *w, const void *x, int64_t from, int64_t to, int64_t k,
                        int64_t d);
    void (*gatv2)(const gnn_i_attention_args *a, int64_t from, int64_t to);
    /* destinations: dscore, dr, partial gradient of att (w) */
    void (*gatv2_back_rows)(const gnn_i_attention_args *a, void *datt, int64_t from, int64_t to);
    /* sources: dl */
    void (*gatv2_back_cols)(const gnn_i_attention_args *a, int64_t from, int64_t to);
    void (*gat)(const gnn_i_attention_args *a, int64_t from, int64_t to);
    void (*gat_back_rows)(const gnn_i_attention_args *a, int64_t from, int64_t to);
    void (*gat_back_cols)(const gnn_i_attention_args *a, int64_t from, int64_t to);
    /* by gnn_i_pair_kernel: ranges are nodes (rows of the square blocks), for BLOCK_APPLY and ROOT_SPREAD roots */
    void (*pairs[GNN_I_PAIR_KERNELS])(const gnn_i_pair_args *a, int64_t from, int64_t to);
} gnn_i_kernel_set;

extern const gnn_i_kernel_set gnn_i_kernels_base_f32, gnn_i_kernels_base_f64;
#ifdef GNN_HAVE_X86_KERNELS
extern const gnn_i_kernel_set gnn_i_kernels_avx2_f32, gnn_i_kernels_avx2_f64, gnn_i_kernels_avx512_f32, gnn_i_kernels_avx512_f64;
#endif

/* The set for this processor. */
const gnn_i_kernel_set *gnn_i_kernels(gnn_dtype dtype);
/* For tests: "base", "avx2", "avx512", or NULL for the processor's best.  false: not available here. */
bool gnn_i_kernels_force(const char *isa);

#endif
