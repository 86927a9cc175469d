/* Isomorphism: a permutation is applied; its absence is shown by a test, or by a search of our own. */
#include <string.h>
#include "verify.h"

enum { MOST_STEPS = 20000000 };

static bool same_labels_and_size(const v_pair *p)
{
    return p->g[0].n == p->g[1].n && p->g[0].arcs == p->g[1].arcs && p->g[0].directed == p->g[1].directed;
}

static bool permutation(const v_pair *p, bool separates, const json_t *e, v_report *r)
{
    const v_graph *a = &p->g[0], *b = &p->g[1];
    int64_t *map = v_alloc(r, a->n + 1, sizeof *map), *taken = v_alloc(r, a->n + 1, sizeof *taken);
    if (!map || !taken) return false;
    if (separates) return v_refuse(r, "a permutation does not show a difference");
    if (!v_keys(e, "kind map", r) || !v_integers(map, json_object_get(e, "map"), a->n, 0, a->n - 1, "map", r)) return false;
    if (!same_labels_and_size(p)) return v_refuse(r, "the graphs differ in size or kind");
    memset(taken, 0, (size_t)(a->n + 1) * sizeof *taken);
    for (int64_t u = 0; u < a->n; u++)
        if (taken[map[u]]++) return v_refuse(r, "'map' takes two vertices to %lld", (long long)map[u]);
    for (int64_t u = 0; u < a->n; u++) {
        if (a->label[u] != b->label[map[u]]) return v_refuse(r, "'map' changes the label of vertex %lld", (long long)u);
        for (int64_t e2 = a->ptr[u]; e2 < a->ptr[u + 1]; e2++) {
            bool there = false;
            for (int64_t k = b->ptr[map[u]]; k < b->ptr[map[u] + 1]; k++) there |= b->col[k] == map[a->col[e2]] && b->weight[k] == a->weight[e2];
            if (!there) return v_refuse(r, "'map' takes the arc (%lld, %lld) to none of its weight", (long long)u, (long long)a->col[e2]);
        }
    }
    v_verified(r, "the permutation maps every arc, weight and label of a to one of b: isomorphic");
    return true;
}

/* ---- exhaustive search, anew ---- */

typedef struct search {
    const v_graph *a, *b;
    int64_t *rel[2], *order, *map, *used, steps;
} search;

static bool fits(const search *s, int64_t depth, int64_t w)
{
    int64_t n = s->a->n, u = s->order[depth];
    if (s->used[w] || s->a->label[u] != s->b->label[w]) return false;
    if (s->a->seen_ptr[u + 1] - s->a->seen_ptr[u] != s->b->seen_ptr[w + 1] - s->b->seen_ptr[w]) return false;
    if (s->rel[0][u * n + u] != s->rel[1][w * n + w]) return false;
    for (int64_t d = 0; d < depth; d++) {
        int64_t x = s->order[d], y = s->map[x];
        if (s->rel[0][u * n + x] != s->rel[1][w * n + y] || s->rel[0][x * n + u] != s->rel[1][y * n + w]) return false;
    }
    return true;
}

/* 1 found, 0 none, -1 gave up */
static int extend(search *s, int64_t depth)
{
    if (depth == s->a->n) return 1;
    for (int64_t w = 0; w < s->b->n; w++) {
        if (++s->steps > MOST_STEPS || (s->steps % 4096 == 0 && gnn_canceled())) return -1;
        if (!fits(s, depth, w)) continue;
        s->map[s->order[depth]] = w, s->used[w] = 1;
        int found = extend(s, depth + 1);
        if (found) return found;
        s->used[w] = 0;
    }
    return 0;
}

/* Vertices in the order of a walk that stays next to those before. */
static void make_order(int64_t *order, const v_graph *g, int64_t *seen)
{
    int64_t count = 0, head = 0;
    memset(seen, 0, (size_t)(g->n + 1) * sizeof *seen);
    for (int64_t s = 0; s < g->n; s++) {
        if (seen[s]) continue;
        seen[s] = 1, order[count++] = s;
        for (; head < count; head++)
            for (int64_t e = g->seen_ptr[order[head]]; e < g->seen_ptr[order[head] + 1]; e++)
                if (!seen[g->seen[e]]) seen[g->seen[e]] = 1, order[count++] = g->seen[e];
    }
}

