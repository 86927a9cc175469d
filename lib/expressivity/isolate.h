/* An interval with rational ends in which two lists of numbers differ. */
#ifndef GNN_I_ISOLATE_H
#define GNN_I_ISOLATE_H

#include "base/base.h"

typedef struct gnn_i_interval {
    int64_t low[2], high[2]; /* numerator and denominator, a power of 2 */
    int64_t count[2];        /* entries of a and of b in (low, high)    */
} gnn_i_interval;

/* a and b ascending, entries right to some 1e-9 of the largest.  The interval holds one value of both lists together, up to
 * that; of those with unequal counts the one furthest from its neighbours.  false: none is clear enough. */
bool gnn_i_isolate(gnn_i_interval *out, const double *a, int64_t na, const double *b, int64_t nb);

#endif
