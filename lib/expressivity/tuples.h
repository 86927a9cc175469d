/* Joint refinement of tuple colours on many graphs: the machine behind the 2-dimensional tests and their relatives.
 *
 * A test gives each graph i a number of tuples and two views of the signature of a tuple under the present colours:
 *
 *   keys    the signature itself, a multiset of 64-bit words;
 *   lanes   a fingerprint of it, two 64-bit words that depend on nothing but the multiset (and on the random numbers
 *           of the round).
 *
 * Rounds go by (old colour, fingerprint), which is compared whole.  Different fingerprints mean different multisets, so
 * each round's partition P_r is at most as fine as the true one, Q_r: a difference of histograms under P_r is one under
 * Q_r.  When P_r has stopped splitting, the machine compares the multisets of all tuples of a colour word by word.  If
 * they agree, P_r is stable, hence as fine as the coarsest stable partition, hence equal to it: "same" is exact too.
 * If not (two multisets shared a fingerprint), the refinement starts again with other random numbers. */
#ifndef GNN_I_TUPLES_H
#define GNN_I_TUPLES_H

#include "verdict.h"

typedef struct gnn_i_tuples gnn_i_tuples;

typedef struct gnn_i_tuple_test {
    /* Words of the atomic type of tuple t of graph i: exact, colours of round 0. */
    void (*type)(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3]);
    gnn_status (*lanes)(gnn_i_tuples *s, int64_t i, uint64_t *lane); /* lane[2t], lane[2t+1]                     */
    int64_t (*keys)(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key); /* how many; at most max_keys    */
} gnn_i_tuple_test;

struct gnn_i_tuples {
    gnn_i_trial *trial;
    const gnn_i_tuple_test *test;
    void *ctx;               /* the test's own                                         */
    int64_t *size;           /* tuples of graph i                                      */
    int64_t max_keys;        /* the longest signature                                  */
    int32_t **color;         /* of graph i: size[i] colours 0 .. colors-1              */
    int64_t colors, rounds;
    uint64_t seed;           /* of this round's fingerprints: fixed, counted up        */
};

/* Fill in trial, test, ctx, size, max_keys; the rest is made and freed here.  Writes trial's outputs.
 * `what` names a tuple in the evidence: "pair". */
gnn_status gnn_i_tuples_run(gnn_i_tuples *s, const char *what);

/* A random 64-bit word for (seed, lane, colour). */
static inline uint64_t gnn_i_tuple_random(uint64_t seed, uint64_t lane, uint64_t color)
{
    uint64_t x = seed * 0x9e3779b97f4a7c15u + lane * 0xd1342543de82ef95u + color * 0xbf58476d1ce4e5b9u + 0x94d049bb133111ebu;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

#endif
