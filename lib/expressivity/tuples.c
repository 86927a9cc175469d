/* Joint refinement of tuple colours; why its verdicts are exact is in tuples.h. */
#include "tuples.h"
#include "intern.h"

typedef struct run {
    gnn_i_tuples *s;
    gnn_i_intern table, pools; /* colours of tuples, colours of pools                        */
    int32_t **next;          /* colours of the round being made                              */
    int64_t *counted;        /* of a graph: how many pools, or tuples, its histogram counts  */
    int32_t **pool_color;    /* of a graph: colours of its pools; NULL without pools         */
    int32_t *group;          /* of a graph: graphs of one group had equal histograms so far  */
    bool *active;            /* in a group of two or more                                    */
    uint64_t *lane, *second; /* the largest size each                                        */
    uint64_t *pool_lane;     /* 2 x the most pools                                           */
    int64_t *words, *begin, *length; /* histograms                                           */
    int32_t *count;          /* scratch by colour                                            */
    int64_t words_cap, count_cap, max_size, max_counted, max_pool; /* most tuples, pools, tuples in a pool */
} run;

static int by_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* ---- histograms and groups ---- */

/* (colour, multiplicity) of graph i, colours ascending, behind the word of its group; returns the number of words. */
static int64_t histogram(run *r, int64_t i, int64_t *w)
{
    const int32_t *c = r->pool_color ? r->pool_color[i] : r->s->color[i];
    int64_t n = r->counted[i], colors = r->pool_color ? r->pools.used : r->s->colors, used = 0;
    w[used++] = r->group[i];
    if (colors <= 8 * n) {
        memset(r->count, 0, (size_t)colors * sizeof *r->count);
        for (int64_t t = 0; t < n; t++) r->count[c[t]]++;
        for (int64_t k = 0; k < colors; k++)
            if (r->count[k]) w[used++] = k, w[used++] = r->count[k];
        return used;
    }
    memcpy(r->count, c, (size_t)n * sizeof *c);
    qsort(r->count, (size_t)n, sizeof *r->count, by_i32);
    for (int64_t t = 0; t < n; t++) {
        if (t == 0 || r->count[t] != r->count[t - 1]) w[used++] = r->count[t], w[used++] = 0;
        w[used - 1]++;
    }
    return used;
}

static gnn_status grow_count(run *r, int64_t colors)
{
    int64_t need = colors + r->max_size + 1;
    if (need <= r->count_cap) return GNN_OK;
    GNN_TRY_RETURN(gnn_i_budget_bytes(r->s->trial->budget, 4 * (need - r->count_cap)));
    return gnn_i_grow(&r->count, &r->count_cap, need, sizeof *r->count);
}

/* New groups: old group and histogram; graphs alone in theirs are done. */
static gnn_status regroup(run *r, bool *any)
{
    gnn_status st = GNN_OK;
    gnn_i_tuples *s = r->s;
    int64_t count = s->trial->count, at = 0, groups = 0, colors = r->pool_color ? r->pools.used : s->colors;
    int32_t *members = NULL;
    GNN_TRY(grow_count(r, colors));
    for (int64_t i = 0; i < count; i++) {
        int64_t most = r->counted[i] < colors ? r->counted[i] : colors;
        GNN_TRY(gnn_i_grow(&r->words, &r->words_cap, at + 1 + 2 * most, sizeof *r->words));
        r->begin[i] = at;
        if (r->active[i]) r->length[i] = histogram(r, i, r->words + at);
        else r->words[at] = r->group[i], r->length[i] = 1; /* (group) alone: no other graph has it */
        at += r->length[i];
    }
    GNN_TRY(gnn_i_classify(r->group, &groups, count, r->begin, r->length, r->words));
    GNN_CALLOC(members, groups + 1);
    for (int64_t i = 0; i < count; i++) members[r->group[i]]++;
    *any = false;
    for (int64_t i = 0; i < count; i++) *any |= r->active[i] = r->active[i] && members[r->group[i]] > 1;
    s->trial->classes = groups;
done:
    gnn_i_free(members);
    return st;
}

