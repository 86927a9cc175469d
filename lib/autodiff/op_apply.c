/* y = fn(op x + b)      op (r,n) constant, x (n,d), b (d) or none, y (r,d)
 * g = dy fn'(z), from y     dx += op^T g (the operator keeps its transpose)     db += column sums of g */
#include "case.h"
#include "fused.h"

typedef struct attr {
    const gnn_operator *op;
    gnn_act_fn fn;
} attr;

static gnn_status apply_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_need_operator(c, a->op, false));
    GNN_TRY_RETURN(gnn_i_need_rows(c, 0, a->op->cols, "a column of the operator"));
    GNN_TRY_RETURN(gnn_i_need_bias(c, 1, c->in[0]->shape[1]));
    return gnn_i_shape_set2(c, a->op->rows, c->in[0]->shape[1]);
}

static gnn_status apply(gnn_op_ctx *c, void *y, const void *x, int64_t w, bool back, bool add, const void *bias)
{
    const attr *a = c->attr;
    size_t bytes = gnn_i_operator_scratch(a->op, w);
    void *scratch = bytes ? gnn_i_tape_alloc(c->tape, bytes) : NULL;
    if (bytes && !scratch) return GNN_ENOMEM;
    gnn_i_operator_apply(y, a->op, x, w, back, add, bias, back ? GNN_I_ACT_NONE : (gnn_i_act)a->fn, scratch);
    return GNN_OK;
}

static gnn_status apply_forward(gnn_op_ctx *c)
{
    return apply(c, c->out->data, c->in[0]->data, c->out->shape[1], false, false, c->in[1] ? c->in[1]->data : NULL);
}

static gnn_status apply_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const void *g;
    gnn_i_clear_fresh(c, 1);
    GNN_TRY_RETURN(gnn_i_before_act(c, a->fn, c->din[1], &g));
    return c->din[0] ? apply(c, c->din[0]->data, g, c->out->shape[1], true, !gnn_i_fresh(c, 0), NULL) : GNN_OK;
}

static gnn_var apply_sample(gnn_case *k)
{
    static const char *const names[] = { "A", "I", "D", "U", "A+I", "gcn", "rw", "A_1", "L" };
    const gnn_operator *op = gnn_i_case_operator(k, names[gnn_i_case_int(k, 0, 8)]);
    int64_t d = gnn_i_case_width(k);
    gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    gnn_var b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &d) : gnn_none(gnn_i_case_tape(k));
    return gnn_apply(op, x, b, (gnn_act_fn)gnn_i_case_int(k, GNN_ACT_NONE, GNN_ACT_LEAKY_RELU));
}

const gnn_op gnn_i_op_apply = { "apply", GNN_NODE_ROWS, GNN_I_OVERWRITES, apply_shape, apply_forward, apply_backward, apply_sample };

gnn_var gnn_apply(const gnn_operator *op, gnn_var x, gnn_var b, gnn_act_fn fn)
{
    return gnn_i_emit(&gnn_i_op_apply, x.tape, &(attr){ op, fn }, sizeof(attr), 2, (gnn_var[]){ x, b });
}
