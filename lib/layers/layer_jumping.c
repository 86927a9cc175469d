/* [h_1 | h_2 | …], any number of parts      Xu et al. 2018, section 4 */
#include "layer.h"

gnn_var gnn_jumping_concat(int k, const gnn_var *parts)
{
    gnn_var some[GNN_I_MAX_IN] = { parts[0] };
    int n = 1;
    if (k == 1) return parts[0];
    for (int i = 1; i < k; i++) {
        if (n == GNN_I_MAX_IN) some[0] = gnn_concat(n, some), n = 1;
        some[n++] = parts[i];
    }
    return gnn_concat(n, some);
}

/* The example: ten powers of a linear map side by side. */
static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_linear_layer_init(l, b, name, d->in, d->in, 0, GNN_ACT_NONE);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x)
{
    gnn_var parts[10] = { x };
    for (int i = 1; i < 10; i++) parts[i] = i < 4 ? gnn_linear_layer_forward(l, c, parts[i - 1]) : parts[i - 4];
    return gnn_jumping_concat(10, parts);
}

const gnn_i_layer gnn_i_layer_jumping = {
    "jumping", GNN_NODE_ROWS, 1, ~0u, NULL, sizeof(gnn_linear_layer), sample, run
};
