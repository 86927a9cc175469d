/* Drivers of the kernels on rows with ReLU in some columns and on directed edges: fixed blocks of rows, spread over threads. */
#include "kernels.h"

typedef struct job {
    const gnn_i_kernel_set *k;
    void (*edge)(const gnn_i_edge_args *a, int64_t from, int64_t to); /* or rows: */
    const gnn_i_edge_args *a;
    void *y;
    const void *x, *z;
    int64_t rows, w, r0, r1;
    bool back;
} job;

enum { ROWS = 1024 };

static void run(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * ROWS, to = from + ROWS < j->rows ? from + ROWS : j->rows;
    if (j->edge) j->edge(j->a, from, to);
    else if (j->back) j->k->range_relu_back(j->y, j->x, j->z, from, to, j->w, j->r0, j->r1);
    else j->k->range_relu(j->y, j->x, from, to, j->w, j->r0, j->r1);
}

static void start(job *j, int64_t work)
{
    if (j->rows > 0 && j->w > 0) gnn_i_for_blocks((j->rows + ROWS - 1) / ROWS, work, run, j);
}

void gnn_i_range_relu(gnn_dtype dtype, void *y, const void *add, int64_t rows, int64_t w, int64_t r0, int64_t r1)
{
    if (!add && r0 >= r1) return;
    start(&(job){ .k = gnn_i_kernels(dtype), .y = y, .x = add, .rows = rows, .w = w, .r0 = r0, .r1 = r1 }, rows * w);
}

void gnn_i_range_relu_back(gnn_dtype dtype, void *g, const void *dy, const void *y, int64_t rows, int64_t w, int64_t r0,
                           int64_t r1)
{
    start(&(job){ .k = gnn_i_kernels(dtype),
                  .y = g,
                  .x = dy,
                  .z = y,
                  .rows = rows,
                  .w = w,
                  .r0 = r0,
                  .r1 = r1,
                  .back = true },
          rows * w);
}

void gnn_i_edge_join(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges)
{
    start(&(job){ .edge = gnn_i_kernels(dtype)->edge_join, .a = a, .rows = edges, .w = a->w }, 6 * edges * a->w);
}

void gnn_i_edge_join_back(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges)
{
    start(&(job){ .edge = gnn_i_kernels(dtype)->edge_join_back, .a = a, .rows = edges, .w = a->w }, 5 * edges * a->w);
}

void gnn_i_edge_spread(gnn_dtype dtype, const gnn_i_edge_args *a, int64_t edges)
{
    start(&(job){ .edge = gnn_i_kernels(dtype)->edge_spread, .a = a, .rows = edges, .w = a->w }, 5 * edges * a->w);
}
