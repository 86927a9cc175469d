/* Stochastic block model: k blocks of n/k vertices (sizes differ by at most one), a pair is an edge with probability
 * pin inside a block and pout between blocks, exactly; then a random relabelling.  Node labels are the blocks.
 * @source Holland, Laskey, Leinhardt 1983; balanced and relabelled as in Chen, Li, Bruna 2019 */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status label_blocks(gnn_graph *g, int64_t k, const int64_t *size)
{
    gnn_status st = GNN_OK;
    int64_t u = 0;
    GNN_ALLOC(g->node_label, g->n);
    for (int64_t b = 0; b < k; b++)
        for (int64_t i = 0; i < size[b]; i++) g->node_label[u++] = (int32_t)b;
done:
    return st;
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int64_t n = v[0].i, k = v[1].i, *size = NULL;
    double in = v[0].x * (v[0].x / v[1].x - 1) / 2, all = v[0].x * (v[0].x - 1) / 2;
    GNN_REQUIRE(k <= n || n == 0, GNN_EINVAL, "sbm: k = %lld blocks need as many vertices, n = %lld", (long long)k,
                (long long)n);
    GNN_TRY(gnn_i_check_edges("sbm", in * v[2].x + (all - in) * v[3].x));
    GNN_ALLOC(size, k);
    for (int64_t b = 0; b < k; b++) size[b] = n / k + (b < n % k);
    GNN_TRY(gnn_i_igraph_blocks(out, rng, k, size, v[2].x, v[3].x));
    GNN_TRY(label_blocks(*out, k, size));
    GNN_TRY(gnn_i_shuffle(out, rng, NULL));
done:
    gnn_i_free(size);
    return st;
}

const gnn_i_generator gnn_i_gen_sbm = {
    .name = "sbm", .doc = "stochastic block model, labels are the blocks", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "400", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "k", GNN_I_INTEGER, "5", 1, 4096, NULL, "blocks" },
                { "pin", GNN_I_REAL, "0", 0, 1, NULL, "probability of a pair inside a block" },
                { "pout", GNN_I_REAL, "0.045", 0, 1, NULL, "probability of a pair between blocks" } },
};
