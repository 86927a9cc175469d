/* y_g = max_i a_ii | max_{i /= j} a_ij per graph, nothing: 0; ties share the gradient equally */
#ifndef T
#include "case.h"
#include "pairs.h"
#define THIS "op_pair_max.c"
#include "each_dtype.h"

static gnn_status pair_max_shape(gnn_op_ctx *c)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, p, true, 0, p ? p->rows : 0, "a pair"));
    return gnn_i_shape_set2(c, p->graphs, 2 * c->in[0]->shape[1]);
}

static int64_t cost_of(const gnn_op_ctx *c)
{
    int64_t graphs = c->out->shape[0];
    return graphs ? gnn_tensor_size(c->in[0]) / graphs + 1 : 1;
}

static gnn_status pair_max_forward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], cost_of(c), pair_max);
    return GNN_OK;
}

static gnn_status pair_max_backward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], 2 * cost_of(c), pair_max_back);
    return GNN_OK;
}

static gnn_var pair_max_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    return gnn_pair_max(p, gnn_i_case_rows(k, GNN_PAIR_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_pair_max = { "pair_max", GNN_INVARIANT, true, pair_max_shape,
                                   pair_max_forward, pair_max_backward, pair_max_sample };

gnn_var gnn_pair_max(const gnn_pairs *p, gnn_var a)
{
    return gnn_i_emit(&gnn_i_op_pair_max, a.tape, &p, sizeof p, 1, &a);
}

#else

/* Row of the graph's pairs in order, `off` where it is off the diagonal. */
#define EACH_PAIR(p, g)                                                                                                \
    for (int64_t n = (p)->node_ptr[(g) + 1] - (p)->node_ptr[g], k = 0, off;                                            \
         k < n * n && (off = k % (n + 1) != 0, true); k++)

static void S(pair_max)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    int64_t w = c->in[0]->shape[1];
    for (int64_t g = from; g < to; g++) {
        T *y = OUT + g * 2 * w;
        const T *a = IN(0) + p->row_ptr[g] * w;
        for (int64_t q = 0; q < 2 * w; q++) y[q] = 0;
        EACH_PAIR(p, g)
            for (int64_t q = 0; q < w; q++)
                if (k < 2 || a[k * w + q] > y[off * w + q]) y[off * w + q] = a[k * w + q];
    }
}

static void S(pair_max_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    int64_t w = c->in[0]->shape[1];
    for (int64_t g = from; g < to; g++)
        for (int64_t q = 0; q < w; q++) {
            const T *y = OUT + g * 2 * w + q, *dy = DOUT + g * 2 * w + q, *a = IN(0) + p->row_ptr[g] * w + q;
            T *d = DIN(0) + p->row_ptr[g] * w + q, ties[2] = { 0 };
            EACH_PAIR(p, g) ties[off] += a[k * w] == y[off * w];
            EACH_PAIR(p, g)
                if (a[k * w] == y[off * w]) d[k * w] += dy[off * w] / ties[off];
        }
}
#undef EACH_PAIR

#endif
