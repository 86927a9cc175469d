/* The network of gin and gsn. */
#ifndef GNN_I_GIN_H
#define GNN_I_GIN_H

#include "models/stack.h"

typedef struct gnn_i_gin { gnn_i_stack stack; } gnn_i_gin;
gnn_status gnn_i_gin_init(void *state, gnn_builder *b, const gnn_i_config *c);

#define GNN_I_KEYS_GIN                                                                                                     \
    GNN_I_KEYS_STACK("relu", "batch"),                                                                                     \
    GNN_I_KEY_BOOL_(learn_eps, "false", "learn the weight of the node itself (else 1)")

#endif
