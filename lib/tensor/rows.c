/* Drivers of the row kernels: fixed blocks of rows or segments, spread over threads. */
#include "kernels.h"

typedef enum what {
    GATHER, SCALE, SEG_SUM, SEG_SPREAD, SEG_MAX, MAX_SHARE, MAX_SPREAD, SOFTMAX, SOFTMAX_BACK, AXPY, BIAS_ACT, ACT_BACK,
    DROPOUT, MAX_COLLECT, MATVEC, MATVEC_BACK
} what;

typedef struct job {
    what what;
    const gnn_i_kernel_set *k;
    void *y;
    const void *x, *d, *z;
    const int64_t *ptr;
    const int32_t *idx;
    int64_t rows, w, d2, block; /* block: rows a block */
    void *y2;
    bool mean, add;
    gnn_i_act act;
    double a;
    gnn_rng stream;
    char *sums; /* partial column sums, one row a block */
    size_t es;
} job;

static void run(void *ctx, int64_t b)
{
    const job *j = ctx;
    const gnn_i_kernel_set *k = j->k;
    int64_t from = b * j->block, to = from + j->block < j->rows ? from + j->block : j->rows, w = j->w;
    switch (j->what) {
    case GATHER: k->gather(j->y, j->x, j->idx, from, to, w, j->add); break;
    case SCALE: k->scale_rows(j->y, j->d, j->x, from, to, w, j->add); break;
    case SEG_SUM: k->segment_sum(j->y, j->x, j->ptr, from, to, w, j->mean, j->add); break;
    case SEG_SPREAD: k->segment_spread(j->y, j->x, j->ptr, from, to, w, j->mean, j->add); break;
    case SEG_MAX: k->segment_max(j->y, j->x, j->ptr, j->idx, from, to, w); break;
    case MAX_SHARE: k->max_share(j->y, j->d, j->z, j->x, j->ptr, j->idx, from, to, w); break;
    case MAX_SPREAD: k->max_spread(j->y, j->d, j->z, j->x, j->ptr, from, to, w); break;
    case SOFTMAX: k->segment_softmax(j->y, j->x, j->ptr, from, to, w); break;
    case SOFTMAX_BACK: k->segment_softmax_back(j->y, j->d, j->x, j->ptr, from, to, w); break;
    case AXPY: k->axpy(j->y, j->a, j->x, from, to); break;
    case BIAS_ACT: k->bias_act(j->y, j->d, j->act, from, to, w); break;
    case ACT_BACK:
        k->act_back(j->y, j->d, j->x, j->act, j->sums ? j->sums + (size_t)(b * w) * j->es : NULL, from, to, w);
        break;
    case MAX_COLLECT: k->max_collect(j->y, j->d, j->z, j->x, j->ptr, j->idx, from, to, w); break;
    case MATVEC: k->matvec(j->y, j->d, j->x, from, to, w, j->d2); break;
    case MATVEC_BACK: k->matvec_back(j->y, j->y2, j->z, j->d, j->x, from, to, w, j->d2); break;
    case DROPOUT: k->dropout(j->y, j->x, j->a, j->stream.key, j->stream.counter, from, to); break;
    }
}

/* `elements`: what the whole job touches; blocks are of about 16k elements. */
static void start(job *j, gnn_dtype dtype, int64_t elements)
{
    if (j->rows == 0 || j->w == 0) return;
    j->k = gnn_i_kernels(dtype);
    int64_t per_row = elements / j->rows;
    if (j->block == 0) j->block = 16384 / (per_row > 0 ? per_row : 1) + 1;
    gnn_i_for_blocks((j->rows + j->block - 1) / j->block, elements, run, j);
}

void gnn_i_gather_rows(gnn_dtype dtype, void *y, const void *x, int64_t k, const int32_t *idx, int64_t w, bool add)
{
    start(&(job){ .what = GATHER, .y = y, .x = x, .idx = idx, .rows = k, .w = w, .add = add }, dtype, k * w);
}

void gnn_i_scale_rows(gnn_dtype dtype, void *y, const void *d, const void *x, int64_t rows, int64_t w, bool add)
{
    start(&(job){ .what = SCALE, .y = y, .d = d, .x = x, .rows = rows, .w = w, .add = add }, dtype, rows * w);
}

