/* y = [x | M1(x) M2(x)] W + b, matrix products per channel.  Maron et al. 2019 (PPGN), section 6 */
#include "layer.h"

static gnn_status two_maps(gnn_linear_layer l[2], gnn_builder *b, const char *name, const char *word, int64_t in,
                           int64_t out)
{
    char part[96], full[96];
    for (int i = 0; i < 2; i++) {
        snprintf(part, sizeof part, "%s.%d", word, i);
        GNN_TRY_RETURN(gnn_i_part(full, name, part));
        GNN_TRY_RETURN(gnn_linear_layer_init(&l[i], b, full, i ? out : in, out, 1, GNN_ACT_RELU));
    }
    return GNN_OK;
}

gnn_status gnn_ppgn_layer_init(gnn_ppgn_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out)
{
    char part[96];
    GNN_TRY_RETURN(two_maps(l->left, b, name, "left", in, out));
    GNN_TRY_RETURN(two_maps(l->right, b, name, "right", in, out));
    GNN_TRY_RETURN(gnn_i_part(part, name, "skip"));
    return gnn_linear_layer_init(&l->skip, b, part, in + out, out, 1, GNN_ACT_NONE);
}

gnn_var gnn_ppgn_layer_forward(const gnn_ppgn_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var left = gnn_i_maps(c, 1, &x, 2, l->left), right = gnn_i_maps(c, 1, &x, 2, l->right);
    return gnn_i_maps(c, 2, (gnn_var[]){ x, gnn_pair_product(p, left, right) }, 1, &l->skip);
}

typedef struct example { gnn_ppgn_layer l; int op; } example;

static gnn_status sample(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = layer;
    GNN_TRY_RETURN(gnn_builder_operator(&e->op, b, "A"));
    return gnn_ppgn_layer_init(&e->l, b, name, d->in + 1, d->out);
}

static gnn_var run(const void *layer, gnn_context *c, gnn_var x)
{
    const example *e = layer;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    return gnn_ppgn_layer_forward(&e->l, c, p, gnn_i_sample_pairs(c, p, e->op, x));
}

const gnn_i_layer gnn_i_layer_ppgn = { "ppgn", GNN_PAIR_ROWS, 1, 1u, NULL, sizeof(example), sample, run };
