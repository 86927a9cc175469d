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
    const void *const *structures;  /* what gnn_loader made besides for this x and these graphs, NULL: the pass does */
    int training;                   /* dropout on, batch statistics recorded                           */
    gnn_rng stream;                 /* dropout's stream of this step                                   */
    double momentum;                /* > 0: this batch's part of all rows so far, pooled exactly into
                                       running statistics; 0: averages with the layers' momentum        */
} gnn_input;

/* Collects what layers declare while a model is built: parameters, buffers, operators, small memory.  Lives as long as
 * the layers that it built. */
typedef struct gnn_builder gnn_builder;

/* One forward pass.  Made by gnn_context_new. */
typedef struct gnn_context {
    gnn_tape *tape;
    const gnn_input *in;
    gnn_params *params;   /* what the layers' numbers of parameters refer to                                 */
    gnn_params *buffers;  /* running statistics: written in training, read in prediction, never trained      */
    double input_dropout; /* of sparse features, applied by the first linear map in training                 */
    uint64_t dropouts;    /* masks drawn so far: each has a stream of its own                                */
} gnn_context;

typedef enum gnn_init { GNN_INIT_TORCH, GNN_INIT_GLOROT, GNN_INIT_GLOROT_NORMAL, GNN_INIT_ZERO, GNN_INIT_ONE } gnn_init;

/** @return GNN_OK or GNN_ENOMEM.  `params` is lent.  Initial values come from stream (seed, parameter name).  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_builder_new(gnn_builder **out, gnn_params *params, uint64_t seed);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_builder_free(gnn_builder *b);
/** Ask for an operator by name (gnn_operator_new); asked twice it is one.  @return GNN_OK or GNN_ENOMEM.  Cost O(count). */
GNN_API GNN_NODISCARD gnn_status gnn_builder_operator(int *index, gnn_builder *b, const char *name);
/** @return operator names asked for so far, *count of them.  Cost O(1). */
GNN_API const char *const *gnn_builder_operators(const gnn_builder *b, int *count);
/**
 * Declare and fill the parameter "<layer>.<name>".  fan_in, fan_out for TORCH: U(+-1/sqrt(fan_in)), GLOROT:
 * U(+-sqrt(6/(fan_in+fan_out))) and GLOROT_NORMAL: N(0, 2/(fan_in+fan_out)).
 * @return as gnn_params_add.  Cost O(size).
 */
GNN_API GNN_NODISCARD gnn_status gnn_builder_param(int32_t *id, gnn_builder *b, const char *layer, const char *name,
                                                   int ndim, const int64_t *shape, gnn_init init, int64_t fan_in,
                                                   int64_t fan_out);
/** Which initial values weights get from here on: TORCH (weights and biases, the default), GLOROT or GLOROT_NORMAL (weights;
 * biases zero, as Kipf & Welling 2017 and Maron et al. 2019).  @return nothing.  Cost O(1). */
GNN_API void gnn_builder_set_init(gnn_builder *b, gnn_init init);
/** Declare a buffer "<layer>.<name>": saved with the parameters, not trained.  init ZERO or ONE.
 * @return as gnn_params_add.  Cost O(size). */
GNN_API GNN_NODISCARD gnn_status gnn_builder_buffer(int32_t *id, gnn_builder *b, const char *layer, const char *name,
                                                    int ndim, const int64_t *shape, gnn_init init);
/** @return zeroed memory that lives as long as the builder, or NULL.  Cost O(bytes). */
GNN_API void *gnn_builder_alloc(gnn_builder *b, size_t bytes);
/** @return the parameter block that the builder fills.  Cost O(1). */
GNN_API gnn_params *gnn_builder_params(gnn_builder *b);
/** @return the block of buffers, owned by the builder.  Cost O(1). */
GNN_API gnn_params *gnn_builder_buffers(gnn_builder *b);
/** @return a context for one forward pass of layers built by b.  Cost O(1). */
GNN_API gnn_context gnn_context_new(gnn_builder *b, gnn_tape *tape, const gnn_input *in);

