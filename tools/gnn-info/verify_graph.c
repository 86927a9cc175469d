/* Graphs of a certificate: graph6 or lists, their digests, and who sees whom. */
#include <math.h>
#include <string.h>
#include <xxhash.h>
#include "verify_patterns.h"

typedef struct arc {
    int64_t u, v;
    double w;
} arc;

static int by_place(const void *a, const void *b)
{
    const arc *x = a, *y = b;
    if (x->u != y->u) return x->u < y->u ? -1 : 1;
    return (x->v > y->v) - (x->v < y->v);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool v_keys(const json_t *o, const char *keys, v_report *r)
{
    size_t wanted = 0;
    char key[32];
    if (!json_is_object(o)) return v_refuse(r, "an object with %s is expected", keys);
    for (const char *p = keys; *p;) {
        size_t n = strcspn(p, " ");
        snprintf(key, sizeof key, "%.*s", (int)n, p);
        if (!json_object_get(o, key)) return v_refuse(r, "'%s' is missing", key);
        wanted++, p += n + (p[n] == ' ');
    }
    return json_object_size(o) == wanted || v_refuse(r, "there are other keys than %s", keys);
}

bool v_integer(int64_t *out, const json_t *o, const char *key, int64_t min, int64_t max, v_report *r)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max)
        return v_refuse(r, "'%s' is not a whole number from %lld to %lld", key, (long long)min, (long long)max);
    *out = json_integer_value(v);
    return true;
}

bool v_integers(int64_t *out, const json_t *list, int64_t count, int64_t min, int64_t max, const char *what,
                v_report *r)
{
    if (!json_is_array(list) || (int64_t)json_array_size(list) != count)
        return v_refuse(r, "'%s' is not a list of %lld numbers", what, (long long)count);
    for (int64_t i = 0; i < count; i++) {
        const json_t *v = json_array_get(list, (size_t)i);
        if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max)
            return v_refuse(r, "'%s', entry %lld is not a whole number from %lld to %lld", what, (long long)i,
                            (long long)min, (long long)max);
        out[i] = json_integer_value(v);
    }
    return true;
}

/* ---- arcs ---- */

static bool from_graph6(arc **arcs, int64_t *count, int64_t n, const char *text, v_report *r)
{
    const char *p = text;
    int64_t have = 0, places = n * (n - 1) / 2, k = 0;
    for (const char *c = text; *c; c++)
        if (*c < 63 || *c > 126) return v_refuse(r, "graph6: a byte outside 63..126");
    int digits = p[0] != 126 ? 0 : p[1] != 126 ? 3 : 6;
    if (strlen(p) < (size_t)(digits == 6 ? 8 : digits + 1)) return v_refuse(r, "graph6: the text is too short");
    if (digits == 0) have = *p++ - 63;
    else for (p += digits == 3 ? 1 : 2; digits > 0; digits--) have = have << 6 | (*p++ - 63);
    if (have != n) return v_refuse(r, "graph6 says %lld vertices, not %lld", (long long)have, (long long)n);
    if ((int64_t)strlen(p) != (places + 5) / 6) return v_refuse(r, "graph6: the text has the wrong length");
    int64_t bits = 0;
    for (const char *c = p; *c; c++) bits += __builtin_popcount((unsigned)(*c - 63));
    if (!(*arcs = v_alloc(r, 2 * bits + 1, sizeof **arcs))) return false;
    *count = 0;
    for (int64_t v = 1; v < n; v++)
        for (int64_t u = 0; u < v; u++, k++)
            if ((p[k / 6] - 63) >> (5 - k % 6) & 1)
                (*arcs)[(*count)++] = (arc){ u, v, 1 }, (*arcs)[(*count)++] = (arc){ v, u, 1 };
    for (; k % 6 != 0; k++)
        if ((p[k / 6] - 63) >> (5 - k % 6) & 1) return v_refuse(r, "graph6: bits after the last pair");
    return true;
}

