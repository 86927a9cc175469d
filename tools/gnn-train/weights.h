/* Weights with what prediction must know beside the model: how features were prepared, and what scores mean.  Written by
 * gnn-train as metadata of model.safetensors, read by gnn-predict. */
#ifndef TRAIN_WEIGHTS_H
#define TRAIN_WEIGHTS_H

#include <gnn/gnn.h>
#include <stdbool.h>

typedef struct weights_use {
    bool known;         /* written by gnn-train                                        */
    bool normalize;     /* feature rows are divided by their sums                      */
    bool node_level;
    int64_t features;   /* width of the data's own features, 0: made from the graph    */
    char loss[64];      /* cross_entropy: softmax; bce: sigmoid; mse, l1: the value    */
    char data[128];     /* name of the data set                                        */
} weights_use;

gnn_status weights_write(gnn_model *m, const weights_use *use, const char *path, int force);
gnn_status weights_read(gnn_model **out, weights_use *use, const char *path);

#endif
