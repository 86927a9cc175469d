/* y_s = maximum of the rows of segment s per column, 0 if it is empty
 * da_i += dy_s / ties where a_i = y_s: ties share the gradient, which keeps it equivariant */
#include "case.h"
#include "segment.h"
#include "op.h"

static gnn_status segment_max_shape(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    GNN_TRY_RETURN(gnn_i_check_segments(c, s, c->in[0] ? gnn_tensor_rows(c->in[0]) : -1, 0));
    return gnn_i_shape_rows(c, s->count);
}

static gnn_status segment_max_forward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_max(c->out->dtype, c->out->data, c->in[0]->data, s->count, s->ptr, NULL, gnn_tensor_cols(c->in[0]));
    return GNN_OK;
}

static gnn_status segment_max_backward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    void *share = gnn_i_tape_alloc(c->tape, (size_t)gnn_tensor_size(c->out) * gnn_dtype_size(c->out->dtype));
    if (!share) return GNN_ENOMEM;
    gnn_i_segment_max_back(c->out->dtype, c->din[0]->data, c->dout->data, c->out->data, c->in[0]->data, s->count,
                           s->ptr, gnn_tensor_cols(c->in[0]), share);
    return GNN_OK;
}

static gnn_var segment_max_sample(gnn_case *k)
{
    int64_t segments;
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    return gnn_segment_max(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)), segments, ptr);
}

const gnn_op gnn_i_op_segment_max = { "segment_max", GNN_INVARIANT, true, segment_max_shape,
                                      segment_max_forward, segment_max_backward, segment_max_sample };

gnn_var gnn_segment_max(gnn_var a, int64_t segments, const int64_t *ptr)
{
    return gnn_i_emit(&gnn_i_op_segment_max, a.tape, &(gnn_i_segments){ segments, ptr }, sizeof(gnn_i_segments), 1, &a);
}
