/* Joint refinement of tuple colours on many graphs: the machine behind every refinement test but 1-WL.
 *
 * A test gives each graph i a number of tuples and two views of the signature of a tuple under the present colours:
 *
 *   keys    the signature itself, a multiset of 64-bit words;
 *   lanes   a fingerprint of it, one or two 64-bit words that depend on nothing but the multiset (and on the random
 *           numbers of the round).
 *
 * Rounds go by (old colour, fingerprint), which is compared whole.  Different fingerprints mean different multisets, so
 * each round's partition P_r is at most as fine as the true one, Q_r: a difference of histograms under P_r is one under
 * Q_r.  When P_r has stopped splitting, the machine compares the multisets of all tuples of a colour word by word.  If
 * they agree, P_r is stable, hence as fine as the coarsest stable partition, hence equal to it: "same" is exact too.
 * If not (two multisets shared a fingerprint), the refinement starts again with other random numbers.
 *
 * Pooling.  The tuples of a graph may be a matrix, one row a mark (a marked vertex, a deleted edge): then what is compared
 * is the multiset over rows of the multisets of colours in a row, or the same over columns.  Pools go by fingerprints
 * during the rounds, and word by word at the end, with the same argument. */
#ifndef GNN_I_TUPLES_H
#define GNN_I_TUPLES_H

#include "verdict.h"

typedef struct gnn_i_tuples gnn_i_tuples;

typedef struct gnn_i_tuple_test {
    /* Words of the atomic type of tuple t of graph i: exact, colours of round 0. */
    void (*type)(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3]);
    /* first[t] and second[t] for all tuples of graph i.  second is NULL under one_lane, else zero or from last time. */
    gnn_status (*lanes)(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second);
    int64_t (*keys)(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key); /* how many keys; at most max_keys */
    bool one_lane;
    bool wide;  /* a key is two words of `key`, not one */
    /* Optional.  Permutations of the coordinates: image(s, i, t, g) is tuple t moved by the g-th generator of a group under
     * which signatures are equivariant.  Then classes are compared for one colour an orbit of colours only. */
    int generators;
    int64_t (*image)(const gnn_i_tuples *s, int64_t i, int64_t t, int g);
} gnn_i_tuple_test;

typedef enum gnn_i_pool { GNN_I_POOL_NONE, GNN_I_POOL_ROWS, GNN_I_POOL_COLUMNS } gnn_i_pool;

struct gnn_i_tuples {
    gnn_i_trial *trial;
    const gnn_i_tuple_test *test;
    void *ctx;               /* the test's own                                         */
    const char *what;        /* names tuples in the evidence: "pairs"                  */
    int64_t *size;           /* tuples of graph i                                      */
    int64_t max_keys;        /* the longest signature                                  */
    gnn_i_pool pool;
    const char *pooled;      /* names pools: "marked vertices"                         */
    int64_t *width;          /* of graph i: tuples in a row; with pools only           */
    int32_t **color;         /* of graph i: size[i] colours 0 .. colors-1              */
    int64_t colors, rounds;
    uint64_t seed;           /* of this round's fingerprints: fixed, counted up        */
};

/* Fill in trial … width; the rest is made and freed here.  Writes trial's outputs. */
gnn_status gnn_i_tuples_run(gnn_i_tuples *s);

/* Are the keys of all items of one class equal, word by word?  Graph i has items[i] items (skipped unless active[i]) of
 * classes class_of[i][…] in 0 .. classes-1; keys(s, i, item, key) writes at most max_keys, of two
 * words each if wide; skip[class] (may be NULL):
 * this class needs no look. */
gnn_status gnn_i_tuples_check(bool *ok, const gnn_i_tuples *s, const bool *active, const int64_t *items,
                              int32_t *const *class_of, int64_t classes, int64_t max_keys,
                              int64_t (*keys)(const gnn_i_tuples *, int64_t, int64_t, uint64_t *), bool wide, const bool *skip);

/* skip[c] for all colours but one of each orbit under the test's generators; *closed: colours do form orbits. */
gnn_status gnn_i_tuples_orbits(bool *closed, bool *skip, const gnn_i_tuples *s, const bool *active);

/* A random 64-bit word for (seed, lane, colour). */
static inline uint64_t gnn_i_tuple_random(uint64_t seed, uint64_t lane, uint64_t color)
{
    uint64_t x = seed * 0x9e3779b97f4a7c15u + lane * 0xd1342543de82ef95u + color * 0xbf58476d1ce4e5b9u + 0x94d049bb133111ebu;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

#endif
