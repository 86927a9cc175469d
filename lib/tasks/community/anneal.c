/* Annealed Gibbs sampling of a block model's posterior: single vertices in a fixed random order, inverse temperature
 * from `hot` up to `cold` in equal steps, then sweeps at `cold` for the marginals.
 *
 *     log P(s_i = a | rest)  =  bias_ia - w_i (field_a - own part) + log p_a  + const,
 *     bias_ia = sum over neighbours j of log C_(a s_j),   field_a = (1/n) sum_j w_j C_(a s_j)
 *
 * bias and field are kept up to date, so a step that changes nothing costs O(k); two affinities need tables instead of
 * exp. */
#include "blockmodel.h"
#include "base/rng_block.h"
#include <math.h>

enum { DRAWS = 256, LEARN_EVERY = 20, LEARN_PART = 10 }; /* the model is learned in the last tenth: hotter states say little */

typedef struct sampler {
    const gnn_graph *g;
    gnn_i_blocks *m;
    int64_t n, k;
    int32_t *state, *order, *like; /* n; n; n x k: neighbours in each group (two affinities)                */
    double *bias, *field, *size;   /* n x k, k, k (matrix); size: vertices of each group (two affinities)   */
    double *logs;                  /* k x k: log C                                                          */
    double *table, *weight_of;     /* most + 1: exp(b gain c); k: exp(-b push size)                         */
    double *w, *log_share;         /* k each                                                                */
    int64_t most;                  /* degree                                                                */
    double gain, push;             /* log(c_in / c_out), (c_in - c_out) / n                                 */
    double beta, log;              /* log: of the posterior, followed from step to step                     */
    double *counts;                /* k x k + 2 k: what states since the model last changed add up to        */
    uint32_t draws[DRAWS];
    int drawn;
    gnn_rng *rng;
} sampler;

/* Uniform in (0, 1) from 32 bits, a block of them at a time. */
static inline double draw(sampler *s)
{
    if (s->drawn == DRAWS) {
        for (int i = 0; i < DRAWS; i += 4, s->rng->counter += 2)
            gnn_i_philox(s->draws + i, s->rng->key, s->rng->counter >> 1, 0);
        s->drawn = 0;
    }
    return ((double)s->draws[s->drawn++] + 0.5) * 0x1p-32;
}

static void sampler_free(sampler *s)
{
    gnn_i_free(s->state);
    gnn_i_free(s->order);
    gnn_i_free(s->like);
    gnn_i_free(s->bias);
    gnn_i_free(s->field);
    gnn_i_free(s->table);
    gnn_i_free(s->counts);
}

static gnn_status sampler_new(sampler *s, const gnn_graph *g, gnn_i_blocks *m, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    int64_t n = g->n, k = m->k;
    *s = (sampler){ .g = g, .m = m, .n = n, .k = k, .drawn = DRAWS, .rng = rng };
    for (int64_t i = 0; i < n; i++)
        if (g->ptr[i + 1] - g->ptr[i] > s->most) s->most = g->ptr[i + 1] - g->ptr[i];
    GNN_ALLOC(s->state, n);
    GNN_ALLOC(s->order, n);
    GNN_CALLOC(s->like, n * k);
    GNN_CALLOC(s->bias, n * k);
    GNN_ALLOC(s->field, k * k + 4 * k);
    s->size = s->field + k, s->w = s->size + k, s->log_share = s->w + k, s->logs = s->log_share + k;
    GNN_ALLOC(s->table, s->most + 1 + k);
    GNN_CALLOC(s->counts, k * k + 2 * k);
    s->weight_of = s->table + s->most + 1;
    gnn_rng_permutation(rng, n, s->order);
    rng->counter += rng->counter & 1; /* blocks from here on */
    for (int64_t i = 0; i < n; i++) {
        int32_t a = (int32_t)(draw(s) * (double)k);
        s->state[i] = a < k ? a : (int32_t)k - 1;
    }
done:
    if (st != GNN_OK) sampler_free(s);
    return st;
}

