/* A proof that two graphs are not isomorphic: vertices of one are singled out, and 1-WL refutes every choice of their
 * images.
 *
 * The first graph's cells at a depth are the same in all branches, so one vertex a depth is chosen, and the certificate
 * lists them. */
#include "certificate.h"

typedef struct proof {
    gnn_i_incidence inc;   /* both graphs; labels change as vertices are singled out */
    int64_t n, depth, nodes, most_nodes;
    int32_t *chosen, *scratch;
    gnn_i_budget *budget;
    bool refuted;          /* so far */
} proof;

/* Cells of the first graph when v is singled out. */
static gnn_status cells_with(int64_t *cells, proof *p, const int32_t *color, int64_t colors, int64_t v)
{
    gnn_status st = GNN_OK;
    gnn_i_budget own = *p->budget;
    gnn_i_partition found = {0};
    gnn_i_incidence first = p->inc; /* its vertices come first, and none sees one of the second */
    first.n = p->n, first.label = p->scratch, first.labels = colors + 1;
    memcpy(p->scratch, color, (size_t)p->n * sizeof *color);
    p->scratch[v] = (int32_t)colors;
    GNN_TRY(gnn_i_refine(&found, &first, false, &own));
    *cells = found.cells;
done:
    gnn_i_partition_free(&found);
    return st;
}

/* Of the cells of the first graph that hold several vertices: the first vertex of the one that splits the graph
 * most. */
static gnn_status choose(int64_t *u, proof *p, const int32_t *color, int64_t colors)
{
    gnn_status st = GNN_OK;
    int32_t *size;
    int64_t best = 0;
    *u = -1;
    GNN_CALLOC(size, colors + 1);
    for (int64_t v = 0; v < p->n; v++) size[color[v]]++;
    for (int64_t v = 0; v < p->n; v++) {
        int32_t *cell = &size[color[v]];
        int64_t cells = 0;
        if (*cell <= 1) continue;
        GNN_TRY(cells_with(&cells, p, color, colors, v));
        if (cells > best) best = cells, *u = v;
        *cell = 0; /* the first vertex stands for all */
    }
done:
    gnn_i_free(size);
    return st;
}

/* The labels are colours of a stable colouring with fresh ones for the vertices singled out since. */
static gnn_status refute(proof *p, int64_t depth)
{
    gnn_status st = GNN_OK;
    gnn_i_partition cells = {0};
    gnn_i_budget own = *p->budget; /* what a node of the search holds is returned with it */
    int32_t *label = p->inc.label;
    int64_t labels = p->inc.labels, u = -1;
    GNN_TRY(gnn_i_refine(&cells, &p->inc, true, &own));
    if (cells.differs) goto done;
    if (depth < p->depth) u = p->chosen[depth];
    else GNN_TRY(choose(&u, p, cells.color, cells.cells));
    if (u < 0 || ++p->nodes > p->most_nodes) {
        p->refuted = false;
        goto done;
    }
    if (depth == p->depth) p->chosen[p->depth++] = (int32_t)u;
    int32_t mine = cells.color[u], fresh = (int32_t)cells.cells;
    p->inc.label = cells.color, p->inc.labels = cells.cells + 1;
    cells.color[u] = fresh;
    for (int64_t w = p->n; w < p->inc.n && p->refuted; w++) {
        if (cells.color[w] != mine) continue;
        cells.color[w] = fresh;
        GNN_TRY(refute(p, depth + 1));
        cells.color[w] = mine;
    }
done:
    p->inc.label = label, p->inc.labels = labels;
    gnn_i_partition_free(&cells);
    return st;
}

gnn_status gnn_i_individualize(bool *proved, gnn_i_evidence *e, const gnn_graph *a, const gnn_graph *b,
                               gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    proof p = {.n = a->n, .most_nodes = 200000, .budget = budget, .refuted = true};
    *proved = false;
    if (a->n != b->n || a->arcs != b->arcs || a->directed != b->directed) return GNN_OK;
    GNN_TRY(gnn_i_incidence_new(&p.inc, 2, (const gnn_graph *const[]){a, b}, budget));
    GNN_ALLOC(p.chosen, a->n + 1);
    GNN_ALLOC(p.scratch, a->n + 1);
    GNN_TRY(refute(&p, 0));
    if (p.refuted) {
        gnn_i_evidence_kind(e, "individualization");
        gnn_i_evidence_list32(e, "vertices", p.depth, p.chosen);
    }
    *proved = p.refuted;
done:
    gnn_i_free(p.chosen);
    gnn_i_free(p.scratch);
    gnn_i_incidence_free(&p.inc);
    return st == GNN_ELIMIT ? GNN_OK : st;
}
