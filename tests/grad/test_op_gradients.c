/* Every registered operation: gradients against differences, f32 against f64.  And that broken operations are found. */
#include "support/op_harness.h"

START_TEST(gradients_equal_differences)
{
    const gnn_op *op = gnn_i_ops[_i];
    op_report r = { 0 };
    for (int n = 0; n < 36 * support_multiplier(); n++) {
        const char *wrong = op_check_gradient(op, (uint64_t)n, &r);
        if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
    }
    ck_assert_msg(2 * r.unsupported <= r.cases, "%s: %lld of %lld cases unsupported", op->name,
                  (long long)r.unsupported, (long long)r.cases);
    ck_assert_msg(r.gradients > 0, "%s: no gradient was looked at", op->name);
    fprintf(stderr, "%-26s %4lld gradients, worst relative error %.1e\n", op->name, (long long)r.gradients,
            r.worst_gradient);
}
END_TEST

START_TEST(f32_equals_f64)
{
    const gnn_op *op = gnn_i_ops[_i];
    op_report r = { 0 };
    for (int n = 0; n < 36 * support_multiplier(); n++) {
        const char *wrong = op_check_f32(op, (uint64_t)n, &r);
        if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
    }
}
END_TEST

TESTS_BEGIN("op_gradients")
    tcase_add_loop_test(tc_, gradients_equal_differences, 0, op_count());
    tcase_add_loop_test(tc_, f32_equals_f64, 0, op_count());
TESTS_END
