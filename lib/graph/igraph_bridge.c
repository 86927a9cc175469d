/* The only file that sees igraph: conversion, isomorphism, layouts, assignment, file formats, random graphs. */
#include "igraph_bridge.h"
#include <igraph/igraph.h>
#include <math.h>

/* ---- visits: everything process-wide in igraph is ours between enter and leave, and the program's before and after -- */

typedef struct visit {
    igraph_error_handler_t *error;
    igraph_warning_handler_t *warning;
    igraph_interruption_handler_t *interruption;
    igraph_rng_t rng, *program_rng;
} visit;

static char reason_text[300]; /* of the first error of the visit */

static void record_error(const char *reason, const char *file, int line, igraph_error_t code)
{
    (void)file, (void)line, (void)code;
    if (!reason_text[0]) snprintf(reason_text, sizeof reason_text, "%s", reason);
    IGRAPH_FINALLY_FREE();
}

static void log_warning(const char *reason, const char *file, int line)
{
    (void)file, (void)line;
    gnn_i_log(GNN_LOG_WARNING, "igraph: %s", reason);
}

static double visit_deadline; /* of the visit: a time of gnn_i_now(), or 0: none */
static bool visit_stopped;    /* igraph was told to stop                         */

static bool too_late(void) { return visit_deadline > 0 && gnn_i_now() > visit_deadline; }

static igraph_error_t ask_to_stop(void *data)
{
    (void)data;
    visit_stopped |= gnn_canceled() || too_late();
    return visit_stopped ? IGRAPH_INTERRUPTED : IGRAPH_SUCCESS;
}

/* One of our streams in the shape of an igraph generator. */
static igraph_uint_t stream_get(void *state) { return (igraph_uint_t)gnn_rng_u64(state); }
static igraph_error_t stream_seed(void *state, igraph_uint_t seed)
{
    (void)state, (void)seed; /* a stream is named, never reseeded */
    return IGRAPH_SUCCESS;
}
static igraph_error_t stream_init(void **state)
{
    (void)state;
    return IGRAPH_UNIMPLEMENTED; /* only made by enter() */
}
static void stream_destroy(void *state) { (void)state; }
static const igraph_rng_type_t stream_type = { .name = "libgnn stream", .bits = 64, .init = stream_init,
                                               .destroy = stream_destroy, .seed = stream_seed, .get = stream_get };

static void enter(visit *v, gnn_rng *stream)
{
    reason_text[0] = 0;
    visit_deadline = 0, visit_stopped = false;
    v->error = igraph_set_error_handler(record_error);
    v->warning = igraph_set_warning_handler(log_warning);
    v->interruption = igraph_set_interruption_handler(ask_to_stop);
    v->rng = (igraph_rng_t){ .type = &stream_type, .state = stream, .is_seeded = 1 };
    v->program_rng = igraph_rng_default();
    igraph_rng_set_default(&v->rng);
}

static gnn_status status_of(igraph_error_t e)
{
    switch ((int)e) {
    case IGRAPH_SUCCESS: return GNN_OK;
    case IGRAPH_ENOMEM: return GNN_ENOMEM;
    case IGRAPH_INTERRUPTED: return GNN_ECANCELED;
    case IGRAPH_PARSEERROR: return GNN_EPARSE;
    case IGRAPH_EFILE: return GNN_EIO;
    case IGRAPH_UNIMPLEMENTED: return GNN_EUNSUPPORTED;
    case IGRAPH_EOVERFLOW: return GNN_EOVERFLOW;
    case IGRAPH_EINTERNAL: return GNN_EBUG;
    case IGRAPH_DIVERGED: return GNN_ENUMERIC;
    }
    return GNN_EINVAL;
}

/* Put the program's handlers back and turn igraph's code into ours. */
static gnn_status leave(visit *v, igraph_error_t e, const char *what)
{
    igraph_set_error_handler(v->error);
    igraph_set_warning_handler(v->warning);
    igraph_set_interruption_handler(v->interruption);
    igraph_rng_set_default(v->program_rng);
    /* BLISS in igraph 0.10 stops, but returns success with what it has by then: a wrong labelling. */
    if (visit_stopped) e = IGRAPH_INTERRUPTED;
    if (e == IGRAPH_SUCCESS) return GNN_OK;
    if (e == IGRAPH_INTERRUPTED && !gnn_canceled())
        return gnn_i_fail(GNN_ELIMIT, "%s: the time limit was reached", what);
    return gnn_i_fail(status_of(e), "%s: %s", what, reason_text[0] ? reason_text : igraph_strerror(e));
}

/* In functions returning igraph_error_t.  Vectors and graphs that igraph failed to make need no destroying. */
#define TRY_IGRAPH(call)                        \
    do {                                        \
        e = (call);                             \
        if (e != IGRAPH_SUCCESS) goto done;     \
    } while (0)

typedef struct owned {
    igraph_t graph;
    bool made;
} owned;

static void drop(owned *o)
{
    if (o->made) igraph_destroy(&o->graph);
    o->made = false;
}

/* ---- conversion ---- */

/* Is arc e of row u the one that stands for its edge? */
static inline bool stands(const gnn_graph *g, int64_t u, int64_t e) { return g->directed || g->col[e] >= u; }

/* Edges in row order; loops only if asked for.  subdivide: edge k becomes a vertex n + k between its ends. */
static igraph_error_t to_igraph(owned *o, const gnn_graph *g, bool loops, bool subdivide)
{
    igraph_error_t e;
    igraph_vector_int_t ends = { 0 };
    int64_t edges = gnn_graph_edges(g) - (loops ? 0 : g->loops), k = 0;
    TRY_IGRAPH(igraph_vector_int_init(&ends, (subdivide ? 4 : 2) * edges));
    igraph_integer_t *at = VECTOR(ends);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t i = g->ptr[u]; i < g->ptr[u + 1]; i++) {
            int32_t v = g->col[i];
            if (!stands(g, u, i) || (v == u && !loops)) continue;
            if (subdivide) *at++ = u, *at++ = g->n + k, *at++ = g->n + k, *at++ = v;
            else *at++ = u, *at++ = v;
            k++;
        }
    TRY_IGRAPH(igraph_create(&o->graph, &ends, subdivide ? g->n + edges : g->n, g->directed));
    o->made = true;
done:
    igraph_vector_int_destroy(&ends);
    return e;
}

