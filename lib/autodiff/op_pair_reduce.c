/* y_i = sum_j a_ij | a_ii | sum_j a_ji      da_ij += dy_i[0] + dy_j[2] + delta_ij dy_i[1]      (the sums over n_g if mean) */
#include "case.h"
#include "pairs.h"

typedef struct attr { const gnn_pairs *p; bool mean; } attr;

static gnn_status pair_reduce_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, a->p, true, 0, a->p ? a->p->rows : 0, "a pair"));
    return gnn_i_shape_set2(c, a->p->n, 3 * c->in[0]->shape[1]);
}

static gnn_status pair_reduce_forward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_pair_args k = gnn_i_pair_args_of(a->p, c->in[0]->shape[1]);
    k.x = c->in[0]->data, k.y = c->out->data, k.mean = a->mean;
    gnn_i_run_pairs(c, GNN_I_PAIR_REDUCE, &k);
    return GNN_OK;
}

static gnn_status pair_reduce_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_i_pair_args k = gnn_i_pair_args_of(a->p, c->in[0]->shape[1]);
    k.x = c->dout->data, k.y = c->din[0]->data, k.mean = a->mean;
    gnn_i_run_pairs(c, GNN_I_PAIR_REDUCE_BACK, &k);
    return GNN_OK;
}

static gnn_var pair_reduce_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    gnn_var a = gnn_i_case_rows(k, GNN_PAIR_ROWS, gnn_i_case_width(k));
    return gnn_pair_reduce(p, a, 0);
}

const gnn_op gnn_i_op_pair_reduce = { "pair_reduce", GNN_NODE_ROWS, true, pair_reduce_shape,
                                      pair_reduce_forward, pair_reduce_backward, pair_reduce_sample };

gnn_var gnn_pair_reduce(const gnn_pairs *p, gnn_var a, int mean)
{
    return gnn_i_emit(&gnn_i_op_pair_reduce, a.tape, &(attr){ p, mean != 0 }, sizeof(attr), 1, &a);
}
