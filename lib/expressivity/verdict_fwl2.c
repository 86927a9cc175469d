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
#include "atoms.h"
#include "tensor/tensor_i.h"

typedef struct pairs {
    gnn_i_atoms atoms;
    double *X, *Y, *Z, *x, *y;
    void *scratch;
    int64_t value_cap, value_cap_y;
} pairs;

static void pair_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const pairs *p = s->ctx;
    word[0] = (uint64_t)p->atoms.pair[i][t], word[1] = word[2] = 0;
}

static int64_t pair_image(const gnn_i_tuples *s, int64_t i, int64_t t, int g)
{
    int64_t n = s->trial->graphs[i]->n;
    return t % n * n + t / n;
}

/* The two lanes: products of two independent pairs of random matrices. */
static gnn_status pair_lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
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
        for (int64_t t = 0; t < n * n; t++) (l ? second : first)[t] = (uint64_t)p->Z[t];
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
    size_t scratch = 0;
    GNN_TRY(gnn_i_atoms_new(&p->atoms, t->count, t->graphs, t->budget));
    int64_t square = p->atoms.max_n * p->atoms.max_n;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 24 * square));
    GNN_ALLOC(p->X, square + 1);
    GNN_ALLOC(p->Y, square + 1);
    GNN_ALLOC(p->Z, square + 1);
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        size_t need = gnn_i_gemm_scratch(GNN_F64, false, false, n, n, n);
        if (need > scratch) scratch = need;
    }
    if (scratch > 0 && !(p->scratch = gnn_i_aligned_alloc(scratch))) st = GNN_ENOMEM;
done:
    return st;
}

static void pairs_free(pairs *p)
{
    gnn_i_atoms_free(&p->atoms);
    gnn_i_free(p->X);
    gnn_i_free(p->Y);
    gnn_i_free(p->Z);
    gnn_i_free(p->x);
    gnn_i_free(p->y);
    gnn_i_aligned_free(p->scratch);
}

static const gnn_i_tuple_test pair_test = {
    .type = pair_type, .lanes = pair_lanes, .keys = pair_keys, .generators = 1, .image = pair_image
};

static gnn_status fwl2_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    pairs p = {0};
    gnn_i_tuples s = {.trial = t, .test = &pair_test, .ctx = &p, .what = "pairs"};
    GNN_TRY(pairs_new(&p, t));
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, 2));
    s.max_keys = p.atoms.max_n;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    pairs_free(&p);
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