/* weight and label: m and n entries, or NULL. */
static gnn_status from_igraph(gnn_graph **out, const igraph_t *graph, const double *weight, const int32_t *label,
                              unsigned flags)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL, *dst = NULL;
    int64_t m = igraph_ecount(graph);
    GNN_REQUIRE(igraph_vcount(graph) <= INT32_MAX, GNN_EOVERFLOW, "graph: %lld vertices are more than 2^31-1",
                (long long)igraph_vcount(graph));
    GNN_ALLOC(src, m);
    GNN_ALLOC(dst, m);
    for (int64_t i = 0; i < m; i++) {
        src[i] = (int32_t)IGRAPH_FROM(graph, i);
        dst[i] = (int32_t)IGRAPH_TO(graph, i);
    }
    gnn_graph_spec spec = { .n = igraph_vcount(graph), .m = m, .src = src, .dst = dst, .weight = weight,
                            .node_label = label,
                            .flags = flags | (igraph_is_directed(graph) ? GNN_DIRECTED : GNN_UNDIRECTED) };
    GNN_TRY(gnn_graph_new(out, &spec));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    return st;
}

/* ---- isomorphism.  BLISS knows vertex colours only: labels, loops and degrees become colours; weights that differ make
 *      each edge a vertex whose colour is the weight.  The group of that graph is the group of the weighted one. ---- */

typedef struct key {
    int64_t in, out;
    double weight; /* of the loop, or of the edge */
    int32_t label, color;
    int64_t at;    /* where the colour goes; graph b comes after graph a */
    bool edge, loop;
} key;

static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b)) return (isnan(a) != 0) - (isnan(b) != 0); /* not-a-numbers are one colour */
    return (a > b) - (a < b);
}

static int compare_keys(const void *pa, const void *pb)
{
    const key *a = pa, *b = pb;
#define BY(field) if (a->field != b->field) return a->field < b->field ? -1 : 1
    BY(edge);
    BY(label);
    BY(loop);
    BY(in);
    BY(out);
#undef BY
    return compare_doubles(a->weight, b->weight);
}

static int by_place(const void *pa, const void *pb)
{
    const key *a = pa, *b = pb;
    return (a->at > b->at) - (a->at < b->at);
}

/* Keys of the vertices, then of the edges if asked for. */
static void fill_keys(key *k, const gnn_graph *g, bool edges, int64_t base)
{
    int64_t m = 0;
    for (int64_t u = 0; u < g->n; u++)
        k[u] = (key){ .label = g->node_label ? g->node_label[u] : 0, .out = g->ptr[u + 1] - g->ptr[u], .at = base + u };
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            double w = g->weight ? g->weight[e] : 1.0;
            k[g->col[e]].in++;
            if (g->col[e] == u) k[u].loop = true, k[u].weight = w;
            else if (edges && stands(g, u, e)) {
                k[g->n + m] = (key){ .edge = true, .weight = w, .at = base + g->n + m };
                m++;
            }
        }
}

/* Number the keys of one or two graphs (first: how many are of a).  *same: both have equally many of each colour. */
static void color_keys(key *k, int64_t count, int64_t first, bool *same)
{
    int32_t color = -1;
    int64_t balance = 0;
    *same = true;
    if (count) qsort(k, (size_t)count, sizeof *k, compare_keys);
    for (int64_t i = 0; i < count; i++) {
        bool fresh = i == 0 || compare_keys(&k[i - 1], &k[i]) != 0;
        if (fresh) {
            if (balance) *same = false;
            color++;
        }
        balance += k[i].at < first ? 1 : -1;
        k[i].color = color;
    }
    if (balance) *same = false;
    if (count) qsort(k, (size_t)count, sizeof *k, by_place);
}

/* Do two edges (loops aside) differ in weight? */
static bool weights_vary(const gnn_graph *a, const gnn_graph *b)
{
    const gnn_graph *both[2] = { a, b };
    bool any = false;
    double first = 1.0;
    for (int i = 0; i < 2 && both[i]; i++)
        for (int64_t u = 0; u < both[i]->n; u++)
            for (int64_t e = both[i]->ptr[u]; e < both[i]->ptr[u + 1]; e++) {
                double w = both[i]->weight ? both[i]->weight[e] : 1.0;
                if (both[i]->col[e] == u) continue;
                if (any && compare_doubles(w, first) != 0) return true;
                any = true, first = w;
            }
    return false;
}

static igraph_error_t colors_of(igraph_vector_int_t *colors, const key *k, int64_t count)
{
    igraph_error_t e = igraph_vector_int_init(colors, count);
    for (int64_t i = 0; e == IGRAPH_SUCCESS && i < count; i++) VECTOR(*colors)[i] = k[i].color;
    return e;
}

static int64_t arc_at(const gnn_graph *g, int64_t u, int32_t v)
{
    int64_t lo = g->ptr[u], hi = g->ptr[u + 1];
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (g->col[mid] < v) lo = mid + 1;
        else hi = mid;
    }
    return lo < g->ptr[u + 1] && g->col[lo] == v ? lo : -1;
}

/* Is u -> map[u] an isomorphism?  Believed only after this; `seen` has n bytes. */
static bool map_holds(const igraph_vector_int_t *map, const gnn_graph *a, const gnn_graph *b, unsigned char *seen)
{
    const igraph_integer_t *to = VECTOR(*map);
    memset(seen, 0, (size_t)a->n);
    for (int64_t u = 0; u < a->n; u++) {
        if (to[u] < 0 || to[u] >= b->n || seen[to[u]]++) return false;
        if ((a->node_label ? a->node_label[u] : 0) != (b->node_label ? b->node_label[to[u]] : 0)) return false;
    }
    for (int64_t u = 0; u < a->n; u++)
        for (int64_t e = a->ptr[u]; e < a->ptr[u + 1]; e++) {
            int64_t f = arc_at(b, to[u], (int32_t)to[a->col[e]]);
            if (f < 0) return false;
            if (compare_doubles(a->weight ? a->weight[e] : 1.0, b->weight ? b->weight[f] : 1.0) != 0) return false;
        }
    return true;
}

typedef struct iso_job {
    const gnn_graph *a, *b;
    const key *keys;
    int64_t size;           /* vertices of each coloured graph */
    bool edges;
    igraph_bool_t found;
    igraph_vector_int_t there, back;
} iso_job;

