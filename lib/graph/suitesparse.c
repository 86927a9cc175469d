/* The only file that sees SuiteSparse.  CXSparse keeps compressed columns; a CSR matrix is the CSC form of its transpose,
 * and (A^T A^T) = (A A)^T, so the product of the transposes is the square we want, in the same reading. */
#include "operator_i.h"
#include <suitesparse/cs.h>

gnn_status gnn_i_pattern_square(gnn_i_triplets *out, const gnn_i_triplets *a)
{
    gnn_status st = GNN_OK;
    int64_t n = a->rows, nnz = a->ptr[n];
    gnn_i_triplets t = { .rows = n, .cols = n };
    cs_dl *m = cs_dl_spalloc(n, n, nnz ? nnz : 1, 0, 0), *sq = NULL, *flip = NULL, *sorted = NULL;
    GNN_REQUIRE(m, GNN_ENOMEM, "pattern product: out of memory");
    for (int64_t v = 0; v <= n; v++) m->p[v] = a->ptr[v];
    for (int64_t e = 0; e < nnz; e++) m->i[e] = a->col[e];
    sq = cs_dl_multiply(m, m); /* no values: pattern only */
    GNN_REQUIRE(sq, GNN_ENOMEM, "pattern product: out of memory");
    flip = cs_dl_transpose(sq, 0);
    sorted = flip ? cs_dl_transpose(flip, 0) : NULL; /* twice transposed: rows ascending */
    GNN_REQUIRE(sorted, GNN_ENOMEM, "pattern product: out of memory");
    nnz = sorted->p[n];
    GNN_REQUIRE(nnz <= INT32_MAX, GNN_EOVERFLOW, "pattern product: %lld entries are more than 2^31-1", (long long)nnz);
    GNN_ALLOC(t.ptr, n + 1);
    GNN_ALLOC(t.col, nnz);
    for (int64_t v = 0; v <= n; v++) t.ptr[v] = sorted->p[v];
    for (int64_t e = 0; e < nnz; e++) t.col[e] = (int32_t)sorted->i[e];
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    cs_dl_spfree(m);
    cs_dl_spfree(sq);
    cs_dl_spfree(flip);
    cs_dl_spfree(sorted);
    gnn_i_triplets_free(&t);
    return st;
}
