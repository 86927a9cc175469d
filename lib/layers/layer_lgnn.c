/* A line-graph layer: nodes see edges and edges see nodes.
 *     x' = norm([Ox x] U + c + [Pm y | Pd y] V + e)         ReLU in the last half of the columns
 *     y' = norm([Oy y] R + r + [Pm^T x' | Pd^T x'] Q + s)   with the new x            Chen, Li, Bruna 2019, section 3.2 */
#include "layer.h"

/* Are the edges' operators among those that need no matrix? */
static bool known(int *order, const gnn_builder *b, int q, const int *op)
{
    static const char *const names[] = { "I", "B", "B_1", "D_L" };
    int count;
    const char *const *all = gnn_builder_operators(b, &count);
    bool seen[4] = { false };
    for (int i = 0; i < q; i++) {
        int k = 0;
        while (k < 4 && strcmp(op[i] < 0 ? "I" : all[op[i]], names[k]) != 0) k++;
        if (k == 4 || seen[k]) return false;
        seen[k] = true, order[i] = k;
    }
    return true;
}

static gnn_status operators(gnn_lgnn_layer *l, gnn_builder *b, const char *name)
{
    const gnn_lgnn_options *o = &l->set;
    l->up = l->ends = l->down[0] = l->down[1] = -1;
    GNN_TRY_RETURN(gnn_i_operator_list(&l->q, l->op, b, name, o->nodes));
    if (o->kind == GNN_LINE_SYMMETRIC) {
        GNN_TRY_RETURN(gnn_builder_operator(&l->up, b, "P"));
        if (o->last) return GNN_OK;
        GNN_TRY_RETURN(gnn_builder_operator(&l->down[0], b, "PT"));
        return gnn_i_operator_list(&l->line_q, l->line_op, b, name, o->line);
    }
    GNN_TRY_RETURN(gnn_builder_operator(&l->ends, b, "B"));
    if (o->last) return GNN_OK;
    GNN_TRY_RETURN(gnn_i_operator_list(&l->line_q, l->line_op, b, name, o->line));
    l->fused = known(l->order, b, l->line_q, l->line_op);
    if (l->fused) return GNN_OK;
    GNN_TRY_RETURN(gnn_builder_operator(&l->down[0], b, "PmT"));
    return gnn_builder_operator(&l->down[1], b, "PdT");
}

static gnn_status map(gnn_linear_layer *l, gnn_builder *b, const char *name, const char *part, int64_t in, int64_t out)
{
    char full[96];
    GNN_TRY_RETURN(gnn_i_part(full, name, part));
    return gnn_linear_layer_init(l, b, full, in, out, 1, GNN_ACT_NONE);
}

gnn_status gnn_lgnn_layer_init(gnn_lgnn_layer *l, gnn_builder *b, const char *name, const gnn_lgnn_options *options,
                               int64_t in_x, int64_t in_y, int64_t out)
{
    char part[96];
    int64_t sides = options->kind == GNN_LINE_SYMMETRIC ? 1 : 2;
    *l = (gnn_lgnn_layer){ .set = *options, .out = out, .relu = options->linear || options->last ? 0 : out / 2 };
    GNN_TRY_RETURN(operators(l, b, name));
    l->set.nodes = l->set.line = NULL; /* the caller's */
    GNN_TRY_RETURN(map(&l->node, b, name, "node", l->q * in_x, out));
    GNN_TRY_RETURN(map(&l->node_edge, b, name, "node_edge", sides * in_y, out));
    if (options->last) return GNN_OK;
    GNN_TRY_RETURN(map(&l->edge, b, name, "edge", l->line_q * in_y, out));
    GNN_TRY_RETURN(map(&l->edge_node, b, name, "edge_node", sides * out, out));
    GNN_TRY_RETURN(gnn_i_part(part, name, "norm_node"));
    GNN_TRY_RETURN(gnn_norm_layer_init(&l->norm_node, b, part, out, options->norm));
    GNN_TRY_RETURN(gnn_i_part(part, name, "norm_edge"));
    return gnn_norm_layer_init(&l->norm_edge, b, part, out, options->norm);
}

/* Offsets of each graph's edges: as many end (start) before a graph's first node as there are in the graphs before it.
 * Unions of operators keep a graph's directed edges together; the line graph of a union of graphs does not. */
static gnn_status edge_offsets(const int64_t **out, const gnn_lgnn_layer *l, gnn_context *c)
{
    const gnn_input *in = c->in;
    const gnn_operator *op = gnn_i_op(c, l->ends >= 0 ? l->ends : l->up);
    int64_t *ptr = gnn_i_tape_alloc(c->tape, (size_t)(in->graphs + 1) * sizeof *ptr);
    if (!ptr) return GNN_ENOMEM;
    GNN_REQUIRE_RETURN(op->kind != GNN_I_OP_NB || in->graphs <= 1 || op->blocks == in->graphs, GNN_EUNSUPPORTED,
                       "operators of several graphs as one: their edges are mixed; use gnn_operator_union");
    for (int64_t i = 0; i <= in->graphs; i++)
        ptr[i] = op->kind == GNN_I_OP_NB ? op->in_ptr[in->node_ptr[i]] : op->fwd.ptr[in->node_ptr[i]] / 2;
    *out = ptr;
    return GNN_OK;
}

