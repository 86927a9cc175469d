/* autodiff: a define-by-run tape, named parameters, and the operations models are written with.
 *
 *     gnn_var h = gnn_relu(gnn_linear(gnn_apply(A, x), W, b));        formulas, no status to look at
 *     GNN_TRY(gnn_backward(loss));                                    the first error of the step, once, with its op
 *
 * A failed operation poisons its result; what is computed from it is poisoned too; the error is reported by
 * gnn_tape_status and gnn_backward, with the operation's name and the shapes.
 * Activations live in an arena that gnn_tape_reset empties: once warm, a step makes no heap allocation.
 * Every value on a tape has the tape's dtype.
 *
 * Threads: a tape and its vars belong to one thread at a time; parameters may be read by several tapes.  Operations are
 * deterministic: same bits for any number of threads. */
#ifndef GNN_AUTODIFF_H
#define GNN_AUTODIFF_H

#include <gnn/tensor.h>
#include <gnn/symmetry.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- parameters --------------------------------------------------------------------------------------------- */

/* Named tensors in one contiguous block, their gradients in another of the same layout. */
typedef struct gnn_params gnn_params;

/** @return GNN_OK or GNN_ENOMEM.  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_params_new(gnn_params **out, gnn_dtype dtype);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_params_free(gnn_params *p);
/**
 * Declare a parameter "conv1.weight" of the given shape, zeroed.  Only before the first use of the block.
 * @param[out] id  its number, 0, 1, … in order of declaration
 * @return GNN_OK, GNN_EINVAL (name taken, block in use), GNN_EOVERFLOW, GNN_ENOMEM.  Cost O(size).
 */
GNN_API GNN_NODISCARD gnn_status gnn_params_add(int32_t *id, gnn_params *p, const char *name, int ndim,
                                                const int64_t *shape);
/** @return number of parameters declared.  Cost O(1). */
GNN_API int32_t gnn_params_count(const gnn_params *p);
/** @return number of scalars in all parameters, padding not counted.  Cost O(1). */
GNN_API int64_t gnn_params_size(const gnn_params *p);
/** @return name of parameter id.  Cost O(1). */
GNN_API const char *gnn_params_name(const gnn_params *p, int32_t id);
/** @return number of the parameter called name, or -1.  Cost O(count). */
GNN_API int32_t gnn_params_find(const gnn_params *p, const char *name);
/** @return a view of the values, valid until the next gnn_params_add.  Cost O(1). */
GNN_API gnn_tensor gnn_params_value(gnn_params *p, int32_t id);
/** @return a view of the gradient, valid until the next gnn_params_add.  Cost O(1). */
GNN_API gnn_tensor gnn_params_grad(gnn_params *p, int32_t id);
/** The whole block: *values and *grads point at `return` elements (padding included, always zero there).
 * @return length of each block in elements.  Cost O(1). */
GNN_API int64_t gnn_params_block(gnn_params *p, void **values, void **grads);
/** Set all gradients to zero.  @return nothing.  Cost O(size). */
GNN_API void gnn_params_zero_grad(gnn_params *p);
/** @return element type.  Cost O(1). */
GNN_API gnn_dtype gnn_params_dtype(const gnn_params *p);

/* ---- tape --------------------------------------------------------------------------------------------------- */

typedef struct gnn_tape gnn_tape;

/* A value on a tape; small, passed by value.  id < 0: poisoned (or absent, see GNN_NONE). */
typedef struct gnn_var {
    gnn_tape *tape;
    int32_t id;
} gnn_var;

/** @return GNN_OK or GNN_ENOMEM.  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_tape_new(gnn_tape **out, gnn_dtype dtype);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_tape_free(gnn_tape *tape);
/** Forget all values and the error; keep the memory.  @return nothing.  Cost O(1). */
GNN_API void gnn_tape_reset(gnn_tape *tape);
/** With 0, later operations record no backward pass (prediction).  Default 1.  @return nothing.  Cost O(1). */
GNN_API void gnn_tape_record(gnn_tape *tape, int record);
/** @return GNN_OK, or the first error since the last reset; the text is in gnn_last_error.  Cost O(1). */
GNN_API gnn_status gnn_tape_status(const gnn_tape *tape);
/** @return element type.  Cost O(1). */
GNN_API gnn_dtype gnn_tape_dtype(const gnn_tape *tape);
/** @return bytes of arena in use now, and its high-water mark through *peak if not NULL.  Cost O(1). */
GNN_API size_t gnn_tape_bytes(const gnn_tape *tape, size_t *peak);

