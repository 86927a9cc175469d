/* Subgraph counts of the 21 patterns on 5 vertices at the 58 node orbits, and from them of the graph.
 *
 * For each orbit p there is a sum F_p(v) over maps of the pattern's vertices into the graph that keep its edges and have v in the
 * orbit's place, cut at few vertices: degrees, triangles, 4-cycles and 4-cliques of vertices and edges are multiplied (Pinar,
 * Seshadhri, Vishal 2017; Pashanasangi, Seshadhri 2020); what cannot be cut comes from the sweeps of count_five_*.c.  Maps that
 * put two vertices on one are copies of smaller patterns:
 *     F_p(v) = k_p count_p(v) + sum over places q of the patterns on 2 to 4 vertices: c_pq count_q(v).
 * Nobody has to derive the c_pq and k_p: F is evaluated on the small patterns themselves, whose counts are known, once. */
#include "count_five.h"

enum { PLACES = GNN_I_FIVE_PLACES, SMALL = GNN_I_FIVE_SMALL /* degree, 3 places on 3 vertices, 11 on 4 */ };

/* In the catalogue's order; a number is a vertex of the orbit. */
typedef enum place {
    PATH_0, PATH_1, PATH_2, FORK_0, FORK_1, FORK_3, FORK_4, STAR_0, STAR_1, CYCLE, TADPOLE_0, TADPOLE_1, TADPOLE_2,
    TADPOLE_3, BANNER_0, BANNER_1, BANNER_2, BANNER_3, BULL_0, BULL_1, BULL_2, CRICKET_0, CRICKET_1, CRICKET_3, HOUSE_0,
    HOUSE_2, HOUSE_4, BIP_0, BIP_2, BUTTERFLY_0, BUTTERFLY_1, DART_0, DART_1, DART_2, DART_3, KITE_0, KITE_1, KITE_2,
    KITE_4, GEM_0, GEM_1, GEM_2, SPOKE_0, SPOKE_1, SPOKE_3, BOOK_0, BOOK_2, TAILED_0, TAILED_1, TAILED_2, WHEEL_0,
    WHEEL_1, PATH3_0, PATH3_2, PATH3_4, EDGE_0, EDGE_3, CLIQUE
} place;

/* ---- sums at vertices ---- */

typedef struct five {
    gnn_i_five f;
    gnn_i_where where;
    int64_t *out;               /* NODES: rows by vertex             */
    gnn_i_wide total[PLACES];
    gnn_i_wide (*learned)[PLACES];
    int64_t (*small)[SMALL];    /* not NULL: rows are F itself       */
} five;

/* Rows add up what lies along the edges of v … */
static void along_edges(const five *x, gnn_i_wide *F, int64_t v)
{
    const gnn_i_ranked *r = &x->f.four.r;
    const gnn_i_raw *raw = &x->f.four.raw;
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) {
        int64_t u = r->col[a], e = r->edge[a];
        gnn_i_wide t = x->f.arc_triangles[a], d = x->f.four.degree[u], q = raw->cycle_edge[e], k = raw->clique_edge[e];
        F[PATH_0] += x->f.walk3[u];
        F[FORK_0] += d * x->f.walk2[u], F[FORK_4] += x->f.square2[u];
        F[STAR_1] += gnn_i_choose3(d - 1);
        F[TADPOLE_0] += x->f.tri1[u], F[TADPOLE_3] += t * x->f.walk2[u];
        F[BANNER_0] += raw->cycle_node[u], F[BANNER_2] += q * d;
        F[BULL_0] += x->f.bull[u];
        F[CRICKET_1] += raw->tri_node[u] * d, F[CRICKET_3] += t * d * d;
        F[HOUSE_0] += q * t;
        F[BUTTERFLY_1] += t * raw->tri_node[u];
        F[DART_0] += x->f.dart[u], F[DART_3] += gnn_i_choose2(t) * d;
        F[KITE_0] += raw->tri_far_node[u], F[KITE_2] += t * raw->tri_degree_edge[e];
        F[BOOK_0] += gnn_i_choose3(t);
        F[TAILED_0] += raw->clique_node[u], F[TAILED_2] += k * d;
        F[PATH3_0] += k * t;
    }
}

