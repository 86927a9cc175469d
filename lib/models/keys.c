/* Numbers of equal keys: a hash table with the keys in one array. */
#include "models/keys.h"

static uint64_t hash(const void *key, size_t size)
{
    uint64_t h = 0x9e3779b97f4a7c15ull, w;
    for (const char *p = key; size; size -= size < 8 ? size : 8, p += 8) {
        w = 0;
        memcpy(&w, p, size < 8 ? size : 8);
        h = (h ^ w) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
    }
    return h;
}

/* Room for `room` keys and a candidate after them. */
static bool grow(gnn_i_keys *t, int64_t room)
{
    uint64_t slots = 16;
    while ((int64_t)slots < 2 * room) slots *= 2;
    char *key = gnn_i_arena_alloc(t->arena, (size_t)(room + 1) * t->size);
    int32_t *slot = gnn_i_arena_alloc(t->arena, slots * sizeof *slot);
    int64_t *met = gnn_i_arena_alloc(t->arena, (size_t)room * sizeof *met);
    if (!key || !slot || !met) return false;
    if (t->count) memcpy(key, t->key, (size_t)t->count * t->size);
    if (t->count) memcpy(met, t->met, (size_t)t->count * sizeof *met);
    memset(slot, 0xff, slots * sizeof *slot);
    for (int64_t i = t->count; i < room; i++) met[i] = -1;
    for (int64_t i = 0; i < t->count; i++) {
        uint64_t at = hash(key + (size_t)i * t->size, t->size) & (slots - 1);
        while (slot[at] >= 0) at = (at + 1) & (slots - 1);
        slot[at] = (int32_t)i;
    }
    t->key = key, t->slot = slot, t->mask = slots - 1, t->room = room, t->met = met;
    return true;
}

bool gnn_i_keys_new(gnn_i_keys *t, gnn_arena *arena, size_t size)
{
    enum { ROOM = 64 };
    *t = (gnn_i_keys){ .arena = arena, .size = size };
    return grow(t, ROOM);
}

void *gnn_i_keys_candidate(gnn_i_keys *t)
{
    return t->count < t->room || grow(t, 2 * t->room) ? t->key + (size_t)t->count * t->size : NULL;
}

int32_t gnn_i_keys_number(gnn_i_keys *t)
{
    const char *candidate = t->key + (size_t)t->count * t->size;
    uint64_t at = hash(candidate, t->size) & t->mask;
    for (; t->slot[at] >= 0; at = (at + 1) & t->mask)
        if (memcmp(t->key + (size_t)t->slot[at] * t->size, candidate, t->size) == 0) return t->slot[at];
    return t->slot[at] = (int32_t)t->count++;
}
