/* Does a *trained* model tell two graphs apart?  BREC's protocol (RPC):
 *
 *   q relabelled copies of each graph; the model maps a copy to R^d and is trained to make f(A_i) and f(B_i) point away from
 *   each other: the mean over pairs of max(0, cos(f(A_i), f(B_i)) - margin), by Adam;
 *   D_i = f(A_i) - f(B_i), mean m and covariance S over i:   T^2 = q m^T (S + eps I)^-1 m       (Hotelling, paired)
 *   reliability: the same statistic of two sets of q copies of one graph.
 *
 * Separated: T^2 above the threshold on the pair, below it on the one graph, and not the same on both.  The threshold
 * 72.34 is (q-1) d / (q-d) F(d, q-d) at 95 % for q = 32, d = 16.  eps = 1e-7 keeps rounding, which differs from copy to copy,
 * from looking like a difference.  BREC's program takes a pseudo-inverse and leaves out the factor q.
 *
 * @source Wang & Zhang 2024 (BREC), section 4 */
#include "separation.h"
#include <gnn/train.h>
#include <math.h>

typedef struct trial {
    const gnn_trained_options *o;
    gnn_sample *samples;      /* 4q: A_1, B_1, A_2, B_2, …, then C_1, C'_1, … of the reliability part */
    gnn_graph **owned;
    gnn_dataset ds;
    char name[8];
    gnn_model *model;
    gnn_loader *loader;
    gnn_optimizer *optimizer;
    gnn_tape *tape;
    double *out;              /* outputs of 2q copies, row by row */
    double loss;
    int64_t epochs;
} trial;

/* ---- copies ---- */

static gnn_status relabelled(gnn_graph **out, const gnn_graph *g, gnn_rng rng, bool first)
{
    gnn_status st = GNN_OK;
    int32_t *map;
    GNN_ALLOC(map, g->n + 1);
    gnn_rng_permutation(&rng, g->n, map);
    for (int64_t u = 0; first && u < g->n; u++) map[u] = (int32_t)u;
    GNN_TRY(gnn_graph_permute(out, g, map));
done:
    gnn_i_free(map);
    return st;
}

static gnn_status make_copies(trial *t, bool edges, const gnn_graph *const both[2])
{
    gnn_status st = GNN_OK;
    gnn_i_ranks ranks = {0};
    int64_t q = t->o->copies;
    gnn_rng coin = gnn_rng_stream(t->o->seed, "brec/coin", 0);
    const gnn_graph *one = both[gnn_rng_u64(&coin) & 1];
    GNN_CALLOC(t->samples, 4 * q + 1);
    GNN_CALLOC(t->owned, 4 * q + 1);
    GNN_TRY(gnn_i_ranks_new(&ranks, 2, both));
    if (ranks.labels < 1) ranks.labels = 1;
    for (int64_t k = 0; k < 4 * q; k++) {
        GNN_TRY(relabelled(&t->owned[k], k < 2 * q ? both[k & 1] : one,
                           gnn_rng_stream(t->o->seed, "brec/copy", (uint64_t)k), k < 2));
        t->samples[k].graph = t->owned[k];
        GNN_TRY(gnn_i_add_features(&t->samples[k], &ranks, edges));
    }
    snprintf(t->name, sizeof t->name, "copies");
    t->ds = (gnn_dataset){ .name = t->name,
                           .format = t->name,
                           .count = 4 * q,
                           .samples = t->samples,
                           .features = ranks.labels,
                           .edge_features = edges };
done:
    gnn_i_ranks_free(&ranks);
    return st;
}

/* ---- the model's outputs ---- */

/* Copies from .. from + count: their rows into out. */
static gnn_status forward(gnn_var *y, trial *t, int64_t from, int64_t count, bool training)
{
    gnn_status st = GNN_OK;
    gnn_input in;
    int64_t *idx = NULL;
    GNN_ALLOC(idx, count);
    for (int64_t k = 0; k < count; k++) idx[k] = from + k;
    gnn_tape_reset(t->tape);
    gnn_tape_record(t->tape, training);
    GNN_TRY(gnn_loader_batch(&in, t->loader, count, idx));
    in.training = training;
    *y = gnn_model_forward(t->model, t->tape, &in);
    GNN_TRY(gnn_tape_status(t->tape));
done:
    gnn_i_free(idx);
    return st;
}

static gnn_status outputs(trial *t, int64_t from)
{
    int64_t d = t->o->outputs, step = 2 * t->o->batch;
    gnn_var y;
    for (int64_t k = 0; k < 2 * t->o->copies; k += step) {
        int64_t count = 2 * t->o->copies - k < step ? 2 * t->o->copies - k : step;
        GNN_TRY_RETURN(forward(&y, t, from + k, count, false));
        for (int64_t i = 0; i < count * d; i++) t->out[k * d + i] = gnn_tensor_get(gnn_value(y), i);
    }
    return GNN_OK;
}

/* ---- training ---- */

