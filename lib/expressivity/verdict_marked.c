/* Bags of marked or diminished graphs, each under 1-WL: a graph is the multiset, over marks, of the multisets of stable
 * colours.  node-marked-1-wl is the weakest of the node-based subgraph policies, swl-vs (verdict_swl.c has the others). */
#include "marked.h"

static const gnn_i_tuple_test marked_test = {
    .type = gnn_i_marked_type, .lanes = gnn_i_marked_lanes, .keys = gnn_i_marked_keys, .one_lane = true
};

static gnn_status marked_run(gnn_i_trial *t)
{
    static const char *const pooled[] = {"marked vertices", "marked arcs", "marked pairs", "deleted vertices", "deleted edges"};
    gnn_status st = GNN_OK;
    gnn_i_marked m = {0};
    gnn_i_tuples s = {.trial = t, .test = &marked_test, .ctx = &m, .what = "pairs (mark, vertex)", .pool = GNN_I_POOL_ROWS,
                      .pooled = pooled[t->variant]};
    GNN_TRY(gnn_i_marked_new(&m, t, (gnn_i_mark_kind)t->variant));
    GNN_TRY(gnn_i_marked_shape(&s, &m));
    s.max_keys = gnn_i_marked_degree(&m.inc);
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    gnn_i_free(s.width);
    gnn_i_marked_free(&m);
    return st;
}

#define BAG "  Both graphs jointly; the bags are compared as multisets of multisets of stable colours.  "
static const char *const names[] = {"node-marked-1-wl", "edge-marked-1-wl", "pair-marked-1-wl", "node-deleted-1-wl",
                                    "edge-deleted-1-wl", NULL}; /* in the order of gnn_i_mark_kind */
static const char *const aliases[] = {"swl-vs=node-marked-1-wl", "m1=node-marked-1-wl", NULL};
static const char *const help[] = {
    "For each vertex v, 1-WL of the graph with v marked." BAG
    "Bounds DS-GNN, NGNN and identity-aware networks; at most 2-fwl.  "
    "Cost O(n (n + m)) a round, 16 n^2 bytes.  Bevilacqua et al. 2022; Zhang et al. 2023 (SWL, pooled over vertices, "
    "then marks).",
    "For each arc (an undirected edge both ways), 1-WL of the graph with its tail and its head marked; and of the "
    "unmarked graph." BAG "At most 3-fwl; not bounded by 2-fwl.  Bounds I2-GNN.  Cost O(m (n + m)) a round, 32 n m "
                          "bytes.  Huang et al. 2023.",
    "For each ordered pair of vertices (equal ones too), 1-WL of the graph with both marked." BAG
    "At most 3-fwl.  Cost O(n^2 (n + m)) a round, 16 n^3 bytes.  Qian et al. 2022 (2-OSAN); Zhang et al. 2023.",
    "For each vertex, 1-WL of the graph without it; and of the whole graph." BAG
    "Cost O(n (n + m)) a round.  Cotta et al. 2021; Bevilacqua et al. 2022.",
    "For each edge (loop, arc), 1-WL of the graph without it; and of the whole graph." BAG
    "Cost O(m (n + m)) a round.  Bevilacqua et al. 2022.",
};

static const int ranks[] = {45, 62, 63, 44, 61};

const gnn_i_verdict gnn_i_verdict_marked = {.ranks = ranks, .names = names, .aliases = aliases, .help = help, .run = marked_run};