/* … and over the triangles v, y, z; mark: arcs of v to their ends, plus 1. */
static void over_triangles(const five *x, gnn_i_wide *F, const int32_t *mark, int64_t v)
{
    const gnn_i_ranked *r = &x->f.four.r;
    const gnn_i_raw *raw = &x->f.four.raw;
    const int64_t *degree = x->f.four.degree;
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) {
        int64_t y = r->col[a];
        gnn_i_wide ty = x->f.arc_triangles[a];
        for (int64_t e = r->up_ptr[y]; ty && e < r->up_ptr[y + 1]; e++) {
            int64_t z = r->up[e];
            if (!mark[z]) continue;
            gnn_i_wide t = raw->tri_edge[e], tz = x->f.arc_triangles[mark[z] - 1];
            F[BULL_2] += (gnn_i_wide)degree[y] * degree[z];
            F[HOUSE_4] += raw->cycle_edge[e];
            F[DART_2] += t * (degree[y] + degree[z]);
            F[KITE_4] += raw->tri_degree_edge[e];
            F[GEM_0] += ty * tz, F[GEM_1] += raw->tri_rim_edge[e], F[GEM_2] += t * (ty + tz);
            F[BOOK_2] += gnn_i_choose2(t - 1);
            F[PATH3_4] += raw->clique_edge[e];
        }
    }
}

static void at_vertex(const five *x, gnn_i_wide *F, int64_t v)
{
    const gnn_i_raw *raw = &x->f.four.raw;
    gnn_i_wide d = x->f.four.degree[v], t = raw->tri_node[v];
    F[PATH_1] = d * x->f.walk3[v], F[PATH_2] = x->f.walk2[v] * x->f.walk2[v];
    F[FORK_1] = d * d * x->f.walk2[v], F[FORK_3] = d * x->f.square2[v];
    F[STAR_0] = gnn_i_choose3(d) * (d - 3) / 4;
    F[TADPOLE_1] = d * x->f.tri1[v], F[TADPOLE_2] = x->f.walk2[v] * t;
    F[BANNER_1] = d * raw->cycle_node[v];
    F[BULL_1] = d * x->f.bull[v];
    F[CRICKET_0] = t * d * d;
    F[BUTTERFLY_0] = t * t;
    F[DART_1] = d * x->f.dart[v];
    F[KITE_1] = d * raw->tri_far_node[v];
    F[TAILED_1] = d * raw->clique_node[v];
}

static void from_sweeps(const five *x, gnn_i_wide *F, const int64_t *small, int64_t v)
{
    static const struct { place p; gnn_i_five_sum s; } from[] = {
        { BANNER_3, GNN_I_FIVE_BANNER_3 }, { HOUSE_2, GNN_I_FIVE_HOUSE_2 }, { BIP_0, GNN_I_FIVE_BIP_SIDE2 }, { BIP_2, GNN_I_FIVE_BIP_SIDE3 },
        { SPOKE_0, GNN_I_FIVE_SPOKE_RIM }, { SPOKE_1, GNN_I_FIVE_SPOKE_OFF }, { SPOKE_3, GNN_I_FIVE_SPOKE_TIP }, { WHEEL_0, GNN_I_FIVE_WHEEL_HUB },
        { WHEEL_1, GNN_I_FIVE_WHEEL_RIM }, { PATH3_2, GNN_I_FIVE_PATH_REST }, { EDGE_0, GNN_I_FIVE_EDGE_IN }, { EDGE_3, GNN_I_FIVE_EDGE_OFF },
        { CLIQUE, GNN_I_FIVE_CLIQUE }, { CYCLE, GNN_I_FIVE_CYCLE } };
    enum { TRIANGLE = 3, TAIL = 4 + 5, CENTRE = 4 + 6, BASE = 4 + 7 }; /* of the small places */
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) F[from[i].p] = x->f.sum[from[i].s][v];
    F[CYCLE] += x->f.sum[GNN_I_FIVE_HIGHEST][v] - 2 * (gnn_i_wide)small[TRIANGLE] - small[TAIL] -
                2 * (gnn_i_wide)small[CENTRE] - small[BASE];
}

