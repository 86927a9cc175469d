/* Deep LRP-1-3 with weights that count: constructed, not trained, and exact. */
#ifndef EXACT_WEIGHTS_H
#define EXACT_WEIGHTS_H

#include <gnn/gnn.h>

enum { EXACT_PATTERNS = 5 };
extern const char *const exact_patterns[EXACT_PATTERNS]; /* counted induced */

typedef struct exact_pattern {
    int64_t copies, wrong;      /* in all graphs; graphs where the rounded output is not the count */
    double deviation;           /* largest |output - count| / (1 + count)                          */
    int64_t first;              /* of the wrong graphs, -1: none                                   */
} exact_pattern;

/* The model (in 1, out 5, f64), right on graphs of degrees up to 38. */
gnn_status exact_weights_new(gnn_model **out);
/* Its outputs beside gnn_count on `count` graphs. */
gnn_status exact_weights_check(exact_pattern of[EXACT_PATTERNS], gnn_graph *const *graphs, int64_t count);

#endif
