/* What every test program shares: the Check runner with TAP output, random graphs, fault loops, golden files.
 *
 *     START_TEST(graph6_rejects_count_larger_than_the_line) { … } END_TEST
 *     TESTS_BEGIN("graph6")
 *         T(graph6_rejects_count_larger_than_the_line)
 *         T_LOOP(round_trip, 200)          200 x GNN_TEST_MULTIPLIER, _i is the case number
 *     TESTS_END
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <check.h>
#include <gnn/gnn.h>
#include "base/base.h"
#include "graph/graph_i.h"

int support_run(Suite *s);
int support_multiplier(void);

#define TESTS_BEGIN(name)                               \
    int main(void)                                      \
    {                                                   \
        Suite *s_ = suite_create(name);                 \
        TCase *tc_ = tcase_create(name);                \
        tcase_set_timeout(tc_, 240);                    \
        suite_add_tcase(s_, tc_);
#define T(fn) tcase_add_test(tc_, fn);
#define T_LOOP(fn, n) tcase_add_loop_test(tc_, fn, 0, (n) * support_multiplier());
#define TESTS_END                                       \
        return support_run(s_);                         \
    }

/* Status must be GNN_OK; prints the library's text otherwise. */
#define ck_ok(call)                                                                                        \
    do {                                                                                                   \
        gnn_status ck_st_ = (call);                                                                        \
        ck_assert_msg(ck_st_ == GNN_OK, "%s: %s: %s", #call, gnn_status_name(ck_st_), gnn_last_error());   \
    } while (0)

/* Random graph number i, biased to corners: n = 0, 1, isolated vertices, regular, disconnected, complete, star, trees,
 * repeated components; directed when bit says so.  Never NULL. */
gnn_graph *support_graph(uint64_t i, bool directed);
/* n (<= 20) vertices, each pair an edge (directed: each ordered pair an arc) with one drawn probability; weights 0.5 and 1,
 * labels -1 and 0, loops one in ten, as asked. */
gnn_graph *support_drawn(gnn_rng *r, int64_t n, bool directed, bool weights, bool labels, bool loops);
/* A file of datasets/pairs; free with gnn_graph_list_free. */
gnn_graph_list *support_pairs(const char *file);
/* The same graph with its vertices renamed at random. */
gnn_graph *support_shuffled(const gnn_graph *g, gnn_rng *r);
/* Path of a file under ../shared-style data, or NULL (then the caller skips with a message): $GNN_TEST_DATA, else the
 * folder meson was configured with. */
const char *support_data(const char *relative);
/* Skip with a message on stderr: SKIP("data set cora is not here"). Only meaningful at the top of a test. */
#define SKIP(...)                           \
    do {                                    \
        fprintf(stderr, "skipped: " __VA_ARGS__); \
        fputc('\n', stderr);                \
        return;                             \
    } while (0)

/* Repeat `body` with the k-th allocation failing, k = 0, 1, …, once and persistently, until it succeeds; body returns its
 * status; anything but GNN_ENOMEM or GNN_OK fails the test; blocks held must be equal before and after. */
void support_fail_allocations(gnn_status (*body)(void *), void *ctx, const char *what);

/* Naive dense y = A x etc. are in the tests that need them. */
#endif
