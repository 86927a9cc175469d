/* The one place where work is spread over threads.  Who computes a block never changes its bits.
 *
 * A pool of helpers that claim blocks, as the caller does: each first those of its own slice of the range, then what is
 * left of the others' slices.  Kernels cut rows in order, so the rows that a thread wrote in one kernel are mostly those
 * that it reads in the next, in its own cache (a GIN step of 3200 nodes on two threads: 6.2 ms with one common counter,
 * 5.3 with slices).  The caller never waits for a helper that has not claimed anything: on a machine whose cores are busy
 * with other programs the caller simply does all the blocks, where OpenMP's barrier waits for a thread that the system does
 * not run (72 ms a training step of 0.4 ms, measured with two threads beside two other busy processes).  Helpers spin for
 * some 30 microseconds after a job, the usual gap between two kernels of a step, and then sleep. */
#include "base.h"
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_HELPERS = 255, SPINS = 3000 };

/* A job is open while `open` holds its number; helpers that enter are counted in `inside`. */
static struct pool {
    pthread_mutex_t mutex; /* held by the caller whose job this is; other callers work alone */
    atomic_uint number;    /* of the last job: what idle helpers watch                        */
    atomic_uint open;      /* number of the job that may be entered, 0: none                  */
    atomic_int inside, limit, asleep;
    int64_t blocks;
    int slices;            /* the caller's is the first, helper i's number i + 1 */
    gnn_i_block_fn fn;
    void *ctx;
    int helpers;           /* threads made */
} pool = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* Blocks of slice s that nobody has claimed begin at next; a cache line each. */
static struct slice { _Alignas(64) atomic_llong next; } slices[MAX_HELPERS + 1];

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void futex_wait(atomic_uint *word, unsigned seen)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
}
static void futex_wake(atomic_uint *word, int count)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static int64_t slice_start(int s)
{
    return pool.blocks / pool.slices * s + pool.blocks % pool.slices * s / pool.slices;
}

static void claim_blocks(int mine)
{
    for (int i = 0; i < pool.slices; i++) {
        int s = (mine + i) % pool.slices;
        int64_t end = slice_start(s + 1);
        if (atomic_load_explicit(&slices[s].next, memory_order_relaxed) >= end) continue;
        for (int64_t b; (b = atomic_fetch_add(&slices[s].next, 1)) < end;) pool.fn(pool.ctx, b);
    }
}

/* The count comes first, then the look whether the job is still open; the caller closes first, then looks at the count:
 * in a single order of all four, either the helper sees it closed or the caller sees the helper. */
static void help(unsigned number, int id)
{
    atomic_fetch_add(&pool.inside, 1);
    if (atomic_load(&pool.open) == number && id < atomic_load(&pool.limit)) claim_blocks(id + 1);
    atomic_fetch_sub(&pool.inside, 1);
}

static unsigned await_job(unsigned last)
{
    for (int i = 0; i < SPINS; i++) {
        unsigned n = atomic_load_explicit(&pool.number, memory_order_acquire);
        if (n != last) return n;
        relax();
    }
    atomic_fetch_add(&pool.asleep, 1);
    unsigned n;
    while ((n = atomic_load(&pool.number)) == last) futex_wait(&pool.number, last);
    atomic_fetch_sub(&pool.asleep, 1);
    return n;
}

static void *helper(void *arg)
{
    int id = (int)(intptr_t)arg;
    for (unsigned last = 0;;) {
        last = await_job(last);
        help(last, id);
    }
    return NULL;
}

/* A child has no helpers; whoever held the mutex in the parent is not there. */
static void after_fork(void)
{
    pthread_mutex_init(&pool.mutex, NULL);
    atomic_store(&pool.number, 0);
    atomic_store(&pool.open, 0);
    atomic_store(&pool.inside, 0);
    atomic_store(&pool.asleep, 0);
    pool.helpers = 0;
}

static void once(void) { pthread_atfork(NULL, NULL, after_fork); }

/* Without a thread to be had the work is done by those there are. */
static void make_helpers(int want)
{
    static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
    sigset_t all, old;
    pthread_attr_t attr;
    if (pool.helpers >= want) return;
    pthread_once(&fork_once, once);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old); /* signals are the program's, not ours */
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (pthread_t t; pool.helpers < want; pool.helpers++)
        if (pthread_create(&t, &attr, helper, (void *)(intptr_t)pool.helpers) != 0) break;
    pthread_attr_destroy(&attr);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void run(int64_t blocks, gnn_i_block_fn fn, void *ctx, int helpers)
{
    if (helpers > MAX_HELPERS) helpers = MAX_HELPERS;
    make_helpers(helpers);
    pool.blocks = blocks, pool.fn = fn, pool.ctx = ctx, pool.slices = helpers + 1;
    for (int s = 0; s <= helpers; s++) atomic_store_explicit(&slices[s].next, slice_start(s), memory_order_relaxed);
    atomic_store(&pool.limit, helpers);
    unsigned number = atomic_load(&pool.number) + 1;
    if (number == 0) number = 1; /* 0 means none */
    atomic_store(&pool.open, number);
    atomic_store(&pool.number, number);
    if (atomic_load(&pool.asleep) > 0) futex_wake(&pool.number, helpers < blocks ? helpers : (int)blocks - 1);
    claim_blocks(0);
    atomic_store(&pool.open, 0);
    for (int i = 0; atomic_load(&pool.inside) > 0; i++) { /* a helper is in its last block */
        if (i < SPINS) relax();
        else sched_yield();
    }
}

void gnn_i_for_blocks(int64_t blocks, int64_t work, gnn_i_block_fn fn, void *ctx)
{
    int threads = blocks > 1 && work >= GNN_PARALLEL_WORK ? gnn_threads() : 1;
    if (threads > 1 && pthread_mutex_trylock(&pool.mutex) == 0) {
        run(blocks, fn, ctx, threads - 1);
        pthread_mutex_unlock(&pool.mutex);
        return;
    }
    for (int64_t b = 0; b < blocks; b++) fn(ctx, b);
}
