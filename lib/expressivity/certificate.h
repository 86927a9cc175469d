/* Writing certificates. */
#ifndef GNN_I_CERTIFICATE_H
#define GNN_I_CERTIFICATE_H

#include "verdict.h"

/* gnn_test_pair, with evidence (NULL: none wanted). */
gnn_status gnn_i_test_pair(gnn_test_result *result, gnn_i_evidence *e, const char *name, const gnn_graph *a,
                           const gnn_graph *b, const gnn_test_options *options);
/* The text of a certificate; what: "test" or "model".  Free *json with gnn_bytes_free. */
gnn_status gnn_i_certificate(char **json, size_t *size, const char *what, const char *name, gnn_verdict verdict,
                             const gnn_graph *a, const gnn_graph *b, const gnn_i_evidence *e);
/* Evidence "individualization" (individualize.c); *proved false: the graphs are isomorphic, or a limit was met. */
gnn_status gnn_i_individualize(bool *proved, gnn_i_evidence *e, const gnn_graph *a, const gnn_graph *b, gnn_i_budget *budget);

#endif
