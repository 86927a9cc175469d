/* Stars: a centre and k leaves.  As subgraphs: C(d, k) at a centre, C(d - 1, k - 1) at each end of an edge. */
#include "count_star.h"

/* C(d, k), or -1 past 64 bits: each step divides exactly. */
static int64_t choose(int64_t d, int64_t k)
{
    gnn_i_wide x = 1;
    if (k > d) return 0;
    if (k > d - k) k = d - k;
    for (int64_t i = 1; i <= k; i++) {
        x = x * (d - k + i) / i;
        if (x > INT64_MAX) return -1;
    }
    return (int64_t)x;
}

static void add_choice(int64_t *a, int64_t d, int64_t k, bool *overflow)
{
    int64_t x = choose(d, k);
    if (x < 0) *overflow = true;
    else gnn_i_count_add(a, x, overflow);
}

static int64_t degree(const gnn_graph *g, int64_t v) { return g->ptr[v + 1] - g->ptr[v]; }

gnn_status gnn_i_count_stars(int64_t *out, const gnn_graph *g, int k, gnn_i_where where)
{
    bool overflow = false;
    int64_t row = 0, total = 0;
    for (int64_t v = 0; v < g->n; v++) {
        if (where == GNN_I_GRAPH) add_choice(&total, degree(g, v), k, &overflow);
        if (where == GNN_I_NODES) {
            out[2 * v] = out[2 * v + 1] = 0;
            add_choice(&out[2 * v], degree(g, v), k, &overflow);
        }
        for (int64_t e = g->ptr[v]; where != GNN_I_GRAPH && e < g->ptr[v + 1]; e++) {
            int64_t u = g->col[e];
            if (where == GNN_I_NODES) add_choice(&out[2 * v + 1], degree(g, u) - 1, k - 1, &overflow);
            if (where == GNN_I_NODES || u < v) continue;
            out[row] = 0;
            add_choice(&out[row], degree(g, u) - 1, k - 1, &overflow);
            add_choice(&out[row++], degree(g, v) - 1, k - 1, &overflow);
        }
    }
    if (where == GNN_I_GRAPH) out[0] = total;
    GNN_REQUIRE_RETURN(!overflow, GNN_EOVERFLOW, "count: pattern star%d: the count does not fit 64 bits", k);
    return GNN_OK;
}
