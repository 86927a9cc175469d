/* Pattern of A A, row by row (Gustavson 1978): a row is the union of the rows that it lists, gathered as bits; a second
 * level of bits, one for each word of the first, finds the columns in order without a look at all words. */
#include "operator_i.h"

typedef struct gather {
    uint64_t *word, *summary;
    int64_t words;
} gather;

static inline void mark(gather *s, int32_t c)
{
    s->word[c >> 6] |= UINT64_C(1) << (c & 63);
    s->summary[c >> 12] |= UINT64_C(1) << (c >> 6 & 63);
}

/* The marked columns, ascending; nothing is marked afterwards. */
static int64_t take(int32_t *col, gather *s)
{
    int64_t count = 0;
    for (int64_t i = 0; i * 64 < s->words; i++)
        for (; s->summary[i]; s->summary[i] &= s->summary[i] - 1) {
            int64_t w = i * 64 + __builtin_ctzll(s->summary[i]);
            for (; s->word[w]; s->word[w] &= s->word[w] - 1)
                col[count++] = (int32_t)(w * 64 + __builtin_ctzll(s->word[w]));
        }
    return count;
}

gnn_status gnn_i_pattern_square(gnn_i_triplets *out, const gnn_i_triplets *a)
{
    gnn_status st = GNN_OK;
    int64_t n = a->rows, nnz = 0, cap = 0;
    gnn_i_triplets t = { .rows = n, .cols = n };
    gather s = { .words = (n + 63) / 64 };
    GNN_CALLOC(s.word, s.words);
    GNN_CALLOC(s.summary, (s.words + 63) / 64);
    GNN_ALLOC(t.ptr, n + 1);
    t.ptr[0] = 0;
    for (int64_t v = 0; v < n; t.ptr[++v] = nnz) {
        int64_t most = 0;
        for (int64_t e = a->ptr[v]; e < a->ptr[v + 1]; e++) {
            int32_t u = a->col[e];
            most += a->ptr[u + 1] - a->ptr[u];
            for (int64_t f = a->ptr[u]; f < a->ptr[u + 1]; f++) mark(&s, a->col[f]);
        }
        GNN_TRY(gnn_i_grow(&t.col, &cap, nnz + (most < n ? most : n) + 1, sizeof *t.col));
        nnz += take(t.col + nnz, &s);
        GNN_REQUIRE(nnz <= INT32_MAX, GNN_EOVERFLOW, "pattern product: %lld entries are more than 2^31-1",
                    (long long)nnz);
    }
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_free(s.word);
    gnn_i_free(s.summary);
    gnn_i_triplets_free(&t);
    return st;
}
