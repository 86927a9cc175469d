/* 1-WL from counts of small connected induced subgraphs around each vertex, directions, weights and loops aside:
 *
 *   graphlet-1-wl:K   per orbit: how many induced connected subgraphs of 2 … K vertices have v in that place
 *   s3, s4            per isomorphism type: how many of 3 (and 4) vertices have v in them
 *
 * Subgraphs are listed once each by ESU: a set grows from its least vertex by vertices that were not next to it before.
 *
 * @source Wernicke 2006 (ESU); Przulj 2007 (orbits); Wang & Zhang 2024 (S3, S4) */
#include "skeleton.h"

enum { MAX_K = 5, CODES = 1 << (MAX_K * (MAX_K - 1) / 2), S3 = 3, S4 = 4 };

typedef struct census {
    int k;                      /* largest subgraphs                                                  */
    bool orbits;
    int32_t (*place)[CODES][MAX_K]; /* [size]: of a code, which count each of its vertices adds to, or -1 */
    int64_t places;             /* counts a vertex                                                    */
    const gnn_i_skeleton *near;
    int64_t graph, n, base, *count; /* n x places, of the graph at hand                               */
    uint64_t *row;              /* n x stride bits: adjacency                                         */
    int64_t stride;
    int32_t *extension[MAX_K + 1]; /* vertices that may come next, by depth: n entries each              */
    int32_t *next_to;           /* of a vertex: how many of the set it is, or is next to              */
    int32_t set[MAX_K + 1];
    int64_t work;
    gnn_i_budget *budget;
} census;

/* ---- codes: bit (a, b), a < b, of a set in some order is bit b (b - 1) / 2 + a ---- */

static int bit_of(int a, int b) { return a < b ? b * (b - 1) / 2 + a : a * (a - 1) / 2 + b; }

static bool connected(int code, int k)
{
    int reached = 1;
    for (int round = 0; round < k; round++)
        for (int a = 0; a < k; a++)
            for (int b = 0; b < k; b++)
                if (a != b && (reached >> a & 1) && (code >> bit_of(a, b) & 1)) reached |= 1 << b;
    return reached == (1 << k) - 1;
}

static bool next_permutation(int *p, int k)
{
    int i = k - 2, j = k - 1;
    while (i >= 0 && p[i] > p[i + 1]) i--;
    if (i < 0) return false;
    while (p[j] < p[i]) j--;
    int x = p[i];
    p[i] = p[j], p[j] = x;
    for (int a = i + 1, b = k - 1; a < b; a++, b--) x = p[a], p[a] = p[b], p[b] = x;
    return true;
}

static int permuted(int code, int k, const int *p)
{
    int out = 0;
    for (int b = 1; b < k; b++)
        for (int a = 0; a < b; a++)
            if (code >> bit_of(a, b) & 1) out |= 1 << bit_of(p[a], p[b]);
    return out;
}

/* Number the places of size k: the least code over all orders names the type, with it the least position the orbit. */
static void number_places(census *c, int k)
{
    int32_t (*place)[MAX_K] = c->place[k];
    int codes = 1 << (k * (k - 1) / 2);
    for (int code = 0; code < codes; code++) {
        int p[MAX_K] = {0, 1, 2, 3, 4}, least = code, position[MAX_K];
        for (int v = 0; v < MAX_K; v++) place[code][v] = -1, position[v] = v;
        if (!connected(code, k)) continue;
        do {
            int other = permuted(code, k, p);
            for (int v = 0; v < k; v++)
                if (other < least || (other == least && p[v] < position[v])) position[v] = p[v];
            if (other < least) least = other;
        } while (next_permutation(p, k));
        if (least == code) /* codes come in order: the least one is numbered before the others ask */
            for (int v = 0; v < k; v++)
                place[code][v] = v != position[v] && c->orbits ? place[code][position[v]]
                                 : c->orbits || v == 0         ? (int32_t)c->places++
                                                               : place[code][0];
        else
            for (int v = 0; v < k; v++) place[code][v] = place[least][position[v]];
    }
}

/* ---- the census ---- */

static inline bool adjacent(const census *c, int32_t u, int32_t v)
{
    return c->row[u * c->stride + (v >> 6)] >> (v & 63) & 1;
}

static inline void record(const census *c, int size, int code)
{
    const int32_t *place = c->place[size][code];
    for (int v = 0; v < size; v++)
        if (place[v] >= 0) c->count[c->set[v] * c->places + place[v]]++;
}

static int code_with(const census *c, int depth, int code, int32_t v)
{
    for (int a = 0; a < depth; a++) code |= (int)adjacent(c, c->set[a], v) << bit_of(a, depth);
    return code;
}

/* The set has `depth` vertices and this code; the first `have` of extension[depth - 1] may come next. */
static void extend(census *c, int depth, int code, int64_t have)
{
    int32_t *from = c->extension[depth - 1], *to = c->extension[depth];
    const int64_t *ptr = c->near->ptr + c->base;
    record(c, depth, code);
    if (depth >= c->k || depth >= MAX_K) return; /* the second for the compiler */
    c->work += have;
    while (have > 0) {
        int32_t v = from[--have];
        c->set[depth] = v;
        int with = code_with(c, depth, code, v);
        if (depth + 1 == c->k) {
            record(c, c->k, with);
            continue;
        }
        int64_t more = have;
        memcpy(to, from, (size_t)have * sizeof *to);
        for (int64_t e = ptr[v]; e < ptr[v + 1]; e++) {
            int32_t w = c->near->col[e];
            if (w > c->set[0] && c->next_to[w] == 0) to[more++] = w;
            c->next_to[w]++;
        }
        extend(c, depth + 1, with, more);
        for (int64_t e = ptr[v]; e < ptr[v + 1]; e++) c->next_to[c->near->col[e]]--;
    }
}

