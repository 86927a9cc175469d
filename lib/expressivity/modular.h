/* Arithmetic modulo a random prime of 62 bits, and matrix inverses: exact quantities of graphs seen through a homomorphism.
 *
 * Different modulo p is different.  Equal modulo p, for a rational number with numerator and denominator of at most b bits,
 * is equal but for the chance that p divides a difference: b / 61 primes at most do, of some 2^55 to choose from. */
#ifndef GNN_I_MODULAR_H
#define GNN_I_MODULAR_H

#include "verdict.h"

/* Numbers are in Montgomery's form, a 2^64 mod p, and below p; equal numbers are equal words. */
typedef struct gnn_i_field {
    uint64_t p, inverse, square, one; /* -1/p mod 2^64, 2^128 mod p, 2^64 mod p */
} gnn_i_field;

static inline uint64_t gnn_i_field_mul(const gnn_i_field *f, uint64_t a, uint64_t b)
{
    unsigned __int128 t = (unsigned __int128)a * b;
    uint64_t m = (uint64_t)t * f->inverse, r = (uint64_t)((t + (unsigned __int128)m * f->p) >> 64);
    return r >= f->p ? r - f->p : r;
}
static inline uint64_t gnn_i_field_add(const gnn_i_field *f, uint64_t a, uint64_t b)
{
    uint64_t r = a + b;
    return r >= f->p ? r - f->p : r;
}
static inline uint64_t gnn_i_field_sub(const gnn_i_field *f, uint64_t a, uint64_t b) { return a >= b ? a - b : a + f->p - b; }

void gnn_i_field_random(gnn_i_field *f, uint64_t seed);           /* a prime between 2^61 and 2^62 */
uint64_t gnn_i_field_from_int(const gnn_i_field *f, int64_t x);
uint64_t gnn_i_field_from_double(const gnn_i_field *f, double x); /* every finite double is an integer times a power of 2 */
uint64_t gnn_i_field_invert(const gnn_i_field *f, uint64_t a);    /* a != 0 */

/* M (n x n) becomes its inverse; *singular instead where it has none.  O(n^3).  scratch: n entries. */
gnn_status gnn_i_field_invert_matrix(bool *singular, const gnn_i_field *f, uint64_t *M, int64_t n, int32_t *scratch,
                                     gnn_i_budget *budget);

#endif
