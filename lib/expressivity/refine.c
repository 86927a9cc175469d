/* Colour refinement (1-WL) as exact partition refinement: no hashes, O((n + m) log n).
 *
 * Cells are ranges of `order`; a cell is named by its first position, so its number does not depend on vertex names as long
 * as splitters are taken in an order that does not.  Refinement goes by generations.  P_0 is the partition by labels; P_r
 * splits the cells of P_{r-1} by the numbers of arcs (of each type) from each cell of P_{r-1}.  Vertices of one cell of
 * P_{r-1} agree on every cell of P_{r-2}; so of the children of such a cell one, the largest, may be left out as a
 * splitter: its count follows from the others'.  A vertex is in a splitter at most log2 n times, whatever the number of
 * rounds, and `rounds` still is that of the synchronous definition: how many r have P_r != P_{r-1}.
 *
 * @source Cardon & Crochemore 1982; Paige & Tarjan 1987; Berkholz, Bonsma, Grohe 2017 */
#include "verdict.h"

typedef struct refiner {
    const gnn_i_incidence *inc;
    gnn_i_budget *budget;
    int32_t *order, *pos;    /* vertices by position, and back                                           */
    int32_t *cell;           /* of a vertex: first position of its cell                                  */
    int32_t *len;            /* of a cell, at its first position                                         */
    int32_t *marked;         /* of a cell: how many members at its end are touched                       */
    int32_t *count;          /* of a vertex: arcs from the splitter at hand; negative: ALONE in its cell */
    int32_t *touched, *hit;  /* touched vertices; cells with touched vertices                            */
    int32_t *born, *origin;  /* of a cell: round it was made in, and the P_{r-1} cell it was part of     */
    int32_t *split, *split_len, *stamp; /* P_{r-1} cells split in this round; their lengths; registered   */
    int32_t *frozen;         /* members of this generation's splitters                                   */
    int64_t *frozen_ptr, splitters, nsplit, cells, work;
    uint64_t *seen;          /* (type, vertex) of the arcs of a splitter, when there are several types   */
    int64_t seen_cap;
    uint64_t *keys;          /* (count, vertex) scratch of a cell                                        */
    int32_t *bucket;         /* how many have a count; n entries                                         */
    int32_t round;
    int64_t half;            /* pair: vertices below this belong to the first graph; -1: no pair         */
    bool differs;
    int64_t in_first, in_second;
} refiner;

/* A vertex alone in its cell is never split again: its count starts so low that no arcs bring it to 0, where vertices are
 * collected. */
enum { ALONE = INT32_MIN, AHEAD = 4 };

static int by_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int by_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void sort_keys(uint64_t *k, int64_t n)
{
    if (n > 32) {
        qsort(k, (size_t)n, sizeof *k, by_u64);
        return;
    }
    for (int64_t i = 1; i < n; i++) {
        uint64_t x = k[i];
        int64_t j = i;
        for (; j > 0 && k[j - 1] > x; j--) k[j] = k[j - 1];
        k[j] = x;
    }
}

/* Cell `start` is about to be split: remember the P_{r-1} cell that it belongs to. */
static int32_t register_split(refiner *r, int32_t start)
{
    int32_t o = r->born[start] == r->round ? r->origin[start] : start;
    if (r->stamp[o] != r->round) {
        r->stamp[o] = r->round;
        r->split_len[o] = r->len[start];
        r->split[r->nsplit++] = o;
    }
    return o;
}

static void new_cell(refiner *r, int32_t start, int32_t len, int32_t origin)
{
    r->len[start] = len, r->born[start] = r->round, r->origin[start] = origin, r->marked[start] = 0;
    for (int32_t p = start; p < start + len; p++) r->cell[r->order[p]] = start;
    r->cells++;
}

