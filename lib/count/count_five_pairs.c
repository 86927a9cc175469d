/* Sums over pairs u > w with common neighbours: L of them, and E edges among these.  A path u - a - w has an end, its middle
 * and the edges it runs over; each pair with an edge among the common neighbours is the pair of tips of a chordal cycle,
 * whose chord's list of third corners names w.  Cost: the paths of two steps and the chordal cycles. */
#include "count_five.h"

typedef struct cell {
    int32_t paths, edges; /* L and E of u and this w */
} cell;

typedef struct scratch {
    bool overflow;
    cell *at;          /* n                                           */
    int64_t *roofs;    /* n: what GNN_I_FIVE_HOUSE_2 gets at w from u */
    int32_t *touched;  /* n                                           */
    uint64_t *near;    /* n bits: neighbours of u                     */
} scratch;

static void layout(const gnn_i_five *f, scratch *s)
{
    size_t n = (size_t)f->four.r.n;
    s->at = (cell *)(void *)(s + 1), s->roofs = (int64_t *)(void *)(s->at + n);
    s->near = (uint64_t *)(void *)(s->roofs + n), s->touched = (int32_t *)(void *)(s->near + n / 64 + 1);
}

static size_t layout_bytes(const gnn_i_five *f)
{
    size_t n = (size_t)f->four.r.n;
    return sizeof(scratch) + 16 * n + (n / 64 + 1) * 8 + 4 * (n + 1);
}

/* L of each w, and what was reached; whether anything was reached twice. */
static bool count_paths(const gnn_i_ranked *r, scratch *s, int64_t u, int64_t *reached)
{
    int64_t k = 0, all = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++)
        for (int64_t a = r->col[e], f = r->ptr[a]; f < r->ptr[a + 1] && r->col[f] < u; f++) {
            int64_t w = r->col[f];
            s->touched[k] = (int32_t)w;
            k += s->at[w].paths++ == 0, all++;
        }
    *reached = k;
    return all > k;
}

static void turn_near(const gnn_i_ranked *r, scratch *s, int64_t u)
{
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++) s->near[r->col[e] >> 6] ^= 1ull << (r->col[e] & 63);
}

/* Chords a - b in the neighbourhood of u, their other tips w: E, and the rim of wheels without a spoke. */
static void chords_over(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    turn_near(r, s, u);
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++) {
        int64_t a = r->col[e];
        gnn_i_wide at_a = 0;
        for (int64_t c = r->up_ptr[a]; c < r->up_ptr[a + 1]; c++) {
            int64_t b = r->up[c], sum = 0;
            if (!(s->near[b >> 6] >> (b & 63) & 1)) continue;
            for (int64_t i = f->third_ptr[c]; i < f->third_ptr[c + 1] && f->third[i] < u; i++) {
                cell *w = &s->at[f->third[i]];
                sum += w->paths - 2, w->edges++;
            }
            at_a += sum;
            gnn_i_five_add(f, GNN_I_FIVE_SPOKE_RIM, b, sum, &s->overflow);
        }
        gnn_i_five_add(f, GNN_I_FIVE_SPOKE_RIM, a, at_a, &s->overflow);
    }
    turn_near(r, s, u);
}

/* Each path again, with L and E known. */
static void along_paths(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    gnn_i_wide roofs = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1]; e++) {
        int64_t a = r->col[e], here = f->arc_triangles[e];
        gnn_i_wide sides = 0, edges = 0;
        for (int64_t g = r->ptr[a]; g < r->ptr[a + 1] && r->col[g] < u; g++) {
            int64_t w = r->col[g], others = s->at[w].paths - 1;
            if (!others) continue;
            sides += others * (others - 1) / 2, edges += s->at[w].edges, roofs += others * f->arc_triangles[g];
            gnn_i_count_add(&s->roofs[w], others * here, &s->overflow);
        }
        gnn_i_five_add(f, GNN_I_FIVE_BIP_SIDE3, a, sides, &s->overflow);
        gnn_i_five_add(f, GNN_I_FIVE_SPOKE_OFF, a, edges, &s->overflow);
    }
    gnn_i_five_add(f, GNN_I_FIVE_HOUSE_2, u, roofs, &s->overflow);
}

/* What the pairs give to their ends; all cells are zero again. */
static void at_ends(const gnn_i_five *f, scratch *s, int64_t u, int64_t reached)
{
    const int64_t *degree = f->four.degree;
    gnn_i_wide banners = 0, sides = 0, tips = 0;
    for (int64_t i = 0; i < reached; i++) {
        int64_t w = s->touched[i];
        gnn_i_wide paths = s->at[w].paths;
        if (paths > 1) {
            gnn_i_wide cycles = gnn_i_choose2(paths), three = gnn_i_choose3(paths), tip = s->at[w].edges * (paths - 2);
            banners += cycles * (degree[w] - 2), sides += three, tips += tip;
            gnn_i_five_add(f, GNN_I_FIVE_BANNER_3, w, cycles * (degree[u] - 2), &s->overflow);
            gnn_i_five_add(f, GNN_I_FIVE_BIP_SIDE2, w, three, &s->overflow);
            gnn_i_five_add(f, GNN_I_FIVE_SPOKE_TIP, w, tip, &s->overflow);
            gnn_i_five_add(f, GNN_I_FIVE_HOUSE_2, w, s->roofs[w], &s->overflow);
        }
        s->at[w] = (cell){ 0, 0 }, s->roofs[w] = 0;
    }
    gnn_i_five_add(f, GNN_I_FIVE_BANNER_3, u, banners, &s->overflow);
    gnn_i_five_add(f, GNN_I_FIVE_BIP_SIDE2, u, sides, &s->overflow);
    gnn_i_five_add(f, GNN_I_FIVE_SPOKE_TIP, u, tips, &s->overflow);
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
        if (count_paths(r, s, u, &reached)) {
            if (f->four.raw.tri_node[u]) chords_over(f, s, u);
            along_paths(f, s, u);
            at_ends(f, s, u, reached);
        } else
            for (int64_t i = 0; i < reached; i++) s->at[s->touched[i]].paths = 0;
    }
}

gnn_status gnn_i_five_pairs(gnn_i_five *f)
{
    return gnn_i_five_sweep(f, "pairs with common neighbours", layout_bytes(f), chunk);
}