/* ---- layers ------------------------------------------------------------------------------------------------- */
/* <word>_layer_init declares under `name` ("conv1" gives "conv1.weight"); <word>_layer_forward is the formula.
 * @return of every _init: GNN_OK, GNN_EINVAL (an option out of range, a name taken), GNN_EOVERFLOW, GNN_ENOMEM.
 * @return of every _forward: the result, or a poisoned var (gnn_tape_status has the text with the shapes).
 * x (n, in) is one row a node unless said otherwise.  x may be gnn_none(tape): the sparse features in->x_sparse; a layer
 * that begins with a linear map multiplies them as they are, in O(nnz out), the others make a dense copy on the tape.
 * m = arcs.  The narrow side: A (x W) = (A x) W, so a layer that may choose aggregates min(in, out) columns. */

/* y = fn(x W + b).  Parameters weight (in, out), bias (out).  Symmetry: row-wise.  Cost O(n in out). */
typedef struct gnn_linear_layer { int64_t in, out; int32_t w, b; gnn_act_fn act; } gnn_linear_layer;
GNN_API GNN_NODISCARD gnn_status gnn_linear_layer_init(gnn_linear_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                       int64_t out, int bias, gnn_act_fn act);
GNN_API gnn_var gnn_linear_layer_forward(const gnn_linear_layer *l, gnn_context *c, gnn_var x);

/* Normalisation, y = (x - mean) / sqrt(var + 1e-5) gamma + beta, biased variance.  Over which rows:
 *   BATCH        all rows in training, running averages in prediction (momentum 0.1, unbiased variance, as torch;
 *                calibrated: mean and biased variance of all rows)
 *   BATCH_STATS  all rows, always (buffers: none); a graph's result then depends on its batch
 *   GRAPH_STATS  the rows of each graph, always: what the seeds' papers need in prediction
 *   GRAPH        GraphNorm: per graph, mean scaled by a learned alpha      Cai et al. 2021
 *   LAYER        the columns of each row                                   Ba, Kiros, Hinton 2016
 * Symmetry: node rows.  Cost O(n d). */
typedef enum gnn_norm { GNN_NORM_NONE, GNN_NORM_BATCH, GNN_NORM_BATCH_STATS, GNN_NORM_GRAPH_STATS, GNN_NORM_GRAPH,
                        GNN_NORM_LAYER } gnn_norm;
typedef struct gnn_norm_layer {
    gnn_norm kind;
    int64_t d;
    int32_t gamma, beta, alpha; /* parameters        */
    int32_t mean, var;          /* buffers, or -1    */
    double momentum, eps;       /* 0.1, 1e-5         */
} gnn_norm_layer;
GNN_API GNN_NODISCARD gnn_status gnn_norm_layer_init(gnn_norm_layer *l, gnn_builder *b, const char *name, int64_t d,
                                                     gnn_norm kind);
GNN_API gnn_var gnn_norm_layer_forward(const gnn_norm_layer *l, gnn_context *c, gnn_var x);

/* Inverted dropout in training, with a stream of its own for each call of the pass; the identity in prediction.
 * Symmetry: row-wise.  Cost O(n d). */
typedef struct gnn_dropout_layer { double p; } gnn_dropout_layer;
GNN_API GNN_NODISCARD gnn_status gnn_dropout_layer_init(gnn_dropout_layer *l, double p);
GNN_API gnn_var gnn_dropout_layer_forward(const gnn_dropout_layer *l, gnn_context *c, gnn_var x);

/* Linear maps of widths[0] -> widths[1] … with norm, activation and dropout between them, none after the last.
 * Parameters <name>.0, <name>.1 …, <name>.norm0 …  Symmetry: that of the norm.  Cost: of its maps. */
typedef struct gnn_mlp_layer {
    int count;
    gnn_linear_layer *lin; /* count     */
    gnn_norm_layer *norm;  /* count - 1 */
    gnn_act_fn act;
    double dropout;
} gnn_mlp_layer;
GNN_API GNN_NODISCARD gnn_status gnn_mlp_layer_init(gnn_mlp_layer *l, gnn_builder *b, const char *name, int count,
                                                    const int64_t *widths, gnn_norm norm, gnn_act_fn act, double dropout);
GNN_API gnn_var gnn_mlp_layer_forward(const gnn_mlp_layer *l, gnn_context *c, gnn_var x);

