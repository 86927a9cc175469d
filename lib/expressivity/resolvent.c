/* Resolvents modulo primes; see resolvent.h. */
#include "resolvent.h"
#include "tuples.h"

/* The weighted adjacency matrix. */
static void fill_adjacency(uint64_t *M, const gnn_i_field *f, const gnn_graph *g)
{
    memset(M, 0, (size_t)(g->n * g->n) * sizeof *M);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            M[u * g->n + g->col[e]] = g->weight ? gnn_i_field_from_double(f, g->weight[e]) : f->one;
}

static gnn_status to_kind(uint64_t *M, const gnn_i_field *f, const gnn_graph *g, gnn_i_walk kind)
{
    int64_t n = g->n;
    if (kind == GNN_I_WALK_A) return GNN_OK;
    for (int64_t u = 0; u < n; u++) {
        uint64_t degree = 0, *row = M + u * n;
        for (int64_t v = 0; v < n; v++) degree = gnn_i_field_add(f, degree, row[v]);
        if (kind == GNN_I_WALK_N) {
            GNN_REQUIRE_RETURN(degree != 0 || g->ptr[u] == g->ptr[u + 1], GNN_EUNSUPPORTED,
                               "the weights of vertex %lld add up to 0: a random walk has no steps there", (long long)u);
            uint64_t inverse = degree ? gnn_i_field_invert(f, degree) : 0;
            for (int64_t v = 0; v < n; v++) row[v] = gnn_i_field_mul(f, row[v], inverse);
        } else {
            for (int64_t v = 0; v < n; v++) row[v] = gnn_i_field_sub(f, 0, row[v]);
            row[u] = gnn_i_field_add(f, row[u], degree);
        }
    }
    return GNN_OK;
}

static gnn_status fill(uint64_t *M, const gnn_i_field *f, uint64_t z, const gnn_graph *g, gnn_i_walk kind,
                       const int32_t *component)
{
    int64_t n = g->n;
    fill_adjacency(M, f, g);
    GNN_TRY_RETURN(to_kind(M, f, g, kind));
    if (kind == GNN_I_WALK_R) {
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++)
                if (component[u] == component[v]) M[u * n + v] = gnn_i_field_add(f, M[u * n + v], f->one);
        return GNN_OK;
    }
    uint64_t minus = gnn_i_field_sub(f, 0, z);
    for (int64_t k = 0; k < n * n; k++) M[k] = gnn_i_field_mul(f, M[k], minus);
    for (int64_t u = 0; u < n; u++) M[u * (n + 1)] = gnn_i_field_add(f, M[u * (n + 1)], f->one);
    return GNN_OK;
}

static gnn_status suits(const gnn_graph *g, gnn_i_walk kind)
{
    GNN_REQUIRE_RETURN(g->n <= 32768, GNN_EUNSUPPORTED, "%lld vertices: dense matrices up to 32768 are possible",
                       (long long)g->n);
    if (kind != GNN_I_WALK_R) return GNN_OK;
    GNN_REQUIRE_RETURN(!g->directed, GNN_EUNSUPPORTED, "resistances of directed graphs are not defined");
    for (int64_t e = 0; g->weight && e < g->arcs; e++)
        GNN_REQUIRE_RETURN(g->weight[e] > 0, GNN_EUNSUPPORTED, "resistances need positive weights, not %g",
                           g->weight[e]);
    return GNN_OK;
}

gnn_status gnn_i_resolvents(const gnn_i_trial *t, gnn_i_walk kind, const int32_t *const *component,
                            gnn_status (*visit)(void *ctx, int64_t i, int64_t n, const uint64_t *M,
                                                const gnn_i_field *fields),
                            void (*restart)(void *ctx), void *ctx)
{
    gnn_status st = GNN_OK;
    int64_t most = 0;
    uint64_t *M = NULL;
    int32_t *scratch = NULL;
    bool singular = true;
    for (int64_t i = 0; i < t->count; i++) {
        GNN_TRY(suits(t->graphs[i], kind));
        if (t->graphs[i]->n > most) most = t->graphs[i]->n;
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, GNN_I_LANES * 8 * most * most));
    GNN_ALLOC(M, GNN_I_LANES * most * most + 1);
    GNN_ALLOC(scratch, most + 1);
    for (uint64_t attempt = 0; singular; attempt++) {
        gnn_i_field f[GNN_I_LANES];
        GNN_REQUIRE(attempt < 50, GNN_EBUG, "50 random points in a row met singular matrices");
        if (attempt > 0) restart(ctx);
        for (uint64_t l = 0; l < GNN_I_LANES; l++) gnn_i_field_random(&f[l], GNN_I_LANES * attempt + l);
        singular = false;
        for (int64_t i = 0; i < t->count && !singular; i++) {
            int64_t n = t->graphs[i]->n;
            for (uint64_t l = 0; l < GNN_I_LANES && !singular; l++) {
                uint64_t z = gnn_i_tuple_random(attempt, 300 + l, 0) >> 3; /* below p */
                GNN_TRY(fill(M + (int64_t)l * n * n, &f[l], z, t->graphs[i], kind, component ? component[i] : NULL));
                GNN_TRY(gnn_i_field_invert_matrix(&singular, &f[l], M + (int64_t)l * n * n, n, scratch, t->budget));
            }
            if (!singular) GNN_TRY(visit(ctx, i, n, M, f));
        }
    }
done:
    gnn_i_free(M);
    gnn_i_free(scratch);
    return st;
}
