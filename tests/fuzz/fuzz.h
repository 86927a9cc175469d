/* What the fuzz targets share.  A target is one file fuzz_<word>.c, one word in meson.build, and a folder corpus/<word>.
 * libFuzzer (-Dfuzz=true) or fuzz_replay.c calls LLVMFuzzerTestOneInput; a broken promise aborts. */
#ifndef FUZZ_H
#define FUZZ_H

#include <gnn/gnn.h>
#include "base/base.h"
#include "io/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition, ...)                                                        \
    do {                                                                                  \
        if (condition) break;                                                             \
        fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                   \
        fprintf(stderr, __VA_ARGS__);                                                     \
        fputc('\n', stderr);                                                              \
        abort();                                                                          \
    } while (0)

/* Every failure has one of the statuses the header promises, and a text that begins with the name of the input. */
static inline void fuzz_refused(gnn_status st, const char *name)
{
    FUZZ_CHECK(st == GNN_EPARSE || st == GNN_ELIMIT || st == GNN_EDTYPE, "%s: %s", gnn_status_name(st), gnn_last_error());
    FUZZ_CHECK(strncmp(gnn_last_error(), name, strlen(name)) == 0, "'%s' does not begin with %s", gnn_last_error(), name);
}

/* Parse; what was read must be writable, and read back equal. */
static inline void fuzz_format(const char *format, const uint8_t *data, size_t size)
{
    gnn_io_limits limits = GNN_IO_LIMITS_INIT;
    limits.max_vertices = 1 << 14; /* claims above are refused; small enough for many runs a second */
    gnn_graph_list *l = NULL, *again = NULL;
    char *bytes = NULL;
    size_t n = 0;
    int64_t blocks = gnn_alloc_get_stats().blocks;
    gnn_status st = gnn_parse_graphs(&l, (const char *)data, size, "input", format, &limits);
    if (st != GNN_OK) {
        fuzz_refused(st, "input");
    } else {
        st = gnn_format_graphs(&bytes, &n, format, l->count, (const gnn_graph *const *)l->graphs);
        FUZZ_CHECK(st == GNN_OK, "%s", gnn_last_error());
        st = gnn_parse_graphs(&again, bytes, n, "written", format, &limits);
        FUZZ_CHECK(st == GNN_OK, "%s: %s", gnn_last_error(), bytes);
        FUZZ_CHECK(again->count == l->count, "%lld graphs", (long long)again->count);
        for (int64_t i = 0; i < l->count; i++) FUZZ_CHECK(gnn_graph_equal(l->graphs[i], again->graphs[i]), "graph %lld: %s", (long long)i, bytes);
    }
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
    gnn_graph_list_free(again);
    FUZZ_CHECK(gnn_alloc_get_stats().blocks == blocks, "%lld blocks are still held", (long long)(gnn_alloc_get_stats().blocks - blocks));
}

#define FUZZ_FORMAT(name)                                            \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)     \
    {                                                                \
        fuzz_format(name, data, size);                               \
        return 0;                                                    \
    }

/* A path in a folder of this process that goes when it ends. */
const char *fuzz_path(const char *name);

#endif
