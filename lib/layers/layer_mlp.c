/* linear, norm, activation, dropout, …, linear */
#include "layer.h"

gnn_status gnn_mlp_layer_init(gnn_mlp_layer *l, gnn_builder *b, const char *name, int count, const int64_t *widths,
                              gnn_norm norm, gnn_act_fn act, double dropout)
{
    char part[96], word[24];
    GNN_REQUIRE_RETURN(count >= 1, GNN_EINVAL, "%s: %d linear maps, at least one is needed", name, count);
    *l = (gnn_mlp_layer){ .count = count, .act = act, .dropout = dropout };
    l->lin = gnn_builder_alloc(b, (size_t)count * sizeof *l->lin);
    l->norm = gnn_builder_alloc(b, (size_t)count * sizeof *l->norm);
    if (!l->lin || !l->norm) return GNN_ENOMEM;
    for (int i = 0; i < count; i++) {
        bool last = i + 1 == count;
        snprintf(word, sizeof word, "%d", i);
        GNN_TRY_RETURN(gnn_i_part(part, name, word));
        GNN_TRY_RETURN(gnn_linear_layer_init(&l->lin[i], b, part, widths[i], widths[i + 1], 1,
                                             last || norm != GNN_NORM_NONE ? GNN_ACT_NONE : act));
        if (last) break;
        snprintf(word, sizeof word, "norm%d", i);
        GNN_TRY_RETURN(gnn_i_part(part, name, word));
        GNN_TRY_RETURN(gnn_norm_layer_init(&l->norm[i], b, part, widths[i + 1], norm));
    }
    return GNN_OK;
}

gnn_var gnn_mlp_layer_forward(const gnn_mlp_layer *l, gnn_context *c, gnn_var x)
{
    gnn_dropout_layer drop = { l->dropout };
    for (int i = 0; i < l->count; i++) {
        x = gnn_linear_layer_forward(&l->lin[i], c, x);
        if (i + 1 == l->count) break;
        if (l->norm[i].kind != GNN_NORM_NONE) x = gnn_i_activate(gnn_norm_layer_forward(&l->norm[i], c, x), l->act);
        x = gnn_dropout_layer_forward(&drop, c, x);
    }
    return x;
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_mlp_layer_init(l, b, name, 2, (int64_t[]){ d->in, d->out + 1, d->out },
                              d->variant ? GNN_NORM_BATCH : GNN_NORM_NONE, GNN_ACT_RELU, 0.0);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_mlp_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_mlp = {
    "mlp", GNN_NODE_ROWS, 2, 1u, "variant 1 has batch norm", sizeof(gnn_mlp_layer), sample, run
};
