/* Every registered layer commutes with relabelling: bit for bit where it is linear or integer, within a tolerance that
 * comes from sums in another order elsewhere.  A layer that looks at node numbers must be caught by the same harness. */
#include "support/layer_case.h"

static const double TOLERANCE = 1e-10; /* f64 sums of at most some hundred terms, conditioned by norms */

static void check(const gnn_i_layer *layer, uint64_t number)
{
    for (int v = 0; v < layer->variants; v++) {
        bool exact = layer->exact >> v & 1;
        layer_case k;
        double error = 0;
        ck_ok(layer_case_new(&k, number, v, exact));
        gnn_status st = layer_case_equivariance(&error, layer, &k);
        if (st == GNN_EUNSUPPORTED && k.g->directed) error = 0; /* an operator for undirected graphs only */
        else
            ck_assert_msg(st == GNN_OK, "%s/%d, case %llu: %s", layer->name, v, (unsigned long long)number,
                          gnn_last_error());
        ck_assert_msg(error <= (exact ? 0.0 : TOLERANCE), "%s/%d, case %llu: error %g", layer->name, v,
                      (unsigned long long)number, error);
        layer_case_free(&k);
    }
}

START_TEST(every_layer_commutes_with_relabelling)
{
    for (uint64_t i = 0; i < 240; i++) check(gnn_i_layers[_i], i);
}
END_TEST

START_TEST(tolerances_have_a_reason)
{
    for (int i = 0; gnn_i_layers[i]; i++) {
        const gnn_i_layer *l = gnn_i_layers[i];
        unsigned all = (1u << l->variants) - 1;
        ck_assert_msg((l->exact & all) == all || l->why, "%s is not exact and does not say why", l->name);
    }
}
END_TEST

/* ---- broken layers ---- */

/* Adds the node's number to its row. */
static gnn_var broken_forward(const void *l, gnn_context *c, gnn_var x)
{
    const gnn_tensor *v = gnn_value(x);
    if (!v) return x;
    gnn_tensor t = *v;
    t.data = gnn_i_tape_alloc(c->tape, (size_t)gnn_tensor_size(v) * sizeof(double) + 8);
    if (!t.data) return gnn_i_poison(c->tape, GNN_ENOMEM, "broken");
    for (int64_t i = 0, n = gnn_tensor_size(v), d = gnn_tensor_cols(v); i < n; i++)
        gnn_tensor_set(&t, i, (double)(i / d));
    return gnn_add(x, gnn_constant(c->tape, &t));
}

static gnn_status broken_init(void *l, gnn_builder *b, const char *name, const gnn_i_layer_dims *d) { return GNN_OK; }

/* Invariant it claims, but gives the first node of each graph. */
static gnn_var first_forward(const void *l, gnn_context *c, gnn_var x)
{
    int32_t *rows = gnn_i_tape_alloc(c->tape, 8);
    if (!rows) return gnn_i_poison(c->tape, GNN_ENOMEM, "first");
    int64_t k = 0;
    for (int i = 0; i < 2; i++)
        if (c->in->node_ptr[i + 1] > c->in->node_ptr[i]) rows[k++] = (int32_t)c->in->node_ptr[i];
    return gnn_gather(x, k, rows);
}

START_TEST(broken_layers_are_rejected)
{
    const gnn_i_layer broken[] = { { "broken", GNN_NODE_ROWS, 1, 1u, NULL, 8, broken_init, broken_forward },
                                   { "first", GNN_INVARIANT, 1, 1u, NULL, 8, broken_init, first_forward } };
    int caught = 0;
    for (uint64_t i = 0; i < 32; i++) {
        layer_case k;
        double error = 0;
        ck_ok(layer_case_new(&k, i, 0, true));
        ck_ok(layer_case_equivariance(&error, &broken[_i], &k));
        caught += error > TOLERANCE;
        layer_case_free(&k);
    }
    ck_assert_int_gt(caught, 20); /* not where all graphs have at most one vertex, or the relabelling is trivial */
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_i_layers[n]) n++;
    return n;
}

TESTS_BEGIN("layer equivariance")
    tcase_add_loop_test(tc_, every_layer_commutes_with_relabelling, 0, count());
    T(tolerances_have_a_reason)
    tcase_add_loop_test(tc_, broken_layers_are_rejected, 0, 2);
TESTS_END
