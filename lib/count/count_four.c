/* Triangles, 4-cycles and 4-cliques of a ranked graph, in total, by vertex and by edge.
 *
 * Triangles: the higher neighbours of u are marked with their places; a marked w among the higher neighbours of a higher
 * neighbour v closes u < v < w.  O(m sqrt m).
 * 4-cliques: the triangles over u are the edges of a graph on its higher neighbours, kept as bit rows; its triangles
 * are the 4-cliques over u, and the common bits of two adjacent rows count them.  O(m sqrt m + triangles sqrt(m) / 64).
 * 4-cycles: with u the highest, the two-step paths u - v - w below u are counted per w; C(paths, 2) cycles close there.
 * O(sum over edges of the smaller degree).
 * Chiba, Nishizeki 1985 (both); numbers of different edges and vertices meet only in integer sums: any order will do. */
#include "count.h"

typedef struct pass {
    const gnn_i_ranked *r;
    gnn_i_raw *raw;
    const int64_t *degree; /* by rank, for the sums that need it */
    unsigned what;
    bool shared;           /* more than one worker adds to the arrays */
    int64_t widest;        /* row of `up` */
    int64_t work;
    double deadline;
} pass;

/* Scratch begins with totals; marks or path counts of n vertices follow, then the words of local bit rows. */
typedef struct scratch {
    gnn_i_wide total;
    bool overflow;
    int32_t mark[];
} scratch;

static size_t mark_bytes(const pass *p) { return sizeof(scratch) + (size_t)(p->r->n + 2) / 2 * 8; }
static uint64_t *words_of(const pass *p, scratch *s) { return (uint64_t *)(void *)((char *)s + mark_bytes(p)); }

static inline void add(const pass *p, scratch *s, int64_t *at, int64_t x)
{
    gnn_i_count_add_shared(at, x, p->shared, &s->overflow);
}

/* ---- triangles ---- */

static inline void mark_row(const gnn_i_ranked *r, scratch *s, int64_t u, bool set)
{
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++)
        s->mark[r->up[e]] = set ? (int32_t)(e - r->up_ptr[u]) + 1 : 0;
}

/* The same marks as bits: one in 32 of the memory, so that most looks find it near. */
static inline bool marked(const uint64_t *bit, int64_t w) { return bit[w >> 6] >> (w & 63) & 1; }

static void mark_bits(const gnn_i_ranked *r, uint64_t *bit, int64_t u)
{
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) bit[r->up[e] >> 6] ^= 1ull << (r->up[e] & 63);
}

/* Rows are asked for before their turn, into the next ranks: chunks go up. */
static inline void ask_ahead(const gnn_i_ranked *r, int64_t e)
{
    enum { AHEAD = 8 };
    __builtin_prefetch(r->up + r->up_ptr[r->up[e + AHEAD < r->m ? e + AHEAD : e]]);
}

static int64_t count_triangles(const gnn_i_ranked *r, const uint64_t *bit, int64_t u)
{
    int64_t all = 0;
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) {
        ask_ahead(r, e);
        for (int64_t v = r->up[e], f = r->up_ptr[v]; f < r->up_ptr[v + 1]; f++) all += marked(bit, r->up[f]);
    }
    return all;
}

/* Edges of v that close a triangle are listed without a branch, then dealt with. */
static int64_t place_triangles(const pass *p, scratch *s, const uint64_t *bit, int32_t *closing, int64_t u)
{
    const gnn_i_ranked *r = p->r;
    int64_t all = 0, *edge = p->raw->tri_edge, *node = p->raw->tri_node, first = r->up_ptr[u];
    for (int64_t e = first; e < r->up_ptr[u + 1]; e++) {
        int64_t v = r->up[e], count = 0;
        ask_ahead(r, e);
        for (int64_t f = r->up_ptr[v]; f < r->up_ptr[v + 1]; f++)
            closing[count] = (int32_t)f, count += marked(bit, r->up[f]);
        if (!count) continue;
        for (int64_t i = 0; i < count; i++) {
            int64_t f = closing[i], w = r->up[f];
            if (edge) add(p, s, &edge[f], 1), add(p, s, &edge[first + s->mark[w] - 1], 1);
            if (node) add(p, s, &node[w], 1);
        }
        if (edge) add(p, s, &edge[e], count);
        if (node) add(p, s, &node[v], count);
        all += count;
    }
    if (node && all) add(p, s, &node[u], all);
    return all;
}

