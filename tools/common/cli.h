/* What every command shares: options, messages, exit codes, signals, progress, colour, record output, workers.
 *
 *     static const cli_command command = { .name = "gnn-info", .common = CLI_FORMAT | CLI_OUTPUT, … };
 *     int main(int argc, char **argv)
 *     {
 *         cli_parse(&command, argc, argv, &input);        leaves with 0 (--help) or 2 (usage)
 *         gnn_status st = …;
 *         return cli_finish(st);                          message and exit code
 *     }
 *
 * Results go to cli_out(); everything else to standard error.  One command a process: this state is global. */
#ifndef GNN_CLI_H
#define GNN_CLI_H

#include <argp.h>
#include <gnn/gnn.h>
#include <stdbool.h>
#include <stdio.h>
#include "base/base.h"

/* ---- exit codes ---- */
enum { CLI_DONE = 0, CLI_CHECK_FAILED = 1, CLI_USAGE = 2, CLI_LIMIT = 3, CLI_INTERNAL = 4, CLI_INTERRUPTED = 130 };
int cli_exit_code(gnn_status status);
/* Status of reading an input: beyond the readers' limits is unreadable (exit 2), not a search that gave up (exit 3). */
gnn_status cli_input(gnn_status status);

/* ---- options ---- */

/* Common options a command takes beside its own; -q, -v, --color, --help, --version always. */
enum {
    CLI_FORMAT = 1 << 0,  /* --format table|json|jsonl|csv  */
    CLI_SEED = 1 << 1,    /* --seed N                       */
    CLI_THREADS = 1 << 2, /* --threads N                    */
    CLI_JOBS = 1 << 3,    /* --jobs N                       */
    CLI_OUTPUT = 1 << 4,  /* -o FILE and --force            */
    CLI_OVERWRITE = 1 << 5 /* --force alone                 */
};

typedef enum cli_format { CLI_TABLE, CLI_JSON, CLI_JSONL, CLI_CSV } cli_format;

/* The common options as given.  cli_parse has already acted on threads, colour and verbosity. */
typedef struct cli_options {
    cli_format format;   /* default: table                             */
    bool format_given;
    uint64_t seed;       /* default 0                                  */
    bool seed_given;
    int threads;         /* 0: all cores                               */
    int jobs;            /* default 1                                  */
    int verbosity;       /* -1: -q, 0, 1: -v, 2: -v -v                 */
    bool force;
    const char *output;  /* -o FILE; NULL: standard output             */
} cli_options;
extern cli_options cli_opt;

/* Names that complete an option's value: gnn_model_list for --model. */
typedef struct cli_values {
    const char *option;
    const char *(*name)(int i);
} cli_values;

typedef struct cli_command {
    const char *name;      /* "gnn-info"                                                  */
    const char *summary;   /* one sentence under the usage line                           */
    const char *arguments; /* "[FILE]"; alternatives on lines of their own                */
    const char *details;   /* text after the options, lines of at most 79 columns         */
    const char *examples;  /* last part of --help: commands that work as they stand       */
    unsigned common;       /* CLI_FORMAT | …                                              */
    const struct argp_option *options; /* the command's own, ended by an empty entry      */
    error_t (*parse)(int key, char *arg, struct argp_state *state); /* state->input: `input` of cli_parse */
    const cli_values *values; /* for the completion file; ended by an empty entry, or NULL */
} cli_command;

/* Parse, install handlers, log and progress.  Returns only if there is work to do. */
void cli_parse(const cli_command *command, int argc, char **argv, void *input);
/* Wrong usage, from a parse function or later: "name: message (name --help lists the options)", exit 2. */
/* KEY of KEY=VALUE into key, and where VALUE begins in arg, which stays whole: records quote the command line. */
enum { CLI_KEY_SIZE = 64 };
const char *cli_key_value(char key[CLI_KEY_SIZE], const char *option, const char *arg);
_Noreturn void cli_usage(const char *format, ...) GNN_PRINTF(1, 2);
/* Numbers in options, or exit 2 with the option's name and the range. */
int64_t cli_take_int(const char *option, const char *arg, int64_t min, int64_t max);
double cli_take_real(const char *option, const char *arg, double min, double max);
/* Position of arg in words[0..count), or exit 2 naming them all. */
int cli_take_word(const char *option, const char *arg, int count, const char *const *words);
/* The next word of a comma separated list; *list advances.  NULL at the end.  Free with gnn_i_free. */
char *cli_next_word(const char **list);

