/* How well groupings agree: brute force over renamings and over all shuffles, closed forms, modularity as a double sum. */
#include "support/support.h"
#include <math.h>

enum { N = 7 };

static void shuffle_all(int32_t *p, int n, void (*visit)(const int32_t *, void *), void *ctx)
{
    if (n == 1) {
        visit(p, ctx);
        return;
    }
    for (int i = 0; i < n; i++) {
        shuffle_all(p, n - 1, visit, ctx);
        int32_t *q = n % 2 ? p : p + i, keep = *q;
        *q = p[n - 1], p[n - 1] = keep;
    }
}

static double information(const int32_t *a, const int32_t *b)
{
    double sum = 0;
    for (int x = 0; x < N; x++)
        for (int y = 0; y < N; y++) {
            int both = 0, in_a = 0, in_b = 0;
            for (int i = 0; i < N; i++) both += a[i] == x && b[i] == y, in_a += a[i] == x, in_b += b[i] == y;
            if (both) sum += both / (double)N * log(N * (double)both / (in_a * (double)in_b));
        }
    return sum;
}

typedef struct mean { const int32_t *a, *b; double information, count, together; } mean;

static void visit(const int32_t *p, void *ctx)
{
    mean *m = ctx;
    int32_t b[N];
    for (int i = 0; i < N; i++) b[i] = m->b[p[i]];
    m->information += information(m->a, b), m->count++;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < i; j++) m->together += m->a[i] == m->a[j] && b[i] == b[j];
}

static double most_hits(const int32_t *a, const int32_t *b)
{
    int32_t p[5] = { 0, 1, 2, 3, 4 };
    int best = 0, stack[5] = { 0 }, i = 0;
    for (int first = 1; first || i < 5;) {
        if (!first) {
            if (stack[i] >= i) {
                stack[i++] = 0;
                continue;
            }
            int j = i % 2 ? stack[i] : 0;
            int32_t keep = p[j];
            p[j] = p[i], p[i] = keep, stack[i]++, i = 0;
        }
        first = 0;
        int hits = 0;
        for (int v = 0; v < N; v++) hits += p[a[v]] == b[v];
        best = hits > best ? hits : best;
    }
    return best;
}

START_TEST(values_are_those_of_brute_force)
{
    gnn_rng rng = gnn_rng_stream(1, "test/agreement", 0);
    for (int round = 0; round < 40; round++) {
        int32_t a[N], b[N], p[N];
        int ka = 1 + (int)gnn_rng_below(&rng, 5), kb = 2 + (int)gnn_rng_below(&rng, 4), seen = 0, together_a = 0,
            together_b = 0, both = 0;
        double ha = 0, hb = 0;
        for (int i = 0; i < N; i++)
            a[i] = (int32_t)gnn_rng_below(&rng, (uint64_t)ka), b[i] = (int32_t)gnn_rng_below(&rng, (uint64_t)kb),
            p[i] = i;
        b[0] = 0, b[1] = 1;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++)
                together_a += a[i] == a[j], together_b += b[i] == b[j], both += a[i] == a[j] && b[i] == b[j];
            seen |= 1 << b[i];
        }
        for (int x = 0; x < 5; x++) {
            int in_a = 0, in_b = 0;
            for (int i = 0; i < N; i++) in_a += a[i] == x, in_b += b[i] == x;
            if (in_a) ha -= in_a / (double)N * log(in_a / (double)N);
            if (in_b) hb -= in_b / (double)N * log(in_b / (double)N);
        }
        mean m = { a, b, 0, 0, 0 };
        shuffle_all(p, N, visit, &m);
        gnn_agreement got;
        ck_assert_int_eq(gnn_agreement_of(&got, a, b, N), GNN_OK);
        double chance = 1.0 / got.truth_groups, h = (ha + hb) / 2, e = m.information / m.count, i = information(a, b);
        double pairs = m.together / m.count, most = (together_a + together_b) / 2.0;
        ck_assert_int_eq(got.truth_groups, __builtin_popcount((unsigned)seen));
        ck_assert_double_eq_tol(got.overlap, (most_hits(a, b) / N - chance) / (1 - chance), 1e-12);
        ck_assert_double_eq_tol(got.nmi, i / h, 1e-12);
        ck_assert_double_eq_tol(got.ami, (i - e) / (h - e), 1e-9);
        ck_assert_double_eq_tol(got.ari, (both - pairs) / (most - pairs), 1e-9);
    }
}
END_TEST

