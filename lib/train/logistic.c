/* L2-regularised logistic regression by L-BFGS (Liu & Nocedal 1989) with a backtracking (Armijo) line search.
 * Unknowns z: W (d,C) row-major, then b (C). */
#include <gnn/train.h>
#include "base/base.h"
#include <math.h>

enum { MEMORY = 12, ROUNDS = 5000 };

typedef struct problem {
    const double *x;
    const int32_t *labels, *rows;
    int64_t k, d, C, n; /* n = d C + C unknowns */
    double weight;
    double *logit; /* C */
} problem;

static double dot(const double *a, const double *b, int64_t n)
{
    double s[4] = { 0 };
    int64_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int j = 0; j < 4; j++) s[j] += a[i + j] * b[i + j];
    for (; i < n; i++) s[0] += a[i] * b[i];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

/* Objective at z, gradient in g. */
static double objective(const problem *p, const double *z, double *g)
{
    int64_t d = p->d, C = p->C;
    double f = 0;
    for (int64_t i = 0; i < d * C; i++) f += 0.5 * z[i] * z[i], g[i] = z[i];
    memset(g + d * C, 0, (size_t)C * sizeof *g);
    for (int64_t i = 0; i < p->k; i++) {
        int64_t r = p->rows ? p->rows[i] : i;
        const double *x = p->x + r * d;
        double *l = p->logit, top = -INFINITY, sum = 0;
        memcpy(l, z + d * C, (size_t)C * sizeof *l);
        for (int64_t j = 0; j < d; j++)
            if (x[j] != 0)
                for (int64_t c = 0; c < C; c++) l[c] += x[j] * z[j * C + c];
        for (int64_t c = 0; c < C; c++) top = fmax(top, l[c]);
        for (int64_t c = 0; c < C; c++) sum += exp(l[c] - top);
        f += p->weight * (log(sum) + top - l[p->labels[r]]);
        for (int64_t c = 0; c < C; c++) l[c] = p->weight * (exp(l[c] - top) / sum - (c == p->labels[r]));
        for (int64_t j = 0; j < d; j++)
            if (x[j] != 0)
                for (int64_t c = 0; c < C; c++) g[j * C + c] += x[j] * l[c];
        for (int64_t c = 0; c < C; c++) g[d * C + c] += l[c];
    }
    return f;
}

/* q = H g by the two-loop recursion; pairs oldest first at (first + i) % MEMORY. */
static void direction(double *q, const double *g, const double *S, const double *Y, const double *rho, int first,
                      int pairs, int64_t n)
{
    double a[MEMORY];
    memcpy(q, g, (size_t)n * sizeof *q);
    for (int i = pairs - 1; i >= 0; i--) {
        int k = (first + i) % MEMORY;
        a[k] = rho[k] * dot(S + k * n, q, n);
        for (int64_t j = 0; j < n; j++) q[j] -= a[k] * Y[k * n + j];
    }
    if (pairs) {
        int k = (first + pairs - 1) % MEMORY;
        double scale = 1 / (rho[k] * dot(Y + k * n, Y + k * n, n));
        for (int64_t j = 0; j < n; j++) q[j] *= scale;
    }
    for (int i = 0; i < pairs; i++) {
        int k = (first + i) % MEMORY;
        double b = rho[k] * dot(Y + k * n, q, n);
        for (int64_t j = 0; j < n; j++) q[j] += (a[k] - b) * S[k * n + j];
    }
}

static double largest(const double *g, int64_t n)
{
    double m = 0;
    for (int64_t i = 0; i < n; i++) m = fmax(m, fabs(g[i]));
    return m;
}

