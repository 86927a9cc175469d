/* Matrix operators that live on the tape: made in a forward pass, gone with its reset. */
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

gnn_operator *gnn_i_tape_matrix(gnn_tape *tape, gnn_dtype dtype, const char *name, int64_t rows, int64_t cols,
                                int64_t *ptr, int32_t *col, void *val)
{
    int64_t nnz = ptr[rows];
    gnn_operator *o = gnn_i_tape_alloc(tape, sizeof *o);
    int64_t *bptr = gnn_i_tape_alloc(tape, (size_t)(cols + 2) * sizeof *bptr);
    int32_t *bcol = gnn_i_tape_alloc(tape, (size_t)(nnz + 1) * sizeof *bcol);
    int32_t *entry = gnn_i_tape_alloc(tape, (size_t)(nnz + 1) * sizeof *entry);
    void *bval = val ? gnn_i_tape_alloc(tape, (size_t)(nnz + 1) * gnn_dtype_size(dtype)) : NULL;
    if (!o || !bptr || !bcol || !entry || (val && !bval)) return NULL;
    *o = (gnn_operator){ .kind = GNN_I_OP_MATRIX, .dtype = dtype, .rows = rows, .cols = cols, .bwd_entry = entry,
                         .fwd = { rows, cols, nnz, ptr, col, val }, .bwd = { cols, rows, nnz, bptr, bcol, bval } };
    snprintf(o->name, sizeof o->name, "%s", name);
    transpose(o);
    return o;
}
