/* gnn-experiment counting: the parts. */
#ifndef EXP_COUNTING_H
#define EXP_COUNTING_H

#include "learn.h"

/* ---- counting_data.c ---- */
/* The graphs of a setting's "graphs" (a key of the plan's "sources") with the number of copies of its "pattern". */
gnn_status counting_data(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting);
/* The authors' split files where the graphs are theirs, else the first, the next and the last examples. */
gnn_status counting_split(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds);

#endif
