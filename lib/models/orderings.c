/* Truncated breadth-first orderings (Chen et al. 2020, section 5): a node, then up to k of its neighbours in some order, then
 * for each of these in turn up to k neighbours that are not listed yet, and so on, `depth` times.  Every choice is listed. */
#include "models/orderings.h"
#include "graph/graph_i.h"

enum { LIMIT = 1 << 22, MAX_LENGTH = 4096 };

int64_t gnn_i_ordering_length(int64_t depth, int64_t k)
{
    int64_t length = 1, level = 1;
    for (int64_t i = 0; i < depth && length <= MAX_LENGTH; i++) level *= k, length += level;
    return length;
}

/* ---- sets of equal keys ---- */

/* Numbers keys of `size` bytes in order of first appearance; the keys lie one after the other.  Room follows the keys kept,
 * not those looked at: many orderings are equal. */
typedef struct table {
    gnn_tape *tape;
    char *key;
    size_t size;
    int32_t *slot;
    uint64_t mask;
    int64_t count, room;
} table;

static uint64_t hash(const void *key, size_t size)
{
    uint64_t h = 0x9e3779b97f4a7c15ull, w;
    for (const char *p = key; size; size -= size < 8 ? size : 8, p += 8) {
        w = 0;
        memcpy(&w, p, size < 8 ? size : 8);
        h = (h ^ w) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
    }
    return h;
}

/* Room for `room` keys and a candidate after them. */
static bool table_grow(table *t, int64_t room)
{
    uint64_t slots = 16;
    while ((int64_t)slots < 2 * room) slots *= 2;
    char *key = gnn_i_tape_alloc(t->tape, (size_t)(room + 1) * t->size);
    int32_t *slot = gnn_i_tape_alloc(t->tape, slots * sizeof *slot);
    if (!key || !slot) return false;
    if (t->count) memcpy(key, t->key, (size_t)t->count * t->size);
    memset(slot, 0xff, slots * sizeof *slot);
    for (int64_t i = 0; i < t->count; i++) {
        uint64_t at = hash(key + (size_t)i * t->size, t->size) & (slots - 1);
        while (slot[at] >= 0) at = (at + 1) & (slots - 1);
        slot[at] = (int32_t)i;
    }
    t->key = key, t->slot = slot, t->mask = slots - 1, t->room = room;
    return true;
}

static bool table_new(table *t, gnn_tape *tape, size_t size, int64_t room)
{
    *t = (table){ .tape = tape, .size = size };
    return table_grow(t, room);
}

/* Where the next candidate is written; NULL without memory. */
static void *table_candidate(table *t)
{
    return t->count < t->room || table_grow(t, 2 * t->room) ? t->key + (size_t)t->count * t->size : NULL;
}

/* The candidate's number; *fresh: it is kept. */
static int32_t table_number(table *t, bool *fresh)
{
    const char *candidate = t->key + (size_t)t->count * t->size;
    uint64_t at = hash(candidate, t->size) & t->mask;
    for (; t->slot[at] >= 0; at = (at + 1) & t->mask)
        if (memcmp(t->key + (size_t)t->slot[at] * t->size, candidate, t->size) == 0) {
            *fresh = false;
            return t->slot[at];
        }
    *fresh = true;
    return t->slot[at] = (int32_t)t->count++;
}

const int32_t *gnn_i_row_kinds(gnn_context *c, const gnn_tensor *x)
{
    int64_t n = x->shape[0];
    size_t row = (size_t)x->shape[1] * gnn_dtype_size(x->dtype);
    table t;
    bool fresh;
    int32_t *kind = gnn_i_tape_alloc(c->tape, (size_t)(n + 1) * sizeof *kind);
    if (!kind || !table_new(&t, c->tape, row, n + 1)) {
        (void)gnn_i_poison(c->tape, GNN_ENOMEM, "kinds");
        return NULL;
    }
    for (int64_t i = 0; i < n; i++) {
        memcpy(table_candidate(&t), (const char *)x->data + (size_t)i * row, row);
        kind[i] = table_number(&t, &fresh);
    }
    return kind;
}

