/* y_ij = a_ji      da_ij += dy_ji */
#include "case.h"
#include "pairs.h"

static gnn_status pair_transpose_shape(gnn_op_ctx *c)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, p, true, 0, p ? p->rows : 0, "a pair"));
    return gnn_i_shape_like(c, 0);
}

static gnn_status turn(gnn_op_ctx *c, gnn_tensor *y, const gnn_tensor *x, bool add)
{
    gnn_i_pair_args k = gnn_i_pair_args_of(*(const gnn_pairs *const *)c->attr, c->in[0]->shape[1]);
    k.x = x->data, k.y = y->data, k.add = add;
    gnn_i_run_pairs(c, GNN_I_PAIR_TRANSPOSE, &k);
    return GNN_OK;
}

static gnn_status pair_transpose_forward(gnn_op_ctx *c) { return turn(c, c->out, c->in[0], false); }
static gnn_status pair_transpose_backward(gnn_op_ctx *c) { return turn(c, c->din[0], c->dout, true); }

static gnn_var pair_transpose_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    return gnn_pair_transpose(p, gnn_i_case_rows(k, GNN_PAIR_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_pair_transpose = { "pair_transpose", GNN_PAIR_ROWS, true, pair_transpose_shape,
                                         pair_transpose_forward, pair_transpose_backward, pair_transpose_sample };

gnn_var gnn_pair_transpose(const gnn_pairs *p, gnn_var a)
{
    return gnn_i_emit(&gnn_i_op_pair_transpose, a.tape, &p, sizeof p, 1, &a);
}
