/* R-MAT power-law graphs: the cell of the adjacency matrix is found by halving, quadrants with probabilities
 * 0.57, 0.19, 0.19, 0.05; exactly m different edges without loops; then a random relabelling.
 * @source Chakrabarti, Zhan, Faloutsos 2004; Graph 500's probabilities */
#include "generator.h"
#include "base/rng_block.h"

/* One cell: 32 random bits a level, a block of the generator for four levels.  Blocks have their own half of the counter
 * space (high = 1), apart from the stream's words. */
static void draw_cell(uint64_t key, uint64_t *block, int levels, int64_t *u, int64_t *v)
{
    const uint32_t a = (uint32_t)(0.57 * 0x1p32), b = (uint32_t)(0.76 * 0x1p32), c = (uint32_t)(0.95 * 0x1p32);
    int64_t row = 0, col = 0;
    for (int level = 0; level < levels; level += 4) {
        uint32_t bits[4];
        gnn_i_philox(bits, key, (*block)++, 1);
        for (int i = 0; i < 4 && level + i < levels; i++) {
            uint32_t t = bits[i];
            row = 2 * row + (t >= b);
            col = 2 * col + ((t >= a && t < b) || t >= c);
        }
    }
    *u = row, *v = col;
}

/* Open addressing; 0 is free, so keys are stored plus one.  @return true if the key was new. */
static bool insert(uint64_t *table, uint64_t mask, uint64_t key)
{
    uint64_t at = (key * 0x9E3779B97F4A7C15u) >> 20 & mask;
    for (; table[at]; at = (at + 1) & mask)
        if (table[at] == key + 1) return false;
    table[at] = key + 1;
    return true;
}

static gnn_status draw_edges(gnn_graph **out, int64_t n, int64_t m, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL, *dst = NULL, *name = NULL;
    uint64_t *table = NULL, size = 16, block = 0;
    int levels = 0;
    while (((int64_t)1 << levels) < n) levels++;
    while (size < 2 * (uint64_t)m) size *= 2;
    GNN_ALLOC(src, m);
    GNN_ALLOC(dst, m);
    GNN_ALLOC(name, n);
    GNN_CALLOC(table, size);
    gnn_rng_permutation(rng, n, name);
    int64_t k = 0, tries = 0, limit = 1000 + 64 * m;
    while (k < m) {
        int64_t u, v;
        GNN_REQUIRE(tries++ < limit, GNN_EINVAL,
                    "rmat: m = %lld edges are too many for n = %lld (%lld after %lld draws)", (long long)m,
                    (long long)n, (long long)k, (long long)limit);
        if ((tries & 0xfffff) == 0) GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
        draw_cell(rng->key, &block, levels, &u, &v);
        if (u == v || u >= n || v >= n) continue;
        if (!insert(table, size - 1, u < v ? (uint64_t)u << 32 | (uint64_t)v : (uint64_t)v << 32 | (uint64_t)u))
            continue;
        src[k] = name[u], dst[k++] = name[v];
    }
    gnn_graph_spec spec = { .n = n, .m = m, .src = src, .dst = dst };
    GNN_TRY(gnn_graph_new(out, &spec));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    gnn_i_free(name);
    gnn_i_free(table);
    return st;
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    GNN_REQUIRE_RETURN(v[1].x <= v[0].x * (v[0].x - 1) / 2, GNN_EINVAL,
                       "rmat: m = %.0f edges do not fit on %.0f vertices", v[1].x, v[0].x);
    return draw_edges(out, v[0].i, v[1].i, rng);
}

const gnn_i_generator gnn_i_gen_rmat = {
    .name = "rmat", .doc = "R-MAT power-law graph", .graphs = 1, .draw = draw,
    .params = { { "n", GNN_I_INTEGER, "1000", 0, GNN_I_MAX_N, NULL, "vertices" },
                { "m", GNN_I_INTEGER, "5000", 0, GNN_I_MAX_EDGES, NULL, "edges" } },
};
