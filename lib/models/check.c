/* Checks on any model, in f64: does it commute with relabelling, are its gradients those of its values. */
#include "models/model.h"
#include <math.h>

static const double EQUIVARIANCE_TOLERANCE = 1e-9, GRADIENT_TOLERANCE = 1e-5;

/* max |a - b| / max(1, max |a|) */
static double difference(const gnn_tensor *a, const gnn_tensor *b)
{
    double most = 0, scale = 1;
    for (int64_t i = 0, n = gnn_tensor_size(a); i < n; i++) {
        double x = gnn_tensor_get(a, i), y = gnn_tensor_get(b, i);
        if (!(fabs(x - y) <= most)) most = fabs(x - y); /* NaN stays */
        scale = fmax(scale, fabs(x));
    }
    return most / scale;
}

static void note(gnn_check_report *r, double error, const char *what, int64_t trial)
{
    r->trials++;
    if (error <= r->max_error) return;
    r->max_error = isnan(error) ? INFINITY : error;
    snprintf(r->where, sizeof r->where, "%s, trial %lld", what, (long long)trial);
}

/* A data set of one example, borrowed or made. */
typedef struct single { gnn_dataset ds; gnn_sample s; } single;

static gnn_status permuted_sparse(gnn_operator **out, const gnn_operator *x, const int32_t *perm)
{
    gnn_status st = GNN_OK;
    const gnn_i_csr *f = &x->fwd;
    int64_t *ptr = NULL, at = 0;
    int32_t *col = NULL, *back = NULL;
    double *val = NULL;
    GNN_CALLOC(ptr, f->rows + 1);
    GNN_ALLOC(col, f->nnz);
    GNN_ALLOC(val, f->nnz);
    GNN_ALLOC(back, f->rows);
    gnn_tensor v = gnn_tensor_view2(x->dtype, f->nnz, 1, f->val);
    for (int64_t i = 0; i < f->rows; i++) back[perm[i]] = (int32_t)i;
    for (int64_t i = 0; i < f->rows; i++) {
        for (int64_t e = f->ptr[back[i]]; e < f->ptr[back[i] + 1]; e++, at++)
            col[at] = f->col[e], val[at] = f->val ? gnn_tensor_get(&v, e) : 1.0;
        ptr[i + 1] = at;
    }
    GNN_TRY(gnn_operator_from_csr(out, f->rows, f->cols, ptr, col, val, x->dtype));
done:
    gnn_i_free(ptr);
    gnn_i_free(col);
    gnn_i_free(val);
    gnn_i_free(back);
    return st;
}

static gnn_status moved(gnn_tensor **out, const gnn_tensor *x, gnn_symmetry kind, const gnn_graph *g,
                        const int32_t *perm)
{
    gnn_tensor *t = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&t, x->dtype, x->ndim, x->shape));
    gnn_status st = gnn_act(t, x, kind, g, perm);
    if (st == GNN_OK) *out = t;
    else gnn_tensor_free(t);
    return st;
}

static void single_free(single *p)
{
    gnn_graph_free(p->s.graph);
    gnn_tensor_free(p->s.x);
    gnn_tensor_free(p->s.edge_x);
    gnn_operator_free(p->s.x_sparse);
}

static gnn_status relabel(single *p, const gnn_sample *s, const int32_t *perm)
{
    *p = (single){ .ds = { .count = 1 } };
    GNN_TRY_RETURN(gnn_graph_permute(&p->s.graph, s->graph, perm));
    if (s->x) GNN_TRY_RETURN(moved(&p->s.x, s->x, GNN_NODE_ROWS, s->graph, perm));
    if (s->edge_x) GNN_TRY_RETURN(moved(&p->s.edge_x, s->edge_x, GNN_ARC_ROWS, s->graph, perm));
    return s->x_sparse ? permuted_sparse(&p->s.x_sparse, s->x_sparse, perm) : GNN_OK;
}

/* The model's result on one example, copied. */
static gnn_status result_of(gnn_tensor **out, gnn_model *m, gnn_tape *tape, const gnn_sample *s)
{
    gnn_status st = GNN_OK;
    gnn_loader *l = NULL;
    gnn_sample one = *s;
    gnn_dataset ds = { .count = 1, .samples = &one };
    gnn_tensor *t = NULL;
    gnn_input in;
    GNN_TRY(gnn_loader_new(&l, &ds, m));
    GNN_TRY(gnn_loader_batch(&in, l, 1, (int64_t[]){ 0 }));
    gnn_tape_reset(tape);
    const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
    GNN_TRY(gnn_tape_status(tape));
    GNN_TRY(gnn_tensor_new(&t, y->dtype, y->ndim, y->shape));
    GNN_TRY(gnn_tensor_copy(t, y));
    *out = t, t = NULL;
done:
    gnn_tensor_free(t);
    gnn_loader_free(l);
    return st;
}

