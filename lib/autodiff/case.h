/* A random example of an operation for the generic tests.  An op's sample function asks the case for inputs and applies
 * the op; the harness runs it again and again: inputs moved a little (gradient check), vertices renamed (equivariance
 * check), allocations failing.  What a sample draws must depend only on the case; it must make the same requests in the
 * same order each time. */
#ifndef GNN_I_CASE_H
#define GNN_I_CASE_H

#include <gnn/autodiff.h>
#include "base/base.h"
#include "op.h"

/* ---- for samples ---- */

/* Width biased to corners: 1, 2, 3, 8, 16, 17, 33, 64 … */
int64_t gnn_i_case_width(gnn_case *k);
/* Uniform integer in [lo, hi] and real in [lo, hi): for attributes. */
int64_t gnn_i_case_int(gnn_case *k, int64_t lo, int64_t hi);
double gnn_i_case_real(gnn_case *k, double lo, double hi);
/* The case's graph as drawn or relabelled: undirected or directed, n = 0, 1, isolated, regular, disconnected … */
const gnn_graph *gnn_i_case_graph(gnn_case *k);
/* An operator of that graph, owned by the case.  NULL after poisoning the case's tape. */
const gnn_operator *gnn_i_case_operator(gnn_case *k, const char *name);
/* Number of graphs in the case and offsets of their nodes (segments). */
const int64_t *gnn_i_case_segments(gnn_case *k, int64_t *segments);
/* The ordered pairs of nodes of each graph.  Ask gnn_i_case_need_pairs first. */
const gnn_pairs *gnn_i_case_pairs(gnn_case *k);
/* A differentiable input with one row per node, per arc (destination-major), per pair or, for GNN_INVARIANT, per graph. */
gnn_var gnn_i_case_rows(gnn_case *k, gnn_symmetry rows, int64_t cols);
/* A differentiable input that does not move: weights. ndim 0..4. */
gnn_var gnn_i_case_free(gnn_case *k, int ndim, const int64_t *shape);
/* The same as a constant tensor owned by the case (targets), entries in [lo, hi).  NULL after poisoning the tape. */
const gnn_tensor *gnn_i_case_constant(gnn_case *k, gnn_symmetry rows, int64_t cols, double lo, double hi);
/* A constant tensor that does not move (running statistics). */
const gnn_tensor *gnn_i_case_fixed(gnn_case *k, int ndim, const int64_t *shape, double lo, double hi);
/* Somewhere to write to; not cleared. */
gnn_tensor *gnn_i_case_buffer(gnn_case *k, int ndim, const int64_t *shape);
/* Labels 0..classes-1, one a node, moving with the nodes.  NULL after poisoning the tape. */
const int32_t *gnn_i_case_labels(gnn_case *k, int64_t classes);
/* `count` node numbers, repeats allowed, following the nodes when they are renamed (none if the graph is empty: *count
 * becomes 0). */
const int32_t *gnn_i_case_nodes(gnn_case *k, int64_t *count);
/* Ask first: from here on the graph has at least one node (losses average over rows). */
void gnn_i_case_need_nodes(gnn_case *k);
/* Ask first: n x n rows are used, so that a large case has some 50 nodes. */
void gnn_i_case_need_pairs(gnn_case *k);
/* Any tape-lived stream for dropout: the same in every repetition. */
gnn_rng gnn_i_case_stream(gnn_case *k);
gnn_tape *gnn_i_case_tape(gnn_case *k);

/* ---- for harnesses ---- */

enum { GNN_I_CASE_GRAPHS = 5 };

typedef struct gnn_case_spec {
    const gnn_op *op;
    uint64_t number;   /* the graph is number % 4 == 3: several graphs (also 0 of them), else one; number % 3 == 2: directed */
    gnn_dtype dtype;
    bool integers;     /* inputs are small integers: exact operations must agree bit for bit                               */
    bool relabel;      /* the vertices of each graph are renamed                                                           */
    bool large;        /* enough rows for the kernels to use threads                                                       */
} gnn_case_spec;

gnn_status gnn_i_case_new(gnn_case **out, const gnn_case_spec *spec);
void gnn_i_case_drop(gnn_case *k); /* NULL allowed */
/* Reset the tape and let the op's sample build its example; the second run and later ones allocate nothing here. */
gnn_var gnn_i_case_run(gnn_case *k);
/* In later runs, move input `leaf` (from 0; -1: none) by step * direction. */
void gnn_i_case_perturb(gnn_case *k, int leaf, double step, uint64_t direction);
double gnn_i_case_direction(int leaf, uint64_t direction, int64_t entry); /* in [-1,1) */
/* The differentiable inputs of the last run. */
int gnn_i_case_leaves(const gnn_case *k);
gnn_var gnn_i_case_leaf(const gnn_case *k, int leaf, gnn_symmetry *kind);

/* dst = the case's renaming of src's rows. */
gnn_status gnn_i_case_act(const gnn_case *k, gnn_tensor *dst, const gnn_tensor *src, gnn_symmetry kind);
/* case_graph.c; large: nodes of the first graph, 0: a few */
gnn_status gnn_i_case_draw_graph(gnn_graph **out, int64_t *segments, int64_t ptr[static GNN_I_CASE_GRAPHS + 1], uint64_t number,
                                 int64_t large);

#endif
