/* Small patterns: read, listed where they occur, counted.  Directions, loops, weights and labels of the graphs do not
 * matter.
 *
 * Connected induced subgraphs are listed once each (vertices that may come next are above the first, and were not next
 * to the set before), by sets of vertices as words of bits. */
#include <string.h>
#include "verify_patterns.h"

/* ---- patterns ---- */

static int bit_of(int a, int b) { return a < b ? b * (b - 1) / 2 + a : a * (a - 1) / 2 + b; }

int64_t v_pattern_edges(const v_pattern *p)
{
    int64_t edges = 0;
    for (int a = 0; a < p->n; a++)
        for (int b = 0; b < a; b++) edges += p->near[a] >> b & 1;
    return edges;
}

bool v_pattern_connected(const v_pattern *p)
{
    unsigned reached = 1, before = 0;
    while (reached != before) {
        before = reached;
        for (int v = 0; v < p->n; v++)
            if (reached >> v & 1) reached |= p->near[v];
    }
    return reached == (1u << p->n) - 1;
}

v_pattern v_pattern_of(int n, int code)
{
    v_pattern p = {.n = n};
    for (int b = 1; b < n; b++)
        for (int a = 0; a < b; a++)
            if (code >> bit_of(a, b) & 1) p.near[a] |= (uint8_t)(1u << b), p.near[b] |= (uint8_t)(1u << a);
    return p;
}

/* The least code over all orders that go on from the first `depth`. */
static int least_code(const v_pattern *p, int depth, int *order)
{
    int least = 1 << 30;
    if (depth == p->n) {
        for (int b = 1, code = least = 0; b < p->n; b++)
            for (int a = 0; a < b; a++) least = code |= (p->near[order[a]] >> order[b] & 1) << bit_of(a, b);
        return least;
    }
    for (int i = depth; i < p->n; i++) {
        int x = order[depth];
        order[depth] = order[i], order[i] = x;
        int code = least_code(p, depth + 1, order);
        least = code < least ? code : least;
        order[i] = order[depth], order[depth] = x;
    }
    return least;
}

int v_pattern_code(const v_pattern *p, int first)
{
    int order[V_PATTERN_MOST] = {0, 1, 2, 3, 4, 5, 6, 7};
    if (first < 0) return least_code(p, 0, order);
    order[0] = first, order[first] = 0;
    return least_code(p, 1, order);
}

bool v_occurs(const v_simple *s, const v_pattern *p, const int64_t *vertex, bool induced)
{
    for (int b = 0; b < p->n; b++)
        for (int a = 0; a < b; a++) {
            bool wanted = p->near[a] >> b & 1, there = v_is_near(s, vertex[a], vertex[b]);
            if (vertex[a] == vertex[b] || (wanted && !there) || (induced && there && !wanted)) return false;
        }
    return true;
}

/* ---- graphs as rows of bits ---- */

bool v_simple_of(v_simple *s, const v_graph *g, v_report *r)
{
    *s = (v_simple){.n = g->n, .words = (g->n + 63) / 64};
    if (g->n > 50000) return v_unchecked(r, "more than 50000 vertices are too many to count patterns in");
    if (!(s->near = v_alloc(r, s->n * s->words + 1, sizeof *s->near))) return false;
    memset(s->near, 0, (size_t)(s->n * s->words) * sizeof *s->near);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++) {
            int64_t v = g->seen[e];
            if (u == v) continue;
            s->near[u * s->words + v / 64] |= (uint64_t)1 << v % 64;
            s->near[v * s->words + u / 64] |= (uint64_t)1 << u % 64;
        }
    for (int64_t k = 0; k < s->n * s->words; k++) s->edges += __builtin_popcountll(s->near[k]);
    s->edges /= 2;
    return true;
}

/* ---- connected induced subgraphs ---- */

typedef struct listing {
    const v_simple *s;
    int k;
    uint64_t *next, *closed;  /* of a size: who may come next; the set and who is next to it; k + 1 rows each */
    uint64_t *above;          /* vertices above the first                                                    */
    int64_t set[V_CENSUS_MOST];
    void (*see)(void *ctx, const int64_t *set, int size, int code);
    void *ctx;
} listing;