/** No value: an optional operand that is absent (a layer without bias).  @return a poisoned-looking var.  Cost O(1). */
GNN_API gnn_var gnn_none(gnn_tape *tape);
/** A constant; `t` is not copied and must live until the reset.  @return the var.  Cost O(1). */
GNN_API gnn_var gnn_constant(gnn_tape *tape, const gnn_tensor *t);
/** A leaf whose gradient is wanted (inputs, for checks); `t` as for gnn_constant.  @return the var.  Cost O(1). */
GNN_API gnn_var gnn_leaf(gnn_tape *tape, const gnn_tensor *t);
/** A parameter; backward adds into its gradient block.  @return the var.  Cost O(1). */
GNN_API gnn_var gnn_param(gnn_tape *tape, gnn_params *p, int32_t id);
/** @return the value, or NULL if poisoned; valid until the reset.  Cost O(1). */
GNN_API const gnn_tensor *gnn_value(gnn_var v);
/** @return the gradient after gnn_backward, or NULL (none was needed, poisoned); valid until the reset.  Cost O(1). */
GNN_API const gnn_tensor *gnn_grad(gnn_var v);

/**
 * Run the backward pass from a scalar.  Gradients of parameters are added to their block (zero them yourself).
 * @return GNN_OK, the tape's first error, GNN_ESHAPE (not a scalar), GNN_ENUMERIC (loss not finite), GNN_ENOMEM,
 *         GNN_ECANCELED.   Cost: about twice the forward pass.
 */
GNN_API GNN_NODISCARD gnn_status gnn_backward(gnn_var loss);

/* ---- operations --------------------------------------------------------------------------------------------- */
/* Shapes: n rows (nodes, arcs, graphs), d columns.  Each has a file lib/autodiff/op_<name>.c with forward and backward
 * side by side, its formula and its sample for the tests.  Cost O(size of inputs and output) unless given.
 * Symmetry: row-wise operations are equivariant for any kind of rows. */

typedef enum gnn_act_fn { GNN_ACT_NONE, GNN_ACT_RELU, GNN_ACT_TANH, GNN_ACT_SIGMOID, GNN_ACT_ELU, GNN_ACT_LEAKY_RELU } gnn_act_fn;

/** a + b, equal shapes.  @return (n,d). */
GNN_API gnn_var gnn_add(gnn_var a, gnn_var b);
/** a - b.  @return (n,d). */
GNN_API gnn_var gnn_sub(gnn_var a, gnn_var b);
/** a * b entrywise.  @return (n,d). */
GNN_API gnn_var gnn_mul(gnn_var a, gnn_var b);
/** c a for a constant c.  @return (n,d). */
GNN_API gnn_var gnn_scale(gnn_var a, double c);
/** s a for a scalar s, a parameter.  @return (n,d). */
GNN_API gnn_var gnn_scale_by(gnn_var a, gnn_var s);
/** (1 + eps) a + b with eps a scalar parameter (GIN's epsilon); eps may be gnn_none (0).  @return (n,d). */
GNN_API gnn_var gnn_eps_add(gnn_var a, gnn_var b, gnn_var eps);
/** a (n,d) + b (d) on each row.  @return (n,d). */
GNN_API gnn_var gnn_add_bias(gnn_var a, gnn_var b);
/** a (n,d) times s (n,1) row by row.  @return (n,d). */
GNN_API gnn_var gnn_mul_rows(gnn_var a, gnn_var s);
/** fn(a) entrywise.  Leaky slope 0.2, ELU alpha 1.  @return (n,d). */
GNN_API gnn_var gnn_activate(gnn_var a, gnn_act_fn fn);
/** max(a, 0).  @return (n,d). */
GNN_API gnn_var gnn_relu(gnn_var a);
/** a (n,k) b (k,d).  @return (n,d).  Cost O(nkd). */
GNN_API gnn_var gnn_matmul(gnn_var a, gnn_var b);
/** fn(x W + b): x (n,k), W (k,d), b (d) or gnn_none.  @return (n,d).  Cost O(nkd). */
GNN_API gnn_var gnn_linear(gnn_var x, gnn_var w, gnn_var b, gnn_act_fn fn);
typedef struct gnn_linear_map { gnn_var w, b; gnn_act_fn fn; } gnn_linear_map;
/** y_0 = fn_0([x_0 | x_1 | …] W_0 + b_0), y_m = fn_m(y_(m-1) W_m + b_m), the last one: x_i (n,k_i), side by side but
 * never joined; W_m (columns read, d_m), b_m (d_m) or gnn_none.  Some hundred rows at a time go through all maps, while
 * they are in cache.  inputs and maps at least 1.  @return (n,d).  Cost O(n sum of the weights' sizes). */