static void triangle_chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const pass *p = ctx;
    const gnn_i_ranked *r = p->r;
    scratch *s = scratch_;
    uint64_t *bit = words_of(p, s);
    int32_t *closing = (int32_t *)(void *)(bit + r->n / 64 + 1);
    bool places = p->raw->tri_edge || p->raw->tri_node;
    for (int64_t u = begin; u < end; u++) {
        if (r->up_ptr[u + 1] - r->up_ptr[u] < 2) continue;
        mark_bits(r, bit, u);
        if (p->raw->tri_edge) mark_row(r, s, u, true); /* old marks need not go: the bits come first */
        s->total += places ? place_triangles(p, s, bit, closing, u) : count_triangles(r, bit, u);
        mark_bits(r, bit, u);
    }
}

static void after_triangles(void *ctx, void *scratch_)
{
    gnn_i_raw *raw = ((pass *)ctx)->raw;
    raw->triangles += ((scratch *)scratch_)->total, raw->overflow |= ((scratch *)scratch_)->overflow;
}

/* ---- sums over triangles that need the edges' numbers of triangles ---- */

static void second_of_triangle(const pass *p, scratch *s, int64_t u, int64_t v, int64_t w, int64_t uv, int64_t uw,
                               int64_t vw)
{
    gnn_i_raw *raw = p->raw;
    const int64_t *t = raw->tri_edge;
    if (raw->tri_far_node) {
        add(p, s, &raw->tri_far_node[u], t[vw] - 1);
        add(p, s, &raw->tri_far_node[v], t[uw] - 1);
        add(p, s, &raw->tri_far_node[w], t[uv] - 1);
    }
    if (!raw->tri_rim_edge) return;
    add(p, s, &raw->tri_rim_edge[uv], t[uw] + t[vw] - 2);
    add(p, s, &raw->tri_rim_edge[uw], t[uv] + t[vw] - 2);
    add(p, s, &raw->tri_rim_edge[vw], t[uv] + t[uw] - 2);
    add(p, s, &raw->tri_degree_edge[uv], p->degree[w] - 2);
    add(p, s, &raw->tri_degree_edge[uw], p->degree[v] - 2);
    add(p, s, &raw->tri_degree_edge[vw], p->degree[u] - 2);
}

static void second_chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const pass *p = ctx;
    scratch *s = scratch_;
    const gnn_i_ranked *r = p->r;
    for (int64_t u = begin; u < end; u++) {
        if (r->up_ptr[u + 1] - r->up_ptr[u] < 2) continue;
        mark_row(r, s, u, true);
        for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++)
            for (int64_t v = r->up[e], f = r->up_ptr[v]; f < r->up_ptr[v + 1]; f++) {
                int32_t m = s->mark[r->up[f]];
                if (m) second_of_triangle(p, s, u, v, r->up[f], e, r->up_ptr[u] + m - 1, f);
            }
        mark_row(r, s, u, false);
    }
}

static void after_second(void *ctx, void *scratch_) { ((pass *)ctx)->raw->overflow |= ((scratch *)scratch_)->overflow; }

/* ---- 4-cliques ---- */

int64_t gnn_i_local_rows(const gnn_i_ranked *r, const int32_t *mark, uint64_t *row, int64_t width, int64_t u)
{
    int64_t first = r->up_ptr[u], k = r->up_ptr[u + 1] - first, found = 0;
    for (int64_t i = 0; i < k; i++) {
        int64_t v = r->up[first + i];
        for (int64_t f = r->up_ptr[v]; f < r->up_ptr[v + 1]; f++) {
            int64_t j = mark[r->up[f]] - 1;
            if (j < 0) continue;
            row[i * width + (j >> 6)] |= 1ull << (j & 63), row[j * width + (i >> 6)] |= 1ull << (i & 63);
            found++;
        }
    }
    return found;
}

/* Cliques over u at local vertex i and its later neighbours j; twice[i] gathers them from both sides. */
static int64_t cliques_at(const pass *p, scratch *s, const uint64_t *row, int64_t width, int64_t i, int64_t v,
                          uint64_t *twice)
{
    const gnn_i_ranked *r = p->r;
    int64_t all = 0;
    for (int64_t f = r->up_ptr[v]; f < r->up_ptr[v + 1]; f++) {
        int64_t j = s->mark[r->up[f]] - 1, common = 0;
        if (j < 0) continue;
        for (int64_t x = 0; x < width; x++) common += __builtin_popcountll(row[i * width + x] & row[j * width + x]);
        if (!common) continue;
        all += common, twice[i] += (uint64_t)common, twice[j] += (uint64_t)common;
        if (p->raw->clique_edge) add(p, s, &p->raw->clique_edge[f], common);
    }
    return all;
}

