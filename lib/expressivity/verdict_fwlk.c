/* k-FWL for k = 3, 4 on k-tuples, folklore version (= oblivious (k+1)-WL):
 *
 *   c_r+1(t)   c_r(t) and {{(c_r(t with w at 1), …, c_r(t with w at k)) : all w}}      from atomic types
 *
 * Fingerprint: sum over w of the product over j of x_j[c(t with w at j)] modulo 2^32, twice, with random x_j.  A row of
 * tuples that differ in the last coordinate is done at once: its k - 1 first factors are rows of tuples too, the last is
 * one number a w.
 *
 * @source Cai, Fürer, Immerman 1992 */
#include "atoms.h"

enum { MAX_K = 4 };

typedef struct folklore {
    gnn_i_atoms atoms;
    int k;
    uint32_t *X[MAX_K];  /* n^k: x_j of the colours    */
    uint32_t *sum;       /* n                          */
} folklore;

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("default", "avx2")))
#else
#define WIDE
#endif

/* sum[c] += last * x[c] * y[c] (* z[c]) */
WIDE static void add_products(uint32_t *restrict sum, uint32_t last, const uint32_t *restrict x,
                              const uint32_t *restrict y, const uint32_t *restrict z, int64_t n)
{
    if (!z)
        for (int64_t c = 0; c < n; c++) sum[c] += last * x[c] * y[c];
    else
        for (int64_t c = 0; c < n; c++) sum[c] += last * x[c] * y[c] * z[c];
}

static void tuple_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const folklore *f = s->ctx;
    const int32_t *pair = f->atoms.pair[i];
    int64_t n = s->trial->graphs[i]->n, a = t / (n * n) % n, b = t / n % n, c = t % n;
    word[0] = (uint64_t)pair[a * n + b], word[1] = (uint64_t)pair[b * n + c], word[2] = (uint64_t)pair[a * n + c];
    if (f->k == 3) return;
    int64_t first = t / (n * n * n);
    word[0] |= (uint64_t)pair[first * n + a] << 32;
    word[1] |= (uint64_t)pair[first * n + b] << 32;
    word[2] |= (uint64_t)pair[first * n + c] << 32;
}

/* The row of tuples that begin as tuple `row` does: into f->sum. */
static void one_row(const folklore *f, int64_t n, int64_t row)
{
    int64_t stride[MAX_K], from[MAX_K];
    int k = f->k;
    for (int64_t j = k - 1, step = 1; j >= 0; j--, step *= n) {
        stride[j] = step;
        from[j] = row - row / step % n * step; /* the row with 0 at j */
    }
    memset(f->sum, 0, (size_t)n * sizeof *f->sum);
    for (int64_t w = 0; w < n; w++)
        add_products(f->sum, f->X[k - 1][row + w], f->X[0] + from[0] + w * stride[0], f->X[1] + from[1] + w * stride[1],
                     k == 4 ? f->X[2] + from[2] + w * stride[2] : NULL, n);
}

static gnn_status lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    folklore *f = s->ctx;
    int64_t n = s->trial->graphs[i]->n, size = s->size[i], work = 0;
    for (int l = 0; l < 2; l++) {
        for (int64_t t = 0; t < size; t++)
            for (int j = 0; j < f->k; j++)
                f->X[j][t] =
                    (uint32_t)(gnn_i_tuple_random(s->seed, (uint64_t)(8 * l + j), (uint64_t)s->color[i][t]) >> 32);
        for (int64_t row = 0; row < size; row += n) {
            one_row(f, n, row);
            if (l == 0)
                for (int64_t c = 0; c < n; c++) first[row + c] = f->sum[c];
            else
                for (int64_t c = 0; c < n; c++) first[row + c] |= (uint64_t)f->sum[c] << 32;
            if ((work += n * n) < 1000000) continue;
            work = 0;
            GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        }
    }
    return GNN_OK;
}

static int64_t keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const folklore *f = s->ctx;
    const int32_t *c = s->color[i];
    int64_t n = s->trial->graphs[i]->n, stride[MAX_K], from[MAX_K];
    for (int64_t j = f->k - 1, step = 1; j >= 0; j--, step *= n) stride[j] = step, from[j] = t - t / step % n * step;
    for (int64_t w = 0; w < n; w++) {
        const uint32_t a = (uint32_t)c[from[0] + w * stride[0]], b = (uint32_t)c[from[1] + w * stride[1]];
        key[2 * w] = (uint64_t)a << 32 | b;
        key[2 * w + 1] = (uint64_t)(uint32_t)c[from[2] + w * stride[2]] << 32;
        if (f->k == 4) key[2 * w + 1] |= (uint32_t)c[from[3] + w];
    }
    return n;
}

/* Exchange coordinates g and g + 1. */
static int64_t exchanged(const gnn_i_tuples *s, int64_t i, int64_t t, int g)
{
    const folklore *f = s->ctx;
    int64_t n = s->trial->graphs[i]->n, low = 1;
    for (int j = f->k - 2; j > g; j--) low *= n;
    int64_t a = t / (low * n) % n, b = t / low % n;
    return t + (b - a) * low * n + (a - b) * low;
}

static const gnn_i_tuple_test tests[] = {
    {.type = tuple_type, .lanes = lanes, .keys = keys, .one_lane = true, .wide = true, .generators = 2, .image = exchanged},
    {.type = tuple_type, .lanes = lanes, .keys = keys, .one_lane = true, .wide = true, .generators = 3, .image = exchanged},
};

static gnn_status fwlk_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    folklore f = {.k = 3 + t->variant};
    gnn_i_tuples s = {.trial = t, .test = &tests[t->variant], .ctx = &f, .what = f.k == 3 ? "triples" : "quadruples"};
    int64_t most = 0;
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, f.k));
    for (int64_t i = 0; i < t->count; i++) most = s.size[i] > most ? s.size[i] : most;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 4 * f.k * most));
    GNN_TRY(gnn_i_atoms_new(&f.atoms, t->count, t->graphs, t->budget));
    for (int j = 0; j < f.k; j++) GNN_ALLOC(f.X[j], most + 1);
    GNN_ALLOC(f.sum, f.atoms.max_n + 1);
    s.max_keys = f.atoms.max_n;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    for (int j = 0; j < f.k; j++) gnn_i_free(f.X[j]);
    gnn_i_free(f.sum);
    gnn_i_atoms_free(&f.atoms);
    return st;
}

static const char *const names[] = {"3-fwl", "4-fwl", NULL};
static const char *const aliases[] = {"4-wl=3-fwl", "4wl=3-fwl", "3fwl=3-fwl", "5-wl=4-fwl", "5wl=4-fwl", "4fwl=4-fwl", NULL};
static const char *const help[] = {
    "Folklore 3-WL, which is the oblivious 4-WL: a triple is refined by the multiset over w of the colours of the three triples with "
    "w in the place of one coordinate, from atomic types.  Exact: a stable partition is verified by whole signatures.  "
    "Cost O(n^4) a round, 16 n^3 bytes a pair and 20 n^3 of scratch.  Cai, Fürer, Immerman 1992.",
    "Folklore 4-WL, which is the oblivious 5-WL, on quadruples.  Exact as 3-fwl.  Cost O(n^5) a round, 16 n^4 bytes a pair and 24 n^4 "
    "of scratch: --limit-memory.  Cai, Fürer, Immerman 1992.",
};

const gnn_i_verdict gnn_i_verdict_fwlk = {.rank = 70, .names = names, .aliases = aliases, .help = help, .run = fwlk_run};
