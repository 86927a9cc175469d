/* expressivity: which tests and which architectures tell two graphs apart.
 *
 * A verdict is exact: colours are interned signatures that are compared whole, never hashes alone.  Where a test
 * compares resistances or walks of every length, a difference is a proof and a wrong GNN_SAME has a chance that its help
 * states.  Symmetry: verdicts do
 * not change when either graph is relabelled.
 * Threads: concurrent calls are allowed, except for tests named "igraph" in their help (isomorphism,
 * n1, n2). */
#ifndef GNN_EXPRESSIVITY_H
#define GNN_EXPRESSIVITY_H

#include <gnn/tasks.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gnn_verdict { GNN_SAME = 0, GNN_SEPARATED = 1, GNN_UNDECIDED = -1 } gnn_verdict;

/* Budget of one test; zero fields mean none (of memory: three quarters of the machine's). */
typedef struct gnn_test_options {
    size_t size;           /* sizeof(gnn_test_options)          */
    double limit_seconds;  /* then GNN_UNDECIDED, reason "time" */
    int64_t limit_bytes;   /* then GNN_UNDECIDED, reason "memory" */
} gnn_test_options;
#define GNN_TEST_OPTIONS_INIT { sizeof(gnn_test_options), 0.0, 0 }

typedef struct gnn_test_result {
    gnn_verdict verdict;
    const char *reason;  /* of GNN_UNDECIDED: "time", "memory", "unsupported"; else NULL */
    int64_t rounds;      /* refinement rounds until stable, or until the difference; -1: not a refinement */
    int64_t colors;      /* colours at the end over both graphs; -1 likewise */
    double seconds;
    char evidence[160];  /* one line: "stable after 2 rounds, 3 colours: 4+4+2 in both" */
} gnn_test_result;

/**
 * Run the test called `name` on two graphs.
 * @return GNN_OK (also when undecided), GNN_ENOTFOUND (name), GNN_ENOMEM, GNN_ECANCELED.  Cost: gnn_test_help.
 */
GNN_API GNN_NODISCARD gnn_status gnn_test_pair(gnn_test_result *result, const char *name, const gnn_graph *a,
                                               const gnn_graph *b, const gnn_test_options *options);
/**
 * gnn_test_pair with a certificate: a JSON text (schema gnn-certificate/1, docs/formats.md) that holds both graphs and
 * what the verdict rests on, and that `gnn-info --verify` checks without the code that wrote it.
 * @param[out] json  free with gnn_bytes_free; NULL (and *size 0) when the verdict is GNN_UNDECIDED
 * @return as gnn_test_pair.  Cost: the test, O(n + m) and the
 * evidence: a colouring of what the test colours, or the unfolding of one colour; where isomorphism separates, a proof
 * by cheaper tests, else by at most 200,000 refinements (limit_seconds ends them).
 */
GNN_API GNN_NODISCARD gnn_status gnn_test_certify(gnn_test_result *result, char **json, size_t *size, const char *name,
                                                  const gnn_graph *a, const gnn_graph *b, const gnn_test_options *options);
/**
 * Partition many graphs by a test: class_of[i] numbers classes in order of first appearance.
 * @return as gnn_test_pair; graphs a test cannot decide get class -1.  Cost: count x one test, plus interning.
 */
GNN_API GNN_NODISCARD gnn_status gnn_test_classes(int32_t *class_of, int64_t *classes, const char *name, int64_t count,
                                                  const gnn_graph *const *graphs, const gnn_test_options *options);
/** @return name of the i-th test in order of strength, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_test_name(int i);
/** @return the canonical name of a test or its alias ("3-wl" gives "2-fwl"), NULL if unknown.  Cost O(tests). */
GNN_API const char *gnn_test_resolve(const char *name);
/** @return one paragraph: definition, cost, source; NULL if unknown.  Cost O(tests). */
GNN_API const char *gnn_test_help(const char *name);

/**
 * Colour refinement (1-WL) of one graph: stable colours 0..*colors-1, numbered canonically (same for any relabelling).
 * Respects labels, weights and directions.
 * @param[out] color  n entries
 * @return GNN_OK, GNN_ENOMEM, GNN_ECANCELED.  Cost O((n + m) log n).  @source Cardon & Crochemore 1982; Berkholz et al. 2017
 */
GNN_API GNN_NODISCARD gnn_status gnn_color_refinement(int32_t *color, int64_t *colors, int64_t *rounds, const gnn_graph *g);

/* The least sum of |A X - X B| over doubly stochastic X. */
typedef struct gnn_fractional {
    double value;  /* of an X that is doubly stochastic: never below the least               */
    double lower;  /* proved; equal to value where the linear program was solved             */
    int exact;     /* 1: value - lower <= 1e-4 (1 + value); 0: a limit of steps or time came */
} gnn_fractional;

/**
 * Fractional isomorphism: is there a doubly stochastic X with A X = X B?  Labels and weights are respected as in 1-WL.
 * @param[out] isomorphic  1 or 0
 * @param[out] X           NULL, or (n, n), row-major: X_uv = 1 / |cell| for u and v of one colour (filled when isomorphic)
 * @return GNN_OK, GNN_ENOMEM.  Cost O((n + m) log n), n^2 for X.  @source Tinhofer 1986; Ramana, Scheinerman, Ullman 1994
 */
