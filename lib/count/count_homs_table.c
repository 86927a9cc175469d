/* Summing a vertex out of a product of sparse factors. */
#include "count_homs.h"

gnn_status gnn_i_homs_poll(const gnn_i_homs *f)
{
    GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
    GNN_REQUIRE_RETURN(f->deadline <= 0 || gnn_i_now() <= f->deadline, GNN_ELIMIT, "homomorphisms: the time limit was reached");
    return GNN_OK;
}

int gnn_i_homs_neighbours(const gnn_i_homs *f, int v, int *first, int *second)
{
    int count = 0;
    for (int a = 0; a < f->k; a++) {
        const gnn_i_homs_link *l = a < v ? &f->pair[a][v] : &f->pair[v][a];
        if (!(f->left >> a & 1) || a == v || !l->there) continue;
        if (count == 0) *first = a;
        if (count == 1) *second = a;
        count++;
    }
    return count;
}

/* ---- vectors ---- */

static void vector_free(gnn_i_homs_vector *v)
{
    gnn_i_free(v->at);
    gnn_i_free(v->val);
    *v = (gnn_i_homs_vector){ 0 };
}

static gnn_status vector_new(gnn_i_homs_vector *v, int64_t size)
{
    gnn_status st = GNN_OK;
    *v = (gnn_i_homs_vector){ .size = size };
    GNN_ALLOC(v->at, size + 1);
    GNN_ALLOC(v->val, size + 1);
done:
    if (st != GNN_OK) vector_free(v);
    return st;
}

static int64_t entries(const gnn_i_homs *f, int v) { return f->vertex[v].at ? f->vertex[v].size : f->n; }
static int64_t image(const gnn_i_homs *f, int v, int64_t i) { return f->vertex[v].at ? f->vertex[v].at[i] : i; }
static gnn_i_sum factor(const gnn_i_homs *f, int v, int64_t i) { return f->vertex[v].at ? f->vertex[v].val[i] : 1; }

gnn_status gnn_i_homs_times(gnn_i_homs *f, int a, gnn_i_homs_vector *by)
{
    gnn_i_homs_vector *v = &f->vertex[a], both;
    if (!v->at) {
        *v = *by, *by = (gnn_i_homs_vector){ 0 }, f->own |= 1u << a;
        return GNN_OK;
    }
    gnn_status st = vector_new(&both, by->size);
    if (st == GNN_OK) {
        both.size = 0;
        for (int64_t i = 0; i < v->size; i++) f->dense[v->at[i]] = v->val[i];
        for (int64_t i = 0; i < by->size; i++) {
            gnn_i_sum x = gnn_i_sum_times(f->dense[by->at[i]], by->val[i]);
            if (x) both.at[both.size] = by->at[i], both.val[both.size++] = x;
        }
        for (int64_t i = 0; i < v->size; i++) f->dense[v->at[i]] = 0;
        if (f->own >> a & 1) vector_free(v);
        *v = both, f->own |= 1u << a;
    }
    vector_free(by);
    return st;
}

gnn_i_sum gnn_i_homs_total(const gnn_i_homs *f, int v)
{
    gnn_i_sum sum = 0;
    if (!f->vertex[v].at) return (gnn_i_sum)f->n;
    for (int64_t i = 0; i < f->vertex[v].size; i++) sum = gnn_i_sum_add(sum, f->vertex[v].val[i]);
    return sum;
}

/* ---- tables ---- */

static void table_free(gnn_i_homs_table *t)
{
    gnn_i_free((void *)(uintptr_t)t->ptr);
    gnn_i_free((void *)(uintptr_t)t->col);
    gnn_i_free((void *)(uintptr_t)t->val);
    *t = (gnn_i_homs_table){ 0 };
}

