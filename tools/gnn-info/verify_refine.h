/* Refinements as the checker makes them: rules (verify_rules.c), rounds and evidence (verify_refine.c), unfoldings
 * (verify_unfold.c).
 *
 * A rule writes the signature of a tuple as words, in parts that are multisets.  Rounds replace a part by a sum of
 * mixed words: different sums are different parts, so a difference found so is a proof, and what rounds leave equal is
 * compared once more with the parts sorted and whole (`exact`). */
#ifndef GNN_INFO_VERIFY_REFINE_H
#define GNN_INFO_VERIFY_REFINE_H

#include "verify.h"
#include "verify_words.h"

typedef enum v_pool { FLAT, ROWS, COLUMNS } v_pool;
typedef enum v_mark { NO_MARK, MARK_NODE, MARK_EDGE, MARK_PAIR, DELETE_NODE, DELETE_EDGE } v_mark;

typedef struct v_machine {
    const v_pair *p;
    const struct v_rule *rule;
    v_report *r;
    int64_t tuples[2], width[2];  /* width: tuples in a row (a mark's vertices), for pools        */
    int32_t *color[2];
    int64_t colors;
    int64_t *mark[2];             /* of a row: a, b, kind                                         */
    int64_t *label[2];            /* of a pair of vertices, n x n, where the rule has a radius or labels */
    int64_t *seed[2];             /* of a vertex, where the rule has seeds                        */
    /* of coordinate j and tuple t: how many w give t's colour in place j; see_local_plus */
    int32_t *alike[2];
    v_vocabulary table, inner;
    v_words s;                    /* the signature at hand                                        */
    bool exact;                   /* parts sorted and whole, not summed                           */
    double work;                  /* words that were in parts                                     */
    bool ok;                      /* memory                                                       */
} v_machine;

typedef struct v_rule {
    const char *test;
    int arity;                                         /* of tuples of vertices; 2 with marks: (mark, vertex) */
    v_pool pool;
    v_mark mark;
    void (*signature)(v_machine *m, int i, int64_t t); /* appends to m->s after the old colour               */
} v_rule;

const v_rule *v_rule_of(const char *test);
void v_see_neighbours(v_machine *m, int i, int64_t v); /* of 1-wl */
/* Rows of marks of graph i, and how many tuples. */
bool v_make_marks(v_machine *m, int i);
void v_atomic_type(v_machine *m, int i, int64_t t); /* into m->s */
bool v_counts_alike(const v_rule *rule);
/* Before a round: what the rule wants to know of all tuples at once. */
bool v_prepare_round(v_machine *m);

static inline void v_add(v_machine *m, int64_t word)
{
    if (m->s.n < m->s.cap) m->s.p[m->s.n++] = word;
    else m->ok &= v_push(&m->s, word);
}
/* The words from `from` on are a part: sorted, or one word instead. */
void v_close_part(v_machine *m, int64_t from);
static inline int64_t v_both(int64_t a, int64_t b) { return a << 32 | b; }
int64_t v_tuple_pack(const int64_t *tuple, int k, int64_t n);

/* Room for a second colouring. */
bool v_scratch(v_machine *m, int32_t *next[2]);
bool v_no_memory(v_machine *m);
bool v_unfolding(v_machine *m, bool separates, const json_t *evidence); /* verify_unfold.c */

#endif
