/* Two groups whose signal differs from graph to graph: m = degree (modes 2, 4: m uniform in [1, 6]), delta uniform in
 * [sqrt(m snr), m], a = m + delta, b = m - delta; modes 3, 4: the sign of delta is a coin, so that half of the graphs are
 * disassociative.  With two groups (a - b)^2 / (2 (a + b)) = delta^2 / m >= snr.
 * @source the authors' earlier program of Chen, Li, Bruna 2019, its modes 1 to 4 */
#include "tasks/community/community_data.h"
#include <math.h>

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    int64_t n = v[0].i, mode = v[2].i;
    double m = v[1].x;
    if (mode % 2 == 0) m = 1 + 5 * gnn_rng_uniform(rng);
    double least = sqrt(m * v[3].x);
    GNN_REQUIRE_RETURN(least <= m, GNN_EINVAL, "mixture: snr = %g is more than the degree %g allows", v[3].x, m);
    double delta = least + (m - least) * gnn_rng_uniform(rng);
    if (mode > 2 && gnn_rng_below(rng, 2)) delta = -delta;
    return gnn_i_planted(out, rng, n, 2, (m + delta) / (double)n, (m - delta) / (double)n);
}

const gnn_i_generator gnn_i_groups_mixture = {
    .name = "mixture", .doc = "two groups, another signal-to-noise ratio (and sign) in each graph", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "1000", 2, GNN_I_MAX_N, NULL, "vertices" },
                { "degree", GNN_I_REAL, "3", 0.01, 1e6, NULL, "mean degree (modes 1, 3)" },
                { "mode", GNN_I_INTEGER, "1", 1, 4, NULL, "1: associative, 3: either sign, 2 and 4: the same with degrees from 1 to 6" },
                { "snr", GNN_I_REAL, "1", 0, 1e6, NULL, "least signal-to-noise ratio" } },
};
