/* layers: values worked out by hand, and the parameter counts of the seeds' networks. */
#include "support/support.h"
#include "layers/layer.h"
#include <math.h>

/* The path 0 - 1 - 2 with features 1, 2, 4, a builder, and the operators asked for. */
typedef struct path {
    gnn_graph *g;
    gnn_params *params;
    gnn_builder *b;
    gnn_tape *tape;
    gnn_operator *ops[8];
    int count;
    int64_t node_ptr[2];
    double data[3];
    gnn_tensor x;
    gnn_input in;
    gnn_context c;
} path;

static void path_new(path *p)
{
    *p = (path){ .node_ptr = { 0, 3 }, .data = { 1, 2, 4 } };
    int32_t src[] = { 0, 1 }, dst[] = { 1, 2 };
    ck_ok(gnn_graph_new(&p->g, &(gnn_graph_spec){ .n = 3, .m = 2, .src = src, .dst = dst }));
    ck_ok(gnn_params_new(&p->params, GNN_F64));
    ck_ok(gnn_builder_new(&p->b, p->params, 1));
    ck_ok(gnn_tape_new(&p->tape, GNN_F64));
}

/* All weights 1, biases 0 (names that end in "bias"), then operators and context. */
static gnn_var path_ready(path *p)
{
    for (int32_t i = 0; i < gnn_params_count(p->params); i++) {
        gnn_tensor t = gnn_params_value(p->params, i);
        bool bias = strstr(gnn_params_name(p->params, i), "bias") != NULL;
        for (int64_t k = 0; k < gnn_tensor_size(&t); k++) gnn_tensor_set(&t, k, bias ? 0.0 : 1.0);
    }
    const char *const *names = gnn_builder_operators(p->b, &p->count);
    for (int i = 0; i < p->count; i++) ck_ok(gnn_operator_new(&p->ops[i], p->g, names[i], GNN_F64));
    p->x = gnn_tensor_view2(GNN_F64, 3, 1, p->data);
    p->in = (gnn_input){
        .n = 3, .graphs = 1, .node_ptr = p->node_ptr, .x = &p->x, .ops = (const gnn_operator *const *)p->ops
    };
    p->c = gnn_context_new(p->b, p->tape, &p->in);
    return gnn_constant(p->tape, &p->x);
}

static void path_free(path *p)
{
    for (int i = 0; i < p->count; i++) gnn_operator_free(p->ops[i]);
    gnn_tape_free(p->tape);
    gnn_builder_free(p->b);
    gnn_params_free(p->params);
    gnn_graph_free(p->g);
}

static void check_values(gnn_var y, int64_t n, const double *expected)
{
    const gnn_tensor *t = gnn_value(y);
    ck_assert_msg(t, "%s", gnn_last_error());
    ck_assert_int_eq(gnn_tensor_size(t), n);
    for (int64_t i = 0; i < n; i++)
        ck_assert_msg(fabs(gnn_tensor_get(t, i) - expected[i]) < 1e-12, "entry %lld is %.15g, expected %.15g",
                      (long long)i, gnn_tensor_get(t, i), expected[i]);
}

START_TEST(gcn_on_a_path_of_three)
{
    path p;
    gnn_gcn_layer l;
    path_new(&p);
    ck_ok(gnn_gcn_layer_init(&l, p.b, "conv", 1, 1, GNN_ACT_NONE));
    gnn_var x = path_ready(&p);
    /* degrees with loops 2, 3, 2: S = [1/2, 1/sqrt 6, 0; 1/sqrt 6, 1/3, 1/sqrt 6; 0, 1/sqrt 6, 1/2] */
    double s = 1 / sqrt(6);
    check_values(gnn_gcn_layer_forward(&l, &p.c, x), 3, (double[]){ 0.5 + 2 * s, s + 2.0 / 3 + 4 * s, 2 * s + 2 });
    path_free(&p);
}
END_TEST

START_TEST(gin_sums_itself_and_its_neighbours)
{
    path p;
    gnn_gin_layer l;
    path_new(&p);
    ck_ok(gnn_gin_layer_init(&l, p.b, "conv", 1, 2, GNN_NORM_NONE, _i, GNN_ACT_NONE));
    gnn_var x = path_ready(&p);
    /* (1 + eps) x + A x = 3, 7, 6 for eps 0 and 4, 9, 10 for eps 1; two hidden columns of it, added */
    static const double fixed[] = { 6, 6, 14, 14, 12, 12 }, learned[] = { 8, 8, 18, 18, 20, 20 };
    check_values(gnn_gin_layer_forward(&l, &p.c, x), 6, _i ? learned : fixed); /* path_ready sets eps = 1 */
    path_free(&p);
}
END_TEST

