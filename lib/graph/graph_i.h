/* Internal side of graph/: the structs, and what the igraph bridge offers to other rooms. */
#ifndef GNN_I_GRAPH_H
#define GNN_I_GRAPH_H

#include <gnn/graph.h>
#include "base/base.h"

struct gnn_graph {
    int64_t n, arcs, loops;
    bool directed;
    int64_t *ptr;        /* n + 1                     */
    int32_t *col;        /* arcs, ascending in a row  */
    double *weight;      /* arcs, or NULL             */
    int32_t *node_label; /* n, or NULL                */
};

/* One CSR matrix with values of the operator's dtype (NULL: all 1). */
typedef struct gnn_i_csr {
    int64_t rows, cols, nnz;
    int64_t *ptr;
    int32_t *col;
    void *val;
    uint8_t *code; /* NULL, or of a well filled matrix without values the same entries once more: bit k of
                    * code[(b rows + r) GROUPS + g] is column b COLS + g BITS + k of row r */
} gnn_i_csr;

enum { GNN_I_CODE_BITS = 6, GNN_I_CODE_GROUPS = 4, GNN_I_CODE_COLS = GNN_I_CODE_BITS * GNN_I_CODE_GROUPS };

typedef enum gnn_i_op_kind {
    GNN_I_OP_IDENTITY,
    GNN_I_OP_DIAGONAL,  /* diag                                                                    */
    GNN_I_OP_MEAN,      /* U: block-diagonal (1/n_i) 1 1^T; block offsets in block_ptr             */
    GNN_I_OP_MATRIX,    /* fwd, bwd (= fwd when symmetric)                                         */
    GNN_I_OP_NB,        /* non-backtracking, power 1 or 2; block-diagonal with tail/head and rev   */
} gnn_i_op_kind;

enum { GNN_I_OP_ARRAYS = 18 };

struct gnn_operator {
    gnn_i_op_kind kind;
    gnn_dtype dtype;
    int64_t rows, cols;
    char name[24];
    bool symmetric;      /* bwd shares fwd's arrays                                                 */
    gnn_i_csr fwd;       /* row = destination                                                       */
    gnn_i_csr bwd;       /* row = source; entry k of bwd is entry bwd_entry[k] of fwd               */
    int32_t *bwd_entry;  /* nnz; for symmetric matrices too (the reverse entry)                     */
    void *diag;          /* rows, dtype                                                             */
    int64_t blocks;      /* MEAN, NB: blocks of a union (1 for a single graph)                      */
    int64_t *block_ptr;  /* blocks + 1 offsets into rows                                            */
    int32_t *tail, *head, *rev; /* NB: 2M each                                                      */
    int64_t *in_ptr, *out_ptr;  /* NB: arcs by head and by tail: offsets (nodes + 1)                */
    int32_t *in_arc, *out_arc;  /* NB: arc numbers by head and by tail                              */
    int64_t nodes;       /* NB                                                                      */
    int power;           /* NB: 1 or 2                                                              */
    void *own[GNN_I_OP_ARRAYS];      /* every array above is kept here, once; see operator_i.h          */
    int64_t cap[GNN_I_OP_ARRAYS];    /* elements held, for unions that are reused                       */
};

/* Is it the name of an operator whose rows or columns are edges? */
bool gnn_i_operator_of_edges(const char *name);

#endif
