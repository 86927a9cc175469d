/* How many sets of a family are disjoint from each set of another. */
#ifndef GNN_I_COUNT_DISJOINT_H
#define GNN_I_COUNT_DISJOINT_H

#include "count.h"

/* count sets of `size` 2 or 3 vertices each, one after the other; those of a set are distinct. */
typedef struct gnn_i_sets {
    const int32_t *vertex;
    int64_t count;
    int size;
} gnn_i_sets;

typedef struct gnn_i_subset {
    uint64_t key; /* 0: free */
    int64_t count;
} gnn_i_subset;

typedef struct gnn_i_subsets {
    int64_t *single;      /* by vertex, zero between calls; the caller's  */
    gnn_i_subset *slot;   /* pairs and triples                            */
    int64_t room;
    int shift;            /* 64 - log2 of the slots in use                */
} gnn_i_subsets;

/* out[i]: sets of `with` disjoint from set i of `of`, of at least as large sets; by inclusion and exclusion over the subsets that
 * both have.  O(sets) expected.  GNN_ENOMEM. */
gnn_status gnn_i_disjoint(int64_t *out, gnn_i_subsets *t, gnn_i_sets of, gnn_i_sets with);
void gnn_i_subsets_free(gnn_i_subsets *t);

#endif