START_TEST(sage_joins_neighbours)
{
    static const double expected[3][3] = { { 1 + 2, 2 + 5, 4 + 2 },
                                           { 1 + 2, 2 + 2.5, 4 + 2 },
                                           { 1 + 2, 2 + 4, 4 + 2 } };
    path p;
    gnn_sage_layer l;
    path_new(&p);
    ck_ok(gnn_sage_layer_init(&l, p.b, "conv", 1, 1, (gnn_pool)(GNN_POOL_SUM + _i), GNN_ACT_NONE));
    gnn_var x = path_ready(&p);
    check_values(gnn_sage_layer_forward(&l, &p.c, x), 3, expected[_i]);
    path_free(&p);
}
END_TEST

/* With equal values at all nodes attention must give that value back: its weights sum to 1. */
START_TEST(attention_weights_sum_to_one)
{
    path p;
    gnn_gatv2_layer l2;
    gnn_gat_layer l1;
    path_new(&p);
    p.data[0] = p.data[1] = p.data[2] = 1.5;
    ck_ok(gnn_gatv2_layer_init(&l2, p.b, "v2", 1, 1, 2, _i, GNN_ACT_NONE));
    ck_ok(gnn_gat_layer_init(&l1, p.b, "v1", 1, 1, 2, _i, GNN_ACT_NONE));
    gnn_var x = path_ready(&p);
    static const double same[] = { 1.5, 1.5, 1.5, 1.5, 1.5, 1.5 };
    check_values(gnn_gatv2_layer_forward(&l2, &p.c, x), _i ? 3 : 6, same);
    check_values(gnn_gat_layer_forward(&l1, &p.c, x), _i ? 3 : 6, same);
    path_free(&p);
}
END_TEST

START_TEST(gat_on_a_path_by_hand)
{
    path p;
    gnn_gat_layer l;
    path_new(&p);
    ck_ok(gnn_gat_layer_init(&l, p.b, "v1", 1, 1, 1, 0, GNN_ACT_NONE));
    gnn_var x = path_ready(&p);
    /* scores into 0: leaky(1+1), leaky(2+1); into 1: 1+2, 2+2, 4+2; into 2: 2+4, 4+4 (all positive) */
    double a = exp(2), b = exp(3), c = exp(4), d = exp(6), e = exp(8);
    check_values(gnn_gat_layer_forward(&l, &p.c, x), 3,
                 (double[]){ (a + 2 * b) / (a + b), (b + 2 * c + 4 * d) / (b + c + d), (2 * d + 4 * e) / (d + e) });
    path_free(&p);
}
END_TEST

START_TEST(appnp_and_sgc_are_powers_of_the_gcn_operator)
{
    path p;
    gnn_appnp_layer a;
    gnn_sgc_layer s;
    path_new(&p);
    ck_ok(gnn_appnp_layer_init(&a, p.b, 2, 0.0));
    ck_ok(gnn_sgc_layer_init(&s, p.b, "sgc", 1, 1, 2));
    gnn_var x = path_ready(&p);
    double r = 1 / sqrt(6), y[3] = { 0.5 + 2 * r, 5 * r + 2.0 / 3, 2 * r + 2 };
    double z[3] = { y[0] / 2 + y[1] * r, (y[0] + y[2]) * r + y[1] / 3, y[1] * r + y[2] / 2 };
    check_values(gnn_appnp_layer_forward(&a, &p.c, x), 3, z);
    check_values(gnn_sgc_layer_forward(&s, &p.c, x), 3, z);
    path_free(&p);
}
END_TEST

START_TEST(readouts_by_hand)
{
    path p;
    gnn_readout_layer l;
    double w[] = { exp(1), exp(2), exp(4) };
    double expected[] = { 7, 7.0 / 3, 4, (w[0] + 2 * w[1] + 4 * w[2]) / (w[0] + w[1] + w[2]) };
    path_new(&p);
    ck_ok(gnn_readout_layer_init(&l, p.b, "read", 1, (gnn_pool)(GNN_POOL_SUM + _i)));
    gnn_var x = path_ready(&p);
    check_values(gnn_readout_layer_forward(&l, &p.c, x), 1, &expected[_i]);
    path_free(&p);
}
END_TEST

