/* Degree-corrected block model: vertices have weights w from a power law, at most n / 10 times their mean, and a pair
 * is an edge with probability w_i w_j p_in or w_i w_j p_out (at most 1), where the expected degrees have the asked
 * mean and the asked share of it leads to other groups.
 * @source Karrer, Newman 2011 */
#include "tasks/community/community_data.h"
#include <math.h>

static void draw_weights(double *w, int64_t n, double power, gnn_rng *rng)
{
    double sum = 0;
    for (int64_t u = 0; u < n; u++) {
        double x = power > 0 ? pow(1 - gnn_rng_uniform(rng), -1 / (power - 1)) : 1;
        w[u] = fmin(x, (double)n / 10), sum += w[u];
    }
    for (int64_t u = 0; u < n; u++) w[u] *= (double)n / sum;
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int64_t n = v[0].i, k = v[1].i;
    double *w = NULL, in = 0, all = 0, group[2] = { 0 };
    int32_t *label = NULL;
    gnn_i_edge_list e = { 0 };
    GNN_REQUIRE_RETURN(k <= n, GNN_EINVAL, "dcsbm: %lld groups need as many vertices, n = %lld", (long long)k,
                       (long long)n);
    GNN_REQUIRE_RETURN(v[4].x == 0 || v[4].x > 1, GNN_EINVAL,
                       "dcsbm: power = %g, a law of weights needs more than 1 (0: equal weights)", v[4].x);
    GNN_ALLOC(w, n);
    GNN_ALLOC(label, n);
    for (int64_t u = 0; u < n; u++) label[u] = (int32_t)(u * k / n);
    draw_weights(w, n, v[4].x, rng);
    for (int64_t u = 0; u < n; u++) { /* all, in: sums of w_i w_j over ordered pairs, and over those in a group */
        if (u == 0 || label[u] != label[u - 1]) in += group[0] * group[0] - group[1], group[0] = group[1] = 0;
        group[0] += w[u], group[1] += w[u] * w[u], all -= w[u] * w[u];
    }
    in += group[0] * group[0] - group[1], all += (double)n * (double)n;
    double edges = (double)n * v[2].x, pin = in > 0 ? edges * (1 - v[3].x) / in : 0,
           pout = all > in ? edges * v[3].x / (all - in) : 0;
    for (int64_t a = 0; a < n && st == GNN_OK; a++)
        for (int64_t b = a + 1; b < n && st == GNN_OK; b++)
            if (gnn_rng_uniform(rng) < w[a] * w[b] * (label[a] == label[b] ? pin : pout))
                st = gnn_i_edge_list_add(&e, a, b);
    GNN_TRY(gnn_i_edge_list_finish(out, st, &e, n, label));
    GNN_TRY(gnn_i_shuffle(out, rng, NULL));
done:
    gnn_i_free(w);
    gnn_i_free(label);
    return st;
}

const gnn_i_generator gnn_i_groups_dcsbm = {
    .name = "dcsbm", .doc = "degree-corrected block model: degrees from a power law", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "300", 2, 20000, NULL, "vertices" },
                { "k", GNN_I_INTEGER, "3", 1, 4096, NULL, "groups" },
                { "degree", GNN_I_REAL, "8", 0, 20000, NULL, "mean degree" },
                { "mix", GNN_I_REAL, "0.25", 0, 1, NULL, "share of it that leads to other groups" },
                { "power", GNN_I_REAL, "2.5", 0, 100, NULL, "exponent of the law of weights; 0: equal weights" } },
};
