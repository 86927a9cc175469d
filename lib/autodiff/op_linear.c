/* y_0 = fn_0([x_0 | x_1 | …] W_0 + b_0), y_m = fn_m(y_(m-1) W_m + b_m)
 *                                                  x_i (n,k_i), W_m (columns read, d_m), b_m (d_m) or none
 * g = dy fn'(z), from y     dx += g W^T     dW += x^T g     db += column sums of g, map by map from the last
 * The inputs are not joined; bias and activation are applied while rows are in cache; the y_m are kept for the backward
 * pass. */
#include "case.h"
#include "fused.h"

typedef struct attr {
    int inputs, maps;
    gnn_act_fn fn[GNN_I_LINEAR_MAPS];
    void *y[GNN_I_LINEAR_MAPS]; /* NULL: not kept; the last one is the result */
} attr;

static gnn_status linear_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_tensor *x = c->in[0];
    char p[48], q[48];
    int64_t k = 0;
    for (int i = 0; i < a->inputs; i++) {
        const gnn_tensor *t = c->in[i];
        GNN_REQUIRE_RETURN(t && t->ndim == 2 && x->ndim == 2 && t->shape[0] == x->shape[0], GNN_ESHAPE,
                           "x is %s, part %d %s", gnn_i_shape_text(p, x), i, gnn_i_shape_text(q, t));
        k += t->shape[1];
    }
    for (int m = 0; m < a->maps; m++) {
        const gnn_tensor *w = c->in[a->inputs + 2 * m];
        GNN_REQUIRE_RETURN(w && w->ndim == 2 && w->shape[0] == k, GNN_ESHAPE,
                           "x is %s, %lld columns reach the weight, which is %s", gnn_i_shape_text(p, x), (long long)k,
                           gnn_i_shape_text(q, w));
        k = w->shape[1];
        GNN_TRY_RETURN(gnn_i_need_bias(c, a->inputs + 2 * m + 1, k));
    }
    return gnn_i_shape_set2(c, x->shape[0], k);
}

static void *grad_of(const gnn_op_ctx *c, int i)
{
    return c->din[i] ? c->din[i]->data : NULL;
}

static gnn_i_linear_args args_of(const gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_linear_args l = { .dtype = c->out->dtype,
                            .n = c->out->shape[0],
                            .inputs = a->inputs,
                            .maps = a->maps,
                            .dy = c->dout ? c->dout->data : NULL };
    for (int i = 0; i < a->inputs; i++) {
        l.in[i].x = c->in[i]->data, l.in[i].k = c->in[i]->shape[1];
        l.in[i].dx = grad_of(c, i), l.in[i].add = !gnn_i_fresh(c, i);
    }
    for (int m = 0; m < a->maps; m++) {
        int w = a->inputs + 2 * m, b = w + 1;
        l.map[m] = (gnn_i_linear_map){ .d = c->in[w]->shape[1],
                                       .w = c->in[w]->data,
                                       .b = c->in[b] ? c->in[b]->data : NULL,
                                       .act = (gnn_i_act)a->fn[m],
                                       .y = m + 1 < a->maps ? a->y[m] : c->out->data,
                                       .dw = grad_of(c, w),
                                       .db = grad_of(c, b) };
    }
    return l;
}

/* Map by map, each over all rows. */
static gnn_status forward_whole(gnn_op_ctx *c, const gnn_i_linear_args *l)
{
    for (int m = 0; m < l->maps; m++) {
        const gnn_i_linear_map *map = &l->map[m];
        const char *w = map->w;
        for (int i = 0; i < (m ? 1 : l->inputs); i++) {
            int64_t k = m ? l->map[m - 1].d : l->in[i].k;
            bool last = m || i + 1 == l->inputs;
            size_t bytes = gnn_i_gemm_scratch(l->dtype, false, false, l->n, map->d, k);
            void *scratch = bytes ? gnn_i_tape_alloc(c->tape, bytes) : NULL;
            if (bytes && !scratch) return GNN_ENOMEM;
            gnn_i_gemm_bias_act(l->dtype, l->n, map->d, k, m ? l->map[m - 1].y : l->in[i].x, w, i > 0,
                                last ? map->b : NULL, last ? map->act : GNN_I_ACT_NONE, map->y, scratch);
            w += (size_t)(k * map->d) * gnn_dtype_size(l->dtype);
        }
    }
    return GNN_OK;
}

static gnn_status linear_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    gnn_i_linear_args l = args_of(c);
    bool strips = gnn_i_linear_fits(&l);
    for (int m = 0; m + 1 < a->maps && (c->needs_grad || !strips); m++) {
        l.map[m].y = a->y[m] = gnn_i_tape_alloc(c->tape, (size_t)(l.n * l.map[m].d) * gnn_dtype_size(l.dtype));
        if (!a->y[m]) return GNN_ENOMEM;
    }
    gnn_arena_mark mark = gnn_i_tape_mark(c->tape);
    gnn_status st = GNN_OK;
    if (strips) {
        void *scratch = gnn_i_tape_alloc(c->tape, gnn_i_linear_scratch(&l, false));
        if (scratch)
            gnn_i_linear(&l, scratch);
        else
            st = GNN_ENOMEM;
    } else
        st = forward_whole(c, &l);
    gnn_i_tape_release(c->tape, mark);
    return st;
}