static gnn_status equivariance_trial(double *error, gnn_model *m, gnn_tape *tape, const gnn_sample *s, gnn_rng *r)
{
    gnn_status st = GNN_OK;
    single p = { .ds = { .count = 1 } };
    gnn_tensor *y = NULL, *z = NULL, *expected = NULL;
    int32_t *perm;
    gnn_symmetry kind = gnn_model_per_graph(m) ? GNN_INVARIANT : GNN_NODE_ROWS;
    GNN_ALLOC(perm, s->graph->n);
    gnn_rng_permutation(r, s->graph->n, perm);
    GNN_TRY(relabel(&p, s, perm));
    GNN_TRY(result_of(&y, m, tape, s));
    GNN_TRY(result_of(&z, m, tape, &p.s));
    GNN_TRY(moved(&expected, y, kind, s->graph, perm));
    *error = difference(expected, z);
done:
    single_free(&p);
    gnn_tensor_free(y);
    gnn_tensor_free(z);
    gnn_tensor_free(expected);
    gnn_i_free(perm);
    return st;
}

gnn_status gnn_check_equivariance(gnn_check_report *report, gnn_model *m, const gnn_dataset *ds, int64_t trials,
                                  uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_model *k = NULL;
    gnn_tape *tape = NULL;
    gnn_check_report r = { .tolerance = EQUIVARIANCE_TOLERANCE };
    GNN_REQUIRE(ds->count > 0 && trials > 0, GNN_EINVAL, "the check needs at least one example and one trial");
    GNN_TRY(gnn_i_model_clone(&k, m, GNN_F64));
    GNN_TRY(gnn_tape_new(&tape, GNN_F64));
    gnn_tape_record(tape, 0);
    for (int64_t t = 0; t < trials; t++) {
        gnn_rng rng = gnn_rng_stream(seed, "check equivariance", (uint64_t)t);
        double error = 0;
        GNN_TRY(equivariance_trial(&error, k, tape, &ds->samples[t % ds->count], &rng));
        char what[64];
        snprintf(what, sizeof what, "example %lld", (long long)(t % ds->count));
        note(&r, error, what, t);
    }
    r.ok = r.max_error <= r.tolerance;
    *report = r;
done:
    gnn_tape_free(tape);
    gnn_model_free(k);
    return st;
}

/* ---- gradients ---- */

typedef struct prober {
    gnn_model *m;
    gnn_tape *tape;
    gnn_input in;
    uint64_t seed;
} prober;

/* sum of result * fixed random weights, as a loss that every entry of the result reaches */
static gnn_status loss_of(gnn_var *loss, prober *p)
{
    gnn_tape_reset(p->tape);
    gnn_var y = gnn_model_forward(p->m, p->tape, &p->in);
    const gnn_tensor *v = gnn_value(y);
    if (!v) return gnn_tape_status(p->tape);
    gnn_tensor w = *v;
    w.data = gnn_i_tape_alloc(p->tape, (size_t)gnn_tensor_size(v) * sizeof(double));
    if (!w.data) return GNN_ENOMEM;
    gnn_rng r = gnn_rng_stream(p->seed, "check gradients weights", 0);
    for (int64_t i = 0, n = gnn_tensor_size(v); i < n; i++) gnn_tensor_set(&w, i, 2 * gnn_rng_uniform(&r) - 1);
    *loss = gnn_sum(gnn_mul(y, gnn_constant(p->tape, &w)));
    return gnn_tape_status(p->tape);
}

static gnn_status shifted(double *f, prober *p, gnn_tensor *value, const double *base, const double *dir, double step)
{
    gnn_var loss;
    int64_t n = gnn_tensor_size(value);
    double *v = value->data;
    for (int64_t i = 0; i < n; i++) v[i] = base[i] + step * dir[i];
    gnn_status st = loss_of(&loss, p);
    memcpy(v, base, (size_t)n * sizeof *v);
    if (st == GNN_OK) *f = gnn_tensor_get(gnn_value(loss), 0);
    return st;
}

