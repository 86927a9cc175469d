/* The unfolding of a colour of 1-WL: for each round the signatures of the colours it is made of.
 *
 * Level 0 lists labels; level t lists signatures (colour at level t-1 of the vertex, multiset of its neighbours' colours at
 * level t-1, with weights and directions).  A signature names every neighbour, so it can be evaluated without the colours
 * that do not occur in it: a vertex with another neighbour does not match.  The colour in question is the only one of the
 * last level.  Rounds are made anew, synchronously: O(rounds (n + m)). */
#include "verdict.h"

enum { MOST_WORK = 200000000 };

typedef struct levels {
    const gnn_i_incidence *inc;
    int64_t rounds, n;
    int32_t *color;        /* (rounds + 1) x n                                       */
    int64_t *words, *begin, *length;
    int32_t *number;       /* of a colour at the level at hand: place in the text + 1 */
    int32_t *vertex, *next; /* representatives of the colours wanted at a level      */
} levels;

static int by_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int32_t *level(const levels *l, int64_t t) { return l->color + t * l->n; }

/* Sorted (type, colour) of the neighbours of v at level t. */
static int64_t neighbours(const levels *l, int64_t t, int64_t v, int64_t *w)
{
    const gnn_i_incidence *inc = l->inc;
    int64_t used = 0;
    for (int64_t e = inc->ptr[v]; e < inc->ptr[v + 1]; e++)
        w[used++] = (int64_t)(inc->type ? inc->type[e] : 0) << 32 | level(l, t)[inc->col[e]];
    qsort(w, (size_t)used, sizeof *w, by_i64);
    return used;
}

static gnn_status make_levels(levels *l)
{
    gnn_status st = GNN_OK;
    const gnn_i_incidence *inc = l->inc;
    int64_t classes = 0;
    for (int64_t v = 0; v < l->n; v++) level(l, 0)[v] = inc->label ? inc->label[v] : 0;
    for (int64_t t = 1; t <= l->rounds; t++) {
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
        for (int64_t v = 0; v < l->n; v++) {
            l->begin[v] = inc->ptr[v] + v;
            l->words[l->begin[v]] = level(l, t - 1)[v];
            l->length[v] = 1 + neighbours(l, t - 1, v, l->words + l->begin[v] + 1);
        }
        GNN_TRY(gnn_i_classify(level(l, t), &classes, l->n, l->begin, l->length, l->words));
    }
done:
    return st;
}

/* Of the last level: a vertex whose colour differs most in frequency, with both counts. */
static gnn_status find_witness(int32_t *vertex, int64_t count[2], const levels *l)
{
    gnn_status st = GNN_OK;
    const int32_t *c = level(l, l->rounds);
    int64_t *both = NULL, largest = 0, half = l->inc->node_ptr[1];
    GNN_CALLOC(both, 2 * (l->n + l->inc->labels) + 2);
    for (int64_t v = 0; v < l->n; v++) both[2 * c[v] + (v >= half)]++;
    for (int64_t v = 0; v < l->n; v++) {
        int64_t gap = llabs(both[2 * c[v]] - both[2 * c[v] + 1]);
        if (gap > largest)
            largest = gap, *vertex = (int32_t)v, count[0] = both[2 * c[v]], count[1] = both[2 * c[v] + 1];
    }
    GNN_REQUIRE(largest > 0, GNN_EBUG, "unfolding: all colours are equally frequent after %lld rounds",
                (long long)l->rounds);
done:
    gnn_i_free(both);
    return st;
}

/* The place of colour c of level t-1 among those wanted there, added with vertex v if new. */
static int32_t want(levels *l, int64_t *wanted, int32_t c, int32_t v)
{
    if (!l->number[c]) l->next[(*wanted)++] = v, l->number[c] = (int32_t)*wanted;
    return l->number[c] - 1;
}

static int32_t representative(const levels *l, int64_t t, int64_t v, int64_t key)
{
    for (int64_t e = l->inc->ptr[v]; e < l->inc->ptr[v + 1]; e++) {
        int32_t u = l->inc->col[e];
        if (((int64_t)(l->inc->type ? l->inc->type[e] : 0) << 32 | level(l, t)[u]) == key) return u;
    }
    return 0;
}

