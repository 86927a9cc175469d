/* The exact comparison of signatures at the end of a refinement; see tuples.h. */
#include "tuples.h"

/* A multiset of keys, and how many of each a second multiset has used up. */
typedef struct bag {
    uint64_t (*key)[2];
    int32_t *have, *used, *owner, *user; /* counts; which colour and which tuple they belong to */
    int64_t size;
    int words;                           /* of a key: 1 or 2 */
} bag;

static gnn_status bag_new(bag *b, int64_t keys)
{
    gnn_status st = GNN_OK;
    b->size = 64;
    while (b->size < 3 * keys) b->size *= 2;
    GNN_ALLOC(b->key, b->size);
    GNN_ALLOC(b->have, b->size);
    GNN_ALLOC(b->used, b->size);
    GNN_CALLOC(b->owner, b->size);
    GNN_CALLOC(b->user, b->size);
done:
    return st;
}

static void bag_free(bag *b)
{
    gnn_i_free(b->key);
    gnn_i_free(b->have);
    gnn_i_free(b->used);
    gnn_i_free(b->owner);
    gnn_i_free(b->user);
}

static inline int64_t bag_find(const bag *b, uint64_t key, uint64_t more, int32_t owner)
{
    uint64_t h = key * 0x9e3779b97f4a7c15u ^ more * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 29) & (uint64_t)(b->size - 1);
    while (b->owner[h] == owner && (b->key[h][0] != key || b->key[h][1] != more)) h = (h + 1) & (uint64_t)(b->size - 1);
    return (int64_t)h;
}

static void bag_fill(bag *b, const uint64_t *key, int64_t n, int32_t owner)
{
    for (int64_t k = 0; k < n; k++) {
        uint64_t x = key[k * b->words], y = b->words == 2 ? key[k * b->words + 1] : 0;
        int64_t h = bag_find(b, x, y, owner);
        if (b->owner[h] != owner)
            b->owner[h] = owner, b->key[h][0] = x, b->key[h][1] = y, b->have[h] = 0, b->user[h] = 0;
        b->have[h]++;
    }
}

static bool bag_equals(bag *b, const uint64_t *key, int64_t n, int32_t owner, int32_t user)
{
    for (int64_t k = 0; k < n; k++) {
        int64_t h = bag_find(b, key[k * b->words], b->words == 2 ? key[k * b->words + 1] : 0, owner);
        if (b->owner[h] != owner) return false;
        if (b->user[h] != user) b->user[h] = user, b->used[h] = 0;
        if (++b->used[h] > b->have[h]) return false;
    }
    return true;
}

/* Items (graph, item) in the order of their classes, by counting; first[c] is where class c begins. */
typedef struct sorted {
    int64_t total, *first;
    int32_t *graph, *item;
} sorted;

static gnn_status sorted_new(sorted *o, int64_t count, const bool *active, const int64_t *items,
                             int32_t *const *class_of, int64_t classes)
{
    gnn_status st = GNN_OK;
    for (int64_t i = 0; i < count; i++) o->total += active[i] ? items[i] : 0;
    GNN_CALLOC(o->first, classes + 2);
    GNN_ALLOC(o->graph, o->total + 1);
    GNN_ALLOC(o->item, o->total + 1);
    for (int64_t i = 0; i < count; i++)
        for (int64_t t = 0; active[i] && t < items[i]; t++) o->first[class_of[i][t] + 2]++;
    for (int64_t c = 2; c < classes + 2; c++) o->first[c] += o->first[c - 1];
    for (int64_t i = 0; i < count; i++)
        for (int64_t t = 0; active[i] && t < items[i]; t++) {
            int64_t at = o->first[class_of[i][t] + 1]++;
            o->graph[at] = (int32_t)i, o->item[at] = (int32_t)t;
        }
done:
    return st;
}

static void sorted_free(sorted *o)
{
    gnn_i_free(o->first);
    gnn_i_free(o->graph);
    gnn_i_free(o->item);
}

