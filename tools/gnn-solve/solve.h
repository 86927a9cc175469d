/* The tasks of gnn-solve: a task is one file solve_<word>.c here and one word in tools/meson.build. */
#ifndef SOLVE_H
#define SOLVE_H

#include "common/cli.h"

typedef struct solve_task {
    const char *name;                  /* the word after gnn-solve                                          */
    const char *summary;               /* one line of gnn-solve --help                                      */
    const char *examples;              /* lines of gnn-solve --help; tests run them                         */
    int (*run)(int argc, char **argv); /* argv[0] is the word; parses with cli_parse, returns the exit code */
} solve_task;

#endif