static void extend(listing *l, int size, int code)
{
    const v_simple *s = l->s;
    int64_t words = s->words;
    uint64_t *next = l->next + size * words, *closed = l->closed + size * words, *after = next + words,
        *around = closed + words;
    l->see(l->ctx, l->set, size, code);
    if (size == l->k || size == V_CENSUS_MOST) return; /* the second for the compiler */
    for (int64_t at = 0; at < words; at++)
        while (next[at]) {
            int64_t w = at * 64 + __builtin_ctzll(next[at]);
            const uint64_t *row = s->near + w * words;
            int bits = 0;
            next[at] &= next[at] - 1;
            for (int a = 0; a < size; a++) bits |= v_is_near(s, w, l->set[a]) << a;
            for (int64_t j = 0; j < words; j++) {
                after[j] = next[j] | (row[j] & ~closed[j] & l->above[j]);
                around[j] = closed[j] | row[j];
            }
            l->set[size] = w;
            extend(l, size + 1, code | bits << size * (size - 1) / 2);
        }
}

bool v_list_subgraphs(const v_simple *s, int k, void (*see)(void *ctx, const int64_t *set, int size, int code),
                      void *ctx, v_report *r)
{
    int64_t words = s->words;
    listing l = {.s = s, .k = k, .see = see, .ctx = ctx};
    if (!(l.next = v_alloc(r, (k + 2) * words + 1, sizeof *l.next)) ||
        !(l.closed = v_alloc(r, (k + 2) * words + 1, sizeof *l.closed)) ||
        !(l.above = v_alloc(r, words + 1, sizeof *l.above)))
        return false;
    memset(l.above, 0xff, (size_t)words * sizeof *l.above);
    for (int64_t v = 0; v < s->n; v++) {
        uint64_t *next = l.next + words, *closed = l.closed + words;
        l.above[v / 64] &= ~((uint64_t)1 << v % 64);
        memcpy(closed, s->near + v * words, (size_t)words * sizeof *closed);
        closed[v / 64] |= (uint64_t)1 << v % 64;
        for (int64_t j = 0; j < words; j++) next[j] = s->near[v * words + j] & l.above[j];
        l.set[0] = v;
        extend(&l, 1, 0);
        if (gnn_canceled()) return v_unchecked(r, "canceled");
    }
    return true;
}

typedef struct tally {
    int k;
    int64_t *of_code;
} tally;

static void count_code(void *ctx, const int64_t *set, int size, int code)
{
    tally *t = ctx;
    (void)set;
    if (size == t->k) t->of_code[code]++;
}

/* Induced subgraphs on k vertices of each type, at the least code of the type. */
static bool census(int64_t *of_type, const v_simple *s, int k, v_report *r)
{
    int codes = 1 << k * (k - 1) / 2;
    gnn_arena_mark mark = gnn_i_arena_mark(r->arena);
    tally t = {k, v_alloc(r, codes, sizeof *t.of_code)};
    if (!t.of_code) return false;
    memset(t.of_code, 0, (size_t)codes * sizeof *t.of_code);
    memset(of_type, 0, (size_t)codes * sizeof *of_type);
    if (!v_list_subgraphs(s, k, count_code, &t, r)) return false;
    for (int code = 0; code < codes; code++) {
        if (!t.of_code[code]) continue;
        v_pattern p = v_pattern_of(k, code);
        of_type[v_pattern_code(&p, -1)] += t.of_code[code];
    }
    gnn_i_arena_release(r->arena, mark);
    return true;
}

/* ---- cycles ---- */

/* Paths on from v through vertices above s, on: those of the path and s with all below; the last vertex is above the
 * second. */
static int64_t close_paths(const v_simple *s, int64_t first, int64_t second, int64_t v, int left, uint64_t *on)
{
    const uint64_t *row = s->near + v * s->words, *home = s->near + first * s->words;
    int64_t found = 0;
    for (int64_t j = 0; j < s->words; j++) {
        uint64_t next = row[j] & ~on[j];
        if (left == 1) {
            if (j < second / 64) continue;
            if (j == second / 64) next &= ~(uint64_t)0 << second % 64;
            found += __builtin_popcountll(next & home[j]);
            continue;
        }
        for (; next; next &= next - 1) {
            uint64_t bit = next & -next;
            on[j] |= bit;
            found += close_paths(s, first, second, j * 64 + __builtin_ctzll(next), left - 1, on);
            on[j] &= ~bit;
        }
    }
    return found;
}

