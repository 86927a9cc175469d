/* Inverted dropout in training, the identity in prediction. */
#include "layer.h"

gnn_status gnn_dropout_layer_init(gnn_dropout_layer *l, double p)
{
    GNN_REQUIRE_RETURN(p >= 0 && p < 1, GNN_EINVAL, "dropout: p = %g is outside [0,1)", p);
    l->p = p;
    return GNN_OK;
}

gnn_var gnn_dropout_layer_forward(const gnn_dropout_layer *l, gnn_context *c, gnn_var x)
{
    if (!c->in->training || l->p <= 0) return x;
    return gnn_dropout(gnn_i_dense(c, x), l->p, gnn_i_mask(c));
}

/* Masks belong to positions, so in training the layer commutes with relabelling only in distribution: tested with p = 0. */
static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_dropout_layer_init(l, 0.0);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_dropout_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_dropout = {
    "dropout", GNN_NODE_ROWS, 1, ~0u, NULL, sizeof(gnn_dropout_layer), sample, run
};
