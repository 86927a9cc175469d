/* Degrees, walks and distances, from their definitions. */
#include <string.h>
#include "verify.h"

/* ---- degrees ---- */

static int by_triple(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    for (int k = 0; k < 3; k++)
        if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
    return 0;
}

static bool degrees(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    (void)test;
    int64_t *d[2];
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        if (!(d[i] = v_alloc(r, 3 * g->n + 1, sizeof **d))) return false;
        for (int64_t v = 0; v < g->n; v++)
            d[i][3 * v] = g->label[v], d[i][3 * v + 1] = g->ptr[v + 1] - g->ptr[v], d[i][3 * v + 2] = 0;
        for (int64_t e = 0; e < g->arcs; e++) d[i][3 * g->col[e] + 2]++;
        qsort(d[i], (size_t)g->n, 3 * sizeof **d, by_triple);
    }
    *equal = p->g[0].n == p->g[1].n && memcmp(d[0], d[1], (size_t)p->g[0].n * 3 * sizeof **d) == 0;
    return true;
}

/* ---- walks and distances ---- */

/* Numbers of walks of 0 .. 2N steps, modulo two primes: two sequences of order N at most that agree so far agree. */
static bool walks(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t most = p->g[0].n > p->g[1].n ? p->g[0].n : p->g[1].n;
    (void)test;
    *equal = true;
    if (!v_whole_weights(p)) return v_unchecked(r, "weights are not whole");
    for (int l = 0; l < 2; l++) {
        int64_t prime = l ? 2147483629 : 2147483647, *x[2], *y[2];
        for (int i = 0; i < 2; i++) {
            if (!(x[i] = v_alloc(r, p->g[i].n + 1, sizeof **x)) || !(y[i] = v_alloc(r, p->g[i].n + 1, sizeof **y)))
                return false;
            for (int64_t v = 0; v < p->g[i].n; v++) x[i][v] = 1;
        }
        for (int64_t k = 0; k <= 2 * most && *equal; k++) {
            int64_t sum[2] = {0, 0};
            for (int i = 0; i < 2; i++) {
                const v_graph *g = &p->g[i];
                for (int64_t u = 0; u < g->n; u++) {
                    sum[i] = (sum[i] + x[i][u]) % prime, y[i][u] = 0;
                    for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                        y[i][u] = (y[i][u] + ((int64_t)g->weight[e] % prime + prime) % prime * x[i][g->col[e]]) % prime;
                }
                int64_t *swap = x[i];
                x[i] = y[i], y[i] = swap;
            }
            *equal = sum[0] == sum[1];
            if (gnn_canceled()) return v_unchecked(r, "canceled");
        }
    }
    return true;
}

static int by_two(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    if (x[0] != y[0]) return x[0] < y[0] ? -1 : 1;
    return (x[1] > y[1]) - (x[1] < y[1]);
}

static bool closed_walks(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t *d[2];
    (void)test;
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *all = v_alloc(r, 2 * n * n + 1, sizeof *all);
        if (!all || !(d[i] = v_alloc(r, 2 * n + 1, sizeof **d)) || !v_walks(all, &p->g[i], 'A', r)) return false;
        for (int64_t v = 0; v < n; v++) memcpy(d[i] + 2 * v, all + 2 * v * (n + 1), 2 * sizeof **d);
        qsort(d[i], (size_t)n, 2 * sizeof **d, by_two);
    }
    *equal = p->g[0].n == p->g[1].n && memcmp(d[0], d[1], (size_t)p->g[0].n * 2 * sizeof **d) == 0;
    return true;
}

static bool distances(const v_pair *p, const char *test, bool *equal, v_report *r)
{
    int64_t *histogram[2];
    (void)test;
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        int64_t *d = v_alloc(r, g->n + 1, sizeof *d), *queue = v_alloc(r, g->n + 1, sizeof *queue);
        if (!d || !queue || !(histogram[i] = v_alloc(r, g->n + 2, sizeof **histogram))) return false;
        memset(histogram[i], 0, (size_t)(g->n + 2) * sizeof **histogram);
        for (int64_t s = 0; s < g->n; s++) {
            int64_t head = 0, tail = 0;
            for (int64_t v = 0; v < g->n; v++) d[v] = -1;
            d[s] = 0, queue[tail++] = s;
            for (; head < tail; head++)
                for (int64_t e = g->ptr[queue[head]]; e < g->ptr[queue[head] + 1]; e++)
                    if (d[g->col[e]] < 0) d[g->col[e]] = d[queue[head]] + 1, queue[tail++] = g->col[e];
            for (int64_t v = 0; v < g->n; v++) histogram[i][d[v] + 1]++;
        }
    }
    *equal =
        p->g[0].n == p->g[1].n && memcmp(histogram[0], histogram[1], (size_t)(p->g[0].n + 1) * sizeof **histogram) == 0;
    return true;
}

/* ---- dispatch ---- */

typedef struct number {
    const char *test;
    bool (*equal)(const v_pair *p, const char *test, bool *equal, v_report *r);
    const char *what;
} number;

static const number numbers[] = {
    {"degree", degrees, "labels and degrees, sorted"},
    {"walks", walks, "numbers of walks of every length, modulo two primes,"},
    {"closed-walks", closed_walks, "closed walks of every length at the vertices, modulo two primes,"},
    {"distances", distances, "histograms of distances"},
};

bool v_is_number(const char *test)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].test, test) == 0) return true;
    return false;
}

bool v_numbers(const v_pair *p, const char *test, bool separates, const json_t *e, v_report *r)
{
    const char *kind = json_string_value(json_object_get(e, "kind"));
    bool equal = false;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(numbers[i].test, test) != 0) continue;
        if (!kind || strcmp(kind, "definition") != 0 || !v_keys(e, "kind", r))
            return v_refuse(r, "this is no evidence of %s", test);
        if (!numbers[i].equal(p, test, &equal, r)) return false;
        if (equal == separates) return v_refuse(r, "%s are %s", numbers[i].what, equal ? "equal" : "different");
        v_verified(r, "%s: %s, computed anew", numbers[i].what, equal ? "equal" : "different");
        return true;
    }
    return v_unchecked(r, "the checker has no definition of %s", test);
}
