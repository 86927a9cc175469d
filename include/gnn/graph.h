/* graph: immutable CSR graphs, disjoint unions, operators, generators, isomorphism.
 *
 * Direction    an arc (u,v) carries a message from u to v.
 * Threads      a graph or operator is never changed after it is made: `const` means const, share it freely.
 *              Functions that call igraph (named "igraph" in their comment) must not run in two threads at once. */
#ifndef GNN_GRAPH_H
#define GNN_GRAPH_H

#include <gnn/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Element type of tensors and operator values. */
typedef enum gnn_dtype { GNN_F32 = 0, GNN_F64 = 1 } gnn_dtype;

/* ---- graphs ------------------------------------------------------------------------------------------------- */

typedef struct gnn_graph gnn_graph;

enum {
    GNN_UNDIRECTED = 0,     /* each edge is given once, in either order; both arcs are stored                     */
    GNN_DIRECTED = 1u << 0, /* each arc (src, dst) is given                                                       */
    GNN_MERGE = 1u << 1,    /* repeated edges become one, weights are added (absent: kept as one edge of weight 1).
                               Without this flag a repeated edge is GNN_EINVAL.                                   */
    GNN_NO_LOOPS = 1u << 2  /* drop self-loops (a loop is one stored arc otherwise)                               */
};

/* What a graph is made from; all arrays are copied. */
typedef struct gnn_graph_spec {
    int64_t n;                 /* vertices, 0 <= n < 2^31                        */
    int64_t m;                 /* entries of src and dst                         */
    const int32_t *src, *dst;  /* endpoints, 0-based                             */
    const double *weight;      /* m edge weights, or NULL: all 1                 */
    const int32_t *node_label; /* n vertex labels (colours), or NULL             */
    unsigned flags;            /* GNN_UNDIRECTED or GNN_DIRECTED, | GNN_MERGE …  */
} gnn_graph_spec;

/**
 * Make a graph.  Rows come out sorted by neighbour.
 * @param[out] out  the graph; free with gnn_graph_free
 * @return GNN_OK, GNN_EINVAL (endpoint out of range, repeated edge), GNN_ENOMEM.  Cost O(n + m).
 */
GNN_API GNN_NODISCARD gnn_status gnn_graph_new(gnn_graph **out, const gnn_graph_spec *spec);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_graph_free(gnn_graph *g);

/** @return number of vertices.  Cost O(1). */
GNN_API int64_t gnn_graph_n(const gnn_graph *g);
/** @return number of stored arcs (an undirected edge counts twice, an undirected loop once).  Cost O(1). */
GNN_API int64_t gnn_graph_arcs(const gnn_graph *g);
/** @return number of edges (undirected) or arcs (directed), loops included.  Cost O(1). */
GNN_API int64_t gnn_graph_edges(const gnn_graph *g);
/** @return number of self-loops.  Cost O(1). */
GNN_API int64_t gnn_graph_loops(const gnn_graph *g);
/** @return 1 if directed.  Cost O(1). */
GNN_API int gnn_graph_directed(const gnn_graph *g);
/** @return row offsets, n + 1 of them: the out-neighbours of u are col[ptr[u] .. ptr[u+1]).  Cost O(1). */
GNN_API const int64_t *gnn_graph_ptr(const gnn_graph *g);
/** @return heads of the arcs, ascending in each row.  Cost O(1). */
GNN_API const int32_t *gnn_graph_col(const gnn_graph *g);
/** @return arc weights, or NULL if all are 1.  Cost O(1). */
GNN_API const double *gnn_graph_weight(const gnn_graph *g);
/** @return vertex labels, or NULL.  Cost O(1). */
GNN_API const int32_t *gnn_graph_node_label(const gnn_graph *g);

/**
 * Relabel: vertex u becomes perm[u]; labels and weights move along.
 * Symmetry: this is the action itself.
 * @return GNN_OK, GNN_EINVAL (perm is not a permutation), GNN_ENOMEM.  Cost O(n + m).
 */
GNN_API GNN_NODISCARD gnn_status gnn_graph_permute(gnn_graph **out, const gnn_graph *g, const int32_t *perm);

/**
 * Disjoint union.  node_ptr, if not NULL, has room for k + 1 offsets: graph i keeps vertices node_ptr[i] ..
 * All graphs are directed, or none.  Labels and weights are kept if any graph has them (absent: 0 and 1).
 * @return GNN_OK, GNN_EINVAL, GNN_EOVERFLOW (2^31 vertices), GNN_ENOMEM.  Cost O(n + m).
 */
