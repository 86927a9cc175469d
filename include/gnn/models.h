/* models: opaque networks, made by name and JSON, each with its known expressivity bound and source.
 *
 * Threads: a model's parameters may be read by several tapes; training needs one owner. */
#ifndef GNN_MODELS_H
#define GNN_MODELS_H

#include <gnn/io.h>
#include <gnn/layers.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gnn_model gnn_model;

/**
 * Make a model: gnn_model_new(&m, "gin", "{\"in\":7,\"hidden\":64,\"layers\":5,\"out\":2}", GNN_F32, seed).
 * Common keys: in, edge_in, hidden, layers, out, dropout, norm, readout ("none": one row a node), residual, activation, patterns;
 * gnn_model_help lists those of each model.  An unknown key is an error that names it.
 * @return GNN_OK, GNN_ENOTFOUND (name; a pattern), GNN_EINVAL (key, value; the text has its path), GNN_ELIMIT (more than 64
 * patterns), GNN_ENOMEM.
 * Cost O(parameters).
 */
GNN_API GNN_NODISCARD gnn_status gnn_model_new(gnn_model **out, const char *name, const char *json, gnn_dtype dtype,
                                               uint64_t seed);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_model_free(gnn_model *m);
/** Forward pass on a tape of the model's dtype.  Symmetry: nodes' rows equivariant, or invariant with a readout.
 * @return (n, out) or (graphs, out).  Cost: that of its layers. */
GNN_API gnn_var gnn_model_forward(gnn_model *m, gnn_tape *tape, const gnn_input *in);
/** @return its parameters.  Cost O(1). */
GNN_API gnn_params *gnn_model_params(gnn_model *m);
/** @return its buffers (running statistics of batch norm): a second block, not trained, saved with the parameters; a
 * checkpoint that resumes bit for bit must hold it.  Cost O(1). */
GNN_API gnn_params *gnn_model_buffers(gnn_model *m);
/** @return 1 if its result has one row a graph (a readout), 0: one row a node.  Cost O(1). */
GNN_API int gnn_model_per_graph(const gnn_model *m);
/** @return 1 if it commutes with renaming the nodes; 0 if it averages over a sample of numberings, so that only the mean over all
 * samples does (rp-gin).  Cost O(1). */
GNN_API int gnn_model_equivariant(const gnn_model *m);
/** @return names of the operators its input needs, *count of them, in the order of gnn_input.ops.  Cost O(1). */
GNN_API const char *const *gnn_model_operators(const gnn_model *m, int *count);
/** @return its name.  Cost O(1). */
GNN_API const char *gnn_model_name(const gnn_model *m);
/** @return its full configuration as JSON, defaults filled in.  Cost O(1). */
GNN_API const char *gnn_model_config(const gnn_model *m);
/** @return element type.  Cost O(1). */
GNN_API gnn_dtype gnn_model_dtype(const gnn_model *m);
/** @return the test that bounds what it can tell apart ("1-wl"), as gnn_expressivity names it, counts of patterns taken into
 * account.  Cost O(1). */
GNN_API const char *gnn_model_bound(const gnn_model *m);

/* The registry, by number or by name. */
/** @return name of the i-th model, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_model_list(int i);
/** @return help text of a model: what it is, keys with defaults, bound, source; NULL if unknown.  Cost O(models). */
GNN_API const char *gnn_model_help(const char *name);

/** Write weights, configuration and name as safetensors.  @return as gnn_safetensors_write.  Cost O(parameters). */
GNN_API GNN_NODISCARD gnn_status gnn_model_save(gnn_model *m, const char *path, int force);
/** Read what gnn_model_save (or a checkpoint) wrote, converted to dtype.  @return as gnn_safetensors_read and
 * gnn_model_new; GNN_ESHAPE names the tensor that does not fit.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_model_load(gnn_model **out, const char *path, gnn_dtype dtype);

/* ---- batches of examples ------------------------------------------------------------------------------------ */

