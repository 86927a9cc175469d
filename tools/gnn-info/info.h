/* gnn-info: the parts of the command.  What is known goes into one JSON object, printed as a table or as it is. */
#ifndef GNN_INFO_H
#define GNN_INFO_H

#include <jansson.h>
#include "common/cli.h"

typedef struct info_request {
    const char *path;        /* NULL: the build                       */
    const char *from;        /* graph format                          */
    const char *check_grad, *check_equivariance; /* model or file     */
    const char *config, *data;
    const char *verify;      /* certificate or folder of them             */
    int64_t trials;
} info_request;

/* info_report.c: print the object; takes the reference. */
gnn_status info_print(json_t *report);
/* Object with schema and kind. */
json_t *info_new(const char *kind);
void info_text(json_t *o, const char *key, const char *format, ...) GNN_PRINTF(3, 4);
void info_int(json_t *o, const char *key, int64_t value);
void info_real(json_t *o, const char *key, double value); /* not finite: null */
void info_bool(json_t *o, const char *key, bool value);

gnn_status info_graphs(const info_request *q);   /* info_graph.c: one graph, or a line each             */
gnn_status info_dataset(const char *path);       /* info_dataset.c                                      */
gnn_status info_weights(const char *path);       /* info_weights.c: safetensors, checkpoints            */
gnn_status info_build(void);                     /* info_build.c                                        */
/* verify.c: certificates of gnn-expressivity; *code: 0, 1 (one is refused), 3 (one could not be checked). */
gnn_status info_verify(int *code, const char *path);
gnn_status info_check(bool *passed, const info_request *q); /* info_check.c                             */

#endif
