/* Progress on standard error: one redrawn line on a terminal from the third second on, else a line a minute. */
#include "cli.h"
#include <unistd.h>

static struct {
    char what[64];
    double began, drawn;
    bool visible;
} bar;

void cli_progress_clear(void)
{
    if (bar.visible) fputs("\r\033[K", stderr);
    bar.visible = false;
}

static void time_left(char *buf, size_t size, double seconds)
{
    long long s = (long long)(seconds + 0.5);
    if (s >= 3600)
        snprintf(buf, size, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(buf, size, "%lld:%02lld", s / 60, s % 60);
}

void cli_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    (void)ctx;
    if (cli_opt.verbosity < 0 || total < 0) return;
    double now = gnn_i_now();
    bool terminal = isatty(2);
    if (strncmp(bar.what, what, sizeof bar.what - 1) != 0 || bar.began == 0) {
        cli_progress_clear();
        snprintf(bar.what, sizeof bar.what, "%s", what);
        bar.began = now, bar.drawn = terminal ? now + 1.9 : now;
    }
    if (total > 0 && done >= total) {
        cli_progress_clear();
        bar.began = 0;
        return;
    }
    if (now - bar.drawn < (terminal ? 0.1 : 60.0)) return;
    bar.drawn = now;
    double elapsed = now - bar.began, rate = elapsed > 0 ? (double)done / elapsed : 0;
    char left[32] = "?", cells[25];
    if (total == 0) {
        if (terminal) fprintf(stderr, "\r%.24s %lld  %.3g/s\033[K", bar.what, (long long)done, rate), fflush(stderr);
        else fprintf(stderr, "%s: %s: %lld\n", cli_name(), bar.what, (long long)done);
        bar.visible = terminal;
        return;
    }
    if (rate > 0) time_left(left, sizeof left, (double)(total - done) / rate);
    if (!terminal) {
        fprintf(stderr, "%s: %s: %lld/%lld, left %s\n", cli_name(), bar.what, (long long)done, (long long)total, left);
        return;
    }
    int full = (int)(24 * (double)done / (double)total);
    for (int i = 0; i < 24; i++) cells[i] = i < full ? '#' : '.';
    cells[24] = 0;
    fprintf(stderr, "\r%.24s [%s] %lld/%lld  %.3g/s  left %s\033[K", bar.what, cells, (long long)done, (long long)total,
            rate, left);
    fflush(stderr);
    bar.visible = true;
}

static struct { int64_t run, runs; } part;

static void train_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    if (strcmp(what, "train") == 0) cli_progress(ctx, "epochs", part.run * total + done, part.runs * total);
    else if (cli_opt.jobs > 1) cli_progress(ctx, what, done, total);
}

void cli_progress_run(int64_t run, int64_t runs)
{
    part.run = run, part.runs = runs;
    if (cli_opt.jobs <= 1 || runs == 1) gnn_set_progress(train_progress, NULL);
}