/* exp to 1e-9, for arguments at most 0; without branches, so that a row of them is one loop for the compiler. */
static inline double fast_exp(double x)
{
    const double shift = 0x1.8p52;
    x = x > -700 ? x : -700;
    double t = x * 1.4426950408889634074 + shift, r = x - (t - shift) * 0.69314718055994530942;
    uint64_t bits;
    memcpy(&bits, &t, sizeof bits);
    bits = (bits + 1023) << 52;
    double two;
    memcpy(&two, &bits, sizeof two);
    double p =
        1 + r * (1 + r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040)))))));
    return p * two;
}

static bool two_affinities(const sampler *s)
{
    double high = fmax(s->m->affinity[0], s->m->affinity[1]);
    return s->m->uniform && !s->m->weight && fabs(s->gain) * (double)s->most < 600 && high < 600;
}

/* Everything that follows from state and model. */
static void rebuild(sampler *s)
{
    const gnn_graph *g = s->g;
    const gnn_i_blocks *m = s->m;
    int64_t k = s->k;
    double floor = gnn_i_blocks_floor(m);
    for (int64_t a = 0; a < k * k; a++) s->logs[a] = log(fmax(m->affinity[a], floor));
    for (int64_t a = 0; a < k; a++) s->log_share[a] = log(m->share[a]), s->field[a] = s->size[a] = 0;
    memset(s->like, 0, (size_t)(s->n * k) * sizeof *s->like);
    memset(s->bias, 0, (size_t)(s->n * k) * sizeof *s->bias);
    for (int64_t i = 0; i < s->n; i++) {
        double w = m->weight ? m->weight[i] : 1;
        s->size[s->state[i]]++;
        for (int64_t a = 0; a < k; a++) s->field[a] += w * m->affinity[s->state[i] * k + a] / (double)s->n;
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++) {
            int32_t there = s->state[g->col[e]];
            s->like[i * k + there]++;
            for (int64_t a = 0; a < k; a++) s->bias[i * k + a] += s->logs[there * k + a];
        }
    }
    s->gain = k > 1 ? s->logs[0] - s->logs[1] : 0;
    s->push = k > 1 ? (m->affinity[0] - m->affinity[1]) / (double)s->n : 0;
    s->log = gnn_i_blocks_log(m, g, s->state);
}

static inline int64_t choose(const double *w, double sum, int64_t k, double u)
{
    int64_t a = 0;
    for (u *= sum; a < k - 1 && (u -= w[a]) > 0; a++) {}
    return a;
}

static inline double weight_of(const sampler *s, double size)
{
    return exp(-s->beta * s->push * (size - (double)s->n / (double)s->k));
}

static inline __attribute__((always_inline)) void sweep_two(sampler *s, int64_t k)
{
    const gnn_graph *g = s->g;
    double own = exp(s->beta * s->push), *w = s->w;
    for (int64_t a = 0; a < k; a++) s->weight_of[a] = weight_of(s, s->size[a]);
    for (int64_t t = 0; t < s->n; t++) {
        int64_t i = s->order[t], from = s->state[i];
        int32_t *like = s->like + i * k;
        double sum = 0;
        for (int64_t a = 0; a < k; a++) w[a] = s->table[like[a]] * s->weight_of[a];
        w[from] *= own; /* its own share of the field is no neighbour */
        for (int64_t a = 0; a < k; a++) sum += w[a];
        int64_t to = choose(w, sum, k, draw(s));
        if (to == from) continue;
        s->log += s->gain * (like[to] - like[from]) - s->push * (s->size[to] - s->size[from] + 1);
        s->size[from]--, s->size[to]++;
        s->weight_of[from] = weight_of(s, s->size[from]), s->weight_of[to] = weight_of(s, s->size[to]);
        s->state[i] = (int32_t)to;
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++)
            s->like[g->col[e] * k + from]--, s->like[g->col[e] * k + to]++;
    }
}

