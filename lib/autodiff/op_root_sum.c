/* y(v) = sum over the subgraphs r of a(r,v)      da(r,v) += dy(v) */
#include "case.h"
#include "pairs.h"

static gnn_status root_sum_shape(gnn_op_ctx *c)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, p, false, 0, p ? p->rows : 0, "a root and node"));
    return gnn_i_shape_set2(c, p->n, c->in[0]->shape[1]);
}

static gnn_status run(gnn_op_ctx *c, gnn_i_pair_kernel kernel, gnn_tensor *y, const gnn_tensor *x, bool add)
{
    gnn_i_pair_args k = gnn_i_pair_args_of(*(const gnn_pairs *const *)c->attr, c->in[0]->shape[1]);
    k.x = x->data, k.y = y->data, k.add = add;
    gnn_i_run_pairs(c, kernel, &k);
    return GNN_OK;
}

static gnn_status root_sum_forward(gnn_op_ctx *c) { return run(c, GNN_I_ROOT_SUM, c->out, c->in[0], false); }
static gnn_status root_sum_backward(gnn_op_ctx *c) { return run(c, GNN_I_ROOT_SPREAD, c->din[0], c->dout, true); }

static gnn_var root_sum_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    return gnn_root_sum(p, gnn_i_case_rows(k, GNN_PAIR_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_root_sum = { "root_sum", GNN_NODE_ROWS, true, root_sum_shape,
                                   root_sum_forward, root_sum_backward, root_sum_sample };

gnn_var gnn_root_sum(const gnn_pairs *p, gnn_var a)
{
    return gnn_i_emit(&gnn_i_op_root_sum, a.tape, &p, sizeof p, 1, &a);
}
