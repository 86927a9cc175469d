/* Community solvers: laws that hold for every method of the table, planted groups, "no structure", bad input, memory. */
#include "support/support.h"
#include <math.h>

static gnn_graph *planted(const char *recipe, uint64_t seed)
{
    gnn_graph **graphs, *g;
    int64_t count;
    ck_ok(gnn_generate(&graphs, &count, recipe, seed, 0));
    ck_assert_int_eq(count, 1);
    g = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, count);
    return g;
}

/* Options that let every method run fast on a planted graph of k groups. */
static gnn_community_options quick(int64_t k, double c_in, double c_out)
{
    gnn_community_options o = gnn_community_defaults();
    o.k = k, o.c_in = c_in, o.c_out = c_out, o.sweeps = 200, o.measure = 50, o.seed = 5, o.nulls = 3;
    return o;
}

static double overlap_of(const gnn_community *c, const gnn_graph *g)
{
    gnn_agreement a;
    ck_ok(gnn_agreement_of(&a, c->group, gnn_graph_node_label(g), c->n));
    return a.overlap;
}

static bool is(const char *method, const char *name) { return strcmp(method, name) == 0; }

static void every_method_separates(int64_t k, uint64_t seed)
{
    gnn_graph *g = planted("sbm:n=120,k=3,pin=0.5,pout=0.03", seed);
    gnn_community_options o = quick(k, 60, 3.6);
    for (int i = 0; gnn_community_name(i); i++) {
        gnn_community *c;
        ck_ok(gnn_community_solve(&c, g, gnn_community_name(i), &o));
        ck_assert_msg(c->groups == 3 && overlap_of(c, g) > 0.97, "%s: %lld groups, overlap %g", gnn_community_name(i),
                      (long long)c->groups, overlap_of(c, g));
        gnn_community_free(c);
    }
    gnn_graph_free(g);
}

START_TEST(every_method_finds_well_separated_groups) { every_method_separates(3, 1); }
END_TEST

START_TEST(every_method_counts_well_separated_groups) { every_method_separates(0, 2); }
END_TEST

/* Methods that look for groups which avoid each other; modularity cannot. */
START_TEST(dissociative_groups_are_found_too)
{
    gnn_graph *g = planted("sbm:n=120,k=2,pin=0.02,pout=0.3", 3);
    gnn_community_options o = quick(2, 2.4, 36);
    for (int i = 0; gnn_community_name(i); i++) {
        const char *m = gnn_community_name(i);
        gnn_community *c;
        if (is(m, "louvain") || is(m, "leiden") || is(m, "walktrap")) continue;
        ck_ok(gnn_community_solve(&c, g, m, &o));
        ck_assert_msg(overlap_of(c, g) > 0.95, "%s: overlap %g", m, overlap_of(c, g));
        gnn_community_free(c);
    }
    gnn_graph_free(g);
}
END_TEST

