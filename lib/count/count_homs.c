/* Homomorphisms of a small pattern into a graph: maps of its vertices, not necessarily injective, that keep edges and labels.
 *
 * Vertices of the pattern are summed out one after the other.  One with a single neighbour left leaves a vector there: trees end this
 * way, in O(m) an edge.  One with two leaves a table over the pairs of images that occur: the graph's edges where these two are
 * adjacent, else the pairs two steps apart, as long as these are few.  What is left is summed by trying all images of a vertex,
 * which makes vectors of what it hangs on; below it further vertices are tried until a forest remains.  So patterns of treewidth 2
 * cost what paths of two steps cost, longer cycles a sweep over the graph for each image of one vertex, others a factor more.
 * Diaz, Serna, Thilikos 2002. */
#include "count_homs.h"

enum { TABLE_MOST = 1 << 23 /* entries of a table, 20 bytes each */ };

/* ---- trying the images of a vertex ---- */

static gnn_status forest(gnn_i_sum *total, gnn_i_homs *f);

/* What hangs on v at x: the row of x. */
static gnn_status take_row(gnn_i_homs_vector *out, const gnn_i_homs_table *t, int64_t x)
{
    gnn_status st = GNN_OK;
    int64_t size = t->ptr[x + 1] - t->ptr[x];
    *out = (gnn_i_homs_vector){ .size = size };
    GNN_ALLOC(out->at, size + 1);
    GNN_ALLOC(out->val, size + 1);
    memcpy(out->at, t->col + t->ptr[x], (size_t)size * sizeof *out->at);
    for (int64_t i = 0; i < size; i++) out->val[i] = gnn_i_homs_entry(t, t->ptr[x] + i);
done:
    if (st != GNN_OK) gnn_i_free(out->at);
    return st;
}

/* f with v at x; tables and vectors stay f's. */
static gnn_status with_image(gnn_i_homs *h, gnn_i_homs *f, int v, int64_t x)
{
    *h = *f, h->own = 0;
    for (int a = 0; a < f->k; a++)
        for (int b = a + 1; b < f->k; b++) h->pair[a][b].own = false;
    for (int a = 0; a < f->k; a++) {
        gnn_i_homs_table rows;
        gnn_i_homs_vector row;
        if (!(f->left >> a & 1) || a == v || !gnn_i_homs_between(f, a, v)->there) continue;
        GNN_TRY_RETURN(gnn_i_homs_rows(&rows, f, v, a));
        GNN_TRY_RETURN(take_row(&row, &rows, x));
        GNN_TRY_RETURN(gnn_i_homs_times(h, a, &row));
    }
    gnn_i_homs_forget(h, v);
    return GNN_OK;
}

static gnn_status try_images(gnn_i_sum *total, gnn_i_homs *f, int v)
{
    gnn_status st = GNN_OK;
    const gnn_i_homs_vector *own = &f->vertex[v];
    gnn_i_homs h = { 0 };
    for (int a = 0; a < f->k; a++) /* both ways round, before they are lent */
        for (int b = 0; b < f->k; b++) {
            gnn_i_homs_table ignored;
            if (a != b && gnn_i_homs_between(f, a, b)->there) GNN_TRY(gnn_i_homs_rows(&ignored, f, a, b));
        }
    for (int64_t i = 0, count = own->at ? own->size : f->n; i < count; i++) {
        gnn_i_sum part = 0, w = own->at ? own->val[i] : 1;
        GNN_TRY(gnn_i_homs_poll(f));
        GNN_TRY(with_image(&h, f, v, own->at ? own->at[i] : i));
        GNN_TRY(forest(&part, &h));
        gnn_i_homs_free(&h);
        *total = gnn_i_sum_add(*total, gnn_i_sum_times(w, part));
    }
done:
    gnn_i_homs_free(&h);
    return st;
}

/* ---- what to sum out next ---- */

/* The vertex with fewest neighbours left, and how many. */
static int least(const gnn_i_homs *f, int *degree)
{
    int best = -1;
    *degree = GNN_I_PATTERN_MAX;
    for (int v = 0; v < f->k; v++) {
        int ignored, d = f->left >> v & 1 ? gnn_i_homs_neighbours(f, v, &ignored, &ignored) : GNN_I_PATTERN_MAX;
        if (d < *degree) *degree = d, best = v;
    }
    return best;
}

/* The vertex to be tried: most neighbours, then fewest images; only with a vector where `bound`. */
static int busiest(const gnn_i_homs *f, bool bound)
{
    int best = -1, most = -1;
    int64_t images = 0;
    for (int v = 0; v < f->k; v++) {
        int ignored, d = f->left >> v & 1 ? gnn_i_homs_neighbours(f, v, &ignored, &ignored) : -1;
        int64_t size = f->vertex[v].at ? f->vertex[v].size : f->n;
        if (d < 0 || (bound && !f->vertex[v].at)) continue;
        if (d > most || (d == most && size < images)) best = v, most = d, images = size;
    }
    return best;
}

/* Sums out what has no or one neighbour; *scale takes what is done. */
static gnn_status trim(gnn_i_sum *scale, gnn_i_homs *f)
{
    int degree;
    for (int v = least(f, &degree); f->left && degree < 2; v = least(f, &degree)) {
        int a = 0, ignored;
        gnn_i_homs_neighbours(f, v, &a, &ignored);
        if (degree == 1) GNN_TRY_RETURN(gnn_i_homs_leaf(f, v, a));
        else {
            *scale = gnn_i_sum_times(*scale, gnn_i_homs_total(f, v));
            gnn_i_homs_forget(f, v);
        }
    }
    return GNN_OK;
}

