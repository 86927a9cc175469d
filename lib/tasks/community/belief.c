/* Belief propagation on a block model (Decelle, Krzakala, Moore, Zdeborova 2011, eqs 26 to 29): pairs without an edge act
 * through a common field, so a sweep costs O(m k) for two affinities and O(m k^2) for a matrix of them.
 *
 *     field_a = (1/n) sum_b C_ab sum_j w_j q_j^b
 *     q_i^a  ~  p_a exp(-w_i field_a) prod over neighbours j of f_j^a,   f_j^a = sum_b C_ab in_j^b
 *     message from i to j: the same without f_j
 *
 * Products run in the linear domain with the exponents split off every few factors: one exp a vertex and group, no log. */
#include "blockmodel.h"
#include <math.h>

#define FLOOR 1e-12  /* of a factor, relative to the largest affinity: eight of them cannot underflow */
enum { SPLIT = 8, SMALL = 8 };
#define ALWAYS_INLINE static inline __attribute__((always_inline))

void gnn_i_belief_free(gnn_i_belief *b)
{
    gnn_i_free(b->rev);
    gnn_i_free(b->in);
    gnn_i_free(b->q);
    gnn_i_free(b->sum);
    gnn_i_free(b->field);
    gnn_i_free(b->scaled);
    gnn_i_free(b->log_share);
    gnn_i_free(b->factor);
    gnn_i_free(b->scratch);
    gnn_i_free(b->order);
    *b = (gnn_i_belief){ 0 };
}

/* Rows ascend, so the arcs back into row v are met in the order of v's own row. */
static gnn_status reverse_arcs(int64_t *rev, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t *next;
    GNN_ALLOC(next, g->n);
    memcpy(next, g->ptr, (size_t)g->n * sizeof *next);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) rev[e] = next[g->col[e]]++;
done:
    gnn_i_free(next);
    return st;
}

gnn_status gnn_i_belief_new(gnn_i_belief *b, const gnn_graph *g, gnn_i_blocks *m)
{
    gnn_status st = GNN_OK;
    int64_t k = m->k, most = 0, size;
    for (int64_t i = 0; i < g->n; i++)
        if (g->ptr[i + 1] - g->ptr[i] > most) most = g->ptr[i + 1] - g->ptr[i];
    *b = (gnn_i_belief){ .g = g, .m = m, .k = k };
    GNN_REQUIRE(gnn_i_mul_ok(g->arcs, k, &size), GNN_EOVERFLOW, "belief propagation: %lld arcs in %lld groups",
                (long long)g->arcs, (long long)k);
    GNN_ALLOC(b->rev, g->arcs);
    GNN_ALLOC(b->in, size);
    GNN_ALLOC(b->q, g->n * k);
    GNN_ALLOC(b->sum, k);
    GNN_ALLOC(b->field, k);
    GNN_ALLOC(b->scaled, k * k);
    GNN_ALLOC(b->log_share, k);
    GNN_ALLOC(b->factor, most * k);
    GNN_ALLOC(b->scratch, 4 * k);
    GNN_ALLOC(b->order, g->n);
    GNN_TRY(reverse_arcs(b->rev, g));
done:
    if (st != GNN_OK) gnn_i_belief_free(b);
    return st;
}

static void refresh_field(gnn_i_belief *b)
{
    int64_t n = b->g->n, k = b->k;
    const gnn_i_blocks *m = b->m;
    memset(b->sum, 0, (size_t)k * sizeof *b->sum);
    for (int64_t i = 0; i < n; i++)
        for (int64_t c = 0; c < k; c++) b->sum[c] += (m->weight ? m->weight[i] : 1) * b->q[i * k + c];
    for (int64_t a = 0; a < k; a++) {
        b->field[a] = 0;
        for (int64_t c = 0; c < k; c++) b->field[a] += m->affinity[a * k + c] * b->sum[c] / (double)n;
    }
}

void gnn_i_belief_refresh(gnn_i_belief *b)
{
    int64_t k = b->k;
    b->scale = 0;
    for (int64_t a = 0; a < k * k; a++) b->scale = fmax(b->scale, b->m->affinity[a]);
    for (int64_t a = 0; a < k * k; a++) b->scaled[a] = b->m->affinity[a] / b->scale;
    for (int64_t a = 0; a < k; a++) b->log_share[a] = log(b->m->share[a]);
    refresh_field(b);
}

