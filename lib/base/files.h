/* Many files of one folder at once (file.c). */
#ifndef GNN_I_FILES_H
#define GNN_I_FILES_H

#include "base.h"

/* Written and closed beside their targets as they are added; commit syncs once, then renames them.  So none is ever there
 * in part, and a thousand cost two syncs.  Zeroed is empty; both ends leave it so. */
typedef struct gnn_i_files {
    char **path, **temp;
    int64_t count, cap, temp_cap;
} gnn_i_files;
gnn_status gnn_i_files_add(gnn_i_files *f, const char *path, const void *bytes, size_t size, bool force);
gnn_status gnn_i_files_commit(gnn_i_files *f); /* a failure leaves those that are renamed already, whole */
void gnn_i_files_abort(gnn_i_files *f);        /* removes the temporaries */

#endif
