/* tasks: community detection, matching and cuts: GNN and classical solvers, metrics, data.
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
 * The overlap where only the groups 0 .. renamed - 1 of k lack names of their own: (accuracy under their best renaming -
 * 1/k) / (1 - 1/k).  renamed = 0 or >= k: all of them.
 * @return GNN_OK, GNN_EINVAL (n < 1, k < 2 or a group outside 0 .. k - 1), GNN_ENOMEM.  Cost O(n + k^3).
 * @source Chen, Li, Bruna 2019, section 5.2
 */
GNN_API GNN_NODISCARD gnn_status gnn_overlap_renamed(double *out, const int32_t *group, const int32_t *truth, int64_t n,
                                                     int64_t k, int64_t renamed);
/**
 * Modularity of a grouping: sum over groups of (weight inside / all) - resolution (degrees / all)^2; 0 on a graph without edges.
 * @return GNN_OK, GNN_EINVAL (a negative group, weights that sum to nothing or less), GNN_EUNSUPPORTED (directed), GNN_ENOMEM.
 * Cost O(n + m).  @source Newman 2006, eq. 2; resolution: Reichardt, Bornholdt 2006
 */
GNN_API GNN_NODISCARD gnn_status gnn_modularity(double *out, const gnn_graph *g, const int32_t *group, double resolution);

/* ---- community detection: classical solvers ------------------------------------------------------------------- */

/* What the solvers may be told; start from gnn_community_defaults.  0 or NaN: the solver's own choice. */
typedef struct gnn_community_options {
    int64_t k;            /* groups wanted; 0: found by the solver, 1 meaning "no structure"                                 */
    uint64_t seed;        /* of every random choice                                                                          */
    const int32_t *order; /* n different numbers that stay with the vertices, or NULL: the vertex numbers.  Everything random
                             belongs to a vertex through its rank in this order, so relabelling graph and order relabels the
                             result, to the bit                                                                              */
    int restarts;         /* k-means 10; bp, bp-em, bp-dc, gibbs 1: the best by inertia, free energy, posterior               */
    int64_t sweeps;       /* bp, bp-em, bp-dc: at most 300; gibbs: annealing sweeps, 4e8 / (n k), a tenth of it without c_in and c_out,
                             between 1000 and 200000                                                                         */
    int64_t measure;      /* gibbs: sweeps at the end, for the marginals; 500                                                */
    double damping;       /* bp, bp-em, bp-dc: share of the old message kept, in [0, 1); 0                                   */
    double tolerance;     /* bp, bp-em, bp-dc: largest change of a message at convergence; 1e-6                              */
    double c_in, c_out;   /* bp, gibbs: n times the edge probability inside and between groups; NaN: not known               */
    double resolution;    /* louvain, leiden: of the modularity; 1                                                           */
    double tau;           /* regularized: in mean degrees; 1                                                                 */
    int nulls;            /* louvain, leiden, walktrap with k = 0: random graphs with the same degrees that a grouping is
                             compared with; 10; negative: none                                                               */
} gnn_community_options;

/** The defaults above.  @return the options.  Cost O(1). */
GNN_API gnn_community_options gnn_community_defaults(void);

typedef struct gnn_community {
    int64_t n, groups;  /* groups found, k at most if k was given (fewer when some are empty)                                  */
    int32_t *group;     /* n: 0 .. groups - 1, the largest group first, equal ones by their first vertex in the order         */
    double *marginal;   /* n x width: probability of each group, row-major (bp, bp-em, bp-dc, gibbs), or NULL                 */
    int64_t width;      /* k for these: the groups found, then those that no vertex is in; else 0                              */
    double confidence;  /* from marginals: (mean largest - 1/k) / (1 - 1/k), the overlap the solver expects; NaN without      */
    double score;       /* what was optimised: k-means inertia, Bethe free energy a vertex, mean log posterior, modularity     */
    double surprise;    /* standard deviations of the score above random graphs', where these are made; else NaN              */
    double c_in, c_out; /* bp, bp-em, bp-dc, gibbs: parameters used (learned: means over pairs of vertices), else NaN          */
    int64_t sweeps;     /* bp, bp-em, bp-dc, gibbs: done, over all restarts; else 0                                           */
    int converged;      /* bp, bp-em, bp-dc: the messages reached the tolerance; else 1                                       */
} gnn_community;