/* z, g (n each), S, Y (MEMORY n each), q, next, gnext (n each) one after the other in `room`. */
static gnn_status minimise(double *room, const problem *p, double tol)
{
    int64_t n = p->n;
    double *z = room, *g = z + n, *q = g + n, *zn = q + n, *gn = zn + n, *S = gn + n, *Y = S + MEMORY * n, rho[MEMORY];
    int first = 0, pairs = 0;
    double f = objective(p, z, g);
    for (int round = 0; round < ROUNDS; round++) {
        if (largest(g, n) <= tol * (1 + f)) return GNN_OK;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "logistic regression: canceled");
        direction(q, g, S, Y, rho, first, pairs, n);
        double slope = dot(q, g, n), step = pairs ? 1 : 1 / fmax(1, sqrt(dot(g, g, n))), fn = 0;
        if (!(slope > 0)) { /* memory went bad: steepest descent */
            pairs = 0;
            continue;
        }
        for (int tries = 0;; tries++) {
            for (int64_t j = 0; j < n; j++) zn[j] = z[j] - step * q[j];
            fn = objective(p, zn, gn);
            if (fn <= f - 1e-4 * step * slope) break;
            if (tries == 40) { /* no progress in f64: as converged as it gets */
                GNN_REQUIRE_RETURN(largest(g, n) <= 1e-5 * (1 + f), GNN_ENUMERIC,
                                   "logistic regression: the line search failed");
                return GNN_OK;
            }
            step *= 0.5;
        }
        int k = (first + pairs) % MEMORY;
        for (int64_t j = 0; j < n; j++) S[k * n + j] = zn[j] - z[j], Y[k * n + j] = gn[j] - g[j];
        double sy = dot(S + k * n, Y + k * n, n);
        if (sy > 0) {
            rho[k] = 1 / sy;
            if (pairs < MEMORY) pairs++;
            else first = (first + 1) % MEMORY;
        } else {
            pairs = 0;
        }
        memcpy(z, zn, (size_t)n * sizeof *z);
        memcpy(g, gn, (size_t)n * sizeof *g);
        f = fn;
    }
    return gnn_i_fail(GNN_ENUMERIC, "logistic regression: not converged after %d rounds", ROUNDS);
}

gnn_status gnn_logistic_fit(gnn_tensor *w, gnn_tensor *b, const gnn_tensor *x, const int32_t *labels,
                            const int32_t *rows, int64_t k, double C, double tol)
{
    gnn_status st = GNN_OK;
    double *room = NULL;
    problem p = { .x = x->data, .labels = labels, .rows = rows, .k = k, .d = gnn_tensor_cols(x), .C = gnn_tensor_size(b), .weight = C };
    GNN_REQUIRE(w->dtype == GNN_F64 && b->dtype == GNN_F64 && x->dtype == GNN_F64, GNN_EDTYPE,
                "logistic regression works in f64");
    GNN_REQUIRE(gnn_tensor_size(w) == p.d * p.C, GNN_ESHAPE, "weights have %lld entries, %lld x %lld expected",
                (long long)gnn_tensor_size(w), (long long)p.d, (long long)p.C);
    GNN_REQUIRE(k > 0 && C > 0 && tol > 0, GNN_EINVAL, "logistic regression: rows, C and tol must be above 0");
    for (int64_t i = 0; i < k; i++) {
        int64_t r = rows ? rows[i] : i;
        GNN_REQUIRE(r >= 0 && r < gnn_tensor_rows(x) && labels[r] >= 0 && labels[r] < p.C, GNN_EINVAL,
                    "logistic regression: row %lld is out of range or has no label below %lld", (long long)r, (long long)p.C);
    }
    p.n = p.d * p.C + p.C;
    GNN_ALLOC(room, (5 + 2 * MEMORY) * p.n);
    GNN_ALLOC(p.logit, p.C);
    memcpy(room, w->data, (size_t)(p.d * p.C) * sizeof *room);
    memcpy(room + p.d * p.C, b->data, (size_t)p.C * sizeof *room);
    GNN_TRY(minimise(room, &p, tol));
    memcpy(w->data, room, (size_t)(p.d * p.C) * sizeof *room);
    memcpy(b->data, room + p.d * p.C, (size_t)p.C * sizeof *room);
done:
    gnn_i_free(room);
    gnn_i_free(p.logit);
    return st;
}