/* GCN: y = fn((D+I)^-1/2 (A+I) (D+I)^-1/2 x W + b).  Symmetry: node rows.  Cost O(n in out + m min(in, out)).
 * @source Kipf & Welling 2017, eq. 2 */
typedef struct gnn_gcn_layer { gnn_linear_layer lin; int op; } gnn_gcn_layer;
GNN_API GNN_NODISCARD gnn_status gnn_gcn_layer_init(gnn_gcn_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                    int64_t out, gnn_act_fn act);
GNN_API gnn_var gnn_gcn_layer_forward(const gnn_gcn_layer *l, gnn_context *c, gnn_var x);

/* How neighbours, or the nodes of a graph, are joined.  MEAN and MAX of nothing are 0. */
typedef enum gnn_pool { GNN_POOL_NONE, GNN_POOL_SUM, GNN_POOL_MEAN, GNN_POOL_MAX, GNN_POOL_ATTENTION } gnn_pool;

/* GraphSAGE: y_v = fn(x_v W + b + pool_{u -> v} x_u W').  SUM, MEAN (weighted as "rw") on the narrow side; MAX is of
 * entries of x.  Parameters self.weight, self.bias, neigh.weight.  Cost O(n in out + m in).
 * @source Hamilton, Ying, Leskovec 2017, algorithm 1 (without the optional L2 normalisation) */
typedef struct gnn_sage_layer { gnn_linear_layer self, neigh; gnn_pool pool; int op; gnn_act_fn act; } gnn_sage_layer;
GNN_API GNN_NODISCARD gnn_status gnn_sage_layer_init(gnn_sage_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                     int64_t out, gnn_pool pool, gnn_act_fn act);
GNN_API gnn_var gnn_sage_layer_forward(const gnn_sage_layer *l, gnn_context *c, gnn_var x);

/* GIN: y = fn(MLP((1 + eps) x + A x)), MLP = linear(in, out), norm, ReLU, linear(out, out).  eps is 0, or learned from 0.
 * Parameters mlp.0, mlp.1, mlp.norm, eps.  Cost O(n out (in + out) + m min(in, out)).  @source Xu et al. 2019, eq. 4.1 */
typedef struct gnn_gin_layer { gnn_linear_layer first, second; gnn_norm_layer norm; int32_t eps; int op; } gnn_gin_layer;
GNN_API GNN_NODISCARD gnn_status gnn_gin_layer_init(gnn_gin_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                    int64_t out, gnn_norm norm, int learn_eps, gnn_act_fn act);
GNN_API gnn_var gnn_gin_layer_forward(const gnn_gin_layer *l, gnn_context *c, gnn_var x);

/* GINE: as GIN with messages relu(x_u + e_uv W_e + b_e); edge_in = 0: relu(x_u).  in->edge_x (m, edge_in).
 * Parameters mlp.*, edge.*, eps.  Cost O(n out (in + out) + m in (1 + edge_in)).  @source Hu et al. 2020, section 3.2 */
typedef struct gnn_gine_layer { gnn_gin_layer gin; gnn_linear_layer edge; int64_t edge_in; } gnn_gine_layer;
GNN_API GNN_NODISCARD gnn_status gnn_gine_layer_init(gnn_gine_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                     int64_t edge_in, int64_t out, gnn_norm norm, int learn_eps,
                                                     gnn_act_fn act);
GNN_API gnn_var gnn_gine_layer_forward(const gnn_gine_layer *l, gnn_context *c, gnn_var x);

/* GAT over the arcs and the node itself: alpha_uv = softmax_u leaky_relu(a_s . W x_u + a_t . W x_v), y_v = fn(join_h sum_u
 * alpha_uv W x_u + b); join: heads side by side (n, heads out), or their mean (n, out).  Attention weights are not
 * dropped out.  Parameters value.weight, att_src, att_dst (heads, out), bias.  Cost O(n in heads out + m heads out).
 * @source Velickovic et al. 2018, eq. 3 to 6 */
