/* Pictures of graphs, side by side. */
#ifndef GNN_CLI_DRAW_H
#define GNN_CLI_DRAW_H

#include "cli.h"

typedef struct cli_panel {
    const gnn_graph *graph;
    const int32_t *color; /* class of each vertex: fill, shape and number; NULL: all alike */
    const char *caption;  /* or NULL */
    const double *xy;     /* places in the unit square, xy[2u], xy[2u+1]; NULL: gnn_graph_layout */
    const bool *ringed;   /* of a vertex: drawn with a ring; or NULL        */
    const bool *striking; /* of an arc: drawn in the accent colour; or NULL */
} cli_panel;

/* Does path end in .svg or .png?  GNN_EUNSUPPORTED: no. */
gnn_status cli_draw_check(const char *path);
/* Draw to such a path; durable; GNN_EEXIST without force.  legend: what equal colours mean, printed over a list of the
 * colours with how many vertices of each panel have them; or NULL. */
gnn_status cli_draw(const char *path, int count, const cli_panel *panels, const char *legend, bool force);

#endif
