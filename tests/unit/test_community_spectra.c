/* The parts under the community solvers against slow exact ones: ARPACK and LAPACK, the Bethe Hessian's count, the
 * non-backtracking matrix itself, k-means and merging by exhaustion. */
#include "support/support.h"
#include <math.h>
#include "tasks/community/community.h"
#include "tensor/tensor_i.h"

static gnn_graph *draw(const char *recipe, uint64_t seed)
{
    gnn_graph **graphs, *g;
    int64_t count;
    ck_ok(gnn_generate(&graphs, &count, recipe, seed, 0));
    g = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, count);
    return g;
}

/* Columns of an operator, column-major. */
static double *dense_of(const gnn_operator *op, int64_t n)
{
    double *a = gnn_i_alloc((size_t)(n * n), sizeof *a), *unit = gnn_i_calloc((size_t)n, sizeof *unit);
    for (int64_t j = 0; j < n; j++) {
        gnn_tensor y = gnn_tensor_view2(GNN_F64, n, 1, a + j * n), x = gnn_tensor_view2(GNN_F64, n, 1, unit);
        unit[j] = 1;
        ck_ok(gnn_operator_apply(&y, op, &x, 0));
        unit[j] = 0;
    }
    gnn_i_free(unit);
    return a;
}

START_TEST(ends_of_spectra_are_those_of_lapack)
{
    enum { n = 220, count = 6 };
    gnn_graph *g = draw("sbm:n=220,k=3,pin=0.08,pout=0.02", 1);
    gnn_operator *op;
    static double all[n], value[count], vector[count * n], out[n];
    ck_ok(gnn_operator_new(&op, g, "bethe:2", GNN_F64));
    double *a = dense_of(op, n), *copy = gnn_i_alloc(n * n, sizeof *copy);
    memcpy(copy, a, n * n * sizeof *a);
    ck_ok(gnn_symmetric_eigenvalues(all, copy, n));
    for (int end = GNN_I_LARGEST; end <= GNN_I_MAGNITUDE; end++) {
        ck_ok(gnn_i_eigen_end(value, vector, n, count, (gnn_i_end)end, 1e-10, 3, gnn_i_apply_operator, op));
        int lo = 0, hi = n - 1;
        for (int j = 0; j < count; j++) {
            bool low = end == GNN_I_SMALLEST || (end == GNN_I_MAGNITUDE && fabs(all[lo]) > fabs(all[hi]));
            ck_assert_double_eq_tol(value[j], low ? all[lo++] : all[hi--], 1e-8);
            double norm = 0, residual = 0;
            ck_ok(gnn_i_apply_operator(op, out, vector + j * n, n));
            for (int i = 0; i < n; i++) {
                double r = out[i] - value[j] * vector[j * n + i];
                residual += r * r, norm += vector[j * n + i] * vector[j * n + i];
            }
            ck_assert_double_eq_tol(norm, 1, 1e-10);
            ck_assert(sqrt(residual) < 1e-6);
        }
    }
    gnn_i_free(a);
    gnn_i_free(copy);
    gnn_operator_free(op);
    gnn_graph_free(g);
}
END_TEST

static int negatives(const gnn_graph *g, double r)
{
    char name[48] = "bethe:";
    gnn_operator *op;
    int64_t n = gnn_graph_n(g);
    int count = 0;
    gnn_i_format_double(name + 6, r);
    ck_ok(gnn_operator_new(&op, g, name, GNN_F64));
    double *a = dense_of(op, n), *value = gnn_i_alloc((size_t)n, sizeof *value);
    ck_ok(gnn_symmetric_eigenvalues(value, a, n));
    for (int64_t i = 0; i < n; i++) count += value[i] < 0;
    gnn_i_free(a);
    gnn_i_free(value);
    gnn_operator_free(op);
    return count;
}

