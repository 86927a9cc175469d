/* Stochastic block model, sparse: a pair is an edge with probability a/n in a block, b/n between two, exactly.
 * @source Holland, Laskey, Leinhardt 1983; balanced and relabelled as in Chen, Li, Bruna 2019 */
#include "tasks/community/community_data.h"
#include <math.h>

/* How many of a row of failures of probability 1 - p come before the next success. */
static double skip(gnn_rng *rng, double p)
{
    return p >= 1 ? 0 : floor(log1p(-gnn_rng_uniform(rng)) / log1p(-p));
}

/* Pairs of u in [u0, u1), v in [v0, v1), or u < v within one range, each with probability p.  Cost O(edges). */
static gnn_status pairs(gnn_i_edge_list *e, gnn_rng *rng, int64_t u0, int64_t u1, int64_t v0, int64_t v1, double p)
{
    double rows = (double)(u1 - u0), cols = (double)(v1 - v0);
    bool within = u0 == v0;
    double all = within ? rows * (rows - 1) / 2 : rows * cols;
    for (double at = p > 0 ? skip(rng, p) : all; at < all; at += 1 + skip(rng, p)) {
        int64_t i = (int64_t)at, u, v;
        if (within) { /* pair number i is (v, u) with u < v, i = v (v - 1) / 2 + u */
            v = (int64_t)((1 + sqrt(1 + 8 * at)) / 2);
            while (v * (v - 1) / 2 > i) v--;
            while ((v + 1) * v / 2 <= i) v++;
            u = i - v * (v - 1) / 2;
        } else {
            u = i / (v1 - v0), v = i % (v1 - v0);
        }
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, u0 + u, v0 + v));
    }
    return GNN_OK;
}

gnn_status gnn_i_planted(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t k, double pin, double pout)
{
    gnn_status st = GNN_OK;
    gnn_i_edge_list e = { 0 };
    int32_t *label = NULL;
    GNN_REQUIRE_RETURN(k <= n, GNN_EINVAL, "%lld groups need as many vertices, n = %lld", (long long)k, (long long)n);
    GNN_REQUIRE_RETURN(pin <= 1 && pout <= 1, GNN_EINVAL, "a or b is more than n: %g and %g are no probabilities", pin,
                       pout);
    GNN_TRY_RETURN(
        gnn_i_check_edges("sbm", (double)n * (double)n / 2 * (pin / (double)k + pout * (1 - 1 / (double)k))));
    GNN_ALLOC(label, n);
    for (int64_t b = 0, at = 0; b < k; b++)
        for (int64_t i = n / k + (b < n % k); i > 0; i--) label[at++] = (int32_t)b;
#define FIRST(b) ((b) * (n / k) + ((b) < n % k ? (b) : n % k))
    for (int64_t b = 0; b < k && st == GNN_OK; b++)
        for (int64_t c = b; c < k && st == GNN_OK; c++)
            st = pairs(&e, rng, FIRST(b), FIRST(b + 1), FIRST(c), FIRST(c + 1), b == c ? pin : pout);
#undef FIRST
    GNN_TRY(gnn_i_edge_list_finish(out, st, &e, n, label));
    GNN_TRY(gnn_i_shuffle(out, rng, NULL));
done:
    gnn_i_free(label);
    return st;
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    return gnn_i_planted(out, rng, v[0].i, v[1].i, v[2].x / v[0].x, v[3].x / v[0].x);
}

const gnn_i_generator gnn_i_groups_sbm = {
    .name = "sbm", .doc = "stochastic block model: an edge with probability a/n in a block, b/n between two", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "400", 1, GNN_I_MAX_N, NULL, "vertices" },
                { "k", GNN_I_INTEGER, "5", 1, 4096, NULL, "groups" },
                { "a", GNN_I_REAL, "0", 0, GNN_I_MAX_N, NULL, "n times the probability in a group" },
                { "b", GNN_I_REAL, "18", 0, GNN_I_MAX_N, NULL, "n times the probability between groups" } },
};
