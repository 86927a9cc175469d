/* Operations against numbers computed elsewhere (PyTorch 1.13, f64; operations that it lacks: brute force, statistics). */
#include "support/support.h"
#include <gnn/autodiff.h>
#include <math.h>

static double X[12] = { 0.5, -1, 2, 1.5, 0.25, -0.75, -2, 3, 0, 1, 1, 4 };
static double W[12] = { 1, -2, 0.5, 0.25, 1, -1, 2, 0, 1, -1, 0.5, 3 };
static double G[3] = { 1, 2, -0.5 }, B[3] = { 0, 1, 0.5 };
static double target[12] = { 1, 0, 0.5, 0, 0, 1, 0.25, 1, 0, 1, 1, 1 };
static const int32_t labels[4] = { 2, 0, 1, 1 };

static gnn_tensor matrix(double *data, int64_t rows, int64_t cols)
{
    return gnn_tensor_view2(GNN_F64, rows, cols, data);
}
static gnn_tensor vector(double *data, int64_t n) { return (gnn_tensor){ GNN_F64, 1, { n }, data }; }

static gnn_tape *tape;
static gnn_tensor x_, w_, g_, b_, t_;
static gnn_var x, w, g, b;

static void setup(void)
{
    x_ = matrix(X, 4, 3), w_ = matrix(W, 4, 3), t_ = matrix(target, 4, 3), g_ = vector(G, 3), b_ = vector(B, 3);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    x = gnn_leaf(tape, &x_), w = gnn_constant(tape, &w_), g = gnn_leaf(tape, &g_), b = gnn_leaf(tape, &b_);
}

static void equal(const gnn_tensor *t, int64_t n, const double *expected, const char *what)
{
    ck_assert_msg(t != NULL, "%s: nothing: %s", what, gnn_last_error());
    ck_assert_int_eq(gnn_tensor_size(t), n);
    for (int64_t i = 0; i < n; i++)
        ck_assert_msg(fabs(gnn_tensor_get(t, i) - expected[i]) < 1e-13 * (1 + fabs(expected[i])),
                      "%s[%lld] is %.15g, expected %.15g", what, (long long)i, gnn_tensor_get(t, i), expected[i]);
}

/* Value, then gradient of x under the loss sum of w y (or y itself, if it is a scalar). */
static void check(gnn_var y, const double *value, const double *grad)
{
    bool scalar = gnn_value(y) && gnn_value(y)->ndim == 0;
    equal(gnn_value(y), scalar ? 1 : 12, value, "value");
    ck_ok(gnn_backward(scalar ? y : gnn_sum(gnn_mul(y, w))));
    equal(gnn_grad(x), 12, grad, "gradient");
}

#define ARRAY(...) ((const double[]){ __VA_ARGS__ })

