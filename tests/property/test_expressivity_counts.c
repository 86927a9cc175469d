/* Spectra of the random walk, walks, distances, counts and cycles against their definitions in exact integers on small graphs. */
#include "support/support.h"

enum { MAX = 9, TERMS = 2 * MAX };
typedef __int128 wide;

typedef struct small {
    int n;
    bool a[MAX][MAX];
} small;

static gnn_graph *make(const small *s, const int *perm)
{
    int32_t src[MAX * MAX], dst[MAX * MAX];
    int64_t m = 0;
    gnn_graph *g;
    for (int u = 0; u < s->n; u++)
        for (int v = u + 1; v < s->n; v++)
            if (s->a[u][v]) src[m] = perm ? perm[u] : u, dst[m++] = perm ? perm[v] : v;
    gnn_graph_spec spec = { .n = s->n, .m = m, .src = src, .dst = dst };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

/* Two graphs with as many edges: the second is the first with some edges moved, or renamed. */
static void draw(small *a, small *b, uint64_t i)
{
    gnn_rng r = gnn_rng_stream(21, "test/invariants", i);
    int n = 4 + (int)gnn_rng_below(&r, 5), moves = (int)gnn_rng_below(&r, 4);
    double p = 0.25 + 0.5 * gnn_rng_uniform(&r);
    int32_t perm[MAX];
    memset(a, 0, sizeof *a);
    a->n = n;
    for (int u = 0; u < n; u++)
        for (int v = u + 1; v < n; v++) a->a[u][v] = a->a[v][u] = gnn_rng_uniform(&r) < p;
    *b = *a;
    gnn_rng_permutation(&r, n, perm);
    for (int u = 0; u < n; u++)
        for (int v = 0; v < n; v++) b->a[perm[u]][perm[v]] = a->a[u][v];
    for (int k = 0; k < 50 * moves; k++) { /* switch two edges: the degrees stay */
        int u = (int)gnn_rng_below(&r, (uint64_t)n), v = (int)gnn_rng_below(&r, (uint64_t)n),
            x = (int)gnn_rng_below(&r, (uint64_t)n), y = (int)gnn_rng_below(&r, (uint64_t)n);
        if (u == x || u == y || v == x || v == y || !b->a[u][v] || !b->a[x][y] || b->a[u][x] || b->a[v][y] || u == v ||
            x == y)
            continue;
        b->a[u][v] = b->a[v][u] = b->a[x][y] = b->a[y][x] = false;
        b->a[u][x] = b->a[x][u] = b->a[v][y] = b->a[y][v] = true;
        if (k % 7 == 0) break;
    }
}

/* ---- definitions: a row of numbers a graph; equal rows, equal graphs ---- */

typedef struct numbers {
    int count;
    wide x[512];
} numbers;

static void walks(numbers *out, const small *s)
{
    wide x[MAX], y[MAX];
    for (int v = 0; v < s->n; v++) x[v] = 1;
    for (int k = 0; k < TERMS; k++) {
        wide sum = 0;
        for (int v = 0; v < s->n; v++) {
            sum += x[v], y[v] = 0;
            for (int u = 0; u < s->n; u++) y[v] += s->a[v][u] ? x[u] : 0;
        }
        out->x[out->count++] = sum;
        memcpy(x, y, sizeof x);
    }
}

/* Rows of (A^k)_vv, sorted. */
static int sort_terms;
static int by_terms(const void *a, const void *b)
{
    const wide *x = a, *y = b;
    for (int k = 0; k < sort_terms; k++)
        if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
    return 0;
}

static void closed_walks(numbers *out, const small *s)
{
    wide M[MAX][MAX] = { { 0 } }, N[MAX][MAX], rows[MAX][TERMS];
    for (int v = 0; v < s->n; v++) M[v][v] = 1;
    for (int k = 0; k < TERMS; k++) {
        for (int v = 0; v < s->n; v++) rows[v][k] = M[v][v];
        memset(N, 0, sizeof N);
        for (int u = 0; u < s->n; u++)
            for (int w = 0; w < s->n; w++)
                for (int v = 0; v < s->n; v++) N[u][v] += s->a[u][w] ? M[w][v] : 0;
        memcpy(M, N, sizeof M);
    }
    sort_terms = TERMS;
    qsort(rows, (size_t)s->n, sizeof *rows, by_terms);
    for (int v = 0; v < s->n; v++)
        for (int k = 0; k < TERMS; k++) out->x[out->count++] = rows[v][k];
}

static void distances(numbers *out, const small *s)
{
    int d[MAX][MAX];
    wide histogram[MAX + 1] = { 0 };
    for (int u = 0; u < s->n; u++)
        for (int v = 0; v < s->n; v++) d[u][v] = u == v ? 0 : s->a[u][v] ? 1 : MAX;
    for (int w = 0; w < s->n; w++)
        for (int u = 0; u < s->n; u++)
            for (int v = 0; v < s->n; v++)
                if (d[u][w] + d[w][v] < d[u][v]) d[u][v] = d[u][w] + d[w][v];
    for (int u = 0; u < s->n; u++)
        for (int v = 0; v < s->n; v++) histogram[d[u][v]]++;
    for (int k = 0; k <= MAX; k++) out->x[out->count++] = histogram[k];
}

/* det by Bareiss: exact, pivots divide. */
static wide determinant(wide M[MAX][MAX], int n)
{
    wide before = 1;
    int sign = 1;
    for (int k = 0; k + 1 < n; k++) {
        int p = k;
        while (p < n && M[p][k] == 0) p++;
        if (p == n) return 0;
        for (int j = 0; j < n && p != k; j++) {
            wide x = M[k][j];
            M[k][j] = M[p][j], M[p][j] = x;
        }
        if (p != k) sign = -sign;
        for (int i = k + 1; i < n; i++)
            for (int j = k + 1; j < n; j++) M[i][j] = (M[i][j] * M[k][k] - M[i][k] * M[k][j]) / before;
        before = M[k][k];
    }
    return n ? sign * M[n - 1][n - 1] : 1;
}

/* det(x D - A) at n + 1 points, and det D first: the polynomials det(x I - D^-1 A) are equal if and only if the values are in
 * the proportion of det D. */
static void walk_spectrum(numbers *out, const small *s)
{
    wide product = 1, M[MAX][MAX];
    for (int x = -1; x <= s->n; x++) {
        for (int u = 0; u < s->n; u++) {
            int d = 0;
            for (int v = 0; v < s->n; v++) d += s->a[u][v], M[u][v] = -(wide)s->a[u][v];
            if (x < 0) product *= d ? d : 1;
            M[u][u] = (wide)x * (d ? d : 1);
        }
        out->x[out->count++] = x < 0 ? product : determinant(M, s->n);
    }
}

static bool same_proportion(const numbers *a, const numbers *b)
{
    if (a->count != b->count) return false;
    for (int k = 1; k < a->count; k++)
        if (a->x[k] * b->x[0] != b->x[k] * a->x[0]) return false;
    return true;
}

static void edges_of(numbers *out, const small *s)
{
    wide m = 0;
    for (int u = 0; u < s->n; u++)
        for (int v = 0; v < u; v++) m += s->a[u][v];
    out->x[out->count++] = s->n, out->x[out->count++] = m;
}

static void cycle_step(const small *s, int k, int first, int at, unsigned used, int length, wide *count)
{
    for (int v = first; v < s->n; v++) {
        if (!s->a[at][v]) continue;
        if (v == first && length == k) ++*count;
        if (v > first && !(used >> v & 1) && length < k) cycle_step(s, k, first, v, used | 1u << v, length + 1, count);
    }
}

static void cycles(numbers *out, const small *s, int k)
{
    wide count = 0;
    edges_of(out, s);
    for (int v = 0; v < s->n; v++) cycle_step(s, k, v, v, 1u << v, 1, &count);
    out->x[out->count++] = count;
}

/* Connected induced subgraphs on k vertices by type: the least adjacency text over all orders. */
static void least_text(const small *s, const int *set, int k, int *order, unsigned used, int at, int *least)
{
    if (at == k) {
        int code = 0, bit = 0;
        for (int j = 1; j < k; j++)
            for (int i = 0; i < j; i++, bit++) code |= s->a[set[order[i]]][set[order[j]]] << bit;
        if (code < *least) *least = code;
        return;
    }
    for (int v = 0; v < k; v++)
        if (!(used >> v & 1)) order[at] = v, least_text(s, set, k, order, used | 1u << v, at + 1, least);
}

static void counts(numbers *out, const small *s, int k)
{
    static int64_t type[1 << 15];
    static int list[512];
    int n = 0;
    edges_of(out, s);
    for (unsigned subset = 0; subset < 1u << s->n; subset++) {
        int set[MAX], order[MAX], size = 0, least = 1 << 15;
        if (__builtin_popcount(subset) != k) continue;
        for (int v = 0; v < s->n; v++)
            if (subset >> v & 1) set[size++] = v;
        unsigned reached = 1;
        for (int round = 0; round < k; round++)
            for (int i = 0; i < k; i++)
                for (int j = 0; j < k; j++)
                    if ((reached >> i & 1) && s->a[set[i]][set[j]]) reached |= 1u << j;
        if (reached != (1u << k) - 1) continue;
        least_text(s, set, k, order, 0, 0, &least);
        if (type[least]++ == 0) list[n++] = least;
    }
    for (int i = 0; i < n; i++) /* by type */
        for (int j = i + 1; j < n; j++)
            if (list[j] < list[i]) {
                int x = list[i];
                list[i] = list[j], list[j] = x;
            }
    for (int i = 0; i < n; i++) out->x[out->count++] = list[i], out->x[out->count++] = type[list[i]], type[list[i]] = 0;
}

/* ---- the tests ---- */

static int separated, same_;

static void check(const char *test, const gnn_graph *a, const gnn_graph *b, bool same, int i)
{
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, test, a, b, NULL));
    ck_assert_msg(r.verdict == (same ? GNN_SAME : GNN_SEPARATED), "case %d, %s: %s, by definition %s", i, test,
                  r.evidence, same ? "same" : "different");
    separated += !same, same_ += same;
}