START_TEST(bethe_counts_negative_eigenvalues)
{
    static const char *const recipes[] = { "sbm:n=300,k=6,pin=0.25,pout=0.01", "sbm:n=200,k=2,pin=0,pout=0.06", "sbm:n=100,k=3,pin=0.3,pout=0.05",
                                           "er:n=250,p=0.03", "regular:n=200,d=5" };
    for (int i = 0; i < 5; i++) {
        gnn_graph *g = draw(recipes[i], 4);
        const int64_t *ptr = gnn_graph_ptr(g);
        double sum = 0, squares = 0;
        int64_t k;
        for (int64_t u = 0; u < gnn_graph_n(g); u++)
            sum += (double)(ptr[u + 1] - ptr[u]), squares += pow((double)(ptr[u + 1] - ptr[u]), 2);
        double r = sqrt(squares / sum - 1);
        int expected = negatives(g, r) + negatives(g, -r);
        ck_ok(gnn_i_bethe_count(&k, g, 9));
        ck_assert_msg(k == (expected > 1 ? expected : 1), "%s: %d, expected %d", recipes[i], (int)k, expected);
        gnn_graph_free(g);
    }
}
END_TEST

/* Real eigenvalues of the 2M x 2M matrix B itself beyond the root of the largest. */
static int outside_the_bulk(const gnn_graph *g)
{
    gnn_operator *op;
    ck_ok(gnn_operator_new(&op, g, "B", GNN_F64));
    int64_t n = gnn_operator_rows(op);
    double *a = dense_of(op, n), *re = gnn_i_alloc((size_t)n, sizeof *re), *im = gnn_i_alloc((size_t)n, sizeof *im);
    double *v = gnn_i_alloc((size_t)(n * n), sizeof *v), rho = 0;
    int count = 0;
    ck_ok(gnn_i_general_eigenvectors(re, im, v, a, n));
    for (int64_t i = 0; i < n; i++) rho = im[i] == 0 && re[i] > rho ? re[i] : rho;
    for (int64_t i = 0; i < n; i++) count += im[i] == 0 && fabs(re[i]) > sqrt(rho) * (1 + 1e-6);
    gnn_i_free(a);
    gnn_i_free(re);
    gnn_i_free(im);
    gnn_i_free(v);
    gnn_operator_free(op);
    return count;
}

START_TEST(nonbacktracking_counts_real_eigenvalues_of_b)
{
    static const char *const recipes[] = { "sbm:n=80,k=2,pin=0.12,pout=0.01", "sbm:n=90,k=3,pin=0.15,pout=0.01", "sbm:n=40,k=2,pin=0,pout=0.2" };
    for (int i = 0; i < 3; i++) {
        gnn_graph *g = draw(recipes[i], 2);
        gnn_community_options o = gnn_community_defaults();
        gnn_community *c;
        int expected = outside_the_bulk(g);
        ck_ok(gnn_community_solve(&c, g, "nonbacktracking", &o));
        ck_assert_msg(c->groups == expected, "%s: %d groups, %d real eigenvalues", recipes[i], (int)c->groups,
                      expected);
        gnn_community_free(c);
        gnn_graph_free(g);
    }
}
END_TEST

static double inertia_of(const double *x, const int *group, int n, int k)
{
    double sum = 0;
    for (int c = 0; c < k; c++) {
        double mean[2] = { 0, 0 };
        int count = 0;
        for (int i = 0; i < n; i++)
            if (group[i] == c) mean[0] += x[2 * i], mean[1] += x[2 * i + 1], count++;
        for (int i = 0; i < n; i++)
            if (group[i] == c) sum += pow(x[2 * i] - mean[0] / count, 2) + pow(x[2 * i + 1] - mean[1] / count, 2);
    }
    return sum;
}

START_TEST(kmeans_is_the_best_of_all_groupings)
{
    enum { n = 9, k = 3 };
    gnn_rng rng = gnn_rng_stream(_i, "test/kmeans", 0);
    double x[2 * n], got, least = INFINITY;
    int32_t group[n];
    int all[n] = { 0 };
    for (int i = 0; i < 2 * n; i++) x[i] = gnn_rng_normal(&rng) + 3 * (i % 3);
    for (int at = 0; at < n;) { /* 3^9 groupings, counted in base 3 */
        least = fmin(least, inertia_of(x, all, n, k));
        for (at = 0; at < n && ++all[at] == k; at++) all[at] = 0;
    }
    ck_ok(gnn_i_kmeans(group, &got, x, n, 2, k, 30, 1));
    ck_assert_double_eq_tol(got, least, 1e-9);
    for (int i = 0; i < n; i++) all[i] = group[i];
    ck_assert_double_eq_tol(inertia_of(x, all, n, k), got, 1e-9);
}
END_TEST