static igraph_error_t run_bliss(iso_job *j)
{
    igraph_error_t e;
    owned ga = { .made = false }, gb = { .made = false };
    igraph_vector_int_t ca = { 0 }, cb = { 0 };
    TRY_IGRAPH(to_igraph(&ga, j->a, false, j->edges));
    TRY_IGRAPH(to_igraph(&gb, j->b, false, j->edges));
    TRY_IGRAPH(colors_of(&ca, j->keys, j->size));
    TRY_IGRAPH(colors_of(&cb, j->keys + j->size, j->size));
    TRY_IGRAPH(igraph_vector_int_init(&j->there, 0));
    TRY_IGRAPH(igraph_vector_int_init(&j->back, 0));
    TRY_IGRAPH(igraph_isomorphic_bliss(&ga.graph, &gb.graph, &ca, &cb, &j->found, &j->there, &j->back, IGRAPH_BLISS_FL,
                                       NULL, NULL));
done:
    igraph_vector_int_destroy(&ca);
    igraph_vector_int_destroy(&cb);
    drop(&ga);
    drop(&gb);
    return e;
}

/* n + edges as BLISS counts vertices. */
static gnn_status colored_size(int64_t *size, const gnn_graph *g, bool edges)
{
    *size = g->n + (edges ? gnn_graph_edges(g) - g->loops : 0);
    GNN_REQUIRE_RETURN(*size <= INT32_MAX, GNN_EUNSUPPORTED,
                       "isomorphism: a weighted graph of %lld vertices and %lld edges is too large (2^31 together)",
                       (long long)g->n, (long long)gnn_graph_edges(g));
    return GNN_OK;
}

gnn_status gnn_graph_isomorphic(int *isomorphic, int32_t *map, const gnn_graph *a, const gnn_graph *b)
{
    return gnn_i_isomorphic(isomorphic, map, a, b, 0);
}

gnn_status gnn_i_isomorphic(int *isomorphic, int32_t *map, const gnn_graph *a, const gnn_graph *b, double deadline)
{
    gnn_status st = GNN_OK;
    key *keys = NULL;
    unsigned char *seen = NULL;
    iso_job j = { .a = a, .b = b };
    bool same = a->n == b->n && a->arcs == b->arcs && a->loops == b->loops && a->directed == b->directed;
    if (!same || a->n == 0) {
        *isomorphic = same;
        return GNN_OK;
    }
    j.edges = weights_vary(a, b);
    GNN_TRY(colored_size(&j.size, a, j.edges));
    GNN_ALLOC(keys, 2 * j.size);
    fill_keys(keys, a, j.edges, 0);
    fill_keys(keys + j.size, b, j.edges, j.size);
    color_keys(keys, 2 * j.size, j.size, &same);
    if (same) {
        visit v;
        j.keys = keys;
        GNN_ALLOC(seen, a->n);
        enter(&v, NULL);
        visit_deadline = deadline;
        igraph_error_t e = run_bliss(&j);
        GNN_TRY(leave(&v, e, "isomorphism"));
        same = j.found;
    }
    if (same) { /* igraph 1.0 swapped the two maps' meaning: take the one that holds */
        const igraph_vector_int_t *good = map_holds(&j.there, a, b, seen) ? &j.there : &j.back;
        GNN_REQUIRE(good == &j.there || map_holds(&j.back, a, b, seen), GNN_EBUG,
                    "isomorphism: BLISS returned a map that is not an isomorphism");
        for (int64_t u = 0; map && u < a->n; u++) map[u] = (int32_t)VECTOR(*good)[u];
    }
    *isomorphic = same;
done:
    igraph_vector_int_destroy(&j.there);
    igraph_vector_int_destroy(&j.back);
    gnn_i_free(keys);
    gnn_i_free(seen);
    return st;
}

static igraph_error_t run_canonical(igraph_vector_int_t *label, const gnn_graph *g, const key *keys, int64_t size,
                                    bool edges)
{
    igraph_error_t e;
    owned o = { .made = false };
    igraph_vector_int_t colors = { 0 };
    TRY_IGRAPH(to_igraph(&o, g, false, edges));
    TRY_IGRAPH(colors_of(&colors, keys, size));
    TRY_IGRAPH(igraph_vector_int_init(label, 0));
    TRY_IGRAPH(igraph_canonical_permutation(&o.graph, &colors, label, IGRAPH_BLISS_FL, NULL));
done:
    igraph_vector_int_destroy(&colors);
    drop(&o);
    return e;
}

gnn_status gnn_i_canonical(int32_t *place, const gnn_graph *g, double deadline)
{
    gnn_status st = GNN_OK;
    key *keys = NULL;
    int32_t *at = NULL; /* who is there, of the coloured graph's places; subdivided edges are passed over */
    igraph_vector_int_t label = { 0 };
    bool edges = weights_vary(g, NULL), same;
    int64_t size;
    visit v;
    if (g->n == 0) return GNN_OK;
    GNN_TRY(colored_size(&size, g, edges));
    GNN_ALLOC(keys, size);
    GNN_ALLOC(at, size);
    fill_keys(keys, g, edges, 0);
    color_keys(keys, size, size, &same);
    enter(&v, NULL);
    visit_deadline = deadline;
    igraph_error_t e = run_canonical(&label, g, keys, size, edges);
    GNN_TRY(leave(&v, e, "canonical form"));
    memset(at, 0xff, (size_t)size * sizeof *at);
    for (int64_t u = 0; u < g->n; u++) at[VECTOR(label)[u]] = (int32_t)u;
    for (int64_t p = 0, k = 0; p < size; p++)
        if (at[p] >= 0) place[at[p]] = (int32_t)k++;
done:
    igraph_vector_int_destroy(&label);
    gnn_i_free(keys);
    gnn_i_free(at);
    return st;
}

static igraph_error_t run_automorphisms(double *count, const gnn_graph *g, const key *keys, int64_t size, bool edges)
{
    igraph_error_t e;
    owned o = { .made = false };
    igraph_vector_int_t colors = { 0 };
    igraph_bliss_info_t info = { 0 };
    TRY_IGRAPH(to_igraph(&o, g, false, edges));
    TRY_IGRAPH(colors_of(&colors, keys, size));
    TRY_IGRAPH(igraph_automorphisms(&o.graph, &colors, IGRAPH_BLISS_FL, &info));
    *count = strtod(info.group_size, NULL); /* digits only, so any locale; HUGE_VAL past the range */
done:
    igraph_free(info.group_size);
    igraph_vector_int_destroy(&colors);
    drop(&o);
    return e;
}

gnn_status gnn_graph_automorphisms(double *count, const gnn_graph *g) { return gnn_i_automorphisms(count, g, 0); }

