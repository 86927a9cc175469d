/* Disjoint pairs of small sets, counted without running through the pairs:
 *     disjoint from P = sum over subsets S of P of (-1)^|S| times the sets that contain S. */
#include "count_disjoint.h"

enum { PAIRWISE_MOST = 12 /* sets that are faster compared one by one */ };

/* ---- one by one ---- */

static bool apart(const int32_t *p, int p_size, const int32_t *q, int q_size)
{
    bool meet = false;
    for (int i = 0; i < p_size; i++)
        for (int j = 0; j < q_size; j++) meet |= p[i] == q[j];
    return !meet;
}

static void one_by_one(int64_t *out, gnn_i_sets of, gnn_i_sets with)
{
    for (int64_t i = 0; i < of.count; i++) {
        out[i] = 0;
        for (int64_t j = 0; j < with.count; j++) out[i] += apart(of.vertex + i * of.size, of.size, with.vertex + j * with.size, with.size);
    }
}

/* ---- by subsets ---- */

/* The place of a key, or of the free slot where it belongs. */
static inline int64_t place(const gnn_i_subsets *t, uint64_t key)
{
    int64_t mask = (INT64_C(1) << (64 - t->shift)) - 1, at = (int64_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> t->shift);
    while (t->slot[at].key && t->slot[at].key != key) at = (at + 1) & mask;
    return at;
}

static inline int64_t put(gnn_i_subsets *t, uint64_t key)
{
    int64_t at = place(t, key);
    t->slot[at].key = key, t->slot[at].count++;
    return at;
}

/* a < b < 2^31, so that the key is neither 0 nor that of a triple, which is known by the place of its pair. */
static inline uint64_t pair_key(int32_t a, int32_t b) { return (uint64_t)(uint32_t)a << 32 | (uint32_t)b; }
static inline uint64_t triple_key(int64_t pair, int32_t c) { return UINT64_C(1) << 63 | (uint64_t)pair << 31 | (uint32_t)c; }

static inline void sort(int32_t *s, const int32_t *v, int size)
{
    s[0] = v[0] < v[1] ? v[0] : v[1], s[1] = v[0] < v[1] ? v[1] : v[0];
    if (size < 3) return;
    s[2] = v[2];
    if (s[2] < s[1]) s[2] = s[1], s[1] = v[2];
    if (s[1] < s[0]) s[1] = s[0], s[0] = v[2];
}

static gnn_status make_room(gnn_i_subsets *t, gnn_i_sets with)
{
    int64_t most = with.count * (with.size == 3 ? 4 : 1);
    int bits = 5;
    while ((INT64_C(1) << bits) < 2 * most) bits++;
    int64_t room = INT64_C(1) << bits;
    if (room > t->room) {
        gnn_i_subsets_free(t);
        t->slot = gnn_i_alloc((size_t)room, sizeof *t->slot);
        if (!t->slot) return GNN_ENOMEM;
        t->room = room;
    }
    memset(t->slot, 0, (size_t)room * sizeof *t->slot);
    t->shift = 64 - bits;
    return GNN_OK;
}

static void enter(gnn_i_subsets *t, const int32_t *v, int size)
{
    int32_t s[3];
    sort(s, v, size);
    for (int i = 0; i < size; i++) t->single[s[i]]++;
    int64_t low = put(t, pair_key(s[0], s[1]));
    if (size < 3) return;
    put(t, pair_key(s[0], s[2]));
    put(t, pair_key(s[1], s[2]));
    put(t, triple_key(low, s[2]));
}

static int64_t ask(const gnn_i_subsets *t, const int32_t *v, int size, gnn_i_sets with)
{
    int32_t s[3];
    int64_t apart_from = with.count;
    sort(s, v, size);
    for (int i = 0; i < size; i++) apart_from -= t->single[s[i]];
    int64_t low = place(t, pair_key(s[0], s[1]));
    apart_from += t->slot[low].count;
    if (size < 3) return apart_from;
    apart_from += t->slot[place(t, pair_key(s[0], s[2]))].count + t->slot[place(t, pair_key(s[1], s[2]))].count;
    if (with.size == 3 && t->slot[low].count) apart_from -= t->slot[place(t, triple_key(low, s[2]))].count;
    return apart_from;
}

gnn_status gnn_i_disjoint(int64_t *out, gnn_i_subsets *t, gnn_i_sets of, gnn_i_sets with)
{
    if (with.count <= PAIRWISE_MOST) {
        one_by_one(out, of, with);
        return GNN_OK;
    }
    GNN_TRY_RETURN(make_room(t, with));
    for (int64_t i = 0; i < with.count; i++) enter(t, with.vertex + i * with.size, with.size);
    for (int64_t i = 0; i < of.count; i++) out[i] = ask(t, of.vertex + i * of.size, of.size, with);
    for (int64_t i = 0; i < with.count * with.size; i++) t->single[with.vertex[i]] = 0;
    return GNN_OK;
}

void gnn_i_subsets_free(gnn_i_subsets *t)
{
    gnn_i_free(t->slot);
    t->slot = NULL, t->room = 0;
}
