/* The multiset of (out-degree, in-degree); loops count once, weights and labels do not matter. */
#include "verdict.h"

static int by_word(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void degrees(int64_t *word, const gnn_graph *g)
{
    for (int64_t v = 0; v < g->n; v++) word[v] = (g->ptr[v + 1] - g->ptr[v]) << 32;
    for (int64_t e = 0; e < g->arcs; e++) word[g->col[e]]++;
    qsort(word, (size_t)g->n, sizeof *word, by_word);
}

/* "2,2,3,3 in both", or the first place where the sorted sequences part. */
static void write_evidence(gnn_test_result *r, const int64_t *a, int64_t na, const int64_t *b, int64_t nb, bool same)
{
    if (na != nb) {
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld vertices", (long long)na, (long long)nb);
        return;
    }
    if (!same) {
        int64_t i = 0;
        while (i < na && a[i] == b[i]) i++;
        snprintf(r->evidence, sizeof r->evidence, "place %lld of the sorted degrees: %lld against %lld", (long long)i + 1,
                 (long long)(a[i] >> 32), (long long)(b[i] >> 32));
        if (a[i] >> 32 == b[i] >> 32)
            snprintf(r->evidence, sizeof r->evidence, "out-degree %lld with in-degree %lld against %lld", (long long)(a[i] >> 32),
                     (long long)(a[i] & INT32_MAX), (long long)(b[i] & INT32_MAX));
        return;
    }
    size_t used = 0;
    for (int64_t i = 0; i < na;) { /* 2 x 8, 3 x 2: runs */
        int64_t j = i;
        while (j < na && a[j] == a[i]) j++;
        used += (size_t)snprintf(r->evidence + used, sizeof r->evidence - used, "%s%lld x %lld", i ? ", " : "",
                                 (long long)(j - i), (long long)(a[i] >> 32));
        if (used > sizeof r->evidence - 60) {
            used += (size_t)snprintf(r->evidence + used, sizeof r->evidence - used, ", …");
            break;
        }
        i = j;
    }
    snprintf(r->evidence + used, sizeof r->evidence - used, "%s in both", na ? " (times x degree)" : "no vertices");
}

static gnn_status degree_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int64_t *words = NULL, *begin = NULL, *length = NULL, total = 0;
    for (int64_t i = 0; i < t->count; i++) total += t->graphs[i]->n;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * total + 16 * t->count));
    GNN_ALLOC(words, total + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    begin[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        GNN_TRY(gnn_i_budget_poll(t->budget));
        length[i] = t->graphs[i]->n, begin[i + 1] = begin[i] + length[i];
        degrees(words + begin[i], t->graphs[i]);
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
    if (t->result) write_evidence(t->result, words, length[0], words + begin[1], length[1], t->classes == 1);
done:
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    return st;
}

static const char *const names[] = {"degree", NULL};
static const char *const aliases[] = {"degrees=degree", NULL};
static const char *const help[] = {
    "Multisets of vertex degrees (out and in, where directed) differ.  Cost O(n log n + m)."};

const gnn_i_verdict gnn_i_verdict_degree = {.rank = 10, .names = names, .aliases = aliases, .help = help, .run = degree_run};
