/* Every registered model commutes with relabelling, in every configuration, on 240 corner-biased graphs; those that say that
 * they only do so on average over samples are rejected by the same check. */
#include "support/model_case.h"
#include <math.h>

START_TEST(every_model_commutes_with_relabelling)
{
    const char *name = gnn_model_list(_i);
    gnn_dataset *ds = model_case_dataset(0, 240, false);
    double rejected = 0;
    bool always = true;
    for (int i = 0; model_case_config(name, i); i++) {
        gnn_model *m;
        gnn_check_report r;
        ck_ok(gnn_model_new(&m, name, model_case_config(name, i), GNN_F32, 5));
        ck_ok(gnn_check_equivariance(&r, m, ds, i == 0 ? 240 : 48, (uint64_t)i));
        ck_assert_msg(r.ok || !gnn_model_equivariant(m), "%s %s: error %g > %g (%s)", name, gnn_model_config(m),
                      r.max_error, r.tolerance, r.where);
        always &= gnn_model_equivariant(m), rejected = fmax(rejected, r.max_error);
        ck_assert_int_eq(r.trials, i == 0 ? 240 : 48);
        gnn_model_free(m);
    }
    ck_assert_msg(always || rejected > 1e-3, "%s says that it does not commute, and does", name);
    model_case_free(ds);
}
END_TEST

START_TEST(directed_graphs_too)
{
    const char *name = gnn_model_list(_i);
    gnn_dataset *ds = model_case_dataset(3, 24, true);
    gnn_model *m;
    gnn_check_report r;
    ck_ok(gnn_model_new(&m, name, model_case_config(name, 0), GNN_F32, 5));
    gnn_status st = gnn_check_equivariance(&r, m, ds, 24, 1);
    if (st != GNN_EUNSUPPORTED) {
        ck_ok(st);
        ck_assert_msg(r.ok == gnn_model_equivariant(m), "%s: error %g (%s)", name, r.max_error, r.where);
    }
    gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

/* What samples approach: the mean over all n! numberings. */
START_TEST(means_over_all_permutations_commute)
{
    static const char *const readouts[] = { "none", "sum", "mean", "max", "attention" };
    gnn_dataset *ds = model_case_dataset(0, 240, false), small = *ds;
    small.count = 0;
    small.samples = malloc((size_t)ds->count * sizeof *small.samples);
    for (int64_t i = 0; i < ds->count; i++)
        if (gnn_graph_n(ds->samples[i].graph) <= 6) small.samples[small.count++] = ds->samples[i];
    ck_assert_int_gt(small.count, 20);
    for (int k = 0; k < 5; k++) {
        char config[128];
        gnn_model *m;
        gnn_check_report r;
        snprintf(config, sizeof config,
                 "{\"in\":3,\"out\":2,\"layers\":2,\"hidden\":4,\"permutations\":0,\"readout\":\"%s\"}", readouts[k]);
        ck_ok(gnn_model_new(&m, "rp-gin", config, GNN_F32, 5));
        ck_assert(gnn_model_equivariant(m));
        ck_ok(gnn_check_equivariance(&r, m, &small, small.count, 1));
        ck_assert_msg(r.ok, "%s: error %g (%s)", readouts[k], r.max_error, r.where);
        gnn_model_free(m);
    }
    free(small.samples);
    model_case_free(ds);
}
END_TEST

/* The check itself: a model that adds the node's number must not pass. */
static gnn_var broken_forward(void *s, gnn_context *c, gnn_var x)
{
    const gnn_tensor *v = gnn_value(x);
    gnn_tensor t = *v;
    t.data = gnn_i_tape_alloc(c->tape, (size_t)gnn_tensor_size(v) * sizeof(double) + 8);
    for (int64_t i = 0, n = gnn_tensor_size(v); i < n; i++) gnn_tensor_set(&t, i, (double)(i / 3));
    return gnn_add(x, gnn_constant(c->tape, &t));
}

START_TEST(a_model_that_sees_node_numbers_is_rejected)
{
    gnn_model *m;
    gnn_check_report r;
    gnn_dataset *ds = model_case_dataset(5, 8, false);
    ck_ok(gnn_model_new(&m, "mlp", "{\"in\":3,\"out\":3}", GNN_F64, 1));
    gnn_i_model_class broken = *m->class;
    broken.forward = broken_forward;
    m->class = &broken;
    ck_ok(gnn_check_equivariance(&r, m, ds, 16, 1));
    ck_assert(!r.ok);
    ck_assert(r.max_error > 1e-3);
    gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_model_list(n)) n++;
    return n;
}

TESTS_BEGIN("model equivariance")
    tcase_add_loop_test(tc_, every_model_commutes_with_relabelling, 0, count());
    tcase_add_loop_test(tc_, directed_graphs_too, 0, count());
    T(means_over_all_permutations_commute)
    T(a_model_that_sees_node_numbers_is_rejected)
TESTS_END