START_TEST(log_softmax)
{
    setup();
    check(gnn_log_softmax(x),
          ARRAY(-1.74131129665716, -3.24131129665716, -0.241311296657157, -0.330672609407224, -1.58067260940722,
                -2.58067260940722, -5.05498523537715, -0.0549852353771472, -3.05498523537715, -3.09492295642096,
                -3.09492295642096, -0.0949229564209609),
          ARRAY(1.08764519607002, -1.98044371336466, 0.892798517294638, 0.0703899147122338, 0.948540849000587,
                -1.01893076371282, 1.98086761723267, -2.83949736765868, 0.858629750426008, -1.11319625185907,
                0.386803748140927, 0.726392503718145));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(cross_entropy)
{
    setup();
    check(gnn_cross_entropy(x, labels, NULL, 0), ARRAY(0.930473024465622),
          ARRAY(0.0438225980350092, 0.00977814331767186, -0.053600741352681, -0.0703899147122338, 0.0514591509994129,
                0.0189307637128209, 0.00159436523061057, -0.0133752193617766, 0.011780854131166, 0.0113196251859073,
                -0.238680374814093, 0.227360749628185));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(cross_entropy_of_listed_rows)
{
    setup();
    check(gnn_cross_entropy(x, labels, (const int32_t[]){ 2, 0 }, 2), ARRAY(0.148148266017152),
          ARRAY(0.0876451960700183, 0.0195562866353437, -0.107201482705362, 0, 0, 0, 0.00318873046122115,
                -0.0267504387235531, 0.0235617082623321, 0, 0, 0));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(losses_do_not_overflow)
{
    double far[6] = { 1e4, -1e4, 0, -1e4, 1e4, 5 }, one[6] = { 1, 0, 0, 1, 1, 0 };
    gnn_tensor a = matrix(far, 2, 3), t = matrix(one, 2, 3);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, &a);
    gnn_var loss = gnn_add(gnn_cross_entropy(v, (const int32_t[]){ 1, 1 }, NULL, 0), gnn_bce(v, &t, NULL, 0));
    double bce = (0 + 0 + log(2) + 1e4 + 0 + 5 + log1p(exp(-5))) / 6;
    ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(loss), 0), 1e4 + bce, 1e-9);
    ck_ok(gnn_backward(loss));
    for (int64_t i = 0; i < 6; i++) ck_assert(isfinite(gnn_tensor_get(gnn_grad(v), i)));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(batch_norm)
{
    setup();
    double mean[3], var[3];
    gnn_tensor m = vector(mean, 3), v = vector(var, 3);
    check(gnn_batch_norm(x, g, b, 1e-5, NULL, NULL, &m, &v),
          ARRAY(0.18569482591617, -1.49823092236087, 0.314066335953916, 0.928474129580848, 0.224686955129385,
                1.05780099213825, -1.67125343324553, 4.01510628560795, 0.854964267724342, 0.557084477748509,
                1.25843768162354, -0.22683159581651),
          ARRAY(0.445026592809317, -1.64812403421354, 0.225940428897829, 0.368184704884889, 1.8411872979549,
                0.133525610962153, -0.0128005780862069, -0.957668466415269, -0.271530066236411, -0.800410719608,
                0.764605202673902, -0.0879359736235715));
    equal(gnn_grad(g), 3, ARRAY(-3.48177798592818, 2.17518382033145, 4.95259668777297), "dgamma");
    equal(gnn_grad(b), 3, ARRAY(2.25, -0.5, 3.5), "dbeta");
    equal(&m, 3, ARRAY(0.25, 0.8125, 1.3125), "mean");
    equal(&v, 3, ARRAY(2.41666666666667, 2.80729166666667, 4.55729166666667), "unbiased variance");
    gnn_tape_free(tape);
}
END_TEST

START_TEST(batch_norm_survives_a_large_mean)
{
    enum { N = 1000 };
    double *data = malloc(N * sizeof *data);
    for (int i = 0; i < N; i++) data[i] = 1e8 + (i % 2 ? 1 : -1);
    gnn_tensor t = matrix(data, N, 1);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var none = gnn_none(tape), y = gnn_batch_norm(gnn_leaf(tape, &t), none, none, 0, NULL, NULL, NULL, NULL);
    for (int i = 0; i < N; i++) ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(y), i), i % 2 ? 1 : -1, 1e-6);
    gnn_tape_free(tape);
    free(data);
}
END_TEST

START_TEST(layer_norm)
{
    setup();
    check(gnn_layer_norm(x, g, b, 1e-5),
          ARRAY(0, -1.44948157785819, -0.112370394464548, 1.26749296433099, 0.818929576524145, 1.08847887629653,
                -1.13554860318753, 3.59553966442863, 0.581110614513395, -0.707105013426224, -0.414210026852447,
                -0.207105013426224),
          ARRAY(1.70102887351263, -0.850524642861518, -0.850504230651116, -0.516498414569834, 1.16211608978352,
                -0.645617675213681, 0.326577903371996, 0.217716873315309, -0.544294776687305, -0.707103245672529,
                0.707106781179919, -3.53550738957376e-06));
    equal(gnn_grad(g), 3, ARRAY(-1.24711895186608, 2.00539385940715, 5.86973699858816), "dgamma");
    equal(gnn_grad(b), 3, ARRAY(2.25, -0.5, 3.5), "dbeta");
    gnn_tape_free(tape);
}
END_TEST

