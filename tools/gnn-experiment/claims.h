/* Claims of a paper that need no training: each is computed, compared, and put beside the value found elsewhere.
 *
 * A preset with "claims" is such an experiment; each claim has a kind (claim_kinds in claims.c), what it is about, what must hold of
 * the value ("equals" with "tolerance", "at_most", "more_than", "between"), and, if known, the value "elsewhere"; "full": true: not
 * with --quick. */
#ifndef EXP_CLAIMS_H
#define EXP_CLAIMS_H

#include "experiment.h"

typedef struct claims {
    const exp_request *q;
    json_t *rows;           /* {"on", "what", "value", "must", "elsewhere", "holds"} */
    double start;           /* CPU seconds when the claim at hand began              */
} claims;

/* A row: what of on is value, which must be as the claim's `must` says (an object with the keys above); elsewhere: NULL or a
 * number. */
gnn_status claim_row(claims *c, const char *on, const char *what, double value, const json_t *must, const json_t *elsewhere);
/* Check all claims of the plan: table, metrics.csv, report.html.  q->failed is set where one does not hold. */
gnn_status claims_run(exp_request *q);

/* ---- claim_graphs.c ---- */
/* "cycle:n=6", a recipe; "FILE#3", the fourth graph of a file, also below GNN_DATA_DIR; else graph6.  *out NULL: no such file. */
gnn_status claim_graph(gnn_graph **out, const char *text);
/* Both graphs of a claim, "a" and "b"; a->n, or 0 where they are not there. */
gnn_status claim_pair(gnn_graph **a, gnn_graph **b, const json_t *claim);

/* ---- the kinds ---- */
gnn_status claim_gap(claims *c, const json_t *claim);        /* claim_separation.c */
gnn_status claim_shares(claims *c, const json_t *claim);
gnn_status claim_classes(claims *c, const json_t *claim);
gnn_status claim_sets(claims *c, const json_t *claim);
gnn_status claim_fractional(claims *c, const json_t *claim); /* claim_fractional.c */
gnn_status claim_weights(claims *c, const json_t *claim);    /* claim_weights.c    */

#endif