/* Equally many vertices of each (label, degree)? */
static int by_word(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool same_degrees(const v_pair *p, v_report *r)
{
    int64_t *list[2], n = p->g[0].n;
    for (int i = 0; i < 2; i++) {
        if (!(list[i] = v_alloc(r, n + 1, sizeof **list))) return true; /* the search will say so */
        for (int64_t v = 0; v < n; v++) list[i][v] = p->g[i].label[v] * 2147483648 + p->g[i].seen_ptr[v + 1] - p->g[i].seen_ptr[v];
        qsort(list[i], (size_t)n, sizeof **list, by_word);
    }
    return memcmp(list[0], list[1], (size_t)n * sizeof **list) == 0;
}

int v_search(const v_pair *p, v_report *r, int64_t *steps)
{
    search s = {.a = &p->g[0], .b = &p->g[1]};
    gnn_arena_mark mark = gnn_i_arena_mark(r->arena);
    int64_t n = s.a->n;
    int found = 0;
    if (!same_labels_and_size(p) || !same_degrees(p, r)) return 0;
    for (int i = 0; i < 2; i++) {
        if (!(s.rel[i] = v_alloc(r, n * n + 1, sizeof **s.rel))) return -1;
        memset(s.rel[i], 0, (size_t)(n * n) * sizeof **s.rel);
        for (int64_t u = 0; u < n; u++)
            for (int64_t e = p->g[i].ptr[u]; e < p->g[i].ptr[u + 1]; e++) s.rel[i][u * n + p->g[i].col[e]] = v_arc(&p->g[i], u, p->g[i].col[e]);
    }
    s.order = v_alloc(r, n + 1, sizeof *s.order), s.map = v_alloc(r, n + 1, sizeof *s.map), s.used = v_alloc(r, n + 1, sizeof *s.used);
    if (!s.order || !s.map || !s.used) return -1;
    make_order(s.order, s.a, s.used);
    memset(s.used, 0, (size_t)(n + 1) * sizeof *s.used);
    found = extend(&s, 0);
    *steps += s.steps;
    gnn_i_arena_release(r->arena, mark);
    return found;
}

static bool exhaustive(const v_pair *p, v_report *r)
{
    int64_t steps = 0;
    if (p->g[0].n > 2000) return v_unchecked(r, "an exhaustive search is not certifiable, and the graphs are too large to repeat it");
    int found = v_search(p, r, &steps);
    if (found > 0) return v_refuse(r, "there is an isomorphism");
    if (found < 0) return v_unchecked(r, "an exhaustive search is not certifiable; repeated here, it gave up after %d steps", MOST_STEPS);
    v_verified(r, "no permutation: searched anew, %lld steps", (long long)steps);
    return true;
}

bool v_isomorphism(const v_pair *p, bool separates, const json_t *e, v_report *r)
{
    const char *kind = json_string_value(json_object_get(e, "kind"));
    if (!kind) return v_refuse(r, "the evidence has no kind");
    if (strcmp(kind, "permutation") == 0) return permutation(p, separates, e, r);
    if (!separates) return v_refuse(r, "isomorphic needs a permutation");
    if (strcmp(kind, "exhaustive-search") == 0) return v_keys(e, "kind", r) && exhaustive(p, r);
    if (strcmp(kind, "by-test") != 0) return v_refuse(r, "'%s' is no evidence of isomorphism", kind);
    const char *test = json_string_value(json_object_get(e, "test"));
    char inner[256];
    if (!v_keys(e, "kind test evidence", r)) return false;
    if (!test || strcmp(test, "isomorphism") == 0) return v_refuse(r, "'test' names no other test");
    if (!v_test(p, test, true, json_object_get(e, "evidence"), r)) return false;
    snprintf(inner, sizeof inner, "%s", r->what);
    v_verified(r, "by %.60s: %.180s", test, inner);
    return true;
}
