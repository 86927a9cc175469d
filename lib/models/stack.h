/* Convolutions in a row with norm, activation, dropout, residuals, jumping knowledge, readout and head: the frame that
 * most models share.  A model gives the convolution. */
#ifndef GNN_I_STACK_H
#define GNN_I_STACK_H

#include "models/model.h"

typedef struct gnn_i_conv {
    size_t size;
    bool direct; /* without a readout the last convolution gives the result (GCN, SAGE, GAT); else a linear head */
    bool heads;  /* hidden convolutions give heads x width columns side by side */
    gnn_status (*init)(void *conv, gnn_builder *b, const char *name, int64_t in, int64_t out, int last, gnn_act_fn act,
                       const gnn_i_config *c);
    gnn_var (*forward)(const void *conv, gnn_context *c, gnn_var x);
} gnn_i_conv;

typedef struct gnn_i_stack {
    const gnn_i_conv *conv;
    const gnn_i_config *config;
    int64_t layers;
    bool direct;
    void *convs;
    gnn_norm_layer *norms;
    gnn_residual_layer *residuals;
    gnn_linear_layer *heads;     /* one, or layers + 1 with jk = sum */
    gnn_readout_layer *readouts; /* as many as heads */
} gnn_i_stack;

gnn_status gnn_i_stack_init(gnn_i_stack *s, gnn_builder *b, const gnn_i_conv *conv, const gnn_i_config *c);
gnn_var gnn_i_stack_forward(void *s, gnn_context *c, gnn_var x);
/* Dropout of x, deferred to the first product where the features are sparse. */
gnn_var gnn_i_drop(gnn_context *c, gnn_var x, double p);

#endif
