/* generators: what each recipe promises, determinism, wrong recipes. */
#include "support/support.h"
#include "graph/generator.h"
#include <math.h>

static gnn_graph *one(const char *recipe, uint64_t seed, uint64_t index)
{
    gnn_graph **g;
    int64_t count;
    ck_ok(gnn_generate(&g, &count, recipe, seed, index));
    ck_assert_int_eq(count, 1);
    gnn_graph *first = g[0];
    g[0] = NULL;
    gnn_graphs_free(g, count);
    return first;
}

static void expect(const char *recipe, int64_t n, int64_t edges, int64_t degree)
{
    gnn_graph *g = one(recipe, 1, 0);
    ck_assert_msg(g->n == n && gnn_graph_edges(g) == edges && g->loops == 0, "%s: n = %d, m = %d", recipe, (int)g->n,
                  (int)gnn_graph_edges(g));
    for (int64_t u = 0; degree >= 0 && u < n; u++) ck_assert_int_eq(g->ptr[u + 1] - g->ptr[u], degree);
    gnn_graph_free(g);
}

START_TEST(sizes_and_degrees)
{
    expect("er:n=30,m=77", 30, 77, -1);
    expect("er:n=10,p=1", 10, 45, 9);
    expect("er:n=0", 0, 0, -1);
    expect("regular:n=50,d=10", 50, 250, 10);
    expect("regular:n=9,d=8", 9, 36, 8);
    expect("regular:n=12,d=9", 12, 54, 9);
    expect("regular:n=5,d=0", 5, 0, 0);
    expect("regular:n=20,d=5,remove=20", 20, 30, -1);
    expect("regular:n=10,d=9,remove=45", 10, 0, 0);
    expect("ba:n=100,m=3", 100, 1 + 2 + 3 * 97, -1);
    expect("ws:n=60,k=6,p=0.3", 60, 180, -1);
    expect("ws:n=60,k=6,p=0", 60, 180, 6);
    expect("csl", 41, 82, 4);
    expect("csl:n=10,skip=5", 10, 15, 3);
    expect("rmat:n=1000,m=5000", 1000, 5000, -1);
    expect("path:n=7", 7, 6, -1);
    expect("cycle:n=3,copies=2", 6, 6, 2);
    expect("complete:n=6", 6, 15, 5);
    expect("complete:n=7,left=3", 7, 12, -1);
    expect("star:n=4", 4, 3, -1);
    expect("grid:rows=3,cols=5", 15, 22, -1);
    expect("grid:rows=4,cols=5,torus=1", 20, 40, 4);
    expect("tree:n=100", 100, 99, -1);
    expect("famous:name=petersen", 10, 15, 3);
    expect("famous:name=decalin", 10, 11, -1);
    expect("famous:name=bicyclopentyl", 10, 11, -1);
    expect("famous:name=rook4x4", 16, 48, 6);
    expect("famous:name=shrikhande", 16, 48, 6);
    expect("famous:name=dodecahedron", 20, 30, 3);
    expect("famous:name=desargues", 20, 30, 3);
    expect("famous:name=wagner", 8, 12, 3);
    expect("famous:name=prism", 6, 9, 3);
    expect("famous:name=moebiuskantor", 16, 24, 3);
}
END_TEST

