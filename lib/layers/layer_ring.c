/* y = fn(k1 L0(x) + k2 L2(x) L1(x) + b), matrix products per channel.  Chen, Villar, Chen, Bruna 2019, section 4 */
#include "layer.h"

gnn_status gnn_ring_layer_init(gnn_ring_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out,
                               double nodes, gnn_act_fn act)
{
    char part[96], word[8];
    GNN_REQUIRE_RETURN(nodes > 0, GNN_EINVAL, "%s: a mean of %g nodes", name, nodes);
    l->act = act;
    for (int i = 0; i < 3; i++) {
        snprintf(word, sizeof word, "l%d", i);
        GNN_TRY_RETURN(gnn_i_part(part, name, word));
        GNN_TRY_RETURN(gnn_pair_linear_layer_init(&l->l[i], b, part, in, out, GNN_ACT_NONE));
    }
    GNN_TRY_RETURN(gnn_builder_param(&l->k1, b, name, "k1", 0, NULL, GNN_INIT_ONE, 0, 0));
    GNN_TRY_RETURN(gnn_builder_param(&l->k2, b, name, "k2", 0, NULL, GNN_INIT_ONE, 0, 0));
    gnn_tensor k2 = gnn_params_value(gnn_builder_params(b), l->k2);
    gnn_tensor_set(&k2, 0, 0.5 / nodes);
    return gnn_builder_param(&l->bias, b, name, "bias", 1, &out, GNN_INIT_ZERO, 0, 0);
}

gnn_var gnn_ring_layer_forward(const gnn_ring_layer *l, gnn_context *c, const gnn_pairs *p, gnn_var x)
{
    gnn_var y[3];
    for (int i = 0; i < 3; i++) y[i] = gnn_pair_linear_layer_forward(&l->l[i], c, p, x);
    gnn_var line = gnn_scale_by(y[0], gnn_i_use(c, l->k1));
    gnn_var product = gnn_scale_by(gnn_pair_product(p, y[2], y[1]), gnn_i_use(c, l->k2));
    return gnn_i_activate(gnn_add_bias(gnn_add(line, product), gnn_i_use(c, l->bias)), l->act);
}

typedef struct example { gnn_ring_layer l; int op; } example;

static gnn_status sample(void *layer, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    example *e = layer;
    GNN_TRY_RETURN(gnn_builder_operator(&e->op, b, "A"));
    return gnn_ring_layer_init(&e->l, b, name, d->in + 1, d->out, 8, GNN_ACT_RELU);
}

static gnn_var run(const void *layer, gnn_context *c, gnn_var x)
{
    const example *e = layer;
    const gnn_pairs *p = gnn_i_input_pairs(c);
    return gnn_ring_layer_forward(&e->l, c, p, gnn_i_sample_pairs(c, p, e->op, x));
}

const gnn_i_layer gnn_i_layer_ring = { "ring", GNN_PAIR_ROWS, 1, 0u, "sums are divided by n and n^2", sizeof(example), sample,
                                       run };
