/* Numbers of equal keys in order of first appearance, and anew of those that one pass meets; memory of an arena. */
#ifndef GNN_I_KEYS_H
#define GNN_I_KEYS_H

#include "base/base.h"

/* Keys of `size` bytes lie one after the other.  Room follows the keys kept, not those looked at: many are equal. */
typedef struct gnn_i_keys {
    gnn_arena *arena;
    char *key;
    size_t size;
    int32_t *slot;
    uint64_t mask;
    int64_t count, room;
    int64_t *met;       /* room: number in the pass at hand + base, less than base: not met in it */
    int64_t base, pass; /* numbers given in earlier passes, in this one                           */
} gnn_i_keys;

/* false: no memory. */
bool gnn_i_keys_new(gnn_i_keys *t, gnn_arena *arena, size_t size);
/* Where the next candidate is written; NULL without memory. */
void *gnn_i_keys_candidate(gnn_i_keys *t);
/* The candidate's number. */
int32_t gnn_i_keys_number(gnn_i_keys *t);

static inline const void *gnn_i_keys_at(const gnn_i_keys *t, int64_t number)
{
    return t->key + (size_t)number * t->size;
}
/* A pass begins: no key is met yet. */
static inline void gnn_i_keys_pass(gnn_i_keys *t) { t->base += t->pass, t->pass = 0; }
/* The key's number among those met in this pass; *fresh: it is the first time. */
static inline int32_t gnn_i_keys_meet(gnn_i_keys *t, int64_t number, bool *fresh)
{
    *fresh = t->met[number] < t->base;
    if (*fresh) t->met[number] = t->base + t->pass++;
    return (int32_t)(t->met[number] - t->base);
}

#endif
