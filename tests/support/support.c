#include "support.h"
#include <sys/stat.h>

int support_multiplier(void)
{
    const char *text = getenv("GNN_TEST_MULTIPLIER");
    int m = text ? atoi(text) : 1;
    return m < 1 ? 1 : m;
}

int support_run(Suite *s)
{
    SRunner *r = srunner_create(s);
    if (!getenv("CK_TAP_LOG_FILE_NAME")) srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

const char *support_data(const char *relative)
{
    static char path[4096];
    const char *root = getenv("GNN_TEST_DATA");
    struct stat info;
    if (!root) return NULL;
    snprintf(path, sizeof path, "%s/%s", root, relative);
    return stat(path, &info) == 0 ? path : NULL;
}

/* ---- graphs ---- */

typedef struct edges {
    int64_t n, m;
    int32_t src[4096], dst[4096];
} edges;

static void edge(edges *e, int64_t u, int64_t v)
{
    if (e->m < 4096) e->src[e->m] = (int32_t)u, e->dst[e->m++] = (int32_t)v;
}

static void draw_edges(edges *e, gnn_rng *r, uint64_t kind)
{
    int64_t n = 2 + (int64_t)gnn_rng_below(r, 14);
    e->n = n, e->m = 0;
    switch (kind) {
    case 0: e->n = 0; break;
    case 1: e->n = 1; break;
    case 2: break; /* no edges */
    case 3: for (int64_t v = 0; v < n; v++) for (int64_t u = 0; u < v; u++) edge(e, u, v); break; /* complete */
    case 4: for (int64_t v = 1; v < n; v++) edge(e, 0, v); break;                                 /* star */
    case 5: for (int64_t v = 1; v < n; v++) edge(e, (int64_t)gnn_rng_below(r, (uint64_t)v), v); break; /* tree */
    case 6: e->n = n = n < 3 ? 3 : n; for (int64_t v = 0; v < n; v++) edge(e, v, (v + 1) % n); break;  /* cycle */
    case 7: /* two equal components and an isolated vertex */
        e->n = 2 * n + 1;
        for (int64_t v = 1; v < n; v++) {
            int64_t u = (int64_t)gnn_rng_below(r, (uint64_t)v);
            edge(e, u, v);
            edge(e, n + u, n + v);
        }
        break;
    case 8: /* circulant: regular */
        e->n = n = n < 7 ? 7 : n;
        for (int64_t v = 0; v < n; v++) { edge(e, v, (v + 1) % n); edge(e, v, (v + 3) % n); }
        break;
    default: { /* Erdos-Renyi of some density, some vertices isolated */
        double p = gnn_rng_uniform(r);
        for (int64_t v = 0; v < n; v++)
            for (int64_t u = 0; u < v; u++)
                if (gnn_rng_uniform(r) < p && (u + v) % 7) edge(e, u, v);
    }
    }
}

gnn_graph *support_graph(uint64_t i, bool directed)
{
    gnn_rng r = gnn_rng_stream(7, "support graph", i);
    edges *e = malloc(sizeof *e);
    draw_edges(e, &r, i % 16);
    if (directed) /* turn arcs around and double some */
        for (int64_t k = 0, m = e->m; k < m; k++) {
            uint64_t coin = gnn_rng_below(&r, 4);
            int32_t u = e->src[k], v = e->dst[k];
            if (coin & 1) e->src[k] = v, e->dst[k] = u;
            if (coin == 2) edge(e, v, u);
        }
    gnn_graph *g = NULL;
    gnn_graph_spec spec = { .n = e->n, .m = e->m, .src = e->src, .dst = e->dst,
                            .flags = (directed ? GNN_DIRECTED : GNN_UNDIRECTED) | GNN_MERGE };
    gnn_status st = gnn_graph_new(&g, &spec);
    free(e);
    ck_assert_msg(st == GNN_OK, "support_graph: %s", gnn_last_error());
    return g;
}

gnn_graph *support_drawn(gnn_rng *r, int64_t n, bool directed, bool weights, bool labels, bool loops)
{
    enum { MOST = 20 };
    int32_t src[MOST * MOST], dst[MOST * MOST], label[MOST];
    double w[MOST * MOST], p = gnn_rng_uniform(r);
    int64_t m = 0;
    ck_assert_int_le(n, MOST);
    for (int64_t v = 0; v < n; v++) label[v] = (int32_t)gnn_rng_below(r, 2) - 1;
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = directed ? 0 : u; v < n; v++)
            if (gnn_rng_uniform(r) < (u == v ? (loops ? 0.1 : 0) : p)) {
                w[m] = (double)(1 + gnn_rng_below(r, 2)) / 2;
                src[m] = (int32_t)u, dst[m++] = (int32_t)v;
            }
    gnn_graph_spec s = { .n = n, .m = m, .src = src, .dst = dst, .weight = weights ? w : NULL, .node_label = labels ? label : NULL,
                         .flags = directed ? GNN_DIRECTED : GNN_UNDIRECTED };
    gnn_graph *g = NULL;
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

gnn_graph_list *support_pairs(const char *file)
{
    char path[4096];
    gnn_graph_list *l;
    ck_assert_ptr_nonnull(getenv("GNN_TEST_SOURCE"));
    snprintf(path, sizeof path, "%s/datasets/pairs/%s", getenv("GNN_TEST_SOURCE"), file);
    ck_ok(gnn_read_graphs(&l, path, NULL, NULL));
    return l;
}

gnn_graph *support_shuffled(const gnn_graph *g, gnn_rng *r)
{
    int64_t n = gnn_graph_n(g);
    int32_t *p = malloc((size_t)(n + 1) * sizeof *p);
    gnn_graph *h = NULL;
    gnn_rng_permutation(r, n, p);
    ck_ok(gnn_graph_permute(&h, g, p));
    free(p);
    return h;
}

/* ---- faults ---- */

void support_fail_allocations(gnn_status (*body)(void *), void *ctx, const char *what)
{
    for (int persistent = 0; persistent < 2; persistent++)
        for (int64_t k = 0;; k++) {
            ck_assert_msg(k < 200000, "%s: still failing after %lld allocations", what, (long long)k);
            int64_t held = gnn_alloc_get_stats().blocks, faults = gnn_i_alloc_faults();
            gnn_i_alloc_fail_after(k, persistent);
            gnn_status st = body(ctx);
            gnn_i_alloc_fail_after(-1, false);
            bool hit = gnn_i_alloc_faults() > faults;
            int64_t now = gnn_alloc_get_stats().blocks;
            ck_assert_msg(st == GNN_OK || st == GNN_ENOMEM, "%s: allocation %lld failing gave %s: %s", what,
                          (long long)k, gnn_status_name(st), gnn_last_error());
            ck_assert_msg(now == held, "%s: allocation %lld failing leaks %lld blocks", what, (long long)k,
                          (long long)(now - held));
            if (!hit) {
                ck_assert_msg(st == GNN_OK, "%s: %s without a fault", what, gnn_status_name(st));
                break;
            }
        }
}