typedef struct gnn_gat_layer {
    gnn_linear_layer value;
    int32_t src, dst, bias;
    int heads, mean, op;
    int64_t out;
    gnn_act_fn act;
} gnn_gat_layer;
GNN_API GNN_NODISCARD gnn_status gnn_gat_layer_init(gnn_gat_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                    int64_t out, int heads, int mean, gnn_act_fn act);
GNN_API gnn_var gnn_gat_layer_forward(const gnn_gat_layer *l, gnn_context *c, gnn_var x);

/* GATv2: the score is a . leaky_relu(W_l x_u + b_l + W_r x_v + b_r), values W_l x_u + b_l; else as GAT.
 * W_l and W_r are the halves of one matrix, so that x is read once.  Parameters both.weight (in, 2 heads out), both.bias,
 * att (heads, out), bias.  Cost O(n in heads out + m heads out).  @source Brody, Alon, Yahav 2022, eq. 7 */
typedef struct gnn_gatv2_layer {
    gnn_linear_layer both;
    int32_t att, bias;
    int heads, mean, op;
    int64_t out;
    gnn_act_fn act;
} gnn_gatv2_layer;
GNN_API GNN_NODISCARD gnn_status gnn_gatv2_layer_init(gnn_gatv2_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                      int64_t out, int heads, int mean, gnn_act_fn act);
GNN_API gnn_var gnn_gatv2_layer_forward(const gnn_gatv2_layer *l, gnn_context *c, gnn_var x);

/* NNConv: y_v = fn(x_v W + b + pool_{u -> v} x_u Theta(e_uv)), Theta = linear(edge_in, hidden), ReLU,
 * linear(hidden, in out).  pool SUM or MEAN.  Cost O(m in out hidden).  @source Gilmer et al. 2017, section 5 */
typedef struct gnn_nnconv_layer {
    gnn_linear_layer root;
    gnn_mlp_layer theta;
    gnn_pool pool;
    int op;
    int64_t edge_in;
    gnn_act_fn act;
} gnn_nnconv_layer;
GNN_API GNN_NODISCARD gnn_status gnn_nnconv_layer_init(gnn_nnconv_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                       int64_t edge_in, int64_t hidden, int64_t out, gnn_pool pool,
                                                       gnn_act_fn act);
GNN_API gnn_var gnn_nnconv_layer_forward(const gnn_nnconv_layer *l, gnn_context *c, gnn_var x);

/* Message passing with your own formulas on whole blocks: y = update(x, pool_{u -> v} message(x_u, x_v, e_uv)). */
typedef struct gnn_message_fn {
    /* src, dst (m, in): x at the tail and the head of each arc; edge (m, edge_in) or gnn_none.  Returns (m, k). */
    gnn_var (*message)(void *ctx, gnn_context *c, gnn_var src, gnn_var dst, gnn_var edge);
    /* pooled (n, k).  Returns the layer's result; NULL: pooled itself. */
    gnn_var (*update)(void *ctx, gnn_context *c, gnn_var x, gnn_var pooled);
    gnn_pool pool; /* SUM, MEAN or MAX */
    void *ctx;     /* often a struct of layers: declare their parameters in your own init */
} gnn_message_fn;
/* Symmetry: node rows, as long as the callbacks treat rows alike.  Cost O(m in) and the callbacks'. */
typedef struct gnn_message_layer { gnn_message_fn fn; int op; } gnn_message_layer;
GNN_API GNN_NODISCARD gnn_status gnn_message_layer_init(gnn_message_layer *l, gnn_builder *b, const gnn_message_fn *fn);
GNN_API gnn_var gnn_message_layer_forward(const gnn_message_layer *l, gnn_context *c, gnn_var x);

/* Operator list: Z = [O_1 x | … | O_q x], y = norm(Z W + b with ReLU in the first floor(out / 2) columns), W (q in, out).
 * last: y = Z W + b.  operators: comma separated names, at most 16.  Parameters weight, bias, norm.*.
 * Symmetry: that of the operators.  Cost O(nnz in + n q in out).  @source Chen, Li, Bruna 2019, section 3 */
typedef struct gnn_spectral_layer {
    int q, op[16]; /* -1: the identity */
    gnn_linear_layer map;
    gnn_norm_layer norm;
    int64_t relu;  /* columns with ReLU */
} gnn_spectral_layer;
GNN_API GNN_NODISCARD gnn_status gnn_spectral_layer_init(gnn_spectral_layer *l, gnn_builder *b, const char *name,
                                                         const char *operators, int64_t in, int64_t out, gnn_norm norm,
                                                         int last);