/* Orders of the automorphism groups, as in the literature. */
START_TEST(named_graphs_have_their_groups)
{
    static const struct { const char *name; double group; } known[] = {
        { "petersen", 120 }, { "dodecahedron", 120 }, { "desargues", 240 }, { "shrikhande", 192 }, { "rook4x4", 1152 },
        { "wagner", 16 },    { "prism", 12 },         { "moebiuskantor", 96 }, { "decalin", 4 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char recipe[64];
        double group;
        snprintf(recipe, sizeof recipe, "famous:name=%s", known[i].name);
        gnn_graph *g = one(recipe, 0, 0);
        ck_ok(gnn_graph_automorphisms(&group, g));
        ck_assert_msg(group == known[i].group, "%s: %g", known[i].name, group);
        gnn_graph_free(g);
    }
}
END_TEST

START_TEST(trees_are_connected)
{
    gnn_graph *g = one("tree:n=60", (uint64_t)_i, 0);
    int32_t stack[60], top = 0;
    int64_t reached = 1;
    bool seen[60] = { true };
    stack[top++] = 0;
    while (top) {
        int32_t u = stack[--top];
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (!seen[g->col[e]]) seen[g->col[e]] = true, stack[top++] = g->col[e], reached++;
    }
    ck_assert_int_eq(reached, 60);
    gnn_graph_free(g);
}
END_TEST

/* Within 4 standard deviations of a binomial count. */
static void binomial(const char *what, double got, double pairs, double p)
{
    double sigma = sqrt(pairs * p * (1 - p));
    ck_assert_msg(fabs(got - pairs * p) <= 4 * sigma + 1e-9, "%s: %g of %g pairs, expected %g +- %g", what, got, pairs,
                  pairs * p, sigma);
}

START_TEST(block_densities_are_exact)
{
    double in = 0, out = 0, in_pairs = 0, out_pairs = 0;
    int64_t moved = 0;
    for (uint64_t i = 0; i < 20; i++) {
        gnn_graph *g = one("sbm:n=103,k=5,pin=0.2,pout=0.03", 5, i);
        int64_t size[5] = { 0 };
        for (int64_t u = 0; u < g->n; u++) size[g->node_label[u]]++, moved += g->node_label[u] != u / 21;
        for (int b = 0; b < 5; b++) {
            ck_assert(size[b] == 20 || size[b] == 21);
            in_pairs += (double)(size[b] * (size[b] - 1) / 2);
            out_pairs += (double)(size[b] * (103 - size[b])) / 2;
        }
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                if (g->col[e] > u) *(g->node_label[u] == g->node_label[g->col[e]] ? &in : &out) += 1;
        gnn_graph_free(g);
    }
    binomial("inside", in, in_pairs, 0.2);
    binomial("between", out, out_pairs, 0.03);
    ck_assert(moved > 1000); /* relabelled: four in five vertices are off their block's place */
}
END_TEST

static bool adjacent(const gnn_graph *g, int64_t u, int64_t v)
{
    for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
        if (g->col[e] == v) return true;
    return false;
}

/* Counts deleted and added edges under the hidden matching. */
static void pair_statistics(const char *recipe, double drop, double add)
{
    double edges = 0, deleted = 0, others = 0, added = 0;
    for (uint64_t i = 0; i < 30; i++) {
        gnn_graph **g;
        int64_t count;
        int32_t at[64];
        bool seen[64] = { false };
        ck_ok(gnn_generate(&g, &count, recipe, 11, i));
        ck_assert_int_eq(count, 2);
        for (int64_t v = 0; v < g[1]->n; v++) {
            int32_t u = g[1]->node_label[v];
            ck_assert(!seen[u]);
            seen[u] = true, at[u] = (int32_t)v;
        }
        for (int64_t u = 0; u < g[0]->n; u++)
            for (int64_t v = 0; v < u; v++) {
                bool before = adjacent(g[0], u, v), after = adjacent(g[1], at[u], at[v]);
                if (before) edges++, deleted += !after;
                else others++, added += after;
            }
        gnn_graphs_free(g, count);
    }
    binomial("deleted", deleted, edges, drop);
    binomial("added", added, others, add);
    binomial("edges", edges, edges + others, edges / (edges + others));
}

START_TEST(pairs_are_correlated_as_asked)
{
    pair_statistics("pair:n=50,p=0.2,noise=0.05", 0.05, 0.0125);
    pair_statistics("pair:n=50,p=0.2,noise=0.05,base=regular", 0.05, 0.0125);
    pair_statistics("pair:n=40,p=0.3,noise=0.1,model=1", 0.1, 0.1);
    pair_statistics("pair:n=30,p=0.2,noise=1,model=1", 1, 1);
    pair_statistics("pair:n=30,p=0.2,noise=0", 0, 0);
}
END_TEST

START_TEST(er_has_its_density)
{
    double edges = 0;
    for (uint64_t i = 0; i < 40; i++) {
        gnn_graph *g = one("er:n=60,p=0.1", 3, i);
        edges += (double)gnn_graph_edges(g);
        gnn_graph_free(g);
    }
    binomial("er", edges, 40 * 60 * 59 / 2, 0.1);
}
END_TEST

START_TEST(cfi_pairs_are_not_isomorphic_over_connected_bases)
{
    static const char *const recipes[] = { "cfi:base=cycle,n=3", "cfi:base=cycle,n=5", "cfi", "cfi:base=complete,n=5", "cfi:base=petersen" };
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        gnn_graph **g;
        int64_t count;
        int yes = -1;
        ck_ok(gnn_generate(&g, &count, recipes[i], 2, 0));
        ck_assert_int_eq(gnn_graph_edges(g[0]), gnn_graph_edges(g[1]));
        ck_ok(gnn_graph_isomorphic(&yes, NULL, g[0], g[1]));
        ck_assert_msg(yes == 0, "%s", recipes[i]);
        gnn_graphs_free(g, count);
    }
}
END_TEST