START_TEST(batch_norm_keeps_running_averages_in_buffers)
{
    path p;
    gnn_norm_layer l;
    path_new(&p);
    ck_ok(gnn_norm_layer_init(&l, p.b, "bn", 1, GNN_NORM_BATCH));
    ck_assert_int_eq(gnn_params_count(p.params), 2); /* scale and shift; the averages are not trained */
    gnn_var x = path_ready(&p);
    p.in.training = 1;
    double mean = 7.0 / 3, var = (1 + 4 + 16) / 3.0 - mean * mean, sd = sqrt(var + 1e-5);
    check_values(gnn_norm_layer_forward(&l, &p.c, x), 3,
                 (double[]){ (1 - mean) / sd, (2 - mean) / sd, (4 - mean) / sd });
    gnn_params *buffers = gnn_builder_buffers(p.b);
    gnn_tensor m = gnn_params_value(buffers, gnn_params_find(buffers, "bn.running_mean"));
    gnn_tensor v = gnn_params_value(buffers, gnn_params_find(buffers, "bn.running_var"));
    ck_assert_double_eq_tol(gnn_tensor_get(&m, 0), 0.1 * mean, 1e-12);
    ck_assert_double_eq_tol(gnn_tensor_get(&v, 0), 0.9 + 0.1 * var * 3 / 2, 1e-12); /* unbiased, as torch stores it */
    p.in.training = 0;
    sd = sqrt(gnn_tensor_get(&v, 0) + 1e-5), mean = gnn_tensor_get(&m, 0);
    check_values(gnn_norm_layer_forward(&l, &p.c, x), 3,
                 (double[]){ (1 - mean) / sd, (2 - mean) / sd, (4 - mean) / sd });
    path_free(&p);
}
END_TEST

static int64_t spectral_size(const char *config)
{
    gnn_model *m;
    ck_ok(gnn_model_new(&m, "spectral", config, GNN_F32, 1));
    int64_t n = gnn_params_size(gnn_model_params(m));
    gnn_model_free(m);
    return n;
}

/* Counts of the authors' classes for GNN(f=8, L=30, q=4, C=5) and GNN(10, 30, 5, 2). */
START_TEST(spectral_networks_have_the_papers_number_of_parameters)
{
    ck_assert_int_eq(spectral_size("{\"in\":1,\"hidden\":8,\"layers\":30,\"out\":5,\"operators\":\"I,A,A_1,D\"}"),
                     8621);
    ck_assert_int_eq(
        spectral_size(
            "{\"in\":1,\"hidden\":10,\"layers\":30,\"out\":2,\"operators\":[\"I\",\"A\",\"A_1\",\"A_2\",\"D\"]}"),
        16082);
}
END_TEST

START_TEST(operators_asked_for_twice_are_one)
{
    path p;
    int a, b, c, n;
    path_new(&p);
    ck_ok(gnn_builder_operator(&a, p.b, "A"));
    ck_ok(gnn_builder_operator(&b, p.b, "gcn"));
    ck_ok(gnn_builder_operator(&c, p.b, "A"));
    ck_assert(a == c && a != b);
    const char *const *names = gnn_builder_operators(p.b, &n);
    ck_assert_int_eq(n, 2);
    ck_assert_str_eq(names[b], "gcn");
    path_free(&p);
}
END_TEST

START_TEST(initial_values_depend_on_seed_and_name_only)
{
    path p, q;
    gnn_linear_layer l, other;
    path_new(&p);
    path_new(&q);
    ck_ok(gnn_linear_layer_init(&other, p.b, "before", 3, 3, 1, GNN_ACT_NONE));
    ck_ok(gnn_linear_layer_init(&l, p.b, "lin", 100, 7, 1, GNN_ACT_NONE));
    gnn_tensor a = gnn_params_value(p.params, l.w);
    ck_ok(gnn_linear_layer_init(&l, q.b, "lin", 100, 7, 1, GNN_ACT_NONE));
    gnn_tensor b = gnn_params_value(q.params, l.w);
    double most = 0;
    for (int64_t i = 0; i < 700; i++) {
        ck_assert(gnn_tensor_get(&a, i) == gnn_tensor_get(&b, i));
        most = fmax(most, fabs(gnn_tensor_get(&a, i)));
    }
    ck_assert(most <= 0.1 && most > 0.099); /* U(+-1/sqrt(100)) */
    path_free(&p);
    path_free(&q);
}
END_TEST

TESTS_BEGIN("layers")
    T(gcn_on_a_path_of_three)
    tcase_add_loop_test(tc_, gin_sums_itself_and_its_neighbours, 0, 2);
    tcase_add_loop_test(tc_, sage_joins_neighbours, 0, 3);
    tcase_add_loop_test(tc_, attention_weights_sum_to_one, 0, 2);
    T(gat_on_a_path_by_hand)
    T(appnp_and_sgc_are_powers_of_the_gcn_operator)
    tcase_add_loop_test(tc_, readouts_by_hand, 0, 4);
    T(batch_norm_keeps_running_averages_in_buffers)
    T(spectral_networks_have_the_papers_number_of_parameters)
    T(operators_asked_for_twice_are_one)
    T(initial_values_depend_on_seed_and_name_only)
TESTS_END
