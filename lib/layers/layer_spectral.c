/* y = norm([O_1 x | … | O_q x] W + b, with ReLU in the first half of the columns)      Chen, Li, Bruna 2019, section 3 */
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

gnn_status gnn_i_operator_list(int *q, int op[16], gnn_builder *b, const char *name, const char *operators)
{
    char word[24];
    *q = 0;
    for (const char *p = operators; next_word(&p, word); (*q)++) {
        GNN_REQUIRE_RETURN(*q < 16, GNN_EINVAL, "%s: more than 16 operators in \"%s\"", name, operators);
        op[*q] = -1;
        if (strcmp(word, "I") != 0) GNN_TRY_RETURN(gnn_builder_operator(&op[*q], b, word));
    }
    GNN_REQUIRE_RETURN(*q > 0, GNN_EINVAL, "%s: the list of operators is empty", name);
    return GNN_OK;
}

void gnn_i_list_operators(const gnn_operator **ops, gnn_context *c, int q, const int *op)
{
    for (int i = 0; i < q; i++) ops[i] = op[i] < 0 ? NULL : gnn_i_op(c, op[i]);
}

gnn_status gnn_spectral_layer_init(gnn_spectral_layer *l, gnn_builder *b, const char *name, const char *operators,
                                   int64_t in, int64_t out, gnn_norm norm, int last)
{
    char part[96];
    *l = (gnn_spectral_layer){ .relu = last ? 0 : out / 2 };
    GNN_TRY_RETURN(gnn_i_operator_list(&l->q, l->op, b, name, operators));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->map, b, name, l->q * in, out, 1, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_part(part, name, "norm"));
    return gnn_norm_layer_init(&l->norm, b, part, out, last ? GNN_NORM_NONE : norm);
}

gnn_var gnn_spectral_layer_forward(const gnn_spectral_layer *l, gnn_context *c, gnn_var x)
{
    const gnn_operator *ops[16];
    gnn_i_list_operators(ops, c, l->q, l->op);
    gnn_var y = gnn_spectral(l->q, ops, gnn_i_dense(c, x), gnn_i_use(c, l->map.w), gnn_i_use(c, l->map.b),
                             gnn_none(c->tape), 0, l->relu);
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
