/* y(r,v) = sum_u op_vu a(r,u) in each subgraph r      da(r,u) += sum_v op_vu dy(r,v) */
#include "case.h"
#include "fused.h"
#include "pairs.h"

typedef struct attr { const gnn_pairs *p; const gnn_operator *op; } attr;

static gnn_status block_apply_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, true));
    GNN_TRY_RETURN(gnn_i_check_pairs(c, a->p, false, 0, a->p ? a->p->rows : 0, "a root and node"));
    GNN_REQUIRE_RETURN(a->op->rows == a->p->n && a->op->cols == a->p->n, GNN_ESHAPE,
                       "operator %s is (%lld,%lld), there are %lld nodes", a->op->name, (long long)a->op->rows,
                       (long long)a->op->cols, (long long)a->p->n);
    return gnn_i_shape_like(c, 0);
}

static void apply(gnn_op_ctx *c, void *y, const void *x, const gnn_i_csr *m, bool add)
{
    const attr *a = c->attr;
    gnn_i_pair_args k = gnn_i_pair_args_of(a->p, c->in[0]->shape[1]);
    k.x = x, k.y = y, k.ptr = m->ptr, k.col = m->col, k.val = m->val, k.add = add;
    gnn_i_run_pairs(c, GNN_I_BLOCK_APPLY, &k);
}

static gnn_status block_apply_forward(gnn_op_ctx *c)
{
    apply(c, c->out->data, c->in[0]->data, &((const attr *)c->attr)->op->fwd, false);
    return GNN_OK;
}

static gnn_status block_apply_backward(gnn_op_ctx *c)
{
    apply(c, c->din[0]->data, c->dout->data, &((const attr *)c->attr)->op->bwd, true);
    return GNN_OK;
}

static gnn_var block_apply_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    const gnn_operator *op = gnn_i_case_operator(k, "A");
    return gnn_block_apply(p, op, gnn_i_case_rows(k, GNN_PAIR_ROWS, gnn_i_case_width(k)));
}

const gnn_op gnn_i_op_block_apply = { "block_apply", GNN_PAIR_ROWS, true, block_apply_shape,
                                      block_apply_forward, block_apply_backward, block_apply_sample };

gnn_var gnn_block_apply(const gnn_pairs *p, const gnn_operator *op, gnn_var a)
{
    return gnn_i_emit(&gnn_i_op_block_apply, a.tape, &(attr){ p, op }, sizeof(attr), 1, &a);
}