GNN_API gnn_var gnn_spectral_layer_forward(const gnn_spectral_layer *l, gnn_context *c, gnn_var x);

/* What a line-graph layer is made of.  line: operators on edges, of gnn_operator_new. */
typedef enum gnn_line_kind {
    GNN_LINE_DIRECTED, /* 2M directed edges, non-backtracking: I, B, B_1 …, D_L; fusion by Pm and Pd */
    GNN_LINE_SYMMETRIC /* M edges, those that share an end are neighbours: I, LA, LA_1 …, D_LA; fusion by P (LGNN-S) */
} gnn_line_kind;
typedef struct gnn_lgnn_options {
    const char *nodes, *line; /* comma separated operators on nodes and on edges, at most 16 each    */
    gnn_line_kind kind;
    gnn_norm norm;
    int linear;               /* no ReLU (LGNN-L)                                                    */
    int last;                 /* nodes only: x (n,out), without norm and ReLU                        */
} gnn_lgnn_options;

/* Line-graph layer on x (n, in_x), y (2M, in_y), in this order, h = floor(out / 2):
 *     x' = norm_x([Ox x] U + c + [Pm y | Pd y] V + e)        with ReLU in the last h columns
 *     y' = norm_y([Oy y] R + … + [Pm^T x' | Pd^T x'] Q + …)  likewise
 * I, B, B_1, D_L are gathers of edges' ends (gnn_line_spectral), no matrix is made; others are applied as matrices.
 * Parameters node.*, node_edge.*, edge.*, edge_node.*, norm_node.*, norm_edge.*.
 * Symmetry: x node rows, y edge rows.  Cost O(nnz in + (n + M) q in out).  @source Chen, Li, Bruna 2019, section 3.2 */
typedef struct gnn_lgnn_layer {
    gnn_lgnn_options set;
    int q, op[16], line_q, line_op[16]; /* -1: the identity                                                   */
    int order[16], fused;               /* as gnn_line_op                                                     */
    int ends, up, down[2];              /* B, or P and its transpose; PmT and PdT where not fused, else -1    */
    gnn_linear_layer node, node_edge, edge, edge_node;
    gnn_norm_layer norm_node, norm_edge;
    int64_t out, relu;
} gnn_lgnn_layer;
GNN_API GNN_NODISCARD gnn_status gnn_lgnn_layer_init(gnn_lgnn_layer *l, gnn_builder *b, const char *name,
                                                     const gnn_lgnn_options *options, int64_t in_x, int64_t in_y, int64_t out);
/** *x and *y become the layer's results; with `last`, *y is left alone.  @return nothing; a failure poisons them.  Cost as
 * above. */
GNN_API void gnn_lgnn_layer_forward(const gnn_lgnn_layer *l, gnn_context *c, gnn_var *x, gnn_var *y);
/** The edges' first features: B 1, the degree in the line graph.  op: number of "D_L" or "D_LA".
 * @return (edges,1).  Cost O(1). */
GNN_API gnn_var gnn_lgnn_edge_degrees(gnn_context *c, int op);

/* SGC: y = S^hops x W + b, S as in GCN.  Cost O(n in out + hops m min(in, out)).  @source Wu et al. 2019, eq. 8 */
typedef struct gnn_sgc_layer { gnn_linear_layer lin; int op, hops; } gnn_sgc_layer;
GNN_API GNN_NODISCARD gnn_status gnn_sgc_layer_init(gnn_sgc_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                    int64_t out, int hops);
GNN_API gnn_var gnn_sgc_layer_forward(const gnn_sgc_layer *l, gnn_context *c, gnn_var x);

/* APPNP: z_0 = x, z_{k+1} = (1 - alpha) S z_k + alpha x, S as in GCN; no parameters.  Cost O(hops m in).
 * @source Gasteiger, Bojchevski, Guennemann 2019, eq. 4 */
