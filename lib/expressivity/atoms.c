/* Atomic types of pairs; see atoms.h. */
#include "atoms.h"
#include "intern.h"

/* arc[u * n + v]: 1 + rank of the weight of (u,v), or 0. */
static void fill_arcs(int32_t *arc, const gnn_graph *g, const gnn_i_ranks *r)
{
    memset(arc, 0, (size_t)(g->n * g->n) * sizeof *arc);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            arc[u * g->n + g->col[e]] =
                1 + (r->weights > 1 ? gnn_i_rank_of_weight(r, g->weight ? g->weight[e] : 1.0) : 0);
}

static uint64_t label_of(const gnn_graph *g, const gnn_i_ranks *r, int64_t v)
{
    return r->labels > 1 ? (uint64_t)gnn_i_rank_of_label(r, g->node_label ? g->node_label[v] : 0) : 0;
}

static gnn_status fill_types(int32_t *pair, gnn_i_intern *table, const gnn_graph *g, const gnn_i_ranks *r,
                             const int32_t *arc, uint64_t *label)
{
    for (int64_t v = 0; v < g->n; v++) label[v] = label_of(g, r, v);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t v = 0; v < g->n; v++) {
            uint64_t w[3] = {label[u] << 32 | label[v], (uint64_t)arc[u * g->n + v] << 32 | (uint64_t)arc[v * g->n + u], u == v};
            GNN_TRY_RETURN(gnn_i_intern_put(table, &pair[u * g->n + v], w));
        }
    return GNN_OK;
}

gnn_status gnn_i_atoms_new(gnn_i_atoms *a, int64_t count, const gnn_graph *const *graphs, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    gnn_i_atoms made = {.count = count};
    gnn_i_ranks ranks = {0};
    gnn_i_intern table = {.budget = budget};
    int64_t total = 0;
    int32_t *arc = NULL;
    uint64_t *label = NULL;
    for (int64_t i = 0; i < count; i++) {
        int64_t n = graphs[i]->n;
        GNN_REQUIRE(n <= 32768, GNN_EUNSUPPORTED, "%lld vertices: pairs of more than 32768 vertices are too many",
                    (long long)n);
        total += n * n;
        if (n > made.max_n) made.max_n = n;
    }
    GNN_TRY(gnn_i_budget_bytes(budget, 4 * total + 4 * made.max_n * made.max_n));
    GNN_TRY(gnn_i_ranks_new(&ranks, count, graphs));
    GNN_CALLOC(made.pair, count + 1);
    GNN_ALLOC(arc, made.max_n * made.max_n + 1);
    GNN_ALLOC(label, made.max_n + 1);
    for (int64_t i = 0; i < count; i++) {
        GNN_ALLOC(made.pair[i], graphs[i]->n * graphs[i]->n + 1);
        fill_arcs(arc, graphs[i], &ranks);
        GNN_TRY(fill_types(made.pair[i], &table, graphs[i], &ranks, arc, label));
    }
    made.types = table.used;
    *a = made, made = (gnn_i_atoms){0};
done:
    gnn_i_atoms_free(&made);
    gnn_i_ranks_free(&ranks);
    gnn_i_intern_free(&table);
    gnn_i_free(arc);
    gnn_i_free(label);
    return st;
}

void gnn_i_atoms_free(gnn_i_atoms *a)
{
    for (int64_t i = 0; a->pair && i < a->count; i++) gnn_i_free(a->pair[i]);
    gnn_i_free(a->pair);
}

/* n^k and the bytes of its colours, or INT64_MAX. */
static int64_t power_of(int64_t n, int k)
{
    int64_t size = 1;
    for (int j = 0; j < k; j++)
        if (!gnn_i_mul_ok(size, n, &size)) return INT64_MAX;
    return size;
}

gnn_status gnn_i_tuple_sizes(int64_t **sizes, const gnn_i_trial *t, int k)
{
    gnn_status st = GNN_OK;
    int64_t *size;
    GNN_ALLOC(size, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) {
        size[i] = power_of(t->graphs[i]->n, k);
        int64_t bytes = size[i] < INT64_MAX / 8 ? 8 * size[i] : INT64_MAX / 2, held = t->budget->held;
        GNN_TRY(gnn_i_budget_bytes(t->budget, bytes)); /* "memory" is the better reason; announced for good in tuples.c */
        t->budget->held = held;
        GNN_REQUIRE(size[i] <= INT32_MAX, GNN_EUNSUPPORTED, "%lld vertices have more than 2^31-1 tuples of %d",
                    (long long)t->graphs[i]->n, k);
    }
    *sizes = size, size = NULL;
done:
    gnn_i_free(size);
    return st;
}
