/* y = columns from .. from + count of a      da += dy in those columns */
#ifndef T
#include "case.h"
#include "op.h"

typedef struct attr { int64_t from, count; } attr;

#define THIS "op_columns.c"
#include "each_dtype.h"

static gnn_status columns_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    char p[48];
    GNN_REQUIRE_RETURN(c->in[0] && c->in[0]->ndim == 2 && a->from >= 0 && a->count >= 0 &&
                           a->from <= c->in[0]->shape[1] - a->count,
                       GNN_ESHAPE, "%lld columns from %lld of %s", (long long)a->count, (long long)a->from,
                       gnn_i_shape_text(p, c->in[0]));
    return gnn_i_shape_set2(c, c->in[0]->shape[0], a->count);
}

static gnn_status columns_forward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], c->out->shape[1], columns);
    return GNN_OK;
}

static gnn_status columns_backward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], c->out->shape[1], columns_back);
    return GNN_OK;
}

static gnn_var columns_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k), count = gnn_i_case_int(k, 0, d), at = gnn_i_case_int(k, 0, d - count);
    return gnn_columns(gnn_i_case_rows(k, GNN_NODE_ROWS, d), at, count);
}

const gnn_op gnn_i_op_columns = { "columns", GNN_NODE_ROWS, true, columns_shape,
                                  columns_forward, columns_backward, columns_sample };

gnn_var gnn_columns(gnn_var a, int64_t from, int64_t count)
{
    return gnn_i_emit(&gnn_i_op_columns, a.tape, &(attr){ from, count }, sizeof(attr), 1, &a);
}

#else

static void S(columns)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t w = c->in[0]->shape[1];
    for (int64_t r = from; a->count && r < to; r++)
        memcpy(OUT + r * a->count, IN(0) + r * w + a->from, (size_t)a->count * sizeof(T));
}

static void S(columns_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    int64_t w = c->in[0]->shape[1];
    for (int64_t r = from; r < to; r++) {
        const T *g = DOUT + r * a->count;
        T *d = DIN(0) + r * w + a->from;
        for (int64_t j = 0; j < a->count; j++) d[j] += g[j];
    }
}

#endif