static gnn_status backward_whole(gnn_op_ctx *c, const gnn_i_linear_args *l)
{
    size_t es = gnn_dtype_size(l->dtype);
    const void *dy = l->dy;
    for (int m = l->maps - 1; m >= 0; m--) {
        const gnn_i_linear_map *map = &l->map[m];
        const void *g;
        GNN_TRY_RETURN(gnn_i_before_map(c, (gnn_act_fn)map->act, map->y, dy, l->n, map->d, map->db, &g));
        const char *w = map->w;
        char *dw = map->dw, *between = m ? gnn_i_tape_alloc(c->tape, (size_t)(l->n * l->map[m - 1].d) * es) : NULL;
        if (m && !between) return GNN_ENOMEM;
        for (int i = 0; i < (m ? 1 : l->inputs); i++) {
            int64_t k = m ? l->map[m - 1].d : l->in[i].k;
            const void *x = m ? l->map[m - 1].y : l->in[i].x;
            void *dx = m ? between : l->in[i].dx;
            if (dx) GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, l->n, k, map->d, g, w, m == 0 && l->in[i].add, dx));
            if (dw) GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, k, map->d, l->n, x, g, 1, dw));
            w += (size_t)(k * map->d) * es, dw = dw ? dw + (size_t)(k * map->d) * es : NULL;
        }
        dy = between;
    }
    return GNN_OK;
}

static gnn_status linear_backward(gnn_op_ctx *c)
{
    gnn_i_clear_fresh(c, ((const attr *)c->attr)->inputs);
    gnn_i_linear_args l = args_of(c);
    if (!gnn_i_linear_fits(&l)) return backward_whole(c, &l);
    void *scratch = gnn_i_tape_alloc(c->tape, gnn_i_linear_scratch(&l, true));
    if (!scratch) return GNN_ENOMEM;
    gnn_i_linear_back(&l, scratch);
    return GNN_OK;
}

static gnn_var linear_sample(gnn_case *k)
{
    int inputs = (int)gnn_i_case_int(k, 1, 3), maps = (int)gnn_i_case_int(k, 1, 2);
    int64_t width = 0;
    gnn_var x[3];
    gnn_linear_map map[2];
    for (int i = 0; i < inputs; i++) {
        int64_t w = gnn_i_case_width(k);
        x[i] = gnn_i_case_rows(k, GNN_NODE_ROWS, w), width += w;
    }
    for (int m = 0; m < maps; m++) {
        int64_t out = gnn_i_case_width(k);
        map[m].w = gnn_i_case_free(k, 2, (int64_t[]){ width, out });
        map[m].b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &out) : gnn_none(gnn_i_case_tape(k));
        map[m].fn = (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU);
        width = out;
    }
    return gnn_linear_maps(inputs, x, maps, map);
}

const gnn_op gnn_i_op_linear = { "linear",       GNN_NODE_ROWS,   GNN_I_OVERWRITES, linear_shape,
                                 linear_forward, linear_backward, linear_sample };

gnn_var gnn_linear_maps(int inputs, const gnn_var *x, int maps, const gnn_linear_map *map)
{
    if (inputs < 1 || maps < 1) {
        gnn_status st = gnn_i_fail(GNN_EINVAL, "linear: %d inputs, %d maps", inputs, maps);
        return inputs > 0 ? gnn_i_poison(x[0].tape, st, "linear") : (gnn_var){ NULL, -2 };
    }
    if (inputs > GNN_I_LINEAR_INPUTS) { /* the last ones are joined */
        gnn_var some[GNN_I_LINEAR_INPUTS];
        for (int i = 0; i + 1 < GNN_I_LINEAR_INPUTS; i++) some[i] = x[i];
        some[GNN_I_LINEAR_INPUTS - 1] = gnn_concat(inputs - GNN_I_LINEAR_INPUTS + 1, x + GNN_I_LINEAR_INPUTS - 1);
        return gnn_linear_maps(GNN_I_LINEAR_INPUTS, some, maps, map);
    }
    int most = (GNN_I_MAX_IN - inputs) / 2, here = maps < most ? maps : most;
    gnn_var in[GNN_I_MAX_IN];
    attr a = { .inputs = inputs, .maps = here };
    for (int i = 0; i < inputs; i++) in[i] = x[i];
    for (int m = 0; m < here; m++)
        in[inputs + 2 * m] = map[m].w, in[inputs + 2 * m + 1] = map[m].b, a.fn[m] = map[m].fn;
    gnn_var y = gnn_i_emit(&gnn_i_op_linear, x[0].tape, &a, sizeof a, inputs + 2 * here, in);
    return here < maps ? gnn_linear_maps(1, &y, maps - here, map + here) : y;
}

gnn_var gnn_linear(gnn_var x, gnn_var w, gnn_var b, gnn_act_fn fn)
{
    return gnn_linear_maps(1, &x, 1, &(gnn_linear_map){ w, b, fn });
}
