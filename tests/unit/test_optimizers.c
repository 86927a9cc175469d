/* Optimisers against the same steps by torch 1.13 in f64 (tests/golden/optimizers.py wrote the numbers), clipping,
 * schedules, metrics. */
#include "support/support.h"
#include <math.h>

static const struct { const char *name; gnn_optimizer_options o; double after[3][2]; } steps[] = {
#include "golden/optimizers.inc"
};

START_TEST(each_optimiser_takes_the_steps_of_torch)
{
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        gnn_params *p;
        gnn_optimizer *o;
        int32_t id;
        ck_ok(gnn_params_new(&p, GNN_F64));
        ck_ok(gnn_params_add(&id, p, "w", 1, (int64_t[]){ 2 }));
        gnn_tensor v = gnn_params_value(p, id), g = gnn_params_grad(p, id);
        gnn_tensor_set(&v, 0, 1), gnn_tensor_set(&v, 1, -2);
        ck_ok(gnn_optimizer_new(&o, steps[k].name, p, &steps[k].o));
        for (int s = 0; s < 3; s++) {
            gnn_tensor_set(&g, 0, 0.5 - s), gnn_tensor_set(&g, 1, 0.25 * (s + 1));
            gnn_optimizer_step(o, 0.1);
            for (int i = 0; i < 2; i++)
                ck_assert_msg(fabs(gnn_tensor_get(&v, i) - steps[k].after[s][i]) < 1e-12,
                              "%s %zu, step %d: %.17g, torch %.17g", steps[k].name, k, s, gnn_tensor_get(&v, i),
                              steps[k].after[s][i]);
        }
        gnn_optimizer_free(o);
        gnn_params_free(p);
    }
}
END_TEST

START_TEST(decay_can_be_kept_to_some_parameters_and_norms_are_clipped)
{
    gnn_params *p;
    gnn_optimizer *o;
    int32_t a, b;
    ck_ok(gnn_params_new(&p, GNN_F64));
    ck_ok(gnn_params_add(&a, p, "conv1.weight", 0, NULL));
    ck_ok(gnn_params_add(&b, p, "conv2.weight", 0, NULL));
    gnn_tensor x = gnn_params_value(p, a), y = gnn_params_value(p, b), gx = gnn_params_grad(p, a),
               gy = gnn_params_grad(p, b);
    gnn_tensor_set(&x, 0, 1), gnn_tensor_set(&y, 0, 1);
    gnn_optimizer_options q = GNN_OPTIMIZER_OPTIONS_INIT;
    q.weight_decay = 0.5, q.decay_only = "conv1.*";
    ck_ok(gnn_optimizer_new(&o, "sgd", p, &q));
    gnn_optimizer_step(o, 1);
    ck_assert(gnn_tensor_get(&x, 0) == 0.5 && gnn_tensor_get(&y, 0) == 1);
    gnn_tensor_set(&gx, 0, 3), gnn_tensor_set(&gy, 0, -4);
    ck_assert(gnn_grad_norm(p) == 5);
    ck_assert(gnn_clip_grad_norm(p, 1) == 5);
    ck_assert(fabs(gnn_grad_norm(p) - 1) < 1e-5);
    gnn_clip_grad_value(p, 0.7);
    ck_assert(gnn_tensor_get(&gy, 0) == -0.7);
    gnn_optimizer_free(o);
    o = NULL;
    ck_assert_int_eq(gnn_optimizer_new(&o, "adamm", p, NULL), GNN_ENOTFOUND);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "adamw"));
    gnn_params_free(p);
}
END_TEST