/* Distinct colours of the active graphs. */
static gnn_status count_colors(run *r, int64_t *out)
{
    int64_t found = 0;
    GNN_TRY_RETURN(grow_count(r, r->s->colors));
    memset(r->count, 0, (size_t)r->s->colors * sizeof *r->count);
    for (int64_t i = 0; i < r->s->trial->count; i++)
        for (int64_t t = 0; r->active[i] && t < r->s->size[i]; t++)
            if (r->count[r->s->color[i][t]]++ == 0) found++;
    *out = found;
    return GNN_OK;
}

/* ---- pools ---- */

/* Add what colour c is worth to a pool. */
static inline void pour(uint64_t *lane, uint64_t seed, int32_t c)
{
    lane[0] += gnn_i_tuple_random(seed, 100, (uint64_t)c);
    lane[1] += gnn_i_tuple_random(seed, 101, (uint64_t)c);
}

/* Colours of the pools of the active graphs from the colours of the tuples; the number of tuples in a pool counts too. */
static gnn_status pool_colors(run *r)
{
    gnn_i_tuples *s = r->s;
    gnn_i_intern_clear(&r->pools);
    for (int64_t i = 0; i < s->trial->count; i++) {
        int64_t width = s->width[i], depth = width ? s->size[i] / width : 0;
        if (!r->active[i]) continue;
        memset(r->pool_lane, 0, 2 * (size_t)r->counted[i] * sizeof *r->pool_lane);
        for (int64_t row = 0, t = 0; row < depth; row++)
            for (int64_t k = 0; k < width; k++, t++)
                pour(r->pool_lane + 2 * (s->pool == GNN_I_POOL_ROWS ? row : k), s->seed, s->color[i][t]);
        for (int64_t p = 0; p < r->counted[i]; p++) {
            uint64_t w[3] = {r->pool_lane[2 * p], r->pool_lane[2 * p + 1],
                             (uint64_t)(s->pool == GNN_I_POOL_ROWS ? width : depth)};
            GNN_TRY_RETURN(gnn_i_intern_put(&r->pools, &r->pool_color[i][p], w));
        }
    }
    return GNN_OK;
}

/* What is in pool p: its colours. */
static int64_t pool_keys(const gnn_i_tuples *s, int64_t i, int64_t p, uint64_t *key)
{
    int64_t width = s->width[i];
    const int32_t *c = s->color[i];
    if (s->pool == GNN_I_POOL_ROWS) {
        for (int64_t k = 0; k < width; k++) key[k] = (uint64_t)c[p * width + k];
        return width;
    }
    int64_t depth = s->size[i] / width;
    for (int64_t k = 0; k < depth; k++) key[k] = (uint64_t)c[k * width + p];
    return depth;
}

/* ---- rounds ---- */

static gnn_status start_round_zero(run *r)
{
    gnn_i_tuples *s = r->s;
    int64_t work = 0;
    gnn_i_intern_clear(&r->table);
    for (int64_t i = 0; i < s->trial->count; i++) {
        r->active[i] = true, r->group[i] = 0;
        for (int64_t t = 0; t < s->size[i]; t++) {
            uint64_t w[3];
            s->test->type(s, i, t, w);
            GNN_TRY_RETURN(gnn_i_intern_put(&r->table, &s->color[i][t], w));
            if ((work++ & 65535) == 0) GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        }
    }
    s->colors = r->table.used, s->rounds = 0;
    return r->pool_color ? pool_colors(r) : GNN_OK;
}

/* One synchronous round into r->next. */
static gnn_status refine_once(run *r)
{
    gnn_i_tuples *s = r->s;
    gnn_i_intern_clear(&r->table);
    for (int64_t i = 0; i < s->trial->count; i++) {
        if (!r->active[i]) continue;
        GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        GNN_TRY_RETURN(s->test->lanes(s, i, r->lane, r->second));
        for (int64_t t = 0; t < s->size[i]; t++) {
            uint64_t w[3] = {(uint64_t)s->color[i][t], r->lane[t], r->second ? r->second[t] : 0};
            GNN_TRY_RETURN(gnn_i_intern_put(&r->table, &r->next[i][t], w));
        }
    }
    return GNN_OK;
}

