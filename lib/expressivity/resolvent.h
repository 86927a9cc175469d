/* Walks of all lengths at once.  For a matrix X of a graph the entries of (1 - z X)^-1 are the generating functions
 * sum over k of (X^k)_uv z^k; two of them are equal exactly when the walks of every length are.  Here they are taken at a
 * random z modulo a random prime of 62 bits, twice: different values are a proof that walks differ; equal ones of different
 * walks have a chance below 2^-100 a pair of entries (degrees below 2^11, so 2^-50 a point; see modular.h). */
#ifndef GNN_I_RESOLVENT_H
#define GNN_I_RESOLVENT_H

#include "modular.h"

typedef enum gnn_i_walk { GNN_I_WALK_A, GNN_I_WALK_L, GNN_I_WALK_N, GNN_I_WALK_R } gnn_i_walk;
enum { GNN_I_LANES = 2 };

/* A run over all graphs of a trial: visit(ctx, i, n, M) gets GNN_I_LANES matrices of n x n behind one another, or, where the
 * matrices turn out to be singular at this z and p, restart(ctx) is called and all begins anew.
 *   A: adjacency (rows are tails), with weights;  L: D - A;  N: D^-1 A, with rows of 0 for vertices without arcs;
 *   R: no walks, but the inverse of L + (1 for vertices of one component), weights as conductances; undirected only.
 * GNN_EUNSUPPORTED: N where weights of a vertex add up to 0, R with directions or weights <= 0.  Cost O(n^3) a graph. */
gnn_status gnn_i_resolvents(const gnn_i_trial *t, gnn_i_walk kind, const int32_t *const *component,
                            gnn_status (*visit)(void *ctx, int64_t i, int64_t n, const uint64_t *M, const gnn_i_field *fields),
                            void (*restart)(void *ctx), void *ctx);

#endif