static gnn_status take_census(census *c)
{
    const int64_t *ptr = c->near->ptr + c->base;
    memset(c->row, 0, (size_t)(c->n * c->stride) * sizeof *c->row);
    memset(c->next_to, 0, (size_t)c->n * sizeof *c->next_to);
    for (int64_t u = 0; u < c->n; u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++)
            c->row[u * c->stride + (c->near->col[e] >> 6)] |= (uint64_t)1 << (c->near->col[e] & 63);
    for (int32_t v = 0; v < c->n; v++) {
        int64_t have = 0;
        c->set[0] = v, c->next_to[v]++;
        for (int64_t e = ptr[v]; e < ptr[v + 1]; e++) {
            int32_t w = c->near->col[e];
            if (w > v) c->extension[0][have++] = w;
            c->next_to[w]++;
        }
        extend(c, 1, 0, have);
        c->next_to[v]--;
        for (int64_t e = ptr[v]; e < ptr[v + 1]; e++) c->next_to[c->near->col[e]]--;
        GNN_TRY_RETURN(gnn_i_budget_poll(c->budget));
    }
    return GNN_OK;
}

static gnn_status census_new(census *c, const gnn_i_trial *t, const gnn_i_skeleton *near, int k, bool orbits)
{
    gnn_status st = GNN_OK;
    int64_t most = 0;
    *c = (census){.k = k, .orbits = orbits, .near = near, .budget = t->budget};
    for (int64_t i = 0; i < t->count; i++) most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    c->stride = most / 64 + 1;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * most * c->stride + (4 * MAX_K + 4) * most));
    GNN_ALLOC(c->place, MAX_K + 1);
    for (int size = 1; size <= k; size++)
        if (size == k || (orbits && size > 1) || (!orbits && size == 3)) number_places(c, size);
        else memset(c->place[size], 0xff, sizeof c->place[size]);
    GNN_ALLOC(c->row, most * c->stride + 1);
    GNN_ALLOC(c->next_to, most + 1);
    for (int d = 0; d < MAX_K; d++) GNN_ALLOC(c->extension[d], most + 1);
done:
    return st;
}

static void census_free(census *c)
{
    gnn_i_free(c->place);
    gnn_i_free(c->row);
    gnn_i_free(c->next_to);
    for (int d = 0; d < MAX_K; d++) gnn_i_free(c->extension[d]);
}

static gnn_status graphlet_run(gnn_i_trial *t)
{
    static const struct { int k; bool orbits; } of_variant[] = {{3, false}, {4, false}, {3, true}, {4, true}, {5, true}};
    gnn_status st = GNN_OK;
    gnn_i_skeleton near = {0};
    census c = {0};
    int64_t *words = NULL, *begin = NULL, *length = NULL;
    GNN_TRY(gnn_i_skeleton_new(&near, t->count, t->graphs, t->budget));
    GNN_TRY(census_new(&c, t, &near, of_variant[t->variant].k, of_variant[t->variant].orbits));
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * near.n * (c.places + 2)));
    GNN_CALLOC(words, near.n * c.places + 1);
    GNN_ALLOC(begin, near.n + 1);
    GNN_ALLOC(length, near.n + 1);
    for (int64_t v = 0; v < near.n; v++) begin[v] = v * c.places, length[v] = c.places;
    for (int64_t i = 0; i < t->count; i++) {
        c.graph = i, c.base = near.node_ptr[i], c.n = near.node_ptr[i + 1] - c.base,
        c.count = words + c.base * c.places;
        GNN_TRY(take_census(&c));
    }
    GNN_TRY(gnn_i_seeded_wl1(t, begin, length, words));
done:
    census_free(&c);
    gnn_i_skeleton_free(&near);
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    return st;
}

#define END "  Directions, weights and loops do not count here, but in the refinement that follows.  "
#define ORBITS " vertices each vertex is in each place.  Bounds GSN with these patterns." END
static const char *const names[] = {"s3", "s4", "graphlet-1-wl:3", "graphlet-1-wl:4", "graphlet-1-wl:5", NULL};
static const char *const help[] = {
    "1-WL from the numbers of paths and triangles of 3 vertices (induced) that each vertex is in." END "Cost O(n d^2).  Wang & Zhang 2024.",
    "1-WL from the numbers of connected induced subgraphs of 3 and 4 vertices, by type, that each vertex is in." END
    "Cost O(n d^3).  Wang & Zhang 2024.",
    "1-WL from graphlet degrees: in how many connected induced subgraphs of 2 and 3" ORBITS "Cost O(n d^2).  Przulj 2007.",
    "1-WL from graphlet degrees: in how many connected induced subgraphs of 2 to 4" ORBITS "Cost O(n d^3).  Przulj 2007.",
    "1-WL from graphlet degrees: in how many connected induced subgraphs of 2 to 5" ORBITS
    "Cost O(n d^4), or the number of these subgraphs.  Przulj 2007.",
};

static const int ranks[] = {24, 26, 24, 26, 28};

const gnn_i_verdict gnn_i_verdict_graphlet = {.ranks = ranks, .names = names, .help = help, .run = graphlet_run};