/* Tuples of one colour have equal signatures, pools of one colour equal contents? */
static gnn_status check(run *r, bool *ok)
{
    gnn_status st = GNN_OK;
    gnn_i_tuples *s = r->s;
    bool *skip = NULL;
    *ok = true;
    if (s->test->generators > 0) {
        GNN_CALLOC(skip, s->colors + 1);
        GNN_TRY(gnn_i_tuples_orbits(ok, skip, s, r->active));
    }
    if (*ok)
        GNN_TRY(gnn_i_tuples_check(ok, s, r->active, s->size, s->color, s->colors, s->max_keys, s->test->keys,
                                   s->test->wide, skip));
    if (*ok && r->pool_color)
        GNN_TRY(gnn_i_tuples_check(ok, s, r->active, r->counted, r->pool_color, r->pools.used, r->max_pool, pool_keys,
                                   false, NULL));
done:
    gnn_i_free(skip);
    return st;
}

static gnn_status refine_until_stable(run *r, bool *exact)
{
    gnn_i_tuples *s = r->s;
    bool any = true;
    *exact = true;
    GNN_TRY_RETURN(start_round_zero(r));
    GNN_TRY_RETURN(regroup(r, &any));
    while (any) {
        int64_t before = 0;
        GNN_TRY_RETURN(count_colors(r, &before));
        s->seed++;
        GNN_TRY_RETURN(refine_once(r));
        if (r->table.used == before) return check(r, exact);
        int32_t **swap = s->color;
        s->color = r->next, r->next = swap;
        s->colors = r->table.used, s->rounds++;
        if (r->pool_color) GNN_TRY_RETURN(pool_colors(r));
        GNN_TRY_RETURN(regroup(r, &any));
    }
    return GNN_OK;
}

/* The colour whose multiplicities differ most; both histograms are in words. */
static void write_evidence(const run *r)
{
    gnn_i_tuples *s = r->s;
    gnn_test_result *out = s->trial->result;
    const int64_t *a = r->words + r->begin[0] + 1, *b = r->words + r->begin[1] + 1;
    const int64_t *enda = r->words + r->begin[0] + r->length[0], *endb = r->words + r->begin[1] + r->length[1];
    int64_t in_a = 0, in_b = 0;
    out->rounds = s->rounds, out->colors = s->colors;
    const char *plural = s->rounds == 1 ? "" : "s";
    if (s->trial->classes == 1) {
        snprintf(out->evidence, sizeof out->evidence,
                 "stable after %lld round%s, %lld colour%s of %s, equally often in both%s%s", (long long)s->rounds,
                 plural, (long long)s->colors, s->colors == 1 ? "" : "s", s->what, r->pool_color ? ", by " : "",
                 r->pool_color ? s->pooled : "");
        return;
    }
    while (a < enda || b < endb) {
        bool left = b >= endb || (a < enda && a[0] <= b[0]), right = a >= enda || (b < endb && b[0] <= a[0]);
        int64_t x = left ? a[1] : 0, y = right ? b[1] : 0;
        int64_t gap = llabs(x - y), best = llabs(in_a - in_b);
        if (gap > best || (gap == best && (x > in_a || (x == in_a && y > in_b)))) in_a = x, in_b = y;
        a += left ? 2 : 0, b += right ? 2 : 0;
    }
    snprintf(out->evidence, sizeof out->evidence, "after %lld round%s a colour is on %lld %s against %lld",
             (long long)s->rounds, plural, (long long)in_a, r->pool_color ? s->pooled : s->what, (long long)in_b);
}

/* ---- memory ---- */

static gnn_status pools_new(run *r)
{
    gnn_status st = GNN_OK;
    gnn_i_tuples *s = r->s;
    GNN_CALLOC(r->pool_color, s->trial->count + 1);
    for (int64_t i = 0; i < s->trial->count; i++) {
        int64_t width = s->width[i];
        r->counted[i] = s->pool == GNN_I_POOL_COLUMNS ? width : width ? s->size[i] / width : 0; /* rows */
        int64_t depth = width ? s->size[i] / width : 0, held = s->pool == GNN_I_POOL_COLUMNS ? depth : width;
        if (r->counted[i] > r->max_counted) r->max_counted = r->counted[i];
        if (held > r->max_pool) r->max_pool = held;
        GNN_TRY(gnn_i_budget_bytes(s->trial->budget, 4 * r->counted[i]));
        GNN_ALLOC(r->pool_color[i], r->counted[i] + 1);
    }
    GNN_ALLOC(r->pool_lane, 2 * r->max_counted + 1);
done:
    return st;
}

