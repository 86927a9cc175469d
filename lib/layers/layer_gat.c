/* v = x W, s = <v, a_src> and t = <v, a_dst> head by head, attention over the arcs and the node itself.
 * Velickovic et al. 2018, eq. 3 to 6 */
#include "layer.h"

/* out[i,h] = sum_c v[i, h c + c'] a[h, c'] */
#define HEAD_DOT(T, suffix)                                                                                             \
    static void head_dot_##suffix(T *y, const T *v, const T *a, int64_t n, int64_t heads, int64_t c)                     \
    {                                                                                                                    \
        for (int64_t i = 0; i < n; i++)                                                                                  \
            for (int64_t h = 0; h < heads; h++) {                                                                        \
                T sum = 0;                                                                                               \
                for (int64_t k = 0; k < c; k++) sum += v[(i * heads + h) * c + k] * a[h * c + k];                        \
                y[i * heads + h] = sum;                                                                                  \
            }                                                                                                            \
    }                                                                                                                    \
    static void head_dot_back_##suffix(T *dv, T *da, const T *dy, const T *v, const T *a, int64_t n, int64_t heads, int64_t c) \
    {                                                                                                                    \
        for (int64_t i = 0; i < n; i++)                                                                                  \
            for (int64_t h = 0; h < heads; h++) {                                                                        \
                T g = dy[i * heads + h];                                                                                 \
                int64_t at = (i * heads + h) * c;                                                                        \
                if (dv) for (int64_t k = 0; k < c; k++) dv[at + k] += g * a[h * c + k];                                  \
                if (da) for (int64_t k = 0; k < c; k++) da[h * c + k] += g * v[at + k];                                  \
            }                                                                                                            \
    }
HEAD_DOT(float, f32)
HEAD_DOT(double, f64)

static gnn_status dot_forward(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    int64_t n = gnn_tensor_rows(in[0]), heads = gnn_tensor_rows(in[1]), c = gnn_tensor_cols(in[1]);
    GNN_REQUIRE_RETURN(gnn_tensor_cols(in[0]) == heads * c, GNN_ESHAPE, "%lld columns, %lld heads of %lld",
                       (long long)gnn_tensor_cols(in[0]), (long long)heads, (long long)c);
    if (out->dtype == GNN_F32) head_dot_f32(out->data, in[0]->data, in[1]->data, n, heads, c);
    else head_dot_f64(out->data, in[0]->data, in[1]->data, n, heads, c);
    return GNN_OK;
}

static gnn_status dot_backward(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                               gnn_tensor *const *din)
{
    int64_t n = gnn_tensor_rows(in[0]), heads = gnn_tensor_rows(in[1]), c = gnn_tensor_cols(in[1]);
    void *dv = din[0] ? din[0]->data : NULL, *da = din[1] ? din[1]->data : NULL;
    if (out->dtype == GNN_F32) head_dot_back_f32(dv, da, dout->data, in[0]->data, in[1]->data, n, heads, c);
    else head_dot_back_f64(dv, da, dout->data, in[0]->data, in[1]->data, n, heads, c);
    return GNN_OK;
}

static const gnn_custom_fn head_dot = { "head_dot", dot_forward, dot_backward, NULL };

gnn_status gnn_gat_layer_init(gnn_gat_layer *l, gnn_builder *b, const char *name, int64_t in, int64_t out, int heads,
                              int mean, gnn_act_fn act)
{
    char part[96];
    int64_t shape[2] = { heads, out };
    GNN_REQUIRE_RETURN(heads >= 1, GNN_EINVAL, "%s: %d heads", name, heads);
    l->heads = heads, l->mean = mean, l->out = out, l->act = act;
    GNN_TRY_RETURN(gnn_builder_operator(&l->op, b, "A+I"));
    GNN_TRY_RETURN(gnn_i_part(part, name, "value"));
    GNN_TRY_RETURN(gnn_linear_layer_init(&l->value, b, part, in, heads * out, 0, GNN_ACT_NONE));
    GNN_TRY_RETURN(gnn_i_weight(&l->src, b, name, "att_src", 2, shape, out, 1));
    GNN_TRY_RETURN(gnn_i_weight(&l->dst, b, name, "att_dst", 2, shape, out, 1));
    return gnn_builder_param(&l->bias, b, name, "bias", 1, (int64_t[]){ mean ? out : heads * out }, GNN_INIT_ZERO, 0,
                             0);
}

gnn_var gnn_gat_layer_forward(const gnn_gat_layer *l, gnn_context *c, gnn_var x)
{
    gnn_var v = gnn_linear_layer_forward(&l->value, c, x);
    int64_t n = gnn_value(v) ? gnn_tensor_rows(gnn_value(v)) : 0;
    gnn_var s = gnn_custom(&head_dot, 2, (gnn_var[]){ v, gnn_i_use(c, l->src) }, n, l->heads);
    gnn_var t = gnn_custom(&head_dot, 2, (gnn_var[]){ v, gnn_i_use(c, l->dst) }, n, l->heads);
    gnn_var y = gnn_gat(gnn_i_op(c, l->op), v, s, t, l->heads, 0.2);
    if (l->mean) y = gnn_i_mean_heads(c, y, l->heads);
    return gnn_i_activate(gnn_add_bias(y, gnn_i_use(c, l->bias)), l->act);
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_gat_layer_init(l, b, name, d->in, d->out, 2, d->variant, GNN_ACT_NONE);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_gat_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_gat = { "gat",
                                      GNN_NODE_ROWS,
                                      2,
                                      0u,
                                      "softmax over arcs: exponentials summed in another order",
                                      sizeof(gnn_gat_layer),
                                      sample,
                                      run };