START_TEST(schedules_follow_their_formulas)
{
    gnn_schedule s;
    ck_ok(gnn_schedule_parse(&s, "step:every=50,factor=0.5", 350));
    ck_assert(gnn_schedule_factor(&s, 49) == 1 && gnn_schedule_factor(&s, 50) == 0.5 &&
              gnn_schedule_factor(&s, 149) == 0.25);
    ck_ok(gnn_schedule_parse(&s, "cosine:min=0.1", 10));
    ck_assert(gnn_schedule_factor(&s, 0) == 1 && fabs(gnn_schedule_factor(&s, 5) - 0.55) < 1e-12 &&
              fabs(gnn_schedule_factor(&s, 10) - 0.1) < 1e-12);
    ck_ok(gnn_schedule_parse(&s, "constant:warmup=4", 10));
    ck_assert(gnn_schedule_factor(&s, 0) == 0.25 && gnn_schedule_factor(&s, 9) == 1);
    ck_ok(gnn_schedule_parse(&s, "exponential:factor=0.5", 10));
    ck_assert(gnn_schedule_factor(&s, 3) == 0.125);
    ck_ok(gnn_schedule_parse(&s, "plateau:patience=2,factor=0.5,min=0.3", 10));
    for (int i = 0; i < 4; i++) gnn_schedule_observe(&s, 1);
    ck_assert(gnn_schedule_factor(&s, 0) == 0.5);
    for (int i = 0; i < 3; i++) gnn_schedule_observe(&s, 1);
    ck_assert(gnn_schedule_factor(&s, 0) == 0.3);
    static const char *const bad[] = { "", "steps", "step:every", "step:every=x", "step:evry=1", "step:every=0" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) ck_assert(gnn_schedule_parse(&s, bad[i], 10) != GNN_OK);
}
END_TEST

START_TEST(metrics_have_their_hand_computed_values)
{
    double y[] = { 2, 1, 0, 3, 5, 1, 0, 1 }, score[] = { 0.1, 0.4, 0.35, 0.8 }, truth[] = { 0, 0, 1, 1 };
    int32_t labels[] = { 0, 1, 1, 1 }, swapped[] = { 1, 0, 0, 0 }, rows[] = { 0, 1, 3 }, classes[] = { 0, 0, 1, 1 };
    gnn_tensor Y = gnn_tensor_view2(GNN_F64, 4, 2, y), s = gnn_tensor_view2(GNN_F64, 4, 1, score),
               t = gnn_tensor_view2(GNN_F64, 4, 1, truth);
    double v;
    ck_ok(gnn_metric_accuracy(&v, &Y, labels, NULL, 4));
    ck_assert(v == 0.75);
    ck_ok(gnn_metric_accuracy(&v, &Y, labels, rows, 3));
    ck_assert(v == 1);
    ck_ok(gnn_metric_macro_f1(&v, &Y, labels, NULL, 4));
    ck_assert(fabs(v - (2.0 / 3 + 0.8) / 2) < 1e-12);
    ck_ok(gnn_metric_overlap(&v, &Y, labels, NULL, 4));
    ck_assert(fabs(v - 0.5) < 1e-12);
    ck_ok(gnn_metric_overlap(&v, &Y, swapped, NULL, 4));
    ck_assert(fabs(v - 0.5) < 1e-12);
    ck_ok(gnn_metric_roc_auc(&v, &s, classes, NULL, 4));
    ck_assert(v == 0.75);
    ck_assert_int_eq(gnn_metric_roc_auc(&v, &s, classes, rows, 2), GNN_EUNSUPPORTED);
    ck_ok(gnn_metric_mse(&v, &s, &t, NULL, 4));
    ck_assert(fabs(v - (0.01 + 0.16 + 0.4225 + 0.04) / 4) < 1e-12);
    ck_ok(gnn_metric_mae(&v, &s, &t, NULL, 4));
    ck_assert(fabs(v - (0.1 + 0.4 + 0.65 + 0.2) / 4) < 1e-12);
    ck_assert_int_eq(gnn_metric_accuracy(&v, &Y, labels, rows, 0), GNN_EINVAL);
}
END_TEST

TESTS_BEGIN("optimizers")
    T(each_optimiser_takes_the_steps_of_torch)
    T(decay_can_be_kept_to_some_parameters_and_norms_are_clipped)
    T(schedules_follow_their_formulas)
    T(metrics_have_their_hand_computed_values)
TESTS_END
