/* Exact numbering of lists of words: the hash only finds candidates, lists are compared whole. */
#include <string.h>
#include "verify_words.h"

enum { MOST_WORDS = 60000000 };

uint64_t v_mixed(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u; /* 0 may not stay 0: parts that differ in how often it is in them would not differ */
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

static int by_word(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Up to a thousand words Shell's way, without a call for each comparison. */
void v_sort(int64_t *p, int64_t n)
{
    static const int64_t gaps[] = {301, 132, 57, 23, 10, 4, 1};
    if (n > 1000) {
        qsort(p, (size_t)n, sizeof *p, by_word);
        return;
    }
    for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++)
        for (int64_t i = gaps[k], at; i < n; i++) {
            int64_t x = p[i];
            for (at = i; at >= gaps[k] && p[at - gaps[k]] > x; at -= gaps[k]) p[at] = p[at - gaps[k]];
            p[at] = x;
        }
}

bool v_push(v_words *w, int64_t value)
{
    if (w->n == w->cap && gnn_i_grow(&w->p, &w->cap, w->n + 1, sizeof *w->p) != GNN_OK) return false;
    w->p[w->n++] = value;
    return true;
}

static uint64_t hash_of(const int64_t *w, int64_t n)
{
    uint64_t h = 1469598103934665603u;
    for (int64_t i = 0; i < n; i++) h = (h ^ (uint64_t)w[i]) * 0x9e3779b97f4a7c15u, h ^= h >> 29;
    return h;
}

static bool more_slots(v_vocabulary *v)
{
    int64_t slots = v->slots ? 4 * v->slots : 1024, *slot = gnn_i_alloc((size_t)slots, sizeof *slot);
    if (!slot) return false;
    memset(slot, 0xff, (size_t)slots * sizeof *slot);
    for (int64_t k = 0; k < v->used; k++) {
        uint64_t h = hash_of(v->text.p + v->at[k], v->length[k]) & (uint64_t)(slots - 1);
        while (slot[h] >= 0) h = (h + 1) & (uint64_t)(slots - 1);
        slot[h] = k;
    }
    gnn_i_free(v->slot);
    v->slot = slot, v->slots = slots;
    return true;
}

int64_t v_number(v_vocabulary *v, const int64_t *w, int64_t n)
{
    if (2 * (v->used + 1) > v->slots && !more_slots(v)) return -1;
    uint64_t h = hash_of(w, n) & (uint64_t)(v->slots - 1);
    for (; v->slot[h] >= 0; h = (h + 1) & (uint64_t)(v->slots - 1)) {
        int64_t k = v->slot[h];
        if (v->length[k] == n && memcmp(v->text.p + v->at[k], w, (size_t)n * sizeof *w) == 0) return k;
    }
    if (v->text.n + n > MOST_WORDS) return -1;
    if (gnn_i_grow(&v->at, &v->at_cap, v->used + 1, sizeof *v->at) != GNN_OK) return -1;
    if (gnn_i_grow(&v->length, &v->length_cap, v->used + 1, sizeof *v->length) != GNN_OK) return -1;
    v->at[v->used] = v->text.n, v->length[v->used] = n;
    for (int64_t i = 0; i < n; i++)
        if (!v_push(&v->text, w[i])) return -1;
    v->slot[h] = v->used;
    return v->used++;
}

void v_forget(v_vocabulary *v)
{
    if (v->slot) memset(v->slot, 0xff, (size_t)v->slots * sizeof *v->slot);
    v->used = v->text.n = 0;
}

void v_vocabulary_free(v_vocabulary *v)
{
    gnn_i_free(v->text.p);
    gnn_i_free(v->at);
    gnn_i_free(v->length);
    gnn_i_free(v->slot);
}
