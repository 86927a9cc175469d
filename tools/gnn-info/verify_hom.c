/* Homomorphisms from trees and from graphs of treewidth 2, summed out vertex by vertex: one with one neighbour left
 * becomes a vector over the images of that neighbour, one with two a matrix over the images of both.  Sums have 128
 * bits and are bounded beforehand.  All patterns of a family are made here: trees as lists of parents, others from all
 * codes. */
#include <math.h>
#include <string.h>
#include "verify_patterns.h"

typedef unsigned __int128 wide;

typedef struct form {
    const v_graph *g;
    int64_t n;
    wide *vertex[V_PATTERN_MOST];                    /* n factors, NULL: 1                                       */
    wide *pair[V_PATTERN_MOST][V_PATTERN_MOST];      /* of a < b: n x n factors, NULL: 1 (on arcs alone)         */
    /* bit b: the images are next to each other; a matrix is there */
    uint8_t arcs[V_PATTERN_MOST], matrix[V_PATTERN_MOST];
    v_report *r;
} form;

static wide at_vertex(const form *f, int a, int64_t x) { return f->vertex[a] ? f->vertex[a][x] : 1; }

static wide *new_factors(form *f, int64_t count, wide value)
{
    wide *w = v_alloc(f->r, count + 1, sizeof *w);
    for (int64_t k = 0; w && k < count; k++) w[k] = value;
    return w;
}

/* out[y] += w * (factor of a at x and b at y), for all y. */
static void spread(const form *f, wide *out, wide w, int a, int b, int64_t x)
{
    int low = a < b ? a : b, high = a < b ? b : a;
    const wide *m = f->matrix[a] >> b & 1 ? f->pair[low][high] : NULL;
    if (f->arcs[a] >> b & 1) {
        for (int64_t e = f->g->ptr[x]; e < f->g->ptr[x + 1]; e++) {
            int64_t y = f->g->col[e];
            out[y] += w * (m ? m[a < b ? x * f->n + y : y * f->n + x] : 1);
        }
    } else {
        for (int64_t y = 0; y < f->n; y++) out[y] += w * m[a < b ? x * f->n + y : y * f->n + x];
    }
}

/* Sum out x, which hangs on u alone. */
static bool hang(form *f, int x, int u)
{
    wide *sum = new_factors(f, f->n, 0);
    if (!sum) return false;
    for (int64_t i = 0; i < f->n; i++) spread(f, sum, at_vertex(f, x, i), x, u, i);
    for (int64_t y = 0; y < f->n; y++) sum[y] *= at_vertex(f, u, y);
    f->vertex[u] = sum;
    return true;
}

/* Sum out x between u < v. */
static bool join(form *f, int x, int u, int v)
{
    wide *out = new_factors(f, f->n * f->n, 0), *row = new_factors(f, f->n, 0);
    if (!out || !row) return false;
    for (int64_t y = 0; y < f->n; y++) {
        memset(row, 0, (size_t)f->n * sizeof *row);
        spread(f, row, 1, u, x, y);
        for (int64_t i = 0; i < f->n; i++)
            if (row[i]) spread(f, out + y * f->n, row[i] * at_vertex(f, x, i), x, v, i);
    }
    for (int64_t k = 0; f->matrix[u] >> v & 1 && k < f->n * f->n; k++) out[k] *= f->pair[u][v][k];
    f->pair[u][v] = out, f->matrix[u] |= (uint8_t)(1u << v), f->matrix[v] |= (uint8_t)(1u << u);
    return true;
}

/* *narrow: has the pattern treewidth 2 at most?  If so, *count homomorphisms into g. */
static bool count_homs(wide *count, bool *narrow, const v_pattern *p, const v_graph *g, v_report *r)
{
    form f = {.g = g, .n = g->n, .r = r};
    unsigned left = (1u << p->n) - 1;
    memcpy(f.arcs, p->near, sizeof f.arcs);
    for (*narrow = true; left & (left - 1);) {
        int x = 0, degree = 9;
        for (int v = 0; v < p->n; v++) {
            int d = __builtin_popcount((f.arcs[v] | f.matrix[v]) & left);
            if (left >> v & 1 && d < degree) x = v, degree = d;
        }
        unsigned around = (f.arcs[x] | f.matrix[x]) & left;
        if (degree > 2) return *narrow = false, true;
        int u = __builtin_ctz(around), v = 31 - __builtin_clz(around);
        if (degree == 2 && g->n > 4000)
            return v_unchecked(r, "more than 4000 vertices are too many for patterns with cycles");
        if (!(degree == 1 ? hang(&f, x, u) : join(&f, x, u, v))) return false;
        left &= ~(1u << x);
    }
    *count = 0;
    for (int64_t i = 0; i < g->n; i++) *count += at_vertex(&f, __builtin_ctz(left), i);
    return true;
}

/* ---- families ---- */

typedef struct family {
    const v_pair *p;
    v_report *r;
    int k, patterns;
    bool trees, differs;
} family;