void gnn_i_segment_sum(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w,
                       bool mean, bool add)
{
    start(&(job){ .what = SEG_SUM, .y = y, .x = x, .ptr = ptr, .rows = segments, .w = w, .mean = mean, .add = add },
          dtype, (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_segment_spread(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w,
                          bool mean, bool add)
{
    start(&(job){ .what = SEG_SPREAD, .y = y, .x = x, .ptr = ptr, .rows = segments, .w = w, .mean = mean, .add = add },
          dtype, (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_segment_max(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr,
                       const int32_t *idx, int64_t w)
{
    start(&(job){ .what = SEG_MAX, .y = y, .x = x, .ptr = ptr, .idx = idx, .rows = segments, .w = w }, dtype,
          (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_max_share(gnn_dtype dtype, void *q, const void *dy, const void *y, const void *x, int64_t segments,
                     const int64_t *ptr, const int32_t *idx, int64_t w)
{
    start(
        &(job){ .what = MAX_SHARE, .y = q, .d = dy, .z = y, .x = x, .ptr = ptr, .idx = idx, .rows = segments, .w = w },
        dtype, (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_segment_max_back(gnn_dtype dtype, void *dx, const void *dy, const void *y, const void *x, int64_t segments,
                            const int64_t *ptr, int64_t w, void *q)
{
    gnn_i_max_share(dtype, q, dy, y, x, segments, ptr, NULL, w);
    start(&(job){ .what = MAX_SPREAD, .y = dx, .d = q, .z = y, .x = x, .ptr = ptr, .rows = segments, .w = w }, dtype,
          (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_segment_softmax(gnn_dtype dtype, void *y, const void *x, int64_t segments, const int64_t *ptr, int64_t w)
{
    start(&(job){ .what = SOFTMAX, .y = y, .x = x, .ptr = ptr, .rows = segments, .w = w }, dtype,
          4 * (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_segment_softmax_back(gnn_dtype dtype, void *dx, const void *dy, const void *y, int64_t segments,
                                const int64_t *ptr, int64_t w)
{
    start(&(job){ .what = SOFTMAX_BACK, .y = dx, .d = dy, .x = y, .ptr = ptr, .rows = segments, .w = w }, dtype,
          (ptr[segments] - ptr[0] + segments) * w);
}

void gnn_i_max_collect(gnn_dtype dtype, void *dx, const void *q, const void *y, const void *x, int64_t rows,
                       const int64_t *ptr, const int32_t *col, int64_t w)
{
    start(&(job){ .what = MAX_COLLECT, .y = dx, .d = q, .z = y, .x = x, .ptr = ptr, .idx = col, .rows = rows, .w = w },
          dtype, (ptr[rows] - ptr[0] + rows) * w);
}

void gnn_i_matvec(gnn_dtype dtype, void *y, const void *w, const void *x, int64_t rows, int64_t k, int64_t d)
{
    if (k == 0 && rows > 0 && d > 0) memset(y, 0, (size_t)(rows * d) * gnn_dtype_size(dtype));
    start(&(job){ .what = MATVEC, .y = y, .d = w, .x = x, .rows = rows, .w = k, .d2 = d }, dtype, rows * k * d);
}

void gnn_i_matvec_back(gnn_dtype dtype, void *dw, void *dx, const void *dy, const void *w, const void *x, int64_t rows,
                       int64_t k, int64_t d)
{
    start(&(job){ .what = MATVEC_BACK, .y = dw, .y2 = dx, .z = dy, .d = w, .x = x, .rows = rows, .w = k, .d2 = d },
          dtype, 2 * rows * k * d);
}

void gnn_i_axpy(gnn_dtype dtype, void *y, double a, const void *x, int64_t n)
{
    start(&(job){ .what = AXPY, .y = y, .a = a, .x = x, .rows = n, .w = 1 }, dtype, n);
}

void gnn_i_dropout(gnn_dtype dtype, void *y, const void *x, int64_t n, double p, gnn_rng stream)
{
    start(&(job){ .what = DROPOUT, .y = y, .x = x, .a = p, .stream = stream, .rows = n, .w = 1 }, dtype, 4 * n);
}

void gnn_i_bias_act(gnn_dtype dtype, void *y, const void *bias, gnn_i_act act, int64_t rows, int64_t w)
{
    if (!bias && act == GNN_I_ACT_NONE) return;
    start(&(job){ .what = BIAS_ACT, .y = y, .d = bias, .act = act, .rows = rows, .w = w }, dtype,
          rows * w * (act == GNN_I_ACT_NONE || act == GNN_I_ACT_RELU || act == GNN_I_ACT_LEAKY_RELU ? 1 : 8));
}

/* Rows a block when columns are summed: at most 64 blocks, of at least 16k elements. */
static int64_t sum_block(int64_t rows, int64_t w)
{
    int64_t least = 16384 / (w > 0 ? w : 1) + 1, fair = (rows + 63) / 64;
    return least > fair ? least : fair;
}

size_t gnn_i_sums_scratch(gnn_dtype dtype, int64_t rows, int64_t w)
{
    int64_t block = sum_block(rows, w);
    return (size_t)((rows + block - 1) / block * w) * gnn_dtype_size(dtype);
}

void gnn_i_act_back(gnn_dtype dtype, void *g, void *dbias, const void *dy, const void *y, gnn_i_act act, int64_t rows,
                    int64_t w, void *scratch)
{
    job j = { .what = ACT_BACK, .y = g, .d = dy, .x = y, .act = act, .sums = dbias ? scratch : NULL, .rows = rows, .w = w,
              .es = gnn_dtype_size(dtype), .block = sum_block(rows, w) };
    start(&j, dtype, rows * w);
    if (!dbias || rows == 0) return;
    for (int64_t b = 0, blocks = (rows + j.block - 1) / j.block; b < blocks; b++)
        gnn_i_kernels(dtype)->axpy(dbias, 1, (char *)scratch + (size_t)(b * w) * j.es, 0, w);
}

void gnn_i_column_sums(gnn_dtype dtype, void *sums, const void *x, int64_t rows, int64_t w, bool add, void *scratch)
{
    if (!add && w) memset(sums, 0, (size_t)w * gnn_dtype_size(dtype));
    gnn_i_act_back(dtype, NULL, sums, x, NULL, GNN_I_ACT_NONE, rows, w, scratch);
}
