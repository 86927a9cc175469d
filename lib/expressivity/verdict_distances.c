/* The histogram of distances: for each d, how many ordered pairs of vertices have a shortest path of d arcs; pairs without a path
 * are counted apart.  Labels and weights do not matter. */
#include "verdict.h"

typedef struct search {
    int32_t *queue, *distance; /* n */
} search;

/* Adds the distances from u: histogram[d], and [n] without a path. */
static void from_vertex(const search *s, const gnn_graph *g, int64_t u, int64_t *histogram)
{
    int64_t head = 0, tail = 0;
    for (int64_t v = 0; v < g->n; v++) s->distance[v] = -1;
    s->distance[u] = 0, s->queue[tail++] = (int32_t)u;
    while (head < tail) {
        int64_t v = s->queue[head++];
        histogram[s->distance[v]]++;
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1]; e++)
            if (s->distance[g->col[e]] < 0) s->distance[g->col[e]] = s->distance[v] + 1, s->queue[tail++] = g->col[e];
    }
    histogram[g->n] += g->n - tail;
}

/* "distance 3: 40 against 38 pairs"; the longest distance and the pairs without a path where all agree. */
static void write_evidence(gnn_test_result *r, const int64_t *a, int64_t na, const int64_t *b, int64_t nb)
{
    if (na != nb) {
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld vertices", (long long)na, (long long)nb);
        return;
    }
    int64_t d = 0, diameter = 0;
    while (d <= na && a[d] == b[d]) d++;
    for (int64_t k = 0; k < na; k++) diameter = a[k] ? k : diameter;
    if (d > na)
        snprintf(r->evidence, sizeof r->evidence,
                 "as many pairs at each distance up to %lld; %lld pairs without a path in both", (long long)diameter,
                 (long long)a[na]);
    else if (d == na)
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld pairs without a path", (long long)a[d],
                 (long long)b[d]);
    else
        snprintf(r->evidence, sizeof r->evidence, "distance %lld: %lld against %lld ordered pairs", (long long)d,
                 (long long)a[d], (long long)b[d]);
}

static gnn_status distances_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    search s = { 0 };
    int64_t *words = NULL, *begin = NULL, *length = NULL, most = 0;
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    begin[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        length[i] = t->graphs[i]->n + 1, begin[i + 1] = begin[i] + length[i];
        most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * begin[t->count] + 8 * most));
    GNN_CALLOC(words, begin[t->count] + 1);
    GNN_ALLOC(s.queue, most + 1);
    GNN_ALLOC(s.distance, most + 1);
    for (int64_t i = 0; i < t->count; i++)
        for (int64_t u = 0; u < t->graphs[i]->n; u++) {
            GNN_TRY(gnn_i_budget_poll(t->budget));
            from_vertex(&s, t->graphs[i], u, words + begin[i]);
        }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
    if (t->result) write_evidence(t->result, words, length[0] - 1, words + begin[1], length[1] - 1);
done:
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    gnn_i_free(s.queue);
    gnn_i_free(s.distance);
    return st;
}

static const char *const names[] = { "distances", NULL };
static const char *const help[] = { "Histograms of the distances between all ordered pairs of vertices (along arcs, in arcs; infinite ones apart) differ.  At "
                                    "most distance-wl.  Cost O(n m)." };

const gnn_i_verdict gnn_i_verdict_distances = { .rank = 26, .names = names, .help = help, .run = distances_run };
