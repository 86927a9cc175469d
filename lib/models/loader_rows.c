/* Sparse features: from a dense matrix, and of a batch: the rows of k matrices of one width piled up, in memory that only
 * grows. */
#include "models/model.h"
#include "graph/operator_i.h"

/* gnn_operator.own keeps every array once, with its capacity beside it. */
static gnn_status reserve(gnn_operator *o, int64_t rows, int64_t cols, int64_t nnz, bool values)
{
    size_t es = gnn_dtype_size(o->dtype);
    GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_FWD_PTR], &o->cap[OWN_FWD_PTR], rows + 1, sizeof *o->fwd.ptr));
    GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_FWD_COL], &o->cap[OWN_FWD_COL], nnz, sizeof *o->fwd.col));
    GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_BWD_PTR], &o->cap[OWN_BWD_PTR], cols + 2, sizeof *o->bwd.ptr));
    GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_BWD_COL], &o->cap[OWN_BWD_COL], nnz, sizeof *o->bwd.col));
    GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_BWD_ENTRY], &o->cap[OWN_BWD_ENTRY], nnz, sizeof *o->bwd_entry));
    if (values) {
        GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_FWD_VAL], &o->cap[OWN_FWD_VAL], nnz, es));
        GNN_TRY_RETURN(gnn_i_grow(&o->own[OWN_BWD_VAL], &o->cap[OWN_BWD_VAL], nnz, es));
    }
    o->fwd.ptr = o->own[OWN_FWD_PTR], o->fwd.col = o->own[OWN_FWD_COL],
    o->fwd.val = values ? o->own[OWN_FWD_VAL] : NULL;
    o->bwd.ptr = o->own[OWN_BWD_PTR], o->bwd.col = o->own[OWN_BWD_COL],
    o->bwd.val = values ? o->own[OWN_BWD_VAL] : NULL;
    o->bwd_entry = o->own[OWN_BWD_ENTRY];
    return GNN_OK;
}

static void copy_values(gnn_i_csr *dst, int64_t at, const gnn_i_csr *src, gnn_dtype dtype)
{
    if (src->val) {
        size_t es = gnn_dtype_size(dtype);
        memcpy((char *)dst->val + (size_t)at * es, src->val, (size_t)src->nnz * es);
        return;
    }
    for (int64_t e = 0; e < src->nnz; e++)
        if (dtype == GNN_F32) ((float *)dst->val)[at + e] = 1.0f;
        else ((double *)dst->val)[at + e] = 1.0;
}

/* bwd: the transpose by counting; rows come out ascending.  ptr has one entry more than needed while filling. */
static void transpose(gnn_operator *o, bool values)
{
    gnn_i_csr *f = &o->fwd, *b = &o->bwd;
    memset(b->ptr, 0, (size_t)(f->cols + 2) * sizeof *b->ptr);
    for (int64_t e = 0; e < f->nnz; e++) b->ptr[f->col[e] + 2]++;
    for (int64_t j = 2; j < f->cols + 2; j++) b->ptr[j] += b->ptr[j - 1];
    for (int64_t i = 0; i < f->rows; i++)
        for (int64_t e = f->ptr[i]; e < f->ptr[i + 1]; e++) {
            int64_t k = b->ptr[f->col[e] + 1]++;
            b->col[k] = (int32_t)i, o->bwd_entry[k] = (int32_t)e;
            if (!values) continue;
            if (o->dtype == GNN_F32) ((float *)b->val)[k] = ((const float *)f->val)[e];
            else ((double *)b->val)[k] = ((const double *)f->val)[e];
        }
    b->rows = f->cols, b->cols = f->rows, b->nnz = f->nnz;
}

gnn_status gnn_i_stack_rows(gnn_operator **out, int64_t k, const gnn_operator *const *parts)
{
    int64_t rows = 0, nnz = 0, cols = parts[0]->cols, at = 0, row = 0;
    bool values = false;
    for (int64_t i = 0; i < k; i++) {
        GNN_REQUIRE_RETURN(parts[i]->kind == GNN_I_OP_MATRIX && parts[i]->cols == cols &&
                               parts[i]->dtype == parts[0]->dtype,
                           GNN_EINVAL, "sparse features of examples of different widths or types");
        rows += parts[i]->rows, nnz += parts[i]->fwd.nnz;
        values |= parts[i]->fwd.val != NULL;
    }
    GNN_REQUIRE_RETURN(rows <= INT32_MAX && nnz <= INT32_MAX, GNN_EOVERFLOW, "a batch with %lld rows and %lld entries",
                       (long long)rows, (long long)nnz);
    gnn_operator *o = *out ? *out : gnn_i_calloc(1, sizeof *o);
    if (!o) return GNN_ENOMEM;
    *out = o;
    o->kind = GNN_I_OP_MATRIX, o->dtype = parts[0]->dtype, o->cols = cols;
    GNN_TRY_RETURN(reserve(o, rows, cols, nnz, values));
    o->rows = o->fwd.rows = rows, o->fwd.cols = cols, o->fwd.nnz = nnz;
    o->fwd.ptr[0] = 0;
    for (int64_t i = 0; i < k; at += parts[i]->fwd.nnz, i++) {
        const gnn_i_csr *f = &parts[i]->fwd;
        for (int64_t r = 0; r < f->rows; r++) o->fwd.ptr[++row] = at + f->ptr[r + 1];
        if (f->nnz) memcpy(o->fwd.col + at, f->col, (size_t)f->nnz * sizeof *f->col);
        if (values) copy_values(&o->fwd, at, f, o->dtype);
    }
    transpose(o, values);
    return GNN_OK;
}

/* ---- from dense ---- */

int64_t gnn_i_nonzeros(const gnn_tensor *x)
{
    int64_t size = gnn_tensor_size(x), count = 0;
    if (x->dtype == GNN_F32) for (int64_t i = 0; i < size; i++) count += ((const float *)x->data)[i] != 0; /* NaN counts */
    else for (int64_t i = 0; i < size; i++) count += ((const double *)x->data)[i] != 0;
    return count;
}

gnn_status gnn_i_rows_from_dense(gnn_operator **out, const gnn_tensor *x)
{
    gnn_status st = GNN_OK;
    int64_t rows = gnn_tensor_rows(x), cols = gnn_tensor_cols(x), nnz = gnn_i_nonzeros(x), at = 0;
    bool ones = true;
    int64_t *ptr = NULL;
    int32_t *col = NULL;
    double *val = NULL;
    GNN_CALLOC(ptr, rows + 1);
    GNN_ALLOC(col, nnz);
    GNN_ALLOC(val, nnz);
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++) {
            double v = gnn_tensor_get(x, i * cols + j);
            if (v == 0) continue;
            ones &= v == 1;
            val[at] = v, col[at++] = (int32_t)j;
        }
        ptr[i + 1] = at;
    }
    GNN_TRY(gnn_operator_from_csr(out, rows, cols, ptr, col, ones ? NULL : val, x->dtype));
done:
    gnn_i_free(ptr);
    gnn_i_free(col);
    gnn_i_free(val);
    return st;
}