void gnn_i_homs_forget(gnn_i_homs *f, int v)
{
    f->left &= ~(1u << v);
    if (f->own >> v & 1) vector_free(&f->vertex[v]);
    f->vertex[v] = (gnn_i_homs_vector){ 0 }, f->own &= ~(1u << v);
    for (int a = 0; a < f->k; a++) {
        if (a == v) continue;
        gnn_i_homs_link *l = gnn_i_homs_between(f, a, v);
        for (int i = 0; i < 2 && l->own; i++) table_free(&l->by[i]);
        *l = (gnn_i_homs_link){ 0 };
    }
}

void gnn_i_homs_free(gnn_i_homs *f)
{
    for (int v = 0; v < f->k; v++) gnn_i_homs_forget(f, v);
}

/* place, or NULL: where each entry of *out lies in t. */
static gnn_status turn_round(gnn_i_homs_table *out, int64_t *place, const gnn_i_homs_table *t, int64_t n)
{
    gnn_status st = GNN_OK;
    int64_t *ptr = NULL, total = t->ptr[n];
    int32_t *col = NULL;
    gnn_i_sum *val = NULL;
    GNN_CALLOC(ptr, n + 2);
    GNN_ALLOC(col, total + 1);
    GNN_ALLOC(val, total + 1);
    for (int64_t i = 0; i < total; i++) ptr[t->col[i] + 2]++;
    for (int64_t x = 0; x < n; x++) ptr[x + 2] += ptr[x + 1];
    for (int64_t x = 0; x < n; x++)
        for (int64_t i = t->ptr[x]; i < t->ptr[x + 1]; i++) {
            int64_t to = ptr[t->col[i] + 1]++;
            col[to] = (int32_t)x, val[to] = gnn_i_homs_entry(t, i);
            if (place) place[to] = i;
        }
    *out = (gnn_i_homs_table){ ptr, col, val };
    ptr = NULL, col = NULL, val = NULL;
done:
    gnn_i_free(ptr);
    gnn_i_free(col);
    gnn_i_free(val);
    return st;
}

gnn_status gnn_i_homs_rows(gnn_i_homs_table *t, gnn_i_homs *f, int a, int b)
{
    gnn_i_homs_link *l = gnn_i_homs_between(f, a, b);
    gnn_i_homs_table *mine = &l->by[a > b];
    if (!mine->ptr) GNN_TRY_RETURN(turn_round(mine, NULL, &l->by[a < b], f->n));
    *t = *mine;
    return GNN_OK;
}

/* ---- degree 1 ---- */

/* The vector that v's leaves at a through the rows by v; the dense sums are gathered in order of first touch. */
static gnn_status hang(gnn_i_homs_vector *out, gnn_i_homs *f, int v, const gnn_i_homs_table *rows)
{
    int64_t reached = 0, count = entries(f, v);
    for (int64_t i = 0; i < count; i++) {
        int64_t y = image(f, v, i);
        gnn_i_sum w = factor(f, v, i);
        for (int64_t e = rows->ptr[y]; e < rows->ptr[y + 1]; e++) {
            int64_t x = rows->col[e];
            gnn_i_sum more = gnn_i_sum_times(w, gnn_i_homs_entry(rows, e));
            f->touched[reached] = (int32_t)x, reached += f->dense[x] == 0 && more != 0;
            f->dense[x] = gnn_i_sum_add(f->dense[x], more);
        }
    }
    gnn_status st = vector_new(out, reached);
    for (int64_t i = 0; i < reached; i++) {
        int32_t x = f->touched[i];
        if (st == GNN_OK) out->at[i] = x, out->val[i] = f->dense[x];
        f->dense[x] = 0;
    }
    return st;
}

gnn_status gnn_i_homs_leaf(gnn_i_homs *f, int v, int a)
{
    gnn_i_homs_table rows;
    gnn_i_homs_vector made;
    GNN_TRY_RETURN(gnn_i_homs_rows(&rows, f, v, a));
    GNN_TRY_RETURN(hang(&made, f, v, &rows));
    gnn_i_homs_forget(f, v);
    return gnn_i_homs_times(f, a, &made);
}