GNN_API gnn_var gnn_linear_maps(int inputs, const gnn_var *x, int maps, const gnn_linear_map *map);
/** fn(X W + b) with X a constant sparse matrix (n,k) and inverted dropout of its entries (p = 0: none).
 * @return (n,d).  Cost O(nnz d). */
GNN_API gnn_var gnn_sparse_linear(const gnn_operator *X, gnn_var w, gnn_var b, gnn_act_fn fn, double p, gnn_rng stream);
/** fn(op x + b): op (r,n) constant, x (n,d), b (d) or gnn_none.  @return (r,d).  Cost O(nnz d). */
GNN_API gnn_var gnn_apply(const gnn_operator *op, gnn_var x, gnn_var b, gnn_act_fn fn);
/** [a | b | …] along columns.  @return (n, sum of d). */
GNN_API gnn_var gnn_concat(int k, const gnn_var *parts);
/** Columns from .. from+count.  @return (n,count). */
GNN_API gnn_var gnn_columns(gnn_var a, int64_t from, int64_t count);
/** Same elements, another shape.  @return the reshaped value. */
GNN_API gnn_var gnn_reshape(gnn_var a, int ndim, const int64_t *shape);
/** Rows idx[0..k) of a (repeats allowed; idx lives until the reset).  @return (k,d). */
GNN_API gnn_var gnn_gather(gnn_var a, int64_t k, const int32_t *idx);
/** Inverted dropout with counter-based masks: entry i is dropped by bits of (stream, i), for any thread count.
 * @return (n,d). */
GNN_API gnn_var gnn_dropout(gnn_var a, double p, gnn_rng stream);
/** Rows summed per segment: segment s is rows ptr[s] .. ptr[s+1].  ptr has s+1 offsets and lives until the reset.
 * @return (segments,d). */
GNN_API gnn_var gnn_segment_sum(gnn_var a, int64_t segments, const int64_t *ptr);
/** Mean per segment (empty: 0).  @return (segments,d). */
GNN_API gnn_var gnn_segment_mean(gnn_var a, int64_t segments, const int64_t *ptr);
/** Maximum per segment (empty: 0); the gradient is shared equally among ties, which keeps it equivariant.
 * @return (segments,d). */
GNN_API gnn_var gnn_segment_max(gnn_var a, int64_t segments, const int64_t *ptr);
/** Softmax down the rows of each segment, column by column.  @return (n,d). */
GNN_API gnn_var gnn_segment_softmax(gnn_var a, int64_t segments, const int64_t *ptr);
/** Row s of a (segments,d) repeated over the rows of segment s.  @return (ptr[segments],d). */
GNN_API gnn_var gnn_segment_spread(gnn_var a, int64_t segments, const int64_t *ptr);
/** log softmax along columns.  @return (n,d). */
GNN_API gnn_var gnn_log_softmax(gnn_var a);
/** Sum of all entries.  @return scalar. */
GNN_API gnn_var gnn_sum(gnn_var a);
/** Mean of all entries, of which there must be one.  @return scalar. */
GNN_API gnn_var gnn_mean(gnn_var a);

/* -- on the arcs of an operator: rows in destination-major order (by head, then tail), nnz of them -- */