/* The k vertices at `first` in the order of their counts, which are lo .. hi. */
static void order_by_count(refiner *r, int32_t first, int32_t k, int32_t lo, int32_t hi)
{
    if (hi - lo < r->inc->n && hi - lo <= 2 * k) { /* counting; keys holds the vertices meanwhile */
        memset(r->bucket, 0, ((size_t)(hi - lo) + 1) * sizeof *r->bucket);
        for (int32_t i = 0; i < k; i++) {
            int32_t v = r->order[first + i];
            r->bucket[r->count[v] - lo]++, r->keys[i] = (uint32_t)v;
        }
        for (int32_t c = 0, at = first; c <= hi - lo; c++) {
            int32_t size = r->bucket[c];
            r->bucket[c] = at, at += size;
        }
        for (int32_t i = 0; i < k; i++) {
            int32_t v = (int32_t)r->keys[i], p = r->bucket[r->count[v] - lo]++;
            r->order[p] = v, r->pos[v] = p;
        }
        return;
    }
    for (int32_t i = 0; i < k; i++) {
        int32_t v = r->order[first + i];
        r->keys[i] = (uint64_t)(uint32_t)r->count[v] << 32 | (uint32_t)v;
    }
    sort_keys(r->keys, k);
    for (int32_t i = 0; i < k; i++) {
        int32_t v = (int32_t)(uint32_t)r->keys[i];
        r->order[first + i] = v, r->pos[v] = first + i;
    }
}

/* Order the touched members of a cell by count, ascending, behind the untouched ones; each new value is a new cell. */
static void split_cell(refiner *r, int32_t start)
{
    int32_t len = r->len[start], k = r->marked[start], first = start + len - k;
    int32_t lo = INT32_MAX, hi = 0;
    r->marked[start] = 0;
    for (int32_t p = first; p < start + len; p++) {
        int32_t c = r->count[r->order[p]];
        lo = c < lo ? c : lo, hi = c > hi ? c : hi;
    }
    if (lo == hi && k == len) return;
    int32_t o = register_split(r, start);
    if (lo != hi) order_by_count(r, first, k, lo, hi);
    int32_t end = start + len, from = first;
    if (k == len) { /* the smallest count keeps the cell's name */
        while (from < end && r->count[r->order[from]] == lo) from++;
    }
    r->len[start] = from - start;
    while (from < end) {
        int32_t to = from + 1, c = r->count[r->order[from]];
        while (to < end && r->count[r->order[to]] == c) to++;
        new_cell(r, from, to - from, o);
        from = to;
    }
}

static inline void touch(refiner *r, int32_t v, int64_t *nt)
{
    if (r->count[v]++ == 0) r->touched[(*nt)++] = v;
}

/* Split every cell by the counts collected in r->count. */
static void apply_counts(refiner *r, int64_t nt)
{
    int64_t nh = 0;
    for (int64_t i = 0; i < nt; i++) {
        int32_t v = r->touched[i], c = r->cell[v];
        if (r->len[c] == 1) continue;
        if (r->marked[c]++ == 0) r->hit[nh++] = c;
        int32_t p = c + r->len[c] - r->marked[c], u = r->order[p];
        r->order[r->pos[v]] = u, r->pos[u] = r->pos[v];
        r->order[p] = v, r->pos[v] = p;
    }
    for (int64_t i = 0; i < nh; i++) split_cell(r, r->hit[i]);
    for (int64_t i = 0; i < nt; i++) {
        int32_t v = r->touched[i];
        r->count[v] = r->len[r->cell[v]] == 1 ? ALONE : 0;
    }
}