/* f(P X) = P f(X), with the order moved too; near the threshold, where an unlike sum would show. */
START_TEST(every_method_is_equivariant)
{
    enum { n = 150 };
    gnn_graph *g =
                  planted(_i % 2 ? "sbm:n=150,k=3,pin=0,pout=0.08" : "sbm:n=150,k=2,pin=0.05,pout=0.015", (uint64_t)_i),
              *moved;
    gnn_rng rng = gnn_rng_stream(7, "test/community", (uint64_t)_i);
    int32_t p[n], order[n], moved_order[n];
    gnn_rng_permutation(&rng, n, p);
    gnn_rng_permutation(&rng, n, order);
    for (int u = 0; u < n; u++) moved_order[p[u]] = order[u];
    ck_ok(gnn_graph_permute(&moved, g, p));
    for (int i = 0; gnn_community_name(i); i++)
        for (int known = 0; known < 2; known++) {
            gnn_community_options o = quick(known ? 3 : 0, _i % 2 ? 0 : 7.5, _i % 2 ? 12 : 2.2), q;
            gnn_community *a, *b;
            o.order = order, o.damping = known ? 0.2 : 0;
            q = o, q.order = moved_order;
            ck_ok(gnn_community_solve(&a, g, gnn_community_name(i), &o));
            ck_ok(gnn_community_solve(&b, moved, gnn_community_name(i), &q));
            ck_assert_int_eq(a->groups, b->groups);
            ck_assert(a->score == b->score || (isnan(a->score) && isnan(b->score)));
            ck_assert_int_eq(a->width, b->width);
            for (int u = 0; u < n; u++)
                ck_assert_msg(a->group[u] == b->group[p[u]], "%s: vertex %d", gnn_community_name(i), u);
            for (int u = 0; u < n; u++)
                for (int c = 0; c < a->width; c++)
                    ck_assert(a->marginal[u * a->width + c] == b->marginal[p[u] * a->width + c]);
            gnn_community_free(a);
            gnn_community_free(b);
        }
    gnn_graph_free(g);
    gnn_graph_free(moved);
}
END_TEST

START_TEST(seeds_decide_and_groups_are_numbered_by_size)
{
    gnn_graph *g = planted("sbm:n=100,k=4,pin=0.2,pout=0.08", 4);
    for (int i = 0; gnn_community_name(i); i++) {
        gnn_community_options o = quick(4, 20, 8);
        gnn_community *a, *b;
        ck_ok(gnn_community_solve(&a, g, gnn_community_name(i), &o));
        ck_ok(gnn_community_solve(&b, g, gnn_community_name(i), &o));
        ck_assert_mem_eq(a->group, b->group, sizeof(int32_t) * 100);
        int64_t size[5] = { 0 };
        ck_assert_int_le(a->groups, 4);
        for (int u = 0; u < 100; u++) {
            ck_assert(a->group[u] >= 0 && a->group[u] < a->groups);
            size[a->group[u]]++;
        }
        for (int c = 0; c < a->groups; c++) ck_assert(size[c] > 0 && (c == 0 || size[c] <= size[c - 1]));
        gnn_community_free(a);
        gnn_community_free(b);
    }
    gnn_graph_free(g);
}
END_TEST

START_TEST(corners_of_the_input)
{
    for (int i = 0; gnn_community_name(i); i++)
        for (uint64_t j = 0; j < 40; j++) {
            gnn_graph *g = support_graph(j, false);
            for (int64_t k = 0; k <= 3; k += 3) {
                gnn_community_options o = quick(k < gnn_graph_n(g) ? k : 0, 5, 1);
                gnn_community *c;
                gnn_status st = gnn_community_solve(&c, g, gnn_community_name(i), &o);
                if (gnn_graph_weight(g) && st == GNN_EUNSUPPORTED) continue;
                ck_assert_msg(st == GNN_OK, "%s on graph %d, k = %d: %s", gnn_community_name(i), (int)j, (int)k,
                              gnn_last_error());
                ck_assert_int_eq(c->n, gnn_graph_n(g));
                for (int64_t u = 0; u < c->n; u++) ck_assert(c->group[u] >= 0 && c->group[u] < c->groups);
                gnn_community_free(c);
            }
            gnn_graph_free(g);
        }
}
END_TEST

