/* Numbers of walks.
 *
 * walks: 1^T A^k 1 for every k.  Two such sequences of graphs on at most N vertices satisfy one linear recurrence of order 2 N, so
 * that 2 N terms decide.  Graphs that 1-WL does not separate have equal sequences (a proof of "same"); the others are compared
 * modulo two random primes of 62 bits, some terms at a time, until they differ.
 * closed-walks: the multiset over vertices of the sequences (A^k)_vv, by the diagonals of resolvents (resolvent.h). */
#include "resolvent.h"

extern const gnn_i_verdict gnn_i_verdict_wl1;

enum { STEP = 32 }; /* terms between two looks */

typedef struct series {
    gnn_i_trial *t;
    gnn_i_field field[GNN_I_LANES];
    int32_t *wl;        /* class of 1-WL                                                      */
    int64_t *first;     /* first vertex of a graph                                            */
    uint64_t *x, *y;    /* the vector A^k 1 of each graph, one after the other, LANES of them */
    int64_t *begin, *length, *words;
    bool *active;
} series;

/* One more step of graph i in lane l; the sum of the entries before it. */
static uint64_t step(series *s, int64_t i, int l)
{
    const gnn_graph *g = s->t->graphs[i];
    const gnn_i_field *f = &s->field[l];
    uint64_t *x = s->x + GNN_I_LANES * s->first[i] + l * g->n, *y = s->y, sum = 0;
    for (int64_t u = 0; u < g->n; u++) {
        uint64_t next = 0;
        sum = gnn_i_field_add(f, sum, x[u]);
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            uint64_t term = x[g->col[e]];
            if (g->weight) term = gnn_i_field_mul(f, term, gnn_i_field_from_double(f, g->weight[e]));
            next = gnn_i_field_add(f, next, term);
        }
        y[u] = next;
    }
    memcpy(x, y, (size_t)g->n * sizeof *x);
    return sum;
}

/* A graph goes on while its class holds a graph that 1-WL tells from it. */
static void choose_active(series *s, bool *any)
{
    gnn_i_trial *t = s->t;
    *any = false;
    for (int64_t i = 0; i < t->count; i++) s->active[i] = false;
    for (int64_t i = 0; i < t->count; i++)
        for (int64_t j = 0; j < i && !s->active[i]; j++)
            if (t->class_of[i] == t->class_of[j] && s->wl[i] != s->wl[j]) s->active[i] = s->active[j] = *any = true;
}

static gnn_status advance(series *s)
{
    gnn_i_trial *t = s->t;
    int64_t at = 0;
    for (int64_t i = 0; i < t->count; i++) {
        s->begin[i] = at;
        s->words[at++] = t->class_of[i];
        for (int k = 0; s->active[i] && k < STEP; k++) {
            GNN_TRY_RETURN(gnn_i_budget_poll(t->budget));
            for (int l = 0; l < GNN_I_LANES; l++) s->words[at++] = (int64_t)step(s, i, l);
        }
        s->length[i] = at - s->begin[i];
    }
    return gnn_i_classify(t->class_of, &t->classes, t->count, s->begin, s->length, s->words);
}

static gnn_status series_new(series *s, gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int64_t most = 0;
    *s = (series){ .t = t };
    GNN_ALLOC(s->first, t->count + 1);
    s->first[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        s->first[i + 1] = s->first[i] + t->graphs[i]->n;
        most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget,
                               8 * GNN_I_LANES * (s->first[t->count] + STEP * t->count) + 32 * t->count + 8 * most));
    GNN_ALLOC(s->wl, t->count + 1);
    GNN_ALLOC(s->x, GNN_I_LANES * s->first[t->count] + 1);
    GNN_ALLOC(s->y, most + 1);
    GNN_ALLOC(s->begin, t->count + 1);
    GNN_ALLOC(s->length, t->count + 1);
    GNN_ALLOC(s->words, (1 + GNN_I_LANES * STEP) * t->count + 1);
    GNN_CALLOC(s->active, t->count + 1);
    for (int l = 0; l < GNN_I_LANES; l++) gnn_i_field_random(&s->field[l], (uint64_t)l);
    for (int64_t i = 0; i < t->count; i++)
        for (int l = 0; l < GNN_I_LANES; l++)
            for (int64_t v = 0; v < t->graphs[i]->n; v++)
                s->x[GNN_I_LANES * s->first[i] + l * t->graphs[i]->n + v] = s->field[l].one;
done:
    return st;
}

static void series_free(series *s)
{
    gnn_i_free(s->first);
    gnn_i_free(s->wl);
    gnn_i_free(s->x);
    gnn_i_free(s->y);
    gnn_i_free(s->begin);
    gnn_i_free(s->length);
    gnn_i_free(s->words);
    gnn_i_free(s->active);
}

