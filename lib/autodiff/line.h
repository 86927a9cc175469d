/* What the operations on directed edges share. */
#ifndef GNN_I_LINE_H
#define GNN_I_LINE_H

#include "op.h"

/* B is a non-backtracking operator (of any power): it knows the edges' ends. */
static inline gnn_status gnn_i_need_edges(const gnn_op_ctx *c, const gnn_operator *B)
{
    GNN_REQUIRE_RETURN(B, GNN_EINVAL, "the non-backtracking operator is missing");
    GNN_REQUIRE_RETURN(B->dtype == gnn_tape_dtype(c->tape), GNN_EDTYPE, "operator %s and the tape differ in type", B->name);
    GNN_REQUIRE_RETURN(B->kind == GNN_I_OP_NB, GNN_EUNSUPPORTED, "operator %s is not the non-backtracking one, \"B\"", B->name);
    return GNN_OK;
}

/* Rows of nodes that sum over edges by tail (S), or by head (T). */
static inline gnn_i_csr gnn_i_edges_by(const gnn_operator *B, bool head)
{
    return (gnn_i_csr){ .rows = B->nodes, .cols = B->rows, .nnz = B->rows, .ptr = head ? B->in_ptr : B->out_ptr,
                        .col = head ? B->in_arc : B->out_arc };
}

#endif
