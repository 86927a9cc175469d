/* Messages, colour, exit codes, signals. */
#include "cli.h"
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

int cli_exit_code(gnn_status status)
{
    switch (status) {
    case GNN_OK: return CLI_DONE;
    case GNN_ELIMIT: return CLI_LIMIT;
    case GNN_ENOMEM:
    case GNN_ENUMERIC:
    case GNN_EBUG: return CLI_INTERNAL;
    case GNN_ECANCELED: return CLI_INTERRUPTED;
    case GNN_EINVAL:
    case GNN_ESHAPE:
    case GNN_EDTYPE:
    case GNN_EIO:
    case GNN_EPARSE:
    case GNN_ENOTFOUND:
    case GNN_EUNSUPPORTED:
    case GNN_EOVERFLOW:
    case GNN_EEXIST: return CLI_USAGE;
    }
    return CLI_INTERNAL;
}

gnn_status cli_input(gnn_status status)
{
    return status == GNN_ELIMIT ? gnn_i_fail(GNN_EPARSE, "%s", gnn_last_error()) : status;
}

/* ---- colour ---- */

static int color_mode; /* 0 auto, 1 always, -1 never */

void cli_color_mode(int mode) { color_mode = mode; }

static bool color_on(int fd)
{
    if (color_mode) return color_mode > 0;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

static const char *code(bool on, cli_style style)
{
    static const char *const codes[] = { "\033[0m", "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[34m" };
    return on ? codes[style] : "";
}

const char *cli_color_out(cli_style style) { return code(!cli_opt.output && color_on(1), style); }
const char *cli_color_err(cli_style style) { return code(color_on(2), style); }

/* ---- messages ---- */

static void say(cli_style style, const char *word, const char *format, va_list args)
{
    cli_progress_clear();
    fprintf(stderr, "%s: ", cli_name());
    if (*word) fprintf(stderr, "%s%s%s: ", cli_color_err(style), word, cli_color_err(CLI_PLAIN));
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

#define SAY(style, word)            \
    do {                            \
        va_list args_;              \
        va_start(args_, format);    \
        say(style, word, format, args_); \
        va_end(args_);              \
    } while (0)

void cli_error(const char *format, ...) { SAY(CLI_RED, ""); }

void cli_warning(const char *format, ...)
{
    if (cli_opt.verbosity >= 0) SAY(CLI_YELLOW, "warning");
}

void cli_note(const char *format, ...)
{
    if (cli_opt.verbosity > 0) SAY(CLI_DIM, "");
}

/* ---- the end ---- */

int cli_finish(gnn_status status)
{
    cli_progress_clear();
    if (status == GNN_ECANCELED || (status == GNN_OK && gnn_canceled())) {
        /* What was computed is worth keeping on standard output; a file is whole or not there. */
        (void)cli_out_close(false);
        cli_error("interrupted");
        return CLI_INTERRUPTED;
    }
    if (status != GNN_OK) {
        const char *text = gnn_last_error();
        cli_error("%s", *text ? text : gnn_status_text(status));
        (void)cli_out_close(false);
        return cli_exit_code(status);
    }
    status = cli_out_close(true);
    if (status == GNN_OK) return CLI_DONE;
    cli_error("%s", gnn_last_error());
    return cli_exit_code(status);
}

int cli_finish_check(gnn_status status, bool passed)
{
    int exit_code = cli_finish(status);
    return exit_code == CLI_DONE && !passed ? CLI_CHECK_FAILED : exit_code;
}

/* ---- signals ---- */

static void on_signal(int sig)
{
    (void)sig;
    if (gnn_canceled()) _exit(CLI_INTERRUPTED); /* the second one leaves at once */
    gnn_cancel();
}

/* Ctrl-C reaches a worker from the terminal and once more from its parent: both times it ends its step and saves. */
static void on_worker_signal(int sig)
{
    (void)sig;
    gnn_cancel();
}

void cli_signals(bool worker)
{
    struct sigaction action = { .sa_handler = worker ? on_worker_signal : on_signal };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}
