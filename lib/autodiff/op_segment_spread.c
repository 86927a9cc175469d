/* y_i = a_s for i in segment s      da_s += sum over the segment of dy_i */
#include "case.h"
#include "segment.h"
#include "op.h"

static gnn_status segment_spread_shape(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    char p[48];
    GNN_TRY_RETURN(gnn_i_check_segments(c, s, -1, 0));
    GNN_REQUIRE_RETURN(c->in[0]->shape[0] == s->count, GNN_ESHAPE, "%lld segments, operand 0 is %s",
                       (long long)s->count, gnn_i_shape_text(p, c->in[0]));
    return gnn_i_shape_rows(c, s->ptr[s->count]);
}

static gnn_status segment_spread_forward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_spread(c->out->dtype, c->out->data, c->in[0]->data, s->count, s->ptr, gnn_tensor_cols(c->in[0]),
                         false, false);
    return GNN_OK;
}

static gnn_status segment_spread_backward(gnn_op_ctx *c)
{
    const gnn_i_segments *s = c->attr;
    gnn_i_segment_sum(c->out->dtype, c->din[0]->data, c->dout->data, s->count, s->ptr, gnn_tensor_cols(c->in[0]), false,
                      true);
    return GNN_OK;
}

static gnn_var segment_spread_sample(gnn_case *k)
{
    int64_t segments;
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    return gnn_segment_spread(gnn_i_case_rows(k, GNN_INVARIANT, gnn_i_case_width(k)), segments, ptr);
}

const gnn_op gnn_i_op_segment_spread = { "segment_spread", GNN_NODE_ROWS, true, segment_spread_shape,
                                         segment_spread_forward, segment_spread_backward, segment_spread_sample };

gnn_var gnn_segment_spread(gnn_var a, int64_t segments, const int64_t *ptr)
{
    return gnn_i_emit(&gnn_i_op_segment_spread, a.tape, &(gnn_i_segments){ segments, ptr }, sizeof(gnn_i_segments), 1,
                      &a);
}
