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

#ifdef __cplusplus
}
#endif
#endif
