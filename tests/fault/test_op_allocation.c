/* Every registered operation: each allocation fails in turn; no allocation at all once warm. */
#include "support/op_harness.h"

START_TEST(every_allocation_may_fail)
{
    const gnn_op *op = gnn_i_ops[_i];
    op_report r = { 0 };
    for (int n = 0; n < 8 * support_multiplier(); n++) {
        const char *wrong = op_check_allocation(op, (uint64_t)n, &r);
        if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
    }
    ck_assert_int_gt(r.faults, 0);
    fprintf(stderr, "%-26s %lld faults\n", op->name, (long long)r.faults);
}
END_TEST

START_TEST(warm_runs_do_not_allocate)
{
    const gnn_op *op = gnn_i_ops[_i];
    op_report r = { 0 };
    for (int n = 0; n < 24 * support_multiplier(); n++) {
        const char *wrong = op_check_warm(op, (uint64_t)n, &r);
        if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
    }
}
END_TEST

TESTS_BEGIN("op_allocation")
    tcase_add_loop_test(tc_, every_allocation_may_fail, 0, op_count());
    tcase_add_loop_test(tc_, warm_runs_do_not_allocate, 0, op_count());
TESTS_END
