/* 1-WL: colour refinement on the disjoint union; see refine.c. */
#include "verdict.h"

static void write_evidence(gnn_test_result *r, const gnn_i_partition *p, const gnn_graph *const *graphs)
{
    int64_t na = graphs[0]->n, nb = graphs[1]->n;
    r->rounds = p->rounds, r->colors = p->cells;
    const char *s = p->rounds == 1 ? "" : "s";
    if (!p->differs) {
        char sizes[80];
        gnn_i_write_sizes(sizes, sizeof sizes, na, p->color, p->cells);
        snprintf(r->evidence, sizeof r->evidence, "stable after %lld round%s, %lld colour%s: %s in both",
                 (long long)p->rounds, s, (long long)p->cells, p->cells == 1 ? "" : "s", na ? sizes : "no vertices");
    } else if (p->rounds == 0 && na != nb) {
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld vertices", (long long)na, (long long)nb);
    } else {
        snprintf(r->evidence, sizeof r->evidence, "after %lld round%s a colour is on %lld vertices against %lld",
                 (long long)p->rounds, s, (long long)p->in_first, (long long)p->in_second);
    }
}

/* Graph i in words: (colour, multiplicity) in the order of colours. */
static gnn_status classify_colors(gnn_i_trial *t, const gnn_i_incidence *inc, const gnn_i_partition *p)
{
    gnn_status st = GNN_OK;
    int64_t *words = NULL, *begin = NULL, *length = NULL, *start = NULL;
    int32_t *sorted = NULL, *graph_of = NULL;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 24 * inc->n + 16 * t->count));
    GNN_ALLOC(words, 2 * inc->n + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_CALLOC(length, t->count + 1);
    GNN_CALLOC(start, p->cells + 1);
    GNN_ALLOC(sorted, inc->n + 1);
    GNN_ALLOC(graph_of, inc->n + 1);
    for (int64_t i = 0; i < t->count; i++) {
        begin[i] = 2 * inc->node_ptr[i];
        for (int64_t v = inc->node_ptr[i]; v < inc->node_ptr[i + 1]; v++) graph_of[v] = (int32_t)i;
    }
    for (int64_t v = 0; v < inc->n; v++) start[p->color[v] + 1]++;
    for (int64_t c = 0; c < p->cells; c++) start[c + 1] += start[c];
    for (int64_t v = 0; v < inc->n; v++) sorted[start[p->color[v]]++] = (int32_t)v;
    for (int64_t k = 0; k < inc->n; k++) {
        int64_t i = graph_of[sorted[k]], c = p->color[sorted[k]], *w = words + begin[i];
        if (length[i] == 0 || w[length[i] - 2] != c) w[length[i]] = c, w[length[i] + 1] = 0, length[i] += 2;
        w[length[i] - 1]++;
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
done:
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    gnn_i_free(start);
    gnn_i_free(sorted);
    gnn_i_free(graph_of);
    return st;
}

static gnn_status certify(gnn_i_trial *t, const gnn_i_incidence *inc, const gnn_i_partition *p)
{
    int64_t size[2] = {t->graphs[0]->n, t->graphs[1]->n};
    int32_t *color[2] = {p->color, p->color + size[0]};
    if (p->differs) return gnn_i_evidence_unfolding(t->evidence, inc, p->rounds, t->graphs);
    return gnn_i_evidence_colors(t->evidence, 1, p->rounds, p->cells, size, color, t->graphs, false);
}

gnn_status gnn_i_wl1_verdict(gnn_i_trial *t, const gnn_i_incidence *inc)
{
    gnn_status st = GNN_OK;
    gnn_i_partition p = {0};
    bool pair = t->count == 2;
    GNN_TRY(gnn_i_refine(&p, inc, pair, t->budget));
    if (!pair) {
        GNN_TRY(classify_colors(t, inc, &p));
        goto done;
    }
    t->class_of[0] = 0, t->class_of[1] = p.differs;
    t->classes = 1 + p.differs;
    if (t->result) write_evidence(t->result, &p, t->graphs);
    if (t->evidence && strcmp(t->evidence->test, "1-wl") == 0) GNN_TRY(certify(t, inc, &p));
done:
    gnn_i_partition_free(&p);
    return st;
}

static gnn_status wl1_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    gnn_i_incidence inc = {0};
    GNN_TRY(gnn_i_incidence_new(&inc, t->count, t->graphs, t->budget));
    GNN_TRY(gnn_i_wl1_verdict(t, &inc));
done:
    gnn_i_incidence_free(&inc);
    return st;
}

static const char *const names[] = {"1-wl", NULL};
static const char *const aliases[] = {"wl=1-wl", "1wl=1-wl", NULL};
static const char *const help[] = {
    "Colour refinement on both graphs jointly, from vertex labels (or one colour): a vertex's next colour is its colour with the "
    "multiset of its neighbours' colours, edge weights as edge labels, both directions of arcs.  Bounds every message passing "
    "network.  `rounds` is exact: how many synchronous rounds refined before the partition was stable, or before the "
    "first difference.  Exact partition refinement, no hashes.  Cost O((n + m) log n).  "
    "Cardon & Crochemore 1982; Morris et al. 2019; Xu et al. 2019."};

const gnn_i_verdict gnn_i_verdict_wl1 = {.rank = 20, .names = names, .aliases = aliases, .help = help, .run = wl1_run};