/** Row src(e) of x for each stored entry e of a matrix operator.  @return (nnz,d). */
GNN_API gnn_var gnn_arc_gather(const gnn_operator *op, gnn_var x);
/** Sum (mean, max) of arc rows at their destination.  @return (rows of op, d). */
GNN_API gnn_var gnn_arc_sum(const gnn_operator *op, gnn_var messages);
/** As gnn_arc_sum; no arcs: 0.  @return (rows of op, d). */
GNN_API gnn_var gnn_arc_mean(const gnn_operator *op, gnn_var messages);
/** As gnn_arc_sum; no arcs: 0; the gradient is shared equally among ties.  @return (rows of op, d). */
GNN_API gnn_var gnn_arc_max(const gnn_operator *op, gnn_var messages);
/** Softmax over the arcs into each destination, column by column.  @return (nnz,d). */
GNN_API gnn_var gnn_arc_softmax(const gnn_operator *op, gnn_var scores);
/** Row dst(e) of x for each arc.  @return (nnz,d). */
GNN_API gnn_var gnn_arc_spread(const gnn_operator *op, gnn_var x);
/** y_v = max over arcs (u,v) of x_u (no arcs: 0), without arc rows; ties share the gradient.  @return (rows,d). */
GNN_API gnn_var gnn_apply_max(const gnn_operator *op, gnn_var x);
/** Row e: (W_e as a k x d matrix)^T x_e, W (nnz, k d), x (nnz, k).  NNConv's message.  @return (nnz,d). */
GNN_API gnn_var gnn_arc_matvec(gnn_var w, gnn_var x, int64_t d);
/**
 * GATv2 attention, fused: score_e = att_h . leaky_relu(l_src + r_dst), softmax over the arcs into dst, y = sum alpha l_src.
 * l, r (n, heads c), att (heads, c).  @return (n, heads c).  Cost O(nnz heads c).  @source Brody, Alon, Yahav 2022, eq. 7
 */
GNN_API gnn_var gnn_gatv2(const gnn_operator *op, gnn_var l, gnn_var r, gnn_var att, int heads, double slope);
/** GAT attention, fused: score_e = leaky_relu(s_src + t_dst), s, t (n, heads), values v (n, heads c).
 * @return (n, heads c).  @source Velickovic et al. 2018, eq. 3 */
GNN_API gnn_var gnn_gat(const gnn_operator *op, gnn_var v, gnn_var s, gnn_var t, int heads, double slope);

/* -- operator lists: the layers of the seeds, fused -- */

/**
 * y = [ops[0] x | … | ops[q-1] x] W + b + add, then max(y, 0) in columns relu_from .. relu_to.
 * x (n,d), W (q d, w), b (w) or gnn_none, add (n,w) or gnn_none; 1 <= q <= 16 operators (n,n) that live until the reset, NULL:
 * the identity.  @return (n,w).  Cost O(nnz d + n q d w).  @source Chen, Li, Bruna 2019, section 3
 */
GNN_API gnn_var gnn_spectral(int q, const gnn_operator *const *ops, gnn_var x, gnn_var w, gnn_var b, gnn_var add,
                             int64_t relu_from, int64_t relu_to);
/** [Pm x | Pd x] of x (2M,d) on the directed edges of B, an operator "B" or "B_1".  @return (n, 2 d).  Cost O(M d). */
GNN_API gnn_var gnn_edge_sums(const gnn_operator *B, gnn_var x);
/* Operators on directed edges that gnn_line_spectral knows: the identity, B, B B = min(1, B B), D_L. */
typedef enum gnn_line_op { GNN_LINE_I, GNN_LINE_B, GNN_LINE_BB, GNN_LINE_D } gnn_line_op;
/**
 * The edges' half of a line-graph layer: y = [O_1 x | … | O_q x] W + b + [Pm^T u | Pd^T u] V + e, then max(y, 0) in columns
 * relu_from .. relu_to, the O_i being order[i], each a gnn_line_op, none twice.  Gathers of the ends of edges only.
 * x (2M,d), W (q d, w), b, e (w) or gnn_none, sums = gnn_edge_sums(B, x), u (n,k), V (2 k, w).
 * @return (2M,w).  Cost O(M w (d + 1) + n (d + k) w).  @source Chen, Li, Bruna 2019, section 3.2
 */
GNN_API gnn_var gnn_line_spectral(const gnn_operator *B, int q, const int *order, gnn_var x, gnn_var w, gnn_var b, gnn_var sums,
                                  gnn_var u, gnn_var v, gnn_var e, int64_t relu_from, int64_t relu_to);

