/* Operators made by hand for tests that must not depend on the builder. */
#ifndef SUPPORT_OPERATORS_H
#define SUPPORT_OPERATORS_H

#include "support/support.h"

/* val: rows x cols, zeros are absent entries; weighted: keep the values, else all 1. */
static inline gnn_operator *support_matrix(gnn_dtype dtype, int64_t rows, int64_t cols, const double *val, bool weighted)
{
    gnn_operator *op = calloc(1, sizeof *op);
    op->kind = GNN_I_OP_MATRIX, op->dtype = dtype, op->rows = rows, op->cols = cols;
    strcpy(op->name, "test");
    gnn_i_csr *f = &op->fwd, *b = &op->bwd;
    size_t room = (size_t)(rows * cols) + 1;
    *f = (gnn_i_csr){ .rows = rows, .cols = cols, .ptr = calloc((size_t)rows + 1, 8), .col = calloc(room, 4), .val = weighted ? calloc(room, 8) : NULL };
    *b = (gnn_i_csr){ .rows = cols, .cols = rows, .ptr = calloc((size_t)cols + 1, 8), .col = calloc(room, 4), .val = weighted ? calloc(room, 8) : NULL };
    op->bwd_entry = calloc(room, 4);
    int32_t *number = calloc(room, 4);
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++) {
            if (val[i * cols + j] == 0) continue;
            number[i * cols + j] = (int32_t)f->nnz;
            if (weighted && dtype == GNN_F32) ((float *)f->val)[f->nnz] = (float)val[i * cols + j];
            if (weighted && dtype == GNN_F64) ((double *)f->val)[f->nnz] = val[i * cols + j];
            f->col[f->nnz++] = (int32_t)j;
        }
        f->ptr[i + 1] = f->nnz;
    }
    for (int64_t j = 0; j < cols; j++) {
        for (int64_t i = 0; i < rows; i++) {
            if (val[i * cols + j] == 0) continue;
            op->bwd_entry[b->nnz] = number[i * cols + j];
            if (weighted && dtype == GNN_F32) ((float *)b->val)[b->nnz] = (float)val[i * cols + j];
            if (weighted && dtype == GNN_F64) ((double *)b->val)[b->nnz] = val[i * cols + j];
            b->col[b->nnz++] = (int32_t)i;
        }
        b->ptr[j + 1] = b->nnz;
    }
    free(number);
    return op;
}

static inline void support_matrix_free(gnn_operator *op)
{
    free(op->fwd.ptr), free(op->fwd.col), free(op->fwd.val), free(op->bwd.ptr), free(op->bwd.col), free(op->bwd.val);
    free(op->bwd_entry);
    free(op);
}

#endif
