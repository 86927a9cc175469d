/* What a test of the expressivity room is, and what the tests share.
 *
 * A test partitions `count` graphs at once; a pair is the case count = 2.  Tests that refine work on all graphs jointly
 * and stop following a graph as soon as it is alone in its class, so a pair ends at the first difference. */
#ifndef GNN_I_VERDICT_H
#define GNN_I_VERDICT_H

#include <gnn/expressivity.h>
#include "graph/graph_i.h"
#include "io/cursor.h"

/* ---- budget ---- */

typedef struct gnn_i_budget {
    double start, limit_seconds; /* limit 0: none                                          */
    int64_t limit_bytes, held;   /* limit 0: none                                          */
    const char *reason;          /* set with GNN_ELIMIT: "time" or "memory"                */
} gnn_i_budget;

/* GNN_OK, GNN_ECANCELED, or GNN_ELIMIT with b->reason "time".  Some 30 ns: call it between pieces of work of a microsecond
 * and more, and at least every few milliseconds. */
gnn_status gnn_i_budget_poll(gnn_i_budget *b);
/* Announce `bytes` about to be allocated (negative: returned): GNN_OK, or GNN_ELIMIT with b->reason "memory". */
gnn_status gnn_i_budget_bytes(gnn_i_budget *b, int64_t bytes);

/* ---- evidence: what a certificate says beside the verdict (evidence.c; kinds in docs/formats.md) ---- */

/* The members of "evidence" in a certificate, as JSON.  A test that finds more than its verdict puts it in; what a test
 * leaves out the checker derives from the definition.  With e == NULL the functions do nothing: tests call them
 * unconditionally.  The first failure is kept and returned by gnn_i_certificate. */
typedef struct gnn_i_evidence {
    gnn_i_text text; /* "kind":"…","key":…                                   */
    const char *test; /* canonical name                                       */
} gnn_i_evidence;

void gnn_i_evidence_kind(gnn_i_evidence *e, const char *kind); /* once, first */
void gnn_i_evidence_int(gnn_i_evidence *e, const char *key, int64_t value);
void gnn_i_evidence_text(gnn_i_evidence *e, const char *key, const char *value);
void gnn_i_evidence_list32(gnn_i_evidence *e, const char *key, int64_t count, const int32_t *value);
void gnn_i_evidence_list64(gnn_i_evidence *e, const char *key, int64_t count, const int64_t *value);
/* Start a value of any form under `key`: the caller goes on in e->text. */
void gnn_i_evidence_key(gnn_i_evidence *e, const char *key);
/* A graph as a quoted text in graph6. */
gnn_status gnn_i_text_graph6(gnn_i_text *t, const gnn_graph *g);
/* A pattern of 1 to 8 vertices and what was counted of it in both graphs; then the first place where the search meets it in
 * the graph `which` (occurrence.c).  g: no directions, no loops. */
gnn_status gnn_i_evidence_pattern(gnn_i_evidence *e, const char *kind, const gnn_graph *pattern, int64_t a, int64_t b);
gnn_status gnn_i_evidence_occurrence(gnn_i_evidence *e, const gnn_graph *pattern, bool induced, const gnn_graph *g, const char *which,
                                     gnn_i_budget *budget);

/* ---- tests ---- */

typedef struct gnn_i_trial {
    int64_t count;
    const gnn_graph *const *graphs;
    int variant;             /* which of the test's names was asked for                    */
    gnn_i_budget *budget;
    int32_t *class_of;       /* out: count entries, in order of first appearance           */
    int64_t classes;         /* out                                                        */
    gnn_test_result *result; /* of a pair: rounds, colors, evidence; NULL for more graphs  */
    gnn_i_evidence *evidence;/* of a pair whose certificate is wanted, else NULL           */
} gnn_i_trial;

typedef struct gnn_i_verdict {
    int rank;                  /* position in the list that users see: weak tests first             */
    const int *ranks;          /* of the variants, where they are not neighbours; NULL: all `rank`    */
    const char *const *names;  /* canonical names, one a variant, NULL at the end                   */
    const char *const *aliases;/* "alias=name" …, NULL at the end; may be NULL                      */
    const char *const *help;   /* one paragraph a variant: definition, cost, source                 */
    int listed;                /* the first so many names are in lists, all are known ("drfwl-2:7"); 0: all */
    gnn_status (*run)(gnn_i_trial *t); /* GNN_ELIMIT: undecided, budget->reason says why; GNN_EUNSUPPORTED likewise */
} gnn_i_verdict;