gnn_status gnn_i_tuples_check(bool *ok, const gnn_i_tuples *s, const bool *active, const int64_t *items,
                              int32_t *const *class_of, int64_t classes, int64_t max_keys,
                              int64_t (*keys)(const gnn_i_tuples *, int64_t, int64_t, uint64_t *), bool wide,
                              const bool *skip)
{
    gnn_status st = GNN_OK;
    bag b = {.words = wide ? 2 : 1};
    sorted o = {0};
    int64_t total = 0, work = 0;
    uint64_t *key = NULL;
    *ok = false;
    for (int64_t i = 0; i < s->trial->count; i++) total += active[i] ? items[i] : 0;
    GNN_TRY(gnn_i_budget_bytes(s->trial->budget, 8 * total + 8 * classes + 112 * max_keys));
    GNN_TRY(bag_new(&b, max_keys));
    GNN_TRY(sorted_new(&o, s->trial->count, active, items, class_of, classes));
    GNN_ALLOC(key, b.words * max_keys + 1);
    for (int64_t c = 0; c < classes; c++) {
        int64_t want = 0, first = o.first[c], end = o.first[c + 1];
        if (end - first < 2 || (skip && skip[c])) continue;
        for (int64_t at = first; at < end; at++) {
            int64_t n = keys(s, o.graph[at], o.item[at], key);
            if (at == first) bag_fill(&b, key, want = n, (int32_t)c + 1);
            else if (n != want || !bag_equals(&b, key, n, (int32_t)c + 1, (int32_t)(at - first))) goto done;
            if ((work += n + 1) < 20000) continue;
            work = 0;
            GNN_TRY(gnn_i_budget_poll(s->trial->budget));
        }
    }
    *ok = true;
done:
    (void)gnn_i_budget_bytes(s->trial->budget, -(8 * total + 8 * classes + 112 * max_keys));
    bag_free(&b);
    sorted_free(&o);
    gnn_i_free(key);
    return st;
}

/* Where generator g takes colour c: -1 unknown, -2 to several colours. */
static void map_colors(int32_t *to, const gnn_i_tuples *s, const bool *active, int g)
{
    memset(to, 0xff, (size_t)s->colors * sizeof *to);
    for (int64_t i = 0; i < s->trial->count; i++)
        for (int64_t t = 0; active[i] && t < s->size[i]; t++) {
            int32_t c = s->color[i][t], d = s->color[i][s->test->image(s, i, t, g)];
            if (to[c] != d) to[c] = to[c] == -1 ? d : -2;
        }
}

gnn_status gnn_i_tuples_orbits(bool *closed, bool *skip, const gnn_i_tuples *s, const bool *active)
{
    gnn_status st = GNN_OK;
    int64_t depth = 0, gens = s->test->generators;
    int32_t *to = NULL, *stack = NULL;
    bool *seen = NULL;
    GNN_TRY(gnn_i_budget_bytes(s->trial->budget, s->colors * (4 * gens + 5)));
    GNN_ALLOC(to, gens * s->colors + 1);
    GNN_ALLOC(stack, s->colors + 1);
    GNN_CALLOC(seen, s->colors + 1);
    *closed = true;
    for (int g = 0; g < gens; g++) {
        map_colors(to + g * s->colors, s, active, g);
        for (int64_t c = 0; c < s->colors; c++) *closed &= to[g * s->colors + c] != -2;
    }
    for (int64_t c = 0; *closed && c < s->colors; c++) {
        skip[c] = seen[c];
        if (seen[c]) continue;
        for (seen[c] = true, stack[depth++] = (int32_t)c; depth > 0;) {
            int32_t d = stack[--depth];
            for (int g = 0; g < gens; g++) {
                int32_t e = to[g * s->colors + d];
                if (e >= 0 && !seen[e]) seen[e] = true, stack[depth++] = e;
            }
        }
    }
done:
    gnn_i_free(to);
    gnn_i_free(stack);
    gnn_i_free(seen);
    return st;
}
