/* Homomorphisms of a small pattern into a graph: maps of its vertices, not necessarily injective, that keep edges and labels.
 *
 * Vertices of the pattern are summed out one after the other.  One with at most two neighbours left costs a vector or a matrix:
 * degree 1: a vector over the images of its neighbour; degree 2: a matrix over the images of both.  Patterns of treewidth 2 end this
 * way (trees with vectors alone: O(m) an edge); what is left of others is summed by trying all images of one vertex, which then
 * hangs on its neighbours as vectors: each such vertex costs a factor n.  Sums are 128 bits wide and bounded beforehand, so nothing
 * wraps.  Diaz, Serna, Thilikos 2002. */
#include "count.h"
#include <math.h>

typedef unsigned __int128 sum128;

/* Between two vertices left: nothing, the graph's arcs, or a matrix (n x n, symmetric or turned round as asked for). */
typedef struct link {
    bool arcs;
    sum128 *matrix; /* matrix[x * n + y]: x image of the lower vertex */
} link;

typedef struct form {
    const gnn_graph *g;
    int64_t n;
    int k;
    unsigned left;                                       /* vertices not summed out */
    sum128 *vertex[GNN_I_PATTERN_MAX];                   /* n factors, or NULL: 1   */
    link pair[GNN_I_PATTERN_MAX][GNN_I_PATTERN_MAX];     /* lower vertex first      */
} form;

static link *between(form *f, int a, int b) { return a < b ? &f->pair[a][b] : &f->pair[b][a]; }

static bool linked(const form *f, int a, int b)
{
    const link *l = a < b ? &f->pair[a][b] : &f->pair[b][a];
    return l->arcs || l->matrix;
}

static bool adjacent(const gnn_graph *g, int64_t x, int64_t y)
{
    int64_t low = g->ptr[x], high = g->ptr[x + 1];
    while (low < high) {
        int64_t mid = (low + high) / 2;
        if (g->col[mid] < y) low = mid + 1;
        else high = mid;
    }
    return low < g->ptr[x + 1] && g->col[low] == y;
}

/* The factor of a at x and b at y. */
static sum128 entry(const form *f, const link *l, bool turned, int64_t x, int64_t y)
{
    sum128 w = l->matrix ? turned ? l->matrix[y * f->n + x] : l->matrix[x * f->n + y] : 1;
    return l->arcs && w && !adjacent(f->g, x, y) ? 0 : w;
}

static sum128 of_vertex(const form *f, int a, int64_t x) { return f->vertex[a] ? f->vertex[a][x] : 1; }

static gnn_status vertex_times(form *f, int a, const sum128 *factor)
{
    if (!f->vertex[a]) {
        f->vertex[a] = gnn_i_alloc((size_t)f->n + 1, sizeof(sum128));
        if (!f->vertex[a]) return GNN_ENOMEM;
        memcpy(f->vertex[a], factor, (size_t)f->n * sizeof *factor);
        return GNN_OK;
    }
    for (int64_t x = 0; x < f->n; x++) f->vertex[a][x] *= factor[x];
    return GNN_OK;
}

static void forget(form *f, int v)
{
    f->left &= ~(1u << v);
    gnn_i_free(f->vertex[v]);
    f->vertex[v] = NULL;
    for (int a = 0; a < f->k; a++) {
        if (a == v) continue;
        link *l = between(f, a, v);
        gnn_i_free(l->matrix);
        *l = (link){ 0 };
    }
}

/* v hangs on a alone: factor[x] = sum over y adjacent to x of w(v at y), or through the matrix between them. */
static gnn_status fold_leaf(form *f, int v, int a)
{
    gnn_status st = GNN_OK;
    const link *l = between(f, v, a);
    sum128 *factor;
    GNN_CALLOC(factor, f->n + 1);
    for (int64_t x = 0; x < f->n; x++) {
        if (l->arcs && !l->matrix)
            for (int64_t e = f->g->ptr[x]; e < f->g->ptr[x + 1]; e++) factor[x] += of_vertex(f, v, f->g->col[e]);
        else
            for (int64_t y = 0; y < f->n; y++) factor[x] += entry(f, l, a > v, x, y) * of_vertex(f, v, y);
    }
    GNN_TRY(vertex_times(f, a, factor));
    forget(f, v);
done:
    gnn_i_free(factor);
    return st;
}

