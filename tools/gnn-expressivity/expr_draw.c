/* The picture of a pair: 1-WL on both graphs jointly, so that equal fill, shape and number mean equal colour. */
#include "expressivity.h"
#include "common/draw.h"

gnn_status draw_pair(const char *path, const gnn_graph *a, const gnn_graph *b, bool force)
{
    gnn_status st = GNN_OK;
    const gnn_graph *both[2] = { a, b };
    gnn_graph *joint = NULL;
    int32_t *color = NULL;
    int64_t colors, rounds;
    char caption[2][96];
    GNN_TRY(gnn_graph_union(&joint, 2, both, NULL));
    GNN_ALLOC(color, gnn_graph_n(joint));
    GNN_TRY(gnn_color_refinement(color, &colors, &rounds, joint));
    for (int i = 0; i < 2; i++)
        snprintf(caption[i], sizeof caption[i], "G%d: %lld vertices, %lld edges", i + 1, (long long)gnn_graph_n(both[i]), (long long)gnn_graph_edges(both[i]));
    cli_panel panels[2] = { { a, color, caption[0] }, { b, color + gnn_graph_n(a), caption[1] } };
    st = cli_draw(path, 2, panels, "Equal fill, shape and number: equal stable colour of 1-WL.  Vertices in G1 | G2:", force);
done:
    gnn_i_free(color);
    gnn_graph_free(joint);
    return st;
}
