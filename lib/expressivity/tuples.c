/* Joint refinement of tuple colours; why its verdicts are exact is in tuples.h. */
#include "tuples.h"

/* ---- interning: (three words) to the number of their first appearance ---- */

typedef struct intern {
    uint64_t (*word)[3]; /* of a number           */
    int32_t *slot;       /* number, or -1         */
    int64_t size, used, cap;
    gnn_i_budget *budget;
} intern;

static uint64_t slot_of(const uint64_t w[3], int64_t size)
{
    uint64_t h = (w[0] ^ w[1] * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u ^ w[2] * 0x94d049bb133111ebu;
    return (h ^ h >> 32) & (uint64_t)(size - 1);
}

static gnn_status intern_grow(intern *t)
{
    int64_t size = t->size ? 2 * t->size : 256;
    GNN_TRY_RETURN(gnn_i_budget_bytes(t->budget, (size - t->size) * 4 + (size - t->size) / 2 * 24));
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
    return gnn_i_grow(&t->word, &t->cap, size / 2, sizeof *t->word);
}

static gnn_status intern_put(intern *t, int32_t *number, const uint64_t w[3])
{
    if (2 * (t->used + 1) > t->size) GNN_TRY_RETURN(intern_grow(t));
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

static void intern_clear(intern *t)
{
    if (t->used > 0) memset(t->slot, 0xff, (size_t)t->size * sizeof *t->slot);
    t->used = 0;
}

static void intern_free(intern *t)
{
    gnn_i_free(t->word);
    gnn_i_free(t->slot);
}

/* ---- state of a run ---- */

typedef struct run {
    gnn_i_tuples *s;
    intern table;
    int32_t **next;          /* colours of the round being made                              */
    int32_t *group;          /* of a graph: graphs of one group had equal histograms so far  */
    bool *active;            /* in a group of two or more                                    */
    uint64_t *lane;          /* 2 x the largest size                                         */
    int64_t *words, *begin, *length; /* histograms                                           */
    int32_t *count;          /* scratch by colour                                            */
    int64_t count_cap, max_size;
} run;

static int by_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* (colour, multiplicity) of graph i, colours ascending, behind the word of its group; returns the number of words. */
static int64_t histogram(run *r, int64_t i, int64_t *w)
{
    const int32_t *c = r->s->color[i];
    int64_t n = r->s->size[i], used = 0;
    w[used++] = r->group[i];
    if (r->s->colors <= 8 * n) {
        memset(r->count, 0, (size_t)r->s->colors * sizeof *r->count);
        for (int64_t t = 0; t < n; t++) r->count[c[t]]++;
        for (int64_t k = 0; k < r->s->colors; k++)
            if (r->count[k]) w[used++] = k, w[used++] = r->count[k];
        return used;
    }
    memcpy(r->count, c, (size_t)n * sizeof *c);
    qsort(r->count, (size_t)n, sizeof *r->count, by_i32);
    for (int64_t t = 0; t < n; t++) {
        if (t == 0 || r->count[t] != r->count[t - 1]) w[used++] = r->count[t], w[used++] = 0;
        w[used - 1]++;
    }
    return used;
}

/* New groups: old group and histogram; graphs alone in theirs are done. */
static gnn_status regroup(run *r, bool *any)
{
    gnn_status st = GNN_OK;
    gnn_i_tuples *s = r->s;
    int64_t count = s->trial->count, at = 0, groups = 0;
    int32_t *members = NULL;
    GNN_TRY(gnn_i_grow(&r->count, &r->count_cap, s->colors + r->max_size + 1, sizeof *r->count));
    for (int64_t i = 0; i < count; i++) {
        r->begin[i] = at;
        if (r->active[i]) r->length[i] = histogram(r, i, r->words + at);
        else r->words[at] = r->group[i], r->length[i] = 1; /* (group) alone: no other graph has it */
        at += r->length[i];
    }
    GNN_TRY(gnn_i_classify(r->group, &groups, count, r->begin, r->length, r->words));
    GNN_CALLOC(members, groups + 1);
    for (int64_t i = 0; i < count; i++) members[r->group[i]]++;
    *any = false;
    for (int64_t i = 0; i < count; i++) *any |= r->active[i] = r->active[i] && members[r->group[i]] > 1;
    s->trial->classes = groups;
done:
    gnn_i_free(members);
    return st;
}

/* Distinct colours of the active graphs. */
static gnn_status count_colors(run *r, int64_t *out)
{
    int64_t found = 0;
    GNN_TRY_RETURN(gnn_i_grow(&r->count, &r->count_cap, r->s->colors + r->max_size + 1, sizeof *r->count));
    memset(r->count, 0, (size_t)r->s->colors * sizeof *r->count);
    for (int64_t i = 0; i < r->s->trial->count; i++)
        for (int64_t t = 0; r->active[i] && t < r->s->size[i]; t++)
            if (r->count[r->s->color[i][t]]++ == 0) found++;
    *out = found;
    return GNN_OK;
}

static gnn_status start_round_zero(run *r)
{
    gnn_i_tuples *s = r->s;
    intern_clear(&r->table);
    for (int64_t i = 0; i < s->trial->count; i++) {
        GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        r->active[i] = true, r->group[i] = 0;
        for (int64_t t = 0; t < s->size[i]; t++) {
            uint64_t w[3];
            s->test->type(s, i, t, w);
            GNN_TRY_RETURN(intern_put(&r->table, &s->color[i][t], w));
        }
    }
    s->colors = r->table.used, s->rounds = 0;
    return GNN_OK;
}

/* One synchronous round into r->next. */
static gnn_status refine_once(run *r)
{
    gnn_i_tuples *s = r->s;
    intern_clear(&r->table);
    for (int64_t i = 0; i < s->trial->count; i++) {
        if (!r->active[i]) continue;
        GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        GNN_TRY_RETURN(s->test->lanes(s, i, r->lane));
        for (int64_t t = 0; t < s->size[i]; t++) {
            uint64_t w[3] = {(uint64_t)s->color[i][t], r->lane[2 * t], r->lane[2 * t + 1]};
            GNN_TRY_RETURN(intern_put(&r->table, &r->next[i][t], w));
        }
    }
    return GNN_OK;
}

/* ---- the exact check of a stable partition ---- */

/* A multiset of keys, and how many of each a second multiset has used up. */
typedef struct bag {
    uint64_t *key;
    int32_t *have, *used, *owner, *user; /* counts; which colour and which tuple they belong to */
    int64_t size;
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

static inline int64_t bag_find(const bag *b, uint64_t key, int32_t owner)
{
    uint64_t h = key * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 29) & (uint64_t)(b->size - 1);
    while (b->owner[h] == owner && b->key[h] != key) h = (h + 1) & (uint64_t)(b->size - 1);
    return (int64_t)h;
}

static void bag_fill(bag *b, const uint64_t *key, int64_t n, int32_t owner)
{
    for (int64_t k = 0; k < n; k++) {
        int64_t h = bag_find(b, key[k], owner);
        if (b->owner[h] != owner) b->owner[h] = owner, b->key[h] = key[k], b->have[h] = 0, b->user[h] = 0;
        b->have[h]++;
    }
}

static bool bag_equals(bag *b, const uint64_t *key, int64_t n, int32_t owner, int32_t user)
{
    for (int64_t k = 0; k < n; k++) {
        int64_t h = bag_find(b, key[k], owner);
        if (b->owner[h] != owner) return false;
        if (b->user[h] != user) b->user[h] = user, b->used[h] = 0;
        if (++b->used[h] > b->have[h]) return false;
    }
    return true;
}

/* Are the signatures of all tuples of one colour (active graphs) equal, word by word?  Tuples are visited colour by colour
 * through a counting sort of (graph, tuple). */
static gnn_status check_stable(run *r, bool *ok)
{
    gnn_status st = GNN_OK;
    gnn_i_tuples *s = r->s;
    bag b = {0};
    int64_t total = 0, *first = NULL;
    int32_t *graph = NULL, *tuple = NULL;
    uint64_t *key = NULL;
    *ok = false;
    for (int64_t i = 0; i < s->trial->count; i++) total += r->active[i] ? s->size[i] : 0;
    GNN_TRY(gnn_i_budget_bytes(s->trial->budget, 8 * total + 8 * s->colors + 60 * s->max_keys));
    GNN_TRY(bag_new(&b, s->max_keys));
    GNN_CALLOC(first, s->colors + 2);
    GNN_ALLOC(graph, total + 1);
    GNN_ALLOC(tuple, total + 1);
    GNN_ALLOC(key, s->max_keys + 1);
    for (int64_t i = 0; i < s->trial->count; i++)
        for (int64_t t = 0; r->active[i] && t < s->size[i]; t++) first[s->color[i][t] + 2]++;
    for (int64_t c = 2; c < s->colors + 2; c++) first[c] += first[c - 1];
    for (int64_t i = 0; i < s->trial->count; i++)
        for (int64_t t = 0; r->active[i] && t < s->size[i]; t++) {
            int64_t at = first[s->color[i][t] + 1]++;
            graph[at] = (int32_t)i, tuple[at] = (int32_t)t;
        }
    for (int64_t c = 0; c < s->colors; c++) {
        int64_t want = 0;
        for (int64_t at = first[c]; at < first[c + 1]; at++) {
            if ((at & 255) == 0) GNN_TRY(gnn_i_budget_poll(s->trial->budget));
            int64_t n = s->test->keys(s, graph[at], tuple[at], key);
            if (at == first[c]) bag_fill(&b, key, want = n, (int32_t)c + 1);
            else if (n != want || !bag_equals(&b, key, n, (int32_t)c + 1, (int32_t)(at - first[c]))) goto done;
        }
    }
    *ok = true;
done:
    if (s->trial->budget->limit_bytes > 0) (void)gnn_i_budget_bytes(s->trial->budget, -(8 * total + 8 * s->colors));
    bag_free(&b);
    gnn_i_free(first);
    gnn_i_free(graph);
    gnn_i_free(tuple);
    gnn_i_free(key);
    return st;
}

/* ---- the run ---- */

static gnn_status refine_until_stable(run *r, bool *exact)
{
    gnn_i_tuples *s = r->s;
    bool any = true;
    *exact = true;
    GNN_TRY_RETURN(start_round_zero(r));
    GNN_TRY_RETURN(regroup(r, &any));
    while (any) {
        int64_t before = 0;
        GNN_TRY_RETURN(count_colors(r, &before));
        s->seed++;
        GNN_TRY_RETURN(refine_once(r));
        if (r->table.used == before) return check_stable(r, exact);
        int32_t **swap = s->color;
        s->color = r->next, r->next = swap;
        s->colors = r->table.used, s->rounds++;
        GNN_TRY_RETURN(regroup(r, &any));
    }
    return GNN_OK;
}

/* The colour whose multiplicities differ most; both histograms are in words. */
static void write_evidence(const run *r, const char *what)
{
    gnn_i_tuples *s = r->s;
    gnn_test_result *out = s->trial->result;
    const int64_t *a = r->words + r->begin[0] + 1, *b = r->words + r->begin[1] + 1;
    const int64_t *enda = r->words + r->begin[0] + r->length[0], *endb = r->words + r->begin[1] + r->length[1];
    int64_t in_a = 0, in_b = 0;
    out->rounds = s->rounds, out->colors = s->colors;
    const char *plural = s->rounds == 1 ? "" : "s";
    if (s->trial->classes == 1) {
        snprintf(out->evidence, sizeof out->evidence, "stable after %lld round%s, %lld colour%s of %ss, equally often in both",
                 (long long)s->rounds, plural, (long long)s->colors, s->colors == 1 ? "" : "s", what);
        return;
    }
    while (a < enda || b < endb) {
        bool left = b >= endb || (a < enda && a[0] <= b[0]), right = a >= enda || (b < endb && b[0] <= a[0]);
        int64_t x = left ? a[1] : 0, y = right ? b[1] : 0;
        int64_t gap = llabs(x - y), best = llabs(in_a - in_b);
        if (gap > best || (gap == best && (x > in_a || (x == in_a && y > in_b)))) in_a = x, in_b = y;
        a += left ? 2 : 0, b += right ? 2 : 0;
    }
    snprintf(out->evidence, sizeof out->evidence, "after %lld round%s a colour is on %lld %ss against %lld", (long long)s->rounds, plural,
             (long long)in_a, what, (long long)in_b);
}

static gnn_status run_new(run *r, gnn_i_tuples *s)
{
    gnn_status st = GNN_OK;
    int64_t count = s->trial->count, total = 0;
    *r = (run){.s = s, .table.budget = s->trial->budget};
    for (int64_t i = 0; i < count; i++) {
        total += s->size[i];
        if (s->size[i] > r->max_size) r->max_size = s->size[i];
    }
    GNN_TRY(gnn_i_budget_bytes(s->trial->budget, 24 * total + 16 * r->max_size + 48 * count));
    GNN_CALLOC(s->color, count + 1);
    GNN_CALLOC(r->next, count + 1);
    for (int64_t i = 0; i < count; i++) {
        GNN_ALLOC(s->color[i], s->size[i] + 1);
        GNN_ALLOC(r->next[i], s->size[i] + 1);
    }
    GNN_CALLOC(r->group, count + 1);
    GNN_CALLOC(r->active, count + 1);
    GNN_ALLOC(r->lane, 2 * r->max_size + 1);
    GNN_ALLOC(r->words, 2 * total + count + 1);
    GNN_ALLOC(r->begin, count + 1);
    GNN_ALLOC(r->length, count + 1);
done:
    return st;
}

static void run_free(run *r)
{
    for (int64_t i = 0; i < r->s->trial->count; i++) {
        if (r->s->color) gnn_i_free(r->s->color[i]);
        if (r->next) gnn_i_free(r->next[i]);
    }
    gnn_i_free(r->s->color);
    gnn_i_free(r->next);
    r->s->color = NULL;
    intern_free(&r->table);
    gnn_i_free(r->group);
    gnn_i_free(r->active);
    gnn_i_free(r->lane);
    gnn_i_free(r->words);
    gnn_i_free(r->begin);
    gnn_i_free(r->length);
    gnn_i_free(r->count);
}

gnn_status gnn_i_tuples_run(gnn_i_tuples *s, const char *what)
{
    gnn_status st = GNN_OK;
    run r = {0};
    bool exact = false;
    GNN_TRY(run_new(&r, s));
    for (int attempt = 0; !exact; attempt++) {
        GNN_REQUIRE(attempt < 20, GNN_EBUG, "20 refinements in a row met equal fingerprints of different signatures");
        GNN_TRY(refine_until_stable(&r, &exact));
    }
    memcpy(s->trial->class_of, r.group, (size_t)s->trial->count * sizeof *r.group);
    if (s->trial->result) write_evidence(&r, what);
done:
    run_free(&r);
    return st;
}