/* v between a < b: M[x, y] = sum over z of (a at x, v at z) (v at z) (v at z, b at y), times what is between a and b. */
static gnn_status fold_middle(form *f, int v, int a, int b)
{
    gnn_status st = GNN_OK;
    const link *la = between(f, v, a), *lb = between(f, v, b);
    link *ab = between(f, a, b);
    sum128 *M = NULL;
    int64_t n = f->n;
    GNN_REQUIRE(n <= 4000, GNN_ELIMIT,
                "homomorphisms: a pattern with cycles needs n^2 sums, for at most 4000 vertices");
    GNN_CALLOC(M, n * n + 1);
    for (int64_t x = 0; x < n; x++) {
        bool sparse_a = la->arcs, sparse_b = lb->arcs;
        for (int64_t i = sparse_a ? f->g->ptr[x] : 0; i < (sparse_a ? f->g->ptr[x + 1] : n); i++) {
            int64_t z = sparse_a ? f->g->col[i] : i;
            sum128 w = of_vertex(f, v, z) * (la->matrix ? la->matrix[a < v ? x * n + z : z * n + x] : 1);
            if (!w) continue;
            for (int64_t j = sparse_b ? f->g->ptr[z] : 0; j < (sparse_b ? f->g->ptr[z + 1] : n); j++) {
                int64_t y = sparse_b ? f->g->col[j] : j;
                M[x * n + y] += w * (lb->matrix ? lb->matrix[v < b ? z * n + y : y * n + z] : 1);
            }
        }
        if (gnn_canceled()) GNN_TRY(gnn_i_fail(GNN_ECANCELED, "canceled"));
    }
    if (ab->matrix)
        for (int64_t k = 0; k < n * n; k++) M[k] *= ab->matrix[k];
    gnn_i_free(ab->matrix);
    ab->matrix = M, M = NULL;
    forget(f, v);
done:
    gnn_i_free(M);
    return st;
}

static int neighbours(const form *f, int v, int *first, int *second)
{
    int count = 0;
    for (int a = 0; a < f->k; a++) {
        if (!(f->left >> a & 1) || a == v || !linked(f, a, v)) continue;
        if (count == 0) *first = a;
        if (count == 1) *second = a;
        count++;
    }
    return count;
}

static void form_free(form *f)
{
    for (int v = 0; v < f->k; v++)
        if (f->left >> v & 1) forget(f, v);
}

static gnn_status copy_form(form *to, const form *f)
{
    gnn_status st = GNN_OK;
    *to = (form){ .g = f->g, .n = f->n, .k = f->k, .left = f->left };
    for (int a = 0; a < f->k; a++) {
        if (f->vertex[a]) {
            GNN_ALLOC(to->vertex[a], f->n + 1);
            memcpy(to->vertex[a], f->vertex[a], (size_t)f->n * sizeof(sum128));
        }
        for (int b = a + 1; b < f->k; b++) {
            to->pair[a][b].arcs = f->pair[a][b].arcs;
            if (!f->pair[a][b].matrix) continue;
            GNN_ALLOC(to->pair[a][b].matrix, f->n * f->n + 1);
            memcpy(to->pair[a][b].matrix, f->pair[a][b].matrix, (size_t)(f->n * f->n) * sizeof(sum128));
        }
    }
done:
    return st;
}

static gnn_status reduce(sum128 *total, form *f);

/* All images of v; each leaves factors on v's neighbours. */
static gnn_status branch(sum128 *total, form *f, int v)
{
    gnn_status st = GNN_OK;
    form h = { 0 };
    sum128 *factor = NULL;
    GNN_ALLOC(factor, f->n + 1);
    for (int64_t x = 0; x < f->n; x++) {
        sum128 part = 0, w = of_vertex(f, v, x);
        if (gnn_canceled()) GNN_TRY(gnn_i_fail(GNN_ECANCELED, "canceled"));
        if (!w) continue;
        GNN_TRY(copy_form(&h, f));
        for (int a = 0; a < f->k; a++) {
            if (!(f->left >> a & 1) || a == v || !linked(f, a, v)) continue;
            for (int64_t y = 0; y < f->n; y++) factor[y] = entry(f, between(f, a, v), v > a, x, y);
            GNN_TRY(vertex_times(&h, a, factor));
        }
        forget(&h, v);
        GNN_TRY(reduce(&part, &h));
        form_free(&h);
        *total += w * part;
    }
done:
    form_free(&h);
    gnn_i_free(factor);
    return st;
}