static bool equal(const numbers *a, const numbers *b)
{
    return a->count == b->count && memcmp(a->x, b->x, sizeof(wide) * (size_t)a->count) == 0;
}

START_TEST(verdicts_are_those_of_the_definitions)
{
    static numbers x, y;
    separated = same_ = 0;
    for (int i = 100 * _i; i < 100 * _i + 100; i++) {
        small a, b;
        draw(&a, &b, (uint64_t)i);
        gnn_graph *g = make(&a, NULL), *h = make(&b, NULL);
#define DEFINED(test, call_x, call_y, rule) (x.count = y.count = 0, call_x, call_y, check(test, g, h, rule(&x, &y), i))
        DEFINED("walks", walks(&x, &a), walks(&y, &b), equal);
        DEFINED("closed-walks", closed_walks(&x, &a), closed_walks(&y, &b), equal);
        DEFINED("distances", distances(&x, &a), distances(&y, &b), equal);
        DEFINED("spectrum-walk", walk_spectrum(&x, &a), walk_spectrum(&y, &b), same_proportion);
        for (int k = 3; k <= 8; k++) {
            char test[16];
            snprintf(test, sizeof test, "cycles-%d", k);
            DEFINED(test, cycles(&x, &a, k), cycles(&y, &b, k), equal);
            snprintf(test, sizeof test, "counts-%d", k);
            if (k <= (i % 10 ? 5 : 6)) DEFINED(test, counts(&x, &a, k), counts(&y, &b, k), equal);
        }
        gnn_graph_free(g);
        gnn_graph_free(h);
    }
    ck_assert_int_gt(separated, 100); /* both answers are tried */
    ck_assert_int_gt(same_, 100);
}
END_TEST

