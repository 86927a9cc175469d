/* Pictures of graphs, side by side. */
#ifndef GNN_CLI_DRAW_H
#define GNN_CLI_DRAW_H

#include "cli.h"

typedef struct cli_panel {
    const gnn_graph *graph;
    const int32_t *color; /* class of each vertex: fill, shape and number; NULL: all alike */
    const char *caption;  /* or NULL */
} cli_panel;

/* Draw to path, which ends in .svg or .png; durable; GNN_EEXIST without force. */
gnn_status cli_draw(const char *path, int count, const cli_panel *panels, bool force);

#endif