gnn_status gnn_i_automorphisms(double *count, const gnn_graph *g, double deadline)
{
    gnn_status st = GNN_OK;
    key *keys = NULL;
    bool edges = weights_vary(g, NULL), same;
    int64_t size;
    double found = 1.0;
    visit v;
    GNN_TRY(colored_size(&size, g, edges));
    GNN_ALLOC(keys, size);
    fill_keys(keys, g, edges, 0);
    color_keys(keys, size, size, &same);
    enter(&v, NULL);
    visit_deadline = deadline;
    igraph_error_t e = g->n ? run_automorphisms(&found, g, keys, size, edges) : IGRAPH_SUCCESS;
    GNN_TRY(leave(&v, e, "automorphisms"));
    *count = found;
done:
    gnn_i_free(keys);
    return st;
}

/* ---- layout: each component alone, then packed in shelves, the largest first ---- */

typedef struct component {
    int64_t first, n;      /* its vertices in `order` */
    double x, y, side;
} component;

static int32_t root_of(int32_t *up, int32_t u)
{
    while (up[u] != u) u = up[u] = up[up[u]];
    return u;
}

static int larger_first(const void *pa, const void *pb)
{
    const component *a = pa, *b = pb;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* order: vertices by component; local[u]: place of u in its component. */
static gnn_status find_components(component **out, int64_t *count, int32_t *order, int32_t *local, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int32_t *up = NULL, *number = NULL;
    component *c = NULL;
    int64_t k = 0, at = 0;
    GNN_ALLOC(up, g->n);
    GNN_ALLOC(number, g->n);
    GNN_CALLOC(c, g->n);
    for (int64_t u = 0; u < g->n; u++) up[u] = (int32_t)u;
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int32_t a = root_of(up, (int32_t)u), b = root_of(up, g->col[e]);
            if (a < b) up[b] = a;
            else up[a] = b;
        }
    for (int64_t u = 0; u < g->n; u++) { /* roots are the smallest vertices, so they come first */
        int32_t r = root_of(up, (int32_t)u);
        number[u] = r == u ? (int32_t)k++ : number[r];
        local[u] = (int32_t)c[number[u]].n++;
    }
    for (int64_t i = 0; i < k; i++) c[i].first = at, at += c[i].n;
    for (int64_t u = 0; u < g->n; u++) order[c[number[u]].first + local[u]] = (int32_t)u;
    *out = c, c = NULL, *count = k;
done:
    gnn_i_free(up);
    gnn_i_free(number);
    gnn_i_free(c);
    return st;
}

/* Shelves of about square shape; a component's side grows with the root of its size. */
static void pack_components(component *c, int64_t count)
{
    double area = 0, x = 0, y = 0, shelf = 0;
    for (int64_t i = 0; i < count; i++) c[i].side = sqrt((double)c[i].n) * 1.15, area += c[i].side * c[i].side;
    double width = sqrt(area) * 1.05;
    for (int64_t i = 0; i < count; i++) {
        if (x > 0 && x + c[i].side > width) y += shelf, x = 0;
        if (x == 0) shelf = c[i].side;
        c[i].x = x, c[i].y = y;
        x += c[i].side;
    }
}

static igraph_error_t draw_component(igraph_matrix_t *at, const gnn_graph *g, const component *c, const int32_t *order,
                                     const int32_t *local)
{
    enum { STRESS_UP_TO = 500 };
    igraph_error_t e;
    owned o = { .made = false };
    igraph_vector_int_t ends = { 0 };
    TRY_IGRAPH(igraph_vector_int_init(&ends, 0));
    for (int64_t i = 0; i < c->n; i++) {
        int32_t u = order[c->first + i];
        for (int64_t k = g->ptr[u]; k < g->ptr[u + 1]; k++) {
            if (!stands(g, u, k) || g->col[k] == u) continue;
            TRY_IGRAPH(igraph_vector_int_push_back(&ends, i));
            TRY_IGRAPH(igraph_vector_int_push_back(&ends, local[g->col[k]]));
        }
    }
    TRY_IGRAPH(igraph_create(&o.graph, &ends, c->n, false));
    o.made = true;
    if (c->n <= STRESS_UP_TO)
        e = igraph_layout_kamada_kawai(&o.graph, at, false, 50 * c->n, 0.0, (igraph_real_t)c->n, NULL, NULL, NULL, NULL,
                                       NULL);
    else
        e = igraph_layout_fruchterman_reingold(&o.graph, at, false, 300, sqrt((double)c->n), IGRAPH_LAYOUT_AUTOGRID,
                                               NULL, NULL, NULL, NULL, NULL);
done:
    igraph_vector_int_destroy(&ends);
    drop(&o);
    return e;
}

/* Scale a drawing into its square, centred, with a margin. */
static void place_component(double *xy, const igraph_matrix_t *at, const component *c, const int32_t *order)
{
    double lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };
    for (int64_t i = 0; i < c->n; i++)
        for (int d = 0; d < 2; d++) lo[d] = fmin(lo[d], MATRIX(*at, i, d)), hi[d] = fmax(hi[d], MATRIX(*at, i, d));
    double extent = fmax(hi[0] - lo[0], hi[1] - lo[1]), corner[2] = { c->x, c->y };
    double scale = extent > 0 ? 0.87 * c->side / extent : 0.0;
    for (int64_t i = 0; i < c->n; i++)
        for (int d = 0; d < 2; d++)
            xy[2 * order[c->first + i] + d] =
                corner[d] + c->side / 2 + scale * (MATRIX(*at, i, d) - (lo[d] + hi[d]) / 2);
}

static igraph_error_t draw_components(double *xy, const gnn_graph *g, component *c, int64_t count, const int32_t *order,
                                      const int32_t *local)
{
    igraph_error_t e = IGRAPH_SUCCESS;
    igraph_matrix_t at = { 0 };
    TRY_IGRAPH(igraph_matrix_init(&at, 0, 0));
    for (int64_t i = 0; i < count; i++) {
        if (c[i].n == 1) {
            int32_t u = order[c[i].first];
            xy[2 * u] = c[i].x + c[i].side / 2, xy[2 * u + 1] = c[i].y + c[i].side / 2;
            continue;
        }
        TRY_IGRAPH(draw_component(&at, g, &c[i], order, local));
        place_component(xy, &at, &c[i], order);
    }
done:
    igraph_matrix_destroy(&at);
    return e;
}

