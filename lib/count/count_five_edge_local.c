/* Patterns with a triangle, at edges: a triangle on the edge hub - i is a local edge i - j in the graph that the triangles over the
 * hub make on its neighbours.  So what is summed over the triangles on an edge is gathered from the local neighbours at either
 * end, and what is summed over 4-cliques from local triangles.  Only rims of wheels are dealt out to the local edges.
 * Cost: local edges, local triangles, local paths of two steps below their first vertex. */
#include "count_five_local.h"

/* What a local vertex j holds ready for its neighbours: sums of GNN_I_FIVE_AT_TADPOLE_34 + value. */
enum { VALUES = GNN_I_FIVE_AT_GEM_01 - GNN_I_FIVE_AT_TADPOLE_34 + 1 };

/* Behind the local graph. */
typedef struct more {
    int64_t *value;  /* k x VALUES                                  */
    int64_t *edge;   /* k: number of hub - i                        */
    int64_t *far;    /* k: triangles on opposite edges, of a 4-clique */
    int64_t *rim;    /* of local edges: 4-cycles                    */
} more;

static size_t bytes(const gnn_i_five *f)
{
    return gnn_i_local_bytes(f) + (size_t)(f->widest + 2) * (VALUES + 2) * 8 + (size_t)f->most * 8;
}

static void layout(const gnn_i_five *f, more *m, gnn_i_local *l)
{
    int64_t k = f->widest + 2;
    m->value = (int64_t *)(void *)((char *)l + gnn_i_local_bytes(f)), m->edge = m->value + k * VALUES;
    m->far = m->edge + k, m->rim = m->far + k;
}

/* ---- sums over triangles ---- */

static void fill_values(const gnn_i_five *f, more *m, int64_t hub)
{
    const gnn_i_ranked *r = &f->four.r;
    const gnn_i_raw *raw = &f->four.raw;
    int64_t i = 0;
    for (int64_t a = r->ptr[hub]; a < r->ptr[hub + 1]; a++) {
        int64_t e = r->edge[a], j = r->col[a], t = f->arc_triangles[a], d = f->four.degree[j];
        if (!t) continue;
        int64_t x[VALUES] = { (int64_t)f->walk2[j], d * d, raw->tri_node[j], d * t, raw->tri_degree_edge[e], raw->cycle_edge[e],
                              (t - 1) * (t - 2) / 2, raw->clique_edge[e], f->onto[gnn_i_five_arc(e, j, hub)],
                              f->onto[gnn_i_five_arc(e, hub, j)] };
        memcpy(m->value + i * VALUES, x, sizeof x);
        m->edge[i++] = e;
    }
}

/* What the edge hub - i gets from the local edge c to j. */
static inline void gather(gnn_i_wide *sum, const gnn_i_five *f, const gnn_i_local *l, const more *m, int64_t c, int64_t j, bool cliques)
{
    int64_t t = f->four.raw.tri_edge[l->number[c]], th = f->four.raw.tri_edge[m->edge[j]];
    for (int v = 0; v < VALUES; v++) sum[GNN_I_FIVE_AT_TADPOLE_34 + v] += m->value[j * VALUES + v];
    sum[GNN_I_FIVE_AT_GEM_23] += (gnn_i_wide)th * t, sum[GNN_I_FIVE_AT_KITE_12] += t;
    if (!cliques) return;
    gnn_i_wide q = l->triangles[c];
    sum[GNN_I_FIVE_AT_TAILED_23] += q * f->four.degree[l->vertex[j]], sum[GNN_I_FIVE_AT_PATH3_02] += q * th;
    sum[GNN_I_FIVE_AT_EDGE_01] += gnn_i_choose2(q);
}

static void spoke(const gnn_i_five *f, gnn_i_local *l, const more *m, int64_t hub, int64_t i, bool cliques)
{
    gnn_i_wide sum[GNN_I_FIVE_EDGE_SUMS] = { 0 };
    for (int64_t c = l->out_ptr[i]; c < l->out_ptr[i + 1]; c++) gather(sum, f, l, m, c, l->out[c], cliques);
    for (int64_t c = l->in_ptr[i]; c < l->in_ptr[i + 1]; c++) gather(sum, f, l, m, l->in_edge[c], l->in[c], cliques);
    sum[GNN_I_FIVE_AT_KITE_12] *= f->four.degree[hub];
    sum[GNN_I_FIVE_AT_PATH3_23] = m->far[i], sum[GNN_I_FIVE_AT_EDGE_03] = l->off[i], sum[GNN_I_FIVE_AT_WHEEL_01] = l->rim[i];
    for (int s = GNN_I_FIVE_AT_TADPOLE_34; s < GNN_I_FIVE_AT_WHEEL_12; s++)
        gnn_i_five_add_edge(f, (gnn_i_five_edge_sum)s, m->edge[i], sum[s], &l->overflow);
}

