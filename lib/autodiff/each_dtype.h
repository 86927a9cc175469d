/* Kernels for both element types from one source.  An operation's file ends with them:
 *
 *     #ifndef T
 *     #include "op.h"
 *     #define THIS "op_mul.c"
 *     #include "each_dtype.h"         the file includes itself, twice, for the part below #else
 *     …
 *     #else
 *     static void S(mul)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to) { … T … }
 *     #endif
 *
 * T is the element type, S(name) the kernel's name for it, F(exp) the function of <math.h>; IN, OUT, DOUT, DIN are the
 * operands' data, NULL for an absent input and a gradient that is not wanted. */
#include <math.h>

#define IN(i) (c->in[i] ? (const T *)c->in[i]->data : NULL)
#define OUT ((T *)c->out->data)
#define DOUT ((const T *)c->dout->data)
#define DIN(i) (c->din[i] ? (T *)c->din[i]->data : NULL)

/* Run kernel `name` over items. */
#define OVER(c, items, cost, name) gnn_i_over(c, items, cost, name##_f32, name##_f64)
#define OVER_SUMS(totals, w, c, items, cost, name) gnn_i_over_sums(totals, w, c, items, cost, name##_f32, name##_f64)

#define T float
#define S(name) name##_f32
#define F(name) name##f
#include THIS
#undef T
#undef S
#undef F
#define T double
#define S(name) name##_f64
#define F(name) name
#include THIS
#undef T
#undef S
#undef F