/* Several types of arcs: collect (type, vertex), and count type by type. */
static gnn_status split_by_types(refiner *r, const int32_t *members, int64_t size)
{
    const gnn_i_incidence *inc = r->inc;
    int64_t total = 0, k = 0, nt = 0;
    for (int64_t i = 0; i < size; i++) total += inc->ptr[members[i] + 1] - inc->ptr[members[i]];
    GNN_TRY_RETURN(gnn_i_grow(&r->seen, &r->seen_cap, total + 1, sizeof *r->seen));
    for (int64_t i = 0; i < size; i++)
        for (int64_t e = inc->ptr[members[i]]; e < inc->ptr[members[i] + 1]; e++)
            r->seen[k++] = (uint64_t)(uint32_t)inc->type[e] << 32 | (uint32_t)inc->col[e];
    sort_keys(r->seen, k);
    for (int64_t e = 0; e < k; e++) {
        touch(r, (int32_t)(uint32_t)r->seen[e], &nt);
        if (e + 1 == k || r->seen[e + 1] >> 32 != r->seen[e] >> 32) {
            apply_counts(r, nt);
            nt = 0;
        }
    }
    r->work += k;
    return GNN_OK;
}

/* Rows of the vertices that come next; their order is random, so the processor cannot know them. */
static inline void fetch_ahead(const refiner *r, const int32_t *member)
{
    const int32_t *end = r->frozen + r->frozen_ptr[r->splitters];
    if (end - member <= 2 * AHEAD) return;
    __builtin_prefetch(&r->inc->ptr[member[2 * AHEAD]]);
    __builtin_prefetch(&r->inc->col[r->inc->ptr[member[AHEAD]]]);
}

static gnn_status run_splitter(refiner *r, const int32_t *members, int64_t size)
{
    const gnn_i_incidence *inc = r->inc;
    int64_t nt = 0;
    if (r->work > 100000) {
        r->work = 0;
        GNN_TRY_RETURN(gnn_i_budget_poll(r->budget));
    }
    if (inc->type) return split_by_types(r, members, size);
    for (int64_t i = 0; i < size; i++) {
        int64_t end = inc->ptr[members[i] + 1];
        fetch_ahead(r, members + i);
        for (int64_t e = inc->ptr[members[i]]; e < end; e++) touch(r, inc->col[e], &nt);
        r->work += end - inc->ptr[members[i]];
    }
    apply_counts(r, nt);
    return GNN_OK;
}

/* Freeze a cell as a splitter of the next generation; for a pair, see whether both graphs have it equally often. */
static void freeze(refiner *r, int32_t start)
{
    int64_t at = r->frozen_ptr[r->splitters], first = 0;
    for (int32_t p = start; p < start + r->len[start]; p++) {
        r->frozen[at++] = r->order[p];
        first += r->order[p] < r->half;
    }
    r->frozen_ptr[++r->splitters] = at;
    int64_t second = r->len[start] - first;
    if (r->half >= 0 && !r->differs && first != second) r->differs = true, r->in_first = first, r->in_second = second;
}

/* All children of the cells split in this round but one of the largest of each, in the order of positions. */
static void next_generation(refiner *r)
{
    r->splitters = 0;
    qsort(r->split, (size_t)r->nsplit, sizeof *r->split, by_i32);
    for (int64_t i = 0; i < r->nsplit; i++) {
        int32_t o = r->split[i], end = o + r->split_len[o], largest = o;
        for (int32_t c = o; c < end; c += r->len[c])
            if (r->len[c] > r->len[largest]) largest = c;
        for (int32_t c = o; c < end; c += r->len[c])
            if (c != largest) freeze(r, c);
    }
}

static gnn_status refiner_new(refiner *r, const gnn_i_incidence *inc, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    int64_t n = inc->n + 1;
    *r = (refiner){.inc = inc, .budget = budget, .half = -1};
    GNN_TRY(gnn_i_budget_bytes(budget, n * (15 * 4 + 2 * 8) + (inc->type ? 8 * inc->arcs : 0)));
    int32_t **arrays[] = {&r->order, &r->pos, &r->cell, &r->len, &r->marked, &r->count, &r->touched, &r->hit, &r->born,
                          &r->origin, &r->split, &r->split_len, &r->stamp, &r->frozen, &r->bucket};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) GNN_CALLOC(*arrays[i], n);
    GNN_ALLOC(r->frozen_ptr, n + 1);
    GNN_ALLOC(r->keys, n);
    r->frozen_ptr[0] = 0;