/* Every generator with its defaults: same seed and index, same graphs, whatever was drawn before; others differ. */
START_TEST(draws_depend_on_seed_and_index_alone)
{
    int64_t fixed = 0;
    for (int i = 0; gnn_generator_name(i); i++) {
        const char *name = gnn_generator_name(i);
        gnn_graph **a, **b, **c;
        int64_t na, nb, nc;
        ck_assert_ptr_nonnull(gnn_generator_help(name));
        ck_ok(gnn_generate(&a, &na, name, 4, 9));
        ck_ok(gnn_generate(&c, &nc, name, 4, 10));
        ck_ok(gnn_generate(&b, &nb, name, 4, 9));
        ck_assert_int_eq(na, nb);
        for (int64_t k = 0; k < na; k++) ck_assert_msg(gnn_graph_equal(a[k], b[k]), "%s", name);
        fixed += gnn_graph_equal(a[0], c[0]);
        gnn_graphs_free(a, na);
        gnn_graphs_free(b, nb);
        gnn_graphs_free(c, nc);
    }
    ck_assert_int_eq(fixed, 7); /* complete csl cycle famous grid path star */
    ck_assert_ptr_null(gnn_generator_name(-1));
    ck_assert_ptr_null(gnn_generator_help("no such"));
}
END_TEST

START_TEST(wrong_recipes_name_what_is_right)
{
    static const struct { const char *recipe; gnn_status status; const char *text; } wrong[] = {
        { "er:n=1e12", GNN_EINVAL, "outside 0..2147483647" },
        { "er:n=-1", GNN_EINVAL, "outside" },
        { "er:n=2.5", GNN_EINVAL, "not an integer" },
        { "er:n=", GNN_EINVAL, "not a number" },
        { "er:n", GNN_EINVAL, "needs a value" },
        { "er:n=10x", GNN_EINVAL, "not a number" },
        { "er:n=nan", GNN_EINVAL, "not a number" },
        { "er:p=1.5", GNN_EINVAL, "outside 0..1" },
        { "er:q=1", GNN_EINVAL, "the keys are: n p m" },
        { "er:n=5,n=6", GNN_EINVAL, "given twice" },
        { "er:p=0.1,m=3", GNN_EINVAL, "not both" },
        { "er:n=5,m=11", GNN_EINVAL, "do not fit" },
        { "er:n=1000000,p=0.5", GNN_EINVAL, "more than 2^30-1" },
        { "complete:n=2e9", GNN_EINVAL, "more than 2^30-1" },
        { "cycle:n=2e9,copies=2e9", GNN_EINVAL, "more than 2^30-1" },
        { "grid:rows=1e6,cols=1e6", GNN_EINVAL, "more than 2^31-1" },
        { "regular:n=5,d=3", GNN_EINVAL, "odd" },
        { "regular:n=5,d=5", GNN_EINVAL, "needs more" },
        { "regular:n=5,d=2,remove=6", GNN_EINVAL, "remove = 6 of 5" },
        { "ws:k=3", GNN_EINVAL, "odd" },
        { "csl:n=10,skip=9", GNN_EINVAL, "outside 2..n-2 = 8" },
        { "rmat:n=10,m=46", GNN_EINVAL, "do not fit" },
        { "rmat:n=64,m=2016", GNN_EINVAL, "too many" },
        { "sbm:n=3,k=5", GNN_EINVAL, "as many vertices" },
        { "pair:base=tree", GNN_EINVAL, "not one of er,regular" },
        { "famous:name=nobody", GNN_EINVAL, "famous" },
        { "cfi:base=nobody", GNN_EINVAL, "famous" },
        { "nope:n=3", GNN_ENOTFOUND, "there are: ba cfi" },
        { "", GNN_ENOTFOUND, "there is no generator" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gnn_graph **g = NULL;
        int64_t count = -7;
        gnn_status st = gnn_generate(&g, &count, wrong[i].recipe, 0, 0);
        ck_assert_msg(st == wrong[i].status && strstr(gnn_last_error(), wrong[i].text), "\"%s\": %s: %s",
                      wrong[i].recipe, gnn_status_name(st), gnn_last_error());
        ck_assert(g == NULL && count == -7);
    }
}
END_TEST

static gnn_status draw_named(void *ctx)
{
    gnn_graph **g;
    int64_t count;
    gnn_status st = gnn_generate(&g, &count, ctx, 1, 1);
    if (st == GNN_OK) gnn_graphs_free(g, count);
    return st;
}

START_TEST(missing_memory_is_reported)
{
    char recipe[64];
    for (int i = 0; gnn_generator_name(i); i++) {
        snprintf(recipe, sizeof recipe, "%s", gnn_generator_name(i));
        support_fail_allocations(draw_named, recipe, recipe);
    }
}
END_TEST

TESTS_BEGIN("generate")
    T(sizes_and_degrees)
    T(named_graphs_have_their_groups)
    T_LOOP(trees_are_connected, 8)
    T(block_densities_are_exact)
    T(pairs_are_correlated_as_asked)
    T(er_has_its_density)
    T(cfi_pairs_are_not_isomorphic_over_connected_bases)
    T(draws_depend_on_seed_and_index_alone)
    T(wrong_recipes_name_what_is_right)
    T(missing_memory_is_reported)
TESTS_END
