/* Subgraph counts of the 21 patterns on 5 vertices at the 56 edge orbits, from sums over maps that have the edge in the orbit's place,
 * as count_five.c does at vertices; formulas for edge orbits of this kind: Hocevar, Demsar 2017 (Orca), who solve equations
 * between induced counts instead. */
#include "count_five.h"

enum { PLACES = 56, SMALL = 13 /* the edge, 2 places on 3 vertices, 10 on 4 */ };

/* In the catalogue's order; numbers are an edge of the orbit. */
typedef enum place {
    PATH_01, PATH_12, FORK_01, FORK_13, FORK_34, STAR, CYCLE, TADPOLE_01, TADPOLE_12, TADPOLE_23, TADPOLE_34, BANNER_01, BANNER_12,
    BANNER_23, BULL_01, BULL_12, BULL_13, CRICKET_01, CRICKET_03, CRICKET_34, HOUSE_01, HOUSE_03, HOUSE_04, HOUSE_23, BIP,
    BUTTERFLY_01, BUTTERFLY_12, DART_01, DART_12, DART_13, DART_23, KITE_01, KITE_12, KITE_23, KITE_24, GEM_01, GEM_02, GEM_12,
    GEM_23, SPOKE_02, SPOKE_03, SPOKE_13, BOOK_01, BOOK_02, TAILED_01, TAILED_12, TAILED_23, WHEEL_01, WHEEL_12, PATH3_01,
    PATH3_02, PATH3_04, PATH3_23, EDGE_01, EDGE_03, CLIQUE
} place;

typedef struct five {
    gnn_i_five f;
    const gnn_graph *g;
    int64_t *row;                /* n: edges before those of vertex v */
    int64_t *out;                /* rows of edges                     */
    gnn_i_wide (*learned)[GNN_I_FIVE_PLACES];
    int64_t (*small)[GNN_I_FIVE_SMALL]; /* not NULL: rows are F itself */
} five;

static gnn_status evaluate(gnn_i_wide (*F)[GNN_I_FIVE_PLACES], int64_t (*small)[GNN_I_FIVE_SMALL], const gnn_graph *g);
static gnn_i_five_linear linear = { .places = PLACES, .small = SMALL, .where = GNN_I_EDGES, .evaluate = evaluate };

/* ---- sums at an edge ---- */

/* The edge e from x to y: what is not the same from both sides. */
static void from_end(const gnn_i_five *f, gnn_i_wide *F, int64_t x, int64_t y, int64_t e)
{
    const gnn_i_raw *raw = &f->four.raw;
    gnn_i_wide d = f->four.degree[x], dy = f->four.degree[y], t = raw->tri_edge[e], onto = f->onto[gnn_i_five_arc(e, x, y)];
    F[PATH_01] += f->walk3[y], F[PATH_12] += d * f->walk2[y];
    F[FORK_01] += dy * f->walk2[y], F[FORK_13] += d * d * dy, F[FORK_34] += f->square2[x];
    F[STAR] += gnn_i_choose3(d - 1);
    F[TADPOLE_01] += f->tri1[y], F[TADPOLE_12] += d * raw->tri_node[y], F[TADPOLE_23] += t * f->walk2[x];
    F[BANNER_01] += raw->cycle_node[y], F[BANNER_12] += raw->cycle_edge[e] * d;
    F[BULL_01] += f->bull[y], F[BULL_12] += d * raw->tri_degree_edge[e];
    F[CRICKET_01] += raw->tri_node[x] * d, F[CRICKET_03] += t * d * d;
    F[BUTTERFLY_01] += t * raw->tri_node[x];
    F[DART_01] += f->dart[y], F[DART_12] += d * onto, F[DART_13] += gnn_i_choose2(t) * d;
    F[KITE_01] += raw->tri_far_node[y];
    F[GEM_02] += t * onto;
    F[TAILED_01] += raw->clique_node[y], F[TAILED_12] += raw->clique_edge[e] * d;
}

static void from_both(const gnn_i_five *f, gnn_i_wide *F, int64_t u, int64_t v, int64_t e)
{
    const gnn_i_raw *raw = &f->four.raw;
    gnn_i_wide t = raw->tri_edge[e];
    F[BULL_13] = t * f->four.degree[u] * f->four.degree[v];
    F[HOUSE_01] = t * raw->cycle_edge[e];
    F[KITE_23] = t * raw->tri_degree_edge[e];
    F[BOOK_01] = gnn_i_choose3(t);
    F[PATH3_01] = t * raw->clique_edge[e];
}