static gnn_var norm_edges(const gnn_lgnn_layer *l, gnn_context *c, gnn_var y)
{
    const int64_t *ptr = NULL;
    if (gnn_tape_status(c->tape) != GNN_OK) return y;
    if (l->norm_edge.kind == GNN_NORM_GRAPH_STATS || l->norm_edge.kind == GNN_NORM_GRAPH) {
        gnn_status st = edge_offsets(&ptr, l, c);
        if (st != GNN_OK) return gnn_i_poison(c->tape, st, "lgnn");
    }
    return gnn_i_norm_rows(&l->norm_edge, c, y, c->in->graphs, ptr);
}

static gnn_var edge_half(const gnn_lgnn_layer *l, gnn_context *c, gnn_var x, gnn_var y, gnn_var sums)
{
    gnn_var w = gnn_i_use(c, l->edge.w), b = gnn_i_use(c, l->edge.b), v = gnn_i_use(c, l->edge_node.w),
            e = gnn_i_use(c, l->edge_node.b), none = gnn_none(c->tape);
    if (l->fused)
        return gnn_line_spectral(gnn_i_op(c, l->ends), l->line_q, l->order, y, w, b, sums, x, v, e, l->out - l->relu,
                                 l->out);
    const gnn_operator *ops[16];
    gnn_i_list_operators(ops, c, l->line_q, l->line_op);
    gnn_var down = gnn_apply(gnn_i_op(c, l->down[0]), x, none, GNN_ACT_NONE);
    if (l->down[1] >= 0)
        down = gnn_concat(2, (gnn_var[]){ down, gnn_apply(gnn_i_op(c, l->down[1]), x, none, GNN_ACT_NONE) });
    return gnn_spectral(l->line_q, ops, y, w, b, gnn_linear(down, v, e, GNN_ACT_NONE), l->out - l->relu, l->out);
}

void gnn_lgnn_layer_forward(const gnn_lgnn_layer *l, gnn_context *c, gnn_var *x, gnn_var *y)
{
    const gnn_operator *ops[16];
    gnn_i_list_operators(ops, c, l->q, l->op);
    gnn_var sums = l->ends >= 0 ? gnn_edge_sums(gnn_i_op(c, l->ends), *y)
                                : gnn_apply(gnn_i_op(c, l->up), *y, gnn_none(c->tape), GNN_ACT_NONE);
    gnn_var add = gnn_linear(sums, gnn_i_use(c, l->node_edge.w), gnn_i_use(c, l->node_edge.b), GNN_ACT_NONE);
    *x = gnn_spectral(l->q, ops, gnn_i_dense(c, *x), gnn_i_use(c, l->node.w), gnn_i_use(c, l->node.b), add,
                      l->out - l->relu, l->out);
    if (l->set.last) return;
    *x = gnn_norm_layer_forward(&l->norm_node, c, *x);
    *y = norm_edges(l, c, edge_half(l, c, *x, *y, sums));
}

gnn_var gnn_lgnn_edge_degrees(gnn_context *c, int op)
{
    const gnn_operator *d = gnn_i_op(c, op);
    gnn_tensor *t = gnn_i_tape_alloc(c->tape, sizeof *t);
    if (!t) return gnn_i_poison(c->tape, GNN_ENOMEM, "lgnn");
    *t = gnn_tensor_view2(d->dtype, d->rows, 1, d->diag);
    return gnn_constant(c->tape, t);
}

/* For the generic tests: two layers of equal width, of which only the nodes are seen. */
typedef struct pair { gnn_lgnn_layer first, second; int degrees; } pair;

static gnn_status sample(void *at, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    static const struct { const char *line; gnn_line_kind kind; gnn_norm norm; int linear; } kinds[] = {
        { "I,B,B_1,D_L", GNN_LINE_DIRECTED, GNN_NORM_NONE, 0 },
        { "D_L,B,I", GNN_LINE_DIRECTED, GNN_NORM_BATCH_STATS, 1 },
        { "I,B,B_1,B_2,D_L", GNN_LINE_DIRECTED, GNN_NORM_LAYER, 0 },
        { "I,LA,LA_1,D_LA", GNN_LINE_SYMMETRIC, GNN_NORM_GRAPH_STATS, 0 },
    };
    pair *p = at;
    char part[96];
    gnn_lgnn_options o = { "I,A,A_1,D", kinds[d->variant].line, kinds[d->variant].kind, kinds[d->variant].norm,
                           kinds[d->variant].linear, 0 };
    GNN_TRY_RETURN(gnn_builder_operator(&p->degrees, b, o.kind == GNN_LINE_SYMMETRIC ? "D_LA" : "D_L"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "first"));
    GNN_TRY_RETURN(gnn_lgnn_layer_init(&p->first, b, part, &o, d->in, 1, 4));
    o.last = 1;
    GNN_TRY_RETURN(gnn_i_part(part, name, "second"));
    return gnn_lgnn_layer_init(&p->second, b, part, &o, 4, 4, d->out);
}

static gnn_var run(const void *at, gnn_context *c, gnn_var x)
{
    const pair *p = at;
    gnn_var y = gnn_lgnn_edge_degrees(c, p->degrees);
    gnn_lgnn_layer_forward(&p->first, c, &x, &y);
    gnn_lgnn_layer_forward(&p->second, c, &x, &y);
    return x;
}

const gnn_i_layer gnn_i_layer_lgnn = { "lgnn", GNN_NODE_ROWS, 4, 1u, "norms, and sums of the edges in another order", sizeof(pair),
                                       sample, run };
