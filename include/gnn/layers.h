/* layers: plain structs with _init (declares parameters and operators) and _forward (formulas on the tape).
 *
 * Symmetry: every layer here is permutation equivariant (readouts: invariant); the harness in tests/property checks each.
 * Threads: a layer is read-only after _init.   Cost: stated as per forward pass; backward is about twice that. */
#ifndef GNN_LAYERS_H
#define GNN_LAYERS_H

#include <gnn/autodiff.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a model is applied to: one graph or the disjoint union of several.  Nothing here is owned. */
typedef struct gnn_input {
    int64_t n;                      /* nodes of all graphs together                                    */
    int64_t graphs;                 /* number of graphs                                                */
    const int64_t *node_ptr;        /* graphs + 1 offsets: nodes of graph i                            */
    const gnn_tensor *x;            /* (n, d) node features, or NULL                                   */
    const gnn_operator *x_sparse;   /* (n, d) the same as a sparse matrix, instead of x                */
    const gnn_tensor *edge_x;       /* (arcs, d_e) features in the order of operator "A", or NULL      */
    const gnn_operator *const *ops; /* one for each name of gnn_model_operators, in that order         */
    int training;                   /* dropout on, batch statistics recorded                           */
    gnn_rng stream;                 /* dropout's stream of this step                                   */
} gnn_input;

/* Collects what layers declare while a model is built. */
typedef struct gnn_builder gnn_builder;

/* One forward pass: the tape, the input, and how many dropout masks were drawn. */
typedef struct gnn_context {
    gnn_tape *tape;
    const gnn_input *in;
    uint64_t dropouts;
} gnn_context;

typedef enum gnn_init { GNN_INIT_TORCH, GNN_INIT_GLOROT, GNN_INIT_ZERO, GNN_INIT_ONE } gnn_init;

/** @return GNN_OK or GNN_ENOMEM.  `params` is lent.  Initial values come from stream (seed, parameter name).  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_builder_new(gnn_builder **out, gnn_params *params, uint64_t seed);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_builder_free(gnn_builder *b);
/** Ask for an operator by name (gnn_operator_new); asked twice it is one.  @return GNN_OK or GNN_ENOMEM.  Cost O(count). */
GNN_API GNN_NODISCARD gnn_status gnn_builder_operator(int *index, gnn_builder *b, const char *name);
/** @return operator names asked for so far, *count of them.  Cost O(1). */
GNN_API const char *const *gnn_builder_operators(const gnn_builder *b, int *count);
/**
 * Declare and fill the parameter "<layer>.<name>".  fan_in, fan_out for TORCH: U(+-1/sqrt(fan_in)) and GLOROT:
 * U(+-sqrt(6/(fan_in+fan_out))).
 * @return as gnn_params_add.  Cost O(size).
 */
GNN_API GNN_NODISCARD gnn_status gnn_builder_param(int32_t *id, gnn_builder *b, const char *layer, const char *name,
                                                   int ndim, const int64_t *shape, gnn_init init, int64_t fan_in,
                                                   int64_t fan_out);
/** @return the parameter block that the builder fills.  Cost O(1). */
GNN_API gnn_params *gnn_builder_params(gnn_builder *b);

/* The layers' structs and functions follow, one block a layer; lib/layers/layer_<name>.c. */

#ifdef __cplusplus
}
#endif
#endif