typedef struct gnn_appnp_layer { int op, hops; double alpha; } gnn_appnp_layer;
GNN_API GNN_NODISCARD gnn_status gnn_appnp_layer_init(gnn_appnp_layer *l, gnn_builder *b, int hops, double alpha);
GNN_API gnn_var gnn_appnp_layer_forward(const gnn_appnp_layer *l, gnn_context *c, gnn_var x);

/* DeepSets: y_v = fn(x_v W + b + pool_{u in its graph} x_u W').  pool SUM, MEAN or MAX.  Edges are not seen.
 * Parameters self.*, all.weight.  Cost O(n in out).  @source Zaheer et al. 2017, lemma 3 */
typedef struct gnn_deepsets_layer { gnn_linear_layer self, all; gnn_pool pool; gnn_act_fn act; } gnn_deepsets_layer;
GNN_API GNN_NODISCARD gnn_status gnn_deepsets_layer_init(gnn_deepsets_layer *l, gnn_builder *b, const char *name,
                                                         int64_t in, int64_t out, gnn_pool pool, gnn_act_fn act);
GNN_API gnn_var gnn_deepsets_layer_forward(const gnn_deepsets_layer *l, gnn_context *c, gnn_var x);

/* Readout (n, d) -> (graphs, d): sum, mean, max over the nodes of each graph, or attention: softmax over the nodes of
 * the scores x W + b (parameters gate.*), then the weighted sum.  NONE: x itself.
 * Symmetry: invariant.  Cost O(n d).  @source attention: Li et al. 2016, eq. 7 (softmax form) */
typedef struct gnn_readout_layer { gnn_pool pool; gnn_linear_layer gate; } gnn_readout_layer;
GNN_API GNN_NODISCARD gnn_status gnn_readout_layer_init(gnn_readout_layer *l, gnn_builder *b, const char *name, int64_t d,
                                                        gnn_pool pool);
GNN_API gnn_var gnn_readout_layer_forward(const gnn_readout_layer *l, gnn_context *c, gnn_var x);

/* y + x, or y + x W where the widths differ (parameter <name>.weight).  Symmetry: row-wise.  Cost O(n out).
 * @source He et al. 2016, eq. 1 and 2 */
typedef struct gnn_residual_layer { gnn_linear_layer lin; int project; } gnn_residual_layer;
GNN_API GNN_NODISCARD gnn_status gnn_residual_layer_init(gnn_residual_layer *l, gnn_builder *b, const char *name, int64_t in,
                                                         int64_t out);
GNN_API gnn_var gnn_residual_layer_forward(const gnn_residual_layer *l, gnn_context *c, gnn_var x, gnn_var y);

/* Jumping knowledge: the results of all layers side by side.  @return (n, sum of d).  Cost O(n sum of d).
 * @source Xu et al. 2018, section 4 */
GNN_API gnn_var gnn_jumping_concat(int k, const gnn_var *parts);

/* ---- order 2: ordered pairs of nodes ---- */
/* The equivariant linear maps of Maron et al. 2019, all of them, without their n x n planes: channels are mixed once for x
 * and x^T, and on the O(n) vectors of row, diagonal and column sums (F, over n), and their means per graph (T).
 *   weights   of the 15 maps Y_ij of X: pair.weight (in, 2 out): X_ij | X_ji;  node.weight (3 in, 3 out): from rows, diagonal,
 *             columns of X to u_i | delta_ij d_i | v_j;  graph.weight (2 in, 2 out): from total / n^2, trace / n to
 *             all entries | the diagonal;  graph.bias (2 out): the two biases.
 * x (rows, in) of p, the pairs of the context's graphs (gnn_pairs_new).
 * @return of every _init: as for the layers above.  Of every _forward: one row a pair, or a poisoned var. */

/* Pairs -> pairs: y = fn(the 15 maps).  Symmetry: pair rows.  Cost O(rows in out).  @source Maron et al. 2019, theorem 1 */
typedef struct gnn_pair_linear_layer { gnn_linear_layer pair, node, graph; int64_t in, out; gnn_act_fn act; } gnn_pair_linear_layer;
GNN_API GNN_NODISCARD gnn_status gnn_pair_linear_layer_init(gnn_pair_linear_layer *l, gnn_builder *b, const char *name,
                                                            int64_t in, int64_t out, gnn_act_fn act);
