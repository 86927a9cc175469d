/* k-means: greedy k-means++ (Arthur, Vassilvitskii 2007, section 7), then Lloyd; empty groups take the farthest point. */
#include "community.h"
#include <math.h>

enum { ROUNDS = 300 };

typedef struct kmeans {
    const double *x;
    int64_t n, d, k;
    double *center, *near, *best_near, *sum; /* k x d; squared distances to the nearest centre; k x d */
    int64_t *size;
    int32_t *group;
} kmeans;

static double distance(const double *a, const double *b, int64_t d)
{
    double s = 0;
    for (int64_t j = 0; j < d; j++) s += (a[j] - b[j]) * (a[j] - b[j]);
    return s;
}

/* A point with probability proportional to its squared distance. */
static int64_t draw(const double *near, int64_t n, double total, gnn_rng *rng)
{
    double u = gnn_rng_uniform(rng) * total;
    for (int64_t i = 0; i < n; i++)
        if ((u -= near[i]) < 0) return i;
    for (int64_t i = n - 1; i > 0; i--)
        if (near[i] > 0) return i;
    return 0;
}

/* Of 2 + log k candidates take the one that leaves the least. */
static void choose_centers(kmeans *m, gnn_rng *rng)
{
    int64_t n = m->n, d = m->d, tries = 2 + (int64_t)log((double)m->k);
    double total = 0;
    memcpy(m->center, m->x + (int64_t)gnn_rng_below(rng, (uint64_t)n) * d, (size_t)d * sizeof *m->x);
    for (int64_t i = 0; i < n; i++) total += m->near[i] = distance(m->x + i * d, m->center, d);
    for (int64_t c = 1; c < m->k; c++) {
        double least = INFINITY;
        int64_t chosen = 0;
        for (int64_t t = 0; t < tries; t++) {
            int64_t at = draw(m->near, n, total, rng);
            double left = 0;
            for (int64_t i = 0; i < n; i++) left += fmin(m->near[i], distance(m->x + i * d, m->x + at * d, d));
            if (left < least) least = left, chosen = at;
        }
        memcpy(m->center + c * d, m->x + chosen * d, (size_t)d * sizeof *m->x);
        total = 0;
        for (int64_t i = 0; i < n; i++)
            total += m->near[i] = fmin(m->near[i], distance(m->x + i * d, m->center + c * d, d));
    }
}

/* Nearest centres; returns the inertia, *moved: how many changed. */
static double assign(kmeans *m, int64_t *moved)
{
    double inertia = 0;
    *moved = 0;
    for (int64_t i = 0; i < m->n; i++) {
        int32_t at = 0;
        double least = INFINITY;
        for (int64_t c = 0; c < m->k; c++) {
            double s = distance(m->x + i * m->d, m->center + c * m->d, m->d);
            if (s < least) least = s, at = (int32_t)c;
        }
        *moved += m->group[i] != at;
        m->group[i] = at, m->near[i] = least, inertia += least;
    }
    return inertia;
}

static void update_centers(kmeans *m)
{
    int64_t d = m->d;
    memset(m->sum, 0, (size_t)(m->k * d) * sizeof *m->sum);
    memset(m->size, 0, (size_t)m->k * sizeof *m->size);
    for (int64_t i = 0; i < m->n; i++) {
        m->size[m->group[i]]++;
        for (int64_t j = 0; j < d; j++) m->sum[m->group[i] * d + j] += m->x[i * d + j];
    }
    for (int64_t c = 0; c < m->k; c++) {
        if (m->size[c] > 0) {
            for (int64_t j = 0; j < d; j++) m->center[c * d + j] = m->sum[c * d + j] / (double)m->size[c];
            continue;
        }
        int64_t far = 0;
        for (int64_t i = 1; i < m->n; i++)
            if (m->near[i] > m->near[far]) far = i;
        memcpy(m->center + c * d, m->x + far * d, (size_t)d * sizeof *m->x);
        m->near[far] = 0;
    }
}

static double one_start(kmeans *m, gnn_rng *rng)
{
    int64_t moved;
    choose_centers(m, rng);
    for (int64_t i = 0; i < m->n; i++) m->group[i] = -1;
    double inertia = assign(m, &moved);
    for (int round = 0; round < ROUNDS && moved; round++) {
        update_centers(m);
        inertia = assign(m, &moved);
    }
    return inertia;
}

gnn_status gnn_i_kmeans(int32_t *group, double *inertia, const double *x, int64_t n, int64_t d, int64_t k, int restarts,
                        uint64_t seed)
{
    gnn_status st = GNN_OK;
    kmeans m = { .x = x, .n = n, .d = d, .k = k };
    double least = INFINITY;
    GNN_ALLOC(m.center, k * d);
    GNN_ALLOC(m.sum, k * d);
    GNN_ALLOC(m.near, n);
    GNN_ALLOC(m.size, k);
    GNN_ALLOC(m.group, n);
    for (int r = 0; r < restarts && n > 0; r++) {
        gnn_rng rng = gnn_rng_stream(seed, "community/kmeans", (uint64_t)r);
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "k-means: canceled");
        double got = one_start(&m, &rng);
        if (got >= least) continue;
        least = got;
        memcpy(group, m.group, (size_t)n * sizeof *group);
    }
    *inertia = least;
done:
    gnn_i_free(m.center);
    gnn_i_free(m.sum);
    gnn_i_free(m.near);
    gnn_i_free(m.size);
    gnn_i_free(m.group);
    return st;
}

gnn_status gnn_i_group_rows(gnn_i_job *job, const double *vectors, int64_t d, bool normalise)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n;
    double *x;
    GNN_ALLOC(x, n * d);
    for (int64_t i = 0; i < n; i++) {
        double s = 0;
        for (int64_t j = 0; j < d; j++) x[i * d + j] = vectors[j * n + i], s += x[i * d + j] * x[i * d + j];
        s = sqrt(s);
        for (int64_t j = 0; normalise && s > 1e-12 && j < d; j++) x[i * d + j] /= s;
    }
    GNN_TRY(
        gnn_i_kmeans(job->group, &job->score, x, n, d, job->k, job->o->restarts ? job->o->restarts : 10, job->o->seed));
done:
    gnn_i_free(x);
    return st;
}
