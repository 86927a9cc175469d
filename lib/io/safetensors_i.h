/* Putting a gnn_safetensors together, for other rooms: start from gnn_i_calloc(1, sizeof(gnn_safetensors)). */
#ifndef GNN_I_SAFETENSORS_H
#define GNN_I_SAFETENSORS_H

#include <gnn/io.h>
#include "base/base.h"

/* Room for one more; the name is copied, the tensor taken over on success. */
gnn_status gnn_i_safetensors_add(gnn_safetensors *st, const char *name, gnn_tensor *t);
gnn_status gnn_i_safetensors_add_meta(gnn_safetensors *st, const char *key, const char *value);

#endif
