/* Drivers of the attention kernels: rows in fixed chunks of equal work. */
#include "kernels.h"

enum { LEAST_UNITS = 2048, MOST_CHUNKS = 64 };

typedef enum pass { GATV2, GATV2_ROWS, GATV2_COLS, GAT, GAT_ROWS, GAT_COLS } pass;

typedef struct job {
    const gnn_i_kernel_set *k;
    const gnn_i_attention_args *a;
    pass pass;
    const int64_t *ptr; /* of the rows that are split */
    int64_t rows, units;
    char *datt; /* one row of w a chunk */
    size_t row_bytes;
} job;

static int64_t chunk_units(const gnn_i_attention_args *a, int64_t rows)
{
    int64_t fair = (a->nnz + rows + MOST_CHUNKS - 1) / MOST_CHUNKS;
    return fair > LEAST_UNITS ? fair : LEAST_UNITS;
}

static int64_t chunks(const gnn_i_attention_args *a, int64_t rows)
{
    return (a->nnz + rows) / chunk_units(a, rows) + 1;
}

static void chunk(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = gnn_i_row_cut(j->ptr, j->rows, b * j->units),
            to = gnn_i_row_cut(j->ptr, j->rows, (b + 1) * j->units);
    switch (j->pass) {
    case GATV2: j->k->gatv2(j->a, from, to); break;
    case GATV2_ROWS: j->k->gatv2_back_rows(j->a, j->datt + (size_t)b * j->row_bytes, from, to); break;
    case GATV2_COLS: j->k->gatv2_back_cols(j->a, from, to); break;
    case GAT: j->k->gat(j->a, from, to); break;
    case GAT_ROWS: j->k->gat_back_rows(j->a, from, to); break;
    case GAT_COLS: j->k->gat_back_cols(j->a, from, to); break;
    }
}

static void run(gnn_dtype dtype, const gnn_i_attention_args *a, pass p, void *datt)
{
    bool by_source = p == GATV2_COLS || p == GAT_COLS;
    job j = { gnn_i_kernels(dtype), a, p, by_source ? a->bptr : a->ptr, by_source ? a->cols : a->rows, 0, datt, 0 };
    j.units = chunk_units(a, j.rows), j.row_bytes = (size_t)(a->heads * a->c) * gnn_dtype_size(dtype);
    gnn_i_for_blocks(chunks(a, j.rows), 4 * (a->nnz + j.rows) * a->heads * a->c, chunk, &j);
}

void gnn_i_gatv2(gnn_dtype dtype, const gnn_i_attention_args *a) { run(dtype, a, GATV2, NULL); }
void gnn_i_gat(gnn_dtype dtype, const gnn_i_attention_args *a) { run(dtype, a, GAT, NULL); }

size_t gnn_i_gatv2_scratch(gnn_dtype dtype, const gnn_i_attention_args *a)
{
    return (size_t)(chunks(a, a->rows) * a->heads * a->c) * gnn_dtype_size(dtype);
}

void gnn_i_gatv2_back(gnn_dtype dtype, const gnn_i_attention_args *a, void *scratch)
{
    int64_t w = a->heads * a->c;
    run(dtype, a, GATV2_ROWS, scratch);
    if (a->datt)
        for (int64_t b = 0; b < chunks(a, a->rows); b++)
            gnn_i_kernels(dtype)->axpy(a->datt, 1, (char *)scratch + (size_t)(b * w) * gnn_dtype_size(dtype), 0, w);
    if (a->dl) run(dtype, a, GATV2_COLS, NULL);
}

void gnn_i_gat_back(gnn_dtype dtype, const gnn_i_attention_args *a)
{
    run(dtype, a, GAT_ROWS, NULL);
    if (a->dv || a->ds) run(dtype, a, GAT_COLS, NULL);
}