/* Shelves to the unit square, one scale for both axes. */
static void fit_unit_square(double *xy, const component *c, int64_t count, int64_t n)
{
    double w = 0, h = 0;
    for (int64_t i = 0; i < count; i++) w = fmax(w, c[i].x + c[i].side), h = fmax(h, c[i].y + c[i].side);
    double size = fmax(w, h);
    for (int64_t u = 0; u < n; u++) {
        xy[2 * u] = (xy[2 * u] + (size - w) / 2) / size;
        xy[2 * u + 1] = (xy[2 * u + 1] + (size - h) / 2) / size;
    }
}

gnn_status gnn_graph_layout(double *xy, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    component *c = NULL;
    int32_t *order = NULL, *local = NULL;
    double *own = NULL;
    int64_t count;
    visit v;
    gnn_rng stream = gnn_rng_stream(0, "layout", 0);
    if (g->n == 0) return GNN_OK;
    GNN_ALLOC(order, g->n);
    GNN_ALLOC(local, g->n);
    GNN_ALLOC(own, 2 * g->n);
    GNN_TRY(find_components(&c, &count, order, local, g));
    qsort(c, (size_t)count, sizeof *c, larger_first);
    pack_components(c, count);
    enter(&v, &stream);
    igraph_error_t e = draw_components(own, g, c, count, order, local);
    GNN_TRY(leave(&v, e, "layout"));
    fit_unit_square(own, c, count, g->n);
    memcpy(xy, own, 2 * (size_t)g->n * sizeof *xy);
done:
    gnn_i_free(c);
    gnn_i_free(order);
    gnn_i_free(local);
    gnn_i_free(own);
    return st;
}

/* ---- assignment ---- */

static igraph_error_t solve_assignment(int32_t *match, const double *cost, int64_t n)
{
    igraph_error_t e;
    igraph_matrix_t c = { 0 };
    igraph_vector_int_t p = { 0 };
    TRY_IGRAPH(igraph_matrix_init(&c, n, n));
    TRY_IGRAPH(igraph_vector_int_init(&p, n));
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) MATRIX(c, i, j) = cost[i * n + j];
    TRY_IGRAPH(igraph_solve_lsap(&c, n, &p));
    for (int64_t i = 0; i < n; i++) match[i] = (int32_t)VECTOR(p)[i];
done:
    igraph_matrix_destroy(&c);
    igraph_vector_int_destroy(&p);
    return e;
}

gnn_status gnn_i_assignment(int32_t *match, const double *cost, int64_t n)
{
    visit v;
    GNN_REQUIRE_RETURN(n >= 0 && n <= 46340, GNN_EINVAL, "assignment: n = %lld is outside 0..46340", (long long)n);
    for (int64_t i = 0; i < n * n; i++)
        GNN_REQUIRE_RETURN(isfinite(cost[i]), GNN_EINVAL, "assignment: cost (%lld,%lld) is %g", (long long)(i / n),
                           (long long)(i % n), cost[i]);
    if (n == 0) return GNN_OK;
    enter(&v, NULL);
    igraph_error_t e = solve_assignment(match, cost, n);
    return leave(&v, e, "assignment");
}

/* ---- eigenvectors ---- */

typedef struct product {
    gnn_i_linear_fn fn;
    void *ctx;
    gnn_status st; /* the first failure of fn */
} product;

static igraph_error_t multiply(igraph_real_t *to, const igraph_real_t *from, int n, void *extra)
{
    product *p = extra;
    if (p->st == GNN_OK)
        p->st = gnn_canceled() ? gnn_i_fail(GNN_ECANCELED, "eigenvectors: canceled") : p->fn(p->ctx, to, from, n);
    return p->st == GNN_OK ? IGRAPH_SUCCESS : IGRAPH_FAILURE;
}

static gnn_status arpack_setup(igraph_arpack_options_t *o, igraph_matrix_t *vectors, igraph_error_t *e, int64_t n,
                               int64_t count, double tolerance, int64_t rounds, const double *start)
{
    int64_t ncv = 2 * count + 1 > 20 ? 2 * count + 1 : 20;
    if (ncv > n) ncv = n;
    GNN_REQUIRE_RETURN(count > 0 && count < n && n * ncv <= INT32_MAX, GNN_EINVAL,
                       "eigenvectors: %lld of %lld are not possible", (long long)count, (long long)n);
    igraph_arpack_options_init(o);
    o->n = (int)n, o->nev = (int)count, o->ncv = (int)ncv, o->tol = tolerance, o->mxiter = (int)rounds, o->start = 1;
    *e = igraph_matrix_init(vectors, n, 1);
    for (int64_t i = 0; *e == IGRAPH_SUCCESS && i < n; i++) MATRIX(*vectors, i, 0) = start[i];
    return GNN_OK;
}

static gnn_status arpack_leave(visit *v, igraph_error_t e, const product *p)
{
    gnn_status left = leave(v, e, "eigenvectors");
    if (left == GNN_OK || p->st == GNN_OK) return left == GNN_EINVAL ? GNN_ENUMERIC : left; /* its codes are failures to converge */
    return p->st;
}

gnn_status gnn_i_arpack_symmetric(double *values, double *vectors, int64_t n, int64_t count, const char *which,
                                  double tolerance, int64_t rounds, const double *start, gnn_i_linear_fn fn, void *ctx)
{
    igraph_arpack_options_t o;
    igraph_matrix_t found = { 0 };
    igraph_vector_t value = { 0 };
    igraph_error_t e;
    product p = { fn, ctx, GNN_OK };
    visit v;
    enter(&v, NULL);
    gnn_status st = arpack_setup(&o, &found, &e, n, count, tolerance, rounds, start);
    if (st == GNN_OK && e == IGRAPH_SUCCESS) e = igraph_vector_init(&value, 0);
    if (st == GNN_OK && e == IGRAPH_SUCCESS) {
        o.which[0] = which[0], o.which[1] = which[1];
        e = igraph_arpack_rssolve(multiply, &p, &o, NULL, &value, &found);
    }
    gnn_status left = arpack_leave(&v, st == GNN_OK ? e : IGRAPH_SUCCESS, &p);
    if (st == GNN_OK) st = left;
    if (st == GNN_OK && o.nconv < count)
        st = gnn_i_fail(GNN_ENUMERIC, "eigenvectors: %d of %lld converged", o.nconv, (long long)count);
    for (int64_t j = 0; st == GNN_OK && j < count; j++) {
        values[j] = VECTOR(value)[j];
        for (int64_t i = 0; i < n; i++) vectors[j * n + i] = MATRIX(found, i, j);
    }
    igraph_vector_destroy(&value);
    igraph_matrix_destroy(&found);
    return st;
}

