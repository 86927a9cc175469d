/* Factors of a sum over all maps of a pattern's vertices: sparse vectors at vertices, sparse tables between pairs. */
#ifndef GNN_I_COUNT_HOMS_H
#define GNN_I_COUNT_HOMS_H

#include "count.h"

/* Numbers past 128 bits stay at the top: terms are never negative, so that a sum below it is exact. */
typedef unsigned __int128 gnn_i_sum;
#define GNN_I_SUM_TOP (~(gnn_i_sum)0)
static inline gnn_i_sum gnn_i_sum_add(gnn_i_sum a, gnn_i_sum b) { return a > GNN_I_SUM_TOP - b ? GNN_I_SUM_TOP : a + b; }
static inline gnn_i_sum gnn_i_sum_times(gnn_i_sum a, gnn_i_sum b)
{
    if (!(a >> 64) && !(b >> 64)) return a * b;
    return a && b && a > GNN_I_SUM_TOP / b ? GNN_I_SUM_TOP : a * b;
}

/* Images where the factor is not zero, each once, in any order; at NULL: all, with factor 1. */
typedef struct gnn_i_homs_vector {
    int64_t size;
    int32_t *at;
    gnn_i_sum *val;
} gnn_i_homs_vector;

/* Rows by the image of one vertex; val NULL: ones; col of a row in any order. */
typedef struct gnn_i_homs_table {
    const int64_t *ptr;
    const int32_t *col;
    const gnn_i_sum *val;
} gnn_i_homs_table;

/* Between two vertices: by[0] rows by the lower vertex' image, by[1] by the higher; ptr NULL: not there. */
typedef struct gnn_i_homs_link {
    bool there, own; /* own: to be freed; else the graph's arcs or another form's */
    gnn_i_homs_table by[2];
} gnn_i_homs_link;

typedef struct gnn_i_homs {
    int64_t n;
    int k;
    unsigned left;                                        /* vertices not summed out                 */
    unsigned own;                                         /* whose vectors are to be freed           */
    gnn_i_homs_vector vertex[GNN_I_PATTERN_MAX];
    gnn_i_homs_link pair[GNN_I_PATTERN_MAX][GNN_I_PATTERN_MAX]; /* lower vertex first                */
    gnn_i_sum *dense;                                     /* n, zero between uses; shared            */
    gnn_i_sum *second;                                    /* the same                                */
    int32_t *touched;                                     /* n + 1                                   */
    double deadline;                                      /* of gnn_i_now(), 0: none                 */
} gnn_i_homs;

static inline gnn_i_homs_link *gnn_i_homs_between(gnn_i_homs *f, int a, int b) { return a < b ? &f->pair[a][b] : &f->pair[b][a]; }
static inline gnn_i_sum gnn_i_homs_entry(const gnn_i_homs_table *t, int64_t i) { return t->val ? t->val[i] : 1; }

/* GNN_ECANCELED or GNN_ELIMIT when it is time to end. */
gnn_status gnn_i_homs_poll(const gnn_i_homs *f);
/* Neighbours of v that are left; the first two of them. */
int gnn_i_homs_neighbours(const gnn_i_homs *f, int v, int *first, int *second);
/* Rows by the image of a of the link to b. */
gnn_status gnn_i_homs_rows(gnn_i_homs_table *t, gnn_i_homs *f, int a, int b);
/* The vertex v is summed out: what it had is freed. */
void gnn_i_homs_forget(gnn_i_homs *f, int v);
void gnn_i_homs_free(gnn_i_homs *f);
/* a's vector times another, which is taken over. */
gnn_status gnn_i_homs_times(gnn_i_homs *f, int a, gnn_i_homs_vector *by);
gnn_i_sum gnn_i_homs_total(const gnn_i_homs *f, int v);
/* v hangs on a alone. */
gnn_status gnn_i_homs_leaf(gnn_i_homs *f, int v, int a);
/* Terms of the sum over v between a and b, an upper bound on the entries it makes where a and b have no link. */
gnn_status gnn_i_homs_terms(double *terms, gnn_i_homs *f, int v, int a, int b);
/* v hangs on a and b alone: a table between these, times the one that is there. */
gnn_status gnn_i_homs_middle(gnn_i_homs *f, int v, int a, int b);


/* Maps of a connected pattern on 1 to 8 vertices, both checked before; GNN_I_SUM_TOP: 2^128 - 1 and more. */
gnn_status gnn_i_homs_count(gnn_i_sum *total, const gnn_graph *pattern, const gnn_graph *g, double deadline);

#endif
