/* The gradient block: norm in fixed order, clipping. */
#include <gnn/train.h>
#include "tensor/tensor_i.h"
#include <math.h>

enum { PARTS = 256, LEAST = 4096, LANES = 8 };

typedef struct job {
    gnn_dtype dtype;
    void *g;
    int64_t n, part;
    double max, scale;
    double *sums;
} job;

/* Eight running sums, so that the order is fixed and the compiler may use vectors. */
#define SUM_SQUARES(T, S)                                                         \
    static double squares_##S(const T *g, int64_t n)                             \
    {                                                                            \
        double lane[LANES] = { 0 };                                              \
        int64_t i = 0;                                                           \
        for (; i + LANES <= n; i += LANES)                                       \
            for (int k = 0; k < LANES; k++) lane[k] += (double)g[i + k] * (double)g[i + k]; \
        for (; i < n; i++) lane[0] += (double)g[i] * (double)g[i];               \
        return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7])); \
    }                                                                            \
    static void scale_##S(T *g, T c, int64_t n)                                  \
    {                                                                            \
        for (int64_t i = 0; i < n; i++) g[i] *= c;                               \
    }                                                                            \
    static void clamp_##S(T *g, T max, int64_t n)                                \
    {                                                                            \
        for (int64_t i = 0; i < n; i++) g[i] = g[i] > max ? max : g[i] < -max ? -max : g[i]; \
    }
SUM_SQUARES(float, f32)
SUM_SQUARES(double, f64)

static job job_of(gnn_params *p)
{
    job j = { .dtype = gnn_params_dtype(p) };
    j.n = gnn_params_block(p, NULL, &j.g);
    j.part = (j.n + PARTS - 1) / PARTS;
    if (j.part < LEAST) j.part = LEAST;
    return j;
}

static int64_t parts(const job *j) { return (j->n + j->part - 1) / j->part; }
static int64_t piece(const job *j, int64_t i) { return (i + 1) * j->part < j->n ? j->part : j->n - i * j->part; }

static void sum_part(void *ctx, int64_t i)
{
    job *j = ctx;
    int64_t at = i * j->part, n = piece(j, i);
    j->sums[i] =
        j->dtype == GNN_F32 ? squares_f32((const float *)j->g + at, n) : squares_f64((const double *)j->g + at, n);
}

static void scale_part(void *ctx, int64_t i)
{
    job *j = ctx;
    int64_t at = i * j->part, n = piece(j, i);
    if (j->dtype == GNN_F32) scale_f32((float *)j->g + at, (float)j->scale, n);
    else scale_f64((double *)j->g + at, j->scale, n);
}

static void clamp_part(void *ctx, int64_t i)
{
    job *j = ctx;
    int64_t at = i * j->part, n = piece(j, i);
    if (j->dtype == GNN_F32) clamp_f32((float *)j->g + at, (float)j->max, n);
    else clamp_f64((double *)j->g + at, j->max, n);
}

double gnn_grad_norm(gnn_params *p)
{
    double sums[PARTS], total = 0;
    job j = job_of(p);
    j.sums = sums;
    gnn_i_for_blocks(parts(&j), j.n, sum_part, &j);
    for (int64_t i = 0; i < parts(&j); i++) total += sums[i];
    return sqrt(total);
}

double gnn_clip_grad_norm(gnn_params *p, double max)
{
    double norm = gnn_grad_norm(p);
    if (!(norm > max)) return norm;
    job j = job_of(p);
    j.scale = max / (norm + 1e-6);
    gnn_i_for_blocks(parts(&j), j.n, scale_part, &j);
    return norm;
}

void gnn_clip_grad_value(gnn_params *p, double max)
{
    job j = job_of(p);
    j.max = max;
    gnn_i_for_blocks(parts(&j), j.n, clamp_part, &j);
}