static bool is_member(const family *f, const v_pattern *p)
{
    return p->n <= f->k && v_pattern_connected(p) && (!f->trees || v_pattern_edges(p) == p->n - 1);
}

static bool both_counts(wide count[2], bool *narrow, const family *f, const v_pattern *p)
{
    gnn_arena_mark mark = gnn_i_arena_mark(f->r->arena);
    for (int i = 0; i < 2; i++)
        if (!count_homs(&count[i], narrow, p, &f->p->g[i], f->r)) return false;
    gnn_i_arena_release(f->r->arena, mark);
    return !gnn_canceled() || v_unchecked(f->r, "canceled");
}

static bool compare_counts(family *f, const v_pattern *p)
{
    wide count[2] = {0, 0};
    bool narrow;
    if (!both_counts(count, &narrow, f, p)) return false;
    if (narrow) f->patterns++, f->differs |= count[0] != count[1];
    return true;
}

/* Every tree has an order in which parents come in order; some come more than once. */
static bool all_trees(family *f, v_pattern *p, int last)
{
    if (!compare_counts(f, p)) return false;
    for (int parent = last; p->n < f->k && parent < p->n; parent++) {
        v_pattern more = *p;
        more.near[more.n] = (uint8_t)(1u << parent), more.near[parent] |= (uint8_t)(1u << more.n), more.n++;
        if (!all_trees(f, &more, parent)) return false;
    }
    return true;
}

static bool all_narrow(family *f)
{
    for (int n = 1; n <= f->k; n++)
        for (int code = 0; code < 1 << n * (n - 1) / 2; code++) {
            v_pattern p = v_pattern_of(n, code);
            if (v_pattern_connected(&p) && v_pattern_code(&p, -1) == code && !compare_counts(f, &p)) return false;
        }
    return true;
}

static bool claimed(family *f, const json_t *e)
{
    v_pattern p;
    int64_t claim[2];
    wide count[2];
    bool narrow;
    if (!v_keys(e, "kind pattern count_a count_b", f->r) || !v_read_pattern(&p, json_object_get(e, "pattern"), f->r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, f->r) ||
        !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, f->r))
        return false;
    if (!is_member(f, &p)) return v_refuse(f->r, "the pattern is none of the test's");
    if (!both_counts(count, &narrow, f, &p)) return false;
    if (!narrow) return v_refuse(f->r, "the pattern has a treewidth above 2");
    for (int i = 0; i < 2; i++)
        if (count[i] != (wide)claim[i])
            return v_refuse(f->r, "'count_%c': there are not so many homomorphisms", "ab"[i]);
    if (claim[0] == claim[1]) return v_refuse(f->r, "the counts are equal");
    v_verified(f->r, "homomorphisms from a %s on %d vertices, counted anew: %lld against %lld",
               f->trees ? "tree" : "pattern", p.n, (long long)claim[0], (long long)claim[1]);
    return true;
}

/* No sum exceeds n d^(k-1). */
static bool fits(const family *f, v_report *r)
{
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &f->p->g[i];
        int64_t most = 1;
        if (g->directed) return v_unchecked(r, "homomorphisms are counted in undirected graphs");
        for (int64_t u = 0; u < g->n; u++) {
            if (g->ptr[u + 1] - g->ptr[u] > most) most = g->ptr[u + 1] - g->ptr[u];
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                if (g->col[e] == u) return v_unchecked(r, "homomorphisms are counted in graphs without loops");
        }
        if (log2((double)g->n + 1) + (f->k - 1) * log2((double)most) > 126)
            return v_unchecked(r, "the counts may not fit 128 bits");
    }
    return true;
}

bool v_is_hom(const char *test)
{
    size_t at = strncmp(test, "hom-trees:", 10) == 0 ? 10 : strncmp(test, "hom-tw2:", 8) == 0 ? 8 : 0;
    return at && test[at] >= '3' && test[at] <= (at == 10 ? '8' : '5') && !test[at + 1];
}

bool v_homs(const v_pair *p, const char *test, bool separates, const json_t *e, v_report *r)
{
    family f = {.p = p, .r = r, .trees = test[5] == 'r', .k = test[strlen(test) - 1] - '0'};
    const char *kind = json_string_value(json_object_get(e, "kind"));
    v_pattern one = {.n = 1};
    if (!fits(&f, r)) return false;
    if (separates && kind && strcmp(kind, "homomorphism-count") == 0) return claimed(&f, e);
    if (separates || !kind || strcmp(kind, "definition") != 0 || !v_keys(e, "kind", r))
        return v_refuse(r, "this is no evidence of %s", test);
    if (!(f.trees ? all_trees(&f, &one, 0) : all_narrow(&f))) return false;
    if (f.differs) return v_refuse(r, "the numbers of homomorphisms are different");
    v_verified(r, "homomorphisms from %d patterns, counted anew: equal", f.patterns);
    return true;
}
