/* gnn-experiment counting: the parts. */
#ifndef EXP_COUNTING_H
#define EXP_COUNTING_H

#include "learn.h"

/* ---- counting_data.c ---- */
/* The graphs of a setting's "graphs" (a key of the plan's "sources") with the number of copies of its "pattern". */
gnn_status counting_data(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting);
/* The graphs of a source, no targets yet.  *origin: the file, or "drawn". */
gnn_status counting_graphs(gnn_dataset **out, const char **origin, const json_t *source);
/* The authors' split files where the graphs are theirs, else the first, the next and the last examples. */
gnn_status counting_split(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds);

/* ---- exp_counting.c ---- */
/* Errors of the scores of all examples. */
gnn_status counting_measure(json_t *o, const learn_job *j, const exp_run *r, const gnn_dataset *ds,
                            const uint8_t *split, const gnn_tensor *scores);

/* ---- counting_degrees.c ---- */
/* A row for each setting: what degrees alone tell. */
gnn_status counting_degrees(learn_job *j);

#endif
