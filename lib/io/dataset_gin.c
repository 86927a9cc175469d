/* The plain form of the GIN authors: number of graphs N, then for each graph "n class" and n lines
 * "tag degree neighbour …" (neighbours from 0, every undirected edge at both ends, no loops).  NAME.folds.txt beside it:
 * a line a graph, the fold 1..K in which it is tested, 0 never.
 * Features: tags one-hot in ascending order of tag; all tags equal: degrees one-hot, as the authors do. */
#include "dataset_i.h"

gnn_status gnn_i_looks_like_gin(bool *yes, const char *path, const gnn_io_limits *limits)
{
    char *bytes;
    size_t size;
    int64_t graphs, n, label, tag, degree;
    GNN_TRY_RETURN(gnn_i_file_read(&bytes, &size, path, gnn_i_limits(limits).max_bytes));
    const char *end = bytes + size, *line[3] = { bytes, NULL, NULL };
    for (int i = 1; i < 3; i++) {
        const char *eol = line[i - 1] ? memchr(line[i - 1], '\n', (size_t)(end - line[i - 1])) : NULL;
        line[i] = eol ? eol + 1 : NULL;
    }
    const char *p = line[0], *q = line[1], *r = line[2];
    *yes = r && gnn_i_take_i64(&p, end, &graphs) && (*p == '\n' || *p == '\r') && gnn_i_take_i64(&q, end, &n) &&
           *q == ' ' && (q++, true) && gnn_i_take_i64(&q, end, &label) && (*q == '\n' || *q == '\r') &&
           gnn_i_take_i64(&r, end, &tag) && *r == ' ' && (r++, true) && gnn_i_take_i64(&r, end, &degree) &&
           (degree == 0 || *r == ' ');
    gnn_i_free(bytes);
    return GNN_OK;
}

typedef struct tags { int64_t *v, n, cap; } tags;

static gnn_status read_one(gnn_dataset *ds, int64_t i, tags *t, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    gnn_i_edges e = { 0 };
    int64_t n, label, tag, degree, u, given = 0;
    GNN_TRY(gnn_i_take_int(c, "number of nodes", 0, c->bytes, &n));
    GNN_TRY(gnn_i_take_int(c, "class", 0, INT32_MAX - 1, &label));
    GNN_TRY(gnn_i_expect_eol(c));
    for (int64_t v = 0; v < n; v++) {
        GNN_TRY(gnn_i_take_int(c, "tag", INT64_MIN, INT64_MAX, &tag));
        GNN_TRY(gnn_i_take_int(c, "degree", 0, n, &degree));
        GNN_TRY(gnn_i_grow(&t->v, &t->cap, t->n + 1, sizeof *t->v));
        t->v[t->n++] = tag;
        for (int64_t k = 0; k < degree; k++) {
            GNN_TRY(gnn_i_take_int(c, "neighbour", 0, n - 1, &u));
            given++;
            if (u > v) GNN_TRY(gnn_i_edges_add(&e, c, v, u, 1.0));
        }
        GNN_TRY(gnn_i_expect_eol(c));
    }
    GNN_TRY(gnn_i_edges_graph(&ds->samples[i].graph, &e, c, n, GNN_UNDIRECTED, NULL));
    if (given != 2 * e.m)
        GNN_TRY(gnn_i_parse_fail(c, c->p,
                                 "graph %lld lists %lld neighbours, its edges need %lld (each at both ends, no loops)",
                                 (long long)i, (long long)given, (long long)(2 * e.m)));
    ds->samples[i].graph_class = (int32_t)label;
    if (label >= ds->classes) ds->classes = label + 1;
done:
    gnn_i_edges_free(&e);
    return st;
}

static gnn_status make_features(gnn_dataset *ds, tags *t)
{
    gnn_status st = GNN_OK;
    int32_t *index = NULL;
    int64_t width = 0, at = 0;
    GNN_ALLOC(index, t->n);
    GNN_TRY(gnn_i_number_values(index, &width, t->n, t->v));
    if (width <= 1) { /* no tags worth the name */
        for (int64_t i = 0; i < ds->count; i++) {
            const gnn_graph *g = ds->samples[i].graph;
            for (int64_t v = 0; v < g->n; v++) t->v[at++] = g->ptr[v + 1] - g->ptr[v];
        }
        GNN_TRY(gnn_i_number_values(index, &width, t->n, t->v));
    }
    GNN_TRY(gnn_i_one_hot(ds, width, index));
done:
    gnn_i_free(index);
    return st;
}

static gnn_status read_folds(gnn_dataset *ds, const char *path, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    char *prefix = gnn_i_strdup(path), *bytes = NULL;
    gnn_i_cursor c;
    if (!prefix) return GNN_ENOMEM;
    size_t len = strlen(prefix);
    if (len > 4 && strcmp(prefix + len - 4, ".txt") == 0) prefix[len - 4] = 0;
    GNN_TRY(gnn_i_read_beside(&c, &bytes, prefix, ".folds.txt", false, limits));
    if (!bytes) goto done;
    GNN_ALLOC(ds->fold, ds->count);
    for (int64_t i = 0; i < ds->count; i++) {
        int64_t fold;
        gnn_i_skip_lines(&c, "#");
        GNN_TRY(gnn_i_take_int(&c, "fold", 0, 1000, &fold));
        GNN_TRY(gnn_i_expect_eol(&c));
        ds->fold[i] = (int32_t)fold;
        if (fold > ds->folds) ds->folds = (int)fold;
    }
done:
    gnn_i_free(bytes);
    gnn_i_free(prefix);
    return st;
}

gnn_status gnn_i_read_gin(gnn_dataset **out, const char *path, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    gnn_io_limits l = gnn_i_limits(limits);
    char *bytes = NULL;
    size_t size;
    int64_t count;
    tags t = { 0 };
    GNN_TRY(gnn_i_file_read(&bytes, &size, path, l.max_bytes));
    gnn_i_cursor c = gnn_i_cursor_over(path, bytes, size, 1, limits);
    GNN_TRY(gnn_i_take_int(&c, "number of graphs", 0, (int64_t)size / 2, &count)); /* each takes a line of 4 bytes or more */
    GNN_TRY(gnn_i_expect_eol(&c));
    GNN_TRY(gnn_i_dataset_new(&ds, path, "gin", count));
    for (int64_t i = 0; i < count; i++) {
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", path);
        GNN_TRY(read_one(ds, i, &t, &c));
    }
    gnn_i_skip_lines(&c, "");
    if (!gnn_i_at_eof(&c))
        GNN_TRY(gnn_i_parse_fail(&c, c.p, "the end of the file was expected after %lld graphs", (long long)count));
    GNN_TRY(make_features(ds, &t));
    GNN_TRY(read_folds(ds, path, limits));
    *out = ds, ds = NULL;
done:
    gnn_i_free(bytes);
    gnn_i_free(t.v);
    gnn_dataset_free(ds);
    return st;
}
