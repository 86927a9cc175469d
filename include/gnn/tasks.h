/* tasks: community detection, matching, cuts and counting: GNN and classical solvers, metrics, data.
 *
 * Threads: concurrent calls are allowed on different objects, except for functions whose text names igraph. */
#ifndef GNN_TASKS_H
#define GNN_TASKS_H

#include <gnn/train.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- community detection: how well two groupings agree --------------------------------------------------------- */

/* Group numbers are any integers >= 0; only which vertices share one matters. */
typedef struct gnn_agreement {
    int64_t groups, truth_groups; /* that occur                                                                        */
    double overlap; /* (accuracy under the best one-to-one renaming - 1/k) / (1 - 1/k), k = truth_groups; surplus groups are errors */
    double nmi;     /* mutual information / mean of the two entropies; 1 when both are 0                                */
    double ami;     /* the same less what chance gives: (I - E I) / (mean of entropies - E I)                           */
    double ari;     /* pairs of vertices together or apart in both, less what chance gives                             */
} gnn_agreement;

/**
 * Compare a grouping of n vertices with the truth.  Symmetry: renaming vertices in both, or groups, changes nothing.
 * overlap is NaN when the truth is one group.
 * @return GNN_OK, GNN_EINVAL (n < 1 or a negative group), GNN_ENOMEM.  Cost O(n log n + n (groups + truth_groups) + truth_groups^4).
 * @source overlap: Chen, Li, Bruna 2019, section 5.1; ami: Vinh, Epps, Bailey 2010, eq. 24a; ari: Hubert, Arabie 1985
 */
GNN_API GNN_NODISCARD gnn_status gnn_agreement_of(gnn_agreement *out, const int32_t *group, const int32_t *truth, int64_t n);
/**
 * Modularity of a grouping: sum over groups of (weight inside / all) - resolution (degrees / all)^2; 0 on a graph without edges.
 * @return GNN_OK, GNN_EINVAL (a negative group, weights that sum to nothing or less), GNN_EUNSUPPORTED (directed), GNN_ENOMEM.
 * Cost O(n + m).  @source Newman 2006, eq. 2; resolution: Reichardt, Bornholdt 2006
 */
GNN_API GNN_NODISCARD gnn_status gnn_modularity(double *out, const gnn_graph *g, const int32_t *group, double resolution);

/* ---- counting small patterns --------------------------------------------------------------------------------- */

/* A copy of pattern P in G is a set of vertices with
 *   GNN_COUNT_SUBGRAPH  a set of edges among them that make P (other edges may be there): non-induced counts
 *   GNN_COUNT_INDUCED   exactly the edges of P among them
 * Copies are counted once, not once an automorphism.  Weights do not matter; vertex labels only to patterns with labels. */
typedef enum gnn_count_kind { GNN_COUNT_SUBGRAPH, GNN_COUNT_INDUCED } gnn_count_kind;

/* Where copies are counted.  At a vertex (edge): the copies that contain it, apart by its orbit in the pattern, that is by
 * what it is there up to symmetry: a star3 has the orbits centre and leaf.  Orbits are numbered by their first vertex (edge)
 * in gnn_pattern_graph. */
typedef enum gnn_count_place {
    GNN_COUNT_GRAPH, /* one row, a column a pattern                                      */
    GNN_COUNT_NODES, /* n rows, a column an orbit of vertices                            */
    GNN_COUNT_EDGES  /* m rows (edges u < v in row order), a column an orbit of edges    */
} gnn_count_place;

typedef struct gnn_count_options {
    gnn_count_kind kind;
    gnn_count_place place;
    double limit_seconds; /* 0: none; formulas do not look at it */
} gnn_count_options;

/**
 * @return name of the i-th listed pattern, NULL past the end: all connected graphs on 3, 4 and 5 vertices, fewest vertices,
 * then fewest edges first.  Further names: starK (K leaves, 2 to 64), pathK, cycleK, cliqueK (3 to 8 vertices), and usual ones
 * such as paw, diamond, claw.  NAME@A+B+… asks for vertex labels, in the order of gnn_pattern_graph's vertices.  Cost O(1).
 */
GNN_API const char *gnn_pattern_name(int i);

typedef struct gnn_pattern_info {
    char name[64];            /* canonical: "diamond" is "chordal-cycle"  */
    int vertices, edges;
    int orbits, edge_orbits;  /* columns at nodes and at edges             */
} gnn_pattern_info;

/** Look a pattern up.  @return GNN_OK, GNN_ENOTFOUND (name), GNN_EINVAL (labels).  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_pattern(gnn_pattern_info *info, const char *name);
/** The pattern as a graph; free with gnn_graph_free.  @return as gnn_pattern, GNN_ENOMEM.  Cost O(1). */
GNN_API GNN_NODISCARD gnn_status gnn_pattern_graph(gnn_graph **out, const char *name);
/** Columns of gnn_count's result.  @return as gnn_pattern.  Cost O(patterns). */
GNN_API GNN_NODISCARD gnn_status gnn_count_columns(int64_t *columns, int64_t patterns, const char *const *names,
                                                   gnn_count_place place);
/**
 * Exact counts of patterns in an undirected loop-free graph.
 * @param[out] counts  (rows, columns), row-major, as gnn_count_place says; patterns in the order of names
 * @param options      NULL: subgraph counts of the whole graph
 * Symmetry: vertex counts move with the vertices.  Same result for any number of threads.
 * @return GNN_OK, GNN_ENOTFOUND (a name), GNN_EINVAL, GNN_EUNSUPPORTED (directed, loops; a star of more than 7 leaves, induced),
 *         GNN_EOVERFLOW (a count of 2^63 and more), GNN_ELIMIT, GNN_ENOMEM, GNN_ECANCELED.
 * Cost: 3 and 4 vertices O(m sqrt m) and the smaller degree summed over the edges; stars O(n + m); more than three patterns
 *       of 5 vertices: one listing of all connected induced subgraphs on 4 vertices and their neighbours; others: a search
 *       that grows with the number of partial copies.
 * @source Chiba, Nishizeki 1985; Hocevar, Demsar 2014 (orbits by linear systems); Wernicke 2006; Grochow, Kellis 2007
 */
GNN_API GNN_NODISCARD gnn_status gnn_count(int64_t *counts, const gnn_graph *g, int64_t patterns, const char *const *names,
                                           const gnn_count_options *options);

#ifdef __cplusplus
}
#endif
#endif