static void from_sweeps(const gnn_i_five *f, gnn_i_wide *F, int64_t e)
{
    static const int8_t at[GNN_I_FIVE_EDGE_SUMS] = { CYCLE, CLIQUE, BANNER_23, HOUSE_03, HOUSE_23, BIP, SPOKE_02, SPOKE_03, SPOKE_13, TADPOLE_34,
                                                     CRICKET_34, BUTTERFLY_12, DART_23, KITE_24, HOUSE_04, BOOK_02, PATH3_04, GEM_12, GEM_01, GEM_23,
                                                     KITE_12, TAILED_23, PATH3_02, PATH3_23, EDGE_01, EDGE_03, WHEEL_01, WHEEL_12 };
    for (int s = 0; s < GNN_I_FIVE_EDGE_SUMS; s++) F[at[s]] = f->edge_sum[e * GNN_I_FIVE_EDGE_SUMS + s];
}

/* ---- rows ---- */

static void edge(five *x, bool *overflow, int64_t u, int64_t v, int64_t e, int64_t row)
{
    gnn_i_wide F[GNN_I_FIVE_PLACES] = { 0 };
    int64_t small[GNN_I_FIVE_SMALL] = { 1 };
    gnn_i_sums_edge(&x->f.four, small + 1, 3, u, v, e);
    gnn_i_sums_edge(&x->f.four, small + 3, 4, u, v, e);
    from_end(&x->f, F, u, v, e);
    from_end(&x->f, F, v, u, e);
    from_both(&x->f, F, u, v, e);
    from_sweeps(&x->f, F, e);
    if (x->small) {
        memcpy(x->learned[row], F, sizeof F);
        memcpy(x->small[row], small, sizeof small);
    } else *overflow |= !gnn_i_five_solve(x->out + row * PLACES, &linear, F, small);
}

static void chunk(void *ctx, void *overflow, int64_t begin, int64_t end)
{
    five *x = ctx;
    const gnn_graph *g = x->g;
    const gnn_i_ranked *r = &x->f.four.r;
    for (int64_t v = begin; v < end; v++) {
        int64_t row = x->row[v];
        for (int64_t a = g->ptr[v]; a < g->ptr[v + 1]; a++)
            if (g->col[a] > v)
                edge(x, overflow, r->rank[v], r->rank[g->col[a]], gnn_i_ranked_find(r, v, g->col[a]), row++);
    }
}

static void after(void *ctx, void *overflow)
{
    five *x = ctx;
    x->f.overflow |= *(bool *)overflow || x->f.four.overflow;
}

static gnn_status run(five *x, double deadline)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = x->g;
    GNN_TRY(gnn_i_five_new(&x->f, g, true, deadline));
    GNN_CALLOC(x->row, g->n + 1);
    for (int64_t v = 0; v < g->n; v++) {
        x->row[v + 1] = x->row[v];
        for (int64_t a = g->ptr[v]; a < g->ptr[v + 1]; a++) x->row[v + 1] += g->col[a] > v;
    }
    gnn_i_sweep s = { .what = "counts", .total = g->n, .chunk = 128, .work = x->f.work, .scratch_bytes = sizeof(bool),
                      .deadline = deadline, .fn = chunk, .after = after, .ctx = x };
    GNN_TRY(gnn_i_count_sweep(&s));
    GNN_REQUIRE(!x->f.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    gnn_i_free(x->row);
    gnn_i_five_free(&x->f);
    return st;
}

static gnn_status evaluate(gnn_i_wide (*F)[GNN_I_FIVE_PLACES], int64_t (*small)[GNN_I_FIVE_SMALL], const gnn_graph *g)
{
    five x = { .g = g, .learned = F, .small = small };
    return run(&x, 0);
}

gnn_status gnn_i_count_five_edges(int64_t *out, const gnn_graph *g, double deadline)
{
    five x = { .g = g, .out = out };
    GNN_TRY_RETURN(gnn_i_five_learn(&linear));
    return run(&x, deadline);
}
