/* One random draw of a model on two graphs: shared by the comparison, its certificates and their checker. */
#ifndef GNN_I_SEPARATION_H
#define GNN_I_SEPARATION_H

#include "verdict.h"

enum { GNN_I_OUTPUTS = 8 };

typedef struct gnn_i_draw {
    uint64_t seed, weights;          /* of the parameters; XXH3 of their bytes                            */
    double out[2][GNN_I_OUTPUTS];    /* of both graphs, f64                                               */
    double gap;                      /* largest difference over the largest entry                         */
    char bound[64];                  /* gnn_model_bound                                                   */
} gnn_i_draw;

/* Features are 1, or one-hot labels, made for both graphs jointly.  config: what gnn_i_separation_config wrote. */
gnn_status gnn_i_model_draw(gnn_i_draw *d, const char *model, const char *config, uint64_t seed, const gnn_graph *a,
                            const gnn_graph *b);

/* Features of one graph of a pair: 1, or one-hot labels by rank; with `edges` its weights. */
gnn_status gnn_i_add_features(gnn_sample *s, const gnn_i_ranks *r, bool edges);
/* "gin", or "gsn:patterns=cycle5,cycle6,layers=2": a model and settings over those of the comparison. */
typedef struct gnn_i_model_spec {
    char model[48];        /* as gnn_model_list has it                                            */
    const char *settings;  /* of the text: after the colon; NULL: there are none                  */
    bool edges;            /* it takes features of edges                                          */
} gnn_i_model_spec;

/* GNN_ENOTFOUND: no such model. */
gnn_status gnn_i_model_spec_read(gnn_i_model_spec *spec, const char *text);
/* {"in":…,"out":…,…}, to be freed with gnn_i_free; keys that the model does not have are left to their defaults.  GNN_EINVAL:
 * settings that are no KEY=VALUE, or of a key that the graphs decide. */
gnn_status gnn_i_separation_config(char **json, const gnn_i_model_spec *spec, int64_t in, int out);
/* A model of that configuration whose result is a function of the graph: GNN_EINVAL otherwise (no read-out, sampled numberings). */
gnn_status gnn_i_separation_model(gnn_model **out, const char *model, const char *config, uint64_t seed);
/* GNN_EBUG if the verdict is "separated" and the test that bounds the model says "same". */
gnn_status gnn_i_check_bound(gnn_verdict verdict, const char *bound, double gap, const char *model, const gnn_graph *a,
                             const gnn_graph *b);
/* Hotelling's paired statistic of rows 0, 2, 4, … against 1, 3, 5, …: q pairs in d dimensions. */
gnn_status gnn_i_hotelling(double *t2, const double *rows, int64_t q, int64_t d, double epsilon);

#endif