GNN_API GNN_NODISCARD gnn_status gnn_graph_union(gnn_graph **out, int64_t k, const gnn_graph *const *graphs,
                                                 int64_t *node_ptr);

/** Same n, arcs, weights, labels under the identity.  @return 1 or 0.  Cost O(n + m). */
GNN_API int gnn_graph_equal(const gnn_graph *a, const gnn_graph *b);

/* ---- operators ---------------------------------------------------------------------------------------------- */

/* A linear map between node (or edge) signals, with its transpose ready for the backward pass.
 * Rows of the output are destinations: (A x)_v = sum over arcs (u,v) of w_uv x_u. */
typedef struct gnn_operator gnn_operator;

/**
 * Build an operator of graph g by name.  d = degree vector (weighted in-degree), n vertices, M undirected edges;
 * directed edges e of the line graph: the edges u < v in row order, e is u -> v and e + M is v -> u.
 *
 *   I, D, U          identity, diag(d), (1/n) 1 1^T                                        n x n
 *   A                adjacency; "A_0" is the same                                          n x n
 *   A_1, A_2, …      clipped powers A_{j+1} = min(1, A_j A_j) entrywise                    n x n
 *   A+I              adjacency with self-loops (sum aggregation with the node itself)      n x n
 *   gcn              (D+I)^-1/2 (A+I) (D+I)^-1/2                                           n x n  Kipf & Welling 2017
 *   sym, rw          D^-1/2 A D^-1/2, D^-1 A (mean of neighbours); degree 0: zero row      n x n
 *   L, L_sym, L_rw   D - A, I - sym, I - rw                                                n x n
 *   Q                D + A (signless Laplacian)                                            n x n
 *   bethe:r          (r^2 - 1) I - r A + D; "bethe" alone: r = sqrt(mean degree)           n x n  Saade et al. 2014
 *   B                non-backtracking, B[e,f] = 1 iff head(e) = tail(f), f != rev(e);
 *                    applied as gathers, no matrix                                         2M x 2M
 *   B_1, B_2, …      B_{j+1} = min(1, B_j B_j); B_1 = B(B y) exactly, still no matrix      2M x 2M
 *   D_L              diag(B 1)                                                             2M x 2M
 *   Pm, Pd           S + T and S - T; S marks tails, T heads                               n x 2M
 *   PmT, PdT         their transposes                                                      2M x n
 *
 *   LA, LA_1, …      adjacency of the undirected line graph (edges that share an end) and
 *                    its clipped powers, D_LA its degrees                                  M x M
 *   P, PT            the unsigned incidence and its transpose; edges in the order above    n x M, M x n
 *
 * B, D_L, P*, LA, D_LA need an undirected loop-free graph.
 * @source papers named above; line graph and clipped powers: Chen, Li, Bruna 2019, section 3.
 * @return GNN_OK, GNN_ENOTFOUND (name), GNN_EUNSUPPORTED (kind of graph), GNN_ENOMEM.
 * Cost O(n + m), clipped powers: their number of products.  Symmetry: P op(g) P^T = op(P g).
 */
GNN_API GNN_NODISCARD gnn_status gnn_operator_new(gnn_operator **out, const gnn_graph *g, const char *name,
                                                  gnn_dtype dtype);
/**
 * A general sparse matrix (rows x cols) from CSR arrays, copied; val NULL: all 1.  For sparse features.
 * @return GNN_OK, GNN_EINVAL (offsets not ascending, column out of range), GNN_ENOMEM.  Cost O(rows + nnz).
 */
GNN_API GNN_NODISCARD gnn_status gnn_operator_from_csr(gnn_operator **out, int64_t rows, int64_t cols, const int64_t *ptr,
                                                       const int32_t *col, const double *val, gnn_dtype dtype);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_operator_free(gnn_operator *op);
/** @return number of rows (length of the output).  Cost O(1). */
GNN_API int64_t gnn_operator_rows(const gnn_operator *op);
/** @return number of columns (length of the input).  Cost O(1). */
GNN_API int64_t gnn_operator_cols(const gnn_operator *op);
/** @return element type.  Cost O(1). */
GNN_API gnn_dtype gnn_operator_dtype(const gnn_operator *op);