/* Operators of each example of a data set, built once, and their disjoint unions, built without allocation once warm. */
typedef struct gnn_loader gnn_loader;

/** Prepare a data set for a model: its operators for each example, features in the model's dtype.  `ds` and `m` are lent.
 * Features by the model's key "features".  auto: the data set's own; where it has none, the constant 1 if the model's in
 * is 1, else the degree one-hot, with the last column for all degrees >= in - 1.  ones: 1 (in = 1).  degree: the degree
 * as a number (in = 1), the seeds' choice.  degree-onehot: always that.  Sparse features stay sparse, and dense ones of 64
 * columns or more of which at most one entry in ten is not 0 become sparse (gnn_input.x_sparse, not .x): the same sums
 * without the zeros, so that an infinite weight times 0 is 0.  Dropout then draws a mask for the stored entries.
 * What a model lists of a graph besides operators (lrp: orderings of egonets, k-gnn: sets of nodes) is listed here once for each
 * example and joined for a batch, unless all of it takes more than 1 GiB: then each pass lists it again.  The bits are the same.
 * With the key "patterns" (a list as for gnn_pattern_list) each node's features are followed by log(1 + c) of the patterns' subgraph
 * counts c at it, a column an orbit; directions and loops do not count.  Who makes a gnn_input without a loader puts them there.
 * @return GNN_OK, GNN_ELIMIT (too many orderings or sets of one example), GNN_ESHAPE (feature widths differ from the model's),
 * GNN_EUNSUPPORTED, GNN_ENOMEM; as gnn_count.
 * @source counts: Bouritsas, Frasca, Zafeiriou, Bronstein 2020 (GSN-v, whose counts are encoded otherwise)
 * Cost: of the operators, and of gnn_count. */
GNN_API GNN_NODISCARD gnn_status gnn_loader_new(gnn_loader **out, const gnn_dataset *ds, const gnn_model *m);
/** Free; NULL is allowed.  @return nothing.  Cost O(count). */
GNN_API void gnn_loader_free(gnn_loader *l);
/** The union of examples idx[0..k); *in points into the loader and is valid until the next call.
 * @return GNN_OK, GNN_EINVAL, GNN_EOVERFLOW, GNN_ENOMEM.  Cost O(size of the batch), a copy. */
GNN_API GNN_NODISCARD gnn_status gnn_loader_batch(gnn_input *in, gnn_loader *l, int64_t k, const int64_t *idx);

/* ---- checks on any model ------------------------------------------------------------------------------------ */

typedef struct gnn_check_report {
    int64_t trials;      /* relabellings or directions tried                                   */
    double max_error;    /* largest relative error found                                       */
    double tolerance;    /* what was allowed                                                   */
    int ok;              /* max_error <= tolerance                                             */
    char where[128];     /* worst place: parameter or trial                                    */
} gnn_check_report;

/** f(P x) = P f(x) in f64 on the given examples under random relabellings of each; prediction mode (dropout off).
 * Tolerance 1e-9 relative to the largest entry: sums in another order round differently, layer by layer.
 * @return GNN_OK (see report.ok), or the error of the forward pass.  Cost: trials x forward. */
GNN_API GNN_NODISCARD gnn_status gnn_check_equivariance(gnn_check_report *report, gnn_model *m, const gnn_dataset *ds,
                                                        int64_t trials, uint64_t seed);
/** Gradients of every parameter against 4-point differences in f64 along random directions, in training mode (batch
 * statistics and dropout masks of a fixed stream included).  Tolerance 1e-5.  At weights near
 * the model's own (biases of 0 would sit on ReLU's kink); near a kink smaller steps are tried.
 * @return GNN_OK (see report.ok), or the error of the pass.  Cost: 5 x trials x parameters' count x forward. */
GNN_API GNN_NODISCARD gnn_status gnn_check_gradients(gnn_check_report *report, gnn_model *m, const gnn_dataset *ds,
                                                     int64_t trials, uint64_t seed);

#ifdef __cplusplus
}
#endif
#endif
