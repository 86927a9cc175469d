/* The graph of a case: one or several small graphs, drawn so that corners are common. */
#include "case.h"
#include "graph/graph_i.h"

typedef struct edges {
    int64_t n, m, cap_src, cap_dst;
    int32_t *src, *dst;
    gnn_status st;
} edges;

static void edge(edges *e, int64_t u, int64_t v)
{
    if (e->st == GNN_OK) e->st = gnn_i_grow(&e->src, &e->cap_src, e->m + 1, sizeof *e->src);
    if (e->st == GNN_OK) e->st = gnn_i_grow(&e->dst, &e->cap_dst, e->m + 1, sizeof *e->dst);
    if (e->st == GNN_OK) e->src[e->m] = (int32_t)u, e->dst[e->m++] = (int32_t)v;
}

static void path_or_cycle(edges *e, int64_t n, bool closed)
{
    for (int64_t v = 1; v < n; v++) edge(e, v - 1, v);
    if (closed && n > 2) edge(e, n - 1, 0);
}

static void random_tree(edges *e, gnn_rng *r, int64_t at, int64_t n)
{
    for (int64_t v = 1; v < n; v++) edge(e, at + (int64_t)gnn_rng_below(r, (uint64_t)v), at + v);
}

static void erdos_renyi(edges *e, gnn_rng *r, int64_t n, double p)
{
    for (int64_t v = 0; v < n; v++)
        for (int64_t u = 0; u < v; u++)
            if (gnn_rng_uniform(r) < p && (u + v) % 7) edge(e, u, v);
}

enum { KINDS = 12 };

static void draw_edges(edges *e, gnn_rng *r, uint64_t kind)
{
    int64_t n = e->n = 2 + (int64_t)gnn_rng_below(r, 12);
    switch (kind) {
    case 0: e->n = 0; break;
    case 1: e->n = 1; break;
    case 2: break; /* no edges */
    case 3: erdos_renyi(e, r, n, 1.1); break; /* nearly complete */
    case 4: for (int64_t v = 0; v < n; v++) for (int64_t u = 0; u < v; u++) edge(e, u, v); break;
    case 5: for (int64_t v = 1; v < n; v++) edge(e, 0, v); break; /* star */
    case 6: random_tree(e, r, 0, n); break;
    case 7: path_or_cycle(e, n, true); break;
    case 8: /* two trees and an isolated vertex between them */
        random_tree(e, r, 0, n), random_tree(e, r, n + 1, n);
        e->n = 2 * n + 1;
        break;
    case 9: /* circulant: regular, several triangles or none */
        e->n = n = n < 7 ? 7 : n;
        for (int64_t v = 0; v < n; v++) edge(e, v, (v + 1) % n), edge(e, v, (v + 3) % n);
        break;
    default: erdos_renyi(e, r, n, gnn_rng_uniform(r)); break;
    }
}

/* A sparse graph above the thresholds of the parallel kernels. */
static void draw_large(edges *e, gnn_rng *r, int64_t n)
{
    uint64_t busy = (uint64_t)(n - n / 20); /* the rest is isolated */
    e->n = n;
    for (int64_t k = 0; k < n + n / 2; k++) {
        int64_t u = (int64_t)gnn_rng_below(r, busy), v = (int64_t)gnn_rng_below(r, busy);
        edge(e, u, v);
    }
}

/* Turn arcs around and double some. */
static void direct(edges *e, gnn_rng *r)
{
    for (int64_t k = 0, m = e->m; k < m && e->st == GNN_OK; k++) {
        uint64_t coin = gnn_rng_below(r, 4);
        int32_t u = e->src[k], v = e->dst[k];
        if (coin & 1) e->src[k] = v, e->dst[k] = u;
        if (coin == 2) edge(e, v, u);
    }
}

static gnn_status draw_one(gnn_graph **out, gnn_rng *r, uint64_t kind, bool directed, int64_t large, bool weighted)
{
    gnn_status st = GNN_OK;
    edges e = { 0 };
    double *weight = NULL;
    if (large) draw_large(&e, r, large);
    else draw_edges(&e, r, kind);
    if (e.n > 1 && gnn_rng_below(r, 8) == 0) edge(&e, 1, 1); /* a loop */
    if (directed) direct(&e, r);
    GNN_TRY(e.st);
    if (weighted) {
        GNN_ALLOC(weight, e.m);
        for (int64_t k = 0; k < e.m; k++) weight[k] = 1 + (double)gnn_rng_below(r, 3);
    }
    unsigned flags = (directed ? GNN_DIRECTED : GNN_UNDIRECTED) | GNN_MERGE;
    GNN_TRY(gnn_graph_new(
        out, &(gnn_graph_spec){ .n = e.n, .m = e.m, .src = e.src, .dst = e.dst, .weight = weight, .flags = flags }));
done:
    gnn_i_free(e.src);
    gnn_i_free(e.dst);
    gnn_i_free(weight);
    return st;
}

gnn_status gnn_i_case_draw_graph(gnn_graph **out, int64_t *segments, int64_t ptr[static GNN_I_CASE_GRAPHS + 1],
                                 uint64_t number, int64_t large)
{
    gnn_status st = GNN_OK;
    gnn_graph *part[GNN_I_CASE_GRAPHS] = { NULL };
    gnn_rng r = gnn_rng_stream(7, "case graph", number);
    bool directed = number % 3 == 2, weighted = gnn_rng_below(&r, 8) == 0;
    int64_t k = number % 4 == 3 ? (int64_t)gnn_rng_below(&r, GNN_I_CASE_GRAPHS + 1) : 1; /* 0 graphs are a case, too */
    for (int64_t i = 0; i < k; i++)
        GNN_TRY(draw_one(&part[i], &r,
                         i || number % 4 == 3 ? gnn_rng_below(&r, KINDS) : (number / 4 * 3 + number % 4) % KINDS,
                         directed, i == 0 ? large : 0, weighted));
    GNN_TRY(gnn_graph_union(out, k, (const gnn_graph *const *)part, ptr));
    *segments = k;
done:
    for (int64_t i = 0; i < k; i++) gnn_graph_free(part[i]);
    return st;
}
