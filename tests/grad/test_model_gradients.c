/* Every registered model: gradients of every parameter against 4-point differences in f64. */
#include "support/model_case.h"

START_TEST(every_model_has_the_gradients_of_its_values)
{
    const char *name = gnn_model_list(_i);
    gnn_dataset *ds = model_case_dataset(3, 7, false);
    for (int i = 0; model_case_config(name, i); i++) {
        gnn_model *m;
        gnn_check_report r;
        ck_ok(gnn_model_new(&m, name, model_case_config(name, i), GNN_F32, 7));
        ck_ok(gnn_check_gradients(&r, m, ds, 7, (uint64_t)i));
        ck_assert_msg(r.ok, "%s %s: error %g > %g (%s)", name, gnn_model_config(m), r.max_error, r.tolerance, r.where);
        ck_assert_int_gt(r.trials, 0);
        gnn_model_free(m);
    }
    model_case_free(ds);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_model_list(n)) n++;
    return n;
}

TESTS_BEGIN("model gradients")
    tcase_add_loop_test(tc_, every_model_has_the_gradients_of_its_values, 0, count());
TESTS_END