bool v_read_pattern(v_pattern *p, const json_t *graph6, v_report *r)
{
    const char *text = json_string_value(graph6);
    arc *arcs = NULL;
    int64_t count = 0;
    *p = (v_pattern){.n = text ? text[0] - 63 : 0};
    if (p->n < 1 || p->n > V_PATTERN_MOST)
        return v_refuse(r, "'pattern' is not graph6 of 1 to %d vertices", V_PATTERN_MOST);
    if (!from_graph6(&arcs, &count, p->n, text, r)) return false;
    for (int64_t k = 0; k < count; k++) p->near[arcs[k].u] |= (uint8_t)(1u << arcs[k].v);
    return true;
}

static bool from_edges(arc **arcs, int64_t *count, int64_t n, bool directed, const json_t *edges, v_report *r)
{
    int64_t m = (int64_t)json_array_size(edges);
    *count = 0;
    if (!json_is_array(edges)) return v_refuse(r, "'edges' is not a list");
    if (!(*arcs = v_alloc(r, 2 * m + 1, sizeof **arcs))) return false;
    for (int64_t e = 0; e < m; e++) {
        const json_t *row = json_array_get(edges, (size_t)e), *w = json_array_get(row, 2), *u = json_array_get(row, 0),
                     *v = json_array_get(row, 1);
        bool fits = json_is_integer(u) && json_is_integer(v) && json_array_size(row) <= 3 && (!w || json_is_number(w));
        if (!fits || json_integer_value(u) < 0 || json_integer_value(u) >= n || json_integer_value(v) < 0 ||
            json_integer_value(v) >= n)
            return v_refuse(r, "edge %lld is not [u, v] or [u, v, weight] with vertices below %lld", (long long)e,
                            (long long)n);
        arc a = {json_integer_value(u), json_integer_value(v), w ? json_number_value(w) + 0.0 : 1.0};
        if (!isfinite(a.w)) return v_refuse(r, "edge %lld: the weight is not finite", (long long)e);
        (*arcs)[(*count)++] = a;
        if (!directed && a.u != a.v) (*arcs)[(*count)++] = (arc){a.v, a.u, a.w};
    }
    qsort(*arcs, (size_t)*count, sizeof **arcs, by_place);
    for (int64_t e = 1; e < *count; e++)
        if ((*arcs)[e].u == (*arcs)[e - 1].u && (*arcs)[e].v == (*arcs)[e - 1].v)
            return v_refuse(r, "an edge is there twice");
    return true;
}

static bool check_digest(const v_graph *g, const char *said, v_report *r)
{
    XXH3_state_t *h = XXH3_createState();
    char found[20];
    if (!h) return v_unchecked(r, "out of memory");
    int64_t head[2] = {g->n, g->directed};
    XXH3_64bits_reset(h);
    XXH3_64bits_update(h, head, sizeof head);
    XXH3_64bits_update(h, g->label, (size_t)g->n * sizeof *g->label);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t word[3] = {u, g->col[e]};
            memcpy(&word[2], &g->weight[e], sizeof g->weight[e]);
            XXH3_64bits_update(h, word, sizeof word);
        }
    snprintf(found, sizeof found, "%016llx", (unsigned long long)XXH3_64bits_digest(h));
    XXH3_freeState(h);
    return (said && strcmp(found, said) == 0) ||
           v_refuse(r, "the digest of a graph is %s, not %s", found, said ? said : "given");
}

