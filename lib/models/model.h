/* What a model is.  A model is one file model_<word>.c, which defines
 *     const gnn_i_model_class gnn_i_model_<word> = { … };
 * and one word in meson.build.  Its table of keys is its configuration: types, defaults, ranges and help in one place. */
#ifndef GNN_I_MODEL_H
#define GNN_I_MODEL_H

#include <gnn/models.h>
#include "io/safetensors_i.h"
#include "layers/layer.h"
#include "models/counts.h"

/* What constant features a graph without any gets, see gnn_loader_new. */
typedef enum gnn_i_features {
    GNN_I_FEATURES_AUTO,
    GNN_I_FEATURES_ONES,
    GNN_I_FEATURES_DEGREE,
    GNN_I_FEATURES_ONEHOT
} gnn_i_features;
typedef enum gnn_i_jk { GNN_I_JK_LAST, GNN_I_JK_CAT, GNN_I_JK_SUM } gnn_i_jk;

/* Values of all keys that some model has.  int64_t, double, or char[] as the key's type says. */
typedef struct gnn_i_config {
    int64_t in, edge_in, hidden, layers, out, heads, hops, edge_hidden, learn_eps, residual;
    int64_t adjacency, policy, rounds, depth, k, head, values, ids, permutations; /* order 2, subgraphs, orderings */
    int64_t norm, readout, readout_norm, activation, jk, init, features, pool, line, linear; /* numbers of choices */
    double dropout, alpha, nodes;
    char operators[256], line_operators[256], patterns[256];
} gnn_i_config;

typedef enum gnn_i_key_type {
    GNN_I_KEY_INT,
    GNN_I_KEY_REAL,
    GNN_I_KEY_BOOL,
    GNN_I_KEY_CHOICE,
    GNN_I_KEY_WORDS
} gnn_i_key_type;

typedef struct gnn_i_key {
    const char *key;
    gnn_i_key_type type;
    size_t offset;        /* in gnn_i_config                                             */
    const char *fallback; /* default, as text; NULL: required                            */
    double lo, hi;        /* INT, REAL                                                   */
    const char *choices;  /* CHOICE: space separated, number i is value i                */
    const char *doc;
} gnn_i_key;

#define GNN_I_AT(field) offsetof(gnn_i_config, field)
#define GNN_I_KEY_INT_(k, def, lo, hi, doc) { #k, GNN_I_KEY_INT, GNN_I_AT(k), def, lo, hi, NULL, doc }
#define GNN_I_KEY_REAL_(k, def, lo, hi, doc) { #k, GNN_I_KEY_REAL, GNN_I_AT(k), def, lo, hi, NULL, doc }
#define GNN_I_KEY_BOOL_(k, def, doc) { #k, GNN_I_KEY_BOOL, GNN_I_AT(k), def, 0, 1, NULL, doc }
#define GNN_I_KEY_CHOICE_(k, def, choices, doc) { #k, GNN_I_KEY_CHOICE, GNN_I_AT(k), def, 0, 0, choices, doc }
#define GNN_I_KEY_PATTERNS_(def)                                                                                           \
    { "patterns", GNN_I_KEY_WORDS, GNN_I_AT(patterns), def, 0, 0, NULL,                                                    \
      "counts of these at each node, log(1 + c) by orbit, follow its features (names of gnn-solve count, all3 to all5)" }
#define GNN_I_INITS "torch glorot glorot-normal" /* the first of gnn_init */
/* Keys of every model, then of those with layers in a row. */
#define GNN_I_KEYS_COMMON(layers_default, hidden_default, dropout_default, init_default)                                    \
    GNN_I_KEYS_BASE(layers_default, hidden_default, dropout_default, init_default), GNN_I_KEY_PATTERNS_("")
#define GNN_I_KEYS_BASE(layers_default, hidden_default, dropout_default, init_default)                                      \
    GNN_I_KEY_INT_(in, NULL, 1, 1 << 24, "width of a node's features"),                                                    \
    GNN_I_KEY_INT_(out, NULL, 1, 1 << 24, "width of the result (classes, or numbers to predict)"),                         \
    GNN_I_KEY_INT_(hidden, hidden_default, 1, 1 << 20, "width between layers"),                                            \
    GNN_I_KEY_INT_(layers, layers_default, 1, 1000, "number of layers"),                                                   \
    GNN_I_KEY_REAL_(dropout, dropout_default, 0, 0.999, "probability: before each layer, or before the head with a readout"), \
    GNN_I_KEY_CHOICE_(readout, "none", "none sum mean max attention", "none: one row a node; else one row a graph"),       \
    GNN_I_KEY_CHOICE_(init, init_default, GNN_I_INITS, "initial weights: torch's Linear, or Glorot with zero biases"),  \
    GNN_I_KEY_CHOICE_(features, "auto", "auto ones degree degree-onehot",                                                  \
        "auto: the data's own; where it has none, 1 if in = 1, else the degree one-hot, the last column for all above")