/* One merge loses the least modularity of all pairs. */
START_TEST(merging_takes_the_best_pair)
{
    enum { n = 60, c = 8 };
    gnn_graph *g = draw("sbm:n=60,k=4,pin=0.4,pout=0.1", (uint64_t)_i);
    gnn_community_options o = gnn_community_defaults();
    int32_t group[n], merged[n];
    double best = -INFINITY, q, got;
    for (int i = 0; i < n; i++) group[i] = i % c;
    for (int a = 0; a < c; a++)
        for (int b = a + 1; b < c; b++) {
            for (int i = 0; i < n; i++) merged[i] = group[i] == b ? a : group[i];
            ck_ok(gnn_modularity(&q, g, merged, 1.3));
            best = fmax(best, q);
        }
    gnn_i_job job = { .g = g, .o = &o, .k = c - 1, .group = group };
    ck_ok(gnn_i_merge_groups(&job, 1.3));
    ck_ok(gnn_modularity(&got, g, group, 1.3));
    ck_assert_double_eq_tol(got, best, 1e-12);
    for (int i = 0; i < n; i++) ck_assert(group[i] >= 0 && group[i] < c - 1);
    job.k = 2;
    ck_ok(gnn_i_merge_groups(&job, 1.3));
    int seen = 0;
    for (int i = 0; i < n; i++) seen |= 1 << group[i];
    ck_assert_int_eq(seen, 3);
    gnn_graph_free(g);
}
END_TEST

/* Pairs, triangles and isolated vertices beside two groups do not take the Laplacian's vectors. */
START_TEST(small_components_do_not_hide_groups)
{
    enum { small = 90 };
    gnn_graph *parts[2 + small], *g;
    gnn_community_options o = gnn_community_defaults();
    gnn_community *c;
    int64_t hits = 0;
    parts[0] = draw("sbm:n=200,k=2,pin=0.12,pout=0.01", 1);
    for (int i = 0; i <= small; i++)
        parts[1 + i] = draw(i % 3 == 0 ? "path:n=2" : i % 3 == 1 ? "cycle:n=3" : "path:n=1", 1);
    ck_ok(gnn_graph_union(&g, 2 + small, (const gnn_graph *const *)parts, NULL));
    o.k = 2;
    static const char *const methods[] = { "laplacian", "regularized", "bethe", "nonbacktracking" };
    for (int m = 0; m < 4; m++) {
        ck_ok(gnn_community_solve(&c, g, methods[m], &o));
        ck_assert_int_eq(c->n, gnn_graph_n(g));
        hits = 0;
        for (int i = 0; i < 200; i++) hits += c->group[i] == gnn_graph_node_label(parts[0])[i];
        ck_assert_msg(hits > 190 || hits < 10, "%s: %d of 200", methods[m], (int)hits);
        gnn_community_free(c);
    }
    for (int i = 0; i < 2 + small; i++) gnn_graph_free(parts[i]);
    gnn_graph_free(g);
}
END_TEST

/* A clique whose weights alone make two groups. */
START_TEST(weights_are_used)
{
    int32_t src[64], dst[64];
    double weight[64];
    int64_t m = 0;
    gnn_graph *g;
    for (int a = 0; a < 8; a++)
        for (int b = a + 1; b < 8; b++) src[m] = a, dst[m] = b, weight[m++] = a % 2 == b % 2 ? 10 : 0.1;
    ck_ok(gnn_graph_new(&g, &(gnn_graph_spec){ .n = 8, .m = m, .src = src, .dst = dst, .weight = weight }));
    static const char *const methods[] = { "laplacian", "regularized", "louvain", "leiden", "walktrap" };
    for (int i = 0; i < 5; i++) {
        gnn_community_options o = gnn_community_defaults();
        gnn_community *c;
        o.k = 2;
        ck_ok(gnn_community_solve(&c, g, methods[i], &o));
        for (int u = 0; u < 8; u++)
            ck_assert_msg((c->group[u] == c->group[0]) == (u % 2 == 0), "%s: vertex %d", methods[i], u);
        gnn_community_free(c);
    }
    gnn_graph_free(g);
}
END_TEST

TESTS_BEGIN("community_spectra")
    T(ends_of_spectra_are_those_of_lapack)
    T(bethe_counts_negative_eigenvalues)
    T(nonbacktracking_counts_real_eigenvalues_of_b)
    T_LOOP(kmeans_is_the_best_of_all_groupings, 5)
    T_LOOP(merging_takes_the_best_pair, 5)
    T(small_components_do_not_hide_groups)
    T(weights_are_used)
TESTS_END
