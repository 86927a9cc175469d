#include "layer_case.h"
#include <math.h>

static gnn_status fill(gnn_tensor **out, int64_t rows, int64_t cols, const layer_case *k, const char *what)
{
    GNN_TRY_RETURN(gnn_tensor_new(out, GNN_F64, 2, (int64_t[]){ rows, cols }));
    gnn_rng r = gnn_rng_stream(11, what, k->number);
    for (int64_t i = 0; i < rows * cols; i++)
        gnn_tensor_set(*out, i, k->integers ? (double)gnn_rng_below(&r, 7) - 3 : gnn_rng_normal(&r));
    return GNN_OK;
}

gnn_status layer_case_new(layer_case *k, uint64_t number, int variant, bool integers)
{
    static const int64_t widths[] = { 1, 2, 3, 8, 5 };
    gnn_status st = GNN_OK;
    bool directed = number % 5 == 4;
    *k = (layer_case){ .number = number, .integers = integers, .training = number % 2 };
    k->dims = (gnn_i_layer_dims){ widths[number % 5], widths[(number / 5 + 2) % 5], 2, variant };
    gnn_graph *two[2] = { support_graph(number, directed), support_graph(number / 3 + 7, directed) };
    GNN_TRY(gnn_graph_union(&k->g, 2, (const gnn_graph *const *)two, k->node_ptr));
    GNN_TRY(fill(&k->x, k->g->n, k->dims.in, k, "features"));
    GNN_TRY(fill(&k->edge_x, k->g->arcs, k->dims.edge_in, k, "edge features"));
done:
    gnn_graph_free(two[0]);
    gnn_graph_free(two[1]);
    return st;
}

void layer_case_free(layer_case *k)
{
    gnn_graph_free(k->g);
    gnn_tensor_free(k->x);
    gnn_tensor_free(k->edge_x);
}

/* ---- a layer made for a case ---- */

typedef struct built {
    gnn_params *params;
    gnn_builder *b;
    gnn_tape *tape;
    void *layer;
    int count;
    gnn_operator **ops;
} built;

static void built_free(built *m)
{
    for (int i = 0; m->ops && i < m->count; i++) gnn_operator_free(m->ops[i]);
    gnn_i_free(m->ops);
    gnn_i_free(m->layer);
    gnn_tape_free(m->tape);
    gnn_builder_free(m->b);
    gnn_params_free(m->params);
}

/* Weights -2 .. 2 for exact cases; else what init gave plus noise, so that no bias or scale is left at 0 or 1. */
static void set_weights(const layer_case *k, gnn_params *p)
{
    gnn_rng r = gnn_rng_stream(12, "weights", k->number);
    for (int32_t id = 0; id < gnn_params_count(p); id++) {
        gnn_tensor t = gnn_params_value(p, id);
        for (int64_t i = 0, n = gnn_tensor_size(&t); i < n; i++)
            gnn_tensor_set(&t, i, k->integers ? (double)gnn_rng_below(&r, 5) - 2
                                              : gnn_tensor_get(&t, i) + 0.3 * gnn_rng_normal(&r));
    }
}

static gnn_status build(built *m, const gnn_i_layer *layer, const layer_case *k)
{
    gnn_status st = GNN_OK;
    GNN_TRY(gnn_params_new(&m->params, GNN_F64));
    GNN_TRY(gnn_builder_new(&m->b, m->params, 3));
    GNN_TRY(gnn_tape_new(&m->tape, GNN_F64));
    m->layer = gnn_i_calloc(1, layer->size);
    if (!m->layer) return GNN_ENOMEM;
    GNN_TRY(layer->init(m->layer, m->b, layer->name, &k->dims));
    set_weights(k, m->params);
    const char *const *names = gnn_builder_operators(m->b, &m->count);
    GNN_CALLOC(m->ops, m->count + 1);
    for (int i = 0; i < m->count; i++) GNN_TRY(gnn_operator_new(&m->ops[i], k->g, names[i], GNN_F64));
done:
    return st;
}