/* Loss of rows 2i, 2i+1, and its gradient: cos = x.y / |x||y|, d cos / dx = y / |x||y| - cos x / |x|^2. */
static double cosine_loss(double *gradient, const gnn_tensor *y, int64_t pairs, int64_t d, double margin)
{
    double loss = 0;
    for (int64_t p = 0; p < pairs; p++) {
        double xy = 0, xx = 1e-24, yy = 1e-24;
        for (int64_t k = 0; k < d; k++) {
            double a = gnn_tensor_get(y, 2 * p * d + k), b = gnn_tensor_get(y, (2 * p + 1) * d + k);
            xy += a * b, xx += a * a, yy += b * b;
        }
        double cosine = xy / sqrt(xx * yy), on = cosine > margin ? 1.0 / (double)pairs : 0;
        loss += on * (cosine - margin);
        for (int64_t k = 0; k < d; k++) {
            double a = gnn_tensor_get(y, 2 * p * d + k), b = gnn_tensor_get(y, (2 * p + 1) * d + k);
            gradient[2 * p * d + k] = on * (b / sqrt(xx * yy) - cosine * a / xx);
            gradient[(2 * p + 1) * d + k] = on * (a / sqrt(xx * yy) - cosine * b / yy);
        }
    }
    return loss;
}

/* The gradient reaches the parameters through sum(y * G) with G constant. */
static gnn_status train_step(trial *t, int64_t from, int64_t pairs, double lr)
{
    gnn_status st = GNN_OK;
    gnn_tensor *G = NULL;
    gnn_var y;
    int64_t d = t->o->outputs;
    GNN_TRY(forward(&y, t, from, 2 * pairs, true));
    GNN_TRY(gnn_tensor_new(&G, GNN_F64, 2, (int64_t[]){2 * pairs, d}));
    double loss = cosine_loss(G->data, gnn_value(y), pairs, d, t->o->margin);
    GNN_REQUIRE(isfinite(loss), GNN_ENUMERIC, "the loss is not finite");
    t->loss += loss * (double)pairs / (double)t->o->copies;
    gnn_params_zero_grad(gnn_model_params(t->model));
    GNN_TRY(gnn_backward(gnn_sum(gnn_mul(y, gnn_constant(t->tape, G)))));
    gnn_optimizer_step(t->optimizer, lr);
done:
    gnn_tape_reset(t->tape);
    gnn_tensor_free(G);
    return st;
}

static gnn_status train(trial *t)
{
    double lr = t->o->learning_rate, best = INFINITY;
    int64_t bad = 0;
    for (t->epochs = 0; t->epochs < t->o->epochs;) {
        t->loss = 0, t->epochs++;
        for (int64_t k = 0; k < t->o->copies; k += t->o->batch) {
            int64_t pairs = t->o->copies - k < t->o->batch ? t->o->copies - k : t->o->batch;
            GNN_TRY_RETURN(train_step(t, 2 * k, pairs, lr));
            GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
        }
        if (t->loss < t->o->loss_stop) break;
        bad = t->loss < best * (1 - 1e-4) ? 0 : bad + 1; /* a tenth of the rate after ten epochs without progress */
        if (t->loss < best) best = t->loss;
        if (bad > 10) lr *= 0.1, bad = 0;
    }
    return GNN_OK;
}

/* ---- the statistic ---- */

/* x = M^-1 b by Gauss with pivots; M positive definite. */
static void solve(double *M, double *b, int64_t d)
{
    for (int64_t c = 0; c < d; c++) {
        int64_t at = c;
        for (int64_t i = c; i < d; i++)
            if (fabs(M[i * d + c]) > fabs(M[at * d + c])) at = i;
        for (int64_t j = 0; at != c && j < d; j++) {
            double x = M[at * d + j];
            M[at * d + j] = M[c * d + j], M[c * d + j] = x;
        }
        if (at != c) { double x = b[at]; b[at] = b[c], b[c] = x; }
        for (int64_t i = c + 1; i < d; i++) {
            double f = M[i * d + c] / M[c * d + c];
            for (int64_t j = c; j < d; j++) M[i * d + j] -= f * M[c * d + j];
            b[i] -= f * b[c];
        }
    }
    for (int64_t i = d - 1; i >= 0; i--) {
        for (int64_t j = i + 1; j < d; j++) b[i] -= M[i * d + j] * b[j];
        b[i] /= M[i * d + i];
    }
}

gnn_status gnn_i_hotelling(double *t2, const double *rows, int64_t q, int64_t d, double epsilon)
{
    gnn_status st = GNN_OK;
    double *mean = NULL, *S = NULL, *x = NULL, sum = 0;
    GNN_CALLOC(mean, d);
    GNN_CALLOC(S, d * d);
    GNN_ALLOC(x, d);
    for (int64_t i = 0; i < q; i++)
        for (int64_t k = 0; k < d; k++) mean[k] += (rows[2 * i * d + k] - rows[(2 * i + 1) * d + k]) / (double)q;
    for (int64_t i = 0; i < q; i++)
        for (int64_t k = 0; k < d; k++)
            for (int64_t l = 0; l < d; l++)
                S[k * d + l] += (rows[2 * i * d + k] - rows[(2 * i + 1) * d + k] - mean[k]) *
                                (rows[2 * i * d + l] - rows[(2 * i + 1) * d + l] - mean[l]) / (double)(q - 1);
    for (int64_t k = 0; k < d; k++) S[k * (d + 1)] += epsilon, x[k] = mean[k];
    solve(S, x, d);
    for (int64_t k = 0; k < d; k++) sum += mean[k] * x[k];
    *t2 = (double)q * sum;
    GNN_REQUIRE(isfinite(sum), GNN_ENUMERIC, "the statistic is not finite");
done:
    gnn_i_free(mean);
    gnn_i_free(S);
    gnn_i_free(x);
    return st;
}

