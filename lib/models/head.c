/* From what was read out to the result. */
#include "models/head.h"
#include "models/stack.h"

enum { RELATIVE = 2 }; /* of readout_norm's choices */

/* readout_norm relative: deviations down to this part of the mean. */
static const double FLOOR[] = { [GNN_F32] = 1e-5, [GNN_F64] = 1e-11 };

gnn_status gnn_i_head_init(gnn_i_head *h, gnn_builder *b, const gnn_i_config *c, const char *suffix, int64_t width)
{
    char name[40];
    *h = (gnn_i_head){ .config = c };
    snprintf(name, sizeof name, "readout_norm%s", suffix);
    GNN_TRY_RETURN(gnn_norm_layer_init(&h->norm, b, name, width, c->readout_norm ? GNN_NORM_BATCH : GNN_NORM_NONE));
    if (c->readout_norm == RELATIVE) h->norm.eps = -FLOOR[gnn_params_dtype(gnn_builder_params(b))];
    snprintf(name, sizeof name, "before%s", suffix);
    if (c->head) GNN_TRY_RETURN(gnn_linear_layer_init(&h->before, b, name, width, c->head, 1, GNN_ACT_RELU));
    snprintf(name, sizeof name, "head%s", suffix);
    return gnn_linear_layer_init(&h->last, b, name, c->head ? c->head : width, c->out, 1, GNN_ACT_NONE);
}

gnn_var gnn_i_head_forward(const gnn_i_head *h, gnn_context *c, gnn_var x)
{
    x = gnn_norm_layer_forward(&h->norm, c, x);
    if (h->config->head) x = gnn_linear_layer_forward(&h->before, c, x);
    return gnn_linear_layer_forward(&h->last, c, gnn_i_drop(c, x, h->config->dropout));
}
