/* y_i = exp(a_i) / sum over its segment of exp(a_j), per column      da_i += y_i (dy_i - sum over the segment of y_j dy_j) */
#include "case.h"
#include "segment.h"
#include "op.h"

static gnn_status segment_softmax_shape(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    GNN_TRY_RETURN(gnn_i_check_segments(c, s, c->in[0] ? gnn_tensor_rows(c->in[0]) : -1, 0));
    return gnn_i_shape_like(c, 0);
}

static gnn_status segment_softmax_forward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_softmax(c->out->dtype, c->out->data, c->in[0]->data, s->count, s->ptr, gnn_tensor_cols(c->in[0]));
    return GNN_OK;
}

static gnn_status segment_softmax_backward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_softmax_back(c->out->dtype, c->din[0]->data, c->dout->data, c->out->data, s->count, s->ptr,
                               gnn_tensor_cols(c->in[0]));
    return GNN_OK;
}

static gnn_var segment_softmax_sample(gnn_case *k)
{
    int64_t segments;
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    return gnn_segment_softmax(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)), segments, ptr);
}

const gnn_op gnn_i_op_segment_softmax = { "segment_softmax", GNN_NODE_ROWS, false, segment_softmax_shape,
                                          segment_softmax_forward, segment_softmax_backward, segment_softmax_sample };

gnn_var gnn_segment_softmax(gnn_var a, int64_t segments, const int64_t *ptr)
{
    return gnn_i_emit(&gnn_i_op_segment_softmax, a.tape, &(gnn_i_segments){ segments, ptr }, sizeof(gnn_i_segments), 1,
                      &a);
}
