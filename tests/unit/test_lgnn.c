/* The networks of Chen, Li and Bruna: as many parameters as the authors' programs, and a line-graph layer without matrices
 * that equals the one with them. */
#include "support/support.h"
#include "layers/layer.h"
#include <math.h>

static int64_t parameters(const char *name, const char *config)
{
    gnn_model *m;
    ck_ok(gnn_model_new(&m, name, config, GNN_F32, 1));
    int64_t n = gnn_params_size(gnn_model_params(m));
    gnn_model_free(m);
    return n;
}

START_TEST(parameters_are_as_many_as_the_authors)
{
    ck_assert_int_eq(parameters("spectral", "{\"in\":1,\"out\":5,\"hidden\":8,\"layers\":30}"), 8621);
    ck_assert_int_eq(
        parameters("spectral", "{\"in\":1,\"out\":2,\"hidden\":10,\"layers\":30,\"operators\":\"I,D,A,A_1,A_2\"}"),
        16082);
    ck_assert_int_eq(parameters("lgnn", "{\"in\":1,\"out\":5,\"hidden\":8,\"layers\":30}"), 25482);
    ck_assert_int_eq(parameters("lgnn",
                                "{\"in\":1,\"out\":2,\"hidden\":10,\"layers\":30,\"operators\":\"I,D,A,A_1,A_2\","
                                "\"line_operators\":\"I,D_L,B,B_1,B_2\"}"),
                     44944);
    ck_assert_int_eq(parameters("lgnn", "{\"in\":1,\"out\":5,\"hidden\":8,\"layers\":30,\"linear\":true}"), 25482);
}
END_TEST

/* ---- fused against composed ---- */

typedef struct net {
    gnn_params *params;
    gnn_builder *b;
    gnn_tape *tape;
    gnn_lgnn_layer layer[3];
    gnn_operator *ops[16];
    int degrees;
} net;

static void net_free(net *m)
{
    for (int i = 0; i < 16; i++) gnn_operator_free(m->ops[i]);
    gnn_tape_free(m->tape);
    gnn_builder_free(m->b);
    gnn_params_free(m->params);
}

/* Three layers; with `matrices`, B and B B are built as matrices (which B_1 and B never are). */
static void net_new(net *m, const gnn_graph *g, bool matrices, int linear, gnn_norm norm)
{
    *m = (net){ 0 };
    ck_ok(gnn_params_new(&m->params, GNN_F64));
    ck_ok(gnn_builder_new(&m->b, m->params, 3));
    ck_ok(gnn_tape_new(&m->tape, GNN_F64));
    ck_ok(gnn_builder_operator(&m->degrees, m->b, "D_L"));
    for (int i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "layer%d", i);
        gnn_lgnn_options o = { "I,A,A_1,D", "I,B,B_1,D_L", GNN_LINE_DIRECTED, norm, linear, i == 2 };
        ck_ok(gnn_lgnn_layer_init(&m->layer[i], m->b, name, &o, i ? 8 : 1, i ? 8 : 1, i == 2 ? 3 : 8));
        ck_assert(i == 2 || m->layer[i].fused);
        if (!matrices || i == 2) continue;
        m->layer[i].fused = 0; /* the other way, with the same parameters */
        ck_ok(gnn_builder_operator(&m->layer[i].down[0], m->b, "PmT"));
        ck_ok(gnn_builder_operator(&m->layer[i].down[1], m->b, "PdT"));
    }
    int count;
    const char *const *names = gnn_builder_operators(m->b, &count);
    for (int i = 0; i < count; i++) ck_ok(gnn_operator_new(&m->ops[i], g, names[i], GNN_F64));
    for (int32_t id = 0; id < gnn_params_count(m->params); id++) {
        gnn_tensor t = gnn_params_value(m->params, id);
        gnn_rng r = gnn_rng_stream(4, "weights", (uint64_t)id);
        for (int64_t i = 0; i < gnn_tensor_size(&t); i++) gnn_tensor_set(&t, i, gnn_rng_normal(&r));
    }
}

static gnn_var net_run(net *m, const gnn_graph *g)
{
    static gnn_tensor x;
    static double degree[256];
    static int64_t ptr[2];
    ptr[1] = g->n;
    for (int64_t u = 0; u < g->n; u++) degree[u] = (double)(g->ptr[u + 1] - g->ptr[u]);
    x = gnn_tensor_view2(GNN_F64, g->n, 1, degree);
    static gnn_input in;
    in = (gnn_input){ .n = g->n, .graphs = 1, .node_ptr = ptr, .x = &x, .ops = (const gnn_operator *const *)m->ops };
    gnn_context c = gnn_context_new(m->b, m->tape, &in);
    gnn_var u = gnn_constant(m->tape, &x), y = gnn_lgnn_edge_degrees(&c, m->degrees);
    for (int i = 0; i < 3; i++) gnn_lgnn_layer_forward(&m->layer[i], &c, &u, &y);
    return u;
}

