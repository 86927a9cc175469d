/* y_i = a_idx[i]      a (n,…), y (k,…)      da_r += sum over i with idx[i] = r of dy_i, in order of i */
#ifndef T
#include "case.h"
#include "op.h"

typedef struct attr {
    int64_t k;
    const int32_t *idx;
    int64_t *ptr, *order; /* backward on threads: the i with idx[i] = r are order[ptr[r] .. ptr[r+1]), ascending */
} attr;

#define THIS "op_gather.c"
#include "each_dtype.h"

static gnn_status sort_by_row(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = c->in[0]->shape[0];
    a->ptr = gnn_i_tape_alloc(c->tape, (size_t)(n + 2) * sizeof *a->ptr);
    a->order = gnn_i_tape_alloc(c->tape, (size_t)a->k * sizeof *a->order);
    if (!a->ptr || !a->order) return GNN_ENOMEM;
    memset(a->ptr, 0, (size_t)(n + 2) * sizeof *a->ptr);
    for (int64_t i = 0; i < a->k; i++) a->ptr[a->idx[i] + 2]++;
    for (int64_t r = 0; r < n; r++) a->ptr[r + 2] += a->ptr[r + 1];
    for (int64_t i = 0; i < a->k; i++) a->order[a->ptr[a->idx[i] + 1]++] = i; /* afterwards ptr[r + 1] is the end of row r */
    return GNN_OK;
}

static gnn_status gather_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_tensor *x = c->in[0];
    GNN_TRY_RETURN(gnn_i_shape_like(c, 0));
    GNN_REQUIRE_RETURN(x->ndim > 0 && a->k >= 0, GNN_ESHAPE, "%lld rows of a value with %d dimensions", (long long)a->k,
                       x->ndim);
    for (int64_t i = 0; i < a->k; i++)
        GNN_REQUIRE_RETURN(a->idx[i] >= 0 && a->idx[i] < x->shape[0], GNN_EINVAL,
                           "index %lld is %d, the rows are 0..%lld", (long long)i, a->idx[i],
                           (long long)x->shape[0] - 1);
    c->out->shape[0] = a->k;
    return GNN_OK;
}

static gnn_status gather_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_gather_rows(c->out->dtype, c->out->data, c->in[0]->data, a->k, a->idx, gnn_tensor_cols(c->in[0]), false);
    return GNN_OK;
}

static gnn_status gather_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    int64_t w = gnn_tensor_cols(c->in[0]);
    if (a->k * w < GNN_PARALLEL_WORK || gnn_threads() == 1) {
        if (a->k) OVER(c, 1, 1, scatter);
        return GNN_OK;
    }
    GNN_TRY_RETURN(sort_by_row(c));
    OVER(c, c->in[0]->shape[0], a->k * w / c->in[0]->shape[0] + 1, scatter_rows);
    return GNN_OK;
}

static gnn_var gather_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    int64_t count = gnn_i_case_int(k, 0, 40) * (gnn_graph_n(gnn_i_case_graph(k)) > 1000 ? 100 : 1);
    const int32_t *idx = gnn_i_case_nodes(k, &count);
    return gnn_gather(a, count, idx);
}

const gnn_op gnn_i_op_gather = { "gather", GNN_INVARIANT, true, gather_shape,
                                 gather_forward, gather_backward, gather_sample };

gnn_var gnn_gather(gnn_var a, int64_t k, const int32_t *idx)
{
    return gnn_i_emit(&gnn_i_op_gather, a.tape, &(attr){ .k = k, .idx = idx }, sizeof(attr), 1, &a);
}

#else

/* All of it on one thread. */
static void S(scatter)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t w = gnn_tensor_cols(c->in[0]);
    for (int64_t i = 0; i < a->k; i++) {
        const T *g = DOUT + i * w;
        T *d = DIN(0) + a->idx[i] * w;
        for (int64_t j = 0; j < w; j++) d[j] += g[j];
    }
}

/* The same sums in the same order, row by row. */
static void S(scatter_rows)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t w = gnn_tensor_cols(c->in[0]);
    for (int64_t r = from; r < to; r++)
        for (int64_t e = a->ptr[r]; e < a->ptr[r + 1]; e++) {
            const T *g = DOUT + a->order[e] * w;
            T *d = DIN(0) + r * w;
            for (int64_t j = 0; j < w; j++) d[j] += g[j];
        }
}

#endif
