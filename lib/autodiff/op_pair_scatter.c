/* y_uv = value (or row) of the arc u -> v, 0 where there is none      d(arc) += dy_uv */
#ifndef T
#include "case.h"
#include "fused.h"
#include "pairs.h"

typedef struct attr { const gnn_pairs *p; const gnn_operator *op; } attr;
#define THIS "op_pair_scatter.c"
#include "each_dtype.h"

static gnn_status pair_scatter_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_REQUIRE_RETURN(a->p && a->p->square, GNN_EINVAL, "pairs of nodes are needed");
    GNN_REQUIRE_RETURN(a->op->rows == a->p->n && a->op->cols == a->p->n, GNN_ESHAPE,
                       "operator %s is (%lld,%lld), there are %lld nodes", a->op->name, (long long)a->op->rows,
                       (long long)a->op->cols, (long long)a->p->n);
    if (c->in[0]) GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->fwd.nnz, "an arc"));
    return gnn_i_shape_set2(c, a->p->rows, c->in[0] ? c->in[0]->shape[1] : 1);
}

/* An operator of a union has no entries between graphs. */
static gnn_status check_blocks(const attr *a)
{
    for (int64_t g = 0; g < a->p->graphs; g++)
        for (int64_t e = a->op->fwd.ptr[a->p->node_ptr[g]]; e < a->op->fwd.ptr[a->p->node_ptr[g + 1]]; e++) {
            int32_t u = a->op->fwd.col[e];
            GNN_REQUIRE_RETURN(u >= a->p->node_ptr[g] && u < a->p->node_ptr[g + 1], GNN_EINVAL,
                               "an arc from node %d leads into graph %lld, where the node is not", u, (long long)g);
        }
    return GNN_OK;
}

static gnn_status pair_scatter_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(check_blocks(a));
    OVER(c, a->p->graphs, a->p->graphs ? gnn_tensor_size(c->out) / a->p->graphs : 1, pair_scatter);
    return GNN_OK;
}

static gnn_status pair_scatter_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    OVER(c, a->p->graphs, a->p->graphs ? gnn_tensor_size(c->din[0]) / a->p->graphs : 1, pair_scatter_back);
    return GNN_OK;
}

static gnn_var pair_scatter_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    gnn_var arcs = gnn_i_case_rows(k, GNN_ARC_ROWS, gnn_i_case_width(k));
    return gnn_pair_scatter(p, op, arcs);
}

const gnn_op gnn_i_op_pair_scatter = { "pair_scatter", GNN_PAIR_ROWS, true, pair_scatter_shape,
                                       pair_scatter_forward, pair_scatter_backward, pair_scatter_sample };

gnn_var gnn_pair_scatter(const gnn_pairs *p, const gnn_operator *op, gnn_var arcs)
{
    return gnn_i_emit(&gnn_i_op_pair_scatter, arcs.tape, &(attr){ p, op }, sizeof(attr), 1, &arcs);
}

#else

/* Row (u, v) of graph g for the entry e in row v of the operator. */
#define EACH_ARC(a, from, to)                                                                                                     \
    for (int64_t g = from; g < to; g++)                                                                                           \
        for (int64_t first = (a)->p->node_ptr[g], n = (a)->p->node_ptr[g + 1] - first, v = 0; v < n; v++)                          \
            for (int64_t e = (a)->op->fwd.ptr[first + v]; e < (a)->op->fwd.ptr[first + v + 1]; e++)

static void S(pair_scatter)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    const T *x = IN(0), *val = a->op->fwd.val;
    int64_t w = c->out->shape[1], start = a->p->row_ptr[from] * w, size = a->p->row_ptr[to] * w - start;
    T *y = OUT;
    if (size) memset(y + start, 0, (size_t)size * sizeof *y);
    EACH_ARC(a, from, to) {
        int64_t row = a->p->row_ptr[g] + (a->op->fwd.col[e] - first) * n + v;
        for (int64_t q = 0; q < w; q++) y[row * w + q] = x ? x[e * w + q] : val ? val[e] : 1;
    }
}

static void S(pair_scatter_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    const T *d = DOUT;
    int64_t w = c->out->shape[1];
    T *x = DIN(0);
    EACH_ARC(a, from, to) {
        int64_t row = a->p->row_ptr[g] + (a->op->fwd.col[e] - first) * n + v;
        for (int64_t q = 0; q < w; q++) x[e * w + q] += d[row * w + q];
    }
}
#undef EACH_ARC

#endif
