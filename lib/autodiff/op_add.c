/* y = a + b      da += dy, db += dy */
#include "case.h"
#include "op.h"

static gnn_status add_shape(gnn_op_ctx *c)
{
    GNN_TRY_RETURN(gnn_i_same_shape(c, 0, 1));
    return gnn_i_shape_like(c, 0);
}

static gnn_status add_forward(gnn_op_ctx *c)
{
    int64_t n = gnn_tensor_size(c->out);
    if (c->out->dtype == GNN_F32) {
        const float *a = c->in[0]->data, *b = c->in[1]->data;
        float *y = c->out->data;
        for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
    } else {
        const double *a = c->in[0]->data, *b = c->in[1]->data;
        double *y = c->out->data;
        for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
    }
    return GNN_OK;
}

static gnn_status add_backward(gnn_op_ctx *c)
{
    int64_t n = gnn_tensor_size(c->out);
    for (int k = 0; k < 2; k++) {
        if (!c->din[k]) continue;
        if (c->out->dtype == GNN_F32) {
            float *d = c->din[k]->data;
            const float *g = c->dout->data;
            for (int64_t i = 0; i < n; i++) d[i] += g[i];
        } else {
            double *d = c->din[k]->data;
            const double *g = c->dout->data;
            for (int64_t i = 0; i < n; i++) d[i] += g[i];
        }
    }
    return GNN_OK;
}

static gnn_var add_sample(gnn_case *k)
{
    int64_t d = gnn_i_case_width(k);
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, d), b = gnn_i_case_rows(k, GNN_NODE_ROWS, d);
    return gnn_add(a, b);
}

const gnn_op gnn_i_op_add = { "add", GNN_NODE_ROWS, true, add_shape, add_forward, add_backward, add_sample };

gnn_var gnn_add(gnn_var a, gnn_var b) { return gnn_i_emit(&gnn_i_op_add, a.tape, NULL, 0, 2, (gnn_var[]){ a, b }); }
