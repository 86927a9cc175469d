#include "fuzz.h"

/* Read only: what was read must be writable as graph6, and nothing may leak. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gnn_io_limits limits = GNN_IO_LIMITS_INIT;
    limits.max_vertices = 1 << 14;
    gnn_graph_list *l = NULL;
    char *bytes = NULL;
    size_t n = 0;
    int64_t blocks = gnn_alloc_get_stats().blocks;
    gnn_status st = gnn_parse_graphs(&l, (const char *)data, size, "input", "npy", &limits);
    if (st != GNN_OK) {
        fuzz_refused(st, "input");
    } else {
        st = gnn_format_graphs(&bytes, &n, "graph6", l->count, (const gnn_graph *const *)l->graphs);
        FUZZ_CHECK(st == GNN_OK, "%s", gnn_last_error());
    }
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
    FUZZ_CHECK(gnn_alloc_get_stats().blocks == blocks, "%lld blocks are still held",
               (long long)(gnn_alloc_get_stats().blocks - blocks));
    return 0;
}