done:
    return st;
}

static void refiner_free(refiner *r)
{
    int32_t *arrays[] = {r->order, r->pos, r->cell, r->len, r->marked, r->count, r->touched, r->hit, r->born,
                         r->origin, r->split, r->split_len, r->stamp, r->frozen, r->bucket};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) gnn_i_free(arrays[i]);
    gnn_i_free(r->frozen_ptr);
    gnn_i_free(r->keys);
    gnn_i_free(r->seen);
}

/* P_0: cells by label rank (a counting sort); all of them are splitters of round 1. */
static gnn_status start_cells(refiner *r)
{
    gnn_status st = GNN_OK;
    const gnn_i_incidence *inc = r->inc;
    int64_t *first = NULL;
    GNN_CALLOC(first, inc->labels + 1);
    for (int64_t v = 0; v < inc->n; v++) first[(inc->label ? inc->label[v] : 0) + 1]++;
    for (int64_t l = 0; l < inc->labels; l++) first[l + 1] += first[l];
    for (int64_t v = 0; v < inc->n; v++) {
        int64_t p = first[inc->label ? inc->label[v] : 0]++;
        r->order[p] = (int32_t)v, r->pos[v] = (int32_t)p;
    }
    for (int64_t l = 0, from = 0; l < inc->labels; from = first[l++])
        if (first[l] > from) {
            new_cell(r, (int32_t)from, (int32_t)(first[l] - from), (int32_t)from);
            freeze(r, (int32_t)from);
        }
done:
    gnn_i_free(first);
    return st;
}

static void number_colors(gnn_i_partition *p, const refiner *r)
{
    int32_t c = 0;
    for (int64_t at = 0; at < r->inc->n; at += r->len[at], c++)
        for (int64_t k = at; k < at + r->len[at]; k++) p->color[r->order[k]] = c;
}

gnn_status gnn_i_refine(gnn_i_partition *out, const gnn_i_incidence *inc, bool pair_stop, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    gnn_i_partition p = {0};
    refiner r = {0};
    GNN_TRY(refiner_new(&r, inc, budget));
    if (pair_stop) r.half = inc->node_ptr[1];
    GNN_ALLOC(p.color, inc->n + 1);
    GNN_TRY(start_cells(&r));
    while (r.splitters > 0 && !r.differs && r.cells < inc->n) { /* n cells cannot be split */
        r.round++, r.nsplit = 0;
        GNN_TRY(gnn_i_budget_poll(budget));
        for (int64_t s = 0; s < r.splitters && r.cells < inc->n; s++)
            GNN_TRY(run_splitter(&r, r.frozen + r.frozen_ptr[s], r.frozen_ptr[s + 1] - r.frozen_ptr[s]));
        if (r.nsplit > 0) p.rounds = r.round;
        next_generation(&r);
    }
    number_colors(&p, &r);
    p.cells = r.cells, p.differs = r.differs, p.in_first = r.in_first, p.in_second = r.in_second;
    *out = p, p.color = NULL;
done:
    gnn_i_free(p.color);
    refiner_free(&r);
    return st;
}

void gnn_i_partition_free(gnn_i_partition *p) { gnn_i_free(p->color); }

gnn_status gnn_color_refinement(int32_t *color, int64_t *colors, int64_t *rounds, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_i_incidence inc = {0};
    gnn_i_partition p = {0};
    gnn_i_budget budget = {0};
    GNN_REQUIRE(color && g, GNN_EINVAL, "color refinement: color and graph are required");
    GNN_TRY(gnn_i_incidence_new(&inc, 1, &g, &budget));
    GNN_TRY(gnn_i_refine(&p, &inc, false, &budget));
    memcpy(color, p.color, (size_t)g->n * sizeof *color);
    if (colors) *colors = p.cells;
    if (rounds) *rounds = p.rounds;
done:
    gnn_i_partition_free(&p);
    gnn_i_incidence_free(&inc);
    return st;
}