START_TEST(segment_norm_of_one_segment_is_batch_norm)
{
    setup();
    gnn_var none = gnn_none(tape), a = gnn_batch_norm(x, g, b, 1e-5, NULL, NULL, NULL, NULL);
    gnn_var s = gnn_segment_norm(x, g, b, none, 1e-5, 1, (const int64_t[]){ 0, 4 });
    ck_ok(gnn_tape_status(tape));
    for (int64_t i = 0; i < 12; i++)
        ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(a), i), gnn_tensor_get(gnn_value(s), i), 1e-14);
    /* alpha = 0: only divided by the root mean square of the segment */
    double zero[3] = { 0 };
    gnn_tensor z = vector(zero, 3);
    s = gnn_segment_norm(x, none, none, gnn_leaf(tape, &z), 0, 2, (const int64_t[]){ 0, 3, 4 });
    ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(s), 0), 0.5 / sqrt((0.25 + 2.25 + 4) / 3), 1e-14);
    ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(s), 11), 1, 1e-14);
    gnn_tape_free(tape);
}
END_TEST

START_TEST(binary_cross_entropy)
{
    setup();
    check(gnn_bce(x, &t_, NULL, 0), ARRAY(0.632652186070726),
          ARRAY(-0.0314617223998455, 0.0224117851141663, 0.0317330898314902, 0.0681312063494703, 0.0468480417404832,
                -0.0565982249312827, -0.0108997564981569, -0.00395215609813055, 0.0416666666666667, -0.0224117851141663,
                -0.0224117851141663, -0.0014988508301743));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(squared_and_absolute_errors)
{
    setup();
    check(gnn_mse(x, &t_, NULL, 0), ARRAY(2.24479166666667),
          ARRAY(-0.0833333333333333, -0.166666666666667, 0.25, 0.25, 0.0416666666666667, -0.291666666666667, -0.375,
                0.333333333333333, 0, 0, 0, 0.5));
    gnn_tape_free(tape);
    setup();
    double s = 1.0 / 12;
    check(gnn_l1(x, &t_, NULL, 0), ARRAY(1.14583333333333), ARRAY(-s, -s, s, s, s, -s, -s, s, 0, 0, 0, s)); /* 0 where equal */
    gnn_tape_free(tape);
}
END_TEST

START_TEST(activations)
{
    setup();
    check(gnn_activate(x, GNN_ACT_ELU),
          ARRAY(0.5, -0.632120558828558, 2, 1.5, 0.25, -0.527633447258985, -0.864664716763387, 3, 0, 1, 1, 4),
          ARRAY(1, -0.735758882342885, 0.5, 0.25, 1, -0.472366552741015, 0.270670566473225, 0, 1, -1, 0.5, 3));
    gnn_tape_free(tape);
    setup();
    check(gnn_activate(x, GNN_ACT_SIGMOID),
          ARRAY(0.622459331201855, 0.268941421369995, 0.880797077977882, 0.817574476193644, 0.562176500885798,
                0.320821300824607, 0.119202922022118, 0.952574126822433, 0.5, 0.731058578630005, 0.731058578630005,
                0.982013790037908),
          ARRAY(0.235003712201594, -0.393223866482964, 0.0524967927017533, 0.0372866130175832, 0.246134082737598,
                -0.217894993761814, 0.209987170807013, 0, 0.25, -0.196611933241482, 0.0983059666207409,
                0.0529881186398733));
    gnn_tape_free(tape);
}
END_TEST

START_TEST(segments_with_an_empty_one)
{
    setup();
    const int64_t ptr[] = { 0, 1, 1, 4 };
    equal(gnn_value(gnn_segment_sum(x, 3, ptr)), 9, ARRAY(0.5, -1, 2, 0, 0, 0, 0.5, 4.25, 3.25), "sum");
    equal(gnn_value(gnn_segment_mean(x, 3, ptr)), 9, ARRAY(0.5, -1, 2, 0, 0, 0, 0.5 / 3, 4.25 / 3, 3.25 / 3), "mean");
    equal(gnn_value(gnn_segment_max(x, 3, ptr)), 9, ARRAY(0.5, -1, 2, 0, 0, 0, 1.5, 3, 4), "max");
    gnn_var s = gnn_segment_softmax(x, 3, ptr);
    equal(gnn_value(gnn_segment_sum(s, 3, ptr)), 9, ARRAY(1, 1, 1, 0, 0, 0, 1, 1, 1), "softmax sums to 1");
    ck_assert_double_eq_tol(gnn_tensor_get(gnn_value(s), 3), exp(1.5) / (exp(1.5) + exp(-2) + exp(1)), 1e-15);
    gnn_tape_free(tape);
}
END_TEST

START_TEST(ties_of_a_maximum_share_the_gradient)
{
    double a[4] = { 2, 1, 2, 2 };
    gnn_tensor t = matrix(a, 4, 1);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, &t);
    ck_ok(gnn_backward(gnn_sum(gnn_segment_max(v, 1, (const int64_t[]){ 0, 4 }))));
    equal(gnn_grad(v), 4, ARRAY(1.0 / 3, 0, 1.0 / 3, 1.0 / 3), "gradient");
    gnn_tape_free(tape);
}
END_TEST

