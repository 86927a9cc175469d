/* Distance-restricted 2-FWL: only pairs (u,v) at distance at most D (no matter the direction of arcs) have colours,
 *
 *   c(u,v) <- c(u,v), {{(c(u,w), c(w,v)) : d(u,w) <= D, d(w,v) <= D}}     from distance and atomic type
 *
 * The colour of a pair knows its distance, so one multiset holds those of all pairs of distances.
 *
 * @source Zhou, Wang, Zhang 2023 (DR-FWL(2)) */
#include "atoms.h"
#include "skeleton.h"

typedef struct balls {
    gnn_i_atoms atoms;
    int64_t **ptr;       /* of graph i: tuples (u, .) are ptr[u] .. ptr[u+1]   */
    int32_t **col;       /* of a tuple: v, ascending in a row                  */
    int32_t **reverse;   /* of a tuple (u,v): the number of (v,u)              */
    int32_t **distance;
    uint64_t *X, *Y;     /* what colours of tuples are worth                   */
} balls;

static void tuple_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const balls *b = s->ctx;
    int64_t n = s->trial->graphs[i]->n;
    int32_t u = b->col[i][b->reverse[i][t]], v = b->col[i][t];
    word[0] = (uint64_t)b->atoms.pair[i][u * n + v], word[1] = (uint64_t)b->distance[i][t], word[2] = 0;
}

static gnn_status lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    const balls *b = s->ctx;
    int64_t n = s->trial->graphs[i]->n;
    const int64_t *ptr = b->ptr[i];
    const int32_t *col = b->col[i];
    for (int64_t t = 0; t < s->size[i]; t++) {
        b->X[t] = gnn_i_tuple_random(s->seed, 0, (uint64_t)s->color[i][t]);
        b->Y[t] = gnn_i_tuple_random(s->seed, 1, (uint64_t)s->color[i][b->reverse[i][t]]);
    }
    for (int64_t u = 0; u < n; u++) {
        if ((u & 63) == 63) GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
        for (int64_t t = ptr[u]; t < ptr[u + 1]; t++) {
            uint64_t sum = 0;
            int64_t x = ptr[u], y = ptr[col[t]], endx = ptr[u + 1], endy = ptr[col[t] + 1];
            while (x < endx && y < endy) {
                if (col[x] == col[y]) sum += b->X[x++] * b->Y[y++];
                else if (col[x] < col[y]) x++;
                else y++;
            }
            first[t] = sum;
        }
    }
    return GNN_OK;
}

static int64_t keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const balls *b = s->ctx;
    const int64_t *ptr = b->ptr[i];
    const int32_t *col = b->col[i], *c = s->color[i];
    int64_t u = col[b->reverse[i][t]], v = col[t], used = 0;
    for (int64_t x = ptr[u], y = ptr[v]; x < ptr[u + 1] && y < ptr[v + 1];) {
        if (col[x] == col[y]) key[used++] = (uint64_t)c[x] << 32 | (uint32_t)c[b->reverse[i][y]], x++, y++;
        else if (col[x] < col[y]) x++;
        else y++;
    }
    return used;
}

static const gnn_i_tuple_test test = {.type = tuple_type, .lanes = lanes, .keys = keys, .one_lane = true};

static int by_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The rows of graph i; scratch: near, far (n each), mark (n, zero). */
static gnn_status fill_balls(balls *b, const gnn_i_skeleton *k, int64_t i, int64_t radius, int32_t *near, int32_t *far,
                             int32_t *mark, int64_t *size, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    int64_t n = k->node_ptr[i + 1] - k->node_ptr[i], found, at = 0;
    GNN_ALLOC(b->ptr[i], n + 1);
    b->ptr[i][0] = 0;
    memset(mark, 0, (size_t)n * sizeof *mark);
    for (int64_t u = 0; u < n; u++) {
        gnn_i_skeleton_ball(k, i, (int32_t)u, radius, near, &found, far, mark, (int32_t)(2 * u + 1));
        b->ptr[i][u + 1] = b->ptr[i][u] + found;
    }
    *size = b->ptr[i][n];
    GNN_REQUIRE(*size <= INT32_MAX, GNN_EUNSUPPORTED, "more than 2^31-1 near pairs");
    GNN_TRY(gnn_i_budget_bytes(budget, 12 * *size + 8 * n));
    GNN_ALLOC(b->col[i], *size + 1);
    GNN_ALLOC(b->distance[i], *size + 1);
    GNN_CALLOC(b->reverse[i], *size + 1);
    for (int64_t u = 0; u < n; u++) {
        gnn_i_skeleton_ball(k, i, (int32_t)u, radius, near, &found, far, mark, (int32_t)(2 * u + 2));
        qsort(near, (size_t)found, sizeof *near, by_i32);
        for (int64_t e = 0; e < found; e++, at++) b->col[i][at] = near[e], b->distance[i][at] = far[near[e]];
    }
    memset(mark, 0, (size_t)n * sizeof *mark); /* how many of row v are matched: rows come in ascending u */
    for (int64_t u = 0; u < n; u++)
        for (int64_t t = b->ptr[i][u]; t < b->ptr[i][u + 1]; t++) {
            int32_t v = b->col[i][t];
            b->reverse[i][t] = (int32_t)(b->ptr[i][v] + mark[v]++);
        }
done:
    return st;
}

