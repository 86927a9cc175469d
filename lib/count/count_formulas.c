/* Subgraph counts of the patterns on 3 and 4 vertices at graphs, vertices and edges, from degrees and raw counts.
 * d: degree, t: triangles of a vertex or an edge, s_v = sum over neighbours u of (d_u - 1).  Columns are the places of the
 * catalogue's blocks in order; a test compares every one with listing.
 * Graph: Chen, Chen, Villar, Bruna 2020 use the same; vertices and edges: the same sums kept apart. */
#include "count.h"

static void put(gnn_i_sums *s, int64_t *out, gnn_i_wide x)
{
    s->overflow |= x > INT64_MAX;
    *out = (int64_t)x;
}

/* ---- graph ---- */

static void graph_three(gnn_i_sums *s, int64_t *out)
{
    gnn_i_wide paths = 0;
    for (int64_t v = 0; v < s->r.n; v++) paths += gnn_i_choose2(s->degree[v]);
    put(s, &out[0], paths);
    put(s, &out[1], s->raw.triangles);
}

static void graph_four(gnn_i_sums *s, int64_t *out)
{
    gnn_i_wide path = 0, star = 0, tailed = 0, chordal = 0;
    for (int64_t v = 0; v < s->r.n; v++) {
        star += gnn_i_choose3(s->degree[v]);
        for (int64_t e = s->r.up_ptr[v]; e < s->r.up_ptr[v + 1]; e++) {
            int64_t u = s->r.up[e], t = s->raw.tri_edge[e];
            path += (gnn_i_wide)(s->degree[u] - 1) * (s->degree[v] - 1) - t;
            tailed += (gnn_i_wide)t * (s->degree[u] + s->degree[v] - 4);
            chordal += gnn_i_choose2(t);
        }
    }
    put(s, &out[0], path); /* sum of t over the edges: three times the triangles */
    put(s, &out[1], star);
    put(s, &out[2], s->raw.cycles4);
    put(s, &out[3], tailed / 2); /* an edge of a triangle sees the tails of both its ends: each tail twice */
    put(s, &out[4], chordal);
    put(s, &out[5], s->raw.cliques4);
}

/* ---- vertices ---- */

static void node_three(gnn_i_sums *s, int64_t *out, int64_t v)
{
    gnn_i_wide d = s->degree[v], t = s->raw.tri_node[v];
    put(s, &out[0], s->two[v]); /* end */
    put(s, &out[1], gnn_i_choose2(d)); /* middle */
    put(s, &out[2], t);
}

/* path4: end, middle; star3: centre, leaf; cycle4; tailed triangle: tail, centre, base; chordal: off, on the chord; clique4. */
static void node_four(gnn_i_sums *s, int64_t *out, int64_t v)
{
    const gnn_i_ranked *r = &s->r;
    const gnn_i_raw *raw = &s->raw;
    gnn_i_wide d = s->degree[v], t = raw->tri_node[v], end = 0, leaf = 0, tail = 0, base = 0, chord = 0;
    for (int64_t f = r->ptr[v]; f < r->ptr[v + 1]; f++) {
        int64_t u = r->col[f], te = raw->tri_edge[r->edge[f]], du = s->degree[u];
        end += s->two[u] - (d - 1);
        leaf += gnn_i_choose2(du - 1);
        tail += raw->tri_node[u] - te;
        base += (gnn_i_wide)te * (du - 2);
        chord += gnn_i_choose2(te);
    }
    put(s, &out[0], end - 2 * t);
    put(s, &out[1], (gnn_i_wide)s->two[v] * (d - 1) - 2 * t);
    put(s, &out[2], gnn_i_choose3(d));
    put(s, &out[3], leaf);
    put(s, &out[4], raw->cycle_node[v]);
    put(s, &out[5], tail);
    put(s, &out[6], t * (d - 2));
    put(s, &out[7], base);
    put(s, &out[8], raw->tri_far_node[v]);
    put(s, &out[9], chord);
    put(s, &out[10], raw->clique_node[v]);
}

/* ---- edges ---- */

static void edge_three(gnn_i_sums *s, int64_t *out, int64_t u, int64_t v, int64_t e)
{
    put(s, &out[0], (gnn_i_wide)s->degree[u] + s->degree[v] - 2);
    put(s, &out[1], s->raw.tri_edge[e]);
}

