/* count: exact counts of small patterns in graphs.
 *
 * Threads: concurrent calls are allowed. */
#ifndef GNN_COUNT_H
#define GNN_COUNT_H

#include <gnn/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

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
    double limit_seconds; /* 0: none */
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
/**
 * Look up names joined by ',', among them all3, all4, all5: all connected patterns of so many vertices; each pattern once.
 * @param[out] out  room for `most`
 * @return as gnn_pattern, GNN_ELIMIT (more than `most`); *count untouched on failure.  Cost O(names x patterns).
 */
GNN_API GNN_NODISCARD gnn_status gnn_pattern_list(gnn_pattern_info *out, int64_t *count, int64_t most, const char *list);
/**
 * The least k >= 1 such that k-FWL (1: 1-WL) determines the pattern's subgraph counts at every vertex of every graph, stars 1, cycles
 * up to 7 and paths up to 7 vertices 2: the largest treewidth of the graphs that identifying vertices makes of it, adjacent ones
 * kept apart.
 * @return as gnn_pattern.  Cost: 2^8 for each of at most 4140 such graphs.
 * @source Curticapean, Dell, Marx 2017 (counts as sums of homomorphism counts); Dvorak 2010; Neuen 2024 (no less will do)
 */
GNN_API GNN_NODISCARD gnn_status gnn_pattern_width(int *width, const char *name);
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
 * Cost: 3 and 4 vertices O(m sqrt m) and the smaller degree summed over the edges; stars O(n + m); listed patterns of 5
 *       vertices: the paths of two steps, those of three below their first vertex by degree, the chordal cycles and the
 *       4-cliques, and 4 bytes a triangle three times (at edges 224 bytes an edge more), for one pattern or all; others: a
 *       search that grows with the number of partial copies; cycles of 6 to 8: the paths of half their length, or homomorphisms
 *       of their quotients, tens of sweeps over the graph for each vertex.
 * @source Chiba, Nishizeki 1985; Hocevar, Demsar 2014, 2017 (orbits by linear systems); Pinar, Seshadhri, Vishal 2017 (5 vertices
 *       cut into smaller patterns); Grochow, Kellis 2007
 */
GNN_API GNN_NODISCARD gnn_status gnn_count(int64_t *counts, const gnn_graph *g, int64_t patterns, const char *const *names,
                                           const gnn_count_options *options);

/**
 * Number of homomorphisms: maps of the pattern's vertices to the graph's, not necessarily injective, that carry edges to edges and
 * keep labels where the pattern has them (a graph without labels: 0).  Weights do not matter.
 * @param pattern        connected, undirected, loop-free, 1 to 8 vertices
 * @param limit_seconds  0: none
 * @return GNN_OK, GNN_EUNSUPPORTED (another kind of pattern or graph), GNN_EOVERFLOW (2^63 and more), GNN_ELIMIT (time), GNN_ENOMEM,
 *         GNN_ECANCELED.
 * Cost: trees O(m) an edge; treewidth 2: tables over the pairs of vertices that are adjacent, O(m sqrt m), or two steps apart,
 *       of at most 2^23 of them; where they are more, and for other patterns, O(m) for each image of one vertex, and a factor
 *       of the degree more for each further vertex that has to be tried.  @source Diaz, Serna, Thilikos 2002
 */
GNN_API GNN_NODISCARD gnn_status gnn_count_homomorphisms(int64_t *count, const gnn_graph *pattern, const gnn_graph *g,
                                                         double limit_seconds);

#ifdef __cplusplus
}
#endif
#endif
