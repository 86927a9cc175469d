/* What igraph_bridge.c offers inside the library; nothing of igraph's own types shows here.
 *
 * Each call installs our error, warning and interruption handlers and random generator, and puts the program's own back
 * before it returns.  igraph keeps these in process-wide variables: calls must not run in two threads at once. */
#ifndef GNN_I_IGRAPH_BRIDGE_H
#define GNN_I_IGRAPH_BRIDGE_H

#include "graph_i.h"

/* match[i] is the column of row i in an assignment of least total cost; cost is n x n, row-major, finite.  O(n^3).
 * GNN_EINVAL (infinite or NaN cost), GNN_ENOMEM. */
gnn_status gnn_i_assignment(int32_t *match, const double *cost, int64_t n);

/* ---- isomorphism; deadline: a time of gnn_i_now() after which they end with GNN_ELIMIT, or 0 ---- */

/* gnn_graph_isomorphic. */
gnn_status gnn_i_isomorphic(int *isomorphic, int32_t *map, const gnn_graph *a, const gnn_graph *b, double deadline);
/* gnn_graph_automorphisms. */
gnn_status gnn_i_automorphisms(double *count, const gnn_graph *g, double deadline);
/* place: n entries, a permutation.  Graphs are isomorphic exactly when they are equal after each is permuted by its own
 * place (absent weights are 1, absent labels 0).  Cost: BLISS, exponential in the worst case. */
gnn_status gnn_i_canonical(int32_t *place, const gnn_graph *g, double deadline);

/* ---- eigenvectors (ARPACK) ---- */

/* y = M x for n entries. */
typedef gnn_status (*gnn_i_linear_fn)(void *ctx, double *y, const double *x, int64_t n);
/* count eigenpairs of a symmetric M at one end of its spectrum: which is "LA", "SA" or "LM".  Vector j is at vectors + j n.
 * start: n entries, the first Krylov vector.  0 < count < n.  GNN_ENUMERIC: no convergence in `rounds` restarts. */
gnn_status gnn_i_arpack_symmetric(double *values, double *vectors, int64_t n, int64_t count, const char *which, double tolerance,
                                  int64_t rounds, const double *start, gnn_i_linear_fn fn, void *ctx);
/* The same for a general M, by magnitude; im[j] != 0: one of a pair of complex values, which follow each other; their
 * vectors are the real and the imaginary part. */
gnn_status gnn_i_arpack_general(double *re, double *im, double *vectors, int64_t n, int64_t count, double tolerance, int64_t rounds,
                                const double *start, gnn_i_linear_fn fn, void *ctx);

/* ---- communities; weights are used, group: n entries ---- */

gnn_status gnn_i_igraph_louvain(int32_t *group, gnn_rng *rng, const gnn_graph *g, double resolution);
gnn_status gnn_i_igraph_leiden(int32_t *group, gnn_rng *rng, const gnn_graph *g, double resolution);
/* Walks of 4 steps; cut at k groups, or where modularity is largest if k is 0 or below the number of components. */
gnn_status gnn_i_igraph_walktrap(int32_t *group, const gnn_graph *g, int64_t k);

/* ---- file formats ---- */

typedef enum gnn_i_foreign { GNN_I_FOREIGN_GML, GNN_I_FOREIGN_GRAPHML, GNN_I_FOREIGN_PAJEK } gnn_i_foreign;

/* Read one graph.  Edge attribute "weight" gives weights; the first of the vertex attributes "class", "value", "color",
 * "label" that holds integers (for "class" and "value" also texts, numbered by first appearance) gives labels.
 * flags: GNN_MERGE and GNN_NO_LOOPS as in gnn_graph_spec.  GNN_EPARSE with igraph's words ("… in line 3 …"). */
gnn_status gnn_i_igraph_read(gnn_graph **out, FILE *in, gnn_i_foreign kind, unsigned flags);
/* Write one graph; labels go to the vertex attribute "class".  GNN_EUNSUPPORTED: Pajek with labels. */
gnn_status gnn_i_igraph_write(FILE *out, const gnn_graph *g, gnn_i_foreign kind);

/* ---- random and named graphs; igraph draws its bits from *rng ---- */

gnn_status gnn_i_igraph_gnp(gnn_graph **out, gnn_rng *rng, int64_t n, double p);
gnn_status gnn_i_igraph_gnm(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t m);
gnn_status gnn_i_igraph_regular(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t degree);
/* Blocks of the given sizes one after the other; p_in inside a block, p_out between blocks. */
gnn_status gnn_i_igraph_blocks(gnn_graph **out, gnn_rng *rng, int64_t blocks, const int64_t *size, double p_in, double p_out);
gnn_status gnn_i_igraph_barabasi(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t m);
/* A ring where each vertex knows `reach` on either side, every edge then rewired with probability p. */
gnn_status gnn_i_igraph_ring(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t reach, double p);
gnn_status gnn_i_igraph_tree(gnn_graph **out, gnn_rng *rng, int64_t n);
/* A graph with the degrees of g, a simple undirected one, otherwise random: 10 m exchanges of edges' ends are tried.
 * Weights are given to random edges. */
gnn_status gnn_i_igraph_rewired(gnn_graph **out, gnn_rng *rng, const gnn_graph *g);
gnn_status gnn_i_igraph_famous(gnn_graph **out, const char *name);

#endif
