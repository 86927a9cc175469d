/* The table of layers, generated from the list in meson.build. */
#include "layer.h"

#define GNN_LAYER(name) extern const gnn_i_layer gnn_i_layer_##name;
#include "layers/layers.def"
#undef GNN_LAYER

const gnn_i_layer *const gnn_i_layers[] = {
#define GNN_LAYER(name) &gnn_i_layer_##name,
#include "layers/layers.def"
#undef GNN_LAYER
    NULL
};
