/* Sums over the vertices w in two steps from u, at the edges of u: L paths u - a - w, E edges among their middles a, and the
 * triangles T on their second steps.  A pair is met from both its ends, so that each gives to its own edges only.
 * Cost: twice the paths of two steps and the chordal cycles. */
#include "count_five.h"

typedef struct cell {
    int32_t paths, edges; /* L, E of u and this w */
    int64_t triangles;    /* T                    */
} cell;

typedef struct scratch {
    bool overflow;
    cell *at;         /* n                                        */
    gnn_i_wide *rim;  /* widest: GNN_I_FIVE_AT_SPOKE_03 of u's arcs */
    int32_t *touched; /* n                                        */
    int32_t *near;    /* n: u's arcs to its neighbours, plus 1    */
} scratch;

static size_t layout(const gnn_i_five *f, scratch *s)
{
    size_t n = (size_t)f->four.r.n, head = (sizeof *s + 15) / 16 * 16, k = (size_t)f->widest;
    if (s) {
        s->rim = (gnn_i_wide *)(void *)((char *)s + head), s->at = (cell *)(void *)(s->rim + k);
        s->touched = (int32_t *)(void *)(s->at + n), s->near = s->touched + n + 1;
    }
    return head + k * sizeof(gnn_i_wide) + n * sizeof(cell) + (2 * n + 1) * 4;
}

/* L and T of each w, and what was reached; whether anything was reached twice. */
static bool count_paths(const gnn_i_five *f, scratch *s, int64_t u, int64_t *reached)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t k = 0, all = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++)
        for (int64_t a = r->col[e], g = r->ptr[a]; g < r->ptr[a + 1]; g++) {
            int64_t w = r->col[g];
            if (w == u) continue;
            s->touched[k] = (int32_t)w, s->at[w].triangles += f->arc_triangles[g];
            k += s->at[w].paths++ == 0, all++;
        }
    *reached = k;
    return all > k;
}

/* Chords a - b in the neighbourhood of u, their other tips w: E, and wheels without a spoke at the chord and the rim. */
static void chords_over(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t first = r->ptr[u];
    for (int64_t e = first; e < r->ptr[u + 1]; e++) s->near[r->col[e]] = (int32_t)(e - first) + 1;
    for (int64_t e = first; e < r->ptr[u + 1]; e++)
        for (int64_t a = r->col[e], c = r->up_ptr[a]; c < r->up_ptr[a + 1]; c++) {
            int64_t b = r->up[c], sum = 0;
            if (!s->near[b]) continue;
            for (int64_t i = f->third_ptr[c]; i < f->third_ptr[c + 1]; i++) {
                cell *w = &s->at[f->third[i]];
                if (f->third[i] != u) sum += w->paths - 2, w->edges++;
            }
            s->rim[e - first] += sum, s->rim[s->near[b] - 1] += sum;
            gnn_i_five_add_edge(f, GNN_I_FIVE_AT_SPOKE_02, c, sum, &s->overflow);
        }
    for (int64_t e = first; e < r->ptr[u + 1]; e++) s->near[r->col[e]] = 0;
}

/* The paths over a again, with L, E and T known. */
static void along_paths(const gnn_i_five *f, scratch *s, int64_t u, int64_t e)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t a = r->col[e], edge = r->edge[e];
    gnn_i_wide banner = 0, beside = 0, opposite = 0, sides = 0, edges = 0;
    for (int64_t g = r->ptr[a]; g < r->ptr[a + 1]; g++) {
        int64_t w = r->col[g], others = s->at[w].paths - 1, t = f->arc_triangles[g];
        if (w == u || !others) continue;
        banner += (gnn_i_wide)others * f->four.degree[w], beside += others * t, opposite += s->at[w].triangles - t;
        sides += others * (others - 1) / 2, edges += s->at[w].edges;
    }
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_BANNER_23, edge, banner, &s->overflow);
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_HOUSE_03, edge, beside, &s->overflow);
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_HOUSE_23, edge, opposite, &s->overflow);
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_BIP, edge, sides, &s->overflow);
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_SPOKE_13, edge, edges, &s->overflow);
    gnn_i_five_add_edge(f, GNN_I_FIVE_AT_SPOKE_03, edge, s->rim[e - r->ptr[u]], &s->overflow);
    s->rim[e - r->ptr[u]] = 0;
}

static void chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const gnn_i_five *f = ctx;
    const gnn_i_ranked *r = &f->four.r;
    scratch *s = scratch_;
    layout(f, s);
    for (int64_t u = begin; u < end; u++) {
        int64_t reached;
        if (r->ptr[u + 1] - r->ptr[u] < 2) continue;
        if (count_paths(f, s, u, &reached)) {
            if (f->four.raw.tri_node[u]) chords_over(f, s, u);
            for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++) along_paths(f, s, u, e);
        }
        for (int64_t i = 0; i < reached; i++) s->at[s->touched[i]] = (cell){ 0, 0, 0 };
    }
}

gnn_status gnn_i_five_edge_pairs(gnn_i_five *f)
{
    return gnn_i_five_sweep(f, "pairs with common neighbours", layout(f, NULL), chunk);
}