/* path4: end, middle; star3; cycle4; tailed triangle: tail, at the centre, base; chordal: rim, chord; clique4. */
static void edge_four(gnn_i_sums *s, int64_t *out, int64_t u, int64_t v, int64_t e)
{
    const gnn_i_raw *raw = &s->raw;
    gnn_i_wide a = s->degree[u] - 1, b = s->degree[v] - 1, t = raw->tri_edge[e];
    put(s, &out[0], (gnn_i_wide)s->two[u] + s->two[v] - a - b - 2 * t);
    put(s, &out[1], a * b - t);
    put(s, &out[2], gnn_i_choose2(a) + gnn_i_choose2(b));
    put(s, &out[3], raw->cycle_edge[e]);
    put(s, &out[4], (gnn_i_wide)raw->tri_node[u] + raw->tri_node[v] - 2 * t);
    put(s, &out[5], t * (a + b - 2));
    put(s, &out[6], raw->tri_degree_edge[e]);
    put(s, &out[7], raw->tri_rim_edge[e]);
    put(s, &out[8], gnn_i_choose2(t));
    put(s, &out[9], raw->clique_edge[e]);
}

/* ---- all ---- */

static gnn_status make_two(gnn_i_sums *s)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = s->g;
    GNN_ALLOC(s->two, g->n + 1);
    for (int64_t v = 0; v < g->n; v++) {
        int64_t sum = 0; /* at most the arcs */
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1]; e++) sum += g->ptr[g->col[e] + 1] - g->ptr[g->col[e]] - 1;
        s->two[s->r.rank[v]] = sum;
    }
done:
    return st;
}

gnn_status gnn_i_sums_new(gnn_i_sums *s, const gnn_graph *g, int n, gnn_i_where where, double deadline)
{
    gnn_status st = GNN_OK;
    unsigned what = GNN_I_RAW_TRIANGLES;
    bool places = where != GNN_I_GRAPH;
    int rows = where == GNN_I_EDGES ? GNN_I_RANKED_UP : GNN_I_RANKED_ANY;
    if (n == 4) rows = GNN_I_RANKED_FULL | (places ? GNN_I_RANKED_EDGES : 0);
    *s = (gnn_i_sums){ .g = g };
    if (n == 4) what |= GNN_I_RAW_CYCLES | GNN_I_RAW_CLIQUES | GNN_I_RAW_TRI_EDGE | (places ? GNN_I_RAW_SECOND : 0);
    if (where == GNN_I_NODES) what |= GNN_I_RAW_NODES;
    if (where == GNN_I_EDGES) what |= GNN_I_RAW_EDGES | GNN_I_RAW_NODES;
    GNN_TRY(gnn_i_ranked_new(&s->r, g, rows));
    GNN_TRY(gnn_i_raw_new(&s->raw, &s->r, g, what, deadline));
    GNN_ALLOC(s->degree, s->r.n + 1);
    for (int64_t v = 0; v < s->r.n; v++) s->degree[v] = gnn_i_ranked_degree(&s->r, g, v);
    if (places) GNN_TRY(make_two(s));
done:
    if (st != GNN_OK) gnn_i_sums_free(s);
    return st;
}

void gnn_i_sums_free(gnn_i_sums *s)
{
    gnn_i_ranked_free(&s->r);
    gnn_i_raw_free(&s->raw);
    gnn_i_free(s->degree);
    gnn_i_free(s->two);
    *s = (gnn_i_sums){ 0 };
}

void gnn_i_sums_node(gnn_i_sums *s, int64_t *out, int n, int64_t v)
{
    n == 3 ? node_three(s, out, v) : node_four(s, out, v);
}

void gnn_i_sums_edge(gnn_i_sums *s, int64_t *out, int n, int64_t u, int64_t v, int64_t e)
{
    n == 3 ? edge_three(s, out, u, v, e) : edge_four(s, out, u, v, e);
}

gnn_status gnn_i_count_formulas(int64_t *out, const gnn_graph *g, int n, gnn_i_where where, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_i_sums s;
    int64_t places = gnn_i_pattern_system(n, where)->size, row = 0;
    GNN_TRY_RETURN(gnn_i_sums_new(&s, g, n, where, deadline));
    if (where == GNN_I_GRAPH) n == 3 ? graph_three(&s, out) : graph_four(&s, out);
    for (int64_t x = 0; where == GNN_I_NODES && x < g->n; x++) gnn_i_sums_node(&s, out + x * places, n, s.r.rank[x]);
    for (int64_t x = 0; where == GNN_I_EDGES && x < g->n; x++)
        for (int64_t f = g->ptr[x]; f < g->ptr[x + 1]; f++) {
            if (g->col[f] < x) continue;
            int64_t u = s.r.rank[x], v = s.r.rank[g->col[f]], e = gnn_i_ranked_find(&s.r, x, g->col[f]);
            gnn_i_sums_edge(&s, out + row * places, n, u, v, e);
            row++;
        }
    GNN_REQUIRE(!s.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    gnn_i_sums_free(&s);
    return st;
}