GNN_API gnn_var gnn_pair_linear_layer_forward(const gnn_pair_linear_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

/* Pairs -> nodes: the 5 maps to row sum / n, diagonal, column sum / n, trace / n, total / n^2 and a bias.  node.weight
 * (3 in, out), graph.weight (2 in, out), graph.bias.  @return (n, out).  Symmetry: node rows.  Cost O(rows in + n in out). */
typedef struct gnn_pair_nodes_layer { gnn_linear_layer node, graph; int64_t in, out; gnn_act_fn act; } gnn_pair_nodes_layer;
GNN_API GNN_NODISCARD gnn_status gnn_pair_nodes_layer_init(gnn_pair_nodes_layer *l, gnn_builder *b, const char *name,
                                                           int64_t in, int64_t out, gnn_act_fn act);
GNN_API gnn_var gnn_pair_nodes_layer_forward(const gnn_pair_nodes_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

/* Nodes -> pairs: the 5 maps, along rows, on the diagonal, along columns, the mean everywhere, the mean on the diagonal,
 * and two biases.  node.weight (in, 3 out), graph.weight (in, 2 out), graph.bias (2 out).  @return (rows, out).
 * Symmetry: pair rows.  Cost O(n in out + rows out). */
typedef struct gnn_node_pairs_layer { gnn_linear_layer node, graph; int64_t in, out; gnn_act_fn act; } gnn_node_pairs_layer;
GNN_API GNN_NODISCARD gnn_status gnn_node_pairs_layer_init(gnn_node_pairs_layer *l, gnn_builder *b, const char *name,
                                                           int64_t in, int64_t out, gnn_act_fn act);
GNN_API gnn_var gnn_node_pairs_layer_forward(const gnn_node_pairs_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

/* Pairs -> graphs, (graphs, 2 d): SUM: total | trace;  MEAN: total / n^2 | trace / n;  MAX: max on | off the diagonal (no
 * entries: 0).  With a linear map after it, SUM and MEAN are the two maps 2 -> 0.  Symmetry: invariant.  Cost O(rows d). */
typedef struct gnn_pair_readout_layer { gnn_pool pool; } gnn_pair_readout_layer;
GNN_API GNN_NODISCARD gnn_status gnn_pair_readout_layer_init(gnn_pair_readout_layer *l, gnn_pool pool);
GNN_API gnn_var gnn_pair_readout_layer_forward(const gnn_pair_readout_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

/* PPGN block: y = [x | M1(x) M2(x)] W + b, the product a matrix product per channel; M1, M2 = linear(in, out), ReLU,
 * linear(out, out), ReLU.  Parameters left.*, right.*, skip.*.  Symmetry: pair rows.
 * Cost O(rows out (in + out) + sum n_g^3 out).  @source Maron et al. 2019 (PPGN), section 6; authors' code */
typedef struct gnn_ppgn_layer { gnn_linear_layer left[2], right[2], skip; } gnn_ppgn_layer;
GNN_API GNN_NODISCARD gnn_status gnn_ppgn_layer_init(gnn_ppgn_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out);
GNN_API gnn_var gnn_ppgn_layer_forward(const gnn_ppgn_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

/* Ring-GNN: y = fn(k1 L0(x) + k2 L2(x) L1(x) + b), L0 .. L2 equivariant maps 2 -> 2 with their biases, the product a matrix
 * product per channel; k1 starts at 1, k2 at 0.5 / nodes (the mean number of nodes, a constant of the data).
 * Parameters l0.*, l1.*, l2.*, k1, k2, bias.  Symmetry: pair rows.  Cost O(rows in out + sum n_g^3 out).
 * @source Chen, Villar, Chen, Bruna 2019, section 4; authors' code */
typedef struct gnn_ring_layer { gnn_pair_linear_layer l[3]; int32_t k1, k2, bias; gnn_act_fn act; } gnn_ring_layer;
GNN_API GNN_NODISCARD gnn_status gnn_ring_layer_init(gnn_ring_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                                                     double nodes, gnn_act_fn act);
GNN_API gnn_var gnn_ring_layer_forward(const gnn_ring_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x);

#ifdef __cplusplus
}
#endif
#endif
