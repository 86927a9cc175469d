/* The picture of a pair.  Colours: 1-WL on both graphs jointly.  Where it does not separate, vertex u of the first
 * graph and its partner in the second stand in the same place, and edges that only one graph has are striking. Partners
 * have equal colours; they are those of an isomorphism, or are found by swaps that raise the number of common edges.
 * Where 1-WL separates, the vertices of colours that are not equally frequent carry a ring. */
#include "expressivity.h"
#include "common/draw.h"

enum { MOST_MATCHED = 400 }; /* vertices for which partners are looked for */

/* ---- partners ---- */

static bool has_arc(const gnn_graph *g, int64_t u, int32_t v)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    for (int64_t lo = ptr[u], hi = ptr[u + 1]; lo < hi;) {
        int64_t mid = (lo + hi) / 2;
        if (col[mid] == v) return true;
        if (col[mid] < v) lo = mid + 1;
        else hi = mid;
    }
    return false;
}

/* Arcs at u that map to arcs. */
static int64_t common(const gnn_graph *a, const gnn_graph *b, const int32_t *map, int64_t u)
{
    int64_t found = 0;
    for (int64_t e = gnn_graph_ptr(a)[u]; e < gnn_graph_ptr(a)[u + 1]; e++)
        found += has_arc(b, map[u], map[gnn_graph_col(a)[e]]);
    return found;
}

/* Vertices of equal rank within their colour; the colours are equally frequent. */
static void first_partners(int32_t *map, bool *taken, int64_t n, int32_t *const color[2])
{
    memset(taken, 0, (size_t)n * sizeof *taken);
    for (int64_t u = 0; u < n; u++) {
        int64_t v = 0;
        while (taken[v] || color[1][v] != color[0][u]) v++;
        map[u] = (int32_t)v, taken[v] = true;
    }
}

/* Swaps of partners as long as they gain; at most some rounds. */
static void improve(int32_t *map, const gnn_graph *a, const gnn_graph *b, int32_t *const color[2])
{
    int64_t n = gnn_graph_n(a);
    bool better = true;
    for (int round = 0; better && round < 20; round++) {
        better = false;
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = u + 1; v < n; v++) {
                if (color[1][map[u]] != color[1][map[v]]) continue;
                int64_t before = common(a, b, map, u) + common(a, b, map, v);
                int32_t x = map[u];
                map[u] = map[v], map[v] = x;
                if (common(a, b, map, u) + common(a, b, map, v) > before) better = true;
                else map[v] = map[u], map[u] = x;
            }
    }
}

static gnn_status find_partners(int32_t *map, const gnn_graph *a, const gnn_graph *b, int32_t *const color[2])
{
    gnn_status st = GNN_OK;
    int64_t n = gnn_graph_n(a);
    int isomorphic = 0;
    bool *taken = NULL;
    if (gnn_graph_isomorphic(&isomorphic, map, a, b) == GNN_OK && isomorphic) return GNN_OK;
    GNN_ALLOC(taken, n + 1);
    first_partners(map, taken, n, color);
    improve(map, a, b, color);
done:
    gnn_i_free(taken);
    return st;
}

/* ---- what is drawn ---- */

/* Arcs of a without a partner in b, and, the other way round, of b. */
static void mark_arcs(picture *p, const gnn_graph *a, const gnn_graph *b, const int32_t *map, const int32_t *back)
{
    const gnn_graph *g[2] = {a, b};
    for (int i = 0; i < 2; i++)
        for (int64_t u = 0; u < gnn_graph_n(g[i]); u++)
            for (int64_t e = gnn_graph_ptr(g[i])[u]; e < gnn_graph_ptr(g[i])[u + 1]; e++) {
                const int32_t *to = i ? back : map;
                p->striking[i][e] = !has_arc(g[!i], to[u], to[gnn_graph_col(g[i])[e]]);
            }
}

