/* Every registered operation: f(Px) = P f(x) and the same for its gradients; same bits for any number of threads. */
#include "support/op_harness.h"

START_TEST(results_and_gradients_move_with_the_vertices)
{
    const gnn_op *op = gnn_i_ops[_i];
    op_report r = { 0 };
    for (int n = 0; n < 48 * support_multiplier(); n++) {
        const char *wrong = op_check_equivariance(op, (uint64_t)n, &r);
        if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
    }
}
END_TEST

/* An undirected graph in f32, a directed one in f64. */
START_TEST(threads_do_not_change_bits)
{
    const gnn_op *op = gnn_i_ops[_i / 2];
    op_report r = { 0 };
    const char *wrong = _i & 1 ? op_check_threads(op, 1, GNN_F32, &r) : op_check_threads(op, 5, GNN_F64, &r);
    if (wrong) ck_abort_msg("%s: %s", op->name, wrong);
}
END_TEST

TESTS_BEGIN("op_equivariance")
    tcase_add_loop_test(tc_, results_and_gradients_move_with_the_vertices, 0, op_count());
    tcase_add_loop_test(tc_, threads_do_not_change_bits, 0, 2 * op_count());
TESTS_END