START_TEST(closed_forms)
{
    int32_t a[4] = { 7, 7, 9, 9 }, b[4] = { 0, 0, 1, 1 }, one[4] = { 3, 3, 3, 3 }, all[4] = { 0, 1, 2, 3 }, cross[4] = { 0, 1, 0, 1 };
    gnn_agreement got;
    ck_assert_int_eq(gnn_agreement_of(&got, a, b, 4), GNN_OK);
    ck_assert(got.overlap == 1 && fabs(got.ami - 1) < 1e-12 && fabs(got.nmi - 1) < 1e-12 && got.ari == 1);
    ck_assert_int_eq(gnn_agreement_of(&got, cross, b, 4), GNN_OK);
    ck_assert(got.overlap == 0 && got.nmi == 0 && fabs(got.ami + 0.5) < 1e-12 && fabs(got.ari + 0.5) < 1e-12);
    ck_assert_int_eq(gnn_agreement_of(&got, one, b, 4), GNN_OK);
    ck_assert(got.overlap == 0 && got.nmi == 0 && got.ami == 0 && got.ari == 0);
    ck_assert_int_eq(gnn_agreement_of(&got, all, b, 4), GNN_OK); /* two of four are errors: surplus groups */
    ck_assert(got.overlap == 0 && got.groups == 4 && fabs(got.ami) < 1e-12);
    ck_assert_int_eq(gnn_agreement_of(&got, one, one, 4), GNN_OK);
    ck_assert(isnan(got.overlap) && got.nmi == 1 && got.ami == 1 && got.ari == 1);
    a[2] = -1;
    ck_assert_int_eq(gnn_agreement_of(&got, a, b, 4), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "vertex 2 is in group -1"));
    ck_assert_int_eq(gnn_agreement_of(&got, a, b, 0), GNN_EINVAL);
}
END_TEST

START_TEST(modularity_is_the_double_sum)
{
    gnn_graph **graphs, *g;
    int64_t count;
    ck_ok(gnn_generate(&graphs, &count, "sbm:n=24,k=3,pin=0.5,pout=0.1", 3, 0));
    g = graphs[0];
    int32_t group[24];
    double sum = 0, two_m = (double)gnn_graph_arcs(g), got;
    for (int i = 0; i < 24; i++) group[i] = i % 5 ? i / 8 : 4;
    const int64_t *ptr = gnn_graph_ptr(g);
    for (int u = 0; u < 24; u++)
        for (int v = 0; v < 24; v++) {
            double a = 0;
            for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) a += gnn_graph_col(g)[e] == v;
            if (group[u] == group[v])
                sum += a - 1.5 * (double)(ptr[u + 1] - ptr[u]) * (double)(ptr[v + 1] - ptr[v]) / two_m;
        }
    ck_assert_int_eq(gnn_modularity(&got, g, group, 1.5), GNN_OK);
    ck_assert_double_eq_tol(got, sum / two_m, 1e-12);
    group[3] = -2;
    ck_assert_int_eq(gnn_modularity(&got, g, group, 1.5), GNN_EINVAL);
    gnn_graphs_free(graphs, count);
}
END_TEST

static gnn_status compare(void *ctx)
{
    const int32_t *a = ctx;
    gnn_agreement got;
    return gnn_agreement_of(&got, a, a + 6, 6);
}

START_TEST(failing_allocations)
{
    support_fail_allocations(compare, (int32_t[]){ 0, 0, 1, 1, 2, 2, 0, 1, 1, 1, 0, 0 }, "gnn_agreement_of");
}
END_TEST

START_TEST(many_small_groups)
{
    enum { n = 3000 };
    static int32_t a[n], b[n];
    for (int i = 0; i < n; i++) a[i] = i % 3 ? i : INT32_MAX - i % 5, b[i] = i % 5;
    gnn_agreement got;
    ck_ok(gnn_agreement_of(&got, a, b, n)); /* i % 3 = 0: the 200 vertices of each truth group, all found */
    ck_assert_double_eq_tol(got.overlap, (1000.0 / n - 0.2) / 0.8, 1e-12);
}
END_TEST

TESTS_BEGIN("agreement")
    T(values_are_those_of_brute_force)
    T(closed_forms)
    T(many_small_groups)
    T(modularity_is_the_double_sum)
    T(failing_allocations)
TESTS_END