static gnn_input input_of(const built *m, const layer_case *k)
{
    return (gnn_input){ .n = k->g->n, .graphs = 2, .node_ptr = k->node_ptr, .x = k->x, .edge_x = k->edge_x,
                        .ops = (const gnn_operator *const *)m->ops, .training = k->training,
                        .stream = gnn_rng_stream(13, "dropout", k->number) };
}

gnn_status layer_case_run(gnn_tensor **out, const gnn_i_layer *layer, const layer_case *k)
{
    gnn_status st = GNN_OK;
    built m = { 0 };
    gnn_tensor *t = NULL;
    GNN_TRY(build(&m, layer, k));
    gnn_input in = input_of(&m, k);
    gnn_context c = gnn_context_new(m.b, m.tape, &in);
    const gnn_tensor *y = gnn_value(layer->forward(m.layer, &c, gnn_constant(m.tape, k->x)));
    GNN_TRY(gnn_tape_status(m.tape));
    GNN_TRY(gnn_tensor_new(&t, y->dtype, y->ndim, y->shape));
    GNN_TRY(gnn_tensor_copy(t, y));
    *out = t, t = NULL;
done:
    gnn_tensor_free(t);
    built_free(&m);
    return st;
}

/* ---- relabelling ---- */

static double difference(const gnn_tensor *a, const gnn_tensor *b)
{
    double most = 0, scale = 1;
    if (gnn_tensor_size(a) != gnn_tensor_size(b)) return INFINITY;
    for (int64_t i = 0, n = gnn_tensor_size(a); i < n; i++) {
        double x = gnn_tensor_get(a, i), d = fabs(x - gnn_tensor_get(b, i));
        if (!(d <= most)) most = isnan(d) ? INFINITY : d;
        scale = fmax(scale, fabs(x));
    }
    return most / scale;
}

static gnn_status moved(gnn_tensor **out, const gnn_tensor *x, gnn_symmetry kind, const layer_case *k,
                        const int32_t *perm)
{
    gnn_tensor *t = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&t, x->dtype, x->ndim, x->shape));
    gnn_status st = kind == GNN_PAIR_ROWS ? gnn_act_pairs(t, x, 2, k->node_ptr, perm) : gnn_act(t, x, kind, k->g, perm);
    if (st == GNN_OK) *out = t;
    else gnn_tensor_free(t);
    return st;
}

/* Vertices move inside their graph. */
static gnn_status relabel(layer_case *out, const layer_case *k, const int32_t *perm)
{
    *out = *k;
    out->g = NULL, out->x = NULL, out->edge_x = NULL;
    GNN_TRY_RETURN(gnn_graph_permute(&out->g, k->g, perm));
    GNN_TRY_RETURN(moved(&out->x, k->x, GNN_NODE_ROWS, k, perm));
    return moved(&out->edge_x, k->edge_x, GNN_ARC_ROWS, k, perm);
}

gnn_status layer_case_equivariance(double *error, const gnn_i_layer *layer, const layer_case *k)
{
    gnn_status st = GNN_OK;
    layer_case p = { 0 };
    gnn_tensor *y = NULL, *z = NULL, *expected = NULL;
    int32_t *perm;
    gnn_rng r = gnn_rng_stream(14, "relabel", k->number);
    GNN_ALLOC(perm, k->g->n + 1);
    for (int i = 0; i < 2; i++) {
        int64_t from = k->node_ptr[i], n = k->node_ptr[i + 1] - from;
        gnn_rng_permutation(&r, n, perm + from);
        for (int64_t u = 0; u < n; u++) perm[from + u] += (int32_t)from;
    }
    GNN_TRY(relabel(&p, k, perm));
    GNN_TRY(layer_case_run(&y, layer, k));
    GNN_TRY(layer_case_run(&z, layer, &p));
    GNN_TRY(moved(&expected, y, layer->symmetry, k, perm));
    *error = difference(expected, z);
done:
    layer_case_free(&p);
    gnn_tensor_free(y);
    gnn_tensor_free(z);
    gnn_tensor_free(expected);
    gnn_i_free(perm);
    return st;
}

/* ---- gradients ---- */

