/* gnn-experiment ring: the parts. */
#ifndef EXP_RING_H
#define EXP_RING_H

#include "learn.h"

/* ---- ring_data.c ---- */
gnn_status ring_data(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting);
gnn_status ring_split(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds);

#endif
