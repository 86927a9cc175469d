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

#endif
