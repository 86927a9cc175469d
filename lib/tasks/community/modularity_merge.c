/* Modularity methods with a given number of groups: a finer resolution until there are enough, then the pairs are merged that
 * lose the least modularity (Clauset, Newman, Moore 2004, on groups instead of vertices). */
#include "community.h"
#include <math.h>

/* Weights between groups, c x c, inside ones twice; row sums are the groups' degrees. */
static void between_groups(double *w, const gnn_graph *g, const int32_t *group, int64_t c)
{
    memset(w, 0, (size_t)(c * c) * sizeof *w);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            w[group[u] * c + group[g->col[e]]] += g->weight ? g->weight[e] : 1;
}

/* Merge groups a < b of c: row and column b go into a, the last group takes place b. */
static void merge(double *w, double *degree, int32_t *name, int64_t stride, int64_t c, int64_t a, int64_t b)
{
    for (int64_t i = 0; i < c; i++) w[a * stride + i] += w[b * stride + i];
    for (int64_t i = 0; i < c; i++) w[i * stride + a] += w[i * stride + b];
    degree[a] += degree[b];
    for (int64_t i = 0; i < c; i++) w[b * stride + i] = w[(c - 1) * stride + i];
    for (int64_t i = 0; i < c; i++) w[i * stride + b] = w[i * stride + c - 1];
    degree[b] = degree[c - 1];
    for (int64_t i = 0; i < stride; i++) {
        if (name[i] == b) name[i] = (int32_t)a;
        else if (name[i] == c - 1) name[i] = (int32_t)b;
    }
}

static gnn_status merge_to(int32_t *group, const gnn_graph *g, int64_t c, int64_t k, double resolution)
{
    gnn_status st = GNN_OK;
    int64_t stride = c;
    double *w = NULL, *degree = NULL, total = 0;
    int32_t *name = NULL;
    GNN_ALLOC(w, c * c);
    GNN_CALLOC(degree, c);
    GNN_ALLOC(name, c);
    between_groups(w, g, group, c);
    for (int64_t i = 0; i < c; i++) {
        name[i] = (int32_t)i;
        for (int64_t j = 0; j < c; j++) degree[i] += w[i * c + j];
        total += degree[i];
    }
    for (; c > k; c--) {
        int64_t a = 0, b = 1;
        double most = -INFINITY;
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "merging groups: canceled");
        for (int64_t i = 0; i < c; i++)
            for (int64_t j = i + 1; j < c; j++) {
                double gain = w[i * stride + j] / total - resolution * degree[i] / total * degree[j] / total;
                if (gain > most) most = gain, a = i, b = j;
            }
        merge(w, degree, name, stride, c, a, b);
    }
    for (int64_t i = 0; i < g->n; i++) group[i] = name[group[i]];
done:
    gnn_i_free(w);
    gnn_i_free(degree);
    gnn_i_free(name);
    return st;
}

static int64_t count_groups(const int32_t *group, int64_t n)
{
    int64_t c = 0;
    for (int64_t i = 0; i < n; i++)
        if (group[i] >= c) c = group[i] + 1;
    return c;
}

gnn_status gnn_i_merge_groups(gnn_i_job *job, double resolution)
{
    int64_t c = count_groups(job->group, job->g->n);
    if (job->k && c > job->k) return merge_to(job->group, job->g, c, job->k, resolution);
    if (job->k == 0) job->k = 1; /* the groups that occur */
    return GNN_OK;
}

gnn_status gnn_i_modularity_groups(gnn_i_job *job, gnn_i_modularity_fn group)
{
    gnn_status st = GNN_OK;
    double resolution = job->o->resolution;
    for (int finer = 0; finer <= 20; finer++, resolution *= 2) {
        GNN_TRY(group(job->group, job->g, resolution, job->o->seed));
        if (count_groups(job->group, job->g->n) >= job->k) break;
    }
    GNN_TRY(gnn_i_merge_groups(job, job->o->resolution));
    GNN_TRY(gnn_modularity(&job->score, job->g, job->group, job->o->resolution));
done:
    return st;
}