/* -- on ordered pairs of nodes, and on a bag of subgraphs -- */

/* Blocks of rows, without padding: graph g has roots_g x n_g rows, row (r, v) at row_ptr[g] + r n_g + v.  Ordered pairs:
 * the roots are the nodes themselves (square); row (u, v) stands for the pair (u, v), the entry (u, v) of a matrix.  A bag
 * of subgraphs: a root is a subgraph and row (r, v) is node v in it.  Offsets live until the tape's reset. */
typedef struct gnn_pairs {
    int64_t graphs, n, roots, rows; /* totals                                        */
    const int64_t *node_ptr;        /* graphs + 1: nodes of graph g                  */
    const int64_t *root_ptr;        /* graphs + 1: roots of graph g                  */
    const int64_t *row_ptr;         /* graphs + 1: rows of graph g                   */
    const int64_t *pool_ptr;        /* roots + 1: rows of a root, for the segment operations */
    int square;
} gnn_pairs;
/** Pairs of nodes of each graph; node_ptr (graphs + 1) must live until the reset.
 * @return NULL if the tape is poisoned (too many rows, no memory).  Cost O(n). */
GNN_API const gnn_pairs *gnn_pairs_new(gnn_tape *tape, int64_t graphs, const int64_t *node_ptr);
/** The same with root_ptr (graphs + 1) offsets of other roots.  @return as gnn_pairs_new.  Cost O(roots). */
GNN_API const gnn_pairs *gnn_pairs_bag(gnn_tape *tape, int64_t graphs, const int64_t *node_ptr, const int64_t *root_ptr);

/** Per node i of square blocks: sum_j a_ij | a_ii | sum_j a_ji, the sums over n_g if mean.  @return (n,3d).
 * @source Maron et al. 2019, appendix A: what the 15 maps need besides a and its transpose */
GNN_API gnn_var gnn_pair_reduce(const gnn_pairs *p, gnn_var a, int mean);
/** y_ij = fn(a_ij + a'_ji + u_i + v_j + s + delta_ij (d_i + t)) on square blocks.  a (rows, width) or (rows, 2 width):
 * a | a'; nodes (n, 3 width): u | d | v; graphs (graphs, 2 width): s | t.  Any but one may be gnn_none.
 * @return (rows, width). */
GNN_API gnn_var gnn_pair_fold(const gnn_pairs *p, int64_t width, gnn_var a, gnn_var nodes, gnn_var graphs, gnn_act_fn fn);
/** y_ij = a_ji per square block.  @return (rows,d). */
GNN_API gnn_var gnn_pair_transpose(const gnn_pairs *p, gnn_var a);
/** y_ij = sum_k a_ik b_kj per square block, channel by channel: a matrix product per graph and channel.
 * @return (rows,d).  Cost O(sum n_g^3 d).  @source Maron et al. 2019 (PPGN), section 6 */
GNN_API gnn_var gnn_pair_product(const gnn_pairs *p, gnn_var a, gnn_var b);
/** Arcs into square blocks: row (u, v) is the entry of op for u -> v (op's value, d = 1) or, if arcs (nnz,d) is not
 * gnn_none, its row; 0 where there is no arc.  @return (rows,d).  Cost O(rows d). */
GNN_API gnn_var gnn_pair_scatter(const gnn_pairs *p, const gnn_operator *op, gnn_var arcs);
/** Per graph of square blocks: max_i a_ii | max_{i /= j} a_ij (nothing: 0); ties share the gradient.  @return (graphs,2d). */
GNN_API gnn_var gnn_pair_max(const gnn_pairs *p, gnn_var a);
/** Per graph of square blocks: the k largest singular values of each channel's matrix, descending, 0 past the n_g-th; value r
 * of channel q is column r d + q.  In f64 for either type.  Equal values share the gradient equally, values at 0 have none.
 * GNN_ENUMERIC on entries that are not finite.  @return (graphs,k d).  Cost O(sum n_g^3 d), some 20 n^3 operations each. */