static bool cycles(int64_t *count, const v_simple *s, int k, v_report *r)
{
    uint64_t *on = v_alloc(r, s->words + 1, sizeof *on);
    if (!on) return false;
    memset(on, 0, (size_t)s->words * sizeof *on);
    *count = 0;
    for (int64_t u = 0; u < s->n; u++) {
        on[u / 64] |= (uint64_t)1 << u % 64;
        for (int64_t v = u + 1; v < s->n; v++) {
            if (!v_is_near(s, u, v)) continue;
            on[v / 64] |= (uint64_t)1 << v % 64;
            *count += close_paths(s, u, v, v, k - 2, on);
            on[v / 64] &= ~((uint64_t)1 << v % 64);
        }
        if (gnn_canceled()) return v_unchecked(r, "canceled");
    }
    return true;
}

/* ---- counts-K and cycles-K ---- */

typedef struct kind {
    int k;
    bool induced; /* counts-K; else cycles-K */
} kind;

/* Is it a pattern of the test?  One vertex and one edge stand for the sizes of the graphs. */
static bool belongs(const v_pattern *p, kind what)
{
    if (p->n <= 2) return v_pattern_connected(p);
    for (int v = 0; !what.induced && v < p->n; v++)
        if (__builtin_popcount(p->near[v]) != 2) return false;
    return p->n == what.k && v_pattern_connected(p);
}

/* Numbers of the types (one for cycles); *types of them. */
static bool count_all(int64_t *count[2], int *types, const v_simple s[2], kind what, v_report *r)
{
    *types = what.induced ? 1 << what.k * (what.k - 1) / 2 : 1;
    for (int i = 0; i < 2; i++) {
        if (!(count[i] = v_alloc(r, *types, sizeof **count))) return false;
        if (!(what.induced ? census(count[i], &s[i], what.k, r) : cycles(count[i], &s[i], what.k, r))) return false;
    }
    return true;
}

static bool claimed(const v_simple s[2], kind what, const json_t *e, v_report *r)
{
    v_pattern p;
    int64_t claim[2], *count[2], vertex[V_PATTERN_MOST];
    int types;
    const char *in = json_string_value(json_object_get(e, "graph"));
    if (!v_keys(e, "kind pattern count_a count_b graph vertices", r) ||
        !v_read_pattern(&p, json_object_get(e, "pattern"), r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, r) || !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, r))
        return false;
    if (!belongs(&p, what)) return v_refuse(r, "the pattern is none of the test's");
    if (claim[0] == claim[1]) return v_refuse(r, "the counts are equal");
    if (!in || strcmp(in, claim[0] > claim[1] ? "a" : "b") != 0) return v_refuse(r, "'graph' is not the one with more");
    const v_simple *more = &s[claim[0] < claim[1]];
    if (!v_integers(vertex, json_object_get(e, "vertices"), p.n, 0, more->n - 1, "vertices", r)) return false;
    if (!v_occurs(more, &p, vertex, what.induced)) return v_refuse(r, "the vertices do not make the pattern");
    if (p.n > 2 && !count_all(count, &types, s, what, r)) return false;
    for (int i = 0; i < 2; i++) {
        int64_t found = p.n == 1 ? s[i].n : p.n == 2 ? s[i].edges : count[i][what.induced ? v_pattern_code(&p, -1) : 0];
        if (found != claim[i])
            return v_refuse(r, "'count_%c': the pattern is there %lld times", "ab"[i], (long long)found);
    }
    v_verified(r, "a pattern on %d vertices, found where it is said to be, and counted anew: %lld against %lld", p.n,
               (long long)claim[0], (long long)claim[1]);
    return true;
}

bool v_patterns(const v_pair *p, const char *test, bool separates, const json_t *e, v_report *r)
{
    kind what = {test[7] - '0', test[1] == 'o'};
    v_simple s[2];
    int64_t *count[2], total = 0;
    int types;
    const char *said = json_string_value(json_object_get(e, "kind"));
    for (int i = 0; i < 2; i++)
        if (!v_simple_of(&s[i], &p->g[i], r)) return false;
    if (separates && said && strcmp(said, "pattern-count") == 0) return claimed(s, what, e, r);
    if (separates || !said || strcmp(said, "definition") != 0 || !v_keys(e, "kind", r))
        return v_refuse(r, "this is no evidence of %s", test);
    if (!count_all(count, &types, s, what, r)) return false;
    if (s[0].n != s[1].n || s[0].edges != s[1].edges || memcmp(count[0], count[1], (size_t)types * sizeof **count) != 0)
        return v_refuse(r, "the counts are different");
    for (int c = 0; c < types; c++) total += count[0][c];
    v_verified(r, "%s of %d vertices, counted anew: %lld in both%s",
               what.induced ? "connected induced subgraphs" : "cycles", what.k, (long long)total,
               what.induced ? ", type by type" : "");
    return true;
}