static gnn_status run_new(run *r, gnn_i_tuples *s)
{
    gnn_status st = GNN_OK;
    int64_t count = s->trial->count, total = 0;
    *r = (run){.s = s, .table.budget = s->trial->budget, .pools.budget = s->trial->budget};
    for (int64_t i = 0; i < count; i++) {
        total += s->size[i];
        if (s->size[i] > r->max_size) r->max_size = s->size[i];
    }
    GNN_TRY(gnn_i_budget_bytes(s->trial->budget, 8 * total + (s->test->one_lane ? 8 : 16) * r->max_size + 64 * count));
    GNN_REQUIRE(r->max_size <= INT32_MAX, GNN_EUNSUPPORTED, "%lld %s of one graph are more than 2^31-1",
                (long long)r->max_size, s->what);
    GNN_CALLOC(s->color, count + 1);
    GNN_CALLOC(r->next, count + 1);
    for (int64_t i = 0; i < count; i++) {
        GNN_ALLOC(s->color[i], s->size[i] + 1);
        GNN_ALLOC(r->next[i], s->size[i] + 1);
    }
    GNN_ALLOC(r->counted, count + 1);
    GNN_CALLOC(r->group, count + 1);
    GNN_CALLOC(r->active, count + 1);
    GNN_ALLOC(r->lane, r->max_size + 1);
    if (!s->test->one_lane) GNN_CALLOC(r->second, r->max_size + 1);
    GNN_ALLOC(r->begin, count + 1);
    GNN_ALLOC(r->length, count + 1);
    if (s->pool == GNN_I_POOL_NONE) memcpy(r->counted, s->size, (size_t)count * sizeof *r->counted);
    else GNN_TRY(pools_new(r));
done:
    return st;
}

static void run_free(run *r)
{
    for (int64_t i = 0; i < r->s->trial->count; i++) {
        if (r->s->color) gnn_i_free(r->s->color[i]);
        if (r->next) gnn_i_free(r->next[i]);
        if (r->pool_color) gnn_i_free(r->pool_color[i]);
    }
    gnn_i_free(r->s->color);
    gnn_i_free(r->next);
    gnn_i_free(r->pool_color);
    r->s->color = NULL;
    gnn_i_intern_free(&r->table);
    gnn_i_intern_free(&r->pools);
    gnn_i_free(r->counted);
    gnn_i_free(r->group);
    gnn_i_free(r->active);
    gnn_i_free(r->lane);
    gnn_i_free(r->second);
    gnn_i_free(r->pool_lane);
    gnn_i_free(r->words);
    gnn_i_free(r->begin);
    gnn_i_free(r->length);
    gnn_i_free(r->count);
}

/* Only tests whose tuples are all k-tuples in row-major order show their colours; what the others claim is derived anew by
 * the checker. */
static gnn_status certify(const gnn_i_tuples *s)
{
    static const struct { const char *test; int arity; } shown[] = {
        {"2-wl", 2}, {"2-fwl", 2}, {"3-fwl", 3}, {"delta-2-lwl", 2}, {"delta-3-lwl", 3}, {"local-2-fwl", 2},
        {"node-marked-1-wl", 2}, {"swl-sv", 2}, {"pswl-vs", 2}, {"pswl-sv", 2}, {"gswl", 2}, {"sswl", 2}};
    const gnn_i_trial *t = s->trial;
    for (size_t i = 0; t->evidence && i < sizeof shown / sizeof *shown; i++)
        if (strcmp(shown[i].test, t->evidence->test) == 0)
            return gnn_i_evidence_colors(t->evidence, shown[i].arity, s->rounds, s->colors, s->size, s->color,
                                         t->graphs, t->classes > 1);
    return GNN_OK;
}

gnn_status gnn_i_tuples_run(gnn_i_tuples *s)
{
    gnn_status st = GNN_OK;
    run r = {0};
    bool exact = false;
    GNN_TRY(run_new(&r, s));
    for (int attempt = 0; !exact; attempt++) {
        GNN_REQUIRE(attempt < 20, GNN_EBUG, "20 refinements in a row met equal fingerprints of different signatures");
        GNN_TRY(refine_until_stable(&r, &exact));
    }
    memcpy(s->trial->class_of, r.group, (size_t)s->trial->count * sizeof *r.group);
    if (s->trial->result) write_evidence(&r);
    GNN_TRY(certify(s));
done:
    run_free(&r);
    return st;
}
