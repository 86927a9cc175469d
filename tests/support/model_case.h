/* Every registered model in a few configurations, and small data sets for them. */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "support/support.h"
#include "models/model.h"

/* Configuration number i of model `name` for in 3, edge_in 2, out 2: plain, with a readout, with every option on; NULL past
 * the end.  The text is static. */
const char *model_case_config(const char *name, int i);
/* count graphs from number `first` on (two thirds undirected, loop-free), features (n,3), edge features (arcs,2). */
gnn_dataset *model_case_dataset(uint64_t first, int64_t count, bool directed);
/* No dense features any more. */
void model_case_drop(gnn_dataset *ds);
/* About half of the dense features become 0; or the other half becomes sparse features instead. */
void model_case_mask(gnn_dataset *ds);
void model_case_sparse(gnn_dataset *ds);
void model_case_free(gnn_dataset *ds);

#endif
