/* What the operations on segments share: segment s is rows ptr[s] .. ptr[s+1]. */
#ifndef GNN_I_SEGMENT_H
#define GNN_I_SEGMENT_H

#include "op.h"

typedef struct gnn_i_segments {
    int64_t count;
    const int64_t *ptr;
} gnn_i_segments;

/* ptr starts at 0 and never descends; rows >= 0: it ends there, that is with operand `input`'s rows. */
gnn_status gnn_i_check_segments(const gnn_op_ctx *c, const gnn_i_segments *s, int64_t rows, int input);
/* Shape of operand 0 with another number of rows. */
gnn_status gnn_i_shape_rows(gnn_op_ctx *c, int64_t rows);

#endif
