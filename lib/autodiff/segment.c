/* What the operations on segments share. */
#include "segment.h"

gnn_status gnn_i_check_segments(const gnn_op_ctx *c, const gnn_i_segments *s, int64_t rows, int input)
{
    char p[48];
    GNN_REQUIRE_RETURN(c->in[input] && c->in[input]->ndim > 0, GNN_ESHAPE, "operand %d is %s, expected rows", input,
                       gnn_i_shape_text(p, c->in[input]));
    GNN_REQUIRE_RETURN(s->count >= 0 && s->ptr && s->ptr[0] == 0, GNN_EINVAL,
                       "%lld segments, their offsets must start at 0", (long long)s->count);
    for (int64_t i = 0; i < s->count; i++)
        GNN_REQUIRE_RETURN(s->ptr[i] <= s->ptr[i + 1], GNN_EINVAL,
                           "offset %lld of the segments is %lld, the next one %lld", (long long)i, (long long)s->ptr[i],
                           (long long)s->ptr[i + 1]);
    GNN_REQUIRE_RETURN(rows < 0 || s->ptr[s->count] == rows, GNN_ESHAPE,
                       "%lld segments end at row %lld, operand %d is %s", (long long)s->count,
                       (long long)s->ptr[s->count], input, gnn_i_shape_text(p, c->in[input]));
    return GNN_OK;
}

gnn_status gnn_i_shape_rows(gnn_op_ctx *c, int64_t rows)
{
    GNN_TRY_RETURN(gnn_i_shape_like(c, 0));
    c->out->shape[0] = rows;
    return GNN_OK;
}
