/* Graphs side by side, with weights and labels replaced by their ranks. */
#include "verdict.h"

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

gnn_status gnn_i_ranks_new(gnn_i_ranks *r, int64_t count, const gnn_graph *const *graphs)
{
    gnn_status st = GNN_OK;
    gnn_i_ranks made = {0};
    int64_t w = 1, l = 1;
    for (int64_t i = 0; i < count; i++) {
        if (graphs[i]->weight) w += graphs[i]->arcs;
        if (graphs[i]->node_label) l += graphs[i]->n;
    }
    GNN_ALLOC(made.weight, w);
    GNN_ALLOC(made.label, l);
    w = l = 0;
    bool plain_w = false, plain_l = false; /* a graph without weights has weight 1 on its arcs */
    for (int64_t i = 0; i < count; i++) {
        const gnn_graph *g = graphs[i];
        if (!g->weight) plain_w |= g->arcs > 0;
        else for (int64_t e = 0; e < g->arcs; e++) made.weight[w++] = g->weight[e] + 0.0; /* -0 becomes 0 */
        if (!g->node_label) plain_l |= g->n > 0;
        else for (int64_t v = 0; v < g->n; v++) made.label[l++] = g->node_label[v];
    }
    if (plain_w || w == 0) made.weight[w++] = 1.0;
    if (plain_l || l == 0) made.label[l++] = 0;
    qsort(made.weight, (size_t)w, sizeof *made.weight, by_double);
    qsort(made.label, (size_t)l, sizeof *made.label, by_int);
    for (int64_t i = 0; i < w; i++)
        if (i == 0 || made.weight[i] != made.weight[made.weights - 1]) made.weight[made.weights++] = made.weight[i];
    for (int64_t i = 0; i < l; i++)
        if (i == 0 || made.label[i] != made.label[made.labels - 1]) made.label[made.labels++] = made.label[i];
    *r = made, made = (gnn_i_ranks){0};
done:
    gnn_i_ranks_free(&made);
    return st;
}

void gnn_i_ranks_free(gnn_i_ranks *r)
{
    gnn_i_free(r->weight);
    gnn_i_free(r->label);
}

int32_t gnn_i_rank_of_weight(const gnn_i_ranks *r, double w)
{
    int64_t lo = 0, hi = r->weights - 1;
    while (lo < hi) {
        int64_t mid = (lo + hi) / 2;
        if (r->weight[mid] < w) lo = mid + 1;
        else hi = mid;
    }
    return (int32_t)lo;
}

int32_t gnn_i_rank_of_label(const gnn_i_ranks *r, int32_t label)
{
    int64_t lo = 0, hi = r->labels - 1;
    while (lo < hi) {
        int64_t mid = (lo + hi) / 2;
        if (r->label[mid] < label) lo = mid + 1;
        else hi = mid;
    }
    return (int32_t)lo;
}

/* Row u of an undirected structure is u's own row.  With directions, arc u -> v puts v (which sees u as tail) into row u
 * and u into row v (which u sees as head). */
static void count_rows(gnn_i_incidence *inc, const gnn_graph *const *graphs, bool both)
{
    for (int64_t i = 0; i < inc->graphs; i++) {
        const gnn_graph *g = graphs[i];
        int64_t base = inc->node_ptr[i];
        for (int64_t u = 0; u < g->n; u++) {
            inc->ptr[base + u + 1] += g->ptr[u + 1] - g->ptr[u];
            if (!both) continue;
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) inc->ptr[base + g->col[e] + 1]++;
        }
    }
    for (int64_t u = 0; u < inc->n; u++) inc->ptr[u + 1] += inc->ptr[u];
}

static void put(gnn_i_incidence *inc, int64_t *next, int64_t row, int64_t col, int32_t type)
{
    int64_t at = next[row]++;
    inc->col[at] = (int32_t)col;
    if (inc->type) inc->type[at] = type;
}

static void fill_rows(gnn_i_incidence *inc, const gnn_graph *const *graphs, const gnn_i_ranks *r, bool both,
                      int64_t *next)
{
    memcpy(next, inc->ptr, (size_t)inc->n * sizeof *next);
    for (int64_t i = 0; i < inc->graphs; i++) {
        const gnn_graph *g = graphs[i];
        int64_t base = inc->node_ptr[i];
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
                int32_t w = r->weights > 1 ? gnn_i_rank_of_weight(r, g->weight ? g->weight[e] : 1.0) : 0;
                put(inc, next, base + u, base + g->col[e], both ? 2 * w + 1 : w);
                if (both) put(inc, next, base + g->col[e], base + u, 2 * w);
            }
    }
}

gnn_status gnn_i_incidence_new(gnn_i_incidence *inc, int64_t count, const gnn_graph *const *graphs,
                               gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    gnn_i_incidence made = {.graphs = count};
    gnn_i_ranks r = {0};
    int64_t *next = NULL;
    bool both = false;
    for (int64_t i = 0; i < count; i++) {
        made.n += graphs[i]->n, made.arcs += graphs[i]->arcs;
        both |= graphs[i]->directed;
    }
    if (both) made.arcs *= 2;
    GNN_REQUIRE(made.n <= INT32_MAX, GNN_EOVERFLOW, "%lld vertices together are more than 2^31-1", (long long)made.n);
    GNN_TRY(gnn_i_ranks_new(&r, count, graphs));
    made.labels = r.labels, made.types = both ? 2 * r.weights : r.weights;
    GNN_TRY(gnn_i_budget_bytes(budget, 24 * made.n + (made.types > 1 ? 8 : 4) * made.arcs));
    GNN_ALLOC(made.node_ptr, count + 1);
    GNN_CALLOC(made.ptr, made.n + 1);
    GNN_ALLOC(made.col, made.arcs + 1);
    GNN_ALLOC(next, made.n + 1);
    if (made.types > 1) GNN_ALLOC(made.type, made.arcs + 1);
    if (made.labels > 1) GNN_ALLOC(made.label, made.n + 1);
    made.node_ptr[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        const gnn_graph *g = graphs[i];
        made.node_ptr[i + 1] = made.node_ptr[i] + g->n;
        for (int64_t v = 0; made.label && v < g->n; v++)
            made.label[made.node_ptr[i] + v] = gnn_i_rank_of_label(&r, g->node_label ? g->node_label[v] : 0);
    }
    count_rows(&made, graphs, both);
    fill_rows(&made, graphs, &r, both, next);
    *inc = made, made = (gnn_i_incidence){0};
done:
    gnn_i_incidence_free(&made);
    gnn_i_ranks_free(&r);
    gnn_i_free(next);
    return st;
}

void gnn_i_incidence_free(gnn_i_incidence *inc)
{
    gnn_i_free(inc->node_ptr);
    gnn_i_free(inc->ptr);
    gnn_i_free(inc->col);
    gnn_i_free(inc->type);
    gnn_i_free(inc->label);
}
