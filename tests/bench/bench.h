/* What the benchmarks share: CPU seconds of the process, and an end when something fails. */
#ifndef BENCH_H
#define BENCH_H

#include <gnn/gnn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Ends the program unless status is 0: libgnn's or igraph's. */
static inline void must(int status, const char *what)
{
    if (status == 0) return;
    fprintf(stderr, "%s: %s\n", what, gnn_last_error());
    exit(1);
}

#endif
