/* Local refinement of k-tuples, k = 2, 3 (delta-k-LWL of Morris et al.): coordinate j is replaced by its neighbours only.
 *
 *   c_r+1(t)   c_r(t) and, for each j, {{c_r(t with w at j) : w ~ t_j}}     from the atomic types of tuples
 *
 * The "+" variants put beside each replaced tuple how many w' of all vertices give a tuple of its colour in that place.
 *
 * @source Morris, Rattan, Mutzel 2020, sections 4 and 5 */
#include "atoms.h"

typedef struct local {
    gnn_i_atoms atoms;
    gnn_i_incidence inc;
    int k;
    bool plus;
    uint64_t *X;            /* n^k: what a tuple is worth at the place at hand       */
    uint64_t *factor;       /* of an arc's type                                      */
    /* "+" only */
    int32_t *count, *stamp; /* of a colour, along one line of tuples                 */
    int64_t count_cap, stamp_cap, graphs;
    int32_t stamps, **many; /* of graph i: [j n^k + t] how many on the line of t through place j have its colour, in the
                             * last round that was tried: what the final comparison needs */
} local;

static void tuple_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const local *l = s->ctx;
    const int32_t *pair = l->atoms.pair[i];
    int64_t n = s->trial->graphs[i]->n;
    word[1] = word[2] = 0;
    if (l->k == 2) {
        word[0] = (uint64_t)pair[t];
        return;
    }
    int64_t a = t / (n * n), b = t / n % n, c = t % n;
    word[0] = (uint64_t)pair[a * n + b], word[1] = (uint64_t)pair[b * n + c], word[2] = (uint64_t)pair[a * n + c];
}

/* Multiplicities of colours on the line of n tuples from `from` on, `stride` apart; valid until the next line. */
static void count_line(local *l, const int32_t *c, int64_t from, int64_t stride, int64_t n)
{
    int32_t stamp = ++l->stamps;
    for (int64_t w = 0; w < n; w++) {
        int32_t k = c[from + w * stride];
        if (l->stamp[k] != stamp) l->stamp[k] = stamp, l->count[k] = 0;
        l->count[k]++;
    }
}

/* X[t] for place j (stride n^(k-1-j)). */
static void fill_worth(local *l, const gnn_i_tuples *s, int64_t i, int j, int64_t stride)
{
    const int32_t *c = s->color[i];
    int64_t n = s->trial->graphs[i]->n, size = s->size[i];
    if (!l->plus) {
        for (int64_t t = 0; t < size; t++) l->X[t] = gnn_i_tuple_random(s->seed, (uint64_t)j, (uint64_t)c[t]);
        return;
    }
    for (int64_t high = 0; high < size; high += n * stride)
        for (int64_t low = 0; low < stride; low++) {
            count_line(l, c, high + low, stride, n);
            for (int64_t w = 0; w < n; w++) {
                int64_t t = high + low + w * stride;
                int32_t many = l->many[i][j * size + t] = l->count[c[t]];
                l->X[t] = gnn_i_tuple_random(s->seed + ((uint64_t)many << 32), (uint64_t)j, (uint64_t)c[t]);
            }
        }
}

/* out[t] += sum over w ~ t_j of X[t with w at j] */
static void add_place(const local *l, int64_t i, int64_t n, int64_t size, int64_t stride, uint64_t *out)
{
    const gnn_i_incidence *inc = &l->inc;
    int64_t base = inc->node_ptr[i];
    for (int64_t high = 0; high < size; high += n * stride)
        for (int64_t u = 0; u < n; u++) {
            uint64_t *to = out + high + u * stride;
            for (int64_t e = inc->ptr[base + u]; e < inc->ptr[base + u + 1]; e++) {
                const uint64_t *x = l->X + high + (inc->col[e] - base) * stride;
                uint64_t f = inc->type ? l->factor[inc->type[e]] : 1;
                for (int64_t low = 0; low < stride; low++) to[low] += f * x[low];
            }
        }
}

static gnn_status local_lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    local *l = s->ctx;
    int64_t n = s->trial->graphs[i]->n, size = s->size[i], stride = 1;
    memset(first, 0, (size_t)size * sizeof *first);
    if (l->plus) {
        int64_t was = l->stamp_cap;
        GNN_TRY_RETURN(gnn_i_grow(&l->count, &l->count_cap, s->colors + 1, sizeof *l->count));
        GNN_TRY_RETURN(gnn_i_grow(&l->stamp, &l->stamp_cap, s->colors + 1, sizeof *l->stamp));
        if (l->stamps > INT32_MAX / 2) l->stamps = 0, was = 0; /* all stamps anew */
        memset(l->stamp + was, 0, (size_t)(l->stamp_cap - was) * sizeof *l->stamp);
    }
    for (int64_t k = 0; k < l->inc.types; k++) l->factor[k] = gnn_i_tuple_random(s->seed, 50, (uint64_t)k) | 1;
    for (int j = l->k - 1; j >= 0; j--, stride *= n) {
        fill_worth(l, s, i, j, stride);
        add_place(l, i, n, size, stride, first);
        GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
    }
    return GNN_OK;
}

