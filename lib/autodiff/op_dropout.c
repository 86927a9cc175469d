/* y = m a, m_i = 0 or 1 / (1 - p) by word stream.counter + i of the stream      da += m dy
 * Entries are numbered, so a mask does not move when vertices are renamed: equivariant in distribution only. */
#ifndef T
#include "case.h"
#include "op.h"

typedef struct attr {
    double p;
    gnn_rng stream;
    void *mask;
} attr;

#define THIS "op_dropout.c"
#include "each_dtype.h"

static gnn_status dropout_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_REQUIRE_RETURN(a->p >= 0 && a->p < 1, GNN_EINVAL, "dropout of %g is outside [0,1)", a->p);
    return gnn_i_shape_like(c, 0);
}

static gnn_status dropout_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    int64_t n = gnn_tensor_size(c->out);
    if (!c->needs_grad) {
        gnn_i_dropout(c->out->dtype, c->out->data, c->in[0]->data, n, a->p, a->stream);
        return GNN_OK;
    }
    a->mask = gnn_i_tape_alloc(c->tape, (size_t)n * gnn_dtype_size(c->out->dtype)); /* cheaper to keep than to draw again */
    if (!a->mask) return GNN_ENOMEM;
    gnn_i_dropout(c->out->dtype, a->mask, NULL, n, a->p, a->stream);
    OVER(c, n, 1, dropout);
    return GNN_OK;
}

static gnn_status dropout_backward(gnn_op_ctx *c)
{
    OVER(c, gnn_tensor_size(c->out), 1, dropout_back);
    return GNN_OK;
}

static gnn_var dropout_sample(gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    return gnn_dropout(a, gnn_i_case_real(k, 0, 0.9), gnn_i_case_stream(k));
}

const gnn_op gnn_i_op_dropout = { "dropout", GNN_NOT_EQUIVARIANT, false, dropout_shape,
                                  dropout_forward, dropout_backward, dropout_sample };

gnn_var gnn_dropout(gnn_var a, double p, gnn_rng stream)
{
    if (p == 0) return a;
    return gnn_i_emit(&gnn_i_op_dropout, a.tape, &(attr){ p, stream, NULL }, sizeof(attr), 1, &a);
}

#else

static void S(dropout)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *a = IN(0), *m = ((const attr *)c->attr)->mask;
    T *y = OUT;
    for (int64_t i = from; i < to; i++) y[i] = m[i] * a[i];
}

static void S(dropout_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const T *g = DOUT, *m = ((const attr *)c->attr)->mask;
    T *d = DIN(0);
    for (int64_t i = from; i < to; i++) d[i] += m[i] * g[i];
}

#endif