/* Without tables: images are tried until a forest is left. */
static gnn_status forest(gnn_i_sum *total, gnn_i_homs *f)
{
    gnn_i_sum scale = 1, rest = 0;
    GNN_TRY_RETURN(trim(&scale, f));
    for (int v = 0; v < f->k; v++)
        if ((f->left >> v & 1) && f->vertex[v].at && !f->vertex[v].size) scale = 0; /* no image */
    if (f->left && scale) {
        GNN_TRY_RETURN(try_images(&rest, f, busiest(f, true)));
        scale = gnn_i_sum_times(scale, rest);
    }
    *total = gnn_i_sum_add(*total, scale);
    return GNN_OK;
}

/* A vertex of degree 2 whose table is small: between adjacent ones, else the one with fewest terms.  -1: none. */
static gnn_status choose_middle(int *best, gnn_i_homs *f)
{
    double fewest = TABLE_MOST;
    *best = -1;
    for (int v = 0; v < f->k; v++) {
        int a = 0, b = 0;
        double terms;
        if (!(f->left >> v & 1) || gnn_i_homs_neighbours(f, v, &a, &b) != 2) continue;
        if (gnn_i_homs_between(f, a, b)->there) {
            *best = v;
            return GNN_OK;
        }
        GNN_TRY_RETURN(gnn_i_homs_terms(&terms, f, v, a, b));
        if (terms < fewest) fewest = terms, *best = v;
    }
    return GNN_OK;
}

static gnn_status reduce(gnn_i_sum *total, gnn_i_homs *f)
{
    gnn_i_sum scale = 1, rest = 0;
    for (;;) {
        int v, a = 0, b = 0;
        GNN_TRY_RETURN(gnn_i_homs_poll(f));
        GNN_TRY_RETURN(trim(&scale, f));
        if (!f->left || !scale) break;
        GNN_TRY_RETURN(choose_middle(&v, f));
        if (v < 0) {
            GNN_TRY_RETURN(try_images(&rest, f, busiest(f, false)));
            scale = gnn_i_sum_times(scale, rest);
            break;
        }
        gnn_i_homs_neighbours(f, v, &a, &b);
        GNN_TRY_RETURN(gnn_i_homs_middle(f, v, a, b));
    }
    *total = scale;
    return GNN_OK;
}

/* ---- all ---- */

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

static gnn_status take_label(gnn_i_homs *f, int v, const gnn_graph *g, int32_t label)
{
    gnn_status st = GNN_OK;
    gnn_i_homs_vector own = { 0 };
    GNN_ALLOC(own.at, g->n + 1);
    GNN_ALLOC(own.val, g->n + 1);
    for (int64_t x = 0; x < g->n; x++)
        if ((g->node_label ? g->node_label[x] : 0) == label) own.at[own.size] = (int32_t)x, own.val[own.size++] = 1;
    GNN_TRY(gnn_i_homs_times(f, v, &own));
done:
    gnn_i_free(own.at);
    gnn_i_free(own.val);
    return st;
}

gnn_status gnn_i_homs_count(gnn_i_sum *total, const gnn_graph *pattern, const gnn_graph *g, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_i_homs f = { 0 };
    gnn_i_sum *dense[2] = { NULL, NULL };
    int32_t *touched = NULL;
    for (int i = 0; i < 2; i++) GNN_CALLOC(dense[i], g->n + 1);
    GNN_ALLOC(touched, g->n + 1);
    f = (gnn_i_homs){ .n = g->n, .k = (int)pattern->n, .left = (1u << pattern->n) - 1, .dense = dense[0], .second = dense[1], .touched = touched,
                      .deadline = deadline };
    gnn_i_homs_table arcs = { g->ptr, g->col, NULL };
    for (int64_t u = 0; u < pattern->n; u++)
        for (int64_t e = pattern->ptr[u]; e < pattern->ptr[u + 1]; e++)
            *gnn_i_homs_between(&f, (int)u, pattern->col[e]) = (gnn_i_homs_link){ .there = true, .by = { arcs, arcs } };
    for (int v = 0; pattern->node_label && v < f.k; v++) GNN_TRY(take_label(&f, v, g, pattern->node_label[v]));
    GNN_TRY(reduce(total, &f));
done:
    gnn_i_homs_free(&f);
    for (int i = 0; i < 2; i++) gnn_i_free(dense[i]);
    gnn_i_free(touched);
    return st;
}

gnn_status gnn_count_homomorphisms(int64_t *count, const gnn_graph *pattern, const gnn_graph *g, double limit_seconds)
{
    gnn_i_sum total;
    GNN_REQUIRE_RETURN(count && pattern && g, GNN_EINVAL, "homomorphisms: count, a pattern and a graph are required");
    GNN_TRY_RETURN(check(pattern, g));
    GNN_REQUIRE_RETURN(pattern->n > 0 && connected(pattern), GNN_EUNSUPPORTED,
                       "homomorphisms: the pattern is not connected; counts of its components multiply");
    GNN_TRY_RETURN(gnn_i_homs_count(&total, pattern, g, limit_seconds > 0 ? gnn_i_now() + limit_seconds : 0));
    GNN_REQUIRE_RETURN(total <= INT64_MAX, GNN_EOVERFLOW, "homomorphisms: the count does not fit 64 bits");
    *count = (int64_t)total;
    return GNN_OK;
}
