/* Characteristic polynomials of integer matrices modulo primes of 31 bits. */
#ifndef GNN_I_CHARPOLY_H
#define GNN_I_CHARPOLY_H

#include "verdict.h"

/* The largest prime below p, for 3 < p <= 2^31. */
uint32_t gnn_i_prime_below(uint32_t p);

/* coef[k] = coefficient of x^k of det(x I - H) mod p, k = 0 .. n (coef[n] = 1).  H (n,n), row-major, entries below p, is
 * overwritten.  Similarity to a Hessenberg matrix, then the recurrence over leading blocks.  Cost O(n^3).
 * @source Cohen 1993, algorithm 2.2.9 */
gnn_status gnn_i_charpoly_mod(uint32_t *coef, uint32_t *H, int64_t n, uint32_t p, gnn_i_budget *budget);

#endif
