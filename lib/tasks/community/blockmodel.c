/* The parameters of a block model: given, estimated from a grouping, averaged; the likelihood of a grouping. */
#include "blockmodel.h"
#include <math.h>

static double mean_degree(const gnn_graph *g) { return g->n > 0 ? (double)g->arcs / (double)g->n : 0; }

void gnn_i_blocks_free(gnn_i_blocks *m)
{
    gnn_i_free(m->share);
    gnn_i_free(m->affinity);
    gnn_i_free(m->weight);
    *m = (gnn_i_blocks){ 0 };
}

gnn_status gnn_i_blocks_new(gnn_i_blocks *m, const gnn_graph *g, int64_t k, double c_in, double c_out, bool corrected)
{
    gnn_status st = GNN_OK;
    double mean = mean_degree(g);
    *m = (gnn_i_blocks){ .n = g->n, .k = k, .uniform = true };
    GNN_ALLOC(m->share, k);
    GNN_ALLOC(m->affinity, k * k);
    for (int64_t a = 0; a < k; a++) {
        m->share[a] = 1.0 / (double)k;
        for (int64_t b = 0; b < k; b++) m->affinity[a * k + b] = a == b ? c_in : c_out;
    }
    if (corrected) {
        GNN_ALLOC(m->weight, g->n);
        for (int64_t i = 0; i < g->n; i++) m->weight[i] = mean > 0 ? (double)(g->ptr[i + 1] - g->ptr[i]) / mean : 0;
    }
done:
    if (st != GNN_OK) gnn_i_blocks_free(m);
    return st;
}

/* Edges as if a twentieth of a pair of groups of mean size showed the mean degree: keeps affinities off zero. */
#define SMOOTH 0.05

void gnn_i_blocks_from_counts(gnn_i_blocks *m, const double *arcs, const double *weight, const double *vertices)
{
    double n = (double)m->n, mean = 0;
    int64_t k = m->k;
    for (int64_t a = 0; a < k * k; a++) mean += arcs[a] / n;
    for (int64_t a = 0; a < k; a++) {
        m->share[a] = (vertices[a] + 1) / (n + (double)k);
        for (int64_t b = 0; b < k; b++)
            m->affinity[a * k + b] = (arcs[a * k + b] + SMOOTH * mean) / (weight[a] * weight[b] / n + SMOOTH);
    }
    m->uniform = false;
}

void gnn_i_blocks_count(double *counts, const gnn_i_blocks *m, const gnn_graph *g, const int32_t *group, double share)
{
    int64_t k = m->k;
    double *weight = counts + k * k, *vertices = weight + k;
    for (int64_t i = 0; i < g->n; i++) {
        weight[group[i]] += share * (m->weight ? m->weight[i] : 1), vertices[group[i]] += share;
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++) counts[group[i] * k + group[g->col[e]]] += share;
    }
}

gnn_status gnn_i_blocks_estimate(gnn_i_blocks *m, const gnn_graph *g, const int32_t *group)
{
    gnn_status st = GNN_OK;
    int64_t k = m->k;
    double *counts;
    GNN_CALLOC(counts, k * k + 2 * k);
    gnn_i_blocks_count(counts, m, g, group, 1);
    gnn_i_blocks_from_counts(m, counts, counts + k * k, counts + k * k + k);
done:
    gnn_i_free(counts);
    return st;
}

void gnn_i_blocks_means(const gnn_i_blocks *m, double *c_in, double *c_out)
{
    double in = 0, out = 0, in_pairs = 0, out_pairs = 0;
    for (int64_t a = 0; a < m->k; a++)
        for (int64_t b = 0; b < m->k; b++) {
            double pairs = m->share[a] * m->share[b], c = m->affinity[a * m->k + b] * pairs;
            if (a == b) in += c, in_pairs += pairs;
            else out += c, out_pairs += pairs;
        }
    *c_in = in / in_pairs, *c_out = out_pairs > 0 ? out / out_pairs : NAN;
}

double gnn_i_blocks_floor(const gnn_i_blocks *m)
{
    double most = 0;
    for (int64_t a = 0; a < m->k * m->k; a++) most = fmax(most, m->affinity[a]);
    return 5e-4 * most;
}

double gnn_i_blocks_log(const gnn_i_blocks *m, const gnn_graph *g, const int32_t *group)
{
    double sum = 0, n = (double)g->n, floor = gnn_i_blocks_floor(m);
    int64_t k = m->k;
    for (int64_t i = 0; i < g->n; i++) {
        int64_t a = group[i];
        double w = m->weight ? m->weight[i] : 1;
        sum += log(m->share[a]) + w * w * m->affinity[a * k + a] / (2 * n); /* no pair with itself */
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++)
            if (g->col[e] > i) sum += log(fmax(m->affinity[a * k + group[g->col[e]]], floor));
    }
    for (int64_t a = 0; a < k; a++) { /* - sum over pairs i < j of w_i w_j C / n, by groups */
        double wa = 0, expected = 0;
        for (int64_t i = 0; i < g->n; i++) {
            double w = m->weight ? m->weight[i] : 1;
            wa += group[i] == a ? w : 0, expected += w * m->affinity[a * k + group[i]];
        }
        sum -= wa * expected / (2 * n);
    }
    return sum;
}

/* ---- jobs ---- */

static double spread(const double *marginal, int64_t n, int64_t k)
{
    double most = 0;
    for (int64_t c = 0; c < k; c++) {
        double low = INFINITY, high = -INFINITY;
        for (int64_t i = 0; i < n; i++) low = fmin(low, marginal[i * k + c]), high = fmax(high, marginal[i * k + c]);
        most = fmax(most, high - low);
    }
    return most;
}

gnn_status gnn_i_job_marginals(gnn_i_job *job, double **marginal)
{
    int64_t n = job->g->n, k = job->k;
    if (job->o->k == 0 && spread(*marginal, n, k) < 1e-3) { /* all vertices look alike */
        memset(job->group, 0, (size_t)n * sizeof *job->group);
        job->k = 1;
        return GNN_OK;
    }
    for (int64_t i = 0; i < n; i++) {
        int32_t at = 0;
        for (int64_t c = 1; c < k; c++)
            if ((*marginal)[i * k + c] > (*marginal)[i * k + at]) at = (int32_t)c;
        job->group[i] = at;
    }
    job->marginal = *marginal, *marginal = NULL;
    return GNN_OK;
}

extern const gnn_i_solver gnn_i_solver_bethe;

gnn_status gnn_i_job_start(gnn_i_job *job, int32_t *group)
{
    gnn_i_job start = *job;
    start.group = group;
    return gnn_i_solver_bethe.run(&start);
}
