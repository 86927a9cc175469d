/* GIN text, and after a byte 0xff the folds beside it: refused, or samples that agree with the counts of the set. */
#include "fuzz.h"
#include "io/dataset_i.h"
#include <unistd.h>

static void put(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    FUZZ_CHECK(f, "%s", path);
    if (size) FUZZ_CHECK(fwrite(bytes, 1, size, f) == size, "%s", path);
    fclose(f);
}

static void check(const gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++) {
        const gnn_sample *s = &ds->samples[i];
        FUZZ_CHECK(s->x && s->x->shape[0] == gnn_graph_n(s->graph) && s->x->shape[1] == ds->features,
                   "features of graph %lld", (long long)i);
        for (int64_t v = 0; v < s->x->shape[0]; v++) {
            double sum = 0;
            for (int64_t k = 0; k < ds->features; k++) sum += gnn_tensor_get(s->x, v * ds->features + k);
            FUZZ_CHECK(sum == 1, "node %lld of graph %lld", (long long)v, (long long)i);
        }
        FUZZ_CHECK(s->graph_class >= 0 && s->graph_class < ds->classes, "class of graph %lld", (long long)i);
        FUZZ_CHECK(!ds->fold || (ds->fold[i] >= 0 && ds->fold[i] <= ds->folds), "fold of graph %lld", (long long)i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char graphs[512], folds[512];
    if (!graphs[0]) {
        snprintf(graphs, sizeof graphs, "%s", fuzz_path("set.txt"));
        snprintf(folds, sizeof folds, "%s", fuzz_path("set.folds.txt"));
    }
    gnn_dataset *ds = NULL;
    int64_t blocks = gnn_alloc_get_stats().blocks;
    const uint8_t *cut = size ? memchr(data, 0xff, size) : NULL;
    put(graphs, data, cut ? (size_t)(cut - data) : size);
    if (cut) put(folds, cut + 1, size - 1 - (size_t)(cut - data));
    else unlink(folds);
    gnn_status st = gnn_i_read_gin(&ds, graphs, NULL);
    if (st == GNN_OK) check(ds);
    else fuzz_refused(st, ""); /* of either file */
    gnn_dataset_free(ds);
    FUZZ_CHECK(gnn_alloc_get_stats().blocks == blocks, "%lld blocks are still held",
               (long long)(gnn_alloc_get_stats().blocks - blocks));
    return 0;
}
