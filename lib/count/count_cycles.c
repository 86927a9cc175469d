/* Cycles of 6, 7 and 8 in a graph without running through them: the injective maps of a cycle by inclusion and exclusion over the
 * partitions of its vertices,
 *     injective = sum over partitions: product over their parts B of (-1)^(|B| - 1) (|B| - 1)!, times homomorphisms of the quotient,
 * where quotients with a loop have none and equal ones are counted once.  All of them have treewidth 2, but for clique4 among those
 * of the 8-cycle, so that dense graphs cost little (Alon, Yuster, Zwick 1997; Curticapean, Dell, Marx 2017). */
#include "count_cycles.h"
#include "count_halves.h"
#include "count_homs.h"

enum { QUOTIENTS_MOST = 64 };

typedef struct quotient {
    int n;
    uint8_t adj[GNN_I_PATTERN_MAX];
    int64_t weight;
} quotient;

typedef struct quotients {
    int k, count;
    quotient q[QUOTIENTS_MOST];
} quotients;

/* ---- quotients of a cycle ---- */

static bool carry(const quotient *a, const quotient *b, int8_t *map, int i, unsigned used)
{
    if (i == a->n) return true;
    for (int x = 0; x < b->n; x++) {
        bool ok = !(used >> x & 1) && __builtin_popcount(a->adj[i]) == __builtin_popcount(b->adj[x]);
        for (int j = 0; j < i && ok; j++) ok = (a->adj[i] >> j & 1) == (b->adj[x] >> map[j] & 1);
        if (!ok) continue;
        map[i] = (int8_t)x;
        if (carry(a, b, map, i + 1, used | 1u << x)) return true;
    }
    return false;
}

static void add_quotient(quotients *all, const quotient *q)
{
    int8_t map[GNN_I_PATTERN_MAX];
    for (int i = 0; i < all->count; i++)
        if (all->q[i].n == q->n && carry(q, &all->q[i], map, 0, 0)) {
            all->q[i].weight += q->weight;
            return;
        }
    all->q[all->count++] = *q;
}

/* part[0 .. i - 1] are given; parts: how many so far. */
static void partition(quotients *all, int8_t *part, int i, int parts)
{
    int k = all->k;
    if (i < k) {
        for (int p = 0; p <= parts; p++) {
            part[i] = (int8_t)p;
            if ((i == 0 || part[i - 1] != p) && (i + 1 < k || part[0] != p)) partition(all, part, i + 1, parts + (p == parts));
        }
        return;
    }
    quotient q = { .n = parts, .weight = 1 };
    int size[GNN_I_PATTERN_MAX] = { 0 };
    for (int v = 0; v < k; v++) {
        int a = part[v], b = part[(v + 1) % k];
        q.adj[a] |= (uint8_t)(1u << b), q.adj[b] |= (uint8_t)(1u << a);
        if (size[a]) q.weight *= -size[a]; /* (-1)^(s - 1) (s - 1)! one factor at a time */
        size[a]++;
    }
    add_quotient(all, &q);
}

/* ---- sums ---- */

static gnn_status quotient_graph(gnn_graph **out, const quotient *q)
{
    int32_t src[GNN_I_PATTERN_EDGES], dst[GNN_I_PATTERN_EDGES];
    gnn_graph_spec spec = { .n = q->n, .src = src, .dst = dst };
    for (int a = 0; a < q->n; a++)
        for (int b = a + 1; b < q->n; b++)
            if (q->adj[a] >> b & 1) src[spec.m] = a, dst[spec.m++] = b;
    return gnn_graph_new(out, &spec);
}

gnn_status gnn_i_count_cycles(int64_t *out, const gnn_graph *g, int k, double deadline)
{
    gnn_status st = GNN_OK;
    quotients all = { .k = k };
    int8_t part[GNN_I_PATTERN_MAX];
    gnn_graph *p = NULL;
    gnn_i_wide sum = 0;
    partition(&all, part, 0, 0);
    for (int i = 0; i < all.count; i++) {
        gnn_i_sum maps;
        if (!all.q[i].weight) continue;
        GNN_TRY(quotient_graph(&p, &all.q[i]));
        GNN_TRY(gnn_i_homs_count(&maps, p, g, deadline));
        GNN_REQUIRE(maps >> 100 == 0, GNN_EOVERFLOW, "count: pattern cycle%d: the sums behind the count do not fit", k);
        sum += (gnn_i_wide)maps * all.q[i].weight;
        gnn_graph_free(p);
        p = NULL;
    }
    sum /= 2 * k;
    GNN_REQUIRE(sum <= INT64_MAX, GNN_EOVERFLOW, "count: pattern cycle%d: the count does not fit 64 bits", k);
    *out = (int64_t)sum;
done:
    gnn_graph_free(p);
    return st;
}

/* ---- which way ---- */

gnn_status gnn_i_count_cycles_pay(bool *pay, const gnn_graph *g, int k)
{
    double formulas = 1e5 + 100 * (double)g->n * (double)g->arcs; /* quotients, each a few sweeps for all images of one vertex */
    double enough = formulas * (double)(1 << (k - 6)) / 400, paths; /* a longer cycle has more quotients; a path costs 30 to 60 ns */
    GNN_TRY_RETURN(gnn_i_halves_paths(&paths, g, k, enough));
    *pay = paths > enough;
    return GNN_OK;
}
