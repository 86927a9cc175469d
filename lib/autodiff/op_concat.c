/* y = [a_0 | a_1 | …] along columns      da_i += its columns of dy */
#ifndef T
#include "case.h"
#include "op.h"
#define THIS "op_concat.c"
#include "each_dtype.h"

static gnn_status concat_shape(gnn_op_ctx *c)
{
    int64_t cols = 0;
    char p[48], q[48];
    for (int i = 0; i < c->n_in; i++) {
        GNN_REQUIRE_RETURN(
            c->in[i] && c->in[i]->ndim == 2 && c->in[0]->ndim == 2 && c->in[i]->shape[0] == c->in[0]->shape[0],
            GNN_ESHAPE, "part 0 is %s, part %d %s", gnn_i_shape_text(p, c->in[0]), i, gnn_i_shape_text(q, c->in[i]));
        cols += c->in[i]->shape[1];
    }
    return gnn_i_shape_set2(c, c->in[0]->shape[0], cols);
}

static gnn_status concat_forward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], c->out->shape[1], concat);
    return GNN_OK;
}

static gnn_status concat_backward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], c->out->shape[1], concat_back);
    return GNN_OK;
}

static gnn_var concat_sample(gnn_case *k)
{
    gnn_var part[12];
    int count = (int)gnn_i_case_int(k, 1, 12);
    for (int i = 0; i < count; i++) part[i] = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_int(k, 0, 5));
    return gnn_concat(count, part);
}

const gnn_op gnn_i_op_concat = { "concat", GNN_NODE_ROWS, true, concat_shape,
                                 concat_forward, concat_backward, concat_sample };

gnn_var gnn_concat(int count, const gnn_var *parts)
{
    if (count < 1) { /* there is no tape to poison */
        (void)gnn_i_fail(GNN_EINVAL, "concat: %d parts", count);
        return (gnn_var){ NULL, -2 };
    }
    gnn_var some[GNN_I_MAX_IN] = { parts[0] };
    int held = 1, next = 1;
    do { /* beyond GNN_I_MAX_IN parts the first ones are joined before the others */
        while (held < GNN_I_MAX_IN && next < count) some[held++] = parts[next++];
        some[0] = gnn_i_emit(&gnn_i_op_concat, parts[0].tape, NULL, 0, held, some);
        held = 1;
    } while (next < count);
    return some[0];
}

#else

static void S(concat)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t w = c->out->shape[1], at = 0;
    for (int i = 0; i < c->n_in; at += c->in[i++]->shape[1]) {
        int64_t d = c->in[i]->shape[1];
        for (int64_t r = from; d && r < to; r++) memcpy(OUT + r * w + at, IN(i) + r * d, (size_t)d * sizeof(T));
    }
}

static void S(concat_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    int64_t w = c->out->shape[1], at = 0;
    for (int i = 0; i < c->n_in; at += c->in[i++]->shape[1]) {
        int64_t d = c->in[i]->shape[1];
        for (int64_t r = from; c->din[i] && r < to; r++) {
            const T *g = DOUT + r * w + at;
            T *da = DIN(i) + r * d;
            for (int64_t j = 0; j < d; j++) da[j] += g[j];
        }
    }
}

#endif
