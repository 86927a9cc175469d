/* The table of metrics, for the loop. */
#ifndef GNN_I_METRICS_H
#define GNN_I_METRICS_H

#include <gnn/train.h>
#include "base/base.h"

typedef struct gnn_i_metric {
    const char *name;
    bool smaller; /* smaller is better */
    gnn_status (*classes)(double *, const gnn_tensor *, const int32_t *, const int32_t *, int64_t);
    gnn_status (*targets)(double *, const gnn_tensor *, const gnn_tensor *, const int32_t *, int64_t);
} gnn_i_metric;

const gnn_i_metric *gnn_i_metric_find(const char *name);
/* First largest score of a row; one column: positive or not. */
int32_t gnn_i_class_of(const gnn_tensor *scores, int64_t row);
/* m[label][class] counts: right ones under the best renaming of the first `renamed` of C labels. */
gnn_status gnn_i_renamed_hits(double *hits, const int64_t *m, int64_t C, int64_t renamed);
/* gnn_metric_overlap with that renaming. */
gnn_status gnn_i_overlap_of_scores(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                                   int64_t k, int64_t renamed);

#endif
