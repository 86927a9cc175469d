/* From what was read out to the result: norm, a hidden layer, dropout, a linear layer. */
#ifndef GNN_I_HEAD_H
#define GNN_I_HEAD_H

#include "models/model.h"

typedef struct gnn_i_head {
    const gnn_i_config *config;  /* head, readout_norm, dropout */
    gnn_norm_layer norm;
    gnn_linear_layer before, last; /* before: with `head` > 0    */
} gnn_i_head;

/* Rows of `width` columns to rows of `out`.  suffix: behind its names of parameters, a number where a model has several. */
gnn_status gnn_i_head_init(gnn_i_head *h, gnn_builder *b, const gnn_i_config *c, const char *suffix, int64_t width);
gnn_var gnn_i_head_forward(const gnn_i_head *h, gnn_context *c, gnn_var x);

#define GNN_I_KEY_READOUT_NORM_                                                                                        \
    GNN_I_KEY_CHOICE_(readout_norm, "none", "none batch relative",                                                     \
                      "of what a head sees; batch: where graphs differ little beside what they share, as regular "     \
                      "graphs do (calibrate); "                                                                        \
                      "relative: the same down to 1e-11 of it in f64, 1e-5 in f32, instead of sqrt(1e-5)")
#define GNN_I_KEYS_HEAD                                                                                                \
    GNN_I_KEY_INT_(head, "0", 0, 1 << 20, "width of a hidden layer (ReLU) of the head; 0: the head is linear"),        \
        GNN_I_KEY_READOUT_NORM_

#endif
