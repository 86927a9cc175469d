/* Row-normalised features. */
#include "dataset_i.h"
#include <math.h>

static gnn_status dense_rows(gnn_tensor *x)
{
    int64_t n = gnn_tensor_rows(x), d = gnn_tensor_cols(x);
    for (int64_t u = 0; u < n; u++) {
        double sum = 0;
        for (int64_t c = 0; c < d; c++) sum += fabs(gnn_tensor_get(x, u * d + c));
        for (int64_t c = 0; c < d && sum > 0; c++) gnn_tensor_set(x, u * d + c, gnn_tensor_get(x, u * d + c) / sum);
    }
    return GNN_OK;
}

/* The operator keeps its transpose beside it: a new one is made. */
static gnn_status sparse_rows(gnn_operator **x)
{
    gnn_status st = GNN_OK;
    const gnn_i_csr *f = &(*x)->fwd;
    gnn_tensor old = gnn_tensor_view2((*x)->dtype, f->nnz, 1, f->val);
    gnn_operator *made = NULL;
    double *val = NULL;
    GNN_ALLOC(val, f->nnz + 1);
    for (int64_t e = 0; e < f->nnz; e++) val[e] = f->val ? gnn_tensor_get(&old, e) : 1.0;
    for (int64_t u = 0; u < f->rows; u++) {
        double sum = 0;
        for (int64_t e = f->ptr[u]; e < f->ptr[u + 1]; e++) sum += fabs(val[e]);
        for (int64_t e = f->ptr[u]; e < f->ptr[u + 1] && sum > 0; e++) val[e] /= sum;
    }
    GNN_TRY(gnn_operator_from_csr(&made, f->rows, f->cols, f->ptr, f->col, val, (*x)->dtype));
    gnn_operator_free(*x);
    *x = made;
done:
    gnn_i_free(val);
    return st;
}

gnn_status gnn_dataset_normalize_rows(gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++)
        GNN_REQUIRE_RETURN(ds->samples[i].x || ds->samples[i].x_sparse, GNN_EUNSUPPORTED,
                           "data set %s has no features to normalise", ds->name);
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        if (s->x) GNN_TRY_RETURN(dense_rows(s->x));
        if (s->x_sparse) GNN_TRY_RETURN(sparse_rows(&s->x_sparse));
    }
    return GNN_OK;
}
