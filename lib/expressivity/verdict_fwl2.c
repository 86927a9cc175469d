/* 2-FWL, the folklore 2-dimensional refinement (= oblivious 3-WL), on pairs (u,v):
 *
 *   c_0(u,v)     labels of u and v, u = v?, the arcs u -> v and v -> u with their weights
 *   c_r+1(u,v)   c_r(u,v) and the multiset over all w of the pair (c_r(u,w), c_r(w,v))
 *
 * Fingerprint of a multiset: sum over w of x[c(u,w)] y[c(w,v)] with random integers x, y per colour, that is the matrix
 * product X Y with X = x[c], Y = y[c].  Entries are so small that every sum is an exact integer in f64, in any order;
 * so a round costs two matrix products, and the fingerprints depend on the multiset alone.  Two multisets collide in one
 * product with probability at most 2 / range (Schwartz-Zippel); tuples.c finds collisions by exact comparison.
 *
 * @source Cai, Fürer, Immerman 1992 */
#include "tuples.h"
#include "tensor/tensor_i.h"

typedef struct pairs {
    gnn_i_ranks ranks;
    int32_t **arc; /* n x n of graph i: rank of the weight of (u,v) + 1, or 0 */
    double *X, *Y, *Z, *x, *y;
    void *scratch;
    int64_t value_cap, value_cap_y, max_n;
} pairs;

static void pair_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const pairs *p = s->ctx;
    const gnn_graph *g = s->trial->graphs[i];
    int64_t u = t / g->n, v = t % g->n;
    uint64_t lu = 0, lv = 0;
    if (g->node_label) {
        lu = (uint64_t)gnn_i_rank_of_label(&p->ranks, g->node_label[u]);
        lv = (uint64_t)gnn_i_rank_of_label(&p->ranks, g->node_label[v]);
    } else if (p->ranks.labels > 1) {
        lu = lv = (uint64_t)gnn_i_rank_of_label(&p->ranks, 0);
    }
    word[0] = lu << 32 | lv;
    word[1] = (uint64_t)p->arc[i][u * g->n + v] << 32 | (uint64_t)p->arc[i][v * g->n + u];
    word[2] = u == v;
}

/* The two lanes: products of two independent pairs of random matrices. */
static gnn_status pair_lanes(gnn_i_tuples *s, int64_t i, uint64_t *lane)
{
    pairs *p = s->ctx;
    int64_t n = s->trial->graphs[i]->n;
    const int32_t *c = s->color[i];
    int bits = 0;
    while ((int64_t)1 << bits < n) bits++;
    int keep = (53 - bits) / 2; /* x y n < 2^53 */
    GNN_TRY_RETURN(gnn_i_grow(&p->x, &p->value_cap, s->colors + 1, sizeof *p->x));
    GNN_TRY_RETURN(gnn_i_grow(&p->y, &p->value_cap_y, s->colors + 1, sizeof *p->y));
    for (uint64_t l = 0; l < 2; l++) {
        for (int64_t k = 0; k < s->colors; k++) {
            uint64_t word = gnn_i_tuple_random(s->seed, l, (uint64_t)k);
            p->x[k] = (double)((word & 0xffffffff) >> (32 - keep));
            p->y[k] = (double)(word >> 32 >> (32 - keep));
        }
        for (int64_t t = 0; t < n * n; t++) p->X[t] = p->x[c[t]], p->Y[t] = p->y[c[t]];
        gnn_i_gemm(GNN_F64, false, false, n, n, n, p->X, p->Y, 0.0, p->Z, p->scratch);
        for (int64_t t = 0; t < n * n; t++) lane[2 * t + (int64_t)l] = (uint64_t)p->Z[t];
    }
    return GNN_OK;
}

static int64_t pair_keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    int64_t n = s->trial->graphs[i]->n, u = t / n, v = t % n;
    const int32_t *row = s->color[i] + u * n, *column = s->color[i] + v;
    for (int64_t w = 0; w < n; w++) key[w] = (uint64_t)(uint32_t)row[w] << 32 | (uint32_t)column[w * n];
    return n;
}

static gnn_status pairs_new(pairs *p, const gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int64_t total = 0;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        GNN_REQUIRE(n <= 32768, GNN_EUNSUPPORTED, "%lld vertices: pairs of more than 32768 vertices are too many", (long long)n);
        total += n * n;
        if (n > p->max_n) p->max_n = n;
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 4 * total + 24 * p->max_n * p->max_n));
    GNN_TRY(gnn_i_ranks_new(&p->ranks, t->count, t->graphs));
    GNN_CALLOC(p->arc, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) {
        const gnn_graph *g = t->graphs[i];
        GNN_CALLOC(p->arc[i], g->n * g->n + 1);
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                p->arc[i][u * g->n + g->col[e]] = 1 + gnn_i_rank_of_weight(&p->ranks, g->weight ? g->weight[e] : 1.0);
    }
    GNN_ALLOC(p->X, p->max_n * p->max_n + 1);
    GNN_ALLOC(p->Y, p->max_n * p->max_n + 1);
    GNN_ALLOC(p->Z, p->max_n * p->max_n + 1);
    size_t scratch = 0;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        size_t need = gnn_i_gemm_scratch(GNN_F64, false, false, n, n, n);
        if (need > scratch) scratch = need;
    }
    if (scratch > 0 && !(p->scratch = gnn_i_aligned_alloc(scratch))) st = GNN_ENOMEM;
done:
    return st;
}

static void pairs_free(pairs *p, int64_t count)
{
    for (int64_t i = 0; p->arc && i < count; i++) gnn_i_free(p->arc[i]);
    gnn_i_free(p->arc);
    gnn_i_free(p->X);
    gnn_i_free(p->Y);
    gnn_i_free(p->Z);
    gnn_i_free(p->x);
    gnn_i_free(p->y);
    gnn_i_aligned_free(p->scratch);
    gnn_i_ranks_free(&p->ranks);
}

static const gnn_i_tuple_test pair_test = {.type = pair_type, .lanes = pair_lanes, .keys = pair_keys};

static gnn_status fwl2_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    pairs p = {0};
    gnn_i_tuples s = {.trial = t, .test = &pair_test, .ctx = &p};
    GNN_TRY(pairs_new(&p, t));
    GNN_ALLOC(s.size, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) s.size[i] = t->graphs[i]->n * t->graphs[i]->n;
    s.max_keys = p.max_n;
    GNN_TRY(gnn_i_tuples_run(&s, "pair"));
done:
    gnn_i_free(s.size);
    pairs_free(&p, t->count);
    return st;
}

static const char *const names[] = {"2-fwl", NULL};
static const char *const aliases[] = {"3-wl=2-fwl", "2fwl=2-fwl", "3wl=2-fwl", NULL};
static const char *const help[] = {
    "Folklore 2-WL, which is the oblivious 3-WL: a pair (u,v) is refined by the multiset over w of the colours of (u,w) and (w,v), "
    "from its atomic type (labels, equality, arcs both ways), on both graphs jointly.  Bounds PPGN, Ring-GNN and every "
    "node-based subgraph network.  Exact: a stable partition is verified by whole signatures.  "
    "Cost O(n^3) a round, 28 n^2 bytes a graph.  Cai, Fürer, Immerman 1992."};

const gnn_i_verdict gnn_i_verdict_fwl2 = {.rank = 60, .names = names, .aliases = aliases, .help = help, .run = fwl2_run};
