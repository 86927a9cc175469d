/* Counts of patterns at each node as its features, which lift a network above colour refinement (GSN). */
#include "base/base.h"
#include "graph/graph_i.h"
#include <gnn/tasks.h>
#include <math.h>

/* One graph's counts as log(1 + c): rows x columns. */
static gnn_status logs_of_counts(float **out, const gnn_graph *g, int64_t columns, int64_t patterns,
                                 const char *const *names)
{
    gnn_status st = GNN_OK;
    int64_t *counts = NULL;
    float *x = NULL;
    gnn_count_options options = { .place = GNN_COUNT_NODES };
    GNN_ALLOC(counts, g->n * columns + 1);
    GNN_ALLOC(x, g->n * columns + 1);
    GNN_TRY(gnn_count(counts, g, patterns, names, &options));
    for (int64_t i = 0; i < g->n * columns; i++) x[i] = (float)log1p((double)counts[i]);
    *out = x, x = NULL;
done:
    gnn_i_free(counts);
    gnn_i_free(x);
    return st;
}

/* Dense rows: the features there are (none: a 1), then the counts. */
static gnn_status append_dense(gnn_tensor **x, int64_t n, int64_t columns, const float *more)
{
    int64_t own = *x ? gnn_tensor_cols(*x) : 1, width = own + columns;
    gnn_tensor *made = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&made, GNN_F32, 2, (int64_t[]){ n, width }));
    float *to = made->data;
    for (int64_t v = 0; v < n; v++, to += width) {
        for (int64_t c = 0; c < own; c++) to[c] = *x ? (float)gnn_tensor_get(*x, v * own + c) : 1;
        memcpy(to + own, more + v * columns, (size_t)columns * sizeof *to);
    }
    gnn_tensor_free(*x);
    *x = made;
    return GNN_OK;
}

static gnn_status append_sparse(gnn_operator **x, int64_t columns, const float *more)
{
    gnn_status st = GNN_OK;
    const gnn_i_csr *f = &(*x)->fwd;
    gnn_tensor old = gnn_tensor_view2((*x)->dtype, f->nnz, 1, f->val);
    int64_t *ptr = NULL, most = f->nnz + f->rows * columns, at = 0;
    int32_t *col = NULL;
    double *val = NULL;
    gnn_operator *made;
    GNN_ALLOC(ptr, f->rows + 1);
    GNN_ALLOC(col, most + 1);
    GNN_ALLOC(val, most + 1);
    for (int64_t v = 0; v < f->rows; v++) {
        ptr[v] = at;
        for (int64_t e = f->ptr[v]; e < f->ptr[v + 1]; e++)
            col[at] = f->col[e], val[at++] = f->val ? gnn_tensor_get(&old, e) : 1.0;
        for (int64_t c = 0; c < columns; c++)
            if (more[v * columns + c] != 0) col[at] = (int32_t)(f->cols + c), val[at++] = (double)more[v * columns + c];
    }
    ptr[f->rows] = at;
    GNN_TRY(gnn_operator_from_csr(&made, f->rows, f->cols + columns, ptr, col, val, (*x)->dtype));
    gnn_operator_free(*x);
    *x = made;
done:
    gnn_i_free(ptr);
    gnn_i_free(col);
    gnn_i_free(val);
    return st;
}

gnn_status gnn_dataset_add_counts(gnn_dataset *ds, const char *patterns)
{
    enum { MOST = 64 };
    gnn_status st = GNN_OK;
    gnn_pattern_info info[MOST];
    const char *names[MOST];
    int64_t count, columns = 0;
    float **more = NULL;
    GNN_REQUIRE_RETURN(ds, GNN_EINVAL, "counts as features: a data set is required");
    GNN_TRY_RETURN(gnn_pattern_list(info, &count, MOST, patterns));
    for (int64_t i = 0; i < count; i++) names[i] = info[i].name;
    GNN_TRY_RETURN(gnn_count_columns(&columns, count, names, GNN_COUNT_NODES));
    GNN_CALLOC(more, ds->count + 1);
    for (int64_t i = 0; i < ds->count; i++)
        GNN_TRY(logs_of_counts(&more[i], ds->samples[i].graph, columns, count, names));
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        GNN_TRY(s->x_sparse ? append_sparse(&s->x_sparse, columns, more[i])
                            : append_dense(&s->x, s->graph->n, columns, more[i]));
    }
    ds->features = (ds->features ? ds->features : 1) + columns;
done:
    for (int64_t i = 0; more && i < ds->count; i++) gnn_i_free(more[i]);
    gnn_i_free(more);
    return st;
}