GNN_API GNN_NODISCARD gnn_status gnn_fractional_isomorphism(int *isomorphic, double *X, const gnn_graph *a, const gnn_graph *b);
/**
 * min ||A X - X B||_1 over doubly stochastic X; A and B with weights, labels aside.  Without labels and weights it is 0 exactly
 * where fractional isomorphism holds.  Uses GLPK (n <= 12) and igraph's assignment.
 * @return GNN_OK, GNN_ESHAPE (different n), GNN_EUNSUPPORTED (directed with n > 12, n > 4000), GNN_ENUMERIC, GNN_ELIMIT,
 *         GNN_ENOMEM, GNN_ECANCELED.  Cost: simplex method to 12 vertices; above, steps of O(n m).
 */
GNN_API GNN_NODISCARD gnn_status gnn_fractional_distance(gnn_fractional *out, const gnn_graph *a, const gnn_graph *b,
                                                         const gnn_test_options *options);

typedef struct gnn_model_separation {
    gnn_verdict verdict;
    const char *bound;   /* the test that bounds the model                              */
    double gap;          /* largest |f(A) - f(B)| relative to the outputs, over draws   */
    double tolerance;    /* what counts as equal                                        */
    int64_t draws;       /* random weights tried                                        */
    double seconds;
} gnn_model_separation;

/**
 * Does a model with random weights (f64) tell the graphs apart?  The same weights on both, `draws` times.  Features are
 * constant 1, or one-hot vertex labels where the graphs have them.
 * @param[in] model  its name ("gin": 5 layers of 16), or with settings: "gsn:patterns=cycle5,cycle6,layers=2"
 * @return GNN_OK, GNN_ENOTFOUND (model, a pattern), GNN_EINVAL (a setting), GNN_ENOMEM, GNN_EBUG if it separates what its bound cannot.  Cost: 2 draws forward passes.
 */
GNN_API GNN_NODISCARD gnn_status gnn_model_separates(gnn_model_separation *result, const char *model, const gnn_graph *a,
                                                     const gnn_graph *b, int64_t draws, uint64_t seed);
/**
 * gnn_model_separates with a certificate: configuration, seeds, a digest of the weights and both outputs of each draw.
 * @param[out] json  free with gnn_bytes_free; written with GNN_EBUG too
 * @return as gnn_model_separates.  Cost: the same.
 */
GNN_API GNN_NODISCARD gnn_status gnn_model_certify(gnn_model_separation *result, char **json, size_t *size, const char *model,
                                                   const gnn_graph *a, const gnn_graph *b, int64_t draws, uint64_t seed);

/* The protocol of BREC; zero nothing: begin with GNN_TRAINED_OPTIONS_INIT. */
typedef struct gnn_trained_options {
    size_t size;          /* sizeof(gnn_trained_options)                                          */
    int64_t copies;       /* q: relabelled copies of each graph                                   */
    int64_t outputs;      /* d < q: numbers that the model gives for a graph                      */
    int64_t epochs, batch; /* most epochs; pairs of copies in a step                              */
    double learning_rate, weight_decay; /* of Adam                                                */
    double margin;        /* of the cosine loss                                                   */
    double loss_stop;     /* training ends below this loss                                        */
    double threshold;     /* of T^2                                                               */
    double epsilon;       /* added to the diagonal of the covariance                              */
    uint64_t seed;
} gnn_trained_options;
#define GNN_TRAINED_OPTIONS_INIT { sizeof(gnn_trained_options), 32, 16, 20, 8, 1e-4, 1e-4, 0.0, 0.2, 72.34, 1e-7, 0 }

typedef struct gnn_trained_separation {
    gnn_verdict verdict;  /* GNN_UNDECIDED: not reliable                                          */
    const char *bound;    /* the test that bounds the model                                       */
    double t2, t2_reliability, threshold; /* of the pair; of two sets of copies of one graph      */
    double loss;          /* of the last epoch                                                    */
    int64_t epochs;       /* taken                                                                */
    int reliable;         /* t2_reliability < threshold                                           */
    double seconds;
} gnn_trained_separation;

/**
 * Does a model tell the graphs apart after training for it?  BREC's protocol: copies of both are relabelled, the model (f64,
 * features as in gnn_model_separates) is trained to point f(A) and f(B) away from each other, and Hotelling's paired T^2 of
 * f(A_i) - f(B_i) is held against a threshold; copies of one graph must stay below it.
 * @param[in] model  as in gnn_model_separates
 * @param[in] options  or NULL: GNN_TRAINED_OPTIONS_INIT
 * @return GNN_OK, GNN_ENOTFOUND, GNN_EINVAL (an option, a setting), GNN_EUNSUPPORTED, GNN_ENUMERIC, GNN_ENOMEM, GNN_ECANCELED, GNN_EBUG
 * (result filled) if it separates what its bound cannot.  Cost: 2 copies (3 epochs + 2) forward passes.
 * @source Wang & Zhang 2024 (BREC), section 4
 */
GNN_API GNN_NODISCARD gnn_status gnn_model_trained_separates(gnn_trained_separation *result, const char *model, const gnn_graph *a,
                                                             const gnn_graph *b, const gnn_trained_options *options);

#ifdef __cplusplus
}
#endif
#endif
