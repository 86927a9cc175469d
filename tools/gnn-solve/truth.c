/* Known groups of vertices; see truth.h. */
#include "truth.h"
#include "base/base.h"

/* ---- numbering ---- */

typedef struct labelled {
    const char *text; /* not ended: length bytes; NULL: number */
    size_t length;
    int64_t number, vertex;
    int64_t first; /* least vertex with the same label */
} labelled;

static int by_label(const void *pa, const void *pb)
{
    const labelled *a = pa, *b = pb;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    size_t shorter = a->length < b->length ? a->length : b->length;
    int c = shorter ? memcmp(a->text, b->text, shorter) : 0;
    if (c) return c;
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    return (a->vertex > b->vertex) - (a->vertex < b->vertex);
}

static bool alike(const labelled *a, const labelled *b)
{
    return a->number == b->number && a->length == b->length &&
           (a->length == 0 || memcmp(a->text, b->text, a->length) == 0);
}

static int by_first(const void *pa, const void *pb)
{
    const labelled *a = pa, *b = pb;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return (a->vertex > b->vertex) - (a->vertex < b->vertex);
}

/* Groups by first appearance. */
static int64_t number_all(int32_t *group, labelled *l, int64_t n)
{
    int64_t count = 0;
    if (n == 0) return 0;
    qsort(l, (size_t)n, sizeof *l, by_label);
    for (int64_t i = 0; i < n; i++) l[i].first = i > 0 && alike(&l[i], &l[i - 1]) ? l[i - 1].first : l[i].vertex;
    qsort(l, (size_t)n, sizeof *l, by_first);
    for (int64_t i = 0; i < n; i++) {
        count += i == 0 || l[i].first != l[i - 1].first;
        group[l[i].vertex] = (int32_t)(count - 1);
    }
    return count;
}

gnn_status truth_renumber(int32_t *group, int64_t n, int64_t *count)
{
    gnn_status st = GNN_OK;
    labelled *l;
    GNN_ALLOC(l, n);
    for (int64_t i = 0; i < n; i++) l[i] = (labelled){ .number = group[i], .vertex = i };
    *count = number_all(group, l, n);
done:
    gnn_i_free(l);
    return st;
}

gnn_status truth_copy(int32_t **out, const int32_t *label, int64_t n)
{
    gnn_status st = GNN_OK;
    int32_t *group;
    int64_t count;
    GNN_ALLOC(group, n);
    memcpy(group, label, (size_t)n * sizeof *group);
    GNN_TRY(truth_renumber(group, n, &count));
    *out = group, group = NULL;
done:
    gnn_i_free(group);
    return st;
}

/* ---- files ---- */

typedef struct lines {
    const char *path, *p, *end;
    int64_t line, n, seen;
    labelled *l;
} lines;

static size_t word_at(const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && p[n] != ' ' && p[n] != '\t' && p[n] != '\r' && p[n] != '\n' && p[n] != '#' && p[n] != ',')
        n++;
    return n;
}

static const char *after_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == ',')) p++;
    return p;
}

/* The words of a line, two at most. */
static gnn_status take_words(const char **word, size_t *length, int *count, const lines *r)
{
    const char *p = after_blanks(r->p, r->end), *stop = r->p;
    while (stop < r->end && *stop != '\n') stop++;
    for (*count = 0; p < stop && *p != '#'; p = after_blanks(p + length[*count - 1], stop)) {
        GNN_REQUIRE_RETURN(*count < 2, GNN_EPARSE, "%s:%lld:%lld: a third word, LABEL or VERTEX LABEL was expected",
                           r->path, (long long)r->line, (long long)(p - r->p + 1));
        word[*count] = p, length[*count] = word_at(p, stop);
        ++*count;
    }
    return GNN_OK;
}

static gnn_status take_line(lines *r)
{
    const char *word[2];
    size_t length[2] = { 0 };
    int count;
    int64_t vertex = r->seen;
    GNN_TRY_RETURN(take_words(word, length, &count, r));
    if (count == 0) return GNN_OK;
    if (count == 2) {
        const char *p = word[0], *end = word[0] + length[0];
        GNN_REQUIRE_RETURN(gnn_i_take_i64(&p, end, &vertex) && p == end && vertex >= 0 && vertex < r->n, GNN_EPARSE,
                           "%s:%lld: '%.*s' is no vertex, 0 to %lld were expected", r->path, (long long)r->line, (int)length[0], word[0],
                           (long long)(r->n - 1));
    }
    GNN_REQUIRE_RETURN(vertex < r->n, GNN_EPARSE, "%s:%lld: there are labels for more than %lld vertices", r->path,
                       (long long)r->line, (long long)r->n);
    GNN_REQUIRE_RETURN(!r->l[vertex].text, GNN_EPARSE, "%s:%lld: vertex %lld has a label already", r->path,
                       (long long)r->line, (long long)vertex);
    r->l[vertex] = (labelled){ .text = word[count - 1], .length = length[count - 1], .vertex = vertex };
    r->seen++;
    return GNN_OK;
}

gnn_status truth_read(int32_t **out, const char *path, int64_t n)
{
    gnn_status st = GNN_OK;
    char *bytes = NULL;
    size_t size;
    int32_t *group = NULL;
    lines r = { .path = path, .line = 1, .n = n };
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, 0));
    GNN_CALLOC(r.l, n + 1);
    GNN_ALLOC(group, n);
    for (r.p = bytes, r.end = bytes + size; r.p < r.end; r.line++) {
        GNN_TRY(take_line(&r));
        while (r.p < r.end && *r.p != '\n') r.p++;
        r.p += r.p < r.end;
    }
    GNN_REQUIRE(r.seen == n, GNN_EPARSE, "%s: has labels for %lld of the graph's %lld vertices", path,
                (long long)r.seen, (long long)n);
    number_all(group, r.l, n);
    *out = group, group = NULL;
done:
    gnn_i_free(bytes);
    gnn_i_free(r.l);
    gnn_i_free(group);
    return st;
}

/* ---- matching ---- */

gnn_status truth_align(int32_t *out, const int32_t *group, const int32_t *guide, int64_t n)
{
    gnn_status st = GNN_OK;
    int64_t a = 0, b = 0, next;
    int64_t *shared = NULL;
    int32_t *number = NULL;
    for (int64_t i = 0; i < n; i++) a = group[i] >= a ? group[i] + 1 : a, b = guide[i] >= b ? guide[i] + 1 : b;
    GNN_CALLOC(shared, a * b + b);
    GNN_ALLOC(number, a);
    for (int64_t c = 0; c < a; c++) number[c] = -1;
    for (int64_t i = 0; i < n; i++) shared[group[i] * b + guide[i]]++;
    for (int64_t *taken = shared + a * b;;) { /* the pair that shares most, of those left */
        int64_t best = -1;
        for (int64_t x = 0; x < a * b; x++)
            if (number[x / b] < 0 && !taken[x % b] && shared[x] > 0 && (best < 0 || shared[x] > shared[best])) best = x;
        if (best < 0) break;
        number[best / b] = (int32_t)(best % b), taken[best % b] = 1;
    }
    next = b;
    for (int64_t c = 0; c < a; c++)
        if (number[c] < 0) number[c] = (int32_t)next++;
    for (int64_t i = 0; i < n; i++) out[i] = number[group[i]];
done:
    gnn_i_free(shared);
    gnn_i_free(number);
    return st;
}