/* ---- the whole ---- */

static gnn_status trial_new(trial *t, const char *model, const gnn_graph *const both[2])
{
    gnn_status st = GNN_OK;
    char *config = NULL;
    gnn_i_model_spec spec;
    gnn_optimizer_options adam = GNN_OPTIMIZER_OPTIONS_INIT;
    gnn_rng rng = gnn_rng_stream(t->o->seed, "brec/weights", 0);
    adam.weight_decay = t->o->weight_decay;
    GNN_TRY(gnn_i_model_spec_read(&spec, model));
    GNN_TRY(make_copies(t, spec.edges, both));
    GNN_TRY(gnn_i_separation_config(&config, &spec, t->ds.features, (int)t->o->outputs));
    GNN_TRY(gnn_i_separation_model(&t->model, spec.model, config, gnn_rng_u64(&rng)));
    GNN_TRY(gnn_loader_new(&t->loader, &t->ds, t->model));
    GNN_TRY(gnn_optimizer_new(&t->optimizer, "adam", gnn_model_params(t->model), &adam));
    GNN_TRY(gnn_tape_new(&t->tape, GNN_F64));
    GNN_ALLOC(t->out, 2 * t->o->copies * t->o->outputs);
done:
    gnn_i_free(config);
    return st;
}

static void trial_free(trial *t)
{
    gnn_i_free(t->out);
    gnn_tape_free(t->tape);
    gnn_optimizer_free(t->optimizer);
    gnn_loader_free(t->loader);
    gnn_model_free(t->model);
    for (int64_t k = 0; t->samples && k < 4 * t->o->copies; k++) {
        gnn_tensor_free(t->samples[k].x);
        gnn_tensor_free(t->samples[k].edge_x);
    }
    for (int64_t k = 0; t->owned && k < 4 * t->o->copies; k++) gnn_graph_free(t->owned[k]);
    gnn_i_free(t->samples);
    gnn_i_free(t->owned);
}

static gnn_status check_options(const gnn_trained_options *o)
{
    GNN_REQUIRE_RETURN(o->copies > o->outputs && o->outputs >= 1 && o->outputs <= 1024 && o->copies <= 100000,
                       GNN_EINVAL,
                       "trained: more copies (%lld) than outputs (%lld) are needed, and at least one of these",
                       (long long)o->copies, (long long)o->outputs);
    GNN_REQUIRE_RETURN(o->epochs >= 0 && o->batch >= 1 && o->learning_rate > 0 && o->weight_decay >= 0 &&
                           o->threshold > 0 && o->epsilon > 0,
                       GNN_EINVAL, "trained: an option is out of range");
    return GNN_OK;
}

gnn_status gnn_model_trained_separates(gnn_trained_separation *result, const char *model, const gnn_graph *a,
                                       const gnn_graph *b, const gnn_trained_options *options)
{
    gnn_status st = GNN_OK;
    const gnn_trained_options defaults = GNN_TRAINED_OPTIONS_INIT;
    trial t = {.o = options ? options : &defaults};
    gnn_trained_separation r = {.threshold = t.o->threshold};
    double start = gnn_i_now();
    GNN_REQUIRE(result && a && b, GNN_EINVAL, "trained: a result and two graphs are needed");
    GNN_TRY(check_options(t.o));
    GNN_TRY(trial_new(&t, model, (const gnn_graph *const[]){a, b}));
    GNN_TRY(train(&t));
    GNN_TRY(outputs(&t, 0));
    GNN_TRY(gnn_i_hotelling(&r.t2, t.out, t.o->copies, t.o->outputs, t.o->epsilon));
    GNN_TRY(outputs(&t, 2 * t.o->copies));
    GNN_TRY(gnn_i_hotelling(&r.t2_reliability, t.out, t.o->copies, t.o->outputs, t.o->epsilon));
    r.reliable = r.t2_reliability < t.o->threshold;
    r.verdict = !r.reliable                                                     ? GNN_UNDECIDED
                : r.t2 > t.o->threshold && fabs(r.t2 - r.t2_reliability) > 1e-6 ? GNN_SEPARATED
                                                                                : GNN_SAME;
    r.loss = t.loss, r.epochs = t.epochs, r.bound = gnn_test_resolve(gnn_model_bound(t.model));
    r.seconds = gnn_i_now() - start;
    *result = r; /* with GNN_EBUG too */
    st = gnn_i_check_bound(r.verdict, r.bound, r.t2, model, a, b);
done:
    trial_free(&t);
    return st;
}
