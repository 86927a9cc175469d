/* The multiset of (label, out-degree, in-degree) of vertices; loops count once, weights do not matter.  Labels count,
 * as in every test here, so that the test bounds the models that see features but no arcs. */
#include "verdict.h"

typedef struct vertex {
    int64_t label, degree; /* out-degree in the upper half, in-degree in the lower */
} vertex;

static int by_vertex(const void *a, const void *b)
{
    const vertex *x = a, *y = b;
    if (x->label != y->label) return x->label > y->label ? 1 : -1;
    return (x->degree > y->degree) - (x->degree < y->degree);
}

static void degrees(vertex *out, const gnn_graph *g)
{
    for (int64_t v = 0; v < g->n; v++)
        out[v] = (vertex){g->node_label ? g->node_label[v] : 0, (g->ptr[v + 1] - g->ptr[v]) << 32};
    for (int64_t e = 0; e < g->arcs; e++) out[g->col[e]].degree++;
    qsort(out, (size_t)g->n, sizeof *out, by_vertex);
}

static int64_t out_degree(vertex v) { return v.degree >> 32; }
static int64_t in_degree(vertex v) { return v.degree & INT32_MAX; }

/* The first place where the sorted sequences part. */
static void write_difference(gnn_test_result *r, const vertex *a, const vertex *b)
{
    int64_t i = 0;
    while (by_vertex(&a[i], &b[i]) == 0) i++;
    if (a[i].label != b[i].label)
        snprintf(r->evidence, sizeof r->evidence, "place %lld of the sorted vertices: label %lld against %lld",
                 (long long)i + 1, (long long)a[i].label, (long long)b[i].label);
    else if (out_degree(a[i]) != out_degree(b[i]))
        snprintf(r->evidence, sizeof r->evidence, "place %lld of the sorted degrees: %lld against %lld",
                 (long long)i + 1, (long long)out_degree(a[i]), (long long)out_degree(b[i]));
    else
        snprintf(r->evidence, sizeof r->evidence, "out-degree %lld with in-degree %lld against %lld",
                 (long long)out_degree(a[i]), (long long)in_degree(a[i]), (long long)in_degree(b[i]));
}

/* Runs of equal vertices: "8 x 2, 2 x 3 (times x degree) in both". */
static void write_runs(gnn_test_result *r, const vertex *a, int64_t n)
{
    size_t used = 0, size = sizeof r->evidence;
    for (int64_t i = 0; i < n;) {
        int64_t j = i;
        while (j < n && by_vertex(&a[j], &a[i]) == 0) j++;
        used += (size_t)snprintf(r->evidence + used, size - used, "%s%lld x %lld", i ? ", " : "", (long long)(j - i),
                                 (long long)out_degree(a[i]));
        if (used > size - 60) {
            used += (size_t)snprintf(r->evidence + used, size - used, ", …");
            break;
        }
        i = j;
    }
    snprintf(r->evidence + used, size - used, "%s in both", n ? " (times x degree)" : "no vertices");
}

static void write_evidence(gnn_test_result *r, const vertex *a, int64_t na, const vertex *b, int64_t nb, bool same)
{
    if (na != nb)
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld vertices", (long long)na, (long long)nb);
    else if (!same)
        write_difference(r, a, b);
    else
        write_runs(r, a, na);
}

static gnn_status degree_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    vertex *all = NULL;
    int64_t *begin = NULL, *length = NULL, total = 0;
    for (int64_t i = 0; i < t->count; i++) total += t->graphs[i]->n;
    GNN_TRY(gnn_i_budget_bytes(t->budget, (int64_t)sizeof *all * total + 16 * t->count));
    GNN_ALLOC(all, total + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    begin[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        GNN_TRY(gnn_i_budget_poll(t->budget));
        length[i] = 2 * t->graphs[i]->n, begin[i + 1] = begin[i] + length[i]; /* in words: two a vertex */
        degrees(all + begin[i] / 2, t->graphs[i]);
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, (const int64_t *)all));
    if (t->result) write_evidence(t->result, all, length[0] / 2, all + begin[1] / 2, length[1] / 2, t->classes == 1);
done:
    gnn_i_free(all);
    gnn_i_free(begin);
    gnn_i_free(length);
    return st;
}

static const char *const names[] = {"degree", NULL};
static const char *const aliases[] = {"degrees=degree", NULL};
static const char *const help[] = {
    "Multisets of vertex degrees (out and in, where directed), with vertex labels, differ.  Cost O(n log n + m)."};

const gnn_i_verdict gnn_i_verdict_degree = {
    .rank = 10, .names = names, .aliases = aliases, .help = help, .run = degree_run
};