/* Which term of the last look differs. */
static void write_walks(const series *s, int64_t terms, bool same_wl)
{
    gnn_test_result *r = s->t->result;
    if (s->t->classes == 1) {
        if (same_wl) snprintf(r->evidence, sizeof r->evidence, "equal for every length: 1-wl does not separate");
        else
            snprintf(r->evidence, sizeof r->evidence,
                     "equal for lengths 0 to %lld, which decides (modulo two primes of 62 bits)", (long long)terms - 1);
        return;
    }
    int64_t w = 1;
    while (w < s->length[0] && s->words[s->begin[0] + w] == s->words[s->begin[1] + w]) w++;
    snprintf(r->evidence, sizeof r->evidence, "different numbers of walks of length %lld",
             (long long)(terms - STEP + (w - 1) / GNN_I_LANES));
}

static gnn_status walks_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    series s = { 0 };
    bool any = false;
    int64_t most = 0, terms = 0;
    GNN_TRY(series_new(&s, t));
    for (int64_t i = 0; i < t->count; i++) most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    gnn_i_trial coarse = { .count = t->count, .graphs = t->graphs, .budget = t->budget, .class_of = s.wl };
    GNN_TRY(gnn_i_verdict_wl1.run(&coarse));
    for (int64_t i = 0; i < t->count; i++) t->class_of[i] = 0;
    t->classes = 1;
    for (choose_active(&s, &any); any && terms < 2 * most; choose_active(&s, &any), terms += STEP) GNN_TRY(advance(&s));
    if (t->result) write_walks(&s, terms, coarse.classes == 1);
done:
    series_free(&s);
    return st;
}

/* ---- closed walks ---- */

typedef struct returns {
    int64_t *words, *begin, *length; /* two words a vertex, sorted; graph i has length[i] of them */
} returns;

typedef struct both {
    int64_t lane[GNN_I_LANES];
} both;

static int by_words(const void *a, const void *b)
{
    const both *x = a, *y = b;
    for (int l = 0; l < GNN_I_LANES; l++)
        if (x->lane[l] != y->lane[l]) return x->lane[l] < y->lane[l] ? -1 : 1;
    return 0;
}

static gnn_status visit(void *ctx, int64_t i, int64_t n, const uint64_t *M, const gnn_i_field *fields)
{
    returns *r = ctx;
    both *own = (both *)(void *)(r->words + r->begin[i]);
    (void)fields;
    for (int64_t v = 0; v < n; v++)
        for (int l = 0; l < GNN_I_LANES; l++) own[v].lane[l] = (int64_t)M[l * n * n + v * (n + 1)];
    if (n) qsort(own, (size_t)n, sizeof *own, by_words);
    return GNN_OK;
}

static void restart(void *ctx) { (void)ctx; }

static gnn_status closed_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    returns r = { 0 };
    GNN_ALLOC(r.begin, t->count + 1);
    GNN_ALLOC(r.length, t->count + 1);
    r.begin[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        r.length[i] = GNN_I_LANES * t->graphs[i]->n;
        r.begin[i + 1] = r.begin[i] + r.length[i];
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * r.begin[t->count]));
    GNN_ALLOC(r.words, r.begin[t->count] + 1);
    GNN_TRY(gnn_i_resolvents(t, GNN_I_WALK_A, NULL, visit, restart, &r));
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, r.begin, r.length, r.words));
    if (t->result)
        snprintf(t->result->evidence, sizeof t->result->evidence, "the vertices' closed walks of all lengths are %s",
                 t->classes == 1 ? "equally distributed" : "distributed differently");
done:
    gnn_i_free(r.begin);
    gnn_i_free(r.length);
    gnn_i_free(r.words);
    return st;
}

static gnn_status run(gnn_i_trial *t) { return t->variant == 0 ? walks_run(t) : closed_run(t); }

static const char *const names[] = { "walks", "closed-walks", NULL };
static const char *const help[] = {
    "Numbers of walks of every length (products of weights; labels do not matter).  `yes` is a proof; `no` is one where 1-wl does not "
    "separate either, else modulo two random primes of 62 bits.  At most 1-wl.  Cost that of 1-wl, and O(m) a length until they "
    "differ, 2 n lengths at most.",
    "The multiset over vertices of the numbers of closed walks of every length from the vertex.  Compared modulo two random primes of "
    "62 bits: `yes` is a proof, a wrong `no` has a chance below 2^-80.  At most 2-fwl.  Cost O(n^3)." };

const gnn_i_verdict gnn_i_verdict_walks = { .rank = 28, .names = names, .help = help, .run = run };
