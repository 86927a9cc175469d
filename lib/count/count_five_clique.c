/* 5-cliques at vertices or edges: over the lowest vertex u, 4-cliques of the local graph on its higher neighbours, kept as bit rows.  The
 * common bits of the three rows of a local triangle are what makes it a 4-clique; its triangles see each 4-clique four times, a
 * vertex of it three times.  At edges the 4-cliques on each local edge are counted alone.  O(4-cliques sqrt(m) / 64). */
#include "count_five.h"

typedef struct scratch {
    bool overflow;
    int64_t *at;             /* by local vertex, three times */
    uint64_t *row, *common;
    int32_t *mark;           /* n */
} scratch;

/* Local triangles i < j < l with their common neighbours; the sum of these. */
static int64_t over_edge(scratch *s, int64_t width, int64_t i, int64_t j)
{
    int64_t all = 0;
    for (int64_t x = 0; x < width; x++) s->common[x] = s->row[i * width + x] & s->row[j * width + x];
    for (int64_t x = j >> 6; x < width; x++)
        for (uint64_t bits = x == j >> 6 ? s->common[x] & ~0ull << (j & 63) : s->common[x]; bits; bits &= bits - 1) {
            int64_t l = 64 * x + __builtin_ctzll(bits), more = 0;
            for (int64_t y = 0; y < width; y++) more += __builtin_popcountll(s->common[y] & s->row[l * width + y]);
            s->at[l] += more, all += more;
        }
    s->at[i] += all, s->at[j] += all;
    return all;
}

static void cliques_over(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t first = r->up_ptr[u], k = r->up_ptr[u + 1] - first, width = (k + 63) / 64, all = 0;
    memset(s->row, 0, (size_t)(k * width) * sizeof *s->row);
    memset(s->at, 0, (size_t)k * sizeof *s->at);
    for (int64_t i = 0; i < k; i++) s->mark[r->up[first + i]] = (int32_t)i + 1;
    if (gnn_i_local_rows(r, s->mark, s->row, width, u) >= 6)
        for (int64_t i = 0; i < k; i++)
            for (int64_t x = i >> 6; x < width; x++)
                for (uint64_t bits = x == i >> 6 ? s->row[i * width + x] & ~0ull << (i & 63) : s->row[i * width + x];
                     bits; bits &= bits - 1)
                    all += over_edge(s, width, i, 64 * x + __builtin_ctzll(bits));
    gnn_i_five_add(f, GNN_I_FIVE_CLIQUE, u, all / 4, &s->overflow);
    for (int64_t i = 0; i < k; i++) {
        gnn_i_five_add(f, GNN_I_FIVE_CLIQUE, r->up[first + i], s->at[i] / 3, &s->overflow);
        s->mark[r->up[first + i]] = 0;
    }
}

/* ---- at edges ---- */

/* Local 4-cliques on the edge i - j: edges among the common neighbours. */
static int64_t cliques_on(scratch *s, int64_t width, int64_t i, int64_t j)
{
    int64_t all = 0;
    for (int64_t x = 0; x < width; x++) s->common[x] = s->row[i * width + x] & s->row[j * width + x];
    for (int64_t x = 0; x < width; x++)
        for (uint64_t bits = s->common[x]; bits; bits &= bits - 1) {
            const uint64_t *row = s->row + (64 * x + __builtin_ctzll(bits)) * width;
            all += __builtin_popcountll((bits & (bits - 1)) & row[x]); /* later ones */
            for (int64_t y = x + 1; y < width; y++) all += __builtin_popcountll(s->common[y] & row[y]);
        }
    return all;
}

static void cliques_at_edges(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t first = r->up_ptr[u], k = r->up_ptr[u + 1] - first, width = (k + 63) / 64;
    memset(s->row, 0, (size_t)(k * width) * sizeof *s->row);
    memset(s->at, 0, (size_t)k * sizeof *s->at);
    for (int64_t i = 0; i < k; i++) s->mark[r->up[first + i]] = (int32_t)i + 1;
    bool any = gnn_i_local_rows(r, s->mark, s->row, width, u) >= 6;
    for (int64_t i = 0; any && i < k; i++)
        for (int64_t v = r->up[first + i], e = r->up_ptr[v]; e < r->up_ptr[v + 1]; e++) {
            int64_t j = s->mark[r->up[e]] - 1, on = j >= 0 ? cliques_on(s, width, i, j) : 0;
            if (!on) continue;
            s->at[i] += on, s->at[j] += on;
            gnn_i_five_add_edge(f, GNN_I_FIVE_AT_CLIQUE, e, on, &s->overflow);
        }
    for (int64_t i = 0; i < k; i++) {
        gnn_i_five_add_edge(f, GNN_I_FIVE_AT_CLIQUE, first + i, s->at[i] / 3, &s->overflow);
        s->mark[r->up[first + i]] = 0;
    }
}

/* ---- all ---- */

static void chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const gnn_i_five *f = ctx;
    const gnn_i_ranked *r = &f->four.r;
    scratch *s = scratch_;
    int64_t k = f->widest_up, width = (k + 63) / 64;
    s->at = (int64_t *)(void *)(s + 1), s->row = (uint64_t *)(void *)(s->at + k), s->common = s->row + k * width;
    s->mark = (int32_t *)(void *)(s->common + width);
    for (int64_t u = begin; u < end; u++)
        if (r->up_ptr[u + 1] - r->up_ptr[u] > 3 && f->four.raw.clique_node[u])
            f->edge_sum ? cliques_at_edges(f, s, u) : cliques_over(f, s, u);
}

gnn_status gnn_i_five_clique(gnn_i_five *f)
{
    int64_t k = f->widest_up, width = (k + 63) / 64;
    return gnn_i_five_sweep(f, "5-cliques",
                            sizeof(scratch) + (size_t)(k + k * width + width) * 8 + (size_t)f->four.r.n * 4, chunk);
}
