/* Options of a command: its own and the common ones in one argp table; usage errors are one line. */
#include "cli.h"
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>

cli_options cli_opt = { .jobs = 1 };
static const cli_command *command;

enum {
    KEY_FORMAT = 0x2000, KEY_SEED, KEY_THREADS, KEY_JOBS, KEY_COLOR, KEY_FORCE, KEY_HELP, KEY_USAGE, KEY_VERSION,
    KEY_COMPLETION
};

typedef struct common_option {
    unsigned bit; /* 0: always */
    struct argp_option option;
} common_option;

static const common_option common[] = {
    { 0, { 0, 0, 0, 0, "Common options:", 90 } },
    { CLI_FORMAT, { "format", KEY_FORMAT, "table|json|jsonl|csv", 0, "Form of the results (default: table)", 0 } },
    { CLI_SEED, { "seed", KEY_SEED, "N", 0, "Seed of every random stream (default: 0)", 0 } },
    { CLI_THREADS, { "threads", KEY_THREADS, "N", 0, "Threads inside one computation (default: all cores); results do not depend on it", 0 } },
    { CLI_JOBS, { "jobs", KEY_JOBS, "N", 0, "Independent computations at a time, as processes (default: 1); results do not depend on it", 0 } },
    { CLI_OUTPUT, { "output", 'o', "FILE", 0, "Write results to FILE instead of standard output", 0 } },
    { CLI_OUTPUT | CLI_OVERWRITE, { "force", KEY_FORCE, 0, 0, "Replace files that exist", 0 } },
    { 0, { "quiet", 'q', 0, 0, "No progress, no warnings", 0 } },
    { 0, { "verbose", 'v', 0, 0, "Say more on standard error (twice: everything)", 0 } },
    { 0, { "color", KEY_COLOR, "auto|always|never", 0, "Colour (default: auto, on a terminal unless NO_COLOR is set or TERM is dumb)", 0 } },
    { 0, { "help", KEY_HELP, 0, 0, "Print this text", -1 } },
    { 0, { "usage", KEY_USAGE, 0, 0, "Print the options in short", -1 } },
    { 0, { "version", KEY_VERSION, 0, 0, "Print the version, the licence and the libraries' versions", -1 } },
    { 0, { "print-completion", KEY_COMPLETION, 0, OPTION_HIDDEN, "Print a bash completion file", -1 } },
};
enum { COMMON = sizeof common / sizeof *common };

const char *cli_name(void) { return command ? command->name : "gnn"; }

_Noreturn void cli_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", cli_name());
    vfprintf(stderr, format, args);
    fprintf(stderr, " (%s --help lists the options)\n", cli_name());
    va_end(args);
    exit(CLI_USAGE);
}

const char *cli_key_value(char key[CLI_KEY_SIZE], const char *option, const char *arg)
{
    size_t n = strcspn(arg, "=");
    if (n == 0 || !arg[n]) cli_usage("%s: '%s' is not KEY=VALUE", option, arg);
    if (n >= CLI_KEY_SIZE) cli_usage("%s: '%s': no key is so long", option, arg);
    memcpy(key, arg, n), key[n] = 0;
    return arg + n + 1;
}

int64_t cli_take_int(const char *option, const char *arg, int64_t min, int64_t max)
{
    const char *p = arg, *end = arg + strlen(arg);
    int64_t v;
    if (gnn_i_take_i64(&p, end, &v) && p == end && v >= min && v <= max) return v;
    if (max == INT64_MAX || max == INT_MAX)
        cli_usage("%s: '%s' is not a whole number of at least %lld", option, arg, (long long)min);
    cli_usage("%s: '%s' is not a whole number between %lld and %lld", option, arg, (long long)min, (long long)max);
}

double cli_take_real(const char *option, const char *arg, double min, double max)
{
    const char *p = arg, *end = arg + strlen(arg);
    double v;
    if (gnn_i_take_double(&p, end, &v) && p == end && v >= min && v <= max) return v;
    if (isinf(max)) cli_usage("%s: '%s' is not a number of at least %g", option, arg, min);
    cli_usage("%s: '%s' is not a number between %g and %g", option, arg, min, max);
}

int cli_take_word(const char *option, const char *arg, int count, const char *const *words)
{
    char all[512];
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(arg, words[i]) == 0) return i;
        if (n < sizeof all) n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? ", " : "", words[i]);
    }
    cli_usage("%s: '%s' is not one of %s", option, arg, all);
}

char *cli_next_word(const char **list)
{
    const char *p = *list;
    if (!p || !*p) return NULL;
    size_t n = strcspn(p, ",");
    *list = p + n + (p[n] == ',');
    return gnn_i_strndup(p, n);
}

static uint64_t take_seed(const char *arg)
{
    char *end;
    errno = 0;
    uint64_t v = strtoull(arg, &end, 10);
    if (errno || end == arg || *end || strchr(arg, '-'))
        cli_usage("--seed: '%s' is not a whole number between 0 and 2^64 - 1", arg);
    return v;
}