static bool read_graph(v_graph *g, const json_t *o, v_report *r)
{
    arc *arcs = NULL;
    const json_t *labels = json_object_get(o, "labels"), *g6 = json_object_get(o, "graph6");
    if (!v_keys(o,
                g6       ? "n directed graph6 digest"
                : labels ? "n directed edges labels digest"
                         : "n directed edges digest",
                r))
        return false;
    if (!v_integer(&g->n, o, "n", 0, INT32_MAX, r)) return false;
    if (!json_is_boolean(json_object_get(o, "directed"))) return v_refuse(r, "'directed' is not true or false");
    g->directed = json_is_true(json_object_get(o, "directed"));
    if (g6 && (!json_is_string(g6) || g->directed)) return v_refuse(r, "graph6 is a text and undirected");
    if (!g6 && g->n > 100000000) return v_unchecked(r, "more than 10^8 vertices");
    if (!(g6 ? from_graph6(&arcs, &g->arcs, g->n, json_string_value(g6), r)
             : from_edges(&arcs, &g->arcs, g->n, g->directed, json_object_get(o, "edges"), r)))
        return false;
    qsort(arcs, (size_t)g->arcs, sizeof *arcs, by_place);
    if (!(g->label = v_alloc(r, g->n + 1, sizeof *g->label)) || !(g->ptr = v_alloc(r, g->n + 1, sizeof *g->ptr)) ||
        !(g->col = v_alloc(r, g->arcs + 1, sizeof *g->col)) ||
        !(g->weight = v_alloc(r, g->arcs + 1, sizeof *g->weight)))
        return false;
    memset(g->label, 0, (size_t)(g->n + 1) * sizeof *g->label);
    memset(g->ptr, 0, (size_t)(g->n + 1) * sizeof *g->ptr);
    if (labels && !v_integers(g->label, labels, g->n, INT32_MIN, INT32_MAX, "labels", r)) return false;
    for (int64_t e = 0; e < g->arcs; e++) g->ptr[arcs[e].u + 1]++, g->col[e] = arcs[e].v, g->weight[e] = arcs[e].w;
    for (int64_t u = 0; u < g->n; u++) g->ptr[u + 1] += g->ptr[u];
    return check_digest(g, json_string_value(json_object_get(o, "digest")), r);
}

/* ---- who sees whom ---- */

static int64_t rank_of(const double *weights, int64_t count, double w)
{
    int64_t lo = 0, hi = count - 1;
    while (lo < hi) {
        int64_t mid = (lo + hi) / 2;
        if (weights[mid] < w) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static bool make_seen(v_graph *g, bool both, const double *weights, int64_t count, v_report *r)
{
    int64_t total = both ? 2 * g->arcs : g->arcs, *next = v_alloc(r, g->n + 1, sizeof *next);
    if (!next || !(g->seen_ptr = v_alloc(r, g->n + 2, sizeof *g->seen_ptr)) ||
        !(g->seen = v_alloc(r, total + 1, sizeof *g->seen)) ||
        !(g->seen_type = v_alloc(r, total + 1, sizeof *g->seen_type)))
        return false;
    memset(g->seen_ptr, 0, (size_t)(g->n + 2) * sizeof *g->seen_ptr);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            g->seen_ptr[u + 1]++;
            if (both) g->seen_ptr[g->col[e] + 1]++;
        }
    for (int64_t u = 0; u < g->n; u++) g->seen_ptr[u + 1] += g->seen_ptr[u];
    memcpy(next, g->seen_ptr, (size_t)(g->n + 1) * sizeof *next);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t v = g->col[e], rank = rank_of(weights, count, g->weight[e]);
            g->seen[next[u]] = v, g->seen_type[next[u]++] = both ? 2 * rank + 1 : rank;
            if (both) g->seen[next[v]] = u, g->seen_type[next[v]++] = 2 * rank;
        }
    return true;
}

int64_t v_arc(const v_graph *g, int64_t u, int64_t v)
{
    for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++)
        if (g->seen[e] == v && (g->seen_ptr[g->n] == g->arcs || g->seen_type[e] % 2 == 1)) return 1 + g->seen_type[e];
    return 0;
}

bool v_read_pair(v_pair *p, const json_t *a, const json_t *b, v_report *r)
{
    if (!read_graph(&p->g[0], a, r) || !read_graph(&p->g[1], b, r)) return false;
    p->directed = p->g[0].directed || p->g[1].directed;
    int64_t count = 0, distinct = 0;
    double *weights = v_alloc(r, p->g[0].arcs + p->g[1].arcs + 1, sizeof *weights);
    if (!weights) return false;
    for (int i = 0; i < 2; i++)
        for (int64_t e = 0; e < p->g[i].arcs; e++) weights[count++] = p->g[i].weight[e];
    qsort(weights, (size_t)count, sizeof *weights, by_value);
    for (int64_t i = 0; i < count; i++)
        if (i == 0 || weights[i] != weights[distinct - 1]) weights[distinct++] = weights[i];
    return make_seen(&p->g[0], p->directed, weights, distinct, r) &&
           make_seen(&p->g[1], p->directed, weights, distinct, r);
}