/**
 * Block-diagonal union of k operators of one name, written into *out.  *out may be NULL (made) or an earlier result of
 * this function (its memory is reused and grows only): batching without allocation once warm.
 * @return GNN_OK, GNN_EINVAL (kinds differ), GNN_EOVERFLOW, GNN_ENOMEM.  Cost O(total size), a copy.
 */
GNN_API GNN_NODISCARD gnn_status gnn_operator_union(gnn_operator **out, int64_t k, const gnn_operator *const *ops);

/* ---- line graph --------------------------------------------------------------------------------------------- */

/* Directed edges of an undirected loop-free graph in the order described at gnn_operator_new; rev(e) = (e + M) mod 2M. */
typedef struct gnn_line_graph {
    int64_t n, M;        /* vertices, undirected edges */
    int32_t *tail, *head; /* 2M each                    */
} gnn_line_graph;

/** @return GNN_OK, GNN_EUNSUPPORTED (directed or loops), GNN_ENOMEM; free with gnn_line_graph_free.  Cost O(n + m). */
GNN_API GNN_NODISCARD gnn_status gnn_line_graph_new(gnn_line_graph **out, const gnn_graph *g);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_line_graph_free(gnn_line_graph *l);

/* ---- generators --------------------------------------------------------------------------------------------- */

/**
 * Draw graphs by a recipe "name:key=value,…", for example
 *   er:n=100,p=0.1   regular:n=100,d=3   sbm:n=400,k=5,pin=0,pout=0.045   ba:n=100,m=2   ws:n=100,k=4,p=0.1
 *   csl:n=41,skip=3   pair:n=50,p=0.2,noise=0.03   rmat:n=1000,m=5000   cfi:base=complete,n=4   famous:name=petersen
 *   path cycle complete star grid tree …   (gnn_generator_name lists them, gnn_generator_help has keys and defaults)
 * sbm sets node labels to the communities.  pair gives two graphs; vertex v of the second was vertex node_label[v] of the
 * first.  cfi gives the untwisted and the twisted graph.  Whole numbers may be written 1e5.
 * The stream is (seed, "generate/<name>", index).  Uses igraph for most recipes.
 * @param[out] graphs  an array of *count graphs; free with gnn_graphs_free
 * @return GNN_OK, GNN_ENOTFOUND (name), GNN_EINVAL (key or value), GNN_ENOMEM.  Cost: that of the recipe.
 */
GNN_API GNN_NODISCARD gnn_status gnn_generate(gnn_graph ***graphs, int64_t *count, const char *recipe, uint64_t seed,
                                              uint64_t index);
/** Free an array of graphs and the graphs.  @return nothing.  Cost O(count). */
GNN_API void gnn_graphs_free(gnn_graph **graphs, int64_t count);
/** @return the i-th generator's name, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_generator_name(int i);
/** @return one line about generator `name` and its keys with defaults, or NULL; the text is valid until the next call on
 * this thread.  Cost O(number of generators). */
GNN_API const char *gnn_generator_help(const char *name);

/* ---- isomorphism and layout (igraph) ------------------------------------------------------------------------ */

/**
 * Exact isomorphism; respects directions, labels, weights and loops.
 * @param[out] isomorphic  1 or 0
 * @param[out] map         NULL, or n entries: vertex u of a is map[u] of b (filled when isomorphic)
 * @return GNN_OK, GNN_EUNSUPPORTED, GNN_ENOMEM, GNN_ECANCELED.  Cost: exponential in the worst case (BLISS / VF2 of igraph).
 */
GNN_API GNN_NODISCARD gnn_status gnn_graph_isomorphic(int *isomorphic, int32_t *map, const gnn_graph *a, const gnn_graph *b);
/** Number of automorphisms as a double (inf past 1e308).  @return GNN_OK, GNN_EUNSUPPORTED, GNN_ENOMEM.  Cost: BLISS. */
GNN_API GNN_NODISCARD gnn_status gnn_graph_automorphisms(double *count, const gnn_graph *g);
/** Coordinates for a drawing, xy[2u], xy[2u+1], in the unit square; deterministic.  igraph's Kamada-Kawai (n <= 500),
 * else Fruchterman-Reingold.  @return GNN_OK, GNN_ENOMEM.  Cost O(n^2) an iteration for small n. */
GNN_API GNN_NODISCARD gnn_status gnn_graph_layout(double *xy, const gnn_graph *g);

#ifdef __cplusplus
}
#endif
#endif