/**
 * Group the vertices of an undirected graph.  Methods (gnn_community_name lists them):
 *   laplacian        k leading vectors of D^-1/2 A D^-1/2 by magnitude, rows normalised, k-means    Ng, Jordan, Weiss 2002
 *                    (components of less than n / (10 k) vertices get no vectors of their own)
 *   regularized      the same with A + (tau c / n) 1 1^T, c = mean degree; rows as they are         Qin, Rohe 2013
 *   bethe            lowest vectors of (r^2 - 1) I -+ r A + D, k-means                               Saade, Krzakala, Zdeborova 2014
 *   nonbacktracking  leading real eigenvectors of B by its 2n x 2n form, k-means                     Krzakala et al. 2013
 *   bp               belief propagation with known c_in, c_out                                       Decelle et al. 2011
 *   bp-em            the same, learning group sizes and all affinities, begun from bethe's groups    Decelle et al. 2011
 *   bp-dc            as bp-em on the degree-corrected model, for vertices of very different degrees        Yan et al. 2014
 *   gibbs            annealed sampling of bp's posterior; without c_in and c_out, of bp-dc's, learned from the states
 *   louvain, leiden, walktrap   igraph's; with k: cut or merged to k groups                          Blondel et al. 2008, Traag et al. 2019
 * k = 0: nonbacktracking counts real eigenvalues outside the bulk, louvain, leiden and walktrap maximise modularity and
 * answer one group unless it is 4 standard deviations above what they find in random graphs with the same degrees, the
 * others take bethe's count of negative eigenvalues.  One group is an answer.  Isolated vertices are kept and belong to a
 * group like others.  Weights >= 0 are used by laplacian, regularized, louvain, leiden and walktrap; the others refuse them.
 * Self-loops are ignored.  Uses igraph.
 * Symmetry: gnn_community(P g, order moved by P) = P gnn_community(g, order), to the bit.
 * @param[out] out  free with gnn_community_free
 * @return GNN_OK, GNN_ENOTFOUND (method), GNN_EINVAL (options), GNN_EUNSUPPORTED (directed, weights), GNN_ENUMERIC (an
 * eigen solver did not converge), GNN_ECANCELED, GNN_ENOMEM.
 * Cost: spectral O(k m) a product, tens to hundreds of them; bp O(m k) a sweep, bp-em and bp-dc O(m k^2); gibbs
 * O(n k) a sweep.
 */
GNN_API GNN_NODISCARD gnn_status gnn_community_solve(gnn_community **out, const gnn_graph *g, const char *method,
                                                     const gnn_community_options *options);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_community_free(gnn_community *c);
/** @return the i-th method's name, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_community_name(int i);
/** @return one line about a method, NULL if there is no such.  Cost O(number of methods). */
GNN_API const char *gnn_community_help(const char *method);

/* ---- community detection: graphs with planted groups, and networks trained on them ------------------------------- */

/** @return name of the i-th kind of data (dcsbm, gbm, mixture, overlap, sbm), NULL past the end.  Cost O(1). */
GNN_API const char *gnn_community_data(int i);
/** @return one line about data `name` and its keys with defaults, or NULL; valid until the next call on this thread.
 * Cost O(kinds). */
GNN_API const char *gnn_community_data_help(const char *name);
/**
 * Draw a graph by a recipe "sbm:n=400,k=5,a=0,b=18" (as gnn_generate, with the kinds of gnn_community_data); its node labels are
 * the groups.  Stream (seed, purpose, index).
 * @return GNN_OK, GNN_ENOTFOUND (kind), GNN_EINVAL (key or value), GNN_ENOMEM.
 * Cost O(n + m); dcsbm, gbm, overlap O(n^2).
 */
GNN_API GNN_NODISCARD gnn_status gnn_community_draw(gnn_graph **out, const char *recipe, uint64_t seed, const char *purpose,
                                                    uint64_t index);

/* A large graph with overlapping communities as SNAP publishes them, cut into small ones: for two communities with an
 * edge from a vertex of the one only to a vertex of the other only, all their vertices and the edges among these; label 0
 * of vertices in the first only, 1 in the second only, 2 in both.  Both have less than 2000 vertices together, the smaller
 * more than a twentieth of the larger.  70 % of the communities, drawn by the seed, are for training: a pair is for
 * training (testing) if both are. */
typedef struct gnn_snap gnn_snap;

/**
 * Read com-NAME.ungraph.txt ("u v" a line, '#' comments, ids with gaps) and com-NAME.top5000.cmty.txt or .all.cmty.txt
 * (a community a line), or the same as .gz.
 * @param[out] out  free with gnn_snap_free
 * @return GNN_OK, GNN_EIO, GNN_EPARSE (also a vertex without edges), GNN_EOVERFLOW, GNN_ENOMEM.  Cost O(m log m + pairs
 *         of memberships over all edges).  @source Yang, Leskovec 2012; pairs: Chen, Li, Bruna 2019, section 5.2
 */
