/* How well two groupings agree; formulas in tasks.h. */
#include <gnn/tasks.h>
#include "autodiff/loss.h"
#include "base/base.h"
#include "graph/graph_i.h"
#include "train/metrics.h"
#include <math.h>

static int by_value(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Groups renumbered 0 .. k-1 in ascending order. */
static gnn_status renumber(int32_t **out, int64_t *k, const int32_t *group, int64_t n)
{
    gnn_status st = GNN_OK;
    int32_t *number, *value = NULL;
    int64_t count = 0;
    GNN_ALLOC(number, n + 1);
    GNN_ALLOC(value, n + 1);
    for (int64_t i = 0; i < n; i++) {
        GNN_REQUIRE(group[i] >= 0, GNN_EINVAL, "vertex %lld is in group %d", (long long)i, group[i]);
        value[i] = group[i];
    }
    qsort(value, (size_t)n, sizeof *value, by_value);
    for (int64_t i = 0; i < n; i++)
        if (count == 0 || value[count - 1] != value[i]) value[count++] = value[i];
    for (int64_t i = 0; i < n; i++)
        number[i] = (int32_t)((int32_t *)bsearch(&group[i], value, (size_t)count, sizeof *value, by_value) - value);
    *k = count, *out = number, number = NULL;
done:
    gnn_i_free(number);
    gnn_i_free(value);
    return st;
}

typedef struct table {
    int64_t n, r, c;
    int64_t *cell, *row, *col; /* r x c counts with their sums */
} table;

static gnn_status table_new(table *t, const int32_t *group, const int32_t *truth, int64_t n)
{
    gnn_status st = GNN_OK;
    int32_t *a = NULL, *b = NULL;
    t->n = n;
    GNN_TRY(renumber(&a, &t->r, group, n));
    GNN_TRY(renumber(&b, &t->c, truth, n));
    GNN_CALLOC(t->cell, t->r * t->c);
    GNN_CALLOC(t->row, t->r);
    GNN_CALLOC(t->col, t->c);
    for (int64_t i = 0; i < n; i++) t->cell[a[i] * t->c + b[i]]++, t->row[a[i]]++, t->col[b[i]]++;
done:
    gnn_i_free(a);
    gnn_i_free(b);
    return st;
}

/* The groups among which the best partner of a truth group must be: its c largest, c truth groups in all.  Renumbers the
 * rows of `kept` counts; returns how many. */
static int64_t candidates(int64_t *kept, const table *t)
{
    int64_t count = 0;
    for (int64_t i = 0; i < t->r; i++) {
        bool wanted = t->r <= t->c;
        for (int64_t j = 0; j < t->c && !wanted; j++) {
            int64_t larger = 0, x = t->cell[i * t->c + j];
            for (int64_t o = 0; o < t->r && larger < t->c && x > 0; o++) {
                int64_t y = t->cell[o * t->c + j];
                larger += y > x || (y == x && o < i);
            }
            wanted = x > 0 && larger < t->c;
        }
        if (wanted) kept[count++] = i;
    }
    return count;
}

static gnn_status best_hits(double *hits, const table *t)
{
    gnn_status st = GNN_OK;
    int64_t *kept, rows = 0, k = 0;
    double *cost = NULL;
    int32_t *match = NULL;
    char *scratch = NULL;
    GNN_ALLOC(kept, t->r);
    rows = candidates(kept, t);
    k = rows > t->c ? rows : t->c;
    GNN_CALLOC(cost, k * k);
    GNN_ALLOC(match, k);
    GNN_ALLOC(scratch, (int64_t)gnn_i_assign_scratch(k));
    for (int64_t j = 0; j < t->c; j++)
        for (int64_t i = 0; i < rows; i++) cost[j * k + i] = -(double)t->cell[kept[i] * t->c + j];
    gnn_i_assign(k, cost, match, scratch);
    *hits = 0;
    for (int64_t j = 0; j < k; j++) *hits -= cost[j * k + match[j]];
done:
    gnn_i_free(kept);
    gnn_i_free(cost);
    gnn_i_free(match);
    gnn_i_free(scratch);
    return st;
}

static double entropy(const int64_t *size, int64_t k, int64_t n)
{
    double h = 0;
    for (int64_t i = 0; i < k; i++) h -= (double)size[i] / (double)n * log((double)size[i] / (double)n);
    return h;
}

static double mutual_information(const table *t)
{
    double sum = 0, n = (double)t->n;
    for (int64_t i = 0; i < t->r; i++)
        for (int64_t j = 0; j < t->c; j++) {
            double x = (double)t->cell[i * t->c + j];
            if (x > 0) sum += x / n * log(n * x / ((double)t->row[i] * (double)t->col[j]));
        }
    return sum < 0 ? 0 : sum;
}

/* E I over random groupings with the same sizes: cell (i,j) is hypergeometric (Vinh, Epps, Bailey 2010, eq. 24a). */
static double expected_information(const table *t)
{
    double sum = 0, n = (double)t->n;
    for (int64_t i = 0; i < t->r; i++)
        for (int64_t j = 0; j < t->c; j++) {
            int64_t a = t->row[i], b = t->col[j], from = a + b - t->n > 1 ? a + b - t->n : 1, to = a < b ? a : b;
            double fixed = lgamma((double)a + 1) + lgamma((double)b + 1) + lgamma(n - (double)a + 1) +
                           lgamma(n - (double)b + 1) - lgamma(n + 1);
            for (int64_t k = from; k <= to; k++) {
                double x = (double)k;
                double ways = fixed - lgamma(x + 1) - lgamma((double)(a - k) + 1) - lgamma((double)(b - k) + 1) -
                              lgamma((double)(t->n - a - b + k) + 1);
                sum += x / n * log(n * x / ((double)a * (double)b)) * exp(ways);
            }
        }
    return sum;
}

static double pairs(const int64_t *size, int64_t k)
{
    double sum = 0;
    for (int64_t i = 0; i < k; i++) sum += (double)size[i] * ((double)size[i] - 1) / 2;
    return sum;
}

static double adjusted_rand(const table *t)
{
    double both = pairs(t->cell, t->r * t->c), a = pairs(t->row, t->r), b = pairs(t->col, t->c);
    double all = (double)t->n * ((double)t->n - 1) / 2, chance = all > 0 ? a * b / all : 0, most = (a + b) / 2;
    return most == chance ? 1 : (both - chance) / (most - chance);
}

gnn_status gnn_agreement_of(gnn_agreement *out, const int32_t *group, const int32_t *truth, int64_t n)
{
    gnn_status st = GNN_OK;
    table t = { 0 };
    double hits;
    GNN_REQUIRE(n > 0, GNN_EINVAL, "groupings of %lld vertices cannot be compared", (long long)n);
    GNN_TRY(table_new(&t, group, truth, n));
    GNN_TRY(best_hits(&hits, &t));
    double chance = 1 / (double)t.c, mean = (entropy(t.row, t.r, n) + entropy(t.col, t.c, n)) / 2;
    double information = mutual_information(&t), expected = expected_information(&t);
    /* One group against one group, or n against n: nothing to be wrong about. */
    bool same = (t.r == 1 && t.c == 1) || (t.r == n && t.c == n);
    *out = (gnn_agreement){ .groups = t.r, .truth_groups = t.c, .ari = adjusted_rand(&t),
                            .overlap = t.c > 1 ? (hits / (double)n - chance) / (1 - chance) : NAN,
                            .nmi = mean > 0 ? information / mean : 1,
                            .ami = same ? 1 : fabs(mean - expected) < 1e-15 ? 0 : (information - expected) / (mean - expected) };
done:
    gnn_i_free(t.cell);
    gnn_i_free(t.row);
    gnn_i_free(t.col);
    return st;
}

gnn_status gnn_overlap_renamed(double *out, const int32_t *group, const int32_t *truth, int64_t n, int64_t k,
                               int64_t renamed)
{
    gnn_status st = GNN_OK;
    int64_t *m;
    double hits, chance;
    GNN_REQUIRE_RETURN(n > 0 && k > 1, GNN_EINVAL, "overlap: %lld vertices, %lld groups", (long long)n, (long long)k);
    GNN_CALLOC(m, k * k);
    for (int64_t i = 0; i < n; i++) {
        GNN_REQUIRE(group[i] >= 0 && group[i] < k && truth[i] >= 0 && truth[i] < k, GNN_EINVAL,
                    "overlap: vertex %lld is in groups %d and %d of %lld", (long long)i, group[i], truth[i],
                    (long long)k);
        m[truth[i] * k + group[i]]++;
    }
    GNN_TRY(gnn_i_renamed_hits(&hits, m, k, renamed > 0 ? renamed : k));
    chance = 1 / (double)k;
    *out = (hits / (double)n - chance) / (1 - chance);
done:
    gnn_i_free(m);
    return st;
}

gnn_status gnn_modularity(double *out, const gnn_graph *g, const int32_t *group, double resolution)
{
    gnn_status st = GNN_OK;
    int32_t *number = NULL;
    double *degree = NULL, inside = 0, all = 0, squares = 0;
    int64_t k = 0;
    GNN_REQUIRE(!g->directed, GNN_EUNSUPPORTED, "modularity: the graph is directed, an undirected one was expected");
    GNN_TRY(renumber(&number, &k, group, g->n));
    GNN_CALLOC(degree, k + 1);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) { /* a loop is one arc and counts twice */
            double w = (g->weight ? g->weight[e] : 1) * (g->col[e] == u ? 2 : 1);
            all += w, degree[number[u]] += w;
            if (number[g->col[e]] == number[u]) inside += w;
        }
    GNN_REQUIRE(all > 0 || gnn_graph_arcs(g) == 0, GNN_EINVAL, "modularity: the weights sum to %g", all / 2);
    for (int64_t i = 0; i < k; i++) squares += degree[i] * degree[i];
    *out = all > 0 ? inside / all - resolution * squares / (all * all) : 0;
done:
    gnn_i_free(number);
    gnn_i_free(degree);
    return st;
}
