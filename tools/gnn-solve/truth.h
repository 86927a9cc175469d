/* Known groups of vertices: read, renumbered, matched with others. */
#ifndef SOLVE_TRUTH_H
#define SOLVE_TRUTH_H

#include <gnn/gnn.h>

/* Groups of n vertices from a file: "LABEL" of vertex 0, 1, … or "VERTEX LABEL" on each line, '#' begins a comment.  Labels
 * are words; groups are numbered by first appearance.  Free with gnn_i_free. */
gnn_status truth_read(int32_t **out, const char *path, int64_t n);
/* The same from any integers. */
gnn_status truth_copy(int32_t **out, const int32_t *label, int64_t n);
/* Groups 0 .. *count - 1 by first appearance, in place. */
gnn_status truth_renumber(int32_t *group, int64_t n, int64_t *count);
/* out: group under other numbers, so that it shares many vertices with guide; greedily by the largest overlap. */
gnn_status truth_align(int32_t *out, const int32_t *group, const int32_t *guide, int64_t n);

#endif