/* [old, [count, colour, weight, direction], …]; weight and direction only where there are several types. */
static void put_signature(gnn_i_text *to, levels *l, int64_t t, int32_t v, int64_t *wanted, const gnn_i_ranks *r)
{
    int64_t size = neighbours(l, t - 1, v, l->words);
    bool directed = l->inc->types > r->weights;
    gnn_i_text_printf(to, "[%d", want(l, wanted, level(l, t - 1)[v], v));
    for (int64_t i = 0, j; i < size; i = j) {
        for (j = i + 1; j < size && l->words[j] == l->words[i];) j++;
        int32_t type = (int32_t)(l->words[i] >> 32), c = (int32_t)(l->words[i] & INT32_MAX);
        gnn_i_text_printf(to, ",[%lld,%d", (long long)(j - i),
                          want(l, wanted, c, representative(l, t - 1, v, l->words[i])));
        if (l->inc->type) {
            gnn_i_text_char(to, ',');
            gnn_i_text_real(to, r->weight[directed ? type / 2 : type]);
            gnn_i_text_printf(to, ",\"%s\"", !directed ? "edge" : type & 1 ? "out" : "in");
        }
        gnn_i_text_char(to, ']');
    }
    gnn_i_text_char(to, ']');
}

/* Levels are found from the last to the first, and written so: "levels":[last, …, 0]. */
static void put_levels(gnn_i_text *to, levels *l, int32_t witness, const gnn_i_ranks *r)
{
    int64_t count = 1;
    l->vertex[0] = witness;
    for (int64_t t = l->rounds; t > 0; t--) {
        int64_t wanted = 0;
        gnn_i_text_put(to, t < l->rounds ? ",[" : "[", t < l->rounds ? 2 : 1);
        for (int64_t k = 0; k < count; k++) {
            if (k) gnn_i_text_char(to, ',');
            put_signature(to, l, t, l->vertex[k], &wanted, r);
        }
        gnn_i_text_char(to, ']');
        for (int64_t k = 0; k < wanted; k++) l->number[level(l, t - 1)[l->next[k]]] = 0;
        int32_t *swap = l->vertex;
        l->vertex = l->next, l->next = swap, count = wanted;
    }
    gnn_i_text_put(to, l->rounds ? ",[" : "[", l->rounds ? 2 : 1);
    for (int64_t k = 0; k < count; k++) {
        if (k) gnn_i_text_char(to, ',');
        gnn_i_text_int(to, r->label[level(l, 0)[l->vertex[k]]]);
    }
    gnn_i_text_char(to, ']');
}

gnn_status gnn_i_evidence_unfolding(gnn_i_evidence *e, const gnn_i_incidence *inc, int64_t rounds,
                                    const gnn_graph *const *graphs)
{
    gnn_status st = GNN_OK;
    levels l = {.inc = inc, .rounds = rounds, .n = inc->n};
    gnn_i_ranks ranks = {0};
    int32_t witness = 0;
    int64_t count[2] = {0, 0}, colors = inc->n > inc->labels ? inc->n : inc->labels;
    if (!e) return GNN_OK;
    if ((double)(rounds + 1) * (double)(inc->n + inc->arcs) > MOST_WORK) {
        gnn_i_evidence_kind(e, "definition");
        return e->text.st;
    }
    GNN_TRY(gnn_i_ranks_new(&ranks, 2, graphs));
    GNN_ALLOC(l.color, (rounds + 1) * inc->n + 1);
    GNN_ALLOC(l.words, inc->n + inc->arcs + 1);
    GNN_ALLOC(l.begin, inc->n + 1);
    GNN_ALLOC(l.length, inc->n + 1);
    GNN_CALLOC(l.number, colors + 1);
    GNN_ALLOC(l.vertex, inc->n + 1);
    GNN_ALLOC(l.next, inc->n + 1);
    GNN_TRY(make_levels(&l));
    GNN_TRY(find_witness(&witness, count, &l));
    gnn_i_evidence_kind(e, "unfolding");
    gnn_i_evidence_int(e, "round", rounds);
    gnn_i_evidence_int(e, "count_a", count[0]);
    gnn_i_evidence_int(e, "count_b", count[1]);
    gnn_i_evidence_key(e, "levels");
    gnn_i_text_char(&e->text, '[');
    put_levels(&e->text, &l, witness, &ranks);
    gnn_i_text_char(&e->text, ']');
    st = e->text.st;
done:
    gnn_i_ranks_free(&ranks);
    gnn_i_free(l.color);
    gnn_i_free(l.words);
    gnn_i_free(l.begin);
    gnn_i_free(l.length);
    gnn_i_free(l.number);
    gnn_i_free(l.vertex);
    gnn_i_free(l.next);
    return st;
}