/* ---- enumeration ---- */

typedef struct search {
    gnn_tape *tape;
    const gnn_i_csr *in;       /* row = head, columns ascending                   */
    const gnn_tensor *edge;
    const int32_t *kind;
    gnn_dtype dtype;
    int64_t depth, k, length, w, n;
    bool listing;              /* else only counted                               */
    int32_t *seq;              /* length                                          */
    char *used;                /* n                                               */
    int64_t len, total;
    char *now;                 /* arcs of the ordering at hand                    */
    size_t entry, row;         /* bytes of an arc, of a pattern                   */
    table patterns, orderings; /* arcs; kinds of the nodes and number of the pattern */
    int32_t *node;             /* nodes of each kept ordering                     */
    int64_t room;              /* orderings that `node` holds                     */
    bool failed;               /* memory ended                                    */
    int32_t *number;           /* total: ordering of each listed one              */
} search;

/* The arc u -> v: its place in the operator, -1: there is none. */
static int64_t arc_of(const gnn_i_csr *in, int32_t u, int32_t v)
{
    int64_t lo = in->ptr[v], hi = in->ptr[v + 1];
    while (lo < hi) {
        int64_t mid = (lo + hi) / 2;
        if (in->col[mid] < u) lo = mid + 1;
        else hi = mid;
    }
    return lo < in->ptr[v + 1] && in->col[lo] == u ? lo : -1;
}

static void put_arc(const search *s, int64_t p, int64_t q)
{
    int64_t e = arc_of(s->in, s->seq[p], s->seq[q]);
    char *to = s->now + (size_t)(p * (s->length - 1) + q - (q > p)) * s->entry;
    if (e < 0) memset(to, 0, s->entry);
    else if (s->edge) memcpy(to, (const char *)s->edge->data + (size_t)e * s->entry, s->entry);
    else if (s->in->val) memcpy(to, (const char *)s->in->val + (size_t)e * s->entry, s->entry);
    else if (s->dtype == GNN_F32) memcpy(to, &(float){ 1 }, s->entry);
    else memcpy(to, &(double){ 1 }, s->entry);
}

static void push(search *s, int32_t u)
{
    int64_t q = s->len++;
    s->seq[q] = u, s->used[u] = 1;
    for (int64_t p = 0; s->listing && p < q; p++) put_arc(s, p, q), put_arc(s, q, p);
}

/* Its entries of the candidate become 0 again: they are those of an ordering that ends here. */
static void pop(search *s)
{
    int64_t q = --s->len;
    s->used[s->seq[q]] = 0;
    for (int64_t p = 0; s->listing && p < q; p++) {
        memset(s->now + (size_t)(p * (s->length - 1) + q - 1) * s->entry, 0, s->entry);
        memset(s->now + (size_t)(q * (s->length - 1) + p) * s->entry, 0, s->entry);
    }
}

/* The nodes of the ordering that was kept last. */
static bool keep_nodes(search *s)
{
    int64_t made = s->orderings.count - 1, L = s->length;
    if (made >= s->room) {
        int32_t *node = gnn_i_tape_alloc(s->tape, (size_t)(2 * s->room * L) * sizeof *node);
        if (!node) return false;
        memcpy(node, s->node, (size_t)(s->room * L) * sizeof *node);
        s->node = node, s->room *= 2;
    }
    for (int64_t p = 0; p < L; p++) s->node[made * L + p] = p < s->len ? s->seq[p] : -1;
    return true;
}

static void emit(search *s)
{
    bool fresh;
    int64_t at = s->total++, L = s->length;
    if (!s->listing || s->failed) return;
    void *arcs = table_candidate(&s->patterns);
    int32_t *key = table_candidate(&s->orderings);
    if (!arcs || !key) {
        s->failed = true;
        return;
    }
    memcpy(arcs, s->now, s->row);
    for (int64_t p = 0; p < L; p++) key[p] = p >= s->len ? -1 : s->kind ? s->kind[s->seq[p]] : s->seq[p];
    key[L] = table_number(&s->patterns, &fresh);
    s->number[at] = table_number(&s->orderings, &fresh);
    if (fresh && !keep_nodes(s)) s->failed = true;
}

