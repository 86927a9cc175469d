/* gnn_scan_graphs for a caller that has other work while no graph is there. */
#ifndef GNN_I_SCAN_H
#define GNN_I_SCAN_H

#include "format.h"

/* Called before the source is read further, which may block; every graph so far has been handed over. */
typedef gnn_status (*gnn_i_wait_fn)(void *ctx);
gnn_status gnn_i_scan_graphs(const char *path, const char *format, const gnn_io_limits *limits, gnn_graph_fn fn,
                             gnn_i_wait_fn wait, void *ctx);

#endif