gnn_status gnn_i_arpack_general(double *re, double *im, double *vectors, int64_t n, int64_t count, double tolerance,
                                int64_t rounds, const double *start, gnn_i_linear_fn fn, void *ctx)
{
    igraph_arpack_options_t o;
    igraph_matrix_t found = { 0 }, value = { 0 };
    igraph_error_t e;
    product p = { fn, ctx, GNN_OK };
    visit v;
    enter(&v, NULL);
    gnn_status st = arpack_setup(&o, &found, &e, n, count, tolerance, rounds, start);
    if (st == GNN_OK && e == IGRAPH_SUCCESS) e = igraph_matrix_init(&value, 0, 0);
    if (st == GNN_OK && e == IGRAPH_SUCCESS) {
        int64_t ncv = o.ncv + 2 < n ? o.ncv + 2 : n; /* a complex pair may ask for one more */
        o.which[0] = 'L', o.which[1] = 'M', o.ncv = (int)ncv;
        e = igraph_arpack_rnsolve(multiply, &p, &o, NULL, &value, &found);
    }
    gnn_status left = arpack_leave(&v, st == GNN_OK ? e : IGRAPH_SUCCESS, &p);
    if (st == GNN_OK) st = left;
    if (st == GNN_OK && igraph_matrix_nrow(&value) < count)
        st = gnn_i_fail(GNN_ENUMERIC, "eigenvectors: %lld of %lld converged", (long long)igraph_matrix_nrow(&value),
                        (long long)count);
    for (int64_t j = 0; st == GNN_OK && j < count; j++) {
        re[j] = MATRIX(value, j, 0), im[j] = MATRIX(value, j, 1);
        for (int64_t i = 0; i < n; i++) vectors[j * n + i] = MATRIX(found, i, j);
    }
    igraph_matrix_destroy(&value);
    igraph_matrix_destroy(&found);
    return st;
}

/* ---- communities ---- */

/* Edges in the order of to_igraph without loops; *weight stays empty for an unweighted graph. */
static igraph_error_t weights_of(igraph_vector_t *weight, const gnn_graph *g)
{
    igraph_error_t e = igraph_vector_init(weight, g->weight ? gnn_graph_edges(g) - g->loops : 0);
    int64_t k = 0;
    for (int64_t u = 0; e == IGRAPH_SUCCESS && g->weight && u < g->n; u++)
        for (int64_t i = g->ptr[u]; i < g->ptr[u + 1]; i++)
            if (stands(g, u, i) && g->col[i] != u) VECTOR(*weight)[k++] = g->weight[i];
    return e;
}

typedef enum grouping { LOUVAIN, LEIDEN, WALKTRAP } grouping;

/* Strengths, which Leiden takes as vertex weights for modularity; *total is their sum. */
static igraph_error_t strengths_of(igraph_vector_t *strength, double *total, const igraph_t *graph,
                                   const igraph_vector_t *weight)
{
    igraph_error_t e;
    TRY_IGRAPH(igraph_vector_init(strength, 0));
    TRY_IGRAPH(igraph_strength(graph, strength, igraph_vss_all(), IGRAPH_ALL, false, weight));
    *total = igraph_vector_sum(strength);
done:
    return e;
}

/* Rounds until two in a row gain nothing.  igraph's own "until nothing changes" never ends where moves without gain go round,
 * on complete graphs for one. */
static igraph_error_t leiden_rounds(igraph_vector_int_t *group, const igraph_t *graph, const igraph_vector_t *weight,
                                    const igraph_vector_t *strength, double resolution)
{
    enum { MOST_ROUNDS = 100 };
    igraph_error_t e = IGRAPH_SUCCESS;
    igraph_integer_t clusters;
    double quality, best = -INFINITY;
    for (int round = 0, idle = 0; e == IGRAPH_SUCCESS && round < MOST_ROUNDS && idle < 2; round++) {
        e = igraph_community_leiden(graph, weight, strength, resolution, 0.01, round > 0, 1, group, &clusters,
                                    &quality);
        idle = quality > best + 1e-12 ? 0 : idle + 1;
        if (quality > best) best = quality;
    }
    return e;
}

static igraph_error_t cut_walktrap(igraph_vector_int_t *group, const igraph_t *graph, const igraph_vector_t *weight,
                                   int64_t k)
{
    igraph_error_t e;
    igraph_matrix_int_t merges = { 0 };
    igraph_vector_t modularity = { 0 };
    TRY_IGRAPH(igraph_matrix_int_init(&merges, 0, 0));
    TRY_IGRAPH(igraph_vector_init(&modularity, 0));
    TRY_IGRAPH(igraph_community_walktrap(graph, weight, 4, &merges, &modularity, group));
    igraph_integer_t n = igraph_vcount(graph), most = igraph_matrix_int_nrow(&merges);
    if (k > 0 && n - k <= most) TRY_IGRAPH(igraph_community_to_membership(&merges, n, n - k, group, NULL));
done:
    igraph_vector_destroy(&modularity);
    igraph_matrix_int_destroy(&merges);
    return e;
}

static igraph_error_t run_grouping(igraph_vector_int_t *group, const gnn_graph *g, grouping what, double resolution,
                                   int64_t k)
{
    igraph_error_t e;
    owned o = { .made = false };
    igraph_vector_t weight = { 0 }, strength = { 0 };
    double total;
    TRY_IGRAPH(igraph_vector_int_init(group, 0));
    TRY_IGRAPH(to_igraph(&o, g, false, false));
    TRY_IGRAPH(weights_of(&weight, g));
    const igraph_vector_t *w = g->weight ? &weight : NULL;
    if (what == LOUVAIN) TRY_IGRAPH(igraph_community_multilevel(&o.graph, w, resolution, group, NULL, NULL));
    if (what == WALKTRAP) TRY_IGRAPH(cut_walktrap(group, &o.graph, w, k));
    if (what == LEIDEN) {
        TRY_IGRAPH(strengths_of(&strength, &total, &o.graph, w));
        TRY_IGRAPH(leiden_rounds(group, &o.graph, w, &strength, total > 0 ? resolution / total : 0));
    }
done:
    igraph_vector_destroy(&strength);
    igraph_vector_destroy(&weight);
    drop(&o);
    return e;
}

static gnn_status group_by(int32_t *group, gnn_rng *rng, const gnn_graph *g, grouping what, double resolution,
                           int64_t k)
{
    igraph_vector_int_t found = { 0 };
    visit v;
    enter(&v, rng);
    igraph_error_t e = run_grouping(&found, g, what, resolution, k);
    gnn_status st = leave(&v, e, what == LOUVAIN ? "louvain" : what == LEIDEN ? "leiden" : "walktrap");
    for (int64_t i = 0; st == GNN_OK && i < g->n; i++) group[i] = (int32_t)VECTOR(found)[i];
    igraph_vector_int_destroy(&found);
    return st;
}

