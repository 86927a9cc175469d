/* y_ij = fn(a_ij + a'_ji + u_i + v_j + s + delta_ij (d_i + t)): what is left of an equivariant linear map of pairs once its
 * channels are mixed.  With g = dy fn', from y:
 *     da_ij += g_ij     da'_ij += g_ji     du, dd, dv += row sums, diagonal, column sums of g     ds, dt += sums of du, dd */
#include "case.h"
#include "fused.h"
#include "pairs.h"

typedef struct attr { const gnn_pairs *p; int64_t w; gnn_act_fn fn; } attr;

static gnn_status pair_fold_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    char text[48];
    static const char *const what[] = { "a pair", "a node", "a graph" };
    GNN_REQUIRE_RETURN(a->p && (c->in[0] || c->in[1] || c->in[2]), GNN_EINVAL, "there is nothing to fold");
    GNN_REQUIRE_RETURN(a->w >= 0 && a->fn >= GNN_ACT_NONE && a->fn <= GNN_ACT_LEAKY_RELU, GNN_EINVAL,
                       "width %lld, activation %d", (long long)a->w, (int)a->fn);
    int64_t rows[] = { a->p->rows, a->p->n, a->p->graphs }, cols[] = { 2 * a->w, 3 * a->w, 2 * a->w };
    for (int i = 0; i < 3; i++) {
        if (!c->in[i]) continue;
        GNN_TRY_RETURN(gnn_i_check_pairs(c, a->p, true, i, rows[i], what[i]));
        GNN_REQUIRE_RETURN(c->in[i]->shape[1] == cols[i] || (i == 0 && c->in[i]->shape[1] == a->w), GNN_ESHAPE,
                           "operand %d is %s, the width %lld", i, gnn_i_shape_text(text, c->in[i]), (long long)a->w);
    }
    return gnn_i_shape_set2(c, a->p->rows, a->w);
}

static void *data_of(const gnn_tensor *t) { return t ? t->data : NULL; }
static bool is_both(const gnn_op_ctx *c) { return c->in[0] && c->in[0]->shape[1] != ((const attr *)c->attr)->w; }

static gnn_status pair_fold_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_pair_args k = gnn_i_pair_args_of(a->p, a->w);
    bool later = a->fn != GNN_ACT_NONE && a->fn != GNN_ACT_RELU;
    k.x = data_of(c->in[0]), k.v = data_of(c->in[1]), k.s = data_of(c->in[2]), k.y = c->out->data;
    k.both = is_both(c), k.act = later ? GNN_I_ACT_NONE : (gnn_i_act)a->fn;
    gnn_i_run_pairs(c, GNN_I_PAIR_FOLD, &k);
    if (later) gnn_i_bias_act(c->out->dtype, c->out->data, NULL, (gnn_i_act)a->fn, a->p->rows, a->w);
    return GNN_OK;
}

/* Sums per node, and of those per graph. */
static gnn_status sums_back(gnn_op_ctx *c, const void *g)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    int64_t w = a->w, n = a->p->n;
    size_t es = gnn_dtype_size(dtype);
    gnn_i_pair_args k = gnn_i_pair_args_of(a->p, w);
    char *sums = gnn_i_tape_alloc(c->tape, (size_t)(n * 3 * w) * es),
         *both = gnn_i_tape_alloc(c->tape, (size_t)(n * 2 * w) * es);
    if (!sums || !both) return GNN_ENOMEM;
    k.x = g, k.y = sums;
    gnn_i_run_pairs(c, GNN_I_PAIR_REDUCE, &k);
    if (c->din[1]) gnn_i_axpy(dtype, c->din[1]->data, 1, sums, n * 3 * w);
    if (!c->din[2]) return GNN_OK;
    for (int64_t i = 0; i < n && w; i++)
        memcpy(both + (size_t)(i * 2 * w) * es, sums + (size_t)(i * 3 * w) * es, (size_t)(2 * w) * es);
    gnn_i_segment_sum(dtype, c->din[2]->data, both, a->p->graphs, a->p->node_ptr, 2 * w, false, true);
    return GNN_OK;
}

static gnn_status pair_fold_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const void *g;
    gnn_i_clear_fresh(c, 1);
    GNN_TRY_RETURN(gnn_i_before_act(c, a->fn, NULL, &g));
    if (c->din[0]) {
        gnn_i_pair_args k = gnn_i_pair_args_of(a->p, a->w);
        k.x = g, k.y = c->din[0]->data, k.both = is_both(c), k.add = !gnn_i_fresh(c, 0);
        gnn_i_run_pairs(c, GNN_I_PAIR_FOLD_BACK, &k);
    }
    return c->din[1] || c->din[2] ? sums_back(c, g) : GNN_OK;
}

static gnn_var pair_fold_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    gnn_var none = gnn_none(gnn_i_case_tape(k));
    int64_t w = gnn_i_case_width(k), what = gnn_i_case_int(k, 0, 5);
    gnn_var a = what < 4 ? gnn_i_case_rows(k, GNN_PAIR_ROWS, what < 3 ? 2 * w : w) : none;
    gnn_var v = what != 1 && what != 3 ? gnn_i_case_rows(k, GNN_NODE_ROWS, 3 * w) : none;
    gnn_var s = what != 2 ? gnn_i_case_rows(k, GNN_INVARIANT, 2 * w) : none;
    return gnn_pair_fold(p, w, a, v, s, (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU));
}

const gnn_op gnn_i_op_pair_fold = { "pair_fold", GNN_PAIR_ROWS, GNN_I_OVERWRITES, pair_fold_shape,
                                    pair_fold_forward, pair_fold_backward, pair_fold_sample };

gnn_var gnn_pair_fold(const gnn_pairs *p, int64_t width, gnn_var a, gnn_var nodes, gnn_var graphs, gnn_act_fn fn)
{
    return gnn_i_emit(&gnn_i_op_pair_fold, a.tape, &(attr){ p, width, fn }, sizeof(attr), 3,
                      (gnn_var[]){ a, nodes, graphs });
}
