/* The pool: every block once, from several callers, nested, after a fork, with threads coming and going. */
#include "support/support.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 97 };
typedef struct tally { atomic_int hits[BLOCKS]; bool nested; } tally;

static void hit(void *ctx, int64_t b)
{
    tally *t = ctx;
    atomic_fetch_add(&t->hits[b], 1);
    if (t->nested) {
        tally inner = { .nested = false };
        gnn_i_for_blocks(3, GNN_PARALLEL_WORK, hit, &inner);
        for (int i = 0; i < 3; i++) ck_assert_int_eq(atomic_load(&inner.hits[i]), 1);
    }
}

static void run_many(int rounds, bool nested)
{
    for (int r = 0; r < rounds; r++) {
        tally t = { .nested = nested };
        int64_t blocks = 1 + r % BLOCKS;
        gnn_i_for_blocks(blocks, GNN_PARALLEL_WORK, hit, &t);
        for (int64_t b = 0; b < BLOCKS; b++) ck_assert_int_eq(atomic_load(&t.hits[b]), b < blocks);
    }
}

START_TEST(every_block_is_done_once_for_any_number_of_threads)
{
    static const int threads[] = { 1, 2, 3, 8, 2, 5 };
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        gnn_set_threads(threads[i]);
        run_many(1000, false);
    }
}
END_TEST

START_TEST(a_block_may_ask_for_blocks)
{
    gnn_set_threads(4);
    run_many(300, true);
}
END_TEST

START_TEST(idle_helpers_wake_up_again)
{
    gnn_set_threads(3);
    for (int i = 0; i < 40; i++) {
        run_many(3, false);
        usleep(1000); /* long enough to fall asleep */
    }
}
END_TEST

static void *caller(void *arg)
{
    (void)arg;
    run_many(2000, false);
    return NULL;
}

START_TEST(several_callers_share_the_pool)
{
    pthread_t t[4];
    gnn_set_threads(3);
    for (int i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&t[i], NULL, caller, NULL), 0);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
}
END_TEST

START_TEST(a_child_makes_a_pool_of_its_own)
{
    gnn_set_threads(3);
    run_many(50, false);
    pid_t pid = fork();
    if (pid == 0) {
        for (int r = 0; r < 200; r++) {
            tally t = { .nested = false };
            gnn_i_for_blocks(BLOCKS, GNN_PARALLEL_WORK, hit, &t);
            for (int b = 0; b < BLOCKS; b++)
                if (atomic_load(&t.hits[b]) != 1) _exit(1);
        }
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    run_many(50, false);
}
END_TEST

TESTS_BEGIN("parallel")
    T(every_block_is_done_once_for_any_number_of_threads)
    T(a_block_may_ask_for_blocks)
    T(idle_helpers_wake_up_again)
    T(several_callers_share_the_pool)
    T(a_child_makes_a_pool_of_its_own)
TESTS_END