/* ---- permutation cross entropy ---- */

static double best_of_all(gnn_var v, const int32_t *given, int64_t n, int32_t *pi, int C, int at)
{
    if (at == C) {
        int32_t renamed[64];
        for (int64_t i = 0; i < n; i++) renamed[i] = pi[given[i]];
        return gnn_tensor_get(gnn_value(gnn_cross_entropy(v, renamed, NULL, 0)), 0);
    }
    double best = INFINITY;
    for (int j = at; j < C; j++) {
        int32_t keep = pi[at];
        pi[at] = pi[j], pi[j] = keep;
        best = fmin(best, best_of_all(v, given, n, pi, C, at + 1));
        keep = pi[at], pi[at] = pi[j], pi[j] = keep;
    }
    return best;
}

START_TEST(permutation_cross_entropy_is_the_least_of_all_renamings)
{
    gnn_rng r = gnn_rng_stream(1, "permutation cross entropy", (uint64_t)_i);
    int C = 1 + _i % 5;
    int64_t n = 1 + (int64_t)gnn_rng_below(&r, 20);
    double data[100];
    int32_t given[20], pi[5] = { 0, 1, 2, 3, 4 };
    for (int64_t i = 0; i < n * C; i++) data[i] = 3 * gnn_rng_normal(&r);
    for (int64_t i = 0; i < n; i++) given[i] = (int32_t)gnn_rng_below(&r, (uint64_t)C); /* some classes may be absent */
    gnn_tensor t = matrix(data, n, C);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, &t);
    double loss = gnn_tensor_get(gnn_value(gnn_permutation_cross_entropy(v, given, NULL, 0)), 0);
    ck_assert_double_eq_tol(loss, best_of_all(v, given, n, pi, C, 0), 1e-12 * (1 + loss));
    gnn_tape_free(tape);
}
END_TEST

/* Two communities and "both": the smaller of the cross entropies with and without labels 0 and 1 exchanged. */
START_TEST(renaming_cross_entropy_keeps_the_other_names)
{
    gnn_rng r = gnn_rng_stream(3, "renaming cross entropy", (uint64_t)_i);
    enum { N = 12 };
    double data[3 * N], loss[3];
    int32_t given[2][N];
    for (int i = 0; i < 3 * N; i++) data[i] = 3 * gnn_rng_normal(&r);
    for (int i = 0; i < N; i++)
        given[0][i] = (int32_t)gnn_rng_below(&r, 3), given[1][i] = given[0][i] < 2 ? 1 - given[0][i] : 2;
    gnn_tensor t = matrix(data, N, 3);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, &t);
    for (int k = 0; k < 2; k++) loss[k] = gnn_tensor_get(gnn_value(gnn_cross_entropy(v, given[k], NULL, 0)), 0);
    loss[2] = gnn_tensor_get(gnn_value(gnn_renaming_cross_entropy(v, given[0], NULL, 0, 2)), 0);
    ck_assert_double_eq_tol(loss[2], fmin(loss[0], loss[1]), 1e-12 * (1 + loss[2]));
    loss[2] = gnn_tensor_get(gnn_value(gnn_renaming_cross_entropy(v, given[0], NULL, 0, 0)), 0);
    ck_assert_double_eq_tol(loss[2], loss[0], 1e-12 * (1 + loss[2]));
    gnn_tape_free(tape);
}
END_TEST

