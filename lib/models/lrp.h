/* Local relational pooling: LRP and Deep LRP share all but the degree network and the number of layers. */
#ifndef GNN_I_LRP_H
#define GNN_I_LRP_H

#include "models/orderings.h"

typedef struct gnn_i_lrp_layer {
    int32_t node, arc, bias;        /* (in, L hidden), (L (L - 1) w, hidden), (hidden) */
    gnn_linear_layer degree[2];
} gnn_i_lrp_layer;

typedef struct gnn_i_lrp {
    const gnn_i_config *config;
    bool deep;                      /* the degree network and a ReLU after it */
    int64_t layers, length;
    gnn_i_orderings_options listed[2];
    gnn_i_structure orderings[2];   /* of the first layer, which collapses them; of the others */
    gnn_i_lrp_layer *layer;
    gnn_readout_layer readout;
    gnn_linear_layer head;
} gnn_i_lrp;

gnn_status gnn_i_lrp_init(gnn_i_lrp *s, gnn_builder *b, const gnn_i_config *c, int64_t layers, bool deep);
gnn_var gnn_i_lrp_forward(void *s, gnn_context *c, gnn_var x);

#define GNN_I_KEYS_LRP                                                                                                    \
    GNN_I_KEY_INT_(edge_in, "0", 0, 1 << 20, "width of an arc's features; 0: the arc's weight"),                         \
    GNN_I_KEY_INT_(depth, "1", 1, 8, "l: radius of the egonets"),                                                        \
    GNN_I_KEY_INT_(k, "3", 1, 16, "k: at most so many new neighbours of each node in an ordering")

#endif