GNN_API gnn_var gnn_pair_singular(const gnn_pairs *p, gnn_var a, int64_t k);
/** op on the nodes of each subgraph: y(r,v) = sum_u op_vu a(r,u).  @return (rows,d).  Cost O(roots / graphs nnz d). */
GNN_API gnn_var gnn_block_apply(const gnn_pairs *p, const gnn_operator *op, gnn_var a);
/** Per node over all subgraphs: y(v) = sum_r a(r,v).  @return (n,d). */
GNN_API gnn_var gnn_root_sum(const gnn_pairs *p, gnn_var a);
/** A copy of the nodes' rows for each subgraph: y(r,v) = x(v).  @return (rows,d). */
GNN_API gnn_var gnn_root_spread(const gnn_pairs *p, gnn_var x);

/* -- normalisation -- */

/** (x - mean) / sqrt(var + eps) * gamma + beta per column over all rows, biased variance.  eps < 0: a floor relative to the
 * mean, sqrt(var + (eps mean)^2), for columns whose spread is small beside their mean; 0 where that is 0.
 * mean, var (d each) NULL: statistics of x itself, which backward differentiates.  Given: constants (running averages).
 * batch_mean, batch_var, if not NULL, receive x's own statistics (d each, var unbiased as torch stores it, 0 for one row);
 * asking for them without rows is an error.
 * @return (n,d).  @source Ioffe & Szegedy 2015 */
GNN_API gnn_var gnn_batch_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps, const gnn_tensor *mean,
                               const gnn_tensor *var, gnn_tensor *batch_mean, gnn_tensor *batch_var);
/** The same with the statistics of each segment (graph); alpha (d) or gnn_none scales the mean that is removed
 * (GraphNorm).  @return (n,d).  @source Cai et al. 2021 */
GNN_API gnn_var gnn_segment_norm(gnn_var x, gnn_var gamma, gnn_var beta, gnn_var alpha, double eps, int64_t segments,
                                 const int64_t *ptr);
/** Per row over its columns.  @return (n,d).  @source Ba, Kiros, Hinton 2016 */
GNN_API gnn_var gnn_layer_norm(gnn_var x, gnn_var gamma, gnn_var beta, double eps);

/* -- losses: a scalar, averaged over the k rows listed in `rows` (NULL: all n rows, k = n).  Labels are int32, one a row
 *    of the full n; a label that is no class, a row outside, and no rows at all are errors.  Targets have the tape's dtype. -- */

/** Cross entropy of softmax(logits).  @return scalar. */
GNN_API gnn_var gnn_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k);
/** Minimum over the C! renamings of the labels of the cross entropy, by assignment on the C x C matrix of mean losses;
 * the gradient goes through the minimiser.  @return scalar.  @source Chen, Li, Bruna 2019, section 5.1 */
GNN_API gnn_var gnn_permutation_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k);
/** The same over the renamings of the classes 0 .. renamed - 1 only; the others keep their names.  @return scalar.
 * @source Chen, Li, Bruna 2019, section 5.2 (two communities and a third class, "both": two renamings) */
GNN_API gnn_var gnn_renaming_cross_entropy(gnn_var logits, const int32_t *labels, const int32_t *rows, int64_t k,
                                           int64_t renamed);
/** Mean of (a - target)^2 over entries of the listed rows.  @return scalar. */
GNN_API gnn_var gnn_mse(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k);
/** Mean of |a - target|; gradient 0 where equal.  @return scalar. */
GNN_API gnn_var gnn_l1(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k);
/** Mean binary cross entropy of sigmoid(a), targets in [0,1], stable for large |a|.  @return scalar. */
GNN_API gnn_var gnn_bce(gnn_var a, const gnn_tensor *target, const int32_t *rows, int64_t k);

/* -- your own operation -- */

/* Whole blocks, not single rows; called on the calling thread.  backward adds into din[i] (NULL: not needed). */
typedef struct gnn_custom_fn {
    const char *name;
    gnn_status (*forward)(void *ctx, gnn_tensor *out, const gnn_tensor *const *in);
    gnn_status (*backward)(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                           gnn_tensor *const *din);
    void *ctx; /* must live until the reset */
} gnn_custom_fn;
/** Apply a user's operation; output shape (rows, cols) is the caller's.  `fn` must live until the reset.
 * @return (rows,cols). */
GNN_API gnn_var gnn_custom(const gnn_custom_fn *fn, int n_in, const gnn_var *in, int64_t rows, int64_t cols);

#ifdef __cplusplus
}
#endif
#endif
