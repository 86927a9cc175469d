/* The checker of certificates (schema gnn-certificate/1; docs/formats.md).  It trusts nothing in a file: graphs are read
 * and digested here, colours are made by sorting and comparing whole signatures, polynomials and counts are computed from
 * their definitions.  It shares no code with lib/expressivity except, for a model's draws, the evaluation of the model.
 *
 * Memory comes from one arena a certificate; a function that returns false has said why in its report. */
#ifndef GNN_INFO_VERIFY_H
#define GNN_INFO_VERIFY_H

#include <jansson.h>
#include "base/base.h"

typedef enum v_outcome { V_VERIFIED, V_REFUSED, V_UNCHECKED } v_outcome;

typedef struct v_report {
    v_outcome outcome;
    char test[64], what[256]; /* what was verified, or why not */
    bool separates;
    gnn_arena *arena;
} v_report;

bool v_refuse(v_report *r, const char *format, ...) GNN_PRINTF(2, 3);    /* false */
bool v_unchecked(v_report *r, const char *format, ...) GNN_PRINTF(2, 3); /* false */
void v_verified(v_report *r, const char *format, ...) GNN_PRINTF(2, 3);
/* count * size bytes, not cleared; NULL: r says so. */
void *v_alloc(v_report *r, int64_t count, size_t size);

/* ---- graphs (verify_graph.c) ---- */

typedef struct v_graph {
    int64_t n, arcs;
    bool directed;
    int64_t *label;               /* n                                                          */
    int64_t *ptr, *col;           /* arcs by rows                                               */
    double *weight;
    int64_t *seen_ptr, *seen;     /* of a vertex: its neighbours, both ways if a graph is directed */
    int64_t *seen_type;           /* rank of the weight; with directions 2 rank + (1: arc leaves)  */
} v_graph;

typedef struct v_pair {
    v_graph g[2];
    bool directed; /* one of them is */
} v_pair;

bool v_read_pair(v_pair *p, const json_t *a, const json_t *b, v_report *r);
/* Rank of the arc (u,v) among the weights of both, from 1; 0: no arc. */
int64_t v_arc(const v_graph *g, int64_t u, int64_t v);
/* Integers of a JSON list of exactly `count`, each in min..max. */
bool v_integers(int64_t *out, const json_t *list, int64_t count, int64_t min, int64_t max, const char *what, v_report *r);
bool v_integer(int64_t *out, const json_t *o, const char *key, int64_t min, int64_t max, v_report *r);
/* Does the object have exactly these keys (separated by blanks)? */
bool v_keys(const json_t *o, const char *keys, v_report *r);

/* ---- what there is to verify: all return true when r is V_VERIFIED ---- */

bool v_refinement(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r); /* verify_refine.c */
bool v_is_refinement(const char *test);
/* Labels of pairs of vertices (n x n) and of vertices that a refinement starts from (verify_labels.c, verify_seeds.c); left
 * NULL for tests that have none. */
bool v_labels(const v_pair *p, const char *test, int64_t *label[2], v_report *r);
bool v_seeds(const v_pair *p, const char *test, int64_t *seed[2], v_report *r);
/* Values (X^k)_uv for all k as two words a pair, X = A, L, N (D^-1 A), or resistances, R: modulo two primes.  out: 2 n n. */
bool v_walks(int64_t *out, const v_graph *g, char kind, v_report *r);
bool v_numbers(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r);    /* verify_count.c  */
bool v_is_number(const char *test);
bool v_spectra(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r);    /* verify_spectrum.c */
bool v_is_spectrum(const char *test);
bool v_whole_weights(const v_pair *p);
bool v_patterns(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r);   /* verify_patterns.c */
bool v_homs(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r);       /* verify_hom.c    */
bool v_is_hom(const char *test);
/* 1: there is an isomorphism, 0: none, -1: gave up (verify_search.c). */
int v_search(const v_pair *p, v_report *r);
/* 0: whatever images the given vertices of the first graph have, 1-wl refutes them; *used: how many of the vertices it took. */
int v_search_given(const v_pair *p, const int64_t *given, int64_t count, int64_t *used, v_report *r);
bool v_isomorphism(const v_pair *p, bool separates, const json_t *evidence, v_report *r);                  /* verify_same.c   */
bool v_draws(const v_pair *p, const char *model, bool separates, const json_t *evidence, v_report *r);         /* verify_draws.c */
/* A test's evidence, whatever kind of test it is (verify.c). */
bool v_test(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r);

#endif
