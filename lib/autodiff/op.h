/* What an operation is, and what its functions see.  An operation is one file op_<name>.c, which defines
 *     const gnn_op gnn_i_op_<name> = { … };
 * and one word in meson.build.  Forward and backward are side by side; backward always adds. */
#ifndef GNN_I_OP_H
#define GNN_I_OP_H

#include <gnn/autodiff.h>
#include "base/base.h"
#include "graph/graph_i.h"
#include "tensor/tensor_i.h"

enum { GNN_I_MAX_IN = 8 };

typedef struct gnn_op_ctx {
    gnn_tape *tape;
    void *attr;                           /* the op's own struct (copied from emit), may hold saved arrays     */
    int n_in;
    const gnn_tensor *in[GNN_I_MAX_IN];   /* NULL: absent (gnn_none)                                            */
    gnn_tensor *out;                      /* shape(): fill dtype-free ndim, shape; forward(): write data        */
    const gnn_tensor *dout;               /* backward: gradient of out                                          */
    gnn_tensor *din[GNN_I_MAX_IN];        /* backward: add here; NULL: not wanted                               */
    unsigned fresh;                       /* only for GNN_I_OVERWRITES, bit i: din[i] is not cleared, write it whole */
    bool needs_grad;                      /* forward: a backward pass may follow, save what it needs            */
    double *sums;                         /* in a kernel of gnn_i_over_sums: one row of sums a block            */
} gnn_op_ctx;

typedef struct gnn_case gnn_case; /* case.h: a random example of the op for the generic tests */

enum {
    GNN_I_EXACT = 1,     /* (true) linear or integer: relabelling must agree bit for bit on integers                */
    GNN_I_OVERWRITES = 2 /* backward heeds c->fresh, which saves clearing gradients and reading them back           */
};

typedef struct gnn_op {
    const char *name;
    gnn_symmetry symmetry;                /* of the sample's result                                             */
    unsigned traits;                      /* false: none                                                        */
    gnn_status (*shape)(gnn_op_ctx *c);   /* GNN_ESHAPE with both shapes in the text                            */
    gnn_status (*forward)(gnn_op_ctx *c);
    gnn_status (*backward)(gnn_op_ctx *c); /* NULL: not differentiable                                          */
    gnn_var (*sample)(gnn_case *k);       /* build a corner-biased random example                               */
} gnn_op;

/* Whether din[i] holds nothing yet. */
static inline bool gnn_i_fresh(const gnn_op_ctx *c, int i) { return c->fresh >> i & 1; }
/* Clear what is fresh among the gradients of inputs from `first` on, for ops that write only the first ones whole. */
void gnn_i_clear_fresh(gnn_op_ctx *c, int first);

/* Put an op on the tape.  attr is copied into the arena.  At most GNN_I_MAX_IN inputs; a gnn_none input is absent, any
 * other poisoned input poisons the result. */
gnn_var gnn_i_emit(const gnn_op *op, gnn_tape *tape, const void *attr, size_t attr_size, int n_in, const gnn_var *in);
/* Scratch or saved memory that lives until the reset (not cleared). */
void *gnn_i_tape_alloc(gnn_tape *tape, size_t bytes);
/* Where that is from. */
gnn_arena *gnn_i_tape_arena(gnn_tape *tape);
/* Give back, at the end of a forward function, what was asked for since the mark (scratch).  In backward functions all that is
 * asked for is given back by the tape. */
gnn_arena_mark gnn_i_tape_mark(const gnn_tape *tape);
void gnn_i_tape_release(gnn_tape *tape, gnn_arena_mark mark);
/* Poison by hand: "name: text". */
gnn_var gnn_i_poison(gnn_tape *tape, gnn_status st, const char *op_name);
bool gnn_i_is_none(gnn_var v);

/* Shape text "(3,4)" into buf[48]. */
const char *gnn_i_shape_text(char *buf, const gnn_tensor *t);
/* Common shape rules. */
gnn_status gnn_i_shape_like(gnn_op_ctx *c, int input);
gnn_status gnn_i_shape_set2(gnn_op_ctx *c, int64_t rows, int64_t cols);
/* GNN_ESHAPE unless inputs a and b have equal shapes. */
gnn_status gnn_i_same_shape(gnn_op_ctx *c, int a, int b);

/* A kernel works on items (rows, elements, segments) from .. to, which are block number `block`; it finds its operands in c.
 * gnn_i_over splits `items`, each touching `cost` elements, in blocks that depend on these two numbers alone and runs them
 * on threads if that pays; the tape's dtype chooses the kernel (see each_dtype.h). */
typedef void gnn_i_kernel(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to);
int64_t gnn_i_block_size(int64_t items, int64_t cost); /* items a block */
void gnn_i_over(gnn_op_ctx *c, int64_t items, int64_t cost, gnn_i_kernel *f32, gnn_i_kernel *f64);
/* The same for kernels that sum: block b adds to c->sums[b * w + j], zero at the start; totals (w) = sums over the blocks,
 * in order.  Memory comes from the tape. */
gnn_status gnn_i_over_sums(double *totals, int64_t w, gnn_op_ctx *c, int64_t items, int64_t cost, gnn_i_kernel *f32,
                           gnn_i_kernel *f64);
/* din[i] += a dout (same number of elements); nothing if the gradient is not wanted. */
void gnn_i_pass_grad(gnn_op_ctx *c, int input, double a);
/* din[i][j] += sums[j]; nothing if the gradient is not wanted. */
void gnn_i_add_sums(gnn_op_ctx *c, int input, const double *sums);

/* All registered ops, NULL terminated (generated from meson.build). */
extern const gnn_op *const gnn_i_ops[];

#endif