/* (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12 h, the best of five steps: a kink within one step spoils it */
static gnn_status direction_error(double *error, prober *p, gnn_tensor *value, const double *base, const double *dir,
                                  double slope)
{
    static const double steps[] = { 1e-3, 1e-5, 1e-4, 1e-6, 1e-7 };
    double best = INFINITY;
    for (int i = 0; i < 5 && !(best <= GRADIENT_TOLERANCE / 10); i++) {
        double h = steps[i], f[4];
        for (int k = 0; k < 4; k++)
            GNN_TRY_RETURN(shifted(&f[k], p, value, base, dir, (double[]){ -2, -1, 1, 2 }[k] * h));
        double numeric = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h);
        double e = fabs(numeric - slope) / fmax(1, fmax(fabs(numeric), fabs(slope)));
        if (e < best) best = e;
    }
    *error = best;
    return GNN_OK;
}

static gnn_status parameter_trial(gnn_check_report *r, prober *p, int32_t id, int64_t trial)
{
    gnn_status st = GNN_OK;
    gnn_params *params = gnn_model_params(p->m);
    gnn_tensor value = gnn_params_value(params, id), grad = gnn_params_grad(params, id);
    int64_t n = gnn_tensor_size(&value);
    double *base = NULL, *dir = NULL, slope = 0, norm = 0, error = 0;
    gnn_rng rng = gnn_rng_stream(p->seed, gnn_params_name(params, id), (uint64_t)trial);
    GNN_ALLOC(base, n);
    GNN_ALLOC(dir, n);
    for (int64_t i = 0; i < n; i++) {
        base[i] = gnn_tensor_get(&value, i), dir[i] = gnn_rng_normal(&rng);
        norm += dir[i] * dir[i];
    }
    for (int64_t i = 0; i < n; i++) {
        dir[i] /= norm > 0 ? sqrt(norm) : 1;
        slope += dir[i] * gnn_tensor_get(&grad, i);
    }
    GNN_TRY(direction_error(&error, p, &value, base, dir, slope));
    note(r, error, gnn_params_name(params, id), trial);
done:
    gnn_i_free(base);
    gnn_i_free(dir);
    return st;
}

static gnn_status gradient_trial(gnn_check_report *r, prober *p, int64_t trial)
{
    gnn_var loss;
    gnn_params_zero_grad(gnn_model_params(p->m));
    GNN_TRY_RETURN(loss_of(&loss, p));
    GNN_TRY_RETURN(gnn_backward(loss));
    for (int32_t id = 0; id < gnn_params_count(gnn_model_params(p->m)); id++)
        GNN_TRY_RETURN(parameter_trial(r, p, id, trial));
    return GNN_OK;
}

/* A fresh model has biases at 0, where a row that dropout emptied sits exactly on the kink of ReLU: move a little. */
static void leave_kinks(gnn_params *p, uint64_t seed)
{
    for (int32_t id = 0; id < gnn_params_count(p); id++) {
        gnn_tensor t = gnn_params_value(p, id);
        gnn_rng r = gnn_rng_stream(seed, "check gradients start", (uint64_t)id);
        for (int64_t i = 0, n = gnn_tensor_size(&t); i < n; i++)
            gnn_tensor_set(&t, i, gnn_tensor_get(&t, i) + 0.05 * gnn_rng_normal(&r));
    }
}

gnn_status gnn_check_gradients(gnn_check_report *report, gnn_model *m, const gnn_dataset *ds, int64_t trials,
                               uint64_t seed)
{
    gnn_status st = GNN_OK;
    prober p = { .seed = seed };
    gnn_loader *l = NULL;
    gnn_check_report r = { .tolerance = GRADIENT_TOLERANCE };
    GNN_REQUIRE(ds->count > 0 && trials > 0, GNN_EINVAL, "the check needs at least one example and one trial");
    GNN_TRY(gnn_i_model_clone(&p.m, m, GNN_F64));
    leave_kinks(gnn_model_params(p.m), seed);
    GNN_TRY(gnn_tape_new(&p.tape, GNN_F64));
    GNN_TRY(gnn_loader_new(&l, ds, p.m));
    for (int64_t t = 0; t < trials; t++) {
        GNN_TRY(gnn_loader_batch(&p.in, l, 1, (int64_t[]){ t % ds->count }));
        p.in.training = 1, p.in.stream = gnn_rng_stream(seed, "check gradients", (uint64_t)t);
        GNN_TRY(gradient_trial(&r, &p, t));
    }
    r.ok = r.max_error <= r.tolerance;
    *report = r;
done:
    gnn_loader_free(l);
    gnn_tape_free(p.tape);
    gnn_model_free(p.m);
    return st;
}
