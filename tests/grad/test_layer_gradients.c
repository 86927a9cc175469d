/* Every registered layer: gradients of all parameters and of x against 4-point differences in f64. */
#include "support/layer_case.h"

static void check(const gnn_i_layer *layer, uint64_t number)
{
    for (int v = 0; v < layer->variants; v++) {
        layer_case k;
        double error = 0;
        ck_ok(layer_case_new(&k, number, v, false));
        gnn_status st = layer_case_gradients(&error, layer, &k);
        if (st == GNN_EUNSUPPORTED && k.g->directed) error = 0;
        else
            ck_assert_msg(st == GNN_OK, "%s/%d, case %llu: %s", layer->name, v, (unsigned long long)number,
                          gnn_last_error());
        ck_assert_msg(error <= 1e-5, "%s/%d, case %llu: error %g", layer->name, v, (unsigned long long)number, error);
        layer_case_free(&k);
    }
}

START_TEST(every_layer_has_the_gradients_of_its_values)
{
    for (uint64_t i = 0; i < 32; i++) check(gnn_i_layers[_i], i);
}
END_TEST

/* x^2 whose backward pass forgets the 2 */
static gnn_status square(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    for (int64_t i = 0, n = gnn_tensor_size(out); i < n; i++) {
        double x = gnn_tensor_get(in[0], i);
        gnn_tensor_set(out, i, x * x);
    }
    return GNN_OK;
}
static gnn_status half_of_it(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                             gnn_tensor *const *din)
{
    for (int64_t i = 0, n = gnn_tensor_size(out); i < n; i++)
        gnn_tensor_set(din[0], i, gnn_tensor_get(din[0], i) + gnn_tensor_get(dout, i) * gnn_tensor_get(in[0], i));
    return GNN_OK;
}
static const gnn_custom_fn wrong = { "wrong", square, half_of_it, NULL };
static gnn_var wrong_forward(const void *l, gnn_context *c, gnn_var x)
{
    const gnn_tensor *v = gnn_value(x);
    return gnn_custom(&wrong, 1, &x, gnn_tensor_rows(v), v->shape[1]);
}
static gnn_status no_init(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d) { return GNN_OK; }

START_TEST(a_wrong_backward_pass_is_rejected)
{
    const gnn_i_layer broken = { "wrong", GNN_NODE_ROWS, 1, 0, "it is wrong", 8, no_init, wrong_forward };
    int caught = 0;
    for (uint64_t i = 0; i < 16; i++) {
        layer_case k;
        double error = 0;
        ck_ok(layer_case_new(&k, i, 0, false));
        ck_ok(layer_case_gradients(&error, &broken, &k));
        caught += error > 1e-5;
        layer_case_free(&k);
    }
    ck_assert_int_gt(caught, 12);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_i_layers[n]) n++;
    return n;
}

TESTS_BEGIN("layer gradients")
    tcase_add_loop_test(tc_, every_layer_has_the_gradients_of_its_values, 0, count());
    T(a_wrong_backward_pass_is_rejected)
TESTS_END
