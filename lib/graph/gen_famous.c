/* Graphs with a name: the ones of expressivity papers from here, the rest from igraph ("petersen", "zachary", …). */
#include "generator.h"
#include "igraph_bridge.h"
#include <strings.h>

/* Generalised Petersen graph: an outer n-cycle, spokes, inner chords of length k. */
static gnn_status petersen(gnn_i_edge_list *e, int64_t n, int64_t k)
{
    for (int64_t i = 0; i < n; i++) {
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, (i + 1) % n));
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, n + i));
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, n + i, n + (i + k) % n));
    }
    return GNN_OK;
}

/* Circulant cycle with one more chord length on every vertex, or (every = 0) on vertex 0 alone. */
static gnn_status cycle_and_chords(gnn_i_edge_list *e, int64_t n, int64_t chord, int64_t every)
{
    for (int64_t i = 0; i < n; i++) {
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, (i + 1) % n));
        if (i == 0 || every) GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, (i + chord) % n));
    }
    return GNN_OK;
}

/* Two n-cycles joined by k edges. */
static gnn_status joined_cycles(gnn_i_edge_list *e, int64_t n, int64_t k)
{
    for (int64_t i = 0; i < n; i++) {
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, (i + 1) % n));
        GNN_TRY_RETURN(gnn_i_edge_list_add(e, n + i, n + (i + 1) % n));
        if (i < k) GNN_TRY_RETURN(gnn_i_edge_list_add(e, i, n + i));
    }
    return GNN_OK;
}

/* Cells of a 4 x 4 board: rook moves, or (Shrikhande) the steps (0,1), (1,0), (1,1) on the torus. */
static gnn_status board(gnn_i_edge_list *e, bool rook)
{
    for (int64_t a = 0; a < 16; a++)
        for (int64_t b = a + 1; b < 16; b++) {
            int64_t dr = (b / 4 - a / 4 + 4) % 4, dc = (b % 4 - a % 4 + 4) % 4;
            bool step = (dr == 0 && dc % 2) || (dc == 0 && dr % 2) || (dr == dc && dr % 2);
            if (rook ? dr == 0 || dc == 0 : step) GNN_TRY_RETURN(gnn_i_edge_list_add(e, a, b));
        }
    return GNN_OK;
}

typedef enum shape { PETERSEN, CHORDS, JOINED, BOARD } shape;

static const struct { const char *name; shape shape; int n, a, b; } own[] = {
    { "decalin", CHORDS, 10, 5, 0 },     { "bicyclopentyl", JOINED, 10, 5, 1 }, { "prism", JOINED, 6, 3, 3 },
    { "wagner", CHORDS, 8, 4, 1 },       { "desargues", PETERSEN, 20, 10, 3 },  { "dodecahedron", PETERSEN, 20, 10, 2 },
    { "moebiuskantor", PETERSEN, 16, 8, 3 }, { "rook4x4", BOARD, 16, 1, 0 },    { "shrikhande", BOARD, 16, 0, 0 },
};

gnn_status gnn_i_famous(gnn_graph **out, const char *name)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcasecmp(own[i].name, name) != 0) continue;
        gnn_i_edge_list e = { 0 };
        gnn_status st = GNN_OK;
        switch (own[i].shape) {
        case PETERSEN: st = petersen(&e, own[i].a, own[i].b); break;
        case CHORDS: st = cycle_and_chords(&e, own[i].n, own[i].a, own[i].b); break;
        case JOINED: st = joined_cycles(&e, own[i].a, own[i].b); break;
        case BOARD: st = board(&e, own[i].a); break;
        }
        return gnn_i_edge_list_finish(out, st, &e, own[i].n, NULL);
    }
    return gnn_i_igraph_famous(out, name);
}

static gnn_status draw(gnn_graph **out, const gnn_i_value *v, gnn_rng *rng)
{
    (void)rng;
    return gnn_i_famous(out, v[0].word);
}

const gnn_i_generator gnn_i_gen_famous = {
    .name = "famous", .graphs = 1, .draw = draw,
    .doc = "a graph by its name: bicyclopentyl decalin desargues dodecahedron moebiuskantor prism rook4x4 shrikhande wagner, "
           "and igraph's (bull chvatal cubical frucht heawood petersen tutte zachary …)",
    .params = { { "name", GNN_I_WORD, "petersen", 0, 0, NULL, "the graph" } },
};
