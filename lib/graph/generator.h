/* How a generator is written: gen_<word>.c defines one gnn_i_generator gnn_i_gen_<word>, and the word is in gnn_generators
 * of meson.build.  Keys are parsed, bounded and defaulted before draw() runs. */
#ifndef GNN_I_GENERATOR_H
#define GNN_I_GENERATOR_H

#include "graph_i.h"

enum { GNN_I_MAX_PARAMS = 8, GNN_I_MAX_GRAPHS = 2 };

typedef enum gnn_i_param_kind { GNN_I_INTEGER, GNN_I_REAL, GNN_I_WORD } gnn_i_param_kind;

typedef struct gnn_i_param {
    const char *name;
    gnn_i_param_kind kind;
    const char *fallback;  /* text of the default; NULL: may be left out, then given is false       */
    double lo, hi;         /* numbers: both included                                                */
    const char *words;     /* words: "er,regular", or NULL for any                                  */
    const char *doc;
} gnn_i_param;

typedef struct gnn_i_value {
    bool given;            /* by the recipe or by a default */
    int64_t i;
    double x;
    char word[40];
} gnn_i_value;

typedef struct gnn_i_generator {
    const char *name, *doc;
    int graphs;                             /* graphs a draw makes, 1 or 2   */
    gnn_i_param params[GNN_I_MAX_PARAMS];   /* ends with name == NULL        */
    /* out: `graphs` empty places (what is set on failure is freed by the caller); v: in the order of params. */
    gnn_status (*draw)(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng);
} gnn_i_generator;

extern const gnn_i_generator *const gnn_i_generators[];

/* Recipes of another table: its generator and GNN_I_MAX_PARAMS values, zeroed by the caller; its line of help. */
gnn_status gnn_i_recipe(const gnn_i_generator **out, gnn_i_value *values, const gnn_i_generator *const *table, const char *recipe);
const char *gnn_i_generator_help(const gnn_i_generator *const *table, const char *name);

/* Most vertices and most undirected edges (arcs are numbered by int32). */
#define GNN_I_MAX_N 2147483647.0
#define GNN_I_MAX_EDGES 1073741823.0

/* GNN_EINVAL if a recipe would make more than GNN_I_MAX_EDGES edges. */
gnn_status gnn_i_check_edges(const char *generator, double edges);

/* A growing list of edges. */
typedef struct gnn_i_edge_list {
    int64_t m, cap_src, cap_dst;
    int32_t *src, *dst;
} gnn_i_edge_list;

gnn_status gnn_i_edge_list_add(gnn_i_edge_list *e, int64_t u, int64_t v);
/* Undirected graph of the edges; repeated ones are joined, loops dropped.  label NULL: none.  The list is freed, also on
 * failure and when `so_far`, the status of filling it, is a failure already. */
gnn_status gnn_i_edge_list_finish(gnn_graph **out, gnn_status so_far, gnn_i_edge_list *e, int64_t n, const int32_t *label);

/* Replace *g by a random relabelling of it; perm, if not NULL, receives where each vertex went (n entries). */
gnn_status gnn_i_shuffle(gnn_graph **g, gnn_rng *rng, int32_t *perm);

/* Graphs that gen_famous.c knows beside igraph's. */
gnn_status gnn_i_famous(gnn_graph **out, const char *name);

#endif