/* ---- 4-cliques ---- */

/* At each corner of a local triangle what its opposite edge has: other local triangles, and triangles of the graph. */
static void opposite_edges(const gnn_i_five *f, gnn_i_local *l, more *m)
{
    const int64_t *t = f->four.raw.tri_edge;
    for (int64_t i = 0; i < l->k; i++) {
        gnn_i_local_turn_spots(l, i, true);
        for (int64_t e = l->out_ptr[i]; e < l->out_ptr[i + 1]; e++)
            for (int64_t j = l->out[e], c = l->out_ptr[j]; c < l->out_ptr[j + 1] && l->triangles[e]; c++) {
                int32_t s = l->spot[l->out[c]];
                if (!s) continue;
                l->off[l->out[c]] += l->triangles[e] - 1, m->far[l->out[c]] += t[l->number[e]];
                l->off[j] += l->triangles[s - 1] - 1, m->far[j] += t[l->number[s - 1]];
                l->off[i] += l->triangles[c] - 1, m->far[i] += t[l->number[c]];
            }
        gnn_i_local_turn_spots(l, i, false);
    }
}

/* ---- 4-cycles: wheels ---- */

/* Below x: a path x - y - z closes as many cycles as there are others to z. */
static void wheels_below(gnn_i_local *l, more *m, int64_t x)
{
    int64_t reached = gnn_i_local_paths_below(l, x), at_x = 0;
    for (int64_t e = l->in_ptr[x]; reached && e < l->in_ptr[x + 1]; e++) {
        int64_t y = l->in[e], at_y = 0;
        for (int64_t c = l->in_ptr[y]; c < l->in_ptr[y + 1]; c++)
            at_y += l->spot[l->in[c]] - 1, m->rim[l->in_edge[c]] += l->spot[l->in[c]] - 1;
        for (int64_t c = l->out_ptr[y]; c < l->out_ptr[y + 1] && l->out[c] < x; c++)
            at_y += l->spot[l->out[c]] - 1, m->rim[c] += l->spot[l->out[c]] - 1;
        l->rim[y] += at_y, m->rim[l->in_edge[e]] += at_y;
    }
    for (int64_t i = 0; i < reached; i++) {
        int64_t z = l->touched[i], paths = l->spot[z], cycles = paths * (paths - 1) / 2;
        l->rim[z] += cycles, at_x += cycles, l->spot[z] = 0;
    }
    l->rim[x] += at_x;
}

/* ---- all ---- */

static void over(const gnn_i_five *f, gnn_i_local *l, more *m, int64_t hub)
{
    bool cliques = f->four.raw.clique_node[hub] > 0;
    gnn_i_local_build(f, l, hub);
    fill_values(f, m, hub);
    if (cliques) {
        gnn_i_local_triangles(l);
        opposite_edges(f, l, m);
    }
    for (int64_t x = 0; x < l->k && l->edges > 3; x++) wheels_below(l, m, x);
    for (int64_t i = 0; i < l->k; i++) spoke(f, l, m, hub, i, cliques);
    for (int64_t c = 0; c < l->edges; c++) {
        gnn_i_five_add_edge(f, GNN_I_FIVE_AT_WHEEL_12, l->number[c], m->rim[c], &l->overflow);
        m->rim[c] = 0;
    }
    for (int64_t i = 0; i < l->k; i++) l->rim[i] = l->off[i] = m->far[i] = 0, l->mark[l->vertex[i]] = 0;
}

static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    const gnn_i_five *f = ctx;
    gnn_i_local *l = scratch;
    more m;
    gnn_i_local_layout(f, l);
    layout(f, &m, l);
    for (int64_t hub = begin; hub < end; hub++)
        if (f->four.raw.tri_node[hub]) over(f, l, &m, hub);
}

gnn_status gnn_i_five_edge_local(gnn_i_five *f) { return gnn_i_five_sweep(f, "neighbourhoods", bytes(f), chunk); }
