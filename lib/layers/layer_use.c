/* What layers share in the forward pass: parameters, operators and structures by number, sparse features, heads. */
#include "layer.h"

gnn_var gnn_i_use(gnn_context *c, int32_t id) { return id < 0 ? gnn_none(c->tape) : gnn_param(c->tape, c->params, id); }

const gnn_operator *gnn_i_op(gnn_context *c, int i) { return c->in->ops[i]; }

const void *gnn_i_structure_of(gnn_context *c, const gnn_i_structure *s)
{
    if (gnn_tape_status(c->tape) != GNN_OK) return NULL;
    if (c->in->structures) return c->in->structures[s->index];
    gnn_arena *arena = gnn_i_tape_arena(c->tape);
    void *shared = NULL;
    const void *part = NULL, *whole = NULL;
    gnn_i_making m = { arena, arena, &shared, s->options, gnn_tape_dtype(c->tape) };
    gnn_status st = s->class->make(&part, &m, c->in);
    if (st == GNN_OK) st = s->class->join(&whole, &m, 1, &part);
    if (st == GNN_OK) return whole;
    (void)gnn_i_poison(c->tape, st, s->class->name);
    return NULL;
}

gnn_rng gnn_i_mask(gnn_context *c) { return gnn_rng_stream(c->in->stream.key, "mask", c->dropouts++); }

static double input_p(const gnn_context *c) { return c->in->training ? c->input_dropout : 0.0; }

gnn_var gnn_i_map(gnn_context *c, gnn_var x, gnn_var w, gnn_var b, gnn_act_fn fn)
{
    if (!gnn_i_is_none(x) || !c->in->x_sparse) return gnn_linear(x, w, b, fn);
    return gnn_sparse_linear(c->in->x_sparse, w, b, fn, input_p(c), gnn_i_mask(c));
}

gnn_var gnn_i_maps(gnn_context *c, int inputs, const gnn_var *x, int maps, const gnn_linear_layer *l)
{
    gnn_linear_map map[GNN_I_LINEAR_MAPS];
    gnn_bug_assert(maps <= GNN_I_LINEAR_MAPS);
    for (int m = 0; m < maps; m++) map[m] = (gnn_linear_map){ gnn_i_use(c, l[m].w), gnn_i_use(c, l[m].b), l[m].act };
    return gnn_linear_maps(inputs, x, maps, map);
}

/* Rows of a CSR matrix scattered into zeroed rows. */
static void densify(gnn_tensor *t, const gnn_i_csr *m)
{
    for (int64_t i = 0; i < m->rows; i++)
        for (int64_t e = m->ptr[i]; e < m->ptr[i + 1]; e++) {
            int64_t at = i * m->cols + m->col[e];
            if (t->dtype == GNN_F32) ((float *)t->data)[at] = m->val ? ((const float *)m->val)[e] : 1.0f;
            else ((double *)t->data)[at] = m->val ? ((const double *)m->val)[e] : 1.0;
        }
}

gnn_var gnn_i_dense(gnn_context *c, gnn_var x)
{
    if (!gnn_i_is_none(x) || !c->in->x_sparse) return x;
    const gnn_operator *s = c->in->x_sparse;
    if (s->kind != GNN_I_OP_MATRIX || s->dtype != gnn_tape_dtype(c->tape))
        return gnn_i_poison(c->tape, gnn_i_fail(GNN_EDTYPE, "sparse features are a matrix of the tape's type"),
                            "features");
    size_t bytes = (size_t)(s->rows * s->cols) * gnn_dtype_size(s->dtype);
    void *data = gnn_i_tape_alloc(c->tape, bytes);
    if (!data) return gnn_i_poison(c->tape, GNN_ENOMEM, "features");
    memset(data, 0, bytes);
    gnn_tensor t = gnn_tensor_view2(s->dtype, s->rows, s->cols, data);
    densify(&t, &s->fwd);
    x = gnn_constant(c->tape, &t);
    return input_p(c) > 0 ? gnn_dropout(x, input_p(c), gnn_i_mask(c)) : x;
}

gnn_var gnn_i_edges(gnn_context *c, int64_t edge_in)
{
    const gnn_tensor *e = c->in->edge_x;
    char p[48];
    if (!e || gnn_tensor_cols(e) != edge_in)
        return gnn_i_poison(c->tape,
                            gnn_i_fail(GNN_ESHAPE, "the layer needs edge features (arcs,%lld), the input has %s",
                                       (long long)edge_in, gnn_i_shape_text(p, e)),
                            "edge features");
    return gnn_constant(c->tape, e);
}

gnn_var gnn_i_mean_heads(gnn_context *c, gnn_var y, int heads)
{
    const gnn_tensor *t = gnn_value(y);
    if (!t || heads == 1) return y;
    int64_t n = gnn_tensor_rows(t), d = gnn_tensor_cols(t) / heads;
    int64_t *ptr = gnn_i_tape_alloc(c->tape, (size_t)(n + 1) * sizeof *ptr);
    if (!ptr) return gnn_i_poison(c->tape, GNN_ENOMEM, "heads");
    for (int64_t i = 0; i <= n; i++) ptr[i] = i * heads;
    return gnn_segment_mean(gnn_reshape(y, 2, (int64_t[]){ n * heads, d }), n, ptr);
}
