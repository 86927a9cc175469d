/* Equal descriptions, equal classes: a hash table over whole word sequences. */
#include "verdict.h"
#include <xxhash.h>

gnn_status gnn_i_classify(int32_t *class_of, int64_t *classes, int64_t count, const int64_t *begin,
                          const int64_t *length, const int64_t *words)
{
    gnn_status st = GNN_OK;
    int32_t *slot = NULL; /* graph number that opened the class, or -1 */
    int64_t size = 16, found = 0;
    while (size < 2 * count) size *= 2;
    GNN_ALLOC(slot, size);
    memset(slot, 0xff, (size_t)size * sizeof *slot);
    for (int64_t i = 0; i < count; i++) {
        size_t bytes = (size_t)length[i] * sizeof *words;
        uint64_t h = XXH3_64bits(words + begin[i], bytes) & (uint64_t)(size - 1);
        while (slot[h] >= 0) {
            int64_t j = slot[h];
            if (length[j] == length[i] && memcmp(words + begin[j], words + begin[i], bytes) == 0) break;
            h = (h + 1) & (uint64_t)(size - 1);
        }
        if (slot[h] < 0) slot[h] = (int32_t)i, class_of[i] = (int32_t)found++;
        else class_of[i] = class_of[slot[h]];
    }
    *classes = found;
done:
    gnn_i_free(slot);
    return st;
}

static int larger_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

void gnn_i_write_sizes(char *text, size_t size, int64_t n, const int32_t *color, int64_t colors)
{
    int64_t count[64] = {0};
    size_t used = 0;
    if (size == 0) return;
    text[0] = 0;
    if (colors > 64) {
        snprintf(text, size, "more than 64 sizes");
        return;
    }
    for (int64_t v = 0; v < n; v++) count[color[v]]++;
    qsort(count, (size_t)colors, sizeof *count, larger_first);
    for (int64_t c = 0; c < colors && count[c] > 0; c++) {
        char part[24];
        size_t len = (size_t)snprintf(part, sizeof part, "%s%lld", c ? "+" : "", (long long)count[c]);
        if (used + len + 4 >= size) {
            snprintf(text + used, size - used, "+…");
            return;
        }
        memcpy(text + used, part, len + 1);
        used += len;
    }
}