/* Key: place, arc's type and, with "+", multiplicity in the upper half, colour in the lower. */
static int64_t local_keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const local *l = s->ctx;
    const gnn_i_incidence *inc = &l->inc;
    const int32_t *c = s->color[i];
    int64_t n = s->trial->graphs[i]->n, base = inc->node_ptr[i], stride = 1, used = 0;
    for (int j = l->k - 1; j >= 0; j--, stride *= n) {
        int64_t u = t / stride % n, from = t - u * stride;
        for (int64_t e = inc->ptr[base + u]; e < inc->ptr[base + u + 1]; e++) {
            int64_t other = from + (inc->col[e] - base) * stride;
            uint64_t many = l->plus ? (uint64_t)l->many[i][j * s->size[i] + other] : 0,
                     type = inc->type ? (uint64_t)inc->type[e] : 0;
            key[used++] = (((uint64_t)j * (uint64_t)(l->atoms.max_n + 1) + many) * (uint64_t)inc->types + type) << 32 |
                          (uint32_t)c[other];
        }
    }
    return used;
}

/* Exchange coordinates g and g + 1. */
static int64_t exchanged(const gnn_i_tuples *s, int64_t i, int64_t t, int g)
{
    const local *l = s->ctx;
    int64_t n = s->trial->graphs[i]->n, low = l->k - 2 - g > 0 ? n : 1, a = t / (low * n) % n, b = t / low % n;
    return t + (b - a) * low * n + (a - b) * low;
}

static const gnn_i_tuple_test tests[] = {
    {.type = tuple_type, .lanes = local_lanes, .keys = local_keys, .one_lane = true, .generators = 1, .image = exchanged},
    {.type = tuple_type, .lanes = local_lanes, .keys = local_keys, .one_lane = true, .generators = 2, .image = exchanged},
};

static gnn_status local_new(local *l, const gnn_i_tuples *s)
{
    gnn_status st = GNN_OK;
    const gnn_i_trial *t = s->trial;
    int64_t most = 0;
    for (int64_t i = 0; i < t->count; i++) most = s->size[i] > most ? s->size[i] : most;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * most));
    GNN_TRY(gnn_i_atoms_new(&l->atoms, t->count, t->graphs, t->budget));
    GNN_TRY(gnn_i_incidence_new(&l->inc, t->count, t->graphs, t->budget));
    GNN_REQUIRE(l->inc.types < ((int64_t)1 << 30) / (l->atoms.max_n + 1), GNN_EUNSUPPORTED,
                "%lld types of arcs on %lld vertices are too many", (long long)l->inc.types, (long long)l->atoms.max_n);
    GNN_ALLOC(l->X, most + 1);
    if (l->plus) GNN_CALLOC(l->many, t->count + 1);
    for (l->graphs = 0; l->plus && l->graphs < t->count; l->graphs++) {
        GNN_TRY(gnn_i_budget_bytes(t->budget, 4 * l->k * s->size[l->graphs]));
        GNN_ALLOC(l->many[l->graphs], l->k * s->size[l->graphs] + 1);
    }
    GNN_ALLOC(l->factor, l->inc.types + 1);
done:
    return st;
}

static void local_free(local *l)
{
    gnn_i_atoms_free(&l->atoms);
    gnn_i_incidence_free(&l->inc);
    gnn_i_free(l->X);
    gnn_i_free(l->factor);
    for (int64_t i = 0; l->many && i < l->graphs; i++) gnn_i_free(l->many[i]);
    gnn_i_free(l->many);
    gnn_i_free(l->count);
    gnn_i_free(l->stamp);
}

static gnn_status delta_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    local l = {.k = 2 + t->variant / 2, .plus = t->variant & 1};
    gnn_i_tuples s = {.trial = t, .test = &tests[l.k - 2], .ctx = &l, .what = l.k == 2 ? "pairs" : "triples"};
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, l.k));
    GNN_TRY(local_new(&l, &s));
    for (int64_t v = 0; v < l.inc.n; v++)
        if (l.k * (l.inc.ptr[v + 1] - l.inc.ptr[v]) > s.max_keys) s.max_keys = l.k * (l.inc.ptr[v + 1] - l.inc.ptr[v]);
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    local_free(&l);
    return st;
}

#define PLUS "  With, beside each colour, how many tuples of the whole line have it."
#define SOURCE "  Morris, Rattan, Mutzel 2020."
static const char *const names[] = {"delta-2-lwl", "delta-2-lwl+", "delta-3-lwl", "delta-3-lwl+", NULL};
static const char *const help[] = {
    "Local 2-WL: a pair (u,v), from its atomic type, by the colours of (w,v), w next to u, and of (u,w), w next to v.  Equals sswl; "
    "at most 2-fwl.  Cost O(n m) a round, 28 n^2 bytes." SOURCE,
    "delta-2-lwl." PLUS "  At most 2-fwl.  Cost O(n (n + m)) a round." SOURCE,
    "Local 3-WL: a triple, from its atomic type, by the triples with a neighbour in the place of one coordinate, place by place.  "
    "At most 3-fwl.  Cost O(n^2 m) a round, 36 n^3 bytes." SOURCE,
    "delta-3-lwl." PLUS "  At most 3-fwl.  Cost O(n^2 (n + m)) a round." SOURCE,
};

static const int ranks[] = {55, 56, 66, 67};

const gnn_i_verdict gnn_i_verdict_delta = {.ranks = ranks, .names = names, .help = help, .run = delta_run};