GNN_API GNN_NODISCARD gnn_status gnn_snap_read(gnn_snap **out, const char *graph, const char *communities,
                                               uint64_t seed);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_snap_free(gnn_snap *s);
/** @return number of communities.  Cost O(1). */
GNN_API int64_t gnn_snap_communities(const gnn_snap *s);
/** @return number of pairs for training, or for testing.  Cost O(1). */
GNN_API int64_t gnn_snap_pairs(const gnn_snap *s, int test);
/** The graph of the i-th pair; vertices by ascending id.  @return GNN_OK, GNN_EINVAL (no such pair), GNN_ENOMEM.
 * Cost O(degrees of its vertices). */
GNN_API GNN_NODISCARD gnn_status gnn_snap_graph(gnn_graph **out, const gnn_snap *s, int test, int64_t i);

typedef struct gnn_community_train_options {
    size_t size;        /* sizeof(gnn_community_train_options)                                                 */
    const char *data;   /* recipe of the training graphs; copied                                               */
    uint64_t seed;      /* of the training graphs                                                              */
    double lr;          /* Adamax                                                                              */
    double clip;        /* largest norm of the gradient, 0: no clipping                                        */
    int uniform_scale;  /* norms' scales start from U(0,1), as in the authors' torch 0.3, instead of 1         */
    int64_t renamed;    /* loss and overlap: groups 0 .. renamed - 1 have no names of their own; 0: none has   */
    const gnn_snap *snap; /* train on random pairs of its training part, data naming it; lent; NULL: on data   */
} gnn_community_train_options;
#define GNN_COMMUNITY_TRAIN_OPTIONS_INIT { sizeof(gnn_community_train_options), NULL, 0, 0.004, 40.0, 0, 0, NULL }

/* What an iteration did. */
typedef struct gnn_community_progress {
    int64_t iteration;             /* 1, 2, …                                     */
    double loss, overlap;          /* on this iteration's graph, before the step  */
    double grad_norm;              /* before clipping                             */
    int64_t bytes;                 /* of activations and gradients                */
} gnn_community_progress;

/* A training run: one fresh graph an iteration, loss gnn_permutation_cross_entropy.  Same seed, same bits. */
typedef struct gnn_community_run gnn_community_run;

/**
 * Begin a run of model m (in = 1: the degree; no readout; out: the number of groups).  m is lent.
 * @return GNN_OK, GNN_EINVAL (option or model), GNN_ENOMEM.  Cost O(parameters).  @source Chen, Li, Bruna 2019, section 5
 */
GNN_API GNN_NODISCARD gnn_status gnn_community_run_new(gnn_community_run **out, gnn_model *m,
                                                       const gnn_community_train_options *options);
/** Free; NULL is allowed.  @return nothing.  Cost O(1). */
GNN_API void gnn_community_run_free(gnn_community_run *r);
/** One iteration; progress may be NULL.  @return GNN_OK, the error of the recipe or of the pass, GNN_ECANCELED; on failure the
 * parameters are those before.  Cost: of a forward and a backward pass. */
GNN_API GNN_NODISCARD gnn_status gnn_community_run_step(gnn_community_run *r, gnn_community_progress *progress);
/** @return iterations done, those before gnn_community_run_load included.  Cost O(1). */
GNN_API int64_t gnn_community_run_iterations(const gnn_community_run *r);
/** Means of loss and overlap over the iterations since the last call (0: NaN); part of what a checkpoint holds.
 * @return their number.  Cost O(1). */
GNN_API int64_t gnn_community_run_window(gnn_community_run *r, double *loss, double *overlap);
/** Write parameters and optimiser as safetensors, durably; gnn_model_load reads it too.  @return as gnn_safetensors_write.
 * Cost O(parameters). */
GNN_API GNN_NODISCARD gnn_status gnn_community_run_save(gnn_community_run *r, const char *path);
/** Continue from a file of gnn_community_run_save: the rest of the run has the bits of one that was never stopped.
 * @return as gnn_model_load, GNN_EINVAL (of another run; both are named).  Nothing changes on failure.  Cost O(parameters). */
GNN_API GNN_NODISCARD gnn_status gnn_community_run_load(gnn_community_run *r, const char *path);
/**
 * The groups that a trained model gives to the n vertices of g: group[v] in 0 .. out - 1.
 * Symmetry: node rows.
 * @return GNN_OK, GNN_EINVAL (model), GNN_EUNSUPPORTED (kind of graph), GNN_ENOMEM.  Cost: of a forward pass.
 */
GNN_API GNN_NODISCARD gnn_status gnn_community_groups(int32_t *group, gnn_model *m, const gnn_graph *g);

#ifdef __cplusplus
}
#endif
#endif