START_TEST(gathers_equal_operators_one_by_one)
{
    gnn_graph *g = support_graph((uint64_t)_i, false);
    net a, b;
    net_new(&a, g, false, _i % 3 == 0, _i % 2 ? GNN_NORM_GRAPH_STATS : GNN_NORM_NONE);
    net_new(&b, g, true, _i % 3 == 0, _i % 2 ? GNN_NORM_GRAPH_STATS : GNN_NORM_NONE);
    gnn_var y = net_run(&a, g), z = net_run(&b, g);
    ck_ok(gnn_tape_status(a.tape));
    ck_ok(gnn_tape_status(b.tape));
    double scale = 1;
    for (int64_t i = 0; i < gnn_tensor_size(gnn_value(y)); i++) {
        double p = gnn_tensor_get(gnn_value(y), i), q = gnn_tensor_get(gnn_value(z), i);
        scale = fmax(scale, fabs(p));
        ck_assert_msg(fabs(p - q) <= 1e-9 * scale, "%g and %g", p, q);
    }
    if (g->n > 0) {
        ck_ok(gnn_backward(gnn_mean(gnn_mul(y, y))));
        ck_ok(gnn_backward(gnn_mean(gnn_mul(z, z))));
    }
    for (int32_t id = 0; id < gnn_params_count(a.params); id++) {
        gnn_tensor p = gnn_params_grad(a.params, id), q = gnn_params_grad(b.params, id);
        double most = 1e-12;
        for (int64_t i = 0; i < gnn_tensor_size(&p); i++) most = fmax(most, fabs(gnn_tensor_get(&p, i)));
        for (int64_t i = 0; i < gnn_tensor_size(&p); i++)
            ck_assert_msg(fabs(gnn_tensor_get(&p, i) - gnn_tensor_get(&q, i)) <= 1e-7 * fmax(most, scale * scale),
                          "%s: %g and %g", gnn_params_name(a.params, id), gnn_tensor_get(&p, i), gnn_tensor_get(&q, i));
    }
    net_free(&a), net_free(&b);
    gnn_graph_free(g);
}
END_TEST

START_TEST(the_bound_depends_on_the_edges_operators)
{
    static const struct { const char *config, *bound; } cases[] = {
        { "{\"in\":1,\"out\":2}", "2-fwl" },
        { "{\"in\":1,\"out\":2,\"line_operators\":\"I,B\"}", "2-fwl" },
        { "{\"in\":1,\"out\":2,\"line_operators\":\"I,B,B_2\"}", "isomorphism" },
        { "{\"in\":1,\"out\":2,\"line\":\"symmetric\"}", "isomorphism" },
        { "{\"in\":1,\"out\":2,\"line\":\"symmetric\",\"line_operators\":\"I,LA,D_LA\"}", "2-fwl" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gnn_model *m;
        ck_ok(gnn_model_new(&m, "lgnn", cases[i].config, GNN_F32, 1));
        ck_assert_str_eq(gnn_model_bound(m), cases[i].bound);
        gnn_model_free(m);
    }
}
END_TEST

START_TEST(mixed_edges_of_several_graphs_are_refused)
{
    gnn_graph *one = support_graph(9, false), *two;
    gnn_model *m;
    gnn_tape *tape;
    gnn_operator *ops[16] = { NULL };
    int64_t ptr[3];
    int count;
    ck_ok(gnn_graph_union(&two, 2, (const gnn_graph *[]){ one, one }, ptr));
    ck_ok(gnn_model_new(&m, "lgnn", "{\"in\":1,\"out\":2,\"layers\":1}", GNN_F64, 1));
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    const char *const *names = gnn_model_operators(m, &count);
    for (int i = 0; i < count; i++) ck_ok(gnn_operator_new(&ops[i], two, names[i], GNN_F64));
    gnn_tensor *x;
    ck_ok(gnn_tensor_new(&x, GNN_F64, 2, (int64_t[]){ two->n, 1 }));
    gnn_input in = { .n = two->n, .graphs = 2, .node_ptr = ptr, .x = x, .ops = (const gnn_operator *const *)ops };
    (void)gnn_model_forward(m, tape, &in);
    ck_assert_int_eq(gnn_tape_status(tape), GNN_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "gnn_operator_union"));
    for (int i = 0; i < count; i++) gnn_operator_free(ops[i]);
    gnn_tensor_free(x);
    gnn_tape_free(tape);
    gnn_model_free(m);
    gnn_graph_free(one), gnn_graph_free(two);
}
END_TEST

TESTS_BEGIN("lgnn")
    T(parameters_are_as_many_as_the_authors)
    T_LOOP(gathers_equal_operators_one_by_one, 60)
    T(the_bound_depends_on_the_edges_operators)
    T(mixed_edges_of_several_graphs_are_refused)
TESTS_END
