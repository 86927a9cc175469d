/* Workers: independent items on several processes, results in the order of the items.
 *
 * Each worker has a socket.  Down: the number of an item.  Up: item, status, size, then the bytes (or the error text).
 * The parent forks everything before it hands out work; its own OpenMP threads are put away first, since a child of a
 * process with live OpenMP threads would wait for them for ever. */
#include "cli.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct header {
    int64_t item, size;
    int32_t status;
} header;

typedef struct worker {
    pid_t pid;
    int fd;
    int64_t item; /* in work, or -1 */
} worker;

typedef struct answer {
    char *bytes; /* NULL: not there yet */
    size_t size;
} answer;

static bool send_all(int fd, const void *bytes, size_t size)
{
    const char *p = bytes;
    while (size > 0) {
        ssize_t n = send(fd, p, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n, size -= (size_t)n;
    }
    return true;
}

static bool receive_all(int fd, void *bytes, size_t size)
{
    char *p = bytes;
    while (size > 0) {
        ssize_t n = recv(fd, p, size, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n, size -= (size_t)n;
    }
    return true;
}

static gnn_status run_item(cli_work_fn work, void *ctx, int64_t item, char **bytes, size_t *size)
{
    *bytes = NULL, *size = 0;
    FILE *f = open_memstream(bytes, size);
    if (!f) return gnn_i_fail(GNN_ENOMEM, "out of memory for a result");
    gnn_status st = work(ctx, item, f);
    if (fclose(f) != 0 && st == GNN_OK) st = gnn_i_fail(GNN_ENOMEM, "out of memory for a result");
    return st;
}

static _Noreturn void worker_main(int fd, cli_work_fn work, void *ctx)
{
    int64_t item;
    gnn_set_progress(NULL, NULL);
    while (receive_all(fd, &item, sizeof item)) {
        char *bytes;
        size_t size;
        gnn_status st = run_item(work, ctx, item, &bytes, &size);
        const char *text = st == GNN_OK ? bytes : gnn_last_error();
        header h = { item, st == GNN_OK ? (int64_t)size : (int64_t)strlen(text), st };
        bool sent = send_all(fd, &h, sizeof h) && send_all(fd, text, (size_t)h.size);
        free(bytes);
        if (!sent) break;
    }
    _exit(0);
}

static gnn_status start_workers(worker *w, int jobs, cli_work_fn work, void *ctx)
{
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN), share = cli_opt.threads ? cli_opt.threads : cores / jobs;
    pid_t parent = getpid();
    fflush(NULL);
    for (int i = 0; i < jobs; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
            return gnn_i_fail(GNN_EIO, "cannot start worker %d: %s", i + 1, strerror(errno));
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (getppid() != parent) _exit(CLI_INTERRUPTED);
            for (int k = 0; k < i; k++) close(w[k].fd);
            close(pair[0]);
            cli_signals(true);
            gnn_set_threads(share < 1 ? 1 : share);
            worker_main(pair[1], work, ctx);
        }
        close(pair[1]);
        if (pid < 0) {
            close(pair[0]);
            return gnn_i_fail(GNN_EIO, "cannot start worker %d: %s", i + 1, strerror(errno));
        }
        w[i] = (worker){ pid, pair[0], -1 };
    }
    return GNN_OK;
}

enum { GRACE = 1000 /* hundredths of a second in which a worker may end its step and save */ };

/* Workers end when their socket closes; after a failure they are told to stop first. */
static void stop_workers(worker *w, int jobs, bool failed)
{
    for (int i = 0; i < jobs; i++)
        if (w[i].pid > 0) {
            if (failed) kill(w[i].pid, SIGTERM);
            close(w[i].fd);
        }
    for (int i = 0; i < jobs; i++)
        for (int tries = 0; w[i].pid > 0; tries++) {
            pid_t got = waitpid(w[i].pid, NULL, failed ? WNOHANG : 0);
            if (got == w[i].pid || (got < 0 && errno != EINTR)) break;
            if (failed && tries == GRACE) kill(w[i].pid, SIGKILL);
            if (failed) usleep(10000);
        }
}

static gnn_status dead_worker(const worker *w)
{
    int how = 0;
    siginfo_t info = { 0 };
    waitid(P_PID, (id_t)w->pid, &info, WEXITED | WNOWAIT);
    how = info.si_status;
    if (gnn_canceled()) return gnn_i_fail(GNN_ECANCELED, "canceled");
    return gnn_i_fail(GNN_EBUG, "a worker died (%s %d) at item %lld",
                      info.si_code == CLD_EXITED ? "exit status" : "signal", how, (long long)w->item + 1);
}