gnn_status gnn_i_igraph_louvain(int32_t *group, gnn_rng *rng, const gnn_graph *g, double resolution)
{
    return group_by(group, rng, g, LOUVAIN, resolution, 0);
}

gnn_status gnn_i_igraph_leiden(int32_t *group, gnn_rng *rng, const gnn_graph *g, double resolution)
{
    return group_by(group, rng, g, LEIDEN, resolution, 0);
}

gnn_status gnn_i_igraph_walktrap(int32_t *group, const gnn_graph *g, int64_t k)
{
    return group_by(group, NULL, g, WALKTRAP, 0, k);
}

/* ---- GML, GraphML, Pajek ---- */

static const char *const foreign_name[] = { "gml", "graphml", "pajek" };

static bool attribute_type(igraph_attribute_type_t *type, const igraph_t *g, igraph_attribute_elemtype_t where,
                           const char *name)
{
    if (!igraph_cattribute_has_attr(g, where, name)) return false;
    return igraph_cattribute_table.gettype(g, type, where, name) == IGRAPH_SUCCESS;
}

static gnn_status read_weights(double **out, const igraph_t *g)
{
    igraph_attribute_type_t type;
    int64_t m = igraph_ecount(g);
    if (!attribute_type(&type, g, IGRAPH_ATTRIBUTE_EDGE, "weight") || type != IGRAPH_ATTRIBUTE_NUMERIC) return GNN_OK;
    double *w = gnn_i_alloc((size_t)m, sizeof *w);
    if (!w) return GNN_ENOMEM;
    for (int64_t i = 0; i < m; i++) {
        w[i] = igraph_cattribute_EAN(g, "weight", i);
        if (isnan(w[i])) w[i] = 1.0; /* an edge without the attribute */
    }
    *out = w;
    return GNN_OK;
}

/* Texts by first appearance; a few classes, so a search of the earlier ones would do, but many must not be slow. */
typedef struct text_at {
    const char *text;
    int64_t at;
} text_at;

static int compare_texts(const void *pa, const void *pb)
{
    const text_at *a = pa, *b = pb;
    int c = strcmp(a->text, b->text);
    return c ? c : (a->at > b->at) - (a->at < b->at);
}

static gnn_status number_texts(int32_t *label, const igraph_t *g, const char *name)
{
    gnn_status st = GNN_OK;
    int64_t n = igraph_vcount(g);
    text_at *t;
    int32_t next = 0;
    GNN_ALLOC(t, n);
    for (int64_t u = 0; u < n; u++) t[u] = (text_at){ igraph_cattribute_VAS(g, name, u), u };
    if (n) qsort(t, (size_t)n, sizeof *t, compare_texts);
    for (int64_t i = 0, head = 0; i < n; i++) { /* label[u]: first vertex with the same text */
        if (strcmp(t[i].text, t[head].text) != 0) head = i;
        label[t[i].at] = (int32_t)t[head].at;
    }
    for (int64_t u = 0; u < n; u++) label[u] = label[u] == u ? next++ : label[label[u]];
done:
    gnn_i_free(t);
    return st;
}

static bool number_values(int32_t *label, const igraph_t *g, const char *name)
{
    for (int64_t u = 0; u < igraph_vcount(g); u++) {
        double x = igraph_cattribute_VAN(g, name, u);
        if (!(x >= INT32_MIN && x <= INT32_MAX) || x != floor(x)) return false;
        label[u] = (int32_t)x;
    }
    return true;
}

static gnn_status read_labels(int32_t **out, const igraph_t *g)
{
    static const char *const names[] = { "class", "value", "color", "label" };
    gnn_status st = GNN_OK;
    igraph_attribute_type_t type;
    int32_t *label;
    GNN_ALLOC(label, igraph_vcount(g));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!attribute_type(&type, g, IGRAPH_ATTRIBUTE_VERTEX, names[i])) continue;
        if (type == IGRAPH_ATTRIBUTE_STRING && i < 2) GNN_TRY(number_texts(label, g, names[i]));
        else if (type != IGRAPH_ATTRIBUTE_NUMERIC || !number_values(label, g, names[i])) continue;
        *out = label, label = NULL;
        break;
    }
done:
    gnn_i_free(label);
    return st;
}

gnn_status gnn_i_igraph_read(gnn_graph **out, FILE *in, gnn_i_foreign kind, unsigned flags)
{
    gnn_status st = GNN_OK;
    igraph_error_t e = IGRAPH_SUCCESS;
    owned o = { .made = false };
    double *weight = NULL;
    int32_t *label = NULL;
    visit v;
    enter(&v, NULL);
    const igraph_attribute_table_t *program_table = igraph_set_attribute_table(&igraph_cattribute_table);
    switch (kind) {
    case GNN_I_FOREIGN_GML: e = igraph_read_graph_gml(&o.graph, in); break;
    case GNN_I_FOREIGN_GRAPHML: e = igraph_read_graph_graphml(&o.graph, in, 0); break;
    case GNN_I_FOREIGN_PAJEK: e = igraph_read_graph_pajek(&o.graph, in); break;
    }
    o.made = e == IGRAPH_SUCCESS;
    if (o.made) {
        st = read_weights(&weight, &o.graph);
        if (st == GNN_OK) st = read_labels(&label, &o.graph);
        if (st == GNN_OK) st = from_igraph(out, &o.graph, weight, label, flags);
    }
    drop(&o);
    igraph_set_attribute_table(program_table);
    gnn_status left = leave(&v, e, foreign_name[kind]);
    if (left != GNN_OK) st = left == GNN_EINVAL ? GNN_EPARSE : left;
    gnn_i_free(weight);
    gnn_i_free(label);
    return st;
}

static igraph_error_t set_attributes(igraph_t *to, const gnn_graph *g)
{
    igraph_error_t e = IGRAPH_SUCCESS;
    igraph_vector_t value = { 0 };
    int64_t k = 0;
    TRY_IGRAPH(igraph_vector_init(&value, g->weight ? gnn_graph_edges(g) : 0));
    for (int64_t u = 0; g->weight && u < g->n; u++)
        for (int64_t i = g->ptr[u]; i < g->ptr[u + 1]; i++)
            if (stands(g, u, i)) VECTOR(value)[k++] = g->weight[i];
    if (g->weight) TRY_IGRAPH(igraph_cattribute_EAN_setv(to, "weight", &value));
    if (!g->node_label) goto done;
    TRY_IGRAPH(igraph_vector_resize(&value, g->n));
    for (int64_t u = 0; u < g->n; u++) VECTOR(value)[u] = g->node_label[u];
    TRY_IGRAPH(igraph_cattribute_VAN_setv(to, "class", &value));
done:
    igraph_vector_destroy(&value);
    return e;
}

