/* symmetry: how inputs and results transform when the vertices of a graph are renamed.
 *
 * Threads: pure functions. */
#ifndef GNN_SYMMETRY_H
#define GNN_SYMMETRY_H

#include <gnn/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a row of a result stands for, hence how it moves when vertices are renamed. */
typedef enum gnn_symmetry {
    GNN_INVARIANT,   /* does not move (weights, losses, one row a graph)            */
    GNN_NODE_ROWS,   /* row u moves to perm[u]                                      */
    GNN_ARC_ROWS,    /* row of arc (u,v) moves to the row of arc (perm u, perm v)   */
    GNN_PAIR_ROWS,   /* row of the ordered pair (u,v) moves to the row of (perm u, perm v) of its graph's block */
    GNN_NOT_EQUIVARIANT /* declared not to commute: excluded from the harness       */
} gnn_symmetry;

/**
 * dst = action of perm on src for a given kind of rows.  Arc rows are in destination-major order (by head, then tail) of
 * g before and of the permuted graph after.  Pair rows: g is one block of n x n rows, (u,v) at u n + v; for the blocks of
 * a union see gnn_act_pairs.
 * @return GNN_OK, GNN_ESHAPE, GNN_EINVAL, GNN_ENOMEM.  Cost O(size of src + m).
 */
GNN_API GNN_NODISCARD gnn_status gnn_act(gnn_tensor *dst, const gnn_tensor *src, gnn_symmetry kind, const gnn_graph *g,
                                         const int32_t *perm);

/**
 * The same for pair rows of several graphs: graph i has vertices node_ptr[i] .. node_ptr[i+1], which perm renames among
 * themselves, and n_i x n_i rows after those of the graphs before it.
 * @return GNN_OK, GNN_ESHAPE, GNN_EDTYPE, GNN_EINVAL (perm leaves a graph), GNN_ENOMEM.  Cost O(size of src).
 */
GNN_API GNN_NODISCARD gnn_status gnn_act_pairs(gnn_tensor *dst, const gnn_tensor *src, int64_t graphs,
                                               const int64_t *node_ptr, const int32_t *perm);

/* ---- all equivariant linear maps between orders ---- */
/* Tensors of order k over n things have n^k entries, row-major, and renaming acts on each index.  The linear maps from order
 * k to order l that commute with it have a basis with one map for each set partition of the k indices of the input and the
 * l of the output, of at most n blocks: Y[o] = sum of X[i] over the i with (i, o) constant on each block.  k + l <= 8.
 * Partitions are numbered in the lexicographic order of restricted growth strings (block numbers by first appearance).
 * @source Maron et al. 2019, theorem 1 */

/** Dimension for n things: the sum of Stirling numbers S(k + l, b), b <= n; for n >= k + l the Bell number.
 * @return it, or -1 for k + l > 8 or a negative argument.  Cost O(Bell(k + l)). */
GNN_API int64_t gnn_equivariant_count(int k, int l, int64_t n);
/** Block numbers of the k + l indices in map `which`, the input's first.  @return GNN_OK or GNN_EINVAL (no such map).
 * Cost O(which). */
GNN_API GNN_NODISCARD gnn_status gnn_equivariant_partition(int *block, int k, int l, int64_t which);
/** y (n^l) = map `which` of x (n^k).  @return GNN_OK, GNN_EINVAL, GNN_EOVERFLOW.  Cost O(n^blocks). */
GNN_API GNN_NODISCARD gnn_status gnn_equivariant_apply(double *y, const double *x, int k, int l, int64_t which, int64_t n);
/** The same map as a matrix (n^l, n^k).  @return as gnn_equivariant_apply.  Cost O(n^(k + l)). */
GNN_API GNN_NODISCARD gnn_status gnn_equivariant_matrix(double *matrix, int k, int l, int64_t which, int64_t n);

#ifdef __cplusplus
}
#endif
#endif