/* K1,4 and C4 + K1: the smallest cospectral pair; neither random walks nor distances agree. */
START_TEST(the_smallest_cospectral_pair)
{
    small star = { .n = 5 }, square = { .n = 5 };
    for (int v = 1; v < 5; v++) star.a[0][v] = star.a[v][0] = true;
    for (int v = 0; v < 4; v++) square.a[v][(v + 1) % 4] = square.a[(v + 1) % 4][v] = true;
    gnn_graph *g = make(&star, NULL), *h = make(&square, NULL);
    check("spectrum-adjacency", g, h, true, 0);
    static const char *const others[] = { "spectrum-laplacian", "walks", "closed-walks", "distances", "counts-3", "cycles-4" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) check(others[i], g, h, false, 0);
    check("spectrum-walk", g, h, true, 0); /* 1, 0, 0, 0, -1 both */
    check("cycles-3", g, h, true, 0);
    gnn_graph_free(g);
    gnn_graph_free(h);
}
END_TEST

/* Trees see what 1-WL sees: not C6 against two C3; a star against a path from 4 vertices on.  Triangles tell the first pair apart. */
START_TEST(homomorphism_counts_of_known_pairs)
{
    small ring = { .n = 6 }, triangles = { .n = 6 }, star = { .n = 4 }, path = { .n = 4 };
    for (int v = 0; v < 6; v++) {
        ring.a[v][(v + 1) % 6] = ring.a[(v + 1) % 6][v] = true;
        triangles.a[v][v / 3 * 3 + (v + 1) % 3] = triangles.a[v / 3 * 3 + (v + 1) % 3][v] = true;
    }
    for (int v = 1; v < 4; v++) star.a[0][v] = star.a[v][0] = path.a[v - 1][v] = path.a[v][v - 1] = true;
    gnn_graph *g = make(&ring, NULL), *h = make(&triangles, NULL), *s = make(&star, NULL), *p = make(&path, NULL);
    check("hom-trees:8", g, h, true, 0);
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, "hom-trees:8", g, h, NULL)); /* 1 + 1 + 1 + 2 + 3 + 6 + 11 + 23 trees */
    ck_assert_str_eq(r.evidence, "equal from 48 patterns");
    check("hom-tw2:3", g, h, false, 0);
    check("hom-trees:3", s, p, false, 0);
    gnn_graph_free(g);
    gnn_graph_free(h);
    gnn_graph_free(s);
    gnn_graph_free(p);
}
END_TEST

TESTS_BEGIN("expressivity_counts")
    T_LOOP(verdicts_are_those_of_the_definitions, 3)
    T(homomorphism_counts_of_known_pairs)
    T(the_smallest_cospectral_pair)
TESTS_END
