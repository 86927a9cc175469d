/* min ||A X - X B||_1 over doubly stochastic X by the primal-dual hybrid gradient method on
 *     min over X >= 0  max over |Y| <= 1, p, q   <Y, A X - X B> + s p^T (X 1 - 1) + s q^T (X^T 1 - 1)
 * (Chambolle, Pock 2011), with restarts from the average (Applegate et al. 2021).  What is returned does not rest on convergence:
 *   value   of a matrix made exactly doubly stochastic: rows and columns scaled down to sums of at most 1, what is missing spread as
 *           an outer product (Altschuler, Weed, Rigollet 2017);
 *   lower   min over doubly stochastic X of <A^T Y - Y B^T, X> for the Y at hand, an assignment problem. */
#include "fractional.h"
#include "graph/igraph_bridge.h"
#include <math.h>

enum { ROUND = 250, ROUNDS = 400 }; /* steps between two looks, looks */

typedef struct flow {
    const gnn_graph *a, *b;
    int64_t n;
    double *X, *Y, *p, *q;          /* now                                        */
    double *mX, *mY, *mp, *mq;      /* sums since the last restart                */
    double *bar, *R, *S, *row, *column; /* extrapolated X, residual, scratch      */
    int32_t *match;
    double s, step;
} flow;

static double weight_of(const gnn_graph *g, int64_t e) { return g->weight ? g->weight[e] : 1.0; }

/* R = A X - X B */
static void residual(double *R, const flow *f, const double *X)
{
    int64_t n = f->n;
    memset(R, 0, (size_t)(n * n) * sizeof *R);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t e = f->a->ptr[i]; e < f->a->ptr[i + 1]; e++) {
            const double w = weight_of(f->a, e), *x = X + f->a->col[e] * n;
            for (int64_t j = 0; j < n; j++) R[i * n + j] += w * x[j];
        }
        for (int64_t k = 0; k < n; k++) {
            double x = X[i * n + k];
            for (int64_t e = f->b->ptr[k]; x != 0 && e < f->b->ptr[k + 1]; e++)
                R[i * n + f->b->col[e]] -= x * weight_of(f->b, e);
        }
    }
}

/* G = A^T Y - Y B^T, the slope in X. */
static void slope(double *G, const flow *f, const double *Y)
{
    int64_t n = f->n;
    memset(G, 0, (size_t)(n * n) * sizeof *G);
    for (int64_t i = 0; i < n; i++)
        for (int64_t e = f->a->ptr[i]; e < f->a->ptr[i + 1]; e++) {
            double w = weight_of(f->a, e), *g = G + f->a->col[e] * n;
            for (int64_t j = 0; j < n; j++) g[j] += w * Y[i * n + j];
        }
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = 0; k < n; k++) {
            double sum = 0;
            for (int64_t e = f->b->ptr[k]; e < f->b->ptr[k + 1]; e++)
                sum += Y[i * n + f->b->col[e]] * weight_of(f->b, e);
            G[i * n + k] -= sum;
        }
}

static void sums(double *row, double *column, const double *X, int64_t n)
{
    memset(column, 0, (size_t)n * sizeof *column);
    for (int64_t i = 0; i < n; i++) {
        row[i] = 0;
        for (int64_t j = 0; j < n; j++) row[i] += X[i * n + j], column[j] += X[i * n + j];
    }
}

static void one_step(flow *f)
{
    int64_t n = f->n;
    slope(f->S, f, f->Y);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            int64_t k = i * n + j;
            double x = fmax(0, f->X[k] - f->step * (f->S[k] + f->s * (f->p[i] + f->q[j])));
            f->bar[k] = 2 * x - f->X[k], f->X[k] = x, f->mX[k] += x;
        }
    residual(f->R, f, f->bar);
    sums(f->row, f->column, f->bar, n);
    for (int64_t k = 0; k < n * n; k++) f->Y[k] = fmin(1, fmax(-1, f->Y[k] + f->step * f->R[k])), f->mY[k] += f->Y[k];
    for (int64_t i = 0; i < n; i++) {
        f->p[i] += f->step * f->s * (f->row[i] - 1), f->mp[i] += f->p[i];
        f->q[i] += f->step * f->s * (f->column[i] - 1), f->mq[i] += f->q[i];
    }
}

