/* y + x, or y + x W where the widths differ      He et al. 2016, eq. 1 and 2 */
#include "layer.h"

gnn_status gnn_residual_layer_init(gnn_residual_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out)
{
    l->project = in != out;
    return l->project ? gnn_linear_layer_init(&l->lin, b, name, in, out, 0, GNN_ACT_NONE) : GNN_OK;
}

gnn_var gnn_residual_layer_forward(const gnn_residual_layer *l, gnn_context *c, gnn_var x, gnn_var y)
{
    return gnn_add(y, l->project ? gnn_linear_layer_forward(&l->lin, c, x) : gnn_i_dense(c, x));
}

/* The example: a linear map and the way around it. */
typedef struct example { gnn_linear_layer lin; gnn_residual_layer res; } example;

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = l;
    char part[96];
    int64_t out = d->variant ? d->out : d->in;
    GNN_TRY_RETURN(gnn_linear_layer_init(&e->lin, b, name, d->in, out, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_i_part(part, name, "res"));
    return gnn_residual_layer_init(&e->res, b, part, d->in, out);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x)
{
    const example *e = l;
    return gnn_residual_layer_forward(&e->res, c, x, gnn_linear_layer_forward(&e->lin, c, x));
}

const gnn_i_layer gnn_i_layer_residual = { "residual", GNN_NODE_ROWS, 2, ~0u, NULL, sizeof(example), sample, run };
