/* Subgraph counts of the 21 patterns on 5 vertices at the 58 node orbits, and from them of the graph.
 *
 * For each orbit p there is a sum F_p(v) over maps of the pattern's vertices into the graph that keep its edges and have v in the
 * orbit's place, cut at few vertices: degrees, triangles, 4-cycles and 4-cliques of vertices and edges are multiplied (Pinar,
 * Seshadhri, Vishal 2017; Pashanasangi, Seshadhri 2020); what cannot be cut comes from the sweeps of count_five_*.c.  Maps that
 * put two vertices on one are copies of smaller patterns:
 *     F_p(v) = k_p count_p(v) + sum over places q of the patterns on 2 to 4 vertices: c_pq count_q(v).
 * Nobody has to derive the c_pq and k_p: F is evaluated on the small patterns themselves, whose counts are known, once. */
#include "count_five.h"
#include <pthread.h>

enum { PLACES = 58, SMALL = 15 /* degree, 3 places on 3 vertices, 11 on 4 */ };

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
    /* over the neighbours u of a vertex, along the edge e */
    gnn_i_wide *walk2, *walk3;  /* degree of u; walk2 of u           */
    gnn_i_wide *square2;        /* squared degree of u               */
    gnn_i_wide *tri1;           /* triangles at u                    */
    gnn_i_wide *bull, *dart;    /* t_e d_u; pairs of triangles on e  */
    gnn_i_where where;
    int64_t *out;               /* NODES: rows by vertex             */
    gnn_i_wide total[PLACES];
    bool learning;              /* rows are F itself */
    gnn_i_wide (*learned)[PLACES];
    int64_t (*small)[SMALL];
} five;

/* Rows add up what lies along the edges of v … */
static void along_edges(const five *x, gnn_i_wide *F, int64_t v)
{
    const gnn_i_ranked *r = &x->f.four.r;
    const gnn_i_raw *raw = &x->f.four.raw;
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) {
        int64_t u = r->col[a], e = r->edge[a];
        gnn_i_wide t = x->f.arc_triangles[a], d = x->f.four.degree[u], q = raw->cycle_edge[e], k = raw->clique_edge[e];
        F[PATH_0] += x->walk3[u];
        F[FORK_0] += d * x->walk2[u], F[FORK_4] += x->square2[u];
        F[STAR_1] += gnn_i_choose3(d - 1);
        F[TADPOLE_0] += x->tri1[u], F[TADPOLE_3] += t * x->walk2[u];
        F[BANNER_0] += raw->cycle_node[u], F[BANNER_2] += q * d;
        F[BULL_0] += x->bull[u];
        F[CRICKET_1] += raw->tri_node[u] * d, F[CRICKET_3] += t * d * d;
        F[HOUSE_0] += q * t;
        F[BUTTERFLY_1] += t * raw->tri_node[u];
        F[DART_0] += x->dart[u], F[DART_3] += gnn_i_choose2(t) * d;
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
    F[PATH_1] = d * x->walk3[v], F[PATH_2] = x->walk2[v] * x->walk2[v];
    F[FORK_1] = d * d * x->walk2[v], F[FORK_3] = d * x->square2[v];
    F[STAR_0] = gnn_i_choose3(d) * (d - 3) / 4;
    F[TADPOLE_1] = d * x->tri1[v], F[TADPOLE_2] = x->walk2[v] * t;
    F[BANNER_1] = d * raw->cycle_node[v];
    F[BULL_1] = d * x->bull[v];
    F[CRICKET_0] = t * d * d;
    F[BUTTERFLY_0] = t * t;
    F[DART_1] = d * x->dart[v];
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

/* ---- from sums to counts ---- */

static struct coefficients {
    bool known;
    int32_t times[PLACES];         /* k_p  */
    int32_t less[PLACES][SMALL];   /* c_pq */
} coefficients;

static bool solve(gnn_i_wide *count, const gnn_i_wide *F, const int64_t *small)
{
    bool fits = true;
    for (int p = 0; p < PLACES; p++) {
        gnn_i_wide x = F[p];
        for (int q = 0; q < SMALL; q++) x -= (gnn_i_wide)coefficients.less[p][q] * small[q];
        count[p] = x / coefficients.times[p];
        fits &= count[p] <= INT64_MAX;
    }
    return fits;
}

/* ---- rows ---- */

typedef struct scratch {
    bool overflow;
    gnn_i_wide total[PLACES];
    int32_t mark[];
} scratch;

static void row(five *x, scratch *s, int64_t v)
{
    const gnn_i_ranked *r = &x->f.four.r;
    gnn_i_wide F[PLACES] = { 0 }, count[PLACES];
    int64_t small[SMALL] = { x->f.four.degree[v] }, at = r->vertex[v];
    gnn_i_sums_node(&x->f.four, small + 1, 3, v);
    gnn_i_sums_node(&x->f.four, small + 4, 4, v);
    along_edges(x, F, v);
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) s->mark[r->col[a]] = (int32_t)a + 1;
    if (x->f.four.raw.tri_node[v]) over_triangles(x, F, s->mark, v);
    for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) s->mark[r->col[a]] = 0;
    at_vertex(x, F, v);
    from_sweeps(x, F, small, v);
    if (x->learning) {
        memcpy(x->learned[at], F, sizeof F);
        memcpy(x->small[at], small, sizeof small);
        return;
    }
    s->overflow |= !solve(count, F, small);
    for (int p = 0; p < PLACES; p++) {
        if (x->where == GNN_I_NODES) x->out[at * PLACES + p] = (int64_t)count[p];
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

/* Third corners of the triangles on each edge: a row fills in ascending order because triangles come by their lowest corner, then
 * by the next. */
static gnn_status list_thirds(gnn_i_five *f)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &f->four.r;
    int64_t *at = NULL;
    int32_t *mark = NULL;
    GNN_ALLOC(f->third_ptr, r->m + 1);
    f->third_ptr[0] = 0;
    for (int64_t e = 0; e < r->m; e++) f->third_ptr[e + 1] = f->third_ptr[e] + f->four.raw.tri_edge[e];
    GNN_ALLOC(f->third, f->third_ptr[r->m] + 1);
    GNN_ALLOC(at, r->m + 1);
    GNN_CALLOC(mark, r->n + 1);
    memcpy(at, f->third_ptr, (size_t)r->m * sizeof *at);
    for (int64_t u = 0; u < r->n; u++) {
        for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) mark[r->up[e]] = (int32_t)(e - r->up_ptr[u]) + 1;
        for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++)
            for (int64_t v = r->up[e], g = r->up_ptr[v]; g < r->up_ptr[v + 1] && f->four.raw.tri_edge[e]; g++) {
                int64_t w = r->up[g], h = r->up_ptr[u] + mark[w] - 1;
                if (mark[w])
                    f->third[at[g]++] = (int32_t)u, f->third[at[h]++] = (int32_t)v, f->third[at[e]++] = (int32_t)w;
            }
        for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) mark[r->up[e]] = 0;
    }