static void sweep_matrix(sampler *s)
{
    const gnn_graph *g = s->g;
    const gnn_i_blocks *m = s->m;
    int64_t k = s->k;
    double *w = s->w, n = (double)s->n;
    for (int64_t t = 0; t < s->n; t++) {
        int64_t i = s->order[t], from = s->state[i];
        double wi = m->weight ? m->weight[i] : 1, sum = 0, most = -INFINITY;
        const double *bias = s->bias + i * k, *own = m->affinity + from * k;
        for (int64_t a = 0; a < k; a++) {
            w[a] = bias[a] - wi * (s->field[a] - wi * own[a] / n) + s->log_share[a];
            most = most > w[a] ? most : w[a];
        }
        for (int64_t a = 0; a < k; a++) w[a] = fast_exp(s->beta * (w[a] - most));
        for (int64_t a = 0; a < k; a++) sum += w[a];
        int64_t to = choose(w, sum, k, draw(s));
        if (to == from) continue;
        s->log += bias[to] - bias[from] - wi * (s->field[to] - s->field[from] - wi * (own[to] - own[from]) / n) +
                  s->log_share[to] - s->log_share[from];
        s->state[i] = (int32_t)to;
        for (int64_t a = 0; a < k; a++) s->field[a] += wi * (m->affinity[to * k + a] - own[a]) / n;
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++) {
            double *b = s->bias + g->col[e] * k;
            for (int64_t a = 0; a < k; a++) b[a] += s->logs[to * k + a] - s->logs[from * k + a];
        }
    }
}

static void sweep(sampler *s)
{
    if (!two_affinities(s)) {
        sweep_matrix(s);
        return;
    }
    for (int64_t c = 0; c <= s->most; c++) s->table[c] = exp(s->beta * s->gain * (double)c);
    switch (s->k) {
    case 2: sweep_two(s, 2); return;
    case 3: sweep_two(s, 3); return;
    case 4: sweep_two(s, 4); return;
    case 5: sweep_two(s, 5); return;
    case 6: sweep_two(s, 6); return;
    }
    sweep_two(s, s->k);
}

/* Once in LEARN_EVERY sweeps, counted from the last one, the model is what the states since then say on average. */
static void learn(sampler *s, int64_t left)
{
    int64_t k = s->k, size = k * k + 2 * k;
    double *c = s->counts;
    gnn_i_blocks_count(c, s->m, s->g, s->state, 1.0 / LEARN_EVERY);
    if (left % LEARN_EVERY != 0) return;
    double states = 0;
    for (int64_t a = 0; a < k; a++) states += c[k * k + k + a] / (double)s->n;
    for (int64_t a = 0; a < size; a++) c[a] /= states;
    gnn_i_blocks_from_counts(s->m, c, c + k * k, c + k * k + k);
    memset(c, 0, (size_t)size * sizeof *c);
    rebuild(s);
}

static gnn_status measure(double *marginal, double *mean, int32_t *best, sampler *s, int64_t sweeps)
{
    double most = -INFINITY, share = sweeps > 0 ? 1.0 / (double)sweeps : 0;
    memset(marginal, 0, (size_t)(s->n * s->k) * sizeof *marginal);
    *mean = sweeps > 0 ? 0 : s->log;
    for (int64_t t = 0; t <= sweeps; t++) { /* the state before the first sweep counts as a state, not as a sample */
        if (s->log > most) {
            most = s->log;
            memcpy(best, s->state, (size_t)s->n * sizeof *best);
        }
        if (t == sweeps) break;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "gibbs: canceled");
        sweep(s);
        *mean += s->log * share;
        for (int64_t i = 0; i < s->n; i++) marginal[i * s->k + s->state[i]] += share;
    }
    for (int64_t i = 0; sweeps == 0 && i < s->n; i++) marginal[i * s->k + s->state[i]] = 1;
    return GNN_OK;
}

gnn_status gnn_i_anneal_run(double *marginal, double *mean, int32_t *best, const gnn_graph *g, gnn_i_blocks *m,
                            const gnn_i_anneal *how, gnn_rng *rng)
{
    gnn_status st = GNN_OK;
    sampler s;
    GNN_TRY_RETURN(sampler_new(&s, g, m, rng));
    rebuild(&s);
    for (int64_t t = 0; t < how->sweeps; t++) {
        if (t % 64 == 0) {
            GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "gibbs: canceled");
            gnn_i_progress("gibbs", t + 1, how->sweeps);
        }
        s.beta = how->hot + (how->cold - how->hot) * (double)t / (double)how->sweeps;
        sweep(&s);
        if (how->learn && t >= how->sweeps - how->sweeps / LEARN_PART) learn(&s, how->sweeps - t - 1);
    }
    s.beta = how->cold;
    rebuild(&s);
    GNN_TRY(measure(marginal, mean, best, &s, how->measure));
done:
    sampler_free(&s);
    return st;
}