static gnn_status evaluate(gnn_i_wide (*F)[PLACES], int64_t (*small)[SMALL], const gnn_graph *g);
static gnn_i_five_linear linear = { .places = PLACES, .small = SMALL, .where = GNN_I_NODES, .evaluate = evaluate };

/* ---- rows ---- */

typedef struct scratch {
    bool overflow;
    gnn_i_wide total[PLACES];
    int32_t mark[];
} scratch;

static void row(five *x, scratch *s, int64_t v)
{
    const gnn_i_ranked *r = &x->f.four.r;
    gnn_i_wide F[PLACES] = { 0 };
    int64_t count[PLACES], small[SMALL] = { x->f.four.degree[v] }, at = r->vertex[v];
    gnn_i_sums_node(&x->f.four, small + 1, 3, v);
    gnn_i_sums_node(&x->f.four, small + 4, 4, v);
    along_edges(x, F, v);
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) s->mark[r->col[a]] = (int32_t)a + 1;
    if (x->f.four.raw.tri_node[v]) over_triangles(x, F, s->mark, v);
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) s->mark[r->col[a]] = 0;
    at_vertex(x, F, v);
    from_sweeps(x, F, small, v);
    if (x->small) {
        memcpy(x->learned[at], F, sizeof F);
        memcpy(x->small[at], small, sizeof small);
        return;
    }
    s->overflow |= !gnn_i_five_solve(count, &linear, F, small);
    for (int p = 0; p < PLACES; p++) {
        if (x->where == GNN_I_NODES) x->out[at * PLACES + p] = count[p];
        else s->total[p] += count[p];
    }
}

static void row_chunk(void *ctx, void *scratch_, int64_t begin, int64_t end)
{
    for (int64_t v = begin; v < end; v++) row(ctx, scratch_, v);
}

static void after_rows(void *ctx, void *scratch_)
{
    five *x = ctx;
    scratch *s = scratch_;
    for (int p = 0; p < PLACES; p++) x->total[p] += s->total[p];
    x->f.overflow |= s->overflow || x->f.four.overflow;
}

/* ---- all ---- */

static gnn_status run(five *x, const gnn_graph *g, double deadline)
{
    gnn_status st = GNN_OK;
    GNN_TRY(gnn_i_five_new(&x->f, g, false, deadline));
    gnn_i_sweep s = { .what = "counts", .total = g->n, .chunk = 128, .work = x->f.work, .scratch_bytes = sizeof(scratch) + 4 * (size_t)g->n,
                      .deadline = deadline, .fn = row_chunk, .after = after_rows, .ctx = x };
    GNN_TRY(gnn_i_count_sweep(&s));
    GNN_REQUIRE(!x->f.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    gnn_i_five_free(&x->f);
    return st;
}

static gnn_status evaluate(gnn_i_wide (*F)[PLACES], int64_t (*small)[SMALL], const gnn_graph *g)
{
    five x = { .learned = F, .small = small };
    return run(&x, g, 0);
}

gnn_status gnn_i_count_five(int64_t *out, const gnn_graph *g, gnn_i_where where, double deadline)
{
    five x = { .where = where, .out = out };
    int first, end, column = 0;
    GNN_TRY_RETURN(gnn_i_five_learn(&linear));
    GNN_TRY_RETURN(run(&x, g, deadline));
    gnn_i_pattern_block(&first, &end, 5);
    for (int i = first; where == GNN_I_GRAPH && i < end; i++) {
        const gnn_i_pattern *p = gnn_i_pattern_listed(i);
        int size = 0;
        for (int v = 0; v < 5; v++) size += p->orbit[v] == 0;
        gnn_i_wide total = x.total[column] / size;
        GNN_REQUIRE_RETURN(total <= INT64_MAX, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
        out[i - first] = (int64_t)total, column += p->orbits;
    }
    return GNN_OK;
}