static gnn_status balls_new(balls *b, gnn_i_tuples *s, int64_t radius)
{
    gnn_status st = GNN_OK;
    const gnn_i_trial *t = s->trial;
    gnn_i_skeleton k = {0};
    int32_t *near = NULL, *far = NULL, *mark = NULL;
    int64_t most = 0;
    GNN_TRY(gnn_i_atoms_new(&b->atoms, t->count, t->graphs, t->budget));
    GNN_TRY(gnn_i_skeleton_new(&k, t->count, t->graphs, t->budget));
    GNN_CALLOC(b->ptr, t->count + 1);
    GNN_CALLOC(b->col, t->count + 1);
    GNN_CALLOC(b->reverse, t->count + 1);
    GNN_CALLOC(b->distance, t->count + 1);
    GNN_ALLOC(s->size, t->count + 1);
    GNN_ALLOC(near, b->atoms.max_n + 1);
    GNN_ALLOC(far, b->atoms.max_n + 1);
    GNN_ALLOC(mark, b->atoms.max_n + 1);
    for (int64_t i = 0; i < t->count; i++) {
        GNN_TRY(fill_balls(b, &k, i, radius, near, far, mark, &s->size[i], t->budget));
        most = s->size[i] > most ? s->size[i] : most;
        for (int64_t u = 0; u < t->graphs[i]->n; u++)
            if (b->ptr[i][u + 1] - b->ptr[i][u] > s->max_keys) s->max_keys = b->ptr[i][u + 1] - b->ptr[i][u];
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 16 * most));
    GNN_ALLOC(b->X, most + 1);
    GNN_ALLOC(b->Y, most + 1);
done:
    gnn_i_skeleton_free(&k);
    gnn_i_free(near);
    gnn_i_free(far);
    gnn_i_free(mark);
    return st;
}

static void balls_free(balls *b, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        if (b->ptr) gnn_i_free(b->ptr[i]);
        if (b->col) gnn_i_free(b->col[i]);
        if (b->reverse) gnn_i_free(b->reverse[i]);
        if (b->distance) gnn_i_free(b->distance[i]);
    }
    gnn_i_free(b->ptr);
    gnn_i_free(b->col);
    gnn_i_free(b->reverse);
    gnn_i_free(b->distance);
    gnn_i_free(b->X);
    gnn_i_free(b->Y);
    gnn_i_atoms_free(&b->atoms);
}

static const int radius_of[] = {2, 3, 1, 4, 5, 6, 7, 8, 9}; /* of a variant */

static gnn_status drfwl_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    balls b = {0};
    gnn_i_tuples s = {.trial = t, .test = &test, .ctx = &b, .what = "near pairs"};
    GNN_TRY(balls_new(&b, &s, radius_of[t->variant]));
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    balls_free(&b, t->count);
    return st;
}

static const char paragraph[] =
    "drfwl-2:D, D = 1 to 9: 2-FWL on the pairs at distance at most D alone, by pairs at distance at most D, from distance and "
    "atomic type.  Grows with D up to 2-fwl.  Cost O(sum of the sizes of balls squared) a round.  Zhou, Wang, Zhang 2023.";
static const char *const names[] = {"drfwl-2:2", "drfwl-2:3", "drfwl-2:1", "drfwl-2:4", "drfwl-2:5", "drfwl-2:6", "drfwl-2:7",
                                    "drfwl-2:8", "drfwl-2:9", NULL};
static const char *const aliases[] = {"drfwl-2=drfwl-2:2", NULL};
static const char *const help[] = {paragraph, paragraph, paragraph, paragraph, paragraph, paragraph, paragraph, paragraph, paragraph};

const gnn_i_verdict gnn_i_verdict_drfwl = {
    .rank = 40, .names = names, .aliases = aliases, .help = help, .listed = 2, .run = drfwl_run
};
