/* Z = [O_1 x | … | O_q x], y = norm([relu(Z W1 + b1) | Z W2 + b2])      Chen, Li, Bruna 2019, section 3 */
#include "layer.h"

/* The next word of a comma separated list into word[24]; false at the end. */
static bool next_word(const char **list, char *word)
{
    size_t n = 0;
    while (**list == ',' || **list == ' ') (*list)++;
    for (; **list && **list != ',' && **list != ' '; (*list)++)
        if (n < 23) word[n++] = **list;
    word[n] = 0;
    return n > 0;
}

gnn_status gnn_spectral_layer_init(gnn_spectral_layer *l, gnn_builder *b, const char *name, const char *operators,
                                   int64_t in, int64_t out, gnn_norm norm, int last)
{
    char part[96], word[24];
    *l = (gnn_spectral_layer){ .q = 0 };
    for (const char *p = operators; next_word(&p, word); l->q++) {
        GNN_REQUIRE_RETURN(l->q < 16, GNN_EINVAL, "%s: more than 16 operators in \"%s\"", name, operators);
        l->op[l->q] = -1;
        if (strcmp(word, "I") != 0) GNN_TRY_RETURN(gnn_builder_operator(&l->op[l->q], b, word));
    }
    GNN_REQUIRE_RETURN(l->q > 0, GNN_EINVAL, "%s: the list of operators is empty", name);
    int64_t half = last ? 0 : out / 2, wide = l->q * in;
    GNN_TRY_RETURN(gnn_i_part(part, name, "relu"));
    if (half) GNN_TRY_RETURN(gnn_linear_layer_init(&l->relu, b, part, wide, half, 1, GNN_ACT_RELU));
    GNN_TRY_RETURN(gnn_i_part(part, name, "linear"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->line, b, part, wide, out - half, 1, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "norm"));
    return gnn_norm_layer_init(&l->norm, b, part, out, last ? GNN_NORM_NONE : norm);
}

gnn_var gnn_spectral_layer_forward(const gnn_spectral_layer *l, gnn_context *c, gnn_var x)
{
    gnn_var part[16], none = gnn_none(c->tape), y;
    x = gnn_i_dense(c, x);
    for (int i = 0; i < l->q; i++) part[i] = l->op[i] < 0 ? x : gnn_apply(gnn_i_op(c, l->op[i]), x, none, GNN_ACT_NONE);
    gnn_var z = gnn_jumping_concat(l->q, part);
    y = gnn_linear_layer_forward(&l->line, c, z);
    if (l->relu.out) y = gnn_concat(2, (gnn_var[]){ gnn_linear_layer_forward(&l->relu, c, z), y });
    return gnn_norm_layer_forward(&l->norm, c, y);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_spectral_layer_init(l, b, name, "I,A,A_1,D", d->in, d->out,
                                   d->variant ? GNN_NORM_GRAPH_STATS : GNN_NORM_NONE, 0);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_spectral_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_spectral = {
    "spectral", GNN_NODE_ROWS, 2, 1u, "variant 1 has a norm", sizeof(gnn_spectral_layer), sample, run
};
