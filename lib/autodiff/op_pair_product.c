/* y_ij = sum_k a_ik * b_kj, channel by channel      da += dy b^T     db += a^T dy */
#include "case.h"
#include "pairs.h"

static gnn_status pair_product_shape(gnn_op_ctx *c)
{
    const gnn_pairs *p = *(const gnn_pairs *const *)c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, p, true, 0, p ? p->rows : 0, "a pair"));
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    return gnn_i_shape_like(c, 0);
}

static gnn_i_pair_args args_of(const gnn_op_ctx *c)
{
    gnn_i_pair_args k = gnn_i_pair_args_of(*(const gnn_pairs *const *)c->attr, c->in[0]->shape[1]);
    k.x = c->in[0]->data, k.z = c->in[1]->data;
    return k;
}

static gnn_status pair_product_forward(gnn_op_ctx *c)
{
    gnn_i_pair_args k = args_of(c);
    k.y = c->out->data;
    gnn_i_run_pairs(c, GNN_I_PAIR_PRODUCT, &k);
    return GNN_OK;
}

static gnn_status pair_product_backward(gnn_op_ctx *c)
{
    gnn_i_pair_args k = args_of(c);
    k.s = c->dout->data, k.add = !gnn_i_fresh(c, 0), k.add2 = !gnn_i_fresh(c, 1);
    k.y = c->din[0] ? c->din[0]->data : NULL, k.y2 = c->din[1] ? c->din[1]->data : NULL;
    gnn_i_run_pairs(c, GNN_I_PAIR_PRODUCT_BACK, &k);
    return GNN_OK;
}

static gnn_var pair_product_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    int64_t w = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_PAIR_ROWS, w), b = gnn_i_case_rows(k, GNN_PAIR_ROWS, w);
    return gnn_pair_product(p, a, b);
}

const gnn_op gnn_i_op_pair_product = { "pair_product",     GNN_PAIR_ROWS,        GNN_I_EXACT | GNN_I_OVERWRITES,
                                       pair_product_shape, pair_product_forward, pair_product_backward,
                                       pair_product_sample };

gnn_var gnn_pair_product(const gnn_pairs *p, gnn_var a, gnn_var b)
{
    return gnn_i_emit(&gnn_i_op_pair_product, a.tape, &p, sizeof p, 2, (gnn_var[]){ a, b });
}
