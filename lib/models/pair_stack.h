/* Layers on pairs of nodes in a row, readout and head: the frame of the order-2 models. */
#ifndef GNN_I_PAIR_STACK_H
#define GNN_I_PAIR_STACK_H

#include "models/head.h"

typedef struct gnn_i_pair_conv {
    size_t size;
    gnn_status (*init)(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, gnn_act_fn act,
                       const gnn_i_config *c);
    gnn_var (*forward)(const void *conv, gnn_context *c, const gnn_pairs *p, gnn_var x);
} gnn_i_pair_conv;

typedef struct gnn_i_pair_stack {
    const gnn_i_pair_conv *conv;
    const gnn_i_config *config;
    gnn_act_fn act; /* of a layer, after its norm */
    int64_t layers, heads;
    int op;
    void *convs;
    gnn_norm_layer *norms;           /* layers                              */
    gnn_pair_nodes_layer *nodes;     /* heads: with readout none, attention */
    gnn_readout_layer *attention;    /* heads                               */
    gnn_i_head *head;                /* heads                               */
} gnn_i_pair_stack;

gnn_status gnn_i_pair_stack_init(gnn_i_pair_stack *s, gnn_builder *b, const gnn_i_pair_conv *conv,
                                 gnn_act_fn act, const gnn_i_config *c);
gnn_var gnn_i_pair_stack_forward(void *s, gnn_context *c, gnn_var x);

extern const gnn_i_pair_conv gnn_i_ring_conv; /* model_ring.c */

/* Keys of the order-2 models, after GNN_I_KEYS_COMMON. */
#define GNN_I_KEYS_PAIRS(adjacency_default, jk_default)                                                                \
    GNN_I_KEY_INT_(edge_in, "0", 0, 1 << 20,                                                                           \
                   "width of an arc's features, channels of the input beside the adjacency"),                          \
        GNN_I_KEY_CHOICE_(adjacency, adjacency_default, "A sym sym-all",                                               \
                          "first channel of the input: A, or S = D^-1/2 A D^-1/2; sym-all: S "                         \
                          "also added to every other channel, as in the codes of Ring-GNN and PPGN"),                  \
        GNN_I_KEY_CHOICE_(jk, jk_default, "last cat sum",                                                              \
                          "what the head sees: the last layer, all of them and the input side by side, or a "          \
                          "head for each, summed"),                                                                    \
        GNN_I_KEY_CHOICE_(norm, "none", "none batch", "of each layer, over all pairs, before its activation"),         \
        GNN_I_KEYS_HEAD
#define GNN_I_KEYS_RING                                                                                                \
    GNN_I_KEY_REAL_(nodes, "20", 1, 1e6, "mean number of nodes of the data: k2 starts at half its inverse")

#endif
