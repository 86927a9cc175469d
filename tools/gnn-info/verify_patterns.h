/* Small patterns and graphs as rows of bits (verify_patterns.c). */
#ifndef GNN_INFO_VERIFY_PATTERNS_H
#define GNN_INFO_VERIFY_PATTERNS_H

#include "verify.h"

enum { V_PATTERN_MOST = 8, V_CENSUS_MOST = 6 };

typedef struct v_pattern {
    int n;
    uint8_t near[V_PATTERN_MOST]; /* bit b of near[a]: adjacent */
} v_pattern;

/* A text in graph6 of 1 to 8 vertices (verify_graph.c). */
bool v_read_pattern(v_pattern *p, const json_t *graph6, v_report *r);
/* From a code: bit b (b - 1) / 2 + a for the pair a < b. */
v_pattern v_pattern_of(int n, int code);
/* The least code over all orders of the vertices, or over those that begin with `first` (-1: any). */
int v_pattern_code(const v_pattern *p, int first);
int64_t v_pattern_edges(const v_pattern *p);
bool v_pattern_connected(const v_pattern *p);

/* A graph without directions, loops, weights and labels. */
typedef struct v_simple {
    int64_t n, words, edges;
    uint64_t *near; /* n rows of `words` words */
} v_simple;

bool v_simple_of(v_simple *s, const v_graph *g, v_report *r);
static inline bool v_is_near(const v_simple *s, int64_t u, int64_t v)
{
    return s->near[u * s->words + v / 64] >> v % 64 & 1;
}
/* Do the vertices make the pattern, vertex[a] for a? */
bool v_occurs(const v_simple *s, const v_pattern *p, const int64_t *vertex, bool induced);
/* Each connected induced subgraph of 1 to k <= 6 vertices once, with its code in the order of the set. */
bool v_list_subgraphs(const v_simple *s, int k, void (*see)(void *ctx, const int64_t *set, int size, int code),
                      void *ctx, v_report *r);

#endif
