/* One harness for every layer: a random pair of graphs with features, a layer with random or small integer weights, its
 * result before and after relabelling, its gradients against differences.  Every function returns a status, so that the
 * same code serves the allocation-failure test. */
#ifndef LAYER_CASE_H
#define LAYER_CASE_H

#include "support/support.h"
#include "layers/layer.h"

typedef struct layer_case {
    uint64_t number;
    bool integers;          /* small integers for weights and features: sums are exact in any order           */
    bool training;
    gnn_i_layer_dims dims;
    gnn_graph *g;           /* two graphs, one after the other                                                */
    int64_t node_ptr[3];
    gnn_tensor *x, *edge_x; /* (n, in), (arcs, edge_in)                                                       */
} layer_case;

gnn_status layer_case_new(layer_case *k, uint64_t number, int variant, bool integers);
void layer_case_free(layer_case *k);
/* y: the layer's result, copied.  leaf_grad: NULL, or the gradient of x for the loss sum(y w), w fixed. */
gnn_status layer_case_run(gnn_tensor **y, const gnn_i_layer *layer, const layer_case *k);
/* Largest |f(P x) - P f(x)| relative to the largest |f|; inf if the layer's rows do not fit. */
gnn_status layer_case_equivariance(double *error, const gnn_i_layer *layer, const layer_case *k);
/* Largest relative error of a directional derivative over all parameters and x. */
gnn_status layer_case_gradients(double *error, const gnn_i_layer *layer, const layer_case *k);

#endif