/* ---- messages ---- */
const char *cli_name(void);
/* "name: message" on standard error, after clearing a progress line. */
void cli_error(const char *format, ...) GNN_PRINTF(1, 2);
void cli_warning(const char *format, ...) GNN_PRINTF(1, 2); /* not with -q */
void cli_note(const char *format, ...) GNN_PRINTF(1, 2);    /* only with -v */
/* End of the program: on failure the library's text; on success the output is flushed and checked.  Returns the exit code. */
int cli_finish(gnn_status status);
/* The same for a run that worked but whose answer is "no": exit 1. */
int cli_finish_check(gnn_status status, bool passed);

/* ---- output ---- */
/* Where results go: standard output, or a buffer that cli_finish writes durably to -o FILE.  An existing FILE without
 * --force is refused here, before the work. */
gnn_status cli_out(FILE **out);

typedef enum cli_style { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_RED, CLI_GREEN, CLI_YELLOW, CLI_BLUE } cli_style;
/* Escape code for results (out) or messages (err), "" where colour is off: NO_COLOR, TERM=dumb, not a terminal. */
const char *cli_color_out(cli_style style);
const char *cli_color_err(cli_style style);

/* Records with the same columns, as table, CSV, JSON or JSON lines. */
typedef struct cli_records cli_records;
typedef struct cli_column {
    const char *name;  /* key in JSON and CSV, heading of the table */
    bool right;        /* align right in the table                  */
} cli_column;
/* columns is lent.  schema ("gnn-info/1") goes into JSON. */
gnn_status cli_records_new(cli_records **out, FILE *to, const char *schema, int count, const cli_column *columns);
void cli_text(cli_records *r, const char *format, ...) GNN_PRINTF(2, 3);
void cli_int(cli_records *r, int64_t value);
void cli_real(cli_records *r, double value, int digits); /* digits: significant, of the table; the others print all */
void cli_bool(cli_records *r, bool value);
void cli_null(cli_records *r);                           /* "-" in the table, empty in CSV */
/* After the last cell of a row; JSON lines and CSV rows are printed at once. */
gnn_status cli_row(cli_records *r);
gnn_status cli_records_end(cli_records **r); /* prints tables and closes JSON; frees */
/* A JSON string with quotes and escapes. */
void cli_json_string(FILE *to, const char *text);

/* ---- progress ---- */
/* gnn_progress_fn on standard error: a bar on a terminal from the third second on, else a line a minute; -q: nothing.
 * total 0: not known. */
void cli_progress(void *ctx, const char *what, int64_t done, int64_t total);
void cli_progress_clear(void);
/* Training that follows is run `run` of `runs` in this process: one bar over the epochs of all. */
void cli_progress_run(int64_t run, int64_t runs);

/* ---- workers ---- */
/* Compute item i in a worker process; what is printed to `result` arrives in the parent. */
typedef gnn_status (*cli_work_fn)(void *ctx, int64_t item, FILE *result);
/* In the parent, items in order 0, 1, …, whatever order they finished in. */
typedef gnn_status (*cli_result_fn)(void *ctx, int64_t item, const char *bytes, size_t size);
/*
 * Run items 0..count on cli_opt.jobs processes (1: here, one after the other).  The first failure ends the run with its
 * status and text; a worker that dies is GNN_EBUG; cancellation reaches the workers.  Workers get `threads` of --threads,
 * or their share of the cores.  what: for the progress line, or NULL.  Results do not depend on the number of jobs if work(i) depends on i alone.
 */
gnn_status cli_jobs(int64_t count, const char *what, cli_work_fn work, cli_result_fn result, void *ctx);

/* ---- seeds ---- */
/* Different seeds of "0..4" or "1,5,7..9"; free with gnn_i_free. */
gnn_status cli_seeds(uint64_t **seeds, int64_t *count, const char *text);

/* ---- data ---- */
/* The path, or GNN_DATA_DIR/path, whichever is there; NULL: neither. */
const char *cli_data_path(char text[4096], const char *path);
/* gnn_read_dataset of the path, or, if nothing is there and it is relative, of GNN_DATA_DIR/path. */
gnn_status cli_read_dataset(gnn_dataset **out, const char *path);
/* Weights by file, or by the folder of a run: its model.safetensors, else its checkpoint.safetensors.  *out: path or
 * text. */
gnn_status cli_weights_path(const char **out, char text[4096], const char *path);
/* Checksum of a file of weights, as its metadata has it: 16 hex digits. */
gnn_status cli_weights_sum(char sum[17], const char *path);

/* ---- versions ---- */
typedef struct cli_version { const char *name, *version; } cli_version;
/* Libraries under libgnn with the versions in use; ended by an empty entry. */
const cli_version *cli_versions(void);
void cli_print_version(FILE *to, const char *name);
/* Internal to common/. */
void cli_print_completion(FILE *to, const cli_command *command, const struct argp_option *options);
void cli_signals(bool worker);
void cli_color_mode(int mode); /* 0 auto, 1 always, -1 never */
gnn_status cli_out_close(bool keep);

#endif
