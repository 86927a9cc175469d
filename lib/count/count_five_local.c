/* Patterns with a hub, a vertex adjacent to all others, are patterns on 4 vertices in the graph that the triangles over the hub
 * make on its neighbours.  Here: the wheel (a 4-cycle there), clique5-path3 and clique5-edge (triangles there, and what they
 * share), over every hub.  Cost: local triangles (each 4-clique four times), local paths of two steps below their first vertex. */
#include "count_five_local.h"

size_t gnn_i_local_bytes(const gnn_i_five *f)
{
    size_t bytes = sizeof(gnn_i_local) + (size_t)(f->widest + 2) * (3 * 8 + 5 * 4) + (size_t)f->four.r.n * 4 +
                   (size_t)f->most * (f->edge_sum ? 20 : 12);
    return (bytes + 7) / 8 * 8;
}

void gnn_i_local_layout(const gnn_i_five *f, gnn_i_local *l)
{
    int64_t k = f->widest + 2;
    l->rim = (int64_t *)(void *)(l + 1), l->rest = l->rim + k, l->off = l->rest + k;
    l->vertex = (int32_t *)(void *)(l->off + k), l->out_ptr = l->vertex + k, l->in_ptr = l->out_ptr + k,
    l->spot = l->in_ptr + k;
    l->touched = l->spot + k, l->mark = l->touched + k, l->out = l->mark + f->four.r.n, l->in = l->out + f->most,
    l->triangles = l->in + f->most;
    if (f->edge_sum) l->number = l->triangles + f->most, l->in_edge = l->number + f->most;
}

/* ---- building ---- */

static void fill_in(gnn_i_local *l)
{
    memset(l->in_ptr, 0, (size_t)(l->k + 1) * sizeof *l->in_ptr);
    for (int64_t e = 0; e < l->edges; e++) l->in_ptr[l->out[e] + 1]++;
    for (int64_t i = 0; i < l->k; i++) l->in_ptr[i + 1] += l->in_ptr[i], l->touched[i] = l->in_ptr[i];
    for (int32_t i = 0; i < l->k; i++)
        for (int32_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++) {
            if (l->in_edge) l->in_edge[l->touched[l->out[e]]] = e;
            l->in[l->touched[l->out[e]]++] = i;
        }
}

void gnn_i_local_build(const gnn_i_five *f, gnn_i_local *l, int64_t hub)
{
    const gnn_i_ranked *r = &f->four.r;
    l->k = l->edges = 0;
    for (int64_t e = r->ptr[hub]; e < r->ptr[hub + 1]; e++)
        if (f->arc_triangles[e]) l->vertex[l->k++] = r->col[e], l->mark[r->col[e]] = (int32_t)l->k;
    for (int64_t i = 0; i < l->k; i++) {
        int64_t x = l->vertex[i];
        l->out_ptr[i] = (int32_t)l->edges;
        for (int64_t e = r->up_ptr[x]; e < r->up_ptr[x + 1]; e++) {
            if (!l->mark[r->up[e]]) continue;
            if (l->number) l->number[l->edges] = (int32_t)e;
            l->out[l->edges++] = l->mark[r->up[e]] - 1;
        }
    }
    l->out_ptr[l->k] = (int32_t)l->edges;
    fill_in(l);
}

static int64_t degree(const gnn_i_local *l, int64_t i)
{
    return l->out_ptr[i + 1] - l->out_ptr[i] + l->in_ptr[i + 1] - l->in_ptr[i];
}

/* ---- triangles: 4-cliques over the hub ---- */

void gnn_i_local_turn_spots(gnn_i_local *l, int64_t i, bool set)
{
    for (int64_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++) l->spot[l->out[e]] = set ? (int32_t)e + 1 : 0;
}

int32_t gnn_i_local_triangles(gnn_i_local *l)
{
    int32_t most = 0;
    memset(l->triangles, 0, (size_t)l->edges * sizeof *l->triangles);
    for (int64_t i = 0; i < l->k; i++) {
        gnn_i_local_turn_spots(l, i, true);
        for (int64_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++)
            for (int64_t j = l->out[e], c = l->out_ptr[j]; c < l->out_ptr[j + 1]; c++) {
                int32_t s = l->spot[l->out[c]];
                if (s) l->triangles[e]++, l->triangles[s - 1]++, l->triangles[c]++;
            }
        gnn_i_local_turn_spots(l, i, false);
    }
    for (int64_t e = 0; e < l->edges; e++) most = l->triangles[e] > most ? l->triangles[e] : most;
    return most;
}

