/* 5-cycles at vertices or edges.  A cycle has one highest vertex u.  With L[b] the paths u - a - b below u, the closed walks u a b c d u
 * below u are the sum of L[b] L[c] over the arcs b - c below u.  Walks that are no cycles go round a tailed triangle, its
 * centre twice, whose centre is not the highest, or round a triangle with the highest vertex once: with weights 2 and 1 for
 * vertices met twice and once,
 *     cycles(x) = walks(x) - tailed(x) + tailed with the highest vertex as centre(x) - triangles(x).
 * Here: walks + tailed with the highest vertex as centre; the other two follow from counts of 4 vertices.  At edges the walks that
 * meet the highest vertex twice are put in too, so that all closed walks of five steps are there, each once for each time it
 * takes the edge.  Each pair of opposite walks is taken once.  Cost: the arcs below u out of what two steps below u reach, over all u. */
#include "count_five.h"

typedef struct scratch {
    bool overflow;
    int32_t *paths;   /* n: L                                  */
    int64_t *onward;  /* n: sum of L over the neighbours below */
    int32_t *touched; /* n                                     */
    bool *near;       /* n: neighbours of u below, at edges    */
} scratch;

static void layout(const gnn_i_five *f, scratch *s)
{
    int64_t n = f->four.r.n;
    s->onward = (int64_t *)(void *)(s + 1), s->paths = (int32_t *)(void *)(s->onward + n), s->touched = s->paths + n;
    s->near = (bool *)(void *)(s->touched + n + 1);
}

static size_t layout_bytes(const gnn_i_five *f) { return sizeof(scratch) + (size_t)f->four.r.n * 17 + 4; }

/* L, and what it is not zero at. */
static int64_t paths_below(const gnn_i_ranked *r, scratch *s, int64_t u)
{
    int64_t reached = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++)
        for (int64_t a = r->col[e], f = r->ptr[a]; f < r->ptr[a + 1] && r->col[f] < u; f++) {
            int64_t b = r->col[f];
            s->touched[reached] = (int32_t)b;
            reached += s->paths[b]++ == 0;
        }
    return reached;
}

static void walks_below(const gnn_i_five *f, scratch *s, int64_t u, int64_t reached)
{
    const gnn_i_ranked *r = &f->four.r;
    gnn_i_wide both = 0;
    for (int64_t i = 0; i < reached; i++) {
        int64_t b = s->touched[i], onward = 0;
        for (int64_t e = r->ptr[b]; e < r->ptr[b + 1] && r->col[e] < u; e++) onward += s->paths[r->col[e]];
        gnn_i_wide walks = (gnn_i_wide)onward * s->paths[b];
        s->onward[b] = onward, both += walks;
        gnn_i_five_add(f, GNN_I_FIVE_CYCLE, b, walks, &s->overflow);
    }
    gnn_i_five_add(f, GNN_I_FIVE_CYCLE, u, both / 2, &s->overflow);
}

/* L of a neighbour a of u counts the triangles of u and a below u. */
static void neighbours_below(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t below = 0, twice = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++) below++, twice += s->paths[r->col[e]];
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++) {
        int64_t a = r->col[e], mine = s->paths[a];
        gnn_i_wide walks = 0;
        for (int64_t g = r->ptr[a]; g < r->ptr[a + 1] && r->col[g] < u; g++) walks += s->onward[r->col[g]];
        gnn_i_wide base = (gnn_i_wide)mine * (below - 2), tail = twice / 2 - mine;
        gnn_i_five_add(f, GNN_I_FIVE_CYCLE, a, walks + base + tail, &s->overflow);
    }
    gnn_i_five_add(f, GNN_I_FIVE_CYCLE, u, (gnn_i_wide)twice * (below - 2), &s->overflow);
    gnn_i_five_add(f, GNN_I_FIVE_HIGHEST, u, twice / 2, &s->overflow);
}

/* ---- at edges ---- */

static void middles_below(const gnn_i_five *f, scratch *s, int64_t u, int64_t reached)
{
    const gnn_i_ranked *r = &f->four.r;
    for (int64_t i = 0; i < reached; i++) {
        int64_t b = s->touched[i], onward = 0;
        for (int64_t e = r->ptr[b]; e < r->ptr[b + 1] && r->col[e] < u; e++) {
            int64_t c = r->col[e], paths = s->paths[c];
            onward += paths;
            if (c < b && paths)
                gnn_i_five_add_edge(f, GNN_I_FIVE_AT_CYCLE, r->edge[e], (gnn_i_wide)s->paths[b] * paths, &s->overflow);
        }
        s->onward[b] = onward;
    }
}

/* The steps u - a - b; and the walks that meet u twice: a tail and a triangle at u, or three times the same edge of u, which
 * take a tail twice, the edges of the triangle once, or one edge of the triangle at u three times. */
static void ends_below(const gnn_i_five *f, scratch *s, int64_t u)
{
    const gnn_i_ranked *r = &f->four.r;
    int64_t below = 0, twice = 0;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++)
        below++, twice += s->paths[r->col[e]], s->near[r->col[e]] = true;
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++) {
        int64_t a = r->col[e], mine = s->paths[a];
        gnn_i_wide walks = (gnn_i_wide)mine * (below - 2) + 2 * (twice / 2 - mine) + 4 * mine;
        for (int64_t g = r->ptr[a]; g < r->ptr[a + 1] && r->col[g] < u; g++) {
            int64_t b = r->col[g], here = s->onward[b];
            walks += here;
            if (s->near[b] && b < a) here += below; /* below - 2 tails, 2 edges */
            gnn_i_five_add_edge(f, GNN_I_FIVE_AT_CYCLE, r->edge[g], here, &s->overflow);
        }
        gnn_i_five_add_edge(f, GNN_I_FIVE_AT_CYCLE, r->edge[e], walks, &s->overflow);
    }
    for (int64_t e = r->ptr[u]; e < r->ptr[u + 1] && r->col[e] < u; e++) s->near[r->col[e]] = false;
}

/* ---- all ---- */

static void chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    const gnn_i_five *f = ctx;
    const gnn_i_ranked *r = &f->four.r;
    scratch *s = scratch_;
    layout(f, s);
    for (int64_t u = begin; u < end; u++) {
        if (r->ptr[u + 1] == r->ptr[u] || r->col[r->ptr[u]] >= u) continue; /* none below */
        int64_t reached = paths_below(r, s, u);
        if (f->edge_sum) middles_below(f, s, u, reached), ends_below(f, s, u);
        else walks_below(f, s, u, reached), neighbours_below(f, s, u);
        for (int64_t i = 0; i < reached; i++) s->paths[s->touched[i]] = 0, s->onward[s->touched[i]] = 0;
    }
}

gnn_status gnn_i_five_cycle(gnn_i_five *f) { return gnn_i_five_sweep(f, "5-cycles", layout_bytes(f), chunk); }
