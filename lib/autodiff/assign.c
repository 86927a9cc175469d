/* Minimum-cost assignment by shortest augmenting paths with potentials (Jonker & Volgenant 1987; the O(n^3) form).
 * Own code, not igraph's: it runs inside a training step, which may neither allocate nor take a lock. */
#include "loss.h"
#include <math.h>

/* Augment along the cheapest path that starts at row i (1-based; 0 is "none"). */
static void augment(int64_t n, const double *cost, int64_t i, double *u, double *v, double *slack, int32_t *row_of,
                    int32_t *before, bool *done)
{
    for (int64_t j = 0; j <= n; j++) slack[j] = INFINITY, done[j] = false;
    int64_t at = 0;
    row_of[0] = (int32_t)i;
    do {
        int64_t row = row_of[at], next = 0;
        double step = INFINITY;
        done[at] = true;
        for (int64_t j = 1; j <= n; j++) {
            if (done[j]) continue;
            double reduced = cost[(row - 1) * n + j - 1] - u[row] - v[j];
            if (reduced < slack[j]) slack[j] = reduced, before[j] = (int32_t)at;
            if (slack[j] < step) step = slack[j], next = j;
        }
        for (int64_t j = 0; j <= n; j++) {
            if (done[j])
                u[row_of[j]] += step, v[j] -= step;
            else
                slack[j] -= step;
        }
        at = next;
    } while (row_of[at] != 0);
    while (at != 0) {
        row_of[at] = row_of[before[at]];
        at = before[at];
    }
}

size_t gnn_i_assign_scratch(int64_t n)
{
    return (size_t)(n + 1) * (3 * sizeof(double) + 2 * sizeof(int32_t) + sizeof(bool));
}

void gnn_i_assign(int64_t n, const double *cost, int32_t *col, void *scratch)
{
    double *u = scratch, *v = u + n + 1, *slack = v + n + 1;
    int32_t *row_of = (int32_t *)(slack + n + 1), *before = row_of + n + 1;
    bool *done = (bool *)(before + n + 1);
    for (int64_t j = 0; j <= n; j++) u[j] = v[j] = 0, row_of[j] = before[j] = 0;
    for (int64_t i = 1; i <= n; i++) augment(n, cost, i, u, v, slack, row_of, before, done);
    for (int64_t j = 1; j <= n; j++) col[row_of[j] - 1] = (int32_t)(j - 1);
}
