/* What refinements know about vertices at the start. */
#include <string.h>
#include "verify.h"
#include "verify_words.h"

/* Numbers of the words (width each) of all vertices of both graphs. */
static bool number_vertices(const v_pair *p, int64_t *const words[2], int64_t width, int64_t *seed[2], v_report *r)
{
    v_vocabulary v = {0};
    bool ok = true;
    for (int i = 0; i < 2 && ok; i++) {
        ok = (seed[i] = v_alloc(r, p->g[i].n + 1, sizeof **seed)) != NULL;
        for (int64_t k = 0; k < p->g[i].n && ok; k++) ok = (seed[i][k] = v_number(&v, words[i] + k * width, width)) >= 0;
    }
    v_vocabulary_free(&v);
    return ok || v_unchecked(r, "out of memory");
}

static bool returns(const v_pair *p, int64_t *seed[2], v_report *r)
{
    int64_t *words[2];
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *all = v_alloc(r, 2 * n * n + 1, sizeof *all);
        if (!all || !(words[i] = v_alloc(r, 2 * n + 1, sizeof **words)) || !v_walks(all, &p->g[i], 'N', r)) return false;
        for (int64_t v = 0; v < n; v++) memcpy(words[i] + 2 * v, all + 2 * v * (n + 1), 2 * sizeof **words);
    }
    return number_vertices(p, words, 2, seed, r);
}

/* ---- connected induced subgraphs of up to 6 vertices, arcs either way, loops aside ---- */

enum { MOST = 6, COLUMNS = 128, CODES = 1 << 15 };

typedef struct census {
    const v_graph *g;
    uint8_t *near;              /* n x n                                                            */
    int k, least;               /* sizes least … k                                                  */
    bool places;                /* by type and place, else by type                                  */
    v_vocabulary *codes;        /* (size, code): a column                                           */
    int32_t canonical[MOST + 1][MOST + 1][CODES]; /* of size, place + 1 (0: any), code: -1 not known */
    int64_t *count;             /* n x COLUMNS                                                      */
    int64_t set[MOST];
    bool ok;
} census;

/* Bits (0,1) (0,2) (1,2) (0,3) … of the set in this order. */
static int code_in_order(const census *c, int size, const int *order)
{
    int code = 0;
    for (int b = 1, bit = 0; b < size; b++)
        for (int a = 0; a < b; a++, bit++) code |= c->near[c->set[order[a]] * c->g->n + c->set[order[b]]] << bit;
    return code;
}

/* The least code over all orders that go on from the first `depth`. */
static int least_code(const census *c, int size, int depth, int *order)
{
    if (depth == size) return code_in_order(c, size, order);
    int least = 1 << 20;
    for (int i = depth; i < size; i++) {
        int x = order[depth];
        order[depth] = order[i], order[i] = x;
        int code = least_code(c, size, depth + 1, order);
        least = code < least ? code : least;
        order[i] = order[depth], order[depth] = x;
    }
    return least;
}

static void record(census *c, int size)
{
    static const int plain[MOST] = {0, 1, 2, 3, 4, 5};
    int raw = code_in_order(c, size, plain);
    for (int place = 0; place < size; place++) {
        int32_t *code = &c->canonical[size][c->places ? place + 1 : 0][raw];
        if (*code < 0) {
            int order[MOST] = {0, 1, 2, 3, 4, 5};
            order[0] = c->places ? place : 0, order[place] = c->places ? 0 : order[place];
            *code = least_code(c, size, c->places, order);
        }
        int64_t column = v_number(c->codes, (int64_t[]){size, *code}, 2);
        if (column < 0 || column >= COLUMNS) c->ok = false;
        else c->count[c->set[place] * COLUMNS + column]++;
    }
}

/* Each set once: vertices that may come next are above the first, and were not next to the set before. */
static void extend(census *c, int size, const int64_t *next, int64_t nexts)
{
    int64_t n = c->g->n;
    if (size >= c->least) record(c, size);
    if (size >= c->k || size >= MOST) return; /* the second for the compiler */
    int64_t *mine = gnn_i_alloc((size_t)n + 1, sizeof *mine);
    if (!mine) { c->ok = false; return; }
    for (int64_t i = 0; i < nexts && c->ok; i++) {
        int64_t w = next[i], count = 0;
        for (int64_t j = i + 1; j < nexts; j++) mine[count++] = next[j];
        for (int64_t x = c->set[0] + 1; x < n; x++) {
            bool is_new = c->near[w * n + x];
            for (int k = 0; k < size; k++) is_new &= x != c->set[k] && !c->near[c->set[k] * n + x];
            if (is_new) mine[count++] = x;
        }
        c->set[size] = w;
        extend(c, size + 1, mine, count);
    }
    gnn_i_free(mine);
}