/* ---- degree 2 ---- */

gnn_status gnn_i_homs_terms(double *terms, gnn_i_homs *f, int v, int a, int b)
{
    gnn_i_homs_table ta, tb;
    GNN_TRY_RETURN(gnn_i_homs_rows(&ta, f, v, a));
    GNN_TRY_RETURN(gnn_i_homs_rows(&tb, f, v, b));
    *terms = 0;
    for (int64_t i = 0, count = entries(f, v); i < count; i++) {
        int64_t z = image(f, v, i);
        *terms += (double)(ta.ptr[z + 1] - ta.ptr[z]) * (double)(tb.ptr[z + 1] - tb.ptr[z]);
    }
    return GNN_OK;
}

/* Tables from a to v and from v to b (open), or from b to v (masked). */
typedef struct fold {
    gnn_i_homs *f;
    int v;
    gnn_i_homs_table av, vb;
    int64_t *ptr;
    int32_t *col;
    gnn_i_sum *val;
} fold;

/* Row x of the product; only counted where x->col is NULL. */
static int64_t open_row(fold *o, int64_t x, int64_t to)
{
    gnn_i_homs *f = o->f;
    int64_t reached = 0;
    for (int64_t e = o->av.ptr[x]; e < o->av.ptr[x + 1]; e++) {
        int64_t z = o->av.col[e];
        gnn_i_sum w = gnn_i_homs_entry(&o->av, e);
        if (f->vertex[o->v].at) w = gnn_i_sum_times(w, f->second[z]);
        for (int64_t g = o->vb.ptr[z]; w && g < o->vb.ptr[z + 1]; g++) {
            int64_t y = o->vb.col[g];
            gnn_i_sum more = gnn_i_sum_times(w, gnn_i_homs_entry(&o->vb, g));
            f->touched[reached] = (int32_t)y, reached += f->dense[y] == 0 && more != 0;
            f->dense[y] = gnn_i_sum_add(f->dense[y], more);
        }
    }
    for (int64_t i = 0; i < reached; i++) {
        int32_t y = f->touched[i];
        if (o->col) o->col[to + i] = y, o->val[to + i] = f->dense[y];
        f->dense[y] = 0;
    }
    return reached;
}

static gnn_status open_product(fold *o)
{
    gnn_status st = GNN_OK;
    int64_t n = o->f->n;
    GNN_ALLOC(o->ptr, n + 1);
    o->ptr[0] = 0;
    for (int round = 0; round < 2; round++) {
        for (int64_t x = 0; x < n; x++) {
            if ((x & 63) == 0) GNN_TRY(gnn_i_homs_poll(o->f));
            int64_t count = open_row(o, x, o->ptr[x]);
            if (!round) o->ptr[x + 1] = o->ptr[x] + count;
        }
        if (round) break;
        GNN_ALLOC(o->col, o->ptr[n] + 1);
        GNN_ALLOC(o->val, o->ptr[n] + 1);
    }
done:
    return st;
}

