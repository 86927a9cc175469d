/* A table of three-word keys; see intern.h. */
#include "intern.h"

static uint64_t slot_of(const uint64_t w[3], int64_t size)
{
    uint64_t h = (w[0] ^ w[1] * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u ^ w[2] * 0x94d049bb133111ebu;
    return (h ^ h >> 32) & (uint64_t)(size - 1);
}

static gnn_status grow(gnn_i_intern *t)
{
    int64_t size = t->size ? 2 * t->size : 256;
    GNN_TRY_RETURN(gnn_i_budget_bytes(t->budget, (size - t->size) * 4 + (size - t->size) / 2 * 24));
    GNN_TRY_RETURN(gnn_i_grow(&t->word, &t->cap, size / 2, sizeof *t->word));
    int32_t *slot = gnn_i_alloc((size_t)size, sizeof *slot);
    if (!slot) return GNN_ENOMEM;
    memset(slot, 0xff, (size_t)size * sizeof *slot);
    for (int64_t k = 0; k < t->used; k++) {
        uint64_t h = slot_of(t->word[k], size);
        while (slot[h] >= 0) h = (h + 1) & (uint64_t)(size - 1);
        slot[h] = (int32_t)k;
    }
    gnn_i_free(t->slot);
    t->slot = slot, t->size = size;
    return GNN_OK;
}

gnn_status gnn_i_intern_put(gnn_i_intern *t, int32_t *number, const uint64_t w[3])
{
    if (2 * (t->used + 1) > t->size) GNN_TRY_RETURN(grow(t));
    uint64_t h = slot_of(w, t->size);
    for (; t->slot[h] >= 0; h = (h + 1) & (uint64_t)(t->size - 1)) {
        const uint64_t *have = t->word[t->slot[h]];
        if (have[0] == w[0] && have[1] == w[1] && have[2] == w[2]) {
            *number = t->slot[h];
            return GNN_OK;
        }
    }
    GNN_REQUIRE_RETURN(t->used < INT32_MAX, GNN_EOVERFLOW, "more than 2^31-1 colours");
    memcpy(t->word[t->used], w, sizeof *t->word);
    t->slot[h] = *number = (int32_t)t->used++;
    return GNN_OK;
}

void gnn_i_intern_clear(gnn_i_intern *t)
{
    if (t->used > 0) memset(t->slot, 0xff, (size_t)t->size * sizeof *t->slot);
    t->used = 0;
}

void gnn_i_intern_free(gnn_i_intern *t)
{
    gnn_i_free(t->word);
    gnn_i_free(t->slot);
}
