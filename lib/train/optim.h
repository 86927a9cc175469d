/* What an optimiser is: one file optim_<word>.c, which defines
 *     const gnn_i_optim gnn_i_optim_<word> = { … };
 * and one word in meson.build.  Its update is elementwise, written once for both element types. */
#ifndef GNN_I_OPTIM_H
#define GNN_I_OPTIM_H

#include <gnn/train.h>
#include "base/base.h"

typedef struct gnn_i_optim_step {
    double lr, momentum, beta1, beta2, eps;
    double decay;   /* weight decay of these elements, 0 where it does not apply */
    int nesterov;
    double c1, c2;  /* 1 - beta1^t, 1 - beta2^t                                   */
} gnn_i_optim_step;

/* p, g, m, v: n parameters, gradients and moments (NULL if it has fewer). */
typedef void (*gnn_i_optim_update)(const gnn_i_optim_step *s, void *p, const void *g, void *m, void *v, int64_t n);

typedef struct gnn_i_optim {
    const char *name, *help;
    int moments;
    gnn_i_optim_update update[2]; /* by gnn_dtype */
} gnn_i_optim;

extern const gnn_i_optim *const gnn_i_optims[];

/* pattern.c: does `name` match one of the comma separated patterns ('*', '?')? */
bool gnn_i_pattern_matches(const char *patterns, const char *name);

#endif
