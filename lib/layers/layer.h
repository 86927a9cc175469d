/* What a layer tells the generic tests, and what layers share.  A layer is one file layer_<word>.c, which defines
 *     const gnn_i_layer gnn_i_layer_<word> = { … };
 * and one word in meson.build. */
#ifndef GNN_I_LAYER_H
#define GNN_I_LAYER_H

#include <gnn/layers.h>
#include "autodiff/op.h"

/* Small sizes of an example; variant 0 .. variants-1 picks among the layer's kinds. */
typedef struct gnn_i_layer_dims { int64_t in, out, edge_in; int variant; } gnn_i_layer_dims;

typedef struct gnn_i_layer {
    const char *name;
    gnn_symmetry symmetry;  /* GNN_NODE_ROWS, or GNN_INVARIANT: one row a graph                             */
    int variants;
    unsigned exact;         /* bit v: variant v gives the same bits for integer weights and inputs         */
    const char *why;        /* why the others have a tolerance; NULL if all are exact                      */
    size_t size;            /* of its struct                                                                */
    gnn_status (*init)(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d);
    gnn_var (*forward)(const void *layer, gnn_context *c, gnn_var x);
} gnn_i_layer;

/* All registered layers, NULL terminated (generated from meson.build). */
extern const gnn_i_layer *const gnn_i_layers[];

/* What a model makes of a graph besides operators (orderings of egonets, sets of nodes).  A loader makes it of each example once
 * and joins those of a batch, as it does with operators; for an input made by hand the pass does both. */
typedef struct gnn_i_making {
    gnn_arena *keep;         /* for the result: lives as long as what was made before with it                */
    gnn_arena *scratch;      /* for the rest                                                                 */
    void **shared;           /* NULL at first: what several results have in common, in `keep`                */
    const void *options;
    gnn_dtype dtype;
} gnn_i_making;
typedef struct gnn_i_structure_class {
    const char *name;
    /* Of all graphs of `in`. */
    gnn_status (*make)(const void **out, const gnn_i_making *m, const gnn_input *in);
    /* Of the disjoint union, from k results that have *m->shared in common; all memory is m->keep's. */
    gnn_status (*join)(const void **out, const gnn_i_making *m, int64_t k, const void *const *parts);
} gnn_i_structure_class;
typedef struct gnn_i_structure {
    const gnn_i_structure_class *class;
    const void *options;     /* lives as long as the builder  */
    int index;               /* in gnn_input.structures       */
} gnn_i_structure;
gnn_status gnn_i_builder_structure(gnn_i_structure *s, gnn_builder *b, const gnn_i_structure_class *class, const void *options);
/* Those asked for so far, *count of them. */
const gnn_i_structure *gnn_i_builder_structures(const gnn_builder *b, int64_t *count);
/* That of the input; NULL where the tape is poisoned. */
const void *gnn_i_structure_of(gnn_context *c, const gnn_i_structure *s);

gnn_init gnn_i_builder_init(const gnn_builder *b);
/* Parameters with the builder's initial values: TORCH: U(+-1/sqrt(fan_in)) for both; GLOROT: biases zero. */
gnn_status gnn_i_weight(int32_t *id, gnn_builder *b, const char *layer, const char *name, int ndim,
                        const int64_t *shape, int64_t fan_in, int64_t fan_out);
gnn_status gnn_i_bias(int32_t *id, gnn_builder *b, const char *layer, const char *name, int64_t d, int64_t fan_in);
/* "<layer>.<part>" into buf[96]; too long a name is GNN_EINVAL. */
gnn_status gnn_i_part(char *buf, const char *layer, const char *part);

/* The parameter on the tape; id < 0: gnn_none. */
gnn_var gnn_i_use(gnn_context *c, int32_t id);
/* fn(x w + b) where x may be the sparse features. */
gnn_var gnn_i_map(gnn_context *c, gnn_var x, gnn_var w, gnn_var b, gnn_act_fn fn);
/* [x_0 | x_1 | …], dense, through `maps` linear layers. */
gnn_var gnn_i_maps(gnn_context *c, int inputs, const gnn_var *x, int maps, const gnn_linear_layer *l);
/* x itself, or a dense copy of the sparse features with the input's dropout. */
gnn_var gnn_i_dense(gnn_context *c, gnn_var x);
/* The input's operator number i; its arc features as a constant (m, edge_in) or a poisoned var. */
const gnn_operator *gnn_i_op(gnn_context *c, int i);
gnn_var gnn_i_edges(gnn_context *c, int64_t edge_in);
/* A norm whose graphs' rows are those of `ptr` (segments + 1 offsets): rows that are not nodes. */
gnn_var gnn_i_norm_rows(const gnn_norm_layer *l, gnn_context *c, gnn_var x, int64_t segments, const int64_t *ptr);
/* op[0..q) from a comma separated list of operators, -1: the identity "I". */
gnn_status gnn_i_operator_list(int *q, int op[16], gnn_builder *b, const char *name, const char *operators);
/* The input's operators for them, NULL: the identity. */
void gnn_i_list_operators(const gnn_operator **ops, gnn_context *c, int q, const int *op);
/* Pairs as a model's input (rows, 1 + edge_in + width of x): the operator's entries | the arcs' features | x on the
 * diagonal. */
gnn_var gnn_i_pair_input(gnn_context *c, const gnn_pairs *p, int op, int64_t edge_in, gnn_var x);
/* The pairs of the context's graphs. */
const gnn_pairs *gnn_i_input_pairs(gnn_context *c);
/* A (rows, cols) constant of zeros. */
gnn_var gnn_i_zeros(gnn_context *c, int64_t rows, int64_t cols);
/* For the generic tests of layers of pairs: made of node rows x (n, in) and the arcs, (rows, in + 1), not symmetric. */
gnn_var gnn_i_sample_pairs(gnn_context *c, const gnn_pairs *p, int op, gnn_var x);
/* rows x cols equivariant maps from `in` to `out` channels side by side, of which `maps`, with other parts, reach one number:
 * a weight (rows in, cols out), no bias or a bias (cols out).  Initial values: TORCH's fan_in is maps x in, those of Glorot
 * are each map's own, in and out, as in the codes of Maron et al. and of Ring-GNN. */
gnn_status gnn_i_part_linear(gnn_linear_layer *l, gnn_builder *b, const char *layer, const char *part, int64_t maps, int64_t rows,
                             int64_t in, int64_t cols, int64_t out, int bias);
/* Per node: row sums / n | diagonal | column sums / n, and per graph their means: total / n^2 | trace / n. */
gnn_var gnn_i_pair_means(gnn_context *c, const gnn_pairs *p, gnn_var x, int64_t width, gnn_var *graphs);
/* The stream of the next dropout mask. */
gnn_rng gnn_i_mask(gnn_context *c);
/* (rows k, d) -> (rows, d): mean of k consecutive rows (heads). */
gnn_var gnn_i_mean_heads(gnn_context *c, gnn_var y, int heads);
/* x where fn is NONE, else fn(x): without an empty operation on the tape. */
static inline gnn_var gnn_i_activate(gnn_var x, gnn_act_fn fn) { return fn == GNN_ACT_NONE ? x : gnn_activate(x, fn); }

#endif
