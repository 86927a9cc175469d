/* Categories of pairs from a file of tabs, as BREC's: a line a pair, its number from 0 in the first column, its
 * category in the column headed "category", or in the last. */
#include "expressivity.h"

typedef struct cells {
    const char *text[64];
    size_t size[64];
    int count;
} cells;

static const char *split(cells *c, const char *p, const char *end)
{
    c->count = 0;
    for (;;) {
        const char *from = p;
        while (p < end && *p != '\t' && *p != '\n') p++;
        size_t size = (size_t)(p - from);
        while (size > 0 && (from[size - 1] == '\r' || from[size - 1] == ' ')) size--;
        if (c->count < 64) c->text[c->count] = from, c->size[c->count++] = size;
        if (p == end || *p == '\n') return p < end ? p + 1 : p;
        p++;
    }
}

static bool is(const cells *c, int k, const char *word)
{
    return c->size[k] == strlen(word) && memcmp(c->text[k], word, c->size[k]) == 0;
}

static gnn_status category_number(categories *k, int32_t *number, const char *text, size_t size)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(size < 60 ? size : 60), text);
    for (*number = 0; *number < k->count; ++*number)
        if (strcmp(k->name[*number], name) == 0) return GNN_OK;
    GNN_REQUIRE_RETURN(k->count < MAX_CATEGORIES, GNN_ELIMIT, "more than %d categories", MAX_CATEGORIES);
    k->name[k->count] = gnn_i_strdup(name);
    return k->name[k->count] ? (k->count++, GNN_OK) : GNN_ENOMEM;
}

static gnn_status take_line(categories *k, const cells *c, int column, int64_t *cap, const char *path, int64_t line)
{
    const char *p = c->text[0];
    int64_t pair = -1, old = k->pairs;
    int32_t number = 0;
    GNN_REQUIRE_RETURN(gnn_i_take_i64(&p, c->text[0] + c->size[0], &pair) && p == c->text[0] + c->size[0] &&
                           pair >= 0 && pair < (int64_t)1 << 31,
                       GNN_EPARSE, "%s:%lld:1: the number of a pair, from 0, is expected", path, (long long)line);
    GNN_REQUIRE_RETURN(c->count > column && column > 0 && c->size[column] > 0, GNN_EPARSE,
                       "%s:%lld: this line has no category", path, (long long)line);
    GNN_REQUIRE_RETURN(pair < 16 * (line + 1000000), GNN_EPARSE, "%s:%lld:1: pair %lld is far beyond the others", path,
                       (long long)line, (long long)pair);
    GNN_TRY_RETURN(category_number(k, &number, c->text[column], c->size[column]));
    if (pair >= k->pairs) {
        GNN_TRY_RETURN(gnn_i_grow(&k->of_pair, cap, pair + 1, sizeof *k->of_pair));
        for (k->pairs = pair + 1; old < k->pairs; old++) k->of_pair[old] = -1;
    }
    GNN_REQUIRE_RETURN(k->of_pair[pair] < 0, GNN_EPARSE, "%s:%lld: pair %lld has a category already", path,
                       (long long)line, (long long)pair);
    k->of_pair[pair] = number;
    return GNN_OK;
}

gnn_status categories_read(categories *k, const char *path)
{
    gnn_status st = GNN_OK;
    char *bytes = NULL;
    size_t size = 0;
    int64_t cap = 0, line = 1;
    int column = -1;
    *k = (categories){0};
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, 1 << 28));
    for (const char *p = bytes, *end = bytes + size; p < end; line++) {
        cells c;
        p = split(&c, p, end);
        if (c.count == 1 && c.size[0] == 0) continue;
        if (line == 1 && is(&c, 0, "pair")) {
            for (int i = 1; i < c.count; i++)
                if (is(&c, i, "category")) column = i;
            if (column < 0) column = c.count - 1;
            continue;
        }
        GNN_TRY(take_line(k, &c, column < 0 ? c.count - 1 : column, &cap, path, line));
    }
    GNN_REQUIRE(k->count > 0, GNN_EPARSE, "%s: no categories in it", path);
done:
    gnn_i_free(bytes);
    return st;
}

void categories_free(categories *k)
{
    for (int i = 0; i < k->count; i++) gnn_i_free(k->name[i]);
    gnn_i_free(k->of_pair);
}

int category_of(const categories *k, int64_t pair) { return pair < k->pairs ? k->of_pair[pair] : -1; }
