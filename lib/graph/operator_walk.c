/* A and its clipped powers: A_0 = A, A_{j+1} = min(1, A_j A_j) entrywise, so A_j marks walks of length 2^j.
 * @source Chen, Li, Bruna 2019, section 3 */
#include "operator_i.h"

gnn_status gnn_i_operator_walk(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg)
{
    gnn_status st = GNN_OK;
    gnn_i_triplets t = { 0 }, sq = { 0 };
    GNN_TRY(gnn_i_in_arcs(&t, g));
    for (int j = 0; j < (int)arg; j++) { /* arg -1 and 0: A itself */
        gnn_i_free(t.val), t.val = NULL;
        GNN_TRY(gnn_i_pattern_square(&sq, &t));
        bool still = sq.ptr[sq.rows] == t.ptr[t.rows] &&
                     memcmp(sq.ptr, t.ptr, (size_t)(t.rows + 1) * sizeof *t.ptr) == 0 &&
                     (sq.ptr[sq.rows] == 0 || memcmp(sq.col, t.col, (size_t)sq.ptr[sq.rows] * sizeof *t.col) == 0);
        gnn_i_triplets_free(&t);
        t = sq, sq = (gnn_i_triplets){ 0 };
        if (still) break; /* full on each component: further squares change nothing */
    }
    GNN_TRY(gnn_i_operator_matrix(out, strcmp(name, "A_0") == 0 ? "A" : name, dtype, &t));
done:
    gnn_i_triplets_free(&t);
    gnn_i_triplets_free(&sq);
    return st;
}