/* Entries (x, y) of the mask: rows x of `from` and y of `other` meet.  The shorter row runs through the longer, which is dense. */
static gnn_status meet(fold *o, const gnn_i_homs_table *mask, const int64_t *place, const gnn_i_homs_table *from,
                       const gnn_i_homs_table *other, bool ties)
{
    gnn_i_homs *f = o->f;
    bool weighted = f->vertex[o->v].at != NULL;
    for (int64_t x = 0; x < f->n; x++) {
        int64_t mine = from->ptr[x + 1] - from->ptr[x];
        if ((x & 63) == 0) GNN_TRY_RETURN(gnn_i_homs_poll(f));
        if (mask->ptr[x] == mask->ptr[x + 1]) continue;
        for (int64_t e = from->ptr[x]; e < from->ptr[x + 1]; e++) f->dense[from->col[e]] = gnn_i_homs_entry(from, e);
        for (int64_t p = mask->ptr[x]; p < mask->ptr[x + 1]; p++) {
            int64_t y = mask->col[p], theirs = other->ptr[y + 1] - other->ptr[y];
            gnn_i_sum sum = 0;
            if (theirs > mine || (theirs == mine && !ties)) continue;
            for (int64_t e = other->ptr[y]; e < other->ptr[y + 1]; e++) {
                gnn_i_sum w = f->dense[other->col[e]];
                if (!w) continue;
                w = gnn_i_sum_times(w, gnn_i_homs_entry(other, e));
                sum = gnn_i_sum_add(sum, weighted ? gnn_i_sum_times(w, f->second[other->col[e]]) : w);
            }
            o->val[place ? place[p] : p] = gnn_i_sum_times(sum, gnn_i_homs_entry(mask, p));
        }
        for (int64_t e = from->ptr[x]; e < from->ptr[x + 1]; e++) f->dense[from->col[e]] = 0;
    }
    return GNN_OK;
}

/* By the mask that is there, rows by a. */
static gnn_status masked_product(fold *o, const gnn_i_homs_table *mask)
{
    gnn_status st = GNN_OK;
    int64_t n = o->f->n, total = mask->ptr[n], *place = NULL, to = 0;
    gnn_i_homs_table turned = { 0 };
    GNN_ALLOC(place, total + 1);
    GNN_ALLOC(o->ptr, n + 1);
    GNN_ALLOC(o->col, total + 1);
    GNN_ALLOC(o->val, total + 1);
    GNN_TRY(turn_round(&turned, place, mask, n));
    GNN_TRY(meet(o, mask, NULL, &o->av, &o->vb, true));
    GNN_TRY(meet(o, &turned, place, &o->vb, &o->av, false));
    for (int64_t x = 0; x < n; x++) {
        o->ptr[x] = to;
        for (int64_t p = mask->ptr[x]; p < mask->ptr[x + 1]; p++)
            if (o->val[p]) o->col[to] = mask->col[p], o->val[to++] = o->val[p];
    }
    o->ptr[n] = to;
done:
    gnn_i_free(place);
    table_free(&turned);
    return st;
}

gnn_status gnn_i_homs_middle(gnn_i_homs *f, int v, int a, int b)
{
    gnn_status st = GNN_OK;
    gnn_i_homs_link *ab = gnn_i_homs_between(f, a, b);
    fold o = { .f = f, .v = v };
    gnn_i_homs_table mask;
    for (int64_t i = 0; f->vertex[v].at && i < f->vertex[v].size; i++) f->second[f->vertex[v].at[i]] = f->vertex[v].val[i];
    GNN_TRY(gnn_i_homs_rows(&o.av, f, a, v));
    if (ab->there) {
        GNN_TRY(gnn_i_homs_rows(&o.vb, f, b, v));
        GNN_TRY(gnn_i_homs_rows(&mask, f, a, b));
        GNN_TRY(masked_product(&o, &mask));
    } else {
        GNN_TRY(gnn_i_homs_rows(&o.vb, f, v, b));
        GNN_TRY(open_product(&o));
    }
    for (int i = 0; i < 2 && ab->own; i++) table_free(&ab->by[i]);
    *ab = (gnn_i_homs_link){ .there = true, .own = true };
    ab->by[a > b] = (gnn_i_homs_table){ o.ptr, o.col, o.val };
    o.ptr = NULL, o.col = NULL, o.val = NULL;
done:
    for (int64_t i = 0; f->vertex[v].at && i < f->vertex[v].size; i++) f->second[f->vertex[v].at[i]] = 0;
    if (st == GNN_OK) gnn_i_homs_forget(f, v);
    gnn_i_free(o.ptr);
    gnn_i_free(o.col);
    gnn_i_free(o.val);
    return st;
}
