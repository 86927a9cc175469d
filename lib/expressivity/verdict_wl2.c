/* 2-WL in the oblivious sense: one coordinate is replaced at a time, the two multisets stay apart.
 *
 *   c_r+1(u,v)   c_r(u,v), {{c_r(w,v) : all w}}, {{c_r(u,w) : all w}}     from the atomic types of pairs
 *
 * @source Immerman & Lander 1990; Huang & Villar 2021 (equals 1-WL in power) */
#include "atoms.h"

typedef struct oblivious {
    gnn_i_atoms atoms;
    uint64_t *row, *column; /* sums of a row, of a column */
} oblivious;

static void pair_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    word[0] = (uint64_t)((const oblivious *)s->ctx)->atoms.pair[i][t], word[1] = word[2] = 0;
}

static gnn_status lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    oblivious *o = s->ctx;
    int64_t n = s->trial->graphs[i]->n;
    memset(o->row, 0, (size_t)n * sizeof *o->row);
    memset(o->column, 0, (size_t)n * sizeof *o->column);
    for (int64_t u = 0, t = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++, t++) {
            uint64_t x = gnn_i_tuple_random(s->seed, 0, (uint64_t)s->color[i][t]);
            o->row[u] += x, o->column[v] += x;
        }
    for (int64_t u = 0, t = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++, t++) first[t] = o->row[u], second[t] = o->column[v];
    return GNN_OK;
}

static int64_t keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    int64_t n = s->trial->graphs[i]->n, u = t / n, v = t % n;
    const int32_t *c = s->color[i];
    for (int64_t w = 0; w < n; w++)
        key[w] = (uint64_t)c[u * n + w], key[n + w] = (uint64_t)1 << 32 | (uint64_t)c[w * n + v];
    return 2 * n;
}

static int64_t swapped(const gnn_i_tuples *s, int64_t i, int64_t t, int g)
{
    int64_t n = s->trial->graphs[i]->n;
    return t % n * n + t / n;
}

static const gnn_i_tuple_test test = {.type = pair_type, .lanes = lanes, .keys = keys, .generators = 1, .image = swapped};

static gnn_status wl2_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    oblivious o = {0};
    gnn_i_tuples s = {.trial = t, .test = &test, .ctx = &o, .what = "pairs"};
    GNN_TRY(gnn_i_atoms_new(&o.atoms, t->count, t->graphs, t->budget));
    GNN_ALLOC(o.row, o.atoms.max_n + 1);
    GNN_ALLOC(o.column, o.atoms.max_n + 1);
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, 2));
    s.max_keys = 2 * o.atoms.max_n;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    gnn_i_free(o.row);
    gnn_i_free(o.column);
    gnn_i_atoms_free(&o.atoms);
    return st;
}

static const char *const names[] = {"2-wl", NULL};
static const char *const aliases[] = {"2wl=2-wl", NULL};
static const char *const help[] = {
    "Oblivious 2-WL on pairs (u,v): the multiset of the colours of (w,v) over all w, and that of (u,w), apart.  As strong as 1-wl "
    "(papers that write 2-WL for the folklore version mean 2-fwl here); bounds 2-IGN.  Cost O(n^2) a round.  "
    "Immerman & Lander 1990; Maron et al. 2019."};

const gnn_i_verdict gnn_i_verdict_wl2 = {.rank = 21, .names = names, .aliases = aliases, .help = help, .run = wl2_run};
