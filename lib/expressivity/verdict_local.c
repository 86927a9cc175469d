/* Localised folklore 2-WL: pairs (u,v) from their atomic types,
 *
 *   local-2-fwl             c(u,v) <- c(u,v), {{(c(u,w), c(w,v)) : w ~ v}}
 *   symmetric-local-2-fwl   the same for w ~ u or w ~ v
 *
 * where ~ means an arc either way.
 *
 * @source Zhang, Feng, Du, He, Wang 2023, section 5 */
#include "atoms.h"
#include "skeleton.h"

enum { ONE_SIDE, BOTH_SIDES };

typedef struct local {
    gnn_i_atoms atoms;
    gnn_i_skeleton near;
    uint64_t *X, *Y; /* n x n: what colours are worth in the first and in the second place; Y is transposed */
} local;

static void pair_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    word[0] = (uint64_t)((const local *)s->ctx)->atoms.pair[i][t], word[1] = word[2] = 0;
}

/* The vertices w that (u,v) sees: the row of v, or the union of two rows; into out, how many. */
static int64_t seen_by(const local *l, int64_t i, int64_t u, int64_t v, bool both, const int32_t **out,
                       int32_t *scratch)
{
    const gnn_i_skeleton *k = &l->near;
    const int64_t *ptr = k->ptr + k->node_ptr[i];
    const int32_t *a = k->col + ptr[v], *b = k->col + ptr[u];
    int64_t na = ptr[v + 1] - ptr[v], nb = ptr[u + 1] - ptr[u], used = 0;
    *out = a;
    if (!both) return na;
    *out = scratch;
    for (int64_t x = 0, y = 0; x < na || y < nb;) {
        if (y == nb || (x < na && a[x] < b[y])) scratch[used++] = a[x++];
        else if (x == na || b[y] < a[x]) scratch[used++] = b[y++];
        else scratch[used++] = a[x++], y++;
    }
    return used;
}

static gnn_status lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    local *l = s->ctx;
    int64_t n = s->trial->graphs[i]->n;
    const int32_t *c = s->color[i], *w;
    int32_t *scratch = gnn_i_alloc((size_t)(2 * n + 1), sizeof *scratch);
    if (!scratch) return GNN_ENOMEM;
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++) {
            l->X[u * n + v] = gnn_i_tuple_random(s->seed, 0, (uint64_t)c[u * n + v]);
            l->Y[v * n + u] = gnn_i_tuple_random(s->seed, 1, (uint64_t)c[u * n + v]);
        }
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++) {
            int64_t many = seen_by(l, i, u, v, s->trial->variant == BOTH_SIDES, &w, scratch);
            const uint64_t *x = l->X + u * n, *y = l->Y + v * n;
            uint64_t sum = 0;
            for (int64_t k = 0; k < many; k++) sum += x[w[k]] * y[w[k]];
            first[u * n + v] = sum;
        }
    gnn_i_free(scratch);
    return GNN_OK;
}

static int64_t keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const local *l = s->ctx;
    int64_t n = s->trial->graphs[i]->n, u = t / n, v = t % n;
    const int32_t *c = s->color[i], *w;
    int32_t *scratch = (int32_t *)(void *)(key + n); /* max_keys leaves room */
    int64_t many = seen_by(l, i, u, v, s->trial->variant == BOTH_SIDES, &w, scratch);
    for (int64_t k = 0; k < many; k++) key[k] = (uint64_t)c[u * n + w[k]] << 32 | (uint32_t)c[w[k] * n + v];
    return many;
}

static const gnn_i_tuple_test test = {.type = pair_type, .lanes = lanes, .keys = keys, .one_lane = true};

static gnn_status local_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    local l = {0};
    gnn_i_tuples s = {.trial = t, .test = &test, .ctx = &l, .what = "pairs"};
    GNN_TRY(gnn_i_atoms_new(&l.atoms, t->count, t->graphs, t->budget));
    GNN_TRY(gnn_i_skeleton_new(&l.near, t->count, t->graphs, t->budget));
    int64_t n = l.atoms.max_n;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 16 * n * n));
    GNN_ALLOC(l.X, n * n + 1);
    GNN_ALLOC(l.Y, n * n + 1);
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, 2));
    s.max_keys = 2 * n;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    gnn_i_free(l.X);
    gnn_i_free(l.Y);
    gnn_i_atoms_free(&l.atoms);
    gnn_i_skeleton_free(&l.near);
    return st;
}

#define END "  At most 2-fwl.  Cost O(n m) a round, 36 n^2 bytes.  Zhang et al. 2023."
static const char *const names[] = {"local-2-fwl", "symmetric-local-2-fwl", NULL};
static const char *const aliases[] = {"lfwl-2=local-2-fwl", "slfwl-2=symmetric-local-2-fwl", NULL};
static const char *const help[] = {
    "2-FWL with w among the neighbours of v only: a pair (u,v) sees the colours of (u,w) and (w,v) together." END,
    "2-FWL with w among the neighbours of u or of v." END,
};

const gnn_i_verdict gnn_i_verdict_local = {.rank = 53, .names = names, .aliases = aliases, .help = help, .run = local_run};