static bool take_common(int key, char *arg)
{
    static const char *const formats[] = { "table", "json", "jsonl", "csv" }, *const colors[] = { "auto", "always", "never" };
    switch (key) {
    case KEY_FORMAT:
        cli_opt.format = (cli_format)cli_take_word("--format", arg, 4, formats), cli_opt.format_given = true;
        return true;
    case KEY_SEED: cli_opt.seed = take_seed(arg), cli_opt.seed_given = true; return true;
    case KEY_THREADS: cli_opt.threads = (int)cli_take_int("--threads", arg, 1, 1024); return true;
    case KEY_JOBS: cli_opt.jobs = (int)cli_take_int("--jobs", arg, 1, 1024); return true;
    case KEY_COLOR: { int w = cli_take_word("--color", arg, 3, colors); cli_color_mode(w == 2 ? -1 : w); return true; }
    case KEY_FORCE: cli_opt.force = true; return true;
    case 'o': cli_opt.output = arg; return true;
    case 'q': cli_opt.verbosity = -1; return true;
    case 'v': cli_opt.verbosity = cli_opt.verbosity < 0 ? 1 : cli_opt.verbosity + 1; return true;
    }
    return false;
}

static void print_help(const struct argp *argp)
{
    fflush(stdout);
    argp_help(argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_PRE_DOC | ARGP_HELP_LONG,
              (char *)(uintptr_t)command->name);
    if (command->details) printf("\n%s", command->details);
    printf("\nExit status: 0 done, 1 a check failed, 2 usage or unreadable input, 3 gave up at a\n"
           "limit, 4 internal or numerical error, 130 interrupted.\n");
    size_t n = strlen(command->examples);
    printf("\nExamples:\n%s%s", command->examples, n && command->examples[n - 1] != '\n' ? "\n" : "");
}

typedef struct parsing {
    const struct argp *argp;
    void *input;
    FILE *real; /* the standard error to use once options are understood */
} parsing;

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
    parsing *p = state->input;
    FILE *captured = stderr;
    stderr = p->real; /* our own messages go out at once */
    error_t err = 0;
    switch (key) {
    case KEY_HELP: print_help(p->argp); exit(cli_finish(GNN_OK));
    case KEY_USAGE:
        argp_help(p->argp, stdout, ARGP_HELP_USAGE, (char *)(uintptr_t)command->name);
        exit(cli_finish(GNN_OK));
    case KEY_VERSION: cli_print_version(stdout, command->name); exit(cli_finish(GNN_OK));
    case KEY_COMPLETION: cli_print_completion(stdout, command, p->argp->options); exit(cli_finish(GNN_OK));
    default:
        if (take_common(key, arg)) break;
        state->input = p->input;
        err = command->parse(key, arg, state);
        state->input = p;
    }
    stderr = captured;
    return err;
}

/* The command's options, then the common ones that it takes. */
static struct argp_option *merge_options(void)
{
    int n = 0;
    while (command->options[n].name || command->options[n].doc) n++;
    struct argp_option *all = calloc((size_t)n + COMMON + 1, sizeof *all);
    if (!all) abort();
    memcpy(all, command->options, (size_t)n * sizeof *all);
    for (int i = 0; i < COMMON; i++)
        if (!common[i].bit || (common[i].bit & command->common)) all[n++] = common[i].option;
    return all;
}

static void log_message(void *ctx, gnn_log_level level, const char *message)
{
    (void)ctx;
    if (level == GNN_LOG_ERROR) cli_error("%s", message);
    if (level == GNN_LOG_WARNING) cli_warning("%s", message);
    if (level == GNN_LOG_INFO) cli_note("%s", message);
    if (level == GNN_LOG_DEBUG && cli_opt.verbosity > 1) cli_note("%s", message);
}

/* getopt and argp print two lines and leave; one line is kept: their texts are caught in memory. */
static void parse_captured(const struct argp *argp, int argc, char **argv, void *input)
{
    char *text = NULL;
    size_t size = 0;
    parsing p = { argp, input, stderr };
    FILE *captured = open_memstream(&text, &size);
    if (!captured) abort();
    stderr = captured;
    error_t err = argp_parse(argp, argc, argv, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, &p);
    stderr = p.real;
    fclose(captured);
    if (err) {
        text[strcspn(text, "\n")] = 0;
        size_t skip = strlen(command->name) + 2; /* "name: " */
        cli_usage("%s", strlen(text) > skip ? text + skip : strerror(err));
    }
    free(text);
}

void cli_parse(const cli_command *cmd, int argc, char **argv, void *input)
{
    command = cmd;
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    struct argp_option *options = merge_options();
    struct argp argp = { options, parse_one, cmd->arguments, cmd->summary, NULL, NULL, NULL };
    static char **args; /* static: parsing may leave through exit() */
    args = calloc((size_t)argc + 2, sizeof *args);
    if (!args) abort();
    if (argc > 0) memcpy(args, argv, (size_t)argc * sizeof *args);
    args[0] = (char *)(uintptr_t)cmd->name; /* messages name the command, not its path */
    parse_captured(&argp, argc > 0 ? argc : 1, args, input);
    free(args);
    free(options);
    gnn_set_threads(cli_opt.threads);
    gnn_set_log(log_message, NULL);
    gnn_set_progress(cli_progress, NULL);
    cli_signals(false);
}
