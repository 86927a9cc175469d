/* Process-wide run state: threads, cancellation, log, progress, clock. */
#include "base.h"
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static atomic_int threads; /* 0: not set */
static volatile sig_atomic_t canceled;
static gnn_log_fn log_fn;
static void *log_ctx;
static _Thread_local gnn_progress_fn progress_fn;
static _Thread_local void *progress_ctx;
static _Thread_local double progress_last;

void gnn_set_threads(int n)
{
    if (n <= 0) n = (int)sysconf(_SC_NPROCESSORS_ONLN);
    atomic_store(&threads, n < 1 ? 1 : n > 1024 ? 1024 : n);
}

int gnn_threads(void)
{
    int n = atomic_load(&threads);
    if (n == 0) {
        gnn_set_threads(0);
        n = atomic_load(&threads);
    }
    return n;
}

void gnn_cancel(void) { canceled = 1; }
void gnn_cancel_reset(void) { canceled = 0; }
int gnn_canceled(void) { return canceled != 0; }

void gnn_set_log(gnn_log_fn fn, void *ctx) { log_fn = fn, log_ctx = ctx; }

void gnn_i_log(gnn_log_level level, const char *format, ...)
{
    if (!log_fn) return;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_fn(log_ctx, level, text);
}

void gnn_set_progress(gnn_progress_fn fn, void *ctx) { progress_fn = fn, progress_ctx = ctx, progress_last = 0; }

void gnn_i_progress(const char *what, int64_t done, int64_t total)
{
    if (!progress_fn) return;
    double now = gnn_i_now();
    if ((total == 0 || done < total) && now - progress_last < 0.05) return;
    progress_last = now;
    progress_fn(progress_ctx, what, done, total);
}

double gnn_i_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
