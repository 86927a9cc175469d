/* Convolutions in a row: the frame that most models share. */
#include "models/stack.h"

gnn_var gnn_i_drop(gnn_context *c, gnn_var x, double p)
{
    if (gnn_i_is_none(x)) {
        c->input_dropout = p;
        return x;
    }
    gnn_dropout_layer drop = { p };
    return gnn_dropout_layer_forward(&drop, c, x);
}

static void *conv_at(const gnn_i_stack *s, int64_t i) { return (char *)s->convs + (size_t)i * s->conv->size; }

static gnn_status memory(gnn_i_stack *s, gnn_builder *b)
{
    size_t n = (size_t)s->layers;
    s->convs = gnn_builder_alloc(b, n * s->conv->size);
    s->norms = gnn_builder_alloc(b, n * sizeof *s->norms);
    s->residuals = gnn_builder_alloc(b, n * sizeof *s->residuals);
    s->heads = gnn_builder_alloc(b, (n + 1) * sizeof *s->heads);
    s->readouts = gnn_builder_alloc(b, (n + 1) * sizeof *s->readouts);
    return s->convs && s->norms && s->residuals && s->heads && s->readouts ? GNN_OK : GNN_ENOMEM;
}

static gnn_status heads_init(gnn_i_stack *s, gnn_builder *b, int64_t width)
{
    const gnn_i_config *c = s->config;
    char name[32];
    int64_t count = c->jk == GNN_I_JK_SUM ? s->layers + 1 : 1;
    for (int64_t i = 0; i < count; i++) {
        int64_t d = c->jk == GNN_I_JK_CAT ? width * s->layers : c->jk == GNN_I_JK_SUM && i == 0 ? c->in : width;
        snprintf(name, sizeof name, count > 1 ? "readout%lld" : "readout", (long long)i);
        GNN_TRY_RETURN(gnn_readout_layer_init(&s->readouts[i], b, name, d, (gnn_pool)c->readout));
        snprintf(name, sizeof name, count > 1 ? "head%lld" : "head", (long long)i);
        GNN_TRY_RETURN(gnn_linear_layer_init(&s->heads[i], b, name, d, c->out, 1, GNN_ACT_NONE));
    }
    return GNN_OK;
}

gnn_status gnn_i_stack_init(gnn_i_stack *s, gnn_builder *b, const gnn_i_conv *conv, const gnn_i_config *c)
{
    char name[32];
    *s = (gnn_i_stack){ .conv = conv, .config = c, .layers = c->layers };
    s->direct = conv->direct && c->readout == GNN_POOL_NONE && c->jk == GNN_I_JK_LAST;
    GNN_TRY_RETURN(memory(s, b));
    int64_t width = c->in, hidden = conv->heads ? c->hidden * c->heads : c->hidden;
    for (int64_t i = 0; i < s->layers; i++) {
        bool last = s->direct && i + 1 == s->layers;
        gnn_act_fn act = last || c->norm != GNN_NORM_NONE || c->residual ? GNN_ACT_NONE : (gnn_act_fn)c->activation;
        snprintf(name, sizeof name, "conv%lld", (long long)i);
        GNN_TRY_RETURN(conv->init(conv_at(s, i), b, name, width, last ? c->out : c->hidden, last, act, c));
        if (last) return GNN_OK;
        snprintf(name, sizeof name, "norm%lld", (long long)i);
        GNN_TRY_RETURN(gnn_norm_layer_init(&s->norms[i], b, name, hidden, (gnn_norm)c->norm));
        snprintf(name, sizeof name, "residual%lld", (long long)i);
        if (c->residual) GNN_TRY_RETURN(gnn_residual_layer_init(&s->residuals[i], b, name, width, hidden));
        width = hidden;
    }
    return heads_init(s, b, width);
}

/* fn(norm(conv(x)) + x) */
static gnn_var block(const gnn_i_stack *s, gnn_context *c, int64_t i, gnn_var x)
{
    const gnn_i_config *g = s->config;
    gnn_var y = s->conv->forward(conv_at(s, i), c, x);
    if (s->direct && i + 1 == s->layers) return y;
    y = gnn_norm_layer_forward(&s->norms[i], c, y);
    if (g->residual) y = gnn_residual_layer_forward(&s->residuals[i], c, x, y);
    return g->norm != GNN_NORM_NONE || g->residual ? gnn_i_activate(y, (gnn_act_fn)g->activation) : y;
}

static gnn_var head(const gnn_i_stack *s, gnn_context *c, int64_t i, gnn_var x)
{
    gnn_var y = gnn_readout_layer_forward(&s->readouts[i], c, x);
    return gnn_linear_layer_forward(&s->heads[i], c, gnn_i_drop(c, y, s->config->dropout));
}

gnn_var gnn_i_stack_forward(void *state, gnn_context *c, gnn_var x)
{
    const gnn_i_stack *s = state;
    const gnn_i_config *g = s->config;
    double p = g->readout == GNN_POOL_NONE ? g->dropout : 0.0;
    gnn_var sum = gnn_none(c->tape), all = sum;
    if (g->jk == GNN_I_JK_SUM) {
        sum = head(s, c, 0, x);
        c->input_dropout = 0;
    }
    for (int64_t i = 0; i < s->layers; i++) {
        x = block(s, c, i, gnn_i_drop(c, x, p));
        if (g->jk == GNN_I_JK_SUM) sum = gnn_add(sum, head(s, c, i + 1, x));
        if (g->jk == GNN_I_JK_CAT) all = i == 0 ? x : gnn_concat(2, (gnn_var[]){ all, x });
    }
    if (s->direct) return x;
    return g->jk == GNN_I_JK_SUM ? sum : head(s, c, 0, g->jk == GNN_I_JK_CAT ? all : x);
}
