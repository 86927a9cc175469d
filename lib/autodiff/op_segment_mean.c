/* y_s = mean of the rows of segment s, 0 if it is empty      da_i += dy_s / |s| for i in s */
#include "case.h"
#include "segment.h"
#include "op.h"

static gnn_status segment_mean_shape(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    GNN_TRY_RETURN(gnn_i_check_segments(c, s, c->in[0] ? gnn_tensor_rows(c->in[0]) : -1, 0));
    return gnn_i_shape_rows(c, s->count);
}

static gnn_status segment_mean_forward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_sum(c->out->dtype, c->out->data, c->in[0]->data, s->count, s->ptr, gnn_tensor_cols(c->in[0]), true,
                      false);
    return GNN_OK;
}

static gnn_status segment_mean_backward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_spread(c->out->dtype, c->din[0]->data, c->dout->data, s->count, s->ptr, gnn_tensor_cols(c->in[0]),
                         true, true);
    return GNN_OK;
}

static gnn_var segment_mean_sample(gnn_case *k)
{
    int64_t segments;
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    return gnn_segment_mean(gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)), segments, ptr);
}

const gnn_op gnn_i_op_segment_mean = { "segment_mean", GNN_INVARIANT, false, segment_mean_shape,
                                       segment_mean_forward, segment_mean_backward, segment_mean_sample };

gnn_var gnn_segment_mean(gnn_var a, int64_t segments, const int64_t *ptr)
{
    return gnn_i_emit(&gnn_i_op_segment_mean, a.tape, &(gnn_i_segments){ segments, ptr }, sizeof(gnn_i_segments), 1,
                      &a);
}