static bool take_census(census *c, const v_graph *g, v_report *r)
{
    int64_t n = g->n, *next = v_alloc(r, n + 1, sizeof *next);
    c->g = g, c->near = v_alloc(r, n * n + 1, 1), c->count = v_alloc(r, n * COLUMNS + 1, sizeof *c->count);
    if (!next || !c->near || !c->count) return false;
    memset(c->near, 0, (size_t)(n * n));
    memset(c->count, 0, (size_t)(n * COLUMNS) * sizeof *c->count);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++) c->near[u * n + g->seen[e]] = g->seen[e] != u;
    for (int64_t v = 0; v < n && c->ok; v++) {
        int64_t nexts = 0;
        for (int64_t w = v + 1; w < n; w++)
            if (c->near[v * n + w]) next[nexts++] = w;
        c->set[0] = v;
        extend(c, 1, next, nexts);
        if (gnn_canceled()) return v_unchecked(r, "canceled");
    }
    return c->ok || v_unchecked(r, "out of memory");
}

static bool subgraphs(const v_pair *p, const char *test, int64_t *seed[2], v_report *r)
{
    v_vocabulary codes = {0};
    int64_t *words[2];
    bool ok = true;
    census *c = v_alloc(r, 1, sizeof *c);
    if (!c) return false;
    *c = (census){.codes = &codes, .ok = true, .places = test[0] == 'g', .k = test[strlen(test) - 1] - '0', .least = test[0] == 'g' ? 2 : 3};
    memset(c->canonical, 0xff, sizeof c->canonical);
    for (int i = 0; i < 2 && ok; i++) ok = take_census(c, &p->g[i], r), words[i] = c->count;
    v_vocabulary_free(&codes);
    return ok && number_vertices(p, words, COLUMNS, seed, r);
}

bool v_patterns(const v_pair *p, int k, bool *equal, v_report *r)
{
    v_vocabulary codes = {0};
    int64_t sum[2][COLUMNS] = {{0}};
    bool ok = true;
    census *c = v_alloc(r, 1, sizeof *c);
    if (!c) return false;
    *c = (census){.codes = &codes, .ok = true, .k = k, .least = k};
    memset(c->canonical, 0xff, sizeof c->canonical);
    for (int i = 0; i < 2 && ok; i++) {
        ok = take_census(c, &p->g[i], r);
        for (int64_t v = 0; ok && v < p->g[i].n; v++)
            for (int j = 0; j < COLUMNS; j++) sum[i][j] += c->count[v * COLUMNS + j];
    }
    *equal = memcmp(sum[0], sum[1], sizeof sum[0]) == 0;
    v_vocabulary_free(&codes);
    return ok;
}

/* ---- ego graphs ---- */

/* The graph that v sees within `radius` hops, v marked by its label. */
static bool ego(v_graph *out, const v_graph *g, int64_t v, int radius, v_report *r)
{
    int64_t *number = v_alloc(r, g->n + 1, sizeof *number), *ball = v_alloc(r, g->n + 1, sizeof *ball), size = 1, from = 0, arcs = 0, seen = 0;
    if (!number || !ball) return false;
    for (int64_t u = 0; u < g->n; u++) number[u] = -1;
    ball[0] = v, number[v] = 0;
    for (int hop = 0; hop < radius; hop++)
        for (int64_t end = size; from < end; from++)
            for (int64_t e = g->seen_ptr[ball[from]]; e < g->seen_ptr[ball[from] + 1]; e++)
                if (number[g->seen[e]] < 0) number[g->seen[e]] = size, ball[size++] = g->seen[e];
    for (int64_t k = 0; k < size; k++) arcs += g->ptr[ball[k] + 1] - g->ptr[ball[k]], seen += g->seen_ptr[ball[k] + 1] - g->seen_ptr[ball[k]];
    *out = (v_graph){.n = size, .directed = g->directed};
    if (!(out->label = v_alloc(r, size, sizeof *out->label)) || !(out->ptr = v_alloc(r, size + 1, sizeof *out->ptr)) ||
        !(out->col = v_alloc(r, arcs + 1, sizeof *out->col)) || !(out->weight = v_alloc(r, arcs + 1, sizeof *out->weight)) ||
        !(out->seen_ptr = v_alloc(r, size + 1, sizeof *out->seen_ptr)) || !(out->seen = v_alloc(r, seen + 1, sizeof *out->seen)) ||
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
            int64_t k = 0, steps = 0;
            if (!ego(&type[types], &p->g[i], v, radius, r)) return false;
            for (; k < types; k++) {
                v_pair both = {.g = {type[k], type[types]}, .directed = p->directed};
                int found = v_search(&both, r, &steps);
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
    if (strcmp(test, "s3") == 0 || strcmp(test, "s4") == 0 || strncmp(test, "graphlet-1-wl:", 14) == 0) return subgraphs(p, test, seed, r);
    if (strcmp(test, "n1") == 0 || strcmp(test, "n2") == 0) return egos(p, test[1] - '0', seed, r);
    return true;
}
