/* The orderings of a batch from those of its examples, numbered in order of first appearance: as if listed in one go. */
#include "models/orderings.h"

typedef struct join {
    const gnn_i_making *m;
    const gnn_i_orderings_part *const *part;
    gnn_i_orderings_shared *shared;
    bool collapse;
    int64_t k, n, length, most, listed, entries; /* most: orderings of one part; the rest: of all together */
    int64_t count, patterns;                     /* different ones so far                                  */
    int32_t *pattern, *number, *col, *place_col;
    char *arcs, *val;
    int64_t *ptr, *place_ptr, at, place_at;
} join;

static void *take(join *j, int64_t count, size_t size)
{
    return gnn_i_arena_alloc(j->m->keep, (size_t)(count + 1) * size);
}

static gnn_status measure(join *j)
{
    for (int64_t i = 0; i < j->k; i++) {
        const gnn_i_orderings_part *p = j->part[i];
        j->n += p->n, j->listed += p->count, j->entries += p->ptr[p->n];
        j->most = p->count > j->most ? p->count : j->most;
    }
    j->length = j->part[0]->length;
    GNN_REQUIRE_RETURN(j->n * j->length < INT32_MAX && j->listed < INT32_MAX, GNN_ELIMIT,
                       "%lld nodes with %lld orderings of %lld places", (long long)j->n, (long long)j->listed,
                       (long long)j->length);
    return GNN_OK;
}

static bool memory(join *j)
{
    size_t es = gnn_dtype_size(j->m->dtype);
    int64_t patterns = j->shared->patterns.count < j->listed ? j->shared->patterns.count : j->listed;
    j->pattern = take(j, j->listed, sizeof *j->pattern), j->number = take(j, j->most, sizeof *j->number);
    j->ptr = take(j, j->n, sizeof *j->ptr), j->col = take(j, j->entries, sizeof *j->col);
    j->val = take(j, j->entries, es), j->arcs = take(j, patterns, j->shared->patterns.size);
    j->place_ptr = take(j, j->listed, sizeof *j->place_ptr);
    j->place_col = take(j, j->listed * j->length, sizeof *j->place_col);
    return j->pattern && j->number && j->ptr && j->col && j->val && j->arcs && j->place_ptr && j->place_col;
}

/* Ordering q of a part whose nodes begin at `first` is new to the batch. */
static void add_ordering(join *j, const gnn_i_orderings_part *p, int64_t q, int64_t first)
{
    gnn_i_keys *patterns = &j->shared->patterns;
    const int32_t *node = p->node + q * j->length;
    bool fresh;
    int32_t pattern = gnn_i_keys_meet(patterns, p->pattern[q], &fresh);
    if (fresh) {
        memcpy(j->arcs + (size_t)pattern * patterns->size, gnn_i_keys_at(patterns, p->pattern[q]), patterns->size);
        j->patterns++;
    }
    j->pattern[j->count] = pattern;
    for (int64_t s = 0; s < j->length && node[s] >= 0; s++)
        j->place_col[j->place_at++] = (int32_t)((first + node[s]) * j->length + s);
    j->place_ptr[++j->count] = j->place_at;
}

static void add_part(join *j, const gnn_i_orderings_part *p, int64_t first)
{
    size_t es = gnn_dtype_size(j->m->dtype);
    for (int64_t q = 0; q < p->count; q++) {
        bool fresh = true;
        j->number[q] = j->collapse ? gnn_i_keys_meet(&j->shared->orderings, p->number[q], &fresh) : (int32_t)j->count;
        if (fresh) add_ordering(j, p, q, first);
    }
    if (p->ptr[p->n]) memcpy(j->val + (size_t)j->at * es, p->val, (size_t)p->ptr[p->n] * es);
    for (int64_t i = 0; i < p->n; i++) j->ptr[first + i + 1] = j->at + p->ptr[i + 1];
    for (int64_t e = 0; e < p->ptr[p->n]; e++) j->col[j->at++] = j->number[p->col[e]];
}

gnn_status gnn_i_orderings_join(const void **out, const gnn_i_making *m, int64_t k, const void *const *parts)
{
    const gnn_i_orderings_options *options = m->options;
    join j = { .m = m, .part = (const gnn_i_orderings_part *const *)parts, .shared = *m->shared,
               .collapse = options->collapse, .k = k };
    gnn_i_orderings *o = gnn_i_arena_alloc(m->keep, sizeof *o);
    GNN_TRY_RETURN(measure(&j));
    if (!o || !memory(&j)) return GNN_ENOMEM;
    gnn_i_keys_pass(&j.shared->patterns);
    gnn_i_keys_pass(&j.shared->orderings);
    j.ptr[0] = j.place_ptr[0] = 0;
    for (int64_t i = 0, first = 0; i < k; first += j.part[i++]->n) add_part(&j, j.part[i], first);
    *o = (gnn_i_orderings){ .length = j.length, .count = j.count, .patterns = j.patterns, .pattern = j.pattern };
    int64_t width = (int64_t)(j.shared->patterns.size / gnn_dtype_size(m->dtype));
    o->arcs = gnn_tensor_view2(m->dtype, j.patterns, width, j.arcs);
    o->pool = gnn_i_arena_matrix(m->keep, m->dtype, "orderings", j.n, j.count, j.ptr, j.col, j.val);
    o->place = gnn_i_arena_matrix(m->keep, m->dtype, "places", j.count, j.n * j.length, j.place_ptr, j.place_col, NULL);
    if (!o->pool || !o->place) return GNN_ENOMEM;
    *out = o;
    return GNN_OK;
}
