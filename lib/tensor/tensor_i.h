/* Internal side of tensor/. */
#ifndef GNN_I_TENSOR_H
#define GNN_I_TENSOR_H

#include <gnn/tensor.h>
#include "base/base.h"

/* Product of the sizes, checked. */
gnn_status gnn_i_shape_size(int64_t *size, int ndim, const int64_t *shape);

#endif
