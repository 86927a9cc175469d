/* y(r,v) = x(v) for each subgraph r      dx(v) += sum over r of dy(r,v) */
#include "case.h"
#include "pairs.h"

static gnn_status root_spread_shape(gnn_op_ctx *c)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, p, false, 0, p ? p->n : 0, "a node"));
    return gnn_i_shape_set2(c, p->rows, c->in[0]->shape[1]);
}

static gnn_status run(gnn_op_ctx *c, gnn_i_pair_kernel kernel, gnn_tensor *y, const gnn_tensor *x, bool add)
{
    gnn_i_pair_args k = gnn_i_pair_args_of(*(const gnn_pairs *const *)c->attr, c->in[0]->shape[1]);
    k.x = x->data, k.y = y->data, k.add = add;
    gnn_i_run_pairs(c, kernel, &k);
    return GNN_OK;
}

static gnn_status root_spread_forward(gnn_op_ctx *c) { return run(c, GNN_I_ROOT_SPREAD, c->out, c->in[0], false); }
static gnn_status root_spread_backward(gnn_op_ctx *c) { return run(c, GNN_I_ROOT_SUM, c->din[0], c->dout, true); }

static gnn_var root_spread_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    return gnn_root_spread(p, gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_root_spread = { "root_spread", GNN_PAIR_ROWS, true, root_spread_shape,
                                      root_spread_forward, root_spread_backward, root_spread_sample };

gnn_var gnn_root_spread(const gnn_pairs *p, gnn_var x)
{
    return gnn_i_emit(&gnn_i_op_root_spread, x.tape, &p, sizeof p, 1, &x);
}