done:
    gnn_i_free(at);
    gnn_i_free(mark);
    return st;
}

static gnn_status sum_neighbours(five *x)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &x->f.four.r;
    gnn_i_wide **const array[] = { &x->walk2, &x->walk3, &x->square2, &x->tri1, &x->bull, &x->dart };
    for (size_t i = 0; i < sizeof array / sizeof *array; i++) GNN_CALLOC(*array[i], r->n + 1);
    for (int64_t v = 0; v < r->n; v++)
        for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) {
            int64_t u = r->col[a];
            gnn_i_wide d = x->f.four.degree[u], t = x->f.arc_triangles[a];
            x->walk2[v] += d, x->square2[v] += d * d, x->tri1[v] += x->f.four.raw.tri_node[u];
            x->bull[v] += t * d, x->dart[v] += gnn_i_choose2(t);
        }
    for (int64_t v = 0; v < r->n; v++)
        for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) x->walk3[v] += x->walk2[r->col[a]];
done:
    return st;
}

static void five_free(five *x)
{
    for (int i = 0; i < GNN_I_FIVE_SUMS; i++) gnn_i_free(x->f.sum[i]);
    gnn_i_sums_free(&x->f.four);
    gnn_i_free(x->f.arc_triangles);
    gnn_i_free(x->f.third_ptr);
    gnn_i_free(x->f.third);
    gnn_i_free(x->walk2);
    gnn_i_free(x->walk3);
    gnn_i_free(x->square2);
    gnn_i_free(x->tri1);
    gnn_i_free(x->bull);
    gnn_i_free(x->dart);
}

