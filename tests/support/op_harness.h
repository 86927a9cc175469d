/* The generic tests of an operation.  Each looks at one random case of op->sample and returns NULL if the operation keeps
 * its promise, else a sentence that says how it broke it; broken operations go through the same functions, so that the
 * tests of the tests are these. */
#ifndef OP_HARNESS_H
#define OP_HARNESS_H

#include "support/support.h"
#include "autodiff/case.h"

typedef struct op_report {
    double worst_gradient; /* relative errors met so far */
    double worst_f32;
    int64_t cases, unsupported; /* unsupported: the sample refused this kind of graph */
    int64_t gradients, faults;
} op_report;

/* f64 gradients of every input, along a random direction, against 4-point differences; gradients are added to. */
const char *op_check_gradient(const gnn_op *op, uint64_t number, op_report *report);
/* f32 results against f64 results of the same inputs. */
const char *op_check_f32(const gnn_op *op, uint64_t number, op_report *report);
/* f(Px) = P f(x) for results and gradients; results bit for bit on integers if the operation is exact. */
const char *op_check_equivariance(const gnn_op *op, uint64_t number, op_report *report);
/* Each allocation fails in turn: GNN_ENOMEM, nothing leaks, the tape works again after a reset. */
const char *op_check_allocation(const gnn_op *op, uint64_t number, op_report *report);
/* No heap allocation once warm. */
const char *op_check_warm(const gnn_op *op, uint64_t number, op_report *report);
/* The same bits on 1, 2 and 3 threads. */
const char *op_check_threads(const gnn_op *op, uint64_t number, gnn_dtype dtype, op_report *report);

typedef const char *(*op_check)(const gnn_op *op, uint64_t number, op_report *report);
int op_count(void);

#endif