/* At each corner of a triangle the others on the opposite edge. */
static void opposite_triangles(gnn_i_local *l)
{
    for (int64_t i = 0; i < l->k; i++) {
        gnn_i_local_turn_spots(l, i, true);
        for (int64_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++)
            for (int64_t j = l->out[e], c = l->out_ptr[j]; c < l->out_ptr[j + 1]; c++) {
                int32_t s = l->spot[l->out[c]];
                if (s)
                    l->off[l->out[c]] += l->triangles[e] - 1, l->off[j] += l->triangles[s - 1] - 1,
                        l->off[i] += l->triangles[c] - 1;
            }
        gnn_i_local_turn_spots(l, i, false);
    }
}

static void cliques_over(const gnn_i_five *f, gnn_i_local *l, int64_t hub)
{
    gnn_i_wide pairs = 0;
    int32_t most = gnn_i_local_triangles(l);
    for (int64_t i = 0; i < l->k; i++)
        for (int64_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++) {
            int64_t t = l->triangles[e], j = l->out[e];
            l->rest[i] += t * (degree(l, j) - 2), l->rest[j] += t * (degree(l, i) - 2), pairs += gnn_i_choose2(t);
        }
    if (most > 1) opposite_triangles(l);
    gnn_i_five_add(f, GNN_I_FIVE_EDGE_IN, hub, pairs, &l->overflow);
}

/* ---- 4-cycles: wheels ---- */

int64_t gnn_i_local_paths_below(gnn_i_local *l, int64_t x)
{
    int64_t reached = 0;
    for (int64_t e = l->in_ptr[x]; e < l->in_ptr[x + 1]; e++) {
        int64_t y = l->in[e];
        for (int64_t c = l->in_ptr[y]; c < l->in_ptr[y + 1]; c++)
            l->touched[reached] = l->in[c], reached += l->spot[l->in[c]]++ == 0;
        for (int64_t c = l->out_ptr[y]; c < l->out_ptr[y + 1] && l->out[c] < x; c++)
            l->touched[reached] = l->out[c], reached += l->spot[l->out[c]]++ == 0;
    }
    return reached;
}

static gnn_i_wide wheels_below(gnn_i_local *l, int64_t x)
{
    int64_t reached = gnn_i_local_paths_below(l, x), at_x = 0;
    for (int64_t e = l->in_ptr[x]; reached && e < l->in_ptr[x + 1]; e++) {
        int64_t y = l->in[e];
        for (int64_t c = l->in_ptr[y]; c < l->in_ptr[y + 1]; c++) l->rim[y] += l->spot[l->in[c]] - 1;
        for (int64_t c = l->out_ptr[y]; c < l->out_ptr[y + 1] && l->out[c] < x; c++)
            l->rim[y] += l->spot[l->out[c]] - 1;
    }
    for (int64_t i = 0; i < reached; i++) {
        int64_t z = l->touched[i], paths = l->spot[z], cycles = paths * (paths - 1) / 2;
        l->rim[z] += cycles, at_x += cycles, l->spot[z] = 0;
    }
    l->rim[x] += at_x;
    return at_x;
}

/* ---- all ---- */

static void finish(const gnn_i_five *f, gnn_i_local *l)
{
    for (int64_t i = 0; i < l->k; i++) {
        int64_t v = l->vertex[i];
        gnn_i_five_add(f, GNN_I_FIVE_WHEEL_RIM, v, l->rim[i], &l->overflow);
        gnn_i_five_add(f, GNN_I_FIVE_PATH_REST, v, l->rest[i], &l->overflow);
        gnn_i_five_add(f, GNN_I_FIVE_EDGE_OFF, v, l->off[i], &l->overflow);
        l->rim[i] = l->rest[i] = l->off[i] = 0, l->mark[v] = 0;
    }
}

static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    const gnn_i_five *f = ctx;
    gnn_i_local *l = scratch;
    gnn_i_local_layout(f, l);
    for (int64_t hub = begin; hub < end; hub++) {
        gnn_i_wide wheels = 0;
        if (f->four.raw.tri_node[hub] < 3) continue;
        gnn_i_local_build(f, l, hub);
        if (f->four.raw.clique_node[hub]) cliques_over(f, l, hub);
        for (int64_t x = 0; x < l->k && l->edges > 3; x++) wheels += wheels_below(l, x);
        gnn_i_five_add(f, GNN_I_FIVE_WHEEL_HUB, hub, wheels, &l->overflow);
        finish(f, l);
    }
}

gnn_status gnn_i_five_local(gnn_i_five *f) { return gnn_i_five_sweep(f, "neighbourhoods", gnn_i_local_bytes(f), chunk); }
