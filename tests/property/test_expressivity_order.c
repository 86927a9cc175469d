/* Which test sees what another sees: every law over hundreds of pairs that are hard to tell apart (pairs with equal degrees
 * by exchanging ends of edges, BREC, CFI and named pairs where the files are here), each pair under every test once. */
#include "support/support.h"

__attribute__((constructor)) static void one_process(void) { setenv("CK_FORK", "no", 0); }

#include "golden/expressivity_order.inc"

enum { LAWS = sizeof laws / sizeof *laws, SIDES = 2 * LAWS };

/* Every name once; verdict[k] of name k. */
static const char *names[SIDES];
static int name_count, side[LAWS][2], held[LAWS];

static int number_of(const char *name)
{
    for (int k = 0; k < name_count; k++)
        if (strcmp(names[k], name) == 0) return k;
    names[name_count] = name;
    return name_count++;
}

static void collect(void)
{
    if (name_count > 0) return;
    for (int l = 0; l < LAWS; l++)
        for (int s = 0; s < 2; s++) side[l][s] = gnn_test_resolve(laws[l][s]) ? number_of(laws[l][s]) : -1;
}

static void check_pair(const gnn_graph *a, const gnn_graph *b, const char *what, int64_t which, int64_t bytes)
{
    gnn_verdict verdict[SIDES];
    gnn_test_options o = GNN_TEST_OPTIONS_INIT;
    o.limit_bytes = bytes;
    collect();
    for (int k = 0; k < name_count; k++) {
        gnn_test_result r;
        ck_ok(gnn_test_pair(&r, names[k], a, b, &o));
        ck_assert_msg(r.verdict != GNN_UNDECIDED || strcmp(r.reason, "time") != 0, "%s: %s", names[k], r.evidence);
        verdict[k] = r.verdict;
    }
    for (int l = 0; l < LAWS; l++) {
        if (side[l][0] < 0 || side[l][1] < 0) continue;
        gnn_verdict x = verdict[side[l][0]], y = verdict[side[l][1]];
        ck_assert_msg(!(x == GNN_SEPARATED && y == GNN_SAME), "%s %lld: %s separates, %s does not", what,
                      (long long)which, laws[l][0], laws[l][1]);
        held[l] += x == GNN_SEPARATED && y == GNN_SEPARATED;
    }
}

/* ---- pairs ---- */

typedef struct draft { int64_t n, m; int32_t src[128], dst[128], label[16]; double w[128]; } draft;

static bool has(const draft *d, int32_t u, int32_t v)
{
    for (int64_t e = 0; e < d->m; e++)
        if ((d->src[e] == u && d->dst[e] == v) || (d->src[e] == v && d->dst[e] == u)) return true;
    return false;
}

static gnn_graph *finish(const draft *d, bool directed, bool weights, bool labels)
{
    gnn_graph_spec s = {.n = d->n, .m = d->m, .src = d->src, .dst = d->dst, .weight = weights ? d->w : NULL,
                        .node_label = labels ? d->label : NULL, .flags = directed ? GNN_DIRECTED : GNN_UNDIRECTED};
    gnn_graph *g = NULL;
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

/* A circulant-like draft with some chords, or a random one. */
static void draw(draft *d, gnn_rng *r, int64_t n, bool regular)
{
    *d = (draft){.n = n};
    int64_t step = 2 + (int64_t)gnn_rng_below(r, 3);
    double p = 0.2 + 0.4 * gnn_rng_uniform(r);
    for (int32_t u = 0; u < n; u++)
        for (int32_t v = u + 1; v < n; v++)
            if (regular ? v - u == 1 || v - u == n - 1 || v - u == step || v - u == n - step : gnn_rng_uniform(r) < p)
                d->src[d->m] = u, d->dst[d->m++] = v;
    for (int64_t e = 0; e < d->m; e++) d->w[e] = (double)(1 + gnn_rng_below(r, 2));
    for (int64_t v = 0; v < n; v++) d->label[v] = (int32_t)gnn_rng_below(r, 2);
}

/* Edges ab, cd become ad, cb where that makes no loop and no double edge: degrees stay. */
static void exchange_ends(draft *d, gnn_rng *r, int times)
{
    for (int k = 0; k < times && d->m > 1; k++) {
        int64_t e = (int64_t)gnn_rng_below(r, (uint64_t)d->m), f = (int64_t)gnn_rng_below(r, (uint64_t)d->m);
        int32_t a = d->src[e], b = d->dst[e], c = d->src[f], x = d->dst[f];
        if (a == x || c == b || has(d, a, x) || has(d, c, b)) continue;
        d->dst[e] = x, d->dst[f] = b;
    }
}

START_TEST(pairs_with_equal_degrees)
{
    gnn_rng r = gnn_rng_stream(31, "order/pairs", (uint64_t)_i);
    bool directed = _i % 8 == 7, weights = _i % 8 == 6, labels = _i % 8 == 5;
    draft d;
    draw(&d, &r, 5 + (int64_t)gnn_rng_below(&r, 5), _i % 2 == 0);
    gnn_graph *a = finish(&d, directed, weights, labels);
    exchange_ends(&d, &r, 1 + (int)gnn_rng_below(&r, 4));
    gnn_graph *b = finish(&d, directed, weights, labels);
    check_pair(a, b, "pair", _i, 0);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

static void check_file(const char *name, int64_t every, int64_t largest)
{
    char path[128];
    gnn_graph_list *l = NULL;
    snprintf(path, sizeof path, "expressivity/%s", name);
    const char *file = support_data(path);
    if (!file) SKIP("%s is not here", name);
    ck_ok(gnn_read_graphs(&l, file, NULL, NULL));
    for (int64_t i = 0; i + 1 < l->count; i += 2 * every)
        if (gnn_graph_n(l->graphs[i]) <= largest) check_pair(l->graphs[i], l->graphs[i + 1], name, i / 2, 4 << 20);
    gnn_graph_list_free(l);
}

START_TEST(pairs_of_brec) { check_file("brec.g6", 5, 30); } END_TEST
START_TEST(cfi_pairs) { check_file("cfi_own.g6", 3, 30); } END_TEST
START_TEST(named_pairs) { check_file("named_pairs.g6", 1, 20); } END_TEST

/* The pairs were no trivial ones: nearly every law had something to say. */
START_TEST(laws_were_put_to_the_test)
{
    int idle = 0, here = 0;
    for (int l = 0; l < LAWS; l++) {
        if (side[l][0] < 0 || side[l][1] < 0) continue;
        here++, idle += held[l] == 0;
    }
    ck_assert_msg(idle * 10 <= here, "%d of %d laws met no pair that their weaker test separates", idle, here);
}
END_TEST

TESTS_BEGIN("expressivity_order")
    T_LOOP(pairs_with_equal_degrees, 240)
    T(pairs_of_brec)
    T(cfi_pairs)
    T(named_pairs)
    T(laws_were_put_to_the_test)
TESTS_END