#define GNN_I_KEYS_STACK(activation_default, norm_default)                                                                 \
    GNN_I_KEY_CHOICE_(activation, activation_default, "none relu tanh sigmoid elu leaky_relu", "between layers"),          \
    GNN_I_KEY_CHOICE_(norm, norm_default, "none batch batch-stats graph-stats graph layer",                                \
        "batch: running averages in prediction; batch-stats, graph-stats: statistics at hand; graph: GraphNorm"),          \
    GNN_I_KEY_BOOL_(residual, "false", "add each layer's input to its result"),                                            \
    GNN_I_KEY_CHOICE_(jk, "last", "last cat sum", "what the head sees: the last layer, all side by side, or a head for "   \
        "each layer and the features, summed (GIN's choice)")
/* The norm of the seeds' networks. */
#define GNN_I_KEY_STATS_NORM_                                                                                              \
    GNN_I_KEY_CHOICE_(norm, "graph-stats", "none batch batch-stats graph-stats graph layer",                               \
        "graph-stats: a graph's result does not depend on its batch; batch-stats: over the batch, as in the papers' training")
#define GNN_I_KEYS_END { NULL, GNN_I_KEY_INT, 0, NULL, 0, 0, NULL, NULL }

typedef struct gnn_i_model_class {
    const char *name, *title;
    const char *bound, *why;   /* the test that bounds it (name of gnn_test_name), and one sentence             */
    const char *source;
    const gnn_i_key *keys;
    size_t size;               /* of its state                                                                  */
    gnn_status (*init)(void *state, gnn_builder *b, const gnn_i_config *c);
    gnn_var (*forward)(void *state, gnn_context *c, gnn_var x);
    const char *(*bound_of)(const gnn_i_config *c); /* NULL, or the bound of this configuration, counts aside    */
    int (*samples)(const gnn_i_config *c); /* NULL: never, or does its result depend on the nodes' numbers      */
} gnn_i_model_class;

extern const gnn_i_model_class *const gnn_i_model_classes[];

struct gnn_model {
    const gnn_i_model_class *class;
    gnn_i_config config;         /* its in: what the class sees, counts too         */
    gnn_i_counts counts;
    char bound[64];
    char *json;
    gnn_params *params;
    gnn_builder *builder;
    void *state;
};

/* model.c: of a class that need not be registered. */
gnn_status gnn_i_model_make(gnn_model **out, const gnn_i_model_class *class, const char *json, gnn_dtype dtype,
                            uint64_t seed);
/* The same values in another type. */
gnn_status gnn_i_model_clone(gnn_model **out, gnn_model *m, gnn_dtype dtype);

/* config.c */
gnn_status gnn_i_config_read(gnn_i_config *c, char **json_out, const gnn_i_model_class *m, const char *json);
int gnn_i_config_help(char *buf, size_t size, const gnn_i_model_class *m);

/* save.c: a model's tensors and metadata beside other things in one file (checkpoints).  Tensors of the model have the
 * names of its parameters and buffers; names that begin with "train." are somebody else's and are left alone. */
gnn_status gnn_i_model_pack(gnn_safetensors *st, gnn_model *m);  /* adds copies */
gnn_status gnn_i_model_unpack(gnn_model **out, const gnn_safetensors *st, const char *path, gnn_dtype dtype);

/* arena_matrix.c: an operator in an arena from rows that live there, columns ascending or not; val NULL: all 1.  NULL: no memory. */
gnn_operator *gnn_i_arena_matrix(gnn_arena *arena, gnn_dtype dtype, const char *name, int64_t rows, int64_t cols, int64_t *ptr,
                                 int32_t *col, void *val);
/* k matrices of ones as blocks on a diagonal. */
gnn_operator *gnn_i_arena_union(gnn_arena *arena, gnn_dtype dtype, const char *name, int64_t k, const gnn_i_csr *const *parts);

/* loader.c: gnn_loader_new, which keeps at most so many bytes of structures; of larger ones none are kept, each pass makes its own. */
gnn_status gnn_i_loader_new(gnn_loader **out, const gnn_dataset *ds, const gnn_model *m, size_t most);

/* loader_rows.c: a growing pile of sparse rows of one width: batches of sparse features. */
gnn_status gnn_i_stack_rows(gnn_operator **out, int64_t k, const gnn_operator *const *parts);
/* Entries that are not 0, and x (rows,cols) as a matrix of them in x's dtype. */
int64_t gnn_i_nonzeros(const gnn_tensor *x);
gnn_status gnn_i_rows_from_dense(gnn_operator **out, const gnn_tensor *x);

#endif