/* The nearest doubly stochastic matrix that scaling and an outer product give, into S. */
static void repair(flow *f, const double *X)
{
    int64_t n = f->n;
    double missing = 0;
    memcpy(f->S, X, (size_t)(n * n) * sizeof *X);
    for (int pass = 0; pass < 2; pass++) {
        sums(f->row, f->column, f->S, n);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) f->S[i * n + j] /= fmax(1, pass ? f->column[j] : f->row[i]);
    }
    sums(f->row, f->column, f->S, n);
    for (int64_t i = 0; i < n; i++) missing += 1 - f->row[i];
    for (int64_t i = 0; i < n && missing > 0; i++)
        for (int64_t j = 0; j < n; j++) f->S[i * n + j] += (1 - f->row[i]) * (1 - f->column[j]) / missing;
}

/* Bounds at the averages. */
static gnn_status look(gnn_fractional *out, flow *f, const double *X, const double *Y)
{
    int64_t n = f->n;
    double value = 0, lower = 0;
    repair(f, X);
    residual(f->R, f, f->S);
    for (int64_t k = 0; k < n * n; k++) value += fabs(f->R[k]);
    slope(f->S, f, Y);
    GNN_TRY_RETURN(gnn_i_assignment(f->match, f->S, n));
    for (int64_t i = 0; i < n; i++) lower += f->S[i * n + f->match[i]];
    out->value = fmin(out->value, value), out->lower = fmax(out->lower, lower);
    out->exact = out->value - out->lower <= 1e-4 * (1 + out->value);
    return GNN_OK;
}

static void restart(flow *f, double steps)
{
    int64_t n = f->n;
    for (int64_t k = 0; k < n * n; k++) f->X[k] = f->mX[k] / steps, f->Y[k] = f->mY[k] / steps, f->mX[k] = f->mY[k] = 0;
    for (int64_t i = 0; i < n; i++) f->p[i] = f->mp[i] / steps, f->q[i] = f->mq[i] / steps, f->mp[i] = f->mq[i] = 0;
}

static double largest_degree(const gnn_graph *g)
{
    double most = 0;
    for (int64_t u = 0; u < g->n; u++) {
        double d = 0;
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) d += fabs(weight_of(g, e));
        most = fmax(most, d);
    }
    return most;
}

static gnn_status flow_new(flow *f, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    int64_t n = a->n;
    *f = (flow){ .a = a, .b = b, .n = n };
    double **square[] = { &f->X, &f->Y, &f->mX, &f->mY, &f->bar, &f->R, &f->S }, **line[] = { &f->p, &f->q, &f->mp, &f->mq, &f->row, &f->column };
    for (size_t i = 0; i < sizeof square / sizeof *square; i++) GNN_CALLOC(*square[i], n * n + 1);
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) GNN_CALLOC(*line[i], n + 1);
    GNN_ALLOC(f->match, n + 1);
    double norm = largest_degree(a) + largest_degree(b) + 1e-9; /* of X -> A X - X B, undirected; the sums' norm is s sqrt(2 n) */
    f->s = norm / sqrt(2.0 * (double)n);
    f->step = 0.99 / (norm * sqrt(2.0));
    for (int64_t k = 0; k < n * n; k++) f->X[k] = 1.0 / (double)n;
done:
    return st;
}

static void flow_free(flow *f)
{
    double *all[] = { f->X, f->Y, f->mX, f->mY, f->bar, f->R, f->S, f->p, f->q, f->mp, f->mq, f->row, f->column };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gnn_i_free(all[i]);
    gnn_i_free(f->match);
}

gnn_status gnn_i_fractional_flow(gnn_fractional *out, const gnn_graph *a, const gnn_graph *b, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    flow f = { 0 };
    gnn_fractional best = { .value = INFINITY };
    GNN_REQUIRE(a->n <= 4000, GNN_EUNSUPPORTED,
                "fractional: the distance is computed for at most 4000 vertices, not %lld", (long long)a->n);
    GNN_REQUIRE(!a->directed && !b->directed, GNN_EUNSUPPORTED,
                "fractional: the distance of directed graphs is computed for at most %d vertices", GNN_I_SIMPLEX_MAX);
    GNN_TRY(gnn_i_budget_bytes(budget, 56 * a->n * a->n));
    GNN_TRY(flow_new(&f, a, b));
    for (int r = 0; r < ROUNDS && !best.exact; r++) {
        for (int k = 0; k < ROUND; k++) {
            gnn_status poll = gnn_i_budget_poll(budget);
            if (poll == GNN_ELIMIT && isfinite(best.value)) goto found; /* an honest bracket, exact = 0 */
            GNN_TRY(poll);
            one_step(&f);
        }
        restart(&f, ROUND);
        GNN_TRY(look(&best, &f, f.X, f.Y));
    }
found:
    budget->reason = NULL;
    *out = best;
done:
    flow_free(&f);
    return st;
}
