/* Isomorphism by search: a vertex of a and one of b of its colour get a colour of their own, and both graphs are
 * refined by who sees whom.  Colours that are not equally frequent refute a choice, and all choices refuted are a
 * proof. */
#include <string.h>
#include "verify.h"
#include "verify_words.h"

static const double MOST_STEPS = 2e10;

typedef struct search {
    const v_pair *p;
    v_report *r;
    v_vocabulary table;
    const int64_t *given;   /* vertices of a, to be singled out in this order; NULL: the first of a smallest cell */
    int64_t count, depth;   /* how many are given; how many were used at most                              */
    double steps;           /* words read                                                                  */
    bool gave_up;
} search;

/* Is each of the colours equally frequent in both graphs? */
static bool balanced(search *s, int64_t *const color[2], int64_t colors)
{
    gnn_arena_mark mark = gnn_i_arena_mark(s->r->arena);
    int64_t *more = v_alloc(s->r, colors + 1, sizeof *more), n = s->p->g[0].n, off = 0;
    if (!more) return s->gave_up = true, false;
    memset(more, 0, (size_t)colors * sizeof *more);
    for (int64_t v = 0; v < n; v++) more[color[0][v]]++, more[color[1][v]]--;
    for (int64_t c = 0; c < colors; c++) off += more[c] != 0;
    gnn_i_arena_release(s->r->arena, mark);
    return off == 0;
}

/* One round from old to new colours; how many there are then, -1: gave up.  Neighbours are summed as mixed words. */
static int64_t one_round(search *s, int64_t *const color[2], int64_t *const next[2])
{
    v_forget(&s->table);
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &s->p->g[i];
        for (int64_t v = 0; v < g->n; v++) {
            int64_t words[2] = {color[i][v], 0};
            for (int64_t e = g->seen_ptr[v]; e < g->seen_ptr[v + 1]; e++)
                words[1] =
                    (int64_t)((uint64_t)words[1] + v_mixed((uint64_t)(g->seen_type[e] << 32 | color[i][g->seen[e]])));
            if ((next[i][v] = v_number(&s->table, words, 2)) < 0) return -1;
        }
        s->steps += (double)(g->n + g->seen_ptr[g->n]);
    }
    return s->steps > MOST_STEPS || gnn_canceled() ? -1 : s->table.used;
}

/* To the stable colours; false: refuted, or gave up. */
static bool refine(search *s, int64_t *color[2], int64_t *spare[2])
{
    for (int64_t before = 0, now = 1; now > before;) {
        before = now;
        now = one_round(s, color, spare);
        if (now < 0) return s->gave_up = true, false;
        for (int i = 0; i < 2; i++) {
            int64_t *swap = color[i];
            color[i] = spare[i], spare[i] = swap;
        }
        if (!balanced(s, color, now)) return false;
    }
    return true;
}

/* The first vertex of the smallest colour that several have; -1: none. */
static int64_t choose(search *s, const int64_t *color)
{
    gnn_arena_mark mark = gnn_i_arena_mark(s->r->arena);
    int64_t n = s->p->g[0].n, *size = v_alloc(s->r, 2 * n + 1, sizeof *size), best = -1;
    if (!size) return s->gave_up = true, -1;
    memset(size, 0, (size_t)(2 * n) * sizeof *size);
    for (int64_t v = 0; v < n; v++) size[color[v]]++;
    for (int64_t v = 0; v < n; v++)
        if (size[color[v]] > 1 && (best < 0 || size[color[v]] < size[color[best]])) best = v;
    gnn_i_arena_release(s->r->arena, mark);
    return best;
}

/* Every colour is on one vertex of each graph: is that an isomorphism? */
static bool is_isomorphism(search *s, int64_t *const color[2])
{
    const v_graph *a = &s->p->g[0], *b = &s->p->g[1];
    gnn_arena_mark mark = gnn_i_arena_mark(s->r->arena);
    int64_t *at = v_alloc(s->r, 2 * a->n + 1, sizeof *at);
    bool same = at != NULL;
    for (int64_t v = 0; same && v < b->n; v++) at[color[1][v]] = v;
    for (int64_t u = 0; same && u < a->n; u++)
        for (int64_t e = a->ptr[u]; e < a->ptr[u + 1]; e++)
            same &= v_arc(b, at[color[0][u]], at[color[0][a->col[e]]]) == v_arc(a, u, a->col[e]);
    if (!at) s->gave_up = true;
    gnn_i_arena_release(s->r->arena, mark);
    return same;
}

/* With given vertices "found" is a choice that is not refuted when all are singled out. */
static bool extend(search *s, int64_t depth, int64_t *const from[2])
{
    gnn_arena_mark mark = gnn_i_arena_mark(s->r->arena);
    int64_t n = s->p->g[0].n, *color[2], *spare[2];
    bool found = false;
    for (int i = 0; i < 2; i++) {
        if (!(color[i] = v_alloc(s->r, n + 1, sizeof **color)) || !(spare[i] = v_alloc(s->r, n + 1, sizeof **spare)))
            s->gave_up = true;
        else memcpy(color[i], from[i], (size_t)n * sizeof **color);
    }
    if (s->gave_up || !refine(s, color, spare)) goto done;
    int64_t u = !s->given ? choose(s, color[0]) : depth < s->count ? s->given[depth] : -1, mine;
    if (u < 0) {
        found = !s->gave_up && (s->given || is_isomorphism(s, color));
        goto done;
    }
    mine = color[0][u], s->depth = depth + 1 > s->depth ? depth + 1 : s->depth;
    color[0][u] = 2 * n;
    for (int64_t w = 0; w < n && !found && !s->gave_up; w++) {
        if (color[1][w] != mine) continue;
        color[1][w] = 2 * n;
        found = extend(s, depth + 1, color);
        color[1][w] = mine;
    }
done:
    gnn_i_arena_release(s->r->arena, mark);
    return found;
}

static int run(search *s)
{
    const v_graph *a = &s->p->g[0], *b = &s->p->g[1];
    if (a->n != b->n || a->arcs != b->arcs || a->directed != b->directed) return 0;
    bool found = extend(s, 0, (int64_t *const[2]){a->label, b->label});
    v_vocabulary_free(&s->table);
    return s->gave_up ? -1 : found;
}

int v_search(const v_pair *p, v_report *r)
{
    search s = {.p = p, .r = r};
    return run(&s);
}

int v_search_given(const v_pair *p, const int64_t *given, int64_t count, int64_t *used, v_report *r)
{
    search s = {.p = p, .r = r, .given = given, .count = count};
    int found = run(&s);
    *used = s.depth;
    return found;
}
