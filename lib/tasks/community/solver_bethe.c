/* Saade, Krzakala, Zdeborova 2014: H(r) = (r^2 - 1) I - r A + D with r^2 = sum d^2 / sum d - 1, about the bulk's edge of the
 * non-backtracking operator.  Each negative eigenvalue of H(r) is an associative direction (the lowest one is the mean), each
 * of H(-r) a dissociative one; their number is the number of groups. */
#include "community.h"
#include <math.h>

static double bulk_radius(const gnn_graph *g)
{
    double sum = 0, squares = 0;
    for (int64_t u = 0; u < g->n; u++) {
        double d = (double)(g->ptr[u + 1] - g->ptr[u]);
        sum += d, squares += d * d;
    }
    double r2 = sum > 0 ? squares / sum - 1 : 0;
    return r2 > 0 ? sqrt(r2) : 0;
}

static gnn_status hessian(gnn_operator **out, const gnn_graph *g, double r)
{
    char name[48] = "bethe:";
    gnn_i_format_double(name + 6, r);
    return gnn_operator_new(out, g, name, GNN_F64);
}

/* The graph without weights; NULL when it has none. */
static gnn_status pattern(gnn_graph **out, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int32_t *src, *dst = NULL;
    int64_t m = 0;
    *out = NULL;
    if (!g->weight) return GNN_OK;
    GNN_ALLOC(src, g->arcs);
    GNN_ALLOC(dst, g->arcs);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] >= u) src[m] = (int32_t)u, dst[m++] = g->col[e];
    GNN_TRY(gnn_graph_new(out, &(gnn_graph_spec){ .n = g->n, .m = m, .src = src, .dst = dst }));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    return st;
}

/* Negative eigenvalues of H(r), looked for in growing numbers. */
static gnn_status count_negative(int64_t *count, const gnn_graph *g, double r, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_operator *op = NULL;
    double *value = NULL, *vector = NULL;
    int64_t found = 0;
    GNN_TRY(hessian(&op, g, r));
    for (int64_t ask = 4; found == 0; ask *= 2) {
        if (ask > g->n) ask = g->n;
        gnn_i_free(value), value = NULL;
        gnn_i_free(vector), vector = NULL;
        GNN_ALLOC(value, ask);
        GNN_ALLOC(vector, ask * g->n);
        GNN_TRY(gnn_i_eigen_end(value, vector, g->n, ask, GNN_I_SMALLEST, 1e-4, seed, gnn_i_apply_operator, op));
        if (value[ask - 1] >= 0 || ask == g->n) {
            while (found < ask && value[found] < 0) found++;
            break;
        }
    }
    *count = found;
done:
    gnn_operator_free(op);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

gnn_status gnn_i_bethe_count(int64_t *k, const gnn_graph *weighted, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_graph *plain = NULL;
    int64_t positive = 0, negative = 0;
    GNN_TRY(pattern(&plain, weighted));
    const gnn_graph *g = plain ? plain : weighted;
    double r = bulk_radius(g);
    if (r > 1) { /* at r <= 1 there is no branching and nothing to see */
        GNN_TRY(count_negative(&positive, g, r, seed));
        GNN_TRY(count_negative(&negative, g, -r, seed));
    }
    int64_t total = positive + negative;
    *k = total > 1 ? total : 1;
done:
    gnn_graph_free(plain);
    return st;
}

/* The k lowest of either sign, the mean's left out: the k - 1 lowest of them. */
static gnn_status lowest(double *chosen, const gnn_graph *g, int64_t k, double r, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_operator *op = NULL;
    double *value = NULL, *vector = NULL;
    int64_t n = g->n, at[2] = { 1, k };
    GNN_ALLOC(value, 2 * k);
    GNN_ALLOC(vector, 2 * k * n);
    for (int s = 0; s < 2; s++) {
        GNN_TRY(hessian(&op, g, s ? -r : r));
        GNN_TRY(gnn_i_eigen_end(value + s * k, vector + s * k * n, n, k, GNN_I_SMALLEST, 1e-4, seed,
                                gnn_i_apply_operator, op));
        gnn_operator_free(op), op = NULL;
    }
    for (int64_t j = 0; j < k - 1; j++) {
        int s = at[0] >= k || (at[1] < 2 * k && value[at[1]] < value[at[0]]);
        memcpy(chosen + j * n, vector + at[s]++ * n, (size_t)n * sizeof *chosen);
    }
done:
    gnn_operator_free(op);
    gnn_i_free(value);
    gnn_i_free(vector);
    return st;
}

static gnn_status run(gnn_i_job *job)
{
    gnn_status st = GNN_OK;
    double *chosen = NULL, r = bulk_radius(job->g);
    GNN_ALLOC(chosen, job->k * job->g->n);
    GNN_TRY(lowest(chosen, job->g, job->k, r > 1 ? r : 1, job->o->seed));
    GNN_TRY(gnn_i_group_rows(job, chosen, job->k - 1, false));
done:
    gnn_i_free(chosen);
    return st;
}

const gnn_i_solver gnn_i_solver_bethe = {
    .name = "bethe", .help = "Bethe Hessian of either sign, k-means; counts the groups itself", .run = run };
