/* Counts of patterns at each node as its features: what the key "patterns" asks for. */
#ifndef GNN_I_COUNTS_H
#define GNN_I_COUNTS_H

#include <gnn/autodiff.h>
#include <gnn/count.h>

enum { GNN_I_COUNTS_MOST = 64 };

typedef struct gnn_i_counts {
    int64_t count, columns;                   /* patterns; their orbits of vertices, a column each */
    gnn_pattern_info info[GNN_I_COUNTS_MOST];
} gnn_i_counts;

/* "" or a list as for gnn_pattern_list.  GNN_EINVAL, GNN_ENOTFOUND, GNN_ELIMIT. */
gnn_status gnn_i_counts_read(gnn_i_counts *c, const char *list);
/* (n, columns): log(1 + c) of the subgraph counts c in g without its directions and loops.  Free with gnn_i_free. */
gnn_status gnn_i_counts_of(double **out, const gnn_i_counts *c, const gnn_graph *g);
/* Put columns after those of x, which is replaced. */
gnn_status gnn_i_counts_dense(gnn_tensor **x, int64_t columns, const double *more);
gnn_status gnn_i_counts_sparse(gnn_operator **x, int64_t columns, const double *more);
/* What bounds a model with these counts if `bound` bounds it without them: the name of a test. */
const char *gnn_i_counts_bound(const gnn_i_counts *c, const char *bound);

#endif
