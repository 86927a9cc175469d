/* Truncated breadth-first orderings (Chen et al. 2020, section 5): a node, then up to k of its neighbours in some order, then
 * for each of these in turn up to k neighbours that are not listed yet, and so on, `depth` times.  Every choice is listed. */
#include "models/orderings.h"
#include "graph/graph_i.h"

enum { LIMIT = 1 << 22, MAX_LENGTH = 4096, ROOM = 64 };

int64_t gnn_i_ordering_length(int64_t depth, int64_t k)
{
    int64_t length = 1, level = 1;
    for (int64_t i = 0; i < depth && length <= MAX_LENGTH; i++) level *= k, length += level;
    return length;
}

/* ---- enumeration ---- */

typedef struct search {
    const gnn_i_making *m;
    const gnn_i_csr *in;       /* row = head, columns ascending                   */
    const gnn_tensor *edge;
    const int32_t *kind;       /* n: equal features have equal numbers, or NULL   */
    gnn_dtype dtype;
    int64_t depth, k, length, w, n;
    bool listing;              /* else only counted                               */
    int32_t *seq;              /* length                                          */
    char *used;                /* n                                               */
    int64_t len, total;
    char *now;                 /* arcs of the ordering at hand                    */
    size_t entry;              /* bytes of an arc                                 */
    gnn_i_orderings_shared *shared;
    int32_t *node, *pattern, *number; /* of each kept ordering, as in the part    */
    int64_t count, room;       /* kept so far; there is memory for                */
    int32_t *kept;             /* total: number of the kept one it equals         */
    bool failed;               /* memory ended                                    */
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

static void *scratch(const search *s, int64_t count, size_t size)
{
    return gnn_i_arena_alloc(s->m->scratch, (size_t)(count + 1) * size);
}

static bool grow(search *s, int64_t room)
{
    int64_t L = s->length;
    int32_t *node = scratch(s, room * L, sizeof *node), *pattern = scratch(s, room, sizeof *pattern),
            *number = scratch(s, room, sizeof *number);
    if (!node || !pattern || !number) return false;
    if (s->count) {
        memcpy(node, s->node, (size_t)(s->count * L) * sizeof *node);
        memcpy(pattern, s->pattern, (size_t)s->count * sizeof *pattern);
        memcpy(number, s->number, (size_t)s->count * sizeof *number);
    }
    s->node = node, s->pattern = pattern, s->number = number, s->room = room;
    return true;
}

static bool keep(search *s, int32_t pattern, int32_t number)
{
    int64_t L = s->length;
    if (s->count == s->room && !grow(s, 2 * s->room)) return false;
    for (int64_t p = 0; p < L; p++) s->node[s->count * L + p] = p < s->len ? s->seq[p] : -1;
    s->pattern[s->count] = pattern, s->number[s->count++] = number;
    return true;
}

/* Without kinds no two orderings list the same nodes: all are kept. */
static bool add(search *s, int64_t at)
{
    gnn_i_keys *patterns = &s->shared->patterns, *orderings = &s->shared->orderings;
    int64_t L = s->length;
    bool fresh = true;
    void *arcs = gnn_i_keys_candidate(patterns);
    int32_t *key = s->kind ? gnn_i_keys_candidate(orderings) : NULL, number = -1;
    if (!arcs || (s->kind && !key)) return false;
    memcpy(arcs, s->now, patterns->size);
    int32_t pattern = gnn_i_keys_number(patterns);
    s->kept[at] = (int32_t)s->count;
    if (s->kind) {
        for (int64_t p = 0; p < L; p++) key[p] = p < s->len ? s->kind[s->seq[p]] : -1;
        key[L] = pattern;
        number = gnn_i_keys_number(orderings);
        s->kept[at] = gnn_i_keys_meet(orderings, number, &fresh);
    }
    return !fresh || keep(s, pattern, number);
}

static void emit(search *s)
{
    int64_t at = s->total++;
    if (s->listing && !s->failed) s->failed = !add(s, at);
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

/* ---- one example ---- */

/* Rows of features as they would be dense. */
static void copy_row(void *to, const gnn_input *in, int64_t i, size_t row)
{
    if (in->x) {
        memcpy(to, (const char *)in->x->data + (size_t)i * row, row);
        return;
    }
    const gnn_i_csr *f = &in->x_sparse->fwd;
    memset(to, 0, row);
    for (int64_t e = f->ptr[i]; e < f->ptr[i + 1]; e++)
        if (in->x_sparse->dtype == GNN_F32) ((float *)to)[f->col[e]] = f->val ? ((const float *)f->val)[e] : 1.0f;
        else ((double *)to)[f->col[e]] = f->val ? ((const double *)f->val)[e] : 1.0;
}

static const int32_t *kinds(const search *s, const gnn_input *in)
{
    gnn_i_keys *features = &s->shared->features;
    int32_t *kind = scratch(s, s->n, sizeof *kind);
    for (int64_t i = 0; kind && i < s->n; i++) {
        void *row = gnn_i_keys_candidate(features);
        if (!row) return NULL;
        copy_row(row, in, i, features->size);
        kind[i] = gnn_i_keys_number(features);
    }
    return kind;
}

static gnn_status share(search *s, const gnn_input *in, bool collapse)
{
    int64_t d = in->x ? in->x->shape[in->x->ndim - 1] : gnn_operator_cols(in->x_sparse);
    size_t row = (size_t)(s->length * (s->length - 1)) * s->entry;
    gnn_arena *arena = s->m->keep;
    s->shared = *s->m->shared;
    if (s->shared) return GNN_OK;
    s->shared = gnn_i_arena_alloc(arena, sizeof *s->shared);
    if (!s->shared) return GNN_ENOMEM;
    *s->shared = (gnn_i_orderings_shared){ .orderings.count = 0 };
    if (!gnn_i_keys_new(&s->shared->patterns, arena, row)) return GNN_ENOMEM;
    if (collapse && !(gnn_i_keys_new(&s->shared->features, arena, (size_t)d * gnn_dtype_size(s->dtype)) &&
                      gnn_i_keys_new(&s->shared->orderings, arena, (size_t)(s->length + 1) * sizeof(int32_t))))
        return GNN_ENOMEM;
    *s->m->shared = s->shared;
    return GNN_OK;
}

static void *copied(const search *s, const void *from, int64_t count, size_t size)
{
    void *to = gnn_i_arena_alloc(s->m->keep, (size_t)(count + 1) * size);
    if (to && count) memcpy(to, from, (size_t)count * size);
    return to;
}

static void set(gnn_dtype dtype, void *val, int64_t i, double v)
{
    if (dtype == GNN_F32) ((float *)val)[i] = (float)v;
    else ((double *)val)[i] = v;
}

/* Row i: the different orderings of node i with their shares; first[i] .. first[i + 1] are its listed ones. */
static gnn_status pool(gnn_i_orderings_part *p, const search *s, const int64_t *first)
{
    int64_t at = 0, *slot = scratch(s, s->count, sizeof *slot), *times = scratch(s, s->total, sizeof *times);
    int32_t *col = scratch(s, s->total, sizeof *col);
    p->ptr = gnn_i_arena_alloc(s->m->keep, (size_t)(s->n + 1) * sizeof *p->ptr);
    if (!p->ptr || !slot || !times || !col) return GNN_ENOMEM;
    for (int64_t q = 0; q < s->count; q++) slot[q] = -1;
    p->ptr[0] = 0;
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t q = first[i]; q < first[i + 1]; q++) {
            int32_t o = s->kept[q];
            if (slot[o] < p->ptr[i]) slot[o] = at, col[at] = o, times[at++] = 0;
            times[slot[o]]++;
        }
        p->ptr[i + 1] = at;
    }
    p->col = copied(s, col, at, sizeof *col);
    p->val = gnn_i_arena_alloc(s->m->keep, (size_t)(at + 1) * gnn_dtype_size(s->dtype));
    if (!p->col || !p->val) return GNN_ENOMEM;
    for (int64_t i = 0; i < s->n; i++)
        for (int64_t e = p->ptr[i]; e < p->ptr[i + 1]; e++)
            set(s->dtype, p->val, e, (double)times[e] / (double)(first[i + 1] - first[i]));
    return GNN_OK;
}

