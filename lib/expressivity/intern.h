/* Interning: three words to the number of their first appearance.  Words are compared whole; the hash only finds places. */
#ifndef GNN_I_INTERN_H
#define GNN_I_INTERN_H

#include "verdict.h"

typedef struct gnn_i_intern {
    uint64_t (*word)[3]; /* of a number           */
    int32_t *slot;       /* number, or -1         */
    int64_t size, used, cap;
    gnn_i_budget *budget; /* set by the owner     */
} gnn_i_intern;

/* The number of (w[0], w[1], w[2]).  GNN_ENOMEM, GNN_ELIMIT, GNN_EOVERFLOW past 2^31-1 numbers.  Amortised O(1). */
gnn_status gnn_i_intern_put(gnn_i_intern *t, int32_t *number, const uint64_t w[3]);
void gnn_i_intern_clear(gnn_i_intern *t); /* keeps the memory */
void gnn_i_intern_free(gnn_i_intern *t);

#endif
