/* Random d-regular graphs by stub matching with restarts (igraph); not exactly uniform, as all fast methods.  Dense ones
 * are complements of sparse ones. */
#include "generator.h"
#include "igraph_bridge.h"

static gnn_status complement(gnn_graph **g)
{
    gnn_graph *a = *g, *h = NULL;
    gnn_i_edge_list e = { 0 };
    gnn_status st = GNN_OK;
    for (int64_t u = 0; u < a->n && st == GNN_OK; u++) {
        int64_t k = a->ptr[u];
        for (int64_t w = u + 1; w < a->n && st == GNN_OK; w++) {
            while (k < a->ptr[u + 1] && a->col[k] < w) k++;
            if (k == a->ptr[u + 1] || a->col[k] != w) st = gnn_i_edge_list_add(&e, u, w);
        }
    }
    GNN_TRY_RETURN(gnn_i_edge_list_finish(&h, st, &e, a->n, NULL));
    gnn_graph_free(a);
    *g = h;
    return GNN_OK;
}

/* Without `count` of its edges, drawn at random. */
static gnn_status remove_edges(gnn_graph **g, gnn_rng *rng, int64_t count)
{
    gnn_status st = GNN_OK;
    gnn_graph *a = *g, *h = NULL;
    gnn_i_edge_list e = { 0 };
    int64_t left = gnn_graph_edges(a); /* edges not looked at, of which `count` go */
    GNN_REQUIRE_RETURN(count <= left, GNN_EINVAL, "regular: remove = %lld of %lld edges", (long long)count,
                       (long long)left);
    for (int64_t u = 0; u < a->n && st == GNN_OK; u++)
        for (int64_t k = a->ptr[u]; k < a->ptr[u + 1] && st == GNN_OK; k++) {
            if (a->col[k] <= u) continue;
            if ((int64_t)gnn_rng_below(rng, (uint64_t)left--) < count) count--;
            else st = gnn_i_edge_list_add(&e, u, a->col[k]);
        }
    GNN_TRY_RETURN(gnn_i_edge_list_finish(&h, st, &e, a->n, NULL));
    gnn_graph_free(a);
    *g = h;
    return GNN_OK;
}

static gnn_status draw_regular(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    int64_t n = v[0].i, d = v[1].i;
    GNN_REQUIRE_RETURN(d < n || d == 0, GNN_EINVAL, "regular: degree d = %lld needs more than n = %lld vertices",
                       (long long)d, (long long)n);
    GNN_REQUIRE_RETURN(n % 2 == 0 || d % 2 == 0, GNN_EINVAL, "regular: n d = %lld x %lld is odd", (long long)n,
                       (long long)d);
    GNN_TRY_RETURN(gnn_i_check_edges("regular", v[0].x * v[1].x / 2));
    if (d <= n / 2) return gnn_i_igraph_regular(out, rng, n, d);
    GNN_TRY_RETURN(gnn_i_igraph_regular(out, rng, n, n - 1 - d));
    return complement(out);
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    GNN_TRY_RETURN(draw_regular(out, v, rng));
    return v[2].i > 0 ? remove_edges(out, rng, v[2].i) : GNN_OK;
}

const gnn_i_generator gnn_i_gen_regular = {
    .name = "regular", .doc = "random d-regular graph", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "100", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "d", GNN_I_INTEGER, "3", 0, GNN_I_MAX_N, NULL, "degree" },
                { "remove", GNN_I_INTEGER, "0", 0, GNN_I_MAX_EDGES, NULL, "edges removed afterwards, at random" } },
};
