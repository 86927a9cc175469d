/* A random example of an operation for the generic tests.  An op's sample function asks the case for inputs and applies
 * the op; the harness calls it again with the same stream to perturb the inputs (gradient check) or to rename the
 * vertices (equivariance check).  What a sample draws must depend only on the case. */
#ifndef GNN_I_CASE_H
#define GNN_I_CASE_H

#include <gnn/autodiff.h>
#include "base/base.h"

typedef struct gnn_case gnn_case;

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
/* A differentiable input with one row per node, per arc (destination-major) or, for GNN_INVARIANT, per graph. */
gnn_var gnn_i_case_rows(gnn_case *k, gnn_symmetry rows, int64_t cols);
/* A differentiable input that does not move: weights. ndim 0..4. */
gnn_var gnn_i_case_free(gnn_case *k, int ndim, const int64_t *shape);
/* The same as a constant tensor owned by the case (targets). */
const gnn_tensor *gnn_i_case_constant(gnn_case *k, gnn_symmetry rows, int64_t cols);
/* Labels 0..classes-1, one a node, moving with the nodes. */
const int32_t *gnn_i_case_labels(gnn_case *k, int64_t classes);
/* Any tape-lived stream for dropout: the same in every repetition. */
gnn_rng gnn_i_case_stream(gnn_case *k);
gnn_tape *gnn_i_case_tape(gnn_case *k);

#endif
