/* How operators are put together; used by operator_<family>.c only. */
#ifndef GNN_I_OPERATOR_H
#define GNN_I_OPERATOR_H

#include "graph_i.h"

/* Places in gnn_operator.own. */
enum {
    OWN_FWD_PTR, OWN_FWD_COL, OWN_FWD_VAL, OWN_BWD_PTR, OWN_BWD_COL, OWN_BWD_VAL, OWN_BWD_ENTRY, OWN_DIAG,
    OWN_BLOCK_PTR, OWN_TAIL, OWN_HEAD, OWN_REV, OWN_IN_PTR, OWN_OUT_PTR, OWN_IN_ARC, OWN_OUT_ARC,
    OWN_FWD_CODE, OWN_BWD_CODE
};

/* A matrix under construction, values in f64 (NULL: all 1), columns ascending in each row. */
typedef struct gnn_i_triplets {
    int64_t rows, cols;
    int64_t *ptr;
    int32_t *col;
    double *val;
} gnn_i_triplets;

void gnn_i_triplets_free(gnn_i_triplets *t);

/* Arcs by destination: row v lists the sources of arcs into v. */
gnn_status gnn_i_in_arcs(gnn_i_triplets *out, const gnn_graph *g);
/* Pattern of A A for a square pattern A, rows ascending. */
gnn_status gnn_i_pattern_square(gnn_i_triplets *out, const gnn_i_triplets *a);

/* gnn_i_csr.code; *out stays as it is where lists are faster. */
gnn_status gnn_i_code_new(uint8_t **out, const gnn_i_csr *a);

/* An operator without arrays. */
gnn_status gnn_i_operator_alloc(gnn_operator **out, gnn_i_op_kind kind, const char *name, gnn_dtype dtype, int64_t rows,
                                int64_t cols);
/* MATRIX from rows: values converted, transpose and entry map built; shares both when the matrix is symmetric. */
gnn_status gnn_i_operator_matrix(gnn_operator **out, const char *name, gnn_dtype dtype, const gnn_i_triplets *t);
/* DIAGONAL from f64 values. */
gnn_status gnn_i_operator_diagonal(gnn_operator **out, const char *name, gnn_dtype dtype, int64_t n, const double *d);

/* Families; `arg` is the number after the name, or -1. */
gnn_status gnn_i_operator_simple(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg);
gnn_status gnn_i_operator_walk(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg);
gnn_status gnn_i_operator_line(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg);

#endif
