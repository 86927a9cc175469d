/* GNNs on bags of subgraphs, one for each node (or edge): the root.  A subgraph is rows (r, v) of a square block: no copy of the graph
 * is made, messages run along the graph's arcs inside each root's rows, and a mask of zeros cuts subgraphs out. */
#ifndef GNN_I_BAG_H
#define GNN_I_BAG_H

#include "models/head.h"

typedef enum gnn_i_policy {
    GNN_I_POLICY_DELETED, /* the graph without the root                         */
    GNN_I_POLICY_EGO,     /* nodes within `hops` of the root                    */
    GNN_I_POLICY_MARKED,  /* the same, the root marked                          */
    GNN_I_POLICY_EDGES,   /* the graph without an edge, a root for each edge    */
    GNN_I_POLICY_WHOLE,   /* the whole graph, the root marked                   */
    GNN_I_POLICY_HOPS     /* nodes within `hops` of the root, hops as features  */
} gnn_i_policy;

/* The rows that lie in their subgraphs; a layer computes these alone.  expand (rows,count) puts them back among zeros. */
typedef struct gnn_i_bag_rows {
    int64_t count;
    int32_t *row; /* count, ascending      */
    gnn_var mask; /* (rows,1): 1 for these */
    const gnn_operator *expand;
} gnn_i_bag_rows;
/* Those where mask is not 0.  NULL after poisoning the tape. */
const gnn_i_bag_rows *gnn_i_bag_rows_of(gnn_context *c, const gnn_pairs *p, gnn_var mask);

/* What the rows begin with: [node features | marks or hops one-hot], 0 outside the subgraphs; rows NULL: all are inside. */
typedef struct gnn_i_bag_input {
    gnn_var x;
    const gnn_i_bag_rows *rows;
} gnn_i_bag_input;
/* Width of the marks: 0, 1 or hops + 1. */
int64_t gnn_i_bag_labels(gnn_i_policy policy, int64_t hops);
/* x (n,d), op: an operator whose arcs are the graph's. */
gnn_i_bag_input gnn_i_bag_input_of(gnn_context *c, const gnn_pairs *p, int op, gnn_i_policy policy, int64_t hops, gnn_var x);

/* hop (rows of the square p): steps along arcs from each root, at most `hops`; -1: farther.  NULL after poisoning. */
const int32_t *gnn_i_bag_hops(gnn_context *c, const gnn_pairs *p, int op, int64_t hops);

/* The mean over the subgraphs of a graph, per node: (rows,d) -> (n,d). */
gnn_var gnn_i_bag_mean(gnn_context *c, const gnn_pairs *p, gnn_var h);

/* y = fn(norm(MLP(a + sum of neighbours' a))) inside each subgraph, MLP = linear, norm, ReLU, linear; config: its norm.
 * Parameters 0, 1, norm0, norm1.  cut (rows,rows), NULL: none: messages that are not sent.  rows: of the input. */
typedef struct gnn_i_bag_gin {
    gnn_linear_layer first, second;
    gnn_norm_layer norm[2];
    gnn_act_fn act;
} gnn_i_bag_gin;
gnn_status gnn_i_bag_gin_init(gnn_i_bag_gin *l, gnn_builder *b, const gnn_i_config *c, const char *name, int64_t in,
                              int64_t out, gnn_act_fn act);
gnn_var gnn_i_bag_gin_forward(const gnn_i_bag_gin *l, gnn_context *c, const gnn_pairs *p, int op,
                              const gnn_operator *cut, const gnn_i_bag_rows *rows, gnn_var a);
/* The same of rows of nodes, messages included in a. */
gnn_var gnn_i_bag_gin_nodes(const gnn_i_bag_gin *l, gnn_context *c, gnn_var a);
#define GNN_I_KEY_BAG_NORM_                                                                                            \
    GNN_I_KEY_CHOICE_(norm, "none", "none batch",                                                                      \
                      "in each MLP and after it, over the rows inside the subgraphs (the published GINs have batch)")

/* The frame of node-marked GIN, NGNN, DS and DSS. */
typedef struct gnn_i_bag {
    const gnn_i_config *config;
    gnn_i_policy policy;
    bool shared;                 /* DSS: each layer also sees the mean over the subgraphs */
    int op, edges;               /* A+I for messages, A */
    gnn_i_bag_gin *own, *common; /* layers */
    gnn_linear_layer root;
    gnn_readout_layer readout;
    gnn_i_head head;
} gnn_i_bag;
gnn_status gnn_i_bag_init(gnn_i_bag *s, gnn_builder *b, const gnn_i_config *c, gnn_i_policy policy, bool shared);
gnn_var gnn_i_bag_forward(void *s, gnn_context *c, gnn_var x);

#define GNN_I_KEY_HOPS_(def) GNN_I_KEY_INT_(hops, def, 1, 1000, "radius of the subgraphs around each node")

/* The subgraphs of DS and DSS. */
#define GNN_I_KEYS_POLICY                                                                                                  \
    GNN_I_KEY_CHOICE_(policy, "ego-marked", "node-deleted ego ego-marked edge-deleted",                                    \
        "a subgraph for each node: without it, its ego graph, that with it marked; or one for each edge, without it"),     \
    GNN_I_KEY_HOPS_("3")

#endif