static gnn_status prepare(gnn_i_five *f, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &f->four.r;
    GNN_TRY(gnn_i_sums_new(&f->four, g, 4, GNN_I_EDGES, f->deadline));
    f->work = 64 * (r->n + r->m), f->shared = gnn_threads() > 1 && f->work >= GNN_PARALLEL_WORK;
    for (int i = 0; i < GNN_I_FIVE_SUMS; i++) GNN_CALLOC(f->sum[i], r->n + 1);
    GNN_ALLOC(f->arc_triangles, 2 * r->m + 1);
    for (int64_t a = 0; a < 2 * r->m; a++) f->arc_triangles[a] = (int32_t)f->four.raw.tri_edge[r->edge[a]];
    for (int64_t v = 0; v < r->n; v++) {
        int64_t d = r->ptr[v + 1] - r->ptr[v], up = r->up_ptr[v + 1] - r->up_ptr[v], t = f->four.raw.tri_node[v];
        f->widest = d > f->widest ? d : f->widest, f->widest_up = up > f->widest_up ? up : f->widest_up,
        f->most = t > f->most ? t : f->most;
    }
    GNN_TRY(list_thirds(f));
done:
    return st;
}

static gnn_status run(five *x, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    GNN_TRY(prepare(&x->f, g));
    GNN_TRY(gnn_i_five_cycle(&x->f));
    GNN_TRY(gnn_i_five_pairs(&x->f));
    GNN_TRY(gnn_i_five_local(&x->f));
    GNN_TRY(gnn_i_five_clique(&x->f));
    GNN_TRY(sum_neighbours(x));
    gnn_i_sweep s = { .what = "counts", .total = g->n, .chunk = 128, .work = x->f.work, .scratch_bytes = sizeof(scratch) + 4 * (size_t)g->n,
                      .deadline = x->f.deadline, .fn = row_chunk, .after = after_rows, .ctx = x };
    GNN_TRY(gnn_i_count_sweep(&s));
    GNN_REQUIRE(!x->f.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    five_free(x);
    return st;
}

/* ---- learning the coefficients ---- */

/* F on pattern i of the catalogue, -1: an edge, and the small counts there. */
static gnn_status evaluate(gnn_i_wide (*F)[PLACES], int64_t (*small)[SMALL], int i)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    five x = { .learning = true, .learned = F, .small = small };
    gnn_graph_spec edge = { .n = 2, .m = 1, .src = (int32_t[]){ 0 }, .dst = (int32_t[]){ 1 } };
    GNN_TRY(i < 0 ? gnn_graph_new(&g, &edge) : gnn_pattern_graph(&g, gnn_i_pattern_listed(i)->name));
    GNN_TRY(run(&x, g));
done:
    gnn_graph_free(g);
    return st;
}

/* At its own place a pattern occurs once, and what is larger not at all: one coefficient is left unknown. */
static void learn_place(struct coefficients *c, const gnn_i_wide *F, const int64_t *small, int q)
{
    for (int p = 0; p < PLACES; p++) {
        gnn_i_wide x = F[p];
        for (int s = 0; s < SMALL && s < q; s++) x -= (gnn_i_wide)c->less[p][s] * small[s];
        if (q < SMALL) c->less[p][q] = (int32_t)x;
        else if (p == q - SMALL) c->times[p] = (int32_t)x;
    }
}

static gnn_status learn_pattern(struct coefficients *c, int i, int *q)
{
    gnn_i_wide F[5][PLACES];
    int64_t small[5][SMALL];
    const gnn_i_pattern *p = i < 0 ? NULL : gnn_i_pattern_listed(i);
    GNN_TRY_RETURN(evaluate(F, small, i));
    for (int o = 0; o < (p ? p->orbits : 1); o++) {
        int v = 0;
        while (p && p->orbit[v] != o) v++;
        learn_place(c, F[v], small[v], (*q)++);
    }
    return GNN_OK;
}

static gnn_status learn(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    gnn_status st = GNN_OK;
    struct coefficients c = { .known = true };
    int q = 0;
    pthread_mutex_lock(&mutex);
    for (int i = -1; i < GNN_I_PATTERNS && !coefficients.known; i++) GNN_TRY(learn_pattern(&c, i, &q));
    if (!coefficients.known) coefficients = c;
done:
    pthread_mutex_unlock(&mutex);
    return st;
}

gnn_status gnn_i_count_five(int64_t *out, const gnn_graph *g, gnn_i_where where, double deadline)
{
    five x = { .f = { .deadline = deadline }, .where = where, .out = out };
    int first, end, column = 0;
    GNN_TRY_RETURN(learn());
    GNN_TRY_RETURN(run(&x, g));
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
