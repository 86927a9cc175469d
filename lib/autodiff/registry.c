/* The table of operations, generated from the list in meson.build. */
#include "op.h"

#define GNN_OP(name) extern const gnn_op gnn_i_op_##name;
#include "autodiff/ops.def"
#undef GNN_OP

const gnn_op *const gnn_i_ops[] = {
#define GNN_OP(name) &gnn_i_op_##name,
#include "autodiff/ops.def"
#undef GNN_OP
    NULL
};