/* *total += the sum over all images of what is left. */
static gnn_status reduce(sum128 *total, form *f)
{
    sum128 scale = 1;
    while (f->left) {
        int best = -1, least = GNN_I_PATTERN_MAX, a = 0, b = 0;
        for (int v = 0; v < f->k; v++) {
            int ignored, d = f->left >> v & 1 ? neighbours(f, v, &ignored, &ignored) : GNN_I_PATTERN_MAX;
            if (d < least) least = d, best = v;
        }
        neighbours(f, best, &a, &b);
        if (least > 2) { /* the busiest vertex */
            for (int v = 0, most = 0; v < f->k; v++) {
                int ignored, d = f->left >> v & 1 ? neighbours(f, v, &ignored, &ignored) : 0;
                if (d > most) most = d, best = v;
            }
            sum128 rest = 0;
            GNN_TRY_RETURN(branch(&rest, f, best));
            *total += scale * rest;
            return GNN_OK;
        }
        if (least == 0) {
            sum128 own = 0;
            for (int64_t x = 0; x < f->n; x++) own += of_vertex(f, best, x);
            scale *= own;
            forget(f, best);
        } else if (least == 1) GNN_TRY_RETURN(fold_leaf(f, best, a));
        else GNN_TRY_RETURN(fold_middle(f, best, a, b));
    }
    *total += scale;
    return GNN_OK;
}

/* log2 of a bound on every sum: n images of one vertex a component, at most the largest degree for each vertex after it. */
static double bound_bits(const gnn_graph *p, const gnn_graph *g)
{
    int64_t most = 1;
    for (int64_t v = 0; v < g->n; v++) most = g->ptr[v + 1] - g->ptr[v] > most ? g->ptr[v + 1] - g->ptr[v] : most;
    return log2((double)(g->n + 1)) + (double)(p->n - 1) * fmax(log2((double)most), 0);
}

static gnn_status check(const gnn_graph *p, const gnn_graph *g)
{
    const gnn_graph *both[] = { p, g };
    for (int i = 0; i < 2; i++) {
        GNN_REQUIRE_RETURN(!both[i]->directed, GNN_EUNSUPPORTED, "homomorphisms: the %s is directed",
                           i ? "graph" : "pattern");
        GNN_REQUIRE_RETURN(both[i]->loops == 0, GNN_EUNSUPPORTED, "homomorphisms: the %s has loops",
                           i ? "graph" : "pattern");
    }
    GNN_REQUIRE_RETURN(p->n <= GNN_I_PATTERN_MAX, GNN_EUNSUPPORTED,
                       "homomorphisms: patterns have at most %d vertices, not %lld", GNN_I_PATTERN_MAX,
                       (long long)p->n);
    return GNN_OK;
}

static bool connected(const gnn_graph *p)
{
    unsigned seen = 1;
    for (int64_t round = 0; round < p->n; round++)
        for (int64_t u = 0; u < p->n; u++)
            for (int64_t e = p->ptr[u]; e < p->ptr[u + 1]; e++)
                if (seen >> u & 1) seen |= 1u << p->col[e];
    return seen == (1u << p->n) - 1;
}

gnn_status gnn_count_homomorphisms(int64_t *count, const gnn_graph *pattern, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    form f = { 0 };
    sum128 total = 0, *labels = NULL;
    GNN_REQUIRE(count && pattern && g, GNN_EINVAL, "homomorphisms: count, a pattern and a graph are required");
    GNN_TRY(check(pattern, g));
    GNN_REQUIRE(pattern->n > 0 && connected(pattern), GNN_EUNSUPPORTED,
                "homomorphisms: the pattern is not connected; counts of its components multiply");
    GNN_REQUIRE(bound_bits(pattern, g) < 126, GNN_EOVERFLOW, "homomorphisms: sums may not fit 128 bits");
    f = (form){ .g = g, .n = g->n, .k = (int)pattern->n, .left = (1u << pattern->n) - 1 };
    for (int64_t u = 0; u < pattern->n; u++)
        for (int64_t e = pattern->ptr[u]; e < pattern->ptr[u + 1]; e++)
            between(&f, (int)u, pattern->col[e])->arcs = true;
    GNN_ALLOC(labels, g->n + 1);
    for (int v = 0; pattern->node_label && v < f.k; v++) {
        for (int64_t x = 0; x < g->n; x++) labels[x] = (g->node_label ? g->node_label[x] : 0) == pattern->node_label[v];
        GNN_TRY(vertex_times(&f, v, labels));
    }
    GNN_TRY(reduce(&total, &f));
    GNN_REQUIRE(total <= INT64_MAX, GNN_EOVERFLOW, "homomorphisms: the count does not fit 64 bits");
    *count = (int64_t)total;
done:
    form_free(&f);
    gnn_i_free(labels);
    return st;
}
