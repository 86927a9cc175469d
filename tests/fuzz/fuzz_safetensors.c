/* Any bytes are refused or give tensors that are written and read back bit for bit, with a checksum that holds. */
#include "fuzz.h"

static void compare(const gnn_safetensors *a, const gnn_safetensors *b)
{
    FUZZ_CHECK(a->count == b->count, "%lld and %lld tensors", (long long)a->count, (long long)b->count);
    for (int64_t i = 0; i < a->count; i++) {
        const gnn_tensor *s = a->tensors[i], *t = gnn_safetensors_get(b, a->names[i]);
        FUZZ_CHECK(t && t->dtype == s->dtype && t->ndim == s->ndim, "tensor %s", a->names[i]);
        for (int k = 0; k < s->ndim; k++) FUZZ_CHECK(s->shape[k] == t->shape[k], "shape of %s", a->names[i]);
        size_t n = (size_t)gnn_tensor_size(s) * gnn_dtype_size(s->dtype);
        FUZZ_CHECK(n == 0 || memcmp(s->data, t->data, n) == 0, "data of %s", a->names[i]);
    }
    for (int64_t i = 0; i < a->meta_count; i++)
        FUZZ_CHECK(gnn_safetensors_meta(b, a->meta_keys[i]), "metadata %s", a->meta_keys[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gnn_safetensors *s = NULL, *again = NULL;
    int verified = 0;
    int64_t blocks = gnn_alloc_get_stats().blocks;
    gnn_status st = gnn_safetensors_parse(&s, data, size, "input", NULL);
    if (st != GNN_OK) {
        fuzz_refused(st, "input");
    } else {
        const char *path = fuzz_path("w.safetensors");
        st = gnn_safetensors_write(path, s, 1);
        FUZZ_CHECK(st == GNN_OK, "%s", gnn_last_error());
        st = gnn_safetensors_read(&again, path, &verified);
        FUZZ_CHECK(st == GNN_OK, "%s", gnn_last_error());
        FUZZ_CHECK(verified == 1, "%d", verified);
        compare(s, again);
    }
    gnn_safetensors_free(s);
    gnn_safetensors_free(again);
    FUZZ_CHECK(gnn_alloc_get_stats().blocks == blocks, "%lld blocks are still held",
               (long long)(gnn_alloc_get_stats().blocks - blocks));
    return 0;
}