static void noisy(double *p, int64_t k, int32_t near, gnn_rng *rng)
{
    double z = 0;
    for (int64_t c = 0; c < k; c++) z += p[c] = (near < 0 ? 0 : c == near ? 4.0 : 0.25) + 2 * gnn_rng_uniform(rng);
    for (int64_t c = 0; c < k; c++) p[c] /= z;
}

void gnn_i_belief_near(gnn_i_belief *b, const int32_t *group, gnn_rng *rng)
{
    const gnn_graph *g = b->g;
    for (int64_t i = 0; i < g->n; i++) {
        noisy(b->q + i * b->k, b->k, group ? group[i] : -1, rng);
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++)
            noisy(b->in + e * b->k, b->k, group ? group[g->col[e]] : -1, rng);
    }
    gnn_i_belief_refresh(b);
}

void gnn_i_belief_random(gnn_i_belief *b, gnn_rng *rng) { gnn_i_belief_near(b, NULL, rng); }

/* p = p's mantissa, in [1, 2); its exponent is added to e. */
ALWAYS_INLINE void split(double *p, double *e)
{
    uint64_t bits;
    memcpy(&bits, p, sizeof bits);
    *e += (double)((int64_t)(bits >> 52) - 1023);
    bits = (bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull;
    memcpy(p, &bits, sizeof bits);
}

/* out: k unnormalised beliefs of vertex i, the largest between 1 and 2; returns the log of what they are to be multiplied
 * with.  b->factor: each neighbour's factors. */
ALWAYS_INLINE double gather(const gnn_i_belief *b, double *out, double *e, int64_t i, int64_t k, bool uniform)
{
    int64_t from = b->g->ptr[i], d = b->g->ptr[i + 1] - from;
    const double *in = b->in + from * k;
    double w = b->m->weight ? b->m->weight[i] : 1, between = b->scaled[k > 1], most = -INFINITY,
           extra = b->scaled[0] - between;
    double *f = b->factor;
    for (int64_t c = 0; c < k; c++) out[c] = 1, e[c] = 0;
    for (int64_t x = 0; x < d; x++, in += k, f += k) {
        if (uniform) {
            for (int64_t c = 0; c < k; c++) f[c] = between + extra * in[c];
        } else {
            for (int64_t c = 0; c < k; c++) f[c] = 0;
            for (int64_t s = 0; s < k; s++) {
                if (k > SMALL && in[s] < FLOOR) continue; /* below what counts; most are, once there are many groups */
                for (int64_t c = 0; c < k; c++) f[c] += b->scaled[s * k + c] * in[s];
            }
        }
        for (int64_t c = 0; c < k; c++) {
            f[c] = f[c] > FLOOR ? f[c] : FLOOR;
            out[c] *= f[c];
        }
        if (x % SPLIT == SPLIT - 1)
            for (int64_t c = 0; c < k; c++) split(&out[c], &e[c]);
    }
    for (int64_t c = 0; c < k; c++) {
        split(&out[c], &e[c]);
        e[c] = e[c] * M_LN2 + b->log_share[c] - w * b->field[c];
        most = most > e[c] ? most : e[c];
    }
    for (int64_t c = 0; c < k; c++) out[c] *= exp(e[c] - most);
    return most;
}

/* New marginal and outgoing messages of vertex i; returns the largest change of a message. */
ALWAYS_INLINE double visit(gnn_i_belief *b, int64_t i, double damping, int64_t k, bool uniform)
{
    double local[2 * SMALL], *q = k <= SMALL ? local : b->scratch, *e = q + k, z = 0, change = 0;
    double w = b->m->weight ? b->m->weight[i] : 1, n = (double)b->g->n;
    gather(b, q, e, i, k, uniform);
    for (int64_t c = 0; c < k; c++) z += q[c];
    for (int64_t c = 0; c < k; c++) {
        double p = q[c] / z;
        e[c] = w * (p - b->q[i * k + c]);
        b->sum[c] += e[c], b->q[i * k + c] = p;
    }
    if (uniform) {
        double more = (b->m->affinity[0] - b->m->affinity[k > 1]) / n; /* changes of sum add up to 0 */
        for (int64_t c = 0; c < k; c++) b->field[c] += more * e[c];
    } else {
        for (int64_t s = 0; s < k; s++)
            for (int64_t c = 0; c < k; c++) b->field[c] += b->m->affinity[s * k + c] * e[s] / n;
    }
    const double *f = b->factor;
    for (int64_t a = b->g->ptr[i]; a < b->g->ptr[i + 1]; a++, f += k) {
        double *to = b->in + b->rev[a] * k;
        z = 0;
        for (int64_t c = 0; c < k; c++) z += e[c] = q[c] / f[c];
        z = 1 / z;
        for (int64_t c = 0; c < k; c++) {
            double v = e[c] * z, d = fabs(v - to[c]);
            change = change > d ? change : d;
            to[c] = v + damping * (to[c] - v);
        }
    }
    return change;
}

ALWAYS_INLINE double sweep(gnn_i_belief *b, double damping, int64_t k, bool uniform)
{
    double change = 0;
    for (int64_t t = 0; t < b->g->n; t++) {
        double c = visit(b, b->order[t], damping, k, uniform);
        change = change > c ? change : c;
    }
    return change;
}

double gnn_i_belief_sweep(gnn_i_belief *b, double damping, gnn_rng *rng)
{
    gnn_rng_permutation(rng, b->g->n, b->order);
    refresh_field(b); /* rounding does not add up */
    bool u = b->m->uniform;
    switch (b->k) {
#define FIXED(K) case K: return u ? sweep(b, damping, K, true) : sweep(b, damping, K, false);
        FIXED(2)
        FIXED(3)
        FIXED(4)
        FIXED(5)
        FIXED(6)
#undef FIXED
    }
    return u ? sweep(b, damping, b->k, true) : sweep(b, damping, b->k, false);
}

double gnn_i_belief_free_energy(gnn_i_belief *b)
{
    const gnn_graph *g = b->g;
    int64_t k = b->k;
    double *q = b->scratch, *e = q + k, sum = 0;
    refresh_field(b);
    for (int64_t i = 0; i < g->n; i++) {
        double z = 0, log_scale = gather(b, q, e, i, k, false);
        for (int64_t c = 0; c < k; c++) z += q[c];
        sum += log_scale + log(z) + (double)(g->ptr[i + 1] - g->ptr[i]) * log(b->scale);
        for (int64_t a = g->ptr[i]; a < g->ptr[i + 1]; a++) {
            if (g->col[a] < i) continue;
            const double *there = b->in + a * k, *back = b->in + b->rev[a] * k;
            double zz = 0;
            for (int64_t s = 0; s < k; s++)
                for (int64_t c = 0; c < k; c++) zz += back[s] * b->scaled[s * k + c] * there[c];
            sum -= log(b->scale * fmax(zz, FLOOR));
        }
    }
    for (int64_t c = 0; c < k; c++) sum += 0.5 * b->field[c] * b->sum[c];
    return -sum / (double)g->n;
}

/* Decelle et al., eqs 32 and 33. */
gnn_status gnn_i_belief_learn(gnn_i_belief *b)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = b->g;
    int64_t k = b->k;
    double *arcs, *joint, *vertices;
    GNN_CALLOC(arcs, 2 * k * k + k);
    joint = arcs + k * k, vertices = joint + k * k;
    for (int64_t i = 0; i < g->n; i++)
        for (int64_t a = g->ptr[i]; a < g->ptr[i + 1]; a++) { /* both arcs of an edge: symmetric but for rounding */
            const double *there = b->in + a * k, *back = b->in + b->rev[a] * k;
            double z = 0;
            for (int64_t s = 0; s < k; s++) {
                if (back[s] < FLOOR) continue;
                for (int64_t c = 0; c < k; c++) z += joint[s * k + c] = back[s] * b->scaled[s * k + c] * there[c];
            }
            z = 1 / fmax(z, FLOOR);
            for (int64_t s = 0; s < k; s++)
                for (int64_t c = 0; back[s] >= FLOOR && c < k; c++) arcs[s * k + c] += joint[s * k + c] * z;
        }
    for (int64_t s = 0; s < k; s++)
        for (int64_t c = 0; c < s; c++) arcs[s * k + c] = arcs[c * k + s] = 0.5 * (arcs[s * k + c] + arcs[c * k + s]);
    for (int64_t i = 0; i < g->n; i++)
        for (int64_t c = 0; c < k; c++) vertices[c] += b->q[i * k + c];
    refresh_field(b);
    gnn_i_blocks_from_counts(b->m, arcs, b->sum, vertices);
    gnn_i_belief_refresh(b);
done:
    gnn_i_free(arcs);
    return st;
}
