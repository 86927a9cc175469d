/* Correlated pairs for graph matching.  G1 is Erdős–Rényi(p) or random (p n)-regular; G2 is G1 with noise, relabelled:
 *   noise model 2  each edge is deleted with probability noise, each non-edge added with p noise / (1 - p), which
 *                  keeps the density
 *   noise model 1  each pair is flipped with probability noise
 * Label u of a vertex of G2 says that it was vertex u of G1.
 * @source Nowak, Villar, Bandeira, Bruna 2018, section 4 */
#include "generator.h"
#include "igraph_bridge.h"
#include <math.h>

/* Pairs u < v in row order, each kept with probability q: jumps of geometric length. */
typedef struct pair_walk {
    int64_t n, u, v;
    double q;
} pair_walk;

static bool next_pair(pair_walk *w, gnn_rng *rng)
{
    if (w->q <= 0) return false;
    double jump = w->q >= 1 ? 0 : floor(log1p(-gnn_rng_uniform(rng)) / log1p(-w->q));
    if (!(jump < (double)w->n * (double)w->n)) return false;
    w->v += 1 + (int64_t)jump;
    while (w->v >= w->n) {
        if (++w->u >= w->n - 1) return false;
        w->v += w->u + 1 - w->n; /* row u starts at u + 1 */
    }
    return true;
}

static bool has_edge(const gnn_graph *g, int64_t u, int64_t v)
{
    int64_t lo = g->ptr[u], hi = g->ptr[u + 1];
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (g->col[mid] < v) lo = mid + 1;
        else hi = mid;
    }
    return lo < g->ptr[u + 1] && g->col[lo] == v;
}

static gnn_status add_noise(gnn_graph **out, const gnn_graph *g, double drop, double add, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    gnn_i_edge_list e = { 0 };
    for (int64_t u = 0; u < g->n && st == GNN_OK; u++)
        for (int64_t k = g->ptr[u]; k < g->ptr[u + 1] && st == GNN_OK; k++)
            if (g->col[k] > u && gnn_rng_uniform(rng) >= drop) st = gnn_i_edge_list_add(&e, u, g->col[k]);
    pair_walk w = { .n = g->n, .u = 0, .v = 0, .q = add };
    while (st == GNN_OK && g->n > 1 && next_pair(&w, rng))
        if (!has_edge(g, w.u, w.v)) st = gnn_i_edge_list_add(&e, w.u, w.v);
    return gnn_i_edge_list_finish(out, st, &e, g->n, NULL);
}

static gnn_status draw_base(gnn_graph **out, int64_t n, double p, bool regular, gnn_rng *rng)
{
    if (!regular) return gnn_i_igraph_gnp(out, rng, n, p);
    int64_t d = llround(p * (double)n);
    GNN_REQUIRE_RETURN((n == 0 || d < n) && (n % 2 == 0 || d % 2 == 0), GNN_EINVAL,
                       "pair: there is no regular graph of degree p n = %lld on n = %lld vertices", (long long)d, (long long)n);
    return gnn_i_igraph_regular(out, rng, n, d);
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    double p = v[1].x, noise = v[2].x;
    int32_t *went = NULL;
    GNN_TRY(gnn_i_check_edges("pair", p * v[0].x * v[0].x / 2));
    double add = v[4].i == 1 ? noise : p < 1 ? fmin(1.0, noise * p / (1 - p)) : 0.0;
    GNN_TRY(gnn_i_check_edges("pair", add * v[0].x * v[0].x / 2));
    GNN_TRY(draw_base(&out[0], v[0].i, p, strcmp(v[3].word, "regular") == 0, rng));
    GNN_TRY(add_noise(&out[1], out[0], noise, add, rng));
    GNN_ALLOC(went, v[0].i);
    GNN_TRY(gnn_i_shuffle(&out[1], rng, went));
    GNN_ALLOC(out[1]->node_label, v[0].i);
    for (int64_t u = 0; u < v[0].i; u++) out[1]->node_label[went[u]] = (int32_t)u;
done:
    gnn_i_free(went);
    return st;
}

const gnn_i_generator gnn_i_gen_pair = {
    .name = "pair", .doc = "a graph and a noisy, relabelled copy; the copy's labels are the hidden matching", .graphs = 2, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "50", 0, 1e6, NULL, "vertices" },
                { "p", GNN_I_REAL, "0.2", 0, 1, NULL, "density" },
                { "noise", GNN_I_REAL, "0.03", 0, 1, NULL, "probability that an edge changes" },
                { "base", GNN_I_WORD, "er", 0, 0, "er,regular", "first graph" },
                { "model", GNN_I_INTEGER, "2", 1, 2, NULL, "1: every pair flips alike, 2: the density is kept" } },
};