static void cliques_of(const pass *p, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = p->r;
    int64_t first = r->up_ptr[u], k = r->up_ptr[u + 1] - first, width = (k + 63) / 64, all = 0;
    uint64_t *row = words_of(p, s), *twice = row + k * width;
    memset(row, 0, (size_t)(k * width + k) * sizeof *row);
    if (gnn_i_local_rows(r, s->mark, row, width, u) < 3) return;
    for (int64_t i = 0; i < k; i++) all += cliques_at(p, s, row, width, i, r->up[first + i], twice);
    s->total += all / 3;
    if (!p->raw->clique_node || !all) return;
    add(p, s, &p->raw->clique_node[u], all / 3);
    for (int64_t i = 0; i < k; i++) {
        if (!twice[i]) continue;
        add(p, s, &p->raw->clique_node[r->up[first + i]], (int64_t)twice[i] / 2);
        if (p->raw->clique_edge) add(p, s, &p->raw->clique_edge[first + i], (int64_t)twice[i] / 2);
    }
}

static void clique_chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const pass *p = ctx;
    scratch *s = scratch_;
    for (int64_t u = begin; u < end; u++) {
        if (p->r->up_ptr[u + 1] - p->r->up_ptr[u] < 3) continue;
        mark_row(p->r, s, u, true);
        cliques_of(p, s, u);
        mark_row(p->r, s, u, false);
    }
}

static void after_cliques(void *ctx, void *scratch_)
{
    gnn_i_raw *raw = ((pass *)ctx)->raw;
    raw->cliques4 += ((scratch *)scratch_)->total, raw->overflow |= ((scratch *)scratch_)->overflow;
}

/* ---- 4-cycles ---- */

/* Paths u - v - w with v, w below u, counted at w; the sum of C(paths, 2). */
static void paths_below(const gnn_i_ranked *r, scratch *s, int64_t u)
{
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++)
        for (int64_t v = r->col[e], f = r->ptr[v]; f < r->ptr[v + 1] && r->col[f] < u; f++)
            s->total += s->mark[r->col[f]]++;
}

static void forget_paths(const gnn_i_ranked *r, scratch *s, int64_t u)
{
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++)
        for (int64_t v = r->col[e], f = r->ptr[v]; f < r->ptr[v + 1] && r->col[f] < u; f++) s->mark[r->col[f]] = 0;
}

/* A cycle u v w x below u is seen from both paths over v and x: L - 1 others for each path; at w it is seen twice. */
static void cycles_at_places(const pass *p, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = p->r;
    int64_t *node = p->raw->cycle_node, *edge = p->raw->cycle_edge, twice_u = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++) {
        int64_t v = r->col[e], at_v = 0;
        for (int64_t f = r->ptr[v]; f < r->ptr[v + 1] && r->col[f] < u; f++) {
            int64_t others = s->mark[r->col[f]] - 1;
            if (!others) continue;
            at_v += others;
            if (edge) add(p, s, &edge[r->edge[f]], others);
        }
        if (!at_v) continue;
        twice_u += at_v;
        add(p, s, &node[v], at_v);
        if (edge) add(p, s, &edge[r->edge[e]], at_v);
    }
    if (twice_u) add(p, s, &node[u], twice_u / 2);
    for (int64_t e = r->ptr[u]; twice_u && e < r->ptr[u + 1] && r->col[e] < u; e++) /* w: once, when its count is cleared */
        for (int64_t v = r->col[e], f = r->ptr[v]; f < r->ptr[v + 1] && r->col[f] < u; f++) {
            int64_t w = r->col[f], paths = s->mark[w];
            if (paths > 1) add(p, s, &node[w], paths * (paths - 1) / 2);
            s->mark[w] = 0;
        }
}

static void cycle_chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const pass *p = ctx;
    scratch *s = scratch_;
    for (int64_t u = begin; u < end; u++) {
        if (p->r->ptr[u + 1] - p->r->ptr[u] < 2) continue;
        gnn_i_wide before = s->total;
        paths_below(p->r, s, u);
        if (p->raw->cycle_node && s->total != before) cycles_at_places(p, s, u);
        forget_paths(p->r, s, u);
    }
}

static void after_cycles(void *ctx, void *scratch_)
{
    gnn_i_raw *raw = ((pass *)ctx)->raw;
    raw->cycles4 += ((scratch *)scratch_)->total, raw->overflow |= ((scratch *)scratch_)->overflow;
}