/* Counted first, for the memory, then listed. */
static gnn_status list_all(search *s, int64_t *first)
{
    s->seq = scratch(s, s->length, sizeof *s->seq), s->used = scratch(s, s->n, 1);
    s->now = scratch(s, 1, s->shared->patterns.size);
    if (!first || !s->seq || !s->used || !s->now) return GNN_ENOMEM;
    memset(s->used, 0, (size_t)s->n + 1);
    memset(s->now, 0, s->shared->patterns.size);
    for (int64_t i = 0; i < s->n && s->total <= LIMIT; i++) from_node(s, i);
    GNN_REQUIRE_RETURN(s->total <= LIMIT, GNN_ELIMIT, "more than %d orderings of depth %lld with %lld neighbours",
                       (int)LIMIT, (long long)s->depth, (long long)s->k);
    s->kept = scratch(s, s->total, sizeof *s->kept);
    if (!s->kept || !grow(s, ROOM)) return GNN_ENOMEM;
    s->listing = true, s->total = 0;
    for (int64_t i = 0; i < s->n; i++) {
        first[i] = s->total;
        from_node(s, i);
    }
    first[s->n] = s->total;
    return s->failed ? GNN_ENOMEM : GNN_OK;
}

static gnn_status make(const void **out, const gnn_i_making *m, const gnn_input *in)
{
    const gnn_i_orderings_options *o = m->options;
    const gnn_operator *op = in->ops[o->op];
    search s = { .m = m, .in = &op->fwd, .edge = o->edge_in ? in->edge_x : NULL, .dtype = m->dtype, .depth = o->depth,
                 .k = o->k, .length = gnn_i_ordering_length(o->depth, o->k), .w = o->edge_in ? o->edge_in : 1,
                 .n = in->n };
    gnn_i_orderings_part *p = gnn_i_arena_alloc(m->keep, sizeof *p);
    if (!p) return GNN_ENOMEM;
    s.entry = (size_t)s.w * gnn_dtype_size(s.dtype);
    GNN_TRY_RETURN(share(&s, in, o->collapse));
    gnn_i_keys_pass(&s.shared->orderings);
    if (o->collapse && !(s.kind = kinds(&s, in))) return GNN_ENOMEM;
    int64_t *first = scratch(&s, s.n, sizeof *first);
    GNN_TRY_RETURN(list_all(&s, first));
    *p = (gnn_i_orderings_part){ .n = s.n, .length = s.length, .count = s.count };
    p->node = copied(&s, s.node, s.count * s.length, sizeof *s.node);
    p->pattern = copied(&s, s.pattern, s.count, sizeof *s.pattern);
    p->number = copied(&s, s.number, o->collapse ? s.count : 0, sizeof *s.number);
    if (!p->node || !p->pattern || !p->number) return GNN_ENOMEM;
    GNN_TRY_RETURN(pool(p, &s, first));
    *out = p;
    return GNN_OK;
}

const gnn_i_structure_class gnn_i_orderings_class = { "orderings", make, gnn_i_orderings_join };