START_TEST(bad_input_is_refused)
{
    gnn_graph *g = planted("sbm:n=20,k=2,pin=0.5,pout=0.1", 1), *d, *w;
    gnn_community *c = NULL;
    gnn_community_options o = gnn_community_defaults();
    int32_t twice[20] = { 0 };
    ck_assert_int_eq(gnn_community_solve(&c, g, "metis", &o), GNN_ENOTFOUND);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "'metis'"));
    ck_assert_ptr_null(gnn_community_help("metis"));
    o.k = 21;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o.k = 2, o.order = twice;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "same place 0"));
    o.order = NULL, o.damping = 1;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o.damping = 0, o.c_in = 3;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o.c_out = -1;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o = gnn_community_defaults(), o.tau = -1;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o = gnn_community_defaults(), o.sweeps = -1;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    o = gnn_community_defaults(), o.resolution = 0;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bethe", &o), GNN_EINVAL);
    int32_t src[1] = { 0 }, dst[1] = { 1 };
    double weight[1] = { -2 };
    ck_ok(gnn_graph_new(&d, &(gnn_graph_spec){ .n = 2, .m = 1, .src = src, .dst = dst, .flags = GNN_DIRECTED }));
    ck_ok(gnn_graph_new(&w, &(gnn_graph_spec){ .n = 2, .m = 1, .src = src, .dst = dst, .weight = weight }));
    o = gnn_community_defaults();
    ck_assert_int_eq(gnn_community_solve(&c, d, "bethe", &o), GNN_EUNSUPPORTED);
    ck_assert_int_eq(gnn_community_solve(&c, w, "bethe", &o), GNN_EUNSUPPORTED);
    ck_assert_int_eq(gnn_community_solve(&c, w, "laplacian", &o), GNN_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "weight -2"));
    ck_assert_ptr_null(c);
    gnn_graph_free(g);
    gnn_graph_free(d);
    gnn_graph_free(w);
}
END_TEST

START_TEST(random_graphs_have_no_structure)
{
    for (int s = 0; s < 5; s++) {
        gnn_graph *g = planted(s % 2 ? "er:n=600,p=0.01" : "er:n=300,p=0.05", (uint64_t)s);
        for (int i = 0; gnn_community_name(i); i++) {
            const char *m = gnn_community_name(i);
            gnn_community_options o = gnn_community_defaults();
            gnn_community *c;
            bool modularity = is(m, "louvain") || is(m, "leiden") || is(m, "walktrap");
            if (is(m, "bp")) continue;
            ck_ok(gnn_community_solve(&c, g, m, &o));
            ck_assert_msg(c->groups == 1, "%s: %lld groups in random graph %d", m, (long long)c->groups, s);
            ck_assert_msg(modularity ? c->surprise < 4 : isnan(c->surprise), "%s: %g deviations above random graphs", m,
                          c->surprise);
            gnn_community_free(c);
            o.nulls = -1; /* as they are: groups in any graph */
            if (!modularity) continue;
            ck_ok(gnn_community_solve(&c, g, m, &o));
            ck_assert_int_gt(c->groups, 1);
            gnn_community_free(c);
        }
        gnn_graph_free(g);
    }
}
END_TEST

typedef struct call {
    const gnn_graph *g;
    const char *method;
    gnn_community_options o;
} call;

static gnn_status solve(void *ctx)
{
    call *c = ctx;
    gnn_community *out;
    gnn_status st = gnn_community_solve(&out, c->g, c->method, &c->o);
    if (st == GNN_OK) gnn_community_free(out);
    return st;
}

START_TEST(failing_allocations)
{
    gnn_graph *g = planted("sbm:n=40,k=2,pin=0.5,pout=0.1", 1);
    for (int i = 0; gnn_community_name(i); i++)
        for (int known = 0; known < 2; known++) {
            call c = { g, gnn_community_name(i), quick(known ? 2 : 0, 20, 4) };
            c.o.sweeps = 20;
            support_fail_allocations(solve, &c, c.method);
        }
    gnn_graph_free(g);
}
END_TEST

TESTS_BEGIN("community")
    T(every_method_finds_well_separated_groups)
    T(every_method_counts_well_separated_groups)
    T(dissociative_groups_are_found_too)
    T_LOOP(every_method_is_equivariant, 4)
    T(seeds_decide_and_groups_are_numbered_by_size)
    T(corners_of_the_input)
    T(bad_input_is_refused)
    T(random_graphs_have_no_structure)
    T(failing_allocations)
TESTS_END