/* ---- all ---- */

static gnn_status make_arrays(gnn_i_raw *raw, const gnn_i_ranked *r, unsigned what)
{
    gnn_status st = GNN_OK;
    bool node = what & GNN_I_RAW_NODES, edge = what & GNN_I_RAW_EDGES;
    if (node) GNN_CALLOC(raw->tri_node, r->n + 1);
    if (edge || (what & (GNN_I_RAW_TRI_EDGE | GNN_I_RAW_SECOND))) GNN_CALLOC(raw->tri_edge, r->m + 1);
    if ((node || edge) && (what & GNN_I_RAW_CYCLES)) GNN_CALLOC(raw->cycle_node, r->n + 1);
    if (edge && (what & GNN_I_RAW_CYCLES)) GNN_CALLOC(raw->cycle_edge, r->m + 1);
    if ((node || edge) && (what & GNN_I_RAW_CLIQUES)) GNN_CALLOC(raw->clique_node, r->n + 1);
    if (edge && (what & GNN_I_RAW_CLIQUES)) GNN_CALLOC(raw->clique_edge, r->m + 1);
    if (node && (what & GNN_I_RAW_SECOND)) GNN_CALLOC(raw->tri_far_node, r->n + 1);
    if (edge && (what & GNN_I_RAW_SECOND)) GNN_CALLOC(raw->tri_rim_edge, r->m + 1);
    if (edge && (what & GNN_I_RAW_SECOND)) GNN_CALLOC(raw->tri_degree_edge, r->m + 1);
done:
    return st;
}

static gnn_status sweep(const char *what, pass *p, size_t more_bytes, void (*fn)(void *, void *, int64_t, int64_t),
                        void (*after)(void *, void *))
{
    gnn_i_sweep s = { .what = what, .total = p->r->n, .chunk = 128, .work = p->work, .scratch_bytes = mark_bytes(p) + more_bytes, .deadline = p->deadline,
                      .fn = fn, .after = after, .ctx = p };
    return gnn_i_count_sweep(&s);
}

gnn_status gnn_i_raw_new(gnn_i_raw *raw, const gnn_i_ranked *r, const gnn_graph *g, unsigned what, double deadline)
{
    gnn_status st = GNN_OK;
    int64_t *degree = NULL, work = 8 * (r->n + r->m);
    *raw = (gnn_i_raw){ 0 };
    pass p = { .r = r, .raw = raw, .what = what, .work = work, .shared = gnn_threads() > 1 && work >= GNN_PARALLEL_WORK, .deadline = deadline };
    GNN_ALLOC(degree, r->n + 1);
    for (int64_t u = 0; u < r->n; u++) {
        degree[u] = gnn_i_ranked_degree(r, g, u);
        p.widest = r->up_ptr[u + 1] - r->up_ptr[u] > p.widest ? r->up_ptr[u + 1] - r->up_ptr[u] : p.widest;
    }
    p.degree = degree;
    GNN_TRY(make_arrays(raw, r, what));
    size_t words = (size_t)(p.widest * ((p.widest + 63) / 64 + 1)) * sizeof(uint64_t);
    if (what & GNN_I_RAW_TRIANGLES)
        GNN_TRY(sweep("triangles", &p, (size_t)(r->n / 64 + 1) * 8 + (size_t)(p.widest + 1) * 4, triangle_chunk,
                      after_triangles));
    if (what & GNN_I_RAW_SECOND) GNN_TRY(sweep("pairs of triangles", &p, 0, second_chunk, after_second));
    if (what & GNN_I_RAW_CLIQUES) GNN_TRY(sweep("4-cliques", &p, words, clique_chunk, after_cliques));
    if (what & GNN_I_RAW_CYCLES) GNN_TRY(sweep("4-cycles", &p, 0, cycle_chunk, after_cycles));
    GNN_REQUIRE(!raw->overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    gnn_i_free(degree);
    if (st != GNN_OK) gnn_i_raw_free(raw);
    return st;
}

void gnn_i_raw_free(gnn_i_raw *raw)
{
    gnn_i_free(raw->tri_node);
    gnn_i_free(raw->tri_edge);
    gnn_i_free(raw->cycle_node);
    gnn_i_free(raw->cycle_edge);
    gnn_i_free(raw->clique_node);
    gnn_i_free(raw->clique_edge);
    gnn_i_free(raw->tri_degree_edge);
    gnn_i_free(raw->tri_rim_edge);
    gnn_i_free(raw->tri_far_node);
    *raw = (gnn_i_raw){ 0 };
}
