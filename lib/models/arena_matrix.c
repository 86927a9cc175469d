/* Matrix operators in an arena: that of a tape or of a batch, gone with its reset. */
#include "models/model.h"
#include "graph/graph_i.h"

/* The transpose by counting: bptr has one entry more than needed while filling. */
static void transpose(gnn_operator *o)
{
    const gnn_i_csr *f = &o->fwd;
    gnn_i_csr *b = &o->bwd;
    size_t es = gnn_dtype_size(o->dtype);
    memset(b->ptr, 0, (size_t)(f->cols + 2) * sizeof *b->ptr);
    for (int64_t e = 0; e < f->nnz; e++) b->ptr[f->col[e] + 2]++;
    for (int64_t j = 2; j < f->cols + 2; j++) b->ptr[j] += b->ptr[j - 1];
    for (int64_t i = 0; i < f->rows; i++)
        for (int64_t e = f->ptr[i]; e < f->ptr[i + 1]; e++) {
            int64_t at = b->ptr[f->col[e] + 1]++;
            b->col[at] = (int32_t)i, o->bwd_entry[at] = (int32_t)e;
            if (f->val) memcpy((char *)b->val + (size_t)at * es, (char *)f->val + (size_t)e * es, es);
        }
}

gnn_operator *gnn_i_arena_matrix(gnn_arena *arena, gnn_dtype dtype, const char *name, int64_t rows, int64_t cols,
                                 int64_t *ptr, int32_t *col, void *val)
{
    int64_t nnz = ptr[rows];
    gnn_operator *o = gnn_i_arena_alloc(arena, sizeof *o);
    int64_t *bptr = gnn_i_arena_alloc(arena, (size_t)(cols + 2) * sizeof *bptr);
    int32_t *bcol = gnn_i_arena_alloc(arena, (size_t)(nnz + 1) * sizeof *bcol);
    int32_t *entry = gnn_i_arena_alloc(arena, (size_t)(nnz + 1) * sizeof *entry);
    void *bval = val ? gnn_i_arena_alloc(arena, (size_t)(nnz + 1) * gnn_dtype_size(dtype)) : NULL;
    if (!o || !bptr || !bcol || !entry || (val && !bval)) return NULL;
    *o = (gnn_operator){ .kind = GNN_I_OP_MATRIX, .dtype = dtype, .rows = rows, .cols = cols, .bwd_entry = entry,
                         .fwd = { rows, cols, nnz, ptr, col, val }, .bwd = { cols, rows, nnz, bptr, bcol, bval } };
    snprintf(o->name, sizeof o->name, "%s", name);
    transpose(o);
    return o;
}

gnn_operator *gnn_i_arena_union(gnn_arena *arena, gnn_dtype dtype, const char *name, int64_t k,
                                const gnn_i_csr *const *parts)
{
    int64_t rows = 0, cols = 0, nnz = 0, row = 0, at = 0, first = 0;
    for (int64_t i = 0; i < k; i++) rows += parts[i]->rows, cols += parts[i]->cols, nnz += parts[i]->nnz;
    int64_t *ptr = gnn_i_arena_alloc(arena, (size_t)(rows + 1) * sizeof *ptr);
    int32_t *col = gnn_i_arena_alloc(arena, (size_t)(nnz + 1) * sizeof *col);
    if (!ptr || !col) return NULL;
    ptr[0] = 0;
    for (int64_t i = 0; i < k; first += parts[i++]->cols) {
        const gnn_i_csr *f = parts[i];
        for (int64_t r = 0; r < f->rows; r++) ptr[++row] = at + f->ptr[r + 1];
        for (int64_t e = 0; e < f->nnz; e++) col[at + e] = (int32_t)(first + f->col[e]);
        at += f->nnz;
    }
    return gnn_i_arena_matrix(arena, dtype, name, rows, cols, ptr, col, NULL);
}