static gnn_status loss_of(gnn_var *loss, gnn_var *x, const gnn_i_layer *layer, const built *m, const layer_case *k)
{
    gnn_input in = input_of(m, k);
    gnn_tape_reset(m->tape);
    gnn_context c = gnn_context_new(m->b, m->tape, &in);
    *x = gnn_leaf(m->tape, k->x);
    gnn_var y = layer->forward(m->layer, &c, *x);
    const gnn_tensor *v = gnn_value(y);
    if (!v) return gnn_tape_status(m->tape);
    gnn_tensor w = *v;
    w.data = gnn_i_tape_alloc(m->tape, (size_t)gnn_tensor_size(v) * sizeof(double) + 8);
    if (!w.data) return GNN_ENOMEM;
    gnn_rng r = gnn_rng_stream(15, "loss", k->number);
    for (int64_t i = 0, n = gnn_tensor_size(v); i < n; i++) gnn_tensor_set(&w, i, 2 * gnn_rng_uniform(&r) - 1);
    *loss = gnn_sum(gnn_mul(y, gnn_constant(m->tape, &w)));
    return gnn_tape_status(m->tape);
}

/* (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h along dir, the best of five steps (a kink may lie within one). */
static gnn_status direction(double *error, gnn_tensor *value, const double *grad, const gnn_i_layer *layer,
                            const built *m, const layer_case *k)
{
    static const double at[] = { -2, -1, 1, 2 }, weight[] = { 1, -8, 8, -1 },
                        steps[] = { 1e-3, 1e-5, 1e-4, 1e-6, 1e-7 };
    gnn_status st = GNN_OK;
    int64_t n = gnn_tensor_size(value);
    double *v = value->data, *base = NULL, *dir = NULL, slope = 0, best = INFINITY;
    gnn_rng r = gnn_rng_stream(16, "direction", k->number);
    gnn_var loss, x;
    GNN_ALLOC(base, n + 1);
    GNN_ALLOC(dir, n + 1);
    for (int64_t i = 0; i < n; i++) {
        base[i] = v[i], dir[i] = gnn_rng_normal(&r) / sqrt((double)n);
        slope += dir[i] * grad[i];
    }
    for (int s = 0; s < 5 && !(best < 1e-8); s++) {
        double numeric = 0;
        for (int q = 0; q < 4; q++) {
            for (int64_t i = 0; i < n; i++) v[i] = base[i] + at[q] * steps[s] * dir[i];
            st = loss_of(&loss, &x, layer, m, k);
            memcpy(v, base, (size_t)n * sizeof *v);
            if (st != GNN_OK) goto done;
            numeric += weight[q] * gnn_tensor_get(gnn_value(loss), 0);
        }
        numeric /= 12 * steps[s];
        best = fmin(best, fabs(numeric - slope) / fmax(1, fmax(fabs(numeric), fabs(slope))));
    }
    if (best > *error) *error = best;
done:
    gnn_i_free(base);
    gnn_i_free(dir);
    return st;
}

gnn_status layer_case_gradients(double *error, const gnn_i_layer *layer, const layer_case *k)
{
    gnn_status st = GNN_OK;
    built m = { 0 };
    gnn_var loss, x;
    double *gx = NULL;
    *error = 0;
    GNN_CALLOC(gx, gnn_tensor_size(k->x) + 1);
    GNN_TRY(build(&m, layer, k));
    GNN_TRY(loss_of(&loss, &x, layer, &m, k));
    GNN_TRY(gnn_backward(loss));
    const gnn_tensor *g = gnn_grad(x);
    if (g && gnn_tensor_size(g)) memcpy(gx, g->data, (size_t)gnn_tensor_size(g) * sizeof *gx);
    for (int32_t id = 0; id < gnn_params_count(m.params); id++) {
        gnn_tensor v = gnn_params_value(m.params, id), d = gnn_params_grad(m.params, id);
        if (gnn_tensor_size(&v)) GNN_TRY(direction(error, &v, d.data, layer, &m, k));
    }
    if (gnn_tensor_size(k->x)) GNN_TRY(direction(error, k->x, gx, layer, &m, k));
done:
    gnn_i_free(gx);
    built_free(&m);
    return st;
}
