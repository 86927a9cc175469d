/* y = (x - mean) / sqrt(var + eps) gamma + beta, the statistics over all rows, each graph's rows, or each row's columns. */
#include "layer.h"

static const double EPS = 1e-5;

gnn_status gnn_norm_layer_init(gnn_norm_layer *l, gnn_builder *b, const char *name, int64_t d, gnn_norm kind)
{
    *l = (gnn_norm_layer){ .kind = kind, .d = d, .alpha = -1, .mean = -1, .var = -1, .momentum = 0.1, .eps = EPS };
    if (kind == GNN_NORM_NONE) return GNN_OK;
    GNN_TRY_RETURN(gnn_builder_param(&l->gamma, b, name, "weight", 1, &d, GNN_INIT_ONE, 0, 0));
    GNN_TRY_RETURN(gnn_builder_param(&l->beta, b, name, "bias", 1, &d, GNN_INIT_ZERO, 0, 0));
    if (kind == GNN_NORM_GRAPH)
        GNN_TRY_RETURN(gnn_builder_param(&l->alpha, b, name, "mean_scale", 1, &d, GNN_INIT_ONE, 0, 0));
    if (kind != GNN_NORM_BATCH) return GNN_OK;
    GNN_TRY_RETURN(gnn_builder_buffer(&l->mean, b, name, "running_mean", 1, &d, GNN_INIT_ZERO));
    return gnn_builder_buffer(&l->var, b, name, "running_var", 1, &d, GNN_INIT_ONE);
}

/* running = (1 - momentum) running + momentum batch */
static void update(gnn_tensor *running, const gnn_tensor *batch, double momentum)
{
    for (int64_t i = 0, n = gnn_tensor_size(running); i < n; i++)
        gnn_tensor_set(running, i, (1 - momentum) * gnn_tensor_get(running, i) + momentum * gnn_tensor_get(batch, i));
}

/* Those of all rows so far and of `rows` more that are the part w of them, from each one's (Chan, Golub, LeVeque 1983);
 * batch_var is unbiased, what is kept is not: with one batch it is what training sees. */
static void pool(gnn_tensor *mean, gnn_tensor *var, const gnn_tensor *batch_mean, const gnn_tensor *batch_var, double w,
                 int64_t rows)
{
    for (int64_t i = 0, n = gnn_tensor_size(mean); i < n; i++) {
        double m = gnn_tensor_get(mean, i), d = gnn_tensor_get(batch_mean, i) - m,
               v = gnn_tensor_get(batch_var, i) * (double)(rows - 1) / (double)rows;
        gnn_tensor_set(mean, i, w == 1 ? gnn_tensor_get(batch_mean, i) : m + w * d);
        gnn_tensor_set(var, i, w == 1 ? v : (1 - w) * gnn_tensor_get(var, i) + w * v + w * (1 - w) * d * d);
    }
}

static gnn_var batch_forward(const gnn_norm_layer *l, gnn_context *c, gnn_var x, gnn_var gamma, gnn_var beta)
{
    gnn_tensor mean = gnn_params_value(c->buffers, l->mean), var = gnn_params_value(c->buffers, l->var),
               now_mean = mean, now_var = var;
    if (!c->in->training) { /* params may be shared between tapes, but a view's data outlives this frame */
        gnn_tensor *keep = gnn_i_tape_alloc(c->tape, 2 * sizeof *keep);
        if (!keep) return gnn_i_poison(c->tape, GNN_ENOMEM, "norm");
        keep[0] = mean, keep[1] = var;
        return gnn_batch_norm(x, gamma, beta, l->eps, &keep[0], &keep[1], NULL, NULL);
    }
    size_t bytes = (size_t)l->d * gnn_dtype_size(mean.dtype);
    now_mean.data = gnn_i_tape_alloc(c->tape, bytes), now_var.data = gnn_i_tape_alloc(c->tape, bytes);
    if (!now_mean.data || !now_var.data) return gnn_i_poison(c->tape, GNN_ENOMEM, "norm");
    gnn_var y = gnn_batch_norm(x, gamma, beta, l->eps, NULL, NULL, &now_mean, &now_var);
    if (!gnn_value(y) || gnn_tensor_rows(gnn_value(y)) == 0) return y;
    if (c->in->momentum > 0) {
        pool(&mean, &var, &now_mean, &now_var, c->in->momentum, gnn_tensor_rows(gnn_value(y)));
        return y;
    }
    update(&mean, &now_mean, l->momentum);
    update(&var, &now_var, l->momentum);
    return y;
}

gnn_var gnn_norm_layer_forward(const gnn_norm_layer *l, gnn_context *c, gnn_var x)
{
    return gnn_i_norm_rows(l, c, x, c->in->graphs, c->in->node_ptr);
}

gnn_var gnn_i_norm_rows(const gnn_norm_layer *l, gnn_context *c, gnn_var x, int64_t segments, const int64_t *ptr)
{
    if (l->kind == GNN_NORM_NONE) return x;
    gnn_var gamma = gnn_i_use(c, l->gamma), beta = gnn_i_use(c, l->beta);
    x = gnn_i_dense(c, x);
    switch (l->kind) {
    case GNN_NORM_BATCH: return batch_forward(l, c, x, gamma, beta);
    case GNN_NORM_BATCH_STATS: return gnn_batch_norm(x, gamma, beta, l->eps, NULL, NULL, NULL, NULL);
    case GNN_NORM_LAYER: return gnn_layer_norm(x, gamma, beta, l->eps);
    default: return gnn_segment_norm(x, gamma, beta, gnn_i_use(c, l->alpha), l->eps, segments, ptr);
    }
}

static gnn_status sample(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d)
{
    return gnn_norm_layer_init(l, b, name, d->in, (gnn_norm)d->variant);
}

static gnn_var run(const void *l, gnn_context *c, gnn_var x) { return gnn_norm_layer_forward(l, c, x); }

const gnn_i_layer gnn_i_layer_norm = { "norm",
                                       GNN_NODE_ROWS,
                                       6,
                                       1u,
                                       "means and variances are rounded sums in another order",
                                       sizeof(gnn_norm_layer),
                                       sample,
                                       run };