/* `left` more neighbours of seq[f], f in the front that ends at `end`; level: of the front. */
static void choose(search *s, int64_t level, int64_t f, int64_t end, int64_t left);

static void next_node(search *s, int64_t level, int64_t f, int64_t end)
{
    if (s->total > LIMIT) return;
    if (f == end) {
        if (level + 1 == s->depth || s->len == end) emit(s);
        else next_node(s, level + 1, end, s->len);
        return;
    }
    int64_t free = 0, v = s->seq[f];
    for (int64_t e = s->in->ptr[v]; e < s->in->ptr[v + 1]; e++) free += !s->used[s->in->col[e]];
    choose(s, level, f, end, free < s->k ? free : s->k);
}

static void choose(search *s, int64_t level, int64_t f, int64_t end, int64_t left)
{
    if (left == 0) {
        next_node(s, level, f + 1, end);
        return;
    }
    int64_t v = s->seq[f];
    for (int64_t e = s->in->ptr[v]; e < s->in->ptr[v + 1] && s->total <= LIMIT; e++)
        if (!s->used[s->in->col[e]]) {
            push(s, s->in->col[e]);
            choose(s, level, f, end, left - 1);
            pop(s);
        }
}

static void from_node(search *s, int64_t i)
{
    push(s, (int32_t)i);
    next_node(s, 0, 0, 1);
    pop(s);
}

/* ---- results ---- */

static void *take(search *s, int64_t count, size_t size)
{
    return gnn_i_tape_alloc(s->tape, (size_t)(count + 1) * size);
}

static bool memory(search *s)
{
    enum { ROOM = 64 };
    s->room = ROOM;
    s->now = take(s, 1, s->row), s->number = take(s, s->total, sizeof *s->number),
    s->node = take(s, ROOM * s->length, sizeof *s->node);
    if (!s->now || !s->number || !s->node) return false;
    memset(s->now, 0, s->row);
    return table_new(&s->patterns, s->tape, s->row, ROOM) &&
           table_new(&s->orderings, s->tape, (size_t)(s->length + 1) * sizeof(int32_t), ROOM);
}

/* The pattern of each kept ordering: the last number of its key. */
static const int32_t *patterns_of(search *s)
{
    int32_t *pattern = take(s, s->orderings.count, sizeof *pattern);
    const int32_t *key = (const int32_t *)(const void *)s->orderings.key;
    for (int64_t q = 0; pattern && q < s->orderings.count; q++) pattern[q] = key[q * (s->length + 1) + s->length];
    return pattern;
}

static void set(gnn_dtype dtype, void *val, int64_t i, double v)
{
    if (dtype == GNN_F32) ((float *)val)[i] = (float)v;
    else ((double *)val)[i] = v;
}

static const gnn_operator *matrix(search *s, const char *name, int64_t rows, int64_t cols, int64_t *ptr, int32_t *col,
                                  void *val)
{
    return gnn_i_arena_matrix(gnn_i_tape_arena(s->tape), s->dtype, name, rows, cols, ptr, col, val);
}

/* Row i: the different orderings of node i with their shares; first[i] .. first[i + 1] are its listed ones. */
static const gnn_operator *pool(search *s, const int64_t *first)
{
    int64_t count = s->orderings.count, at = 0;
    int64_t *ptr = take(s, s->n, sizeof *ptr), *slot = take(s, count, sizeof *slot),
            *times = take(s, s->total, sizeof *times);
    int32_t *col = take(s, s->total, sizeof *col);
    void *val = take(s, s->total, sizeof(double));
    if (!ptr || !slot || !times || !col || !val) return NULL;
    for (int64_t q = 0; q < count; q++) slot[q] = -1;
    ptr[0] = 0;
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t q = first[i]; q < first[i + 1]; q++) {
            int32_t o = s->number[q];
            if (slot[o] < ptr[i]) slot[o] = at, col[at] = o, times[at++] = 0;
            times[slot[o]]++;
        }
        ptr[i + 1] = at;
        for (int64_t e = ptr[i]; e < at; e++)
            set(s->dtype, val, e, (double)times[e] / (double)(first[i + 1] - first[i]));
    }
    return matrix(s, "orderings", s->n, count, ptr, col, val);
}