/* Renaming the labels of 64 classes changes neither the loss nor the gradient. */
START_TEST(permutation_cross_entropy_ignores_names)
{
    enum { N = 300, C = 64 };
    double *data = malloc(N * C * sizeof *data), loss[2];
    int32_t given[2][N], pi[C];
    gnn_rng r = gnn_rng_stream(2, "names", (uint64_t)_i);
    gnn_rng_permutation(&r, C, pi);
    for (int i = 0; i < N; i++) given[0][i] = (int32_t)gnn_rng_below(&r, C), given[1][i] = pi[given[0][i]];
    for (int i = 0; i < N * C; i++) data[i] = gnn_rng_normal(&r) + (given[0][i / C] == (i * 7 + i / C) % C);
    gnn_tensor t = matrix(data, N, C);
    gnn_tape *tapes[2];
    gnn_var v[2];
    for (int k = 0; k < 2; k++) {
        ck_ok(gnn_tape_new(&tapes[k], GNN_F64));
        v[k] = gnn_leaf(tapes[k], &t);
        gnn_var l = gnn_permutation_cross_entropy(v[k], given[k], NULL, 0);
        ck_ok(gnn_backward(l));
        loss[k] = gnn_tensor_get(gnn_value(l), 0);
    }
    ck_assert_double_eq_tol(loss[0], loss[1], 1e-12);
    for (int64_t i = 0; i < N * C; i++)
        ck_assert_msg(fabs(gnn_tensor_get(gnn_grad(v[0]), i) - gnn_tensor_get(gnn_grad(v[1]), i)) < 1e-14,
                      "gradient %lld", (long long)i);
    for (int k = 0; k < 2; k++) gnn_tape_free(tapes[k]);
    free(data);
}
END_TEST

/* ---- dropout ---- */

/* Dropped with rate p within 4.5 standard deviations (one in 10^5 by chance, and the stream is fixed), kept entries scaled
 * by 1 / (1 - p), the gradient through the same mask; two streams differ. */
START_TEST(dropout_keeps_its_rate)
{
    enum { N = 20000 };
    double p = 0.1 + 0.2 * _i, *ones = malloc(N * sizeof *ones);
    int64_t dropped = 0, differ = 0;
    for (int i = 0; i < N; i++) ones[i] = 1;
    gnn_tensor t = matrix(ones, N / 10, 10);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var a = gnn_leaf(tape, &t), y = gnn_dropout(a, p, gnn_rng_stream(5, "dropout", 0)),
            z = gnn_dropout(a, p, gnn_rng_stream(5, "dropout", 1));
    ck_ok(gnn_backward(gnn_sum(y)));
    for (int64_t i = 0; i < N; i++) {
        double v = gnn_tensor_get(gnn_value(y), i), d = gnn_tensor_get(gnn_grad(a), i);
        if (!(v == d && (v == 0 || fabs(v - 1 / (1 - p)) < 1e-15)))
            ck_abort_msg("entry %lld: %g, gradient %g", (long long)i, v, d);
        dropped += v == 0, differ += (v == 0) != (gnn_tensor_get(gnn_value(z), i) == 0);
    }
    ck_assert_double_le(fabs((double)dropped - p * N), 4.5 * sqrt(p * (1 - p) * N));
    ck_assert_double_le(fabs((double)differ - 2 * p * (1 - p) * N), 4.5 * sqrt(2 * p * (1 - p) * N));
    gnn_tape_record(tape, 0); /* prediction draws the same mask without keeping it */
    gnn_var again = gnn_dropout(a, p, gnn_rng_stream(5, "dropout", 0));
    ck_assert(memcmp(gnn_value(again)->data, gnn_value(y)->data, N * sizeof(double)) == 0);
    gnn_tape_free(tape);
    free(ones);
}
END_TEST

START_TEST(many_parts_are_joined)
{
    enum { PARTS = 23 };
    double value[PARTS];
    gnn_tensor t[PARTS];
    gnn_var v[PARTS];
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    for (int i = 0; i < PARTS; i++) value[i] = i, t[i] = matrix(&value[i], 1, 1), v[i] = gnn_leaf(tape, &t[i]);
    equal(gnn_value(gnn_concat(PARTS, v)), PARTS, value, "joined");
    gnn_tape_free(tape);
}
END_TEST