static gnn_status mark_vertices(picture *p, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    int64_t *count = NULL, n[2] = {gnn_graph_n(a), gnn_graph_n(b)};
    GNN_CALLOC(count, 2 * p->colors + 1);
    for (int i = 0; i < 2; i++)
        for (int64_t u = 0; u < n[i]; u++) count[2 * p->color[i][u] + i]++;
    for (int i = 0; i < 2; i++)
        for (int64_t u = 0; u < n[i]; u++) {
            p->ringed[i][u] = count[2 * p->color[i][u]] != count[2 * p->color[i][u] + 1];
            p->aligned &= !p->ringed[i][u];
        }
done:
    gnn_i_free(count);
    return st;
}

static gnn_status joint_colors(picture *p, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    gnn_graph *joint = NULL;
    const gnn_graph *both[2] = {a, b};
    int32_t *color = NULL;
    int64_t rounds, na = gnn_graph_n(a), nb = gnn_graph_n(b);
    GNN_TRY(gnn_graph_union(&joint, 2, both, NULL));
    GNN_ALLOC(color, na + nb + 1);
    GNN_TRY(gnn_color_refinement(color, &p->colors, &rounds, joint));
    memcpy(p->color[0], color, (size_t)na * sizeof *color);
    memcpy(p->color[1], color + na, (size_t)nb * sizeof *color);
done:
    gnn_graph_free(joint);
    gnn_i_free(color);
    return st;
}

gnn_status picture_new(picture *p, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g[2] = {a, b};
    int32_t *map = NULL, *back = NULL;
    *p = (picture){0};
    for (int i = 0; i < 2; i++) {
        GNN_ALLOC(p->xy[i], 2 * gnn_graph_n(g[i]) + 1);
        GNN_ALLOC(p->color[i], gnn_graph_n(g[i]) + 1);
        GNN_CALLOC(p->ringed[i], gnn_graph_n(g[i]) + 1);
        GNN_CALLOC(p->striking[i], gnn_graph_arcs(g[i]) + 1);
    }
    GNN_ALLOC(map, gnn_graph_n(a) + 1);
    GNN_ALLOC(back, gnn_graph_n(b) + 1);
    GNN_TRY(joint_colors(p, a, b));
    p->aligned = gnn_graph_n(a) <= MOST_MATCHED;
    GNN_TRY(mark_vertices(p, a, b));
    GNN_TRY(gnn_graph_layout(p->xy[0], a));
    if (p->aligned) {
        GNN_TRY(find_partners(map, a, b, p->color));
        for (int64_t u = 0; u < gnn_graph_n(a); u++) {
            back[map[u]] = (int32_t)u;
            memcpy(p->xy[1] + 2 * map[u], p->xy[0] + 2 * u, 2 * sizeof *p->xy[0]);
        }
        mark_arcs(p, a, b, map, back);
    } else {
        GNN_TRY(gnn_graph_layout(p->xy[1], b));
    }
done:
    gnn_i_free(map);
    gnn_i_free(back);
    if (st != GNN_OK) picture_free(p);
    return st;
}

void picture_free(picture *p)
{
    for (int i = 0; i < 2; i++) {
        gnn_i_free(p->xy[i]);
        gnn_i_free(p->color[i]);
        gnn_i_free(p->ringed[i]);
        gnn_i_free(p->striking[i]);
    }
    *p = (picture){0};
}

gnn_status draw_pair(const char *path, const gnn_graph *a, const gnn_graph *b, bool force)
{
    picture p;
    const gnn_graph *g[2] = {a, b};
    char caption[2][96];
    GNN_TRY_RETURN(picture_new(&p, a, b));
    cli_panel panels[2];
    for (int i = 0; i < 2; i++) {
        snprintf(caption[i], sizeof caption[i], "G%d: %lld vertices, %lld edges", i + 1, (long long)gnn_graph_n(g[i]),
                 (long long)gnn_graph_edges(g[i]));
        panels[i] = (cli_panel){g[i], p.color[i], caption[i], p.xy[i], p.ringed[i], p.aligned ? p.striking[i] : NULL};
    }
    gnn_status st = cli_draw(
        path, 2, panels,
        p.aligned
            ? "Equal fill, shape, number: equal 1-WL colour.  Thick red: edges of one graph only.  Vertices in G1 | G2:"
            : "Equal fill, shape, number: equal 1-WL colour.  Ring: not equally frequent.  Vertices in G1 | G2:",
        force);
    picture_free(&p);
    return st;
}