extern const gnn_i_verdict *const gnn_i_verdicts[]; /* NULL at the end */

/* gnn_test_classes; *reason as in gnn_test_result when it is undecided, else NULL. */
gnn_status gnn_i_test_classes(int32_t *class_of, int64_t *classes, const char **reason, const char *name, int64_t count,
                              const gnn_graph *const *graphs, const gnn_test_options *options);

/* ---- shared pieces ---- */

/* Words words[begin[i] .. begin[i] + length[i]) describe graph i; equal texts share a class.  Compared whole; the hash
 * only finds candidates.  class_of numbers classes by first appearance. */
gnn_status gnn_i_classify(int32_t *class_of, int64_t *classes, int64_t count, const int64_t *begin, const int64_t *length,
                          const int64_t *words);

/* The graphs side by side with typed arcs: vertex v of graph i is node_ptr[i] + v; row u lists who sees u, and how.  The
 * type of an arc is the rank of its weight, and, if any graph is directed, twice that plus 1 when u is seen as tail. */
typedef struct gnn_i_incidence {
    int64_t graphs, n, arcs, types, labels;
    int64_t *node_ptr; /* graphs + 1                               */
    int64_t *ptr;      /* n + 1                                    */
    int32_t *col;      /* arcs                                     */
    int32_t *type;     /* arcs, or NULL when there is one type     */
    int32_t *label;    /* n ranks of vertex labels, or NULL: all 0 */
} gnn_i_incidence;
gnn_status gnn_i_incidence_new(gnn_i_incidence *inc, int64_t count, const gnn_graph *const *graphs, gnn_i_budget *budget);
void gnn_i_incidence_free(gnn_i_incidence *inc);

/* Ranks of the distinct weights and labels over all graphs (0 and -0 are one; absent: weight 1, label 0). */
typedef struct gnn_i_ranks {
    int64_t weights, labels;
    double *weight;  /* ascending */
    int32_t *label;  /* ascending */
} gnn_i_ranks;
gnn_status gnn_i_ranks_new(gnn_i_ranks *r, int64_t count, const gnn_graph *const *graphs);
void gnn_i_ranks_free(gnn_i_ranks *r);
int32_t gnn_i_rank_of_weight(const gnn_i_ranks *r, double w);
int32_t gnn_i_rank_of_label(const gnn_i_ranks *r, int32_t label);

/* Coarsest equitable partition of an incidence structure. */
typedef struct gnn_i_partition {
    int64_t cells, rounds;
    int32_t *color;      /* n: colours 0 .. cells-1, canonical                                      */
    /* A pair that stopped at the first difference: the round, and a colour with both multiplicities. */
    bool differs;
    int64_t in_first, in_second;
} gnn_i_partition;
/* pair_stop: there are two graphs; stop at the end of the first round in which a colour is not equally frequent. */
gnn_status gnn_i_refine(gnn_i_partition *out, const gnn_i_incidence *inc, bool pair_stop, gnn_i_budget *budget);
void gnn_i_partition_free(gnn_i_partition *p);
/* The verdict of 1-WL on the trial's graphs as they stand in inc, whose labels may be more than the graphs': seeds. */
gnn_status gnn_i_wl1_verdict(gnn_i_trial *t, const gnn_i_incidence *inc);
/* 1-WL from seeds: vertex v of all graphs side by side begins with the words words[begin[v] .. begin[v] + length[v]) and its
 * label (seeded.c). */
gnn_status gnn_i_seeded_wl1(gnn_i_trial *t, const int64_t *begin, const int64_t *length, const int64_t *words);

/* Evidence of a refinement of vertices or of k-tuples of vertices in row-major order: a stable colouring of both, or after
 * `rounds` rounds a colour with its two multiplicities and a tuple that has it.  size[i] colours of graph i. */
gnn_status gnn_i_evidence_colors(gnn_i_evidence *e, int arity, int64_t rounds, int64_t colors, const int64_t size[2],
                                 int32_t *const color[2], const gnn_graph *const *graphs, bool separated);
/* Of 1-WL that separates: the unfolding of a colour whose multiplicities differ (unfolding.c). */
gnn_status gnn_i_evidence_unfolding(gnn_i_evidence *e, const gnn_i_incidence *inc, int64_t rounds,
                                    const gnn_graph *const *graphs);

/* Class sizes, largest first, as "4+4+2"; cut with "…" where text would overflow. */
void gnn_i_write_sizes(char *text, size_t size, int64_t n, const int32_t *color, int64_t colors);

#endif
