/* Counts of patterns at each node as its features, which lift a network above colour refinement.
 *
 * Bouritsas, Frasca, Zafeiriou, Bronstein 2020 (GSN-v) */
#include "models/counts.h"
#include "count/count.h"
#include "graph/graph_i.h"
#include <math.h>

gnn_status gnn_i_counts_read(gnn_i_counts *c, const char *list)
{
    gnn_i_counts r = { 0 };
    GNN_TRY_RETURN(gnn_pattern_list(r.info, &r.count, GNN_I_COUNTS_MOST, list));
    for (int64_t i = 0; i < r.count; i++) r.columns += r.info[i].orbits;
    *c = r;
    return GNN_OK;
}

gnn_status gnn_i_counts_of(double **out, const gnn_i_counts *c, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_graph *own = NULL;
    int64_t *counts = NULL, size = g->n * c->columns;
    double *x = NULL;
    const char *names[GNN_I_COUNTS_MOST];
    gnn_count_options options = { .place = GNN_COUNT_NODES };
    for (int64_t i = 0; i < c->count; i++) names[i] = c->info[i].name;
    GNN_TRY(gnn_i_count_plain(&own, g));
    GNN_ALLOC(counts, size + 1);
    GNN_ALLOC(x, size + 1);
    GNN_TRY(gnn_count(counts, own ? own : g, c->count, names, &options));
    for (int64_t i = 0; i < size; i++) x[i] = log1p((double)counts[i]);
    *out = x, x = NULL;
done:
    gnn_graph_free(own);
    gnn_i_free(counts);
    gnn_i_free(x);
    return st;
}

gnn_status gnn_i_counts_dense(gnn_tensor **x, int64_t columns, const double *more)
{
    int64_t n = (*x)->shape[0], own = (*x)->shape[1], width = own + columns;
    size_t es = gnn_dtype_size((*x)->dtype);
    gnn_tensor *made;
    GNN_TRY_RETURN(gnn_tensor_new(&made, (*x)->dtype, 2, (int64_t[]){ n, width }));
    for (int64_t v = 0; v < n; v++) {
        memcpy((char *)made->data + (size_t)(v * width) * es, (char *)(*x)->data + (size_t)(v * own) * es, (size_t)own * es);
        for (int64_t k = 0; k < columns; k++) gnn_tensor_set(made, v * width + own + k, more[v * columns + k]);
    }
    gnn_tensor_free(*x);
    *x = made;
    return GNN_OK;
}

gnn_status gnn_i_counts_sparse(gnn_operator **x, int64_t columns, const double *more)
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
        for (int64_t k = 0; k < columns; k++)
            if (more[v * columns + k] != 0) col[at] = (int32_t)(f->cols + k), val[at++] = more[v * columns + k];
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

/* ---- the bound ---- */

/* k of the k-FWL that bounds what `bound` bounds, as far as models name them; 0: none. */
static int level(const char *bound)
{
    static const struct { const char *name; int k; } known[] = { { "degree", 1 },           { "1-wl", 1 }, { "2-fwl", 2 },
                                                                 { "node-marked-1-wl", 2 }, { "gswl", 2 }, { "3-fwl", 3 },
                                                                 { "edge-deleted-1-wl", 3 } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, bound) == 0) return known[i].k;
    return 0;
}

/* k-FWL determines counts of hereditary treewidth k at every vertex; graphlet degrees of K vertices those of all patterns on up
 * to K, labels aside.  Trees among the images alone (stars): 1-WL knows, but degrees alone do not tell whose neighbour a leaf is. */
const char *gnn_i_counts_bound(const gnn_i_counts *c, const char *bound)
{
    static const char *const fwl[] = { "2-fwl", "3-fwl", "4-fwl" }, *const graphlet[] = { "graphlet-1-wl:4", "graphlet-1-wl:5" };
    int width = 1, largest = 0, base = level(bound), k;
    bool labelled = false;
    for (int64_t i = 0; i < c->count; i++) {
        int w = 1;
        if (gnn_pattern_width(&w, c->info[i].name) != GNN_OK) return "isomorphism";
        if (w == 1) continue;
        width = w > width ? w : width;
        largest = c->info[i].vertices > largest ? c->info[i].vertices : largest;
        labelled |= strchr(c->info[i].name, '@') != NULL;
    }
    if (width == 1) return c->count && strcmp(bound, "degree") == 0 ? "1-wl" : bound;
    if (base == 1 && !labelled && largest == 3) return "graphlet-1-wl:3";
    if (base == 1 && !labelled && width > 2 && largest <= 5) return graphlet[largest - 4];
    k = base > width ? base : width;
    return base && k <= 4 ? fwl[k - 2] : "isomorphism";
}
