/* y = [Pm x | Pd x], Pm = S + T, Pd = S - T, S marks tails, T heads of the directed edges        (Chen, Li, Bruna 2019, 3.2)
 * x (2M,d) on the edges, y (n, 2 d) on the nodes; the edges are those of a non-backtracking operator
 * dy = [m | p]      dx_e += (m + p)_tail(e) + (m - p)_head(e) */
#ifndef T
#include "case.h"
#include "fused.h"
#include "line.h"

typedef struct attr { const gnn_operator *B; } attr;

#define THIS "op_edge_sums.c"
#include "each_dtype.h"

static gnn_status edge_sums_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_edges(c, a->B));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->B->rows, "a directed edge"));
    return gnn_i_shape_set2(c, a->B->nodes, 2 * c->in[0]->shape[1]);
}

static gnn_status edge_sums_forward(gnn_op_ctx *c)
{
    const gnn_operator *B = ((const attr *)c->attr)->B;
    gnn_dtype dtype = c->out->dtype;
    int64_t d = c->in[0]->shape[1];
    gnn_i_csr S = gnn_i_edges_by(B, false), T = gnn_i_edges_by(B, true);
    gnn_i_spmm_strided(dtype, &S, c->in[0]->data, d, d, c->out->data, 2 * d, false);
    gnn_i_spmm_strided(dtype, &T, c->in[0]->data, d, d, (char *)c->out->data + (size_t)d * gnn_dtype_size(dtype), 2 * d,
                       false);
    OVER(c, B->nodes, 2 * d, butterfly);
    return GNN_OK;
}

static gnn_status edge_sums_backward(gnn_op_ctx *c)
{
    const gnn_operator *B = ((const attr *)c->attr)->B;
    gnn_i_edge_args e = { .tail = B->tail, .head = B->head, .node = c->dout->data, .y = c->din[0]->data, .w = c->in[0]->shape[1] };
    gnn_i_edge_spread(c->out->dtype, &e, B->rows);
    return GNN_OK;
}

static gnn_var edge_sums_sample(gnn_case *k)
{
    const gnn_operator *B = gnn_i_case_operator(k, "B"), *PmT = gnn_i_case_operator(k, "PmT"),
                       *PdT = gnn_i_case_operator(k, "PdT");
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)), none = gnn_none(gnn_i_case_tape(k));
    gnn_var on_edges =
        gnn_concat(2, (gnn_var[]){ gnn_apply(PmT, x, none, GNN_ACT_NONE), gnn_apply(PdT, x, none, GNN_ACT_TANH) });
    return gnn_edge_sums(B, on_edges);
}

const gnn_op gnn_i_op_edge_sums = { "edge_sums", GNN_NODE_ROWS, false, edge_sums_shape, edge_sums_forward, edge_sums_backward,
                                    edge_sums_sample };

gnn_var gnn_edge_sums(const gnn_operator *B, gnn_var x)
{
    return gnn_i_emit(&gnn_i_op_edge_sums, x.tape, &(attr){ B }, sizeof(attr), 1, &x);
}

#else

/* [s | t] becomes [s + t | s - t] */
static void S(butterfly)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t d = c->in[0]->shape[1];
    for (int64_t v = from; v < to; v++) {
        T *restrict s = OUT + v * 2 * d, *restrict t = s + d;
        for (int64_t j = 0; j < d; j++) {
            T sum = s[j] + t[j];
            t[j] = s[j] - t[j], s[j] = sum;
        }
    }
}

#endif
