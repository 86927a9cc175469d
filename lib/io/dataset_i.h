/* What the readers of data sets share. */
#ifndef GNN_I_DATASET_H
#define GNN_I_DATASET_H

#include "cursor.h"

/* Empty samples, named after the last part of the path. */
gnn_status gnn_i_dataset_new(gnn_dataset **out, const char *path, const char *format, int64_t count);
bool gnn_i_path_exists(const char *prefix, const char *suffix, char *path, size_t size);
/* A cursor over PREFIX+SUFFIX, or the same with .gz; *bytes (to free) stays NULL if it is absent and not needed. */
gnn_status gnn_i_read_beside(gnn_i_cursor *c, char **bytes, const char *prefix, const char *suffix, bool needed,
                             const gnn_io_limits *limits);
/* Entries (src = row ascending, dst = column) as a sparse matrix. */
gnn_status gnn_i_sparse_rows(gnn_operator **out, gnn_i_edges *e, int64_t rows, int64_t cols);
/* index[i] = rank of value[i] among the distinct values. */
gnn_status gnn_i_number_values(int32_t *index, int64_t *distinct, int64_t n, const int64_t *value);
/* x of every sample: one-hot rows; index runs over the nodes of all samples. */
gnn_status gnn_i_one_hot(gnn_dataset *ds, int64_t width, const int32_t *index);

gnn_status gnn_i_read_planetoid(gnn_dataset **out, const char *prefix, const gnn_io_limits *limits);
gnn_status gnn_i_looks_like_gin(bool *yes, const char *path, const gnn_io_limits *limits);
gnn_status gnn_i_read_gin(gnn_dataset **out, const char *path, const gnn_io_limits *limits);
gnn_status gnn_i_read_tu(gnn_dataset **out, const char *folder, const gnn_io_limits *limits);

#endif
