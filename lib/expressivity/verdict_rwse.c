/* 1-WL from the return probabilities of random walks of every length at each vertex, ((D^-1 A)^k)_vv for all k. */
#include "resolvent.h"

typedef struct returns {
    int64_t *words, *begin, *length, *first; /* two words a vertex; first vertex of a graph */
} returns;

static gnn_status visit(void *ctx, int64_t i, int64_t n, const uint64_t *M, const gnn_i_field *fields)
{
    returns *r = ctx;
    for (int64_t v = 0; v < n; v++)
        for (int l = 0; l < GNN_I_LANES; l++)
            r->words[2 * (r->first[i] + v) + l] = (int64_t)M[l * n * n + v * (n + 1)];
    return GNN_OK;
}

static void restart(void *ctx) { (void)ctx; }

static gnn_status rwse_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    returns r = {0};
    GNN_ALLOC(r.first, t->count + 1);
    r.first[0] = 0;
    for (int64_t i = 0; i < t->count; i++) r.first[i + 1] = r.first[i] + t->graphs[i]->n;
    int64_t n = r.first[t->count];
    GNN_TRY(gnn_i_budget_bytes(t->budget, 32 * n));
    GNN_ALLOC(r.words, 2 * n + 1);
    GNN_ALLOC(r.begin, n + 1);
    GNN_ALLOC(r.length, n + 1);
    for (int64_t v = 0; v < n; v++) r.begin[v] = 2 * v, r.length[v] = 2;
    GNN_TRY(gnn_i_resolvents(t, GNN_I_WALK_N, NULL, visit, restart, &r));
    GNN_TRY(gnn_i_seeded_wl1(t, r.begin, r.length, r.words));
done:
    gnn_i_free(r.first);
    gnn_i_free(r.words);
    gnn_i_free(r.begin);
    gnn_i_free(r.length);
    return st;
}

static const char *const names[] = {"rwse-1-wl", NULL};
static const char *const aliases[] = {"rwse=rwse-1-wl", NULL};
static const char *const help[] = {
    "1-WL from each vertex's return probabilities of random walks of every length (weights as rates, along arcs).  Compared modulo "
    "two random primes of 62 bits: `yes` is a proof, a wrong `no` has a chance below 2^-80.  Bounds message passing with random-walk "
    "encodings; at most 2-fwl.  Cost O(n^3), then that of 1-wl.  Dwivedi et al. 2022."};

const gnn_i_verdict gnn_i_verdict_rwse = {.rank = 33, .names = names, .aliases = aliases, .help = help, .run = rwse_run};
