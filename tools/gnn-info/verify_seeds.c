/* What refinements know about vertices at the start. */
#include <string.h>
#include "verify_patterns.h"
#include "verify_words.h"

/* Numbers of the words (width each) of all vertices of both graphs. */
static bool number_vertices(const v_pair *p, int64_t *const words[2], int64_t width, int64_t *seed[2], v_report *r)
{
    v_vocabulary v = {0};
    bool ok = true;
    for (int i = 0; i < 2 && ok; i++) {
        ok = (seed[i] = v_alloc(r, p->g[i].n + 1, sizeof **seed)) != NULL;
        for (int64_t k = 0; k < p->g[i].n && ok; k++)
            ok = (seed[i][k] = v_number(&v, words[i] + k * width, width)) >= 0;
    }
    v_vocabulary_free(&v);
    return ok || v_unchecked(r, "out of memory");
}

static bool returns(const v_pair *p, int64_t *seed[2], v_report *r)
{
    int64_t *words[2];
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *all = v_alloc(r, 2 * n * n + 1, sizeof *all);
        if (!all || !(words[i] = v_alloc(r, 2 * n + 1, sizeof **words)) || !v_walks(all, &p->g[i], 'N', r))
            return false;
        for (int64_t v = 0; v < n; v++) memcpy(words[i] + 2 * v, all + 2 * v * (n + 1), 2 * sizeof **words);
    }
    return number_vertices(p, words, 2, seed, r);
}

/* ---- connected induced subgraphs around vertices ---- */

enum { COLUMNS = 128, CODES = 1 << 10 };

typedef struct tally {
    int least;                   /* sizes from this on                                      */
    bool places;                 /* by type and place, else by type                         */
    v_vocabulary *types;         /* (size, code): a column                                  */
    int32_t column[6][6][CODES]; /* of size, place + 1 (0: any), code; -1: not known        */
    int64_t *count;              /* n x COLUMNS                                             */
    bool ok;
} tally;

static int32_t column_of(tally *t, int size, int place, int code)
{
    int32_t *column = &t->column[size][place + 1][code];
    if (*column >= 0) return *column;
    v_pattern p = v_pattern_of(size, code);
    int64_t number = v_number(t->types, (int64_t[]){size, v_pattern_code(&p, place)}, 2);
    t->ok &= number >= 0 && number < COLUMNS;
    return t->ok ? *column = (int32_t)number : 0;
}

static void see(void *ctx, const int64_t *set, int size, int code)
{
    tally *t = ctx;
    if (size < t->least) return;
    for (int place = 0; place < size; place++)
        t->count[set[place] * COLUMNS + column_of(t, size, t->places ? place : -1, code)]++;
}

static bool subgraphs(const v_pair *p, const char *test, int64_t *seed[2], v_report *r)
{
    v_vocabulary types = {0};
    int64_t *words[2];
    bool ok = true;
    int most = test[strlen(test) - 1] - '0';
    tally *t = v_alloc(r, 1, sizeof *t);
    if (!t) return false;
    *t = (tally){.types = &types, .ok = true, .places = test[0] == 'g', .least = test[0] == 'g' ? 2 : 3};
    memset(t->column, 0xff, sizeof t->column);
    for (int i = 0; i < 2 && ok; i++) {
        v_simple s;
        int64_t size = p->g[i].n * COLUMNS;
        if (!(t->count = words[i] = v_alloc(r, size + 1, sizeof **words))) ok = false;
        else memset(words[i], 0, (size_t)size * sizeof **words);
        ok = ok && v_simple_of(&s, &p->g[i], r) && v_list_subgraphs(&s, most, see, t, r) &&
            (t->ok || v_unchecked(r, "out of memory"));
    }
    v_vocabulary_free(&types);
    return ok && number_vertices(p, words, COLUMNS, seed, r);
}

/* ---- ego graphs ---- */