static igraph_error_t write_foreign(FILE *out, const gnn_graph *g, gnn_i_foreign kind)
{
    igraph_error_t e;
    owned o = { .made = false };
    TRY_IGRAPH(to_igraph(&o, g, true, false));
    TRY_IGRAPH(set_attributes(&o.graph, g));
    switch (kind) {
    case GNN_I_FOREIGN_GML:
        e = igraph_write_graph_gml(&o.graph, out, IGRAPH_WRITE_GML_DEFAULT_SW, NULL, "libgnn");
        break;
    case GNN_I_FOREIGN_GRAPHML: e = igraph_write_graph_graphml(&o.graph, out, 0); break;
    case GNN_I_FOREIGN_PAJEK: e = igraph_write_graph_pajek(&o.graph, out); break;
    }
done:
    drop(&o);
    return e;
}

gnn_status gnn_i_igraph_write(FILE *out, const gnn_graph *g, gnn_i_foreign kind)
{
    visit v;
    GNN_REQUIRE_RETURN(kind != GNN_I_FOREIGN_PAJEK || !g->node_label, GNN_EUNSUPPORTED,
                       "pajek: this format has no place for vertex labels");
    enter(&v, NULL);
    const igraph_attribute_table_t *program_table = igraph_set_attribute_table(&igraph_cattribute_table);
    igraph_error_t e = write_foreign(out, g, kind);
    igraph_set_attribute_table(program_table);
    return leave(&v, e, foreign_name[kind]);
}

/* ---- random and named graphs ---- */

/* Convert what a constructor made, or say why it failed. */
static gnn_status finish(gnn_graph **out, visit *v, igraph_error_t e, igraph_t *graph, const char *what)
{
    GNN_TRY_RETURN(leave(v, e, what));
    gnn_status st = from_igraph(out, graph, NULL, NULL, 0);
    igraph_destroy(graph);
    return st;
}

gnn_status gnn_i_igraph_gnp(gnn_graph **out, gnn_rng *rng, int64_t n, double p)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_erdos_renyi_game_gnp(&g, n, p, false, false), &g, "er");
}

gnn_status gnn_i_igraph_gnm(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t m)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_erdos_renyi_game_gnm(&g, n, m, false, false), &g, "er");
}

static igraph_error_t rewire(owned *o, const gnn_graph *g)
{
    igraph_error_t e;
    TRY_IGRAPH(to_igraph(o, g, false, false));
    if (g->n >= 4 && igraph_ecount(&o->graph) >= 2) /* smaller ones have no other form */
        TRY_IGRAPH(igraph_rewire(&o->graph, 10 * igraph_ecount(&o->graph), IGRAPH_REWIRING_SIMPLE));
done:
    return e;
}

static gnn_status shuffled_weights(double **out, gnn_rng *rng, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t m = 0;
    int32_t *place = NULL;
    double *w;
    GNN_ALLOC(w, g->arcs);
    GNN_ALLOC(place, g->arcs / 2);
    gnn_rng_permutation(rng, g->arcs / 2, place);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] > u) w[place[m++]] = g->weight[e];
    *out = w, w = NULL;
done:
    gnn_i_free(place);
    gnn_i_free(w);
    return st;
}

gnn_status gnn_i_igraph_rewired(gnn_graph **out, gnn_rng *rng, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    owned o = { .made = false };
    double *weight = NULL;
    visit v;
    enter(&v, rng);
    igraph_error_t e = rewire(&o, g);
    GNN_TRY(leave(&v, e, "rewiring"));
    if (g->weight) GNN_TRY(shuffled_weights(&weight, rng, g));
    GNN_TRY(from_igraph(out, &o.graph, weight, NULL, 0));
done:
    drop(&o);
    gnn_i_free(weight);
    return st;
}

gnn_status gnn_i_igraph_regular(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t degree)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_k_regular_game(&g, n, degree, false, false), &g, "regular");
}

static igraph_error_t draw_blocks(igraph_t *g, int64_t blocks, const int64_t *size, double p_in, double p_out)
{
    igraph_error_t e;
    igraph_matrix_t p = { 0 };
    igraph_vector_int_t sizes = { 0 };
    int64_t n = 0;
    TRY_IGRAPH(igraph_matrix_init(&p, blocks, blocks));
    TRY_IGRAPH(igraph_vector_int_init(&sizes, blocks));
    for (int64_t i = 0; i < blocks; i++) {
        for (int64_t j = 0; j < blocks; j++) MATRIX(p, i, j) = i == j ? p_in : p_out;
        VECTOR(sizes)[i] = size[i], n += size[i];
    }
    TRY_IGRAPH(igraph_sbm_game(g, n, &p, &sizes, false, false));
done:
    igraph_matrix_destroy(&p);
    igraph_vector_int_destroy(&sizes);
    return e;
}

gnn_status gnn_i_igraph_blocks(gnn_graph **out, gnn_rng *rng, int64_t blocks, const int64_t *size, double p_in,
                               double p_out)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, draw_blocks(&g, blocks, size, p_in, p_out), &g, "sbm");
}

gnn_status gnn_i_igraph_barabasi(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t m)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_barabasi_game(&g, n, 1.0, m, NULL, true, 1.0, false, IGRAPH_BARABASI_PSUMTREE, NULL),
                  &g, "ba");
}

gnn_status gnn_i_igraph_ring(gnn_graph **out, gnn_rng *rng, int64_t n, int64_t reach, double p)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_watts_strogatz_game(&g, 1, n, reach, p, false, false), &g, "ws");
}

gnn_status gnn_i_igraph_tree(gnn_graph **out, gnn_rng *rng, int64_t n)
{
    visit v;
    igraph_t g;
    enter(&v, rng);
    return finish(out, &v, igraph_tree_game(&g, n, false, IGRAPH_RANDOM_TREE_PRUFER), &g, "tree");
}

gnn_status gnn_i_igraph_famous(gnn_graph **out, const char *name)
{
    visit v;
    igraph_t g;
    enter(&v, NULL);
    return finish(out, &v, igraph_famous(&g, name), &g, "famous");
}
