/* y = gamma z / sqrt(mean of z^2 + eps) + beta, z = x - alpha mean of x, per segment (graph) and column; norm.h has the
 * gradients.   @source Cai et al. 2021, eq. 6 (GraphNorm); alpha none: 1 (instance norm of a graph) */
#include "case.h"
#include "norm.h"

static gnn_status segment_norm_shape(gnn_op_ctx *c) { return gnn_i_norm_shape(c, c->attr); }

static gnn_status segment_norm_forward(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_norm_stats(c, c->attr));
    return gnn_i_norm_forward(c, c->attr);
}

static gnn_status segment_norm_backward(gnn_op_ctx *c) { return gnn_i_norm_backward(c, c->attr); }

static gnn_var segment_norm_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k), segments;
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d), gamma = gnn_i_case_free(k, 1, &d), beta = gnn_i_case_free(k, 1, &d);
    gnn_var alpha = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &d) : gnn_none(gnn_i_case_tape(k));
    const int64_t *ptr = gnn_i_case_segments(k, &segments);
    return gnn_segment_norm(x, gamma, beta, alpha, 0.1, segments, ptr);
}

const gnn_op gnn_i_op_segment_norm = { "segment_norm", GNN_NODE_ROWS, false, segment_norm_shape, segment_norm_forward,
                                       segment_norm_backward, segment_norm_sample };

gnn_var gnn_segment_norm(gnn_var x, gnn_var gamma, gnn_var beta, gnn_var alpha, double eps, int64_t segments, const int64_t *ptr)
{
    gnn_i_norm a = { .eps = eps, .segments = segments, .ptr = ptr };
    return gnn_i_emit(&gnn_i_op_segment_norm, x.tape, &a, sizeof a, 4, (gnn_var[]){ x, gamma, beta, alpha });
}