static gnn_status receive_answer(worker *w, answer *answers)
{
    header h;
    if (!receive_all(w->fd, &h, sizeof h)) return dead_worker(w);
    char *bytes = gnn_i_alloc((size_t)h.size + 1, 1);
    if (!bytes) return GNN_ENOMEM;
    if (!receive_all(w->fd, bytes, (size_t)h.size)) {
        gnn_i_free(bytes);
        return dead_worker(w);
    }
    bytes[h.size] = 0;
    w->item = -1;
    if (h.status != GNN_OK) {
        gnn_status st = gnn_i_fail((gnn_status)h.status, "%s", bytes);
        gnn_i_free(bytes);
        return st;
    }
    answers[h.item] = (answer){ bytes, (size_t)h.size };
    return GNN_OK;
}

typedef struct pool {
    int64_t count, next, delivered; /* items; next to hand out; results passed on */
    int jobs;
    worker *workers;
    struct pollfd *polls;
    answer *answers;
} pool;

static gnn_status hand_out(pool *p)
{
    for (int i = 0; i < p->jobs; i++) /* results wait for their turn, but not without bound */
        if (p->workers[i].item < 0 && p->next < p->count && p->next < p->delivered + 4096) {
            p->workers[i].item = p->next;
            if (!send_all(p->workers[i].fd, &p->next, sizeof p->next)) return dead_worker(&p->workers[i]);
            p->next++;
        }
    return GNN_OK;
}

static gnn_status collect(pool *p)
{
    for (int i = 0; i < p->jobs; i++)
        p->polls[i] = (struct pollfd){ p->workers[i].item >= 0 ? p->workers[i].fd : -1, POLLIN, 0 };
    if (poll(p->polls, (nfds_t)p->jobs, 200) < 0 && errno != EINTR)
        return gnn_i_fail(GNN_EIO, "poll: %s", strerror(errno));
    if (gnn_canceled()) return gnn_i_fail(GNN_ECANCELED, "canceled");
    for (int i = 0; i < p->jobs; i++)
        if (p->polls[i].fd >= 0 && p->polls[i].revents) GNN_TRY_RETURN(receive_answer(&p->workers[i], p->answers));
    return GNN_OK;
}

static gnn_status run_pool(pool *p, const char *what, cli_result_fn result, void *ctx)
{
    while (p->delivered < p->count) {
        GNN_TRY_RETURN(hand_out(p));
        GNN_TRY_RETURN(collect(p));
        while (p->delivered < p->count && p->answers[p->delivered].bytes) {
            answer *a = &p->answers[p->delivered];
            GNN_TRY_RETURN(result(ctx, p->delivered, a->bytes, a->size));
            gnn_i_free(a->bytes);
            a->bytes = NULL;
            p->delivered++;
            if (what) gnn_i_progress(what, p->delivered, p->count);
        }
    }
    return GNN_OK;
}

static gnn_status run_here(int64_t count, const char *what, cli_work_fn work, cli_result_fn result, void *ctx)
{
    gnn_status st = GNN_OK;
    for (int64_t i = 0; i < count && st == GNN_OK; i++) {
        char *bytes;
        size_t size;
        if (gnn_canceled()) return gnn_i_fail(GNN_ECANCELED, "canceled");
        st = run_item(work, ctx, i, &bytes, &size);
        if (st == GNN_OK) st = result(ctx, i, bytes, size);
        free(bytes);
        if (st == GNN_OK && what) gnn_i_progress(what, i + 1, count);
    }
    return st;
}

gnn_status cli_jobs(int64_t count, const char *what, cli_work_fn work, cli_result_fn result, void *ctx)
{
    int jobs = count < cli_opt.jobs ? (int)count : cli_opt.jobs;
    if (jobs <= 1) return run_here(count, what, work, result, ctx);
    gnn_status st = GNN_OK;
    pool p = { .count = count, .jobs = jobs };
    GNN_CALLOC(p.workers, jobs);
    GNN_CALLOC(p.polls, jobs);
    GNN_CALLOC(p.answers, count);
    st = start_workers(p.workers, jobs, work, ctx);
    if (st == GNN_OK) st = run_pool(&p, what, result, ctx);
    stop_workers(p.workers, jobs, st != GNN_OK);
done:
    for (int64_t i = 0; p.answers && i < count; i++) gnn_i_free(p.answers[i].bytes);
    gnn_i_free(p.answers);
    gnn_i_free(p.polls);
    gnn_i_free(p.workers);
    return st;
}