/* Of a 2 x 2 matrix: s1^2 + s2^2 is the sum of squares, s1 s2 = |det|; the gradient of s1 + s2 is (X + sign(det) cofactors of X)
 * over it. */
START_TEST(singular_values_of_2_x_2)
{
    static const int64_t ptr[] = { 0, 2 };
    double value[9] = { 0 }, grad[12];
    setup(); /* rows (0,0), (0,1), (1,0), (1,1) of three matrices */
    gnn_var y = gnn_pair_singular(gnn_pairs_new(tape, 1, ptr), x, 3);
    for (int q = 0; q < 3; q++) {
        double a = X[q], c = X[3 + q], d = X[6 + q], e = X[9 + q], det = a * e - c * d, sign = det < 0 ? -1 : 1;
        double sum = sqrt(a * a + c * c + d * d + e * e + 2 * fabs(det)),
               gap = sqrt(a * a + c * c + d * d + e * e - 2 * fabs(det));
        value[q] = (sum + gap) / 2, value[3 + q] = (sum - gap) / 2; /* and a third, 0 */
        grad[q] = (a + sign * e) / sum, grad[3 + q] = (c - sign * d) / sum;
        grad[6 + q] = (d - sign * c) / sum, grad[9 + q] = (e + sign * a) / sum;
    }
    equal(gnn_value(y), 9, value, "singular values");
    ck_ok(gnn_backward(gnn_sum(y)));
    equal(gnn_grad(x), 12, grad, "gradient of their sum");
    gnn_tape_free(tape);
}
END_TEST

/* 2 Q, Q a permutation: whatever vectors LAPACK chose, 3 s1 + s2 has the gradient 2 Q; of nothing, 0. */
START_TEST(equal_singular_values_share_the_gradient)
{
    static const int64_t ptr[] = { 0, 2 };
    double a[8] = { 0, 0, 2, 0, 2, 0, 0, 0 }, v[4] = { 3, 7, 1, 7 };
    gnn_tensor a_ = matrix(a, 4, 2), v_ = matrix(v, 1, 4);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var l = gnn_leaf(tape, &a_), y = gnn_pair_singular(gnn_pairs_new(tape, 1, ptr), l, 2);
    equal(gnn_value(y), 4, ARRAY(2, 0, 2, 0), "singular values");
    ck_ok(gnn_backward(gnn_sum(gnn_mul(y, gnn_constant(tape, &v_)))));
    equal(gnn_grad(l), 8, ARRAY(0, 0, 2, 0, 2, 0, 0, 0), "gradient");
    gnn_tape_reset(tape);
    a[0] = NAN;
    (void)gnn_pair_singular(gnn_pairs_new(tape, 1, ptr), gnn_leaf(tape, &a_), 2);
    ck_assert_int_eq(gnn_tape_status(tape), GNN_ENUMERIC);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "graph 0 has an entry that is not finite"));
    gnn_tape_free(tape);
}
END_TEST

TESTS_BEGIN("op_values")
    T(log_softmax)
    T(cross_entropy)
    T(cross_entropy_of_listed_rows)
    T(losses_do_not_overflow)
    T(batch_norm)
    T(batch_norm_survives_a_large_mean)
    T(layer_norm)
    T(segment_norm_of_one_segment_is_batch_norm)
    T(binary_cross_entropy)
    T(squared_and_absolute_errors)
    T(activations)
    T(segments_with_an_empty_one)
    T(ties_of_a_maximum_share_the_gradient)
    T_LOOP(permutation_cross_entropy_is_the_least_of_all_renamings, 25)
    T_LOOP(permutation_cross_entropy_ignores_names, 3)
    T_LOOP(renaming_cross_entropy_keeps_the_other_names, 20)
    tcase_add_loop_test(tc_, dropout_keeps_its_rate, 0, 4);
    T(many_parts_are_joined)
    T(singular_values_of_2_x_2)
    T(equal_singular_values_share_the_gradient)
TESTS_END