static const gnn_operator *place(search *s)
{
    int64_t count = s->orderings.count, L = s->length, at = 0;
    int64_t *ptr = take(s, count, sizeof *ptr);
    int32_t *col = take(s, count * L, sizeof *col);
    if (!ptr || !col) return NULL;
    ptr[0] = 0;
    for (int64_t q = 0; q < count; q++) {
        for (int64_t p = 0; p < L && s->node[q * L + p] >= 0; p++) col[at++] = (int32_t)(s->node[q * L + p] * L + p);
        ptr[q + 1] = at;
    }
    return matrix(s, "places", count, s->n * L, ptr, col, NULL);
}

static gnn_status list_all(gnn_i_orderings *out, search *s)
{
    int64_t *first = take(s, s->n, sizeof *first);
    s->seq = take(s, s->length, sizeof *s->seq), s->used = take(s, s->n, 1);
    if (!first || !s->seq || !s->used) return GNN_ENOMEM;
    memset(s->used, 0, (size_t)s->n + 1);
    for (int64_t i = 0; i < s->n && s->total <= LIMIT; i++) from_node(s, i);
    GNN_REQUIRE_RETURN(s->total <= LIMIT, GNN_ELIMIT, "more than %d orderings of depth %lld with %lld neighbours",
                       (int)LIMIT, (long long)s->depth, (long long)s->k);
    GNN_REQUIRE_RETURN(s->n * s->length < INT32_MAX, GNN_ELIMIT, "%lld nodes with orderings of %lld places",
                       (long long)s->n, (long long)s->length);
    if (!memory(s)) return GNN_ENOMEM;
    s->listing = true, s->total = 0;
    for (int64_t i = 0; i < s->n; i++) {
        first[i] = s->total;
        from_node(s, i);
    }
    first[s->n] = s->total;
    if (s->failed) return GNN_ENOMEM;
    *out = (gnn_i_orderings){ .length = s->length,
                              .count = s->orderings.count,
                              .patterns = s->patterns.count,
                              .node = s->node,
                              .pattern = patterns_of(s),
                              .pool = pool(s, first),
                              .place = place(s) };
    out->arcs = gnn_tensor_view2(s->dtype, s->patterns.count, s->length * (s->length - 1) * s->w, s->patterns.key);
    return out->pattern && out->pool && out->place ? GNN_OK : GNN_ENOMEM;
}

const gnn_i_orderings *gnn_i_orderings_new(gnn_context *c, int op, int64_t depth, int64_t k, const int32_t *kind,
                                           const gnn_tensor *edge)
{
    const gnn_operator *o = gnn_i_op(c, op);
    search s = { .tape = c->tape, .in = &o->fwd, .edge = edge, .kind = kind, .dtype = o->dtype, .depth = depth, .k = k,
                 .length = gnn_i_ordering_length(depth, k), .w = edge ? edge->shape[1] : 1, .n = c->in->n };
    if (gnn_tape_status(c->tape) != GNN_OK) return NULL;
    s.entry = (size_t)s.w * gnn_dtype_size(s.dtype), s.row = (size_t)(s.length * (s.length - 1)) * s.entry;
    gnn_i_orderings *out = gnn_i_tape_alloc(c->tape, sizeof *out);
    gnn_status st = out ? list_all(out, &s) : GNN_ENOMEM;
    if (st == GNN_OK) return out;
    (void)gnn_i_poison(c->tape, st, "orderings");
    return NULL;
}