/* The graph that v sees within `radius` hops, v marked by its label. */
static bool ego(v_graph *out, const v_graph *g, int64_t v, int radius, v_report *r)
{
    int64_t *number = v_alloc(r, g->n + 1, sizeof *number), *ball = v_alloc(r, g->n + 1, sizeof *ball), size = 1,
        from = 0, arcs = 0, seen = 0;
    if (!number || !ball) return false;
    for (int64_t u = 0; u < g->n; u++) number[u] = -1;
    ball[0] = v, number[v] = 0;
    for (int hop = 0; hop < radius; hop++)
        for (int64_t end = size; from < end; from++)
            for (int64_t e = g->seen_ptr[ball[from]]; e < g->seen_ptr[ball[from] + 1]; e++)
                if (number[g->seen[e]] < 0) number[g->seen[e]] = size, ball[size++] = g->seen[e];
    for (int64_t k = 0; k < size; k++)
        arcs += g->ptr[ball[k] + 1] - g->ptr[ball[k]], seen += g->seen_ptr[ball[k] + 1] - g->seen_ptr[ball[k]];
    *out = (v_graph){.n = size, .directed = g->directed};
    if (!(out->label = v_alloc(r, size, sizeof *out->label)) || !(out->ptr = v_alloc(r, size + 1, sizeof *out->ptr)) ||
        !(out->col = v_alloc(r, arcs + 1, sizeof *out->col)) || !(out->weight = v_alloc(r, arcs + 1,
                                                                                        sizeof *out->weight)) ||
        !(out->seen_ptr = v_alloc(r, size + 1, sizeof *out->seen_ptr)) ||
            !(out->seen = v_alloc(r, seen + 1, sizeof *out->seen)) ||
        !(out->seen_type = v_alloc(r, seen + 1, sizeof *out->seen_type)))
        return false;
    out->ptr[0] = out->seen_ptr[0] = 0;
    for (int64_t k = 0, a = 0, s = 0; k < size; k++) {
        out->label[k] = 2 * g->label[ball[k]] + (k == 0);
        for (int64_t e = g->ptr[ball[k]]; e < g->ptr[ball[k] + 1]; e++)
            if (number[g->col[e]] >= 0) out->col[a] = number[g->col[e]], out->weight[a++] = g->weight[e];
        for (int64_t e = g->seen_ptr[ball[k]]; e < g->seen_ptr[ball[k] + 1]; e++)
            if (number[g->seen[e]] >= 0) out->seen[s] = number[g->seen[e]], out->seen_type[s++] = g->seen_type[e];
        out->ptr[k + 1] = out->arcs = a, out->seen_ptr[k + 1] = s;
    }
    return true;
}

/* Vertices by their ego graphs, each compared with one of every type so far. */
static bool egos(const v_pair *p, int radius, int64_t *seed[2], v_report *r)
{
    int64_t types = 0, n = p->g[0].n + p->g[1].n;
    v_graph *type = v_alloc(r, n + 1, sizeof *type);
    if (!type) return false;
    for (int i = 0; i < 2; i++) {
        if (!(seed[i] = v_alloc(r, p->g[i].n + 1, sizeof **seed))) return false;
        for (int64_t v = 0; v < p->g[i].n; v++) {
            int64_t k = 0;
            if (!ego(&type[types], &p->g[i], v, radius, r)) return false;
            for (; k < types; k++) {
                v_pair both = {.g = {type[k], type[types]}, .directed = p->directed};
                int found = v_search(&both, r);
                if (found < 0) return v_unchecked(r, "comparing ego graphs takes too many steps");
                if (found) break;
            }
            seed[i][v] = k;
            types += k == types;
        }
    }
    return true;
}

bool v_seeds(const v_pair *p, const char *test, int64_t *seed[2], v_report *r)
{
    if (strcmp(test, "rwse-1-wl") == 0) return returns(p, seed, r);
    if (strcmp(test, "s3") == 0 || strcmp(test, "s4") == 0 || strncmp(test, "graphlet-1-wl:", 14) == 0)
        return subgraphs(p, test, seed, r);
    if (strcmp(test, "n1") == 0 || strcmp(test, "n2") == 0) return egos(p, test[1] - '0', seed, r);
    return true;
}
