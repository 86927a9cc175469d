/* Planetoid sets as text: NAME.edges.txt ("u v"), NAME.features.txt (a line a node: column or column:value),
 * NAME.labels.txt (a class a line, -1 unknown), NAME.split.txt (train, val, test or none); each may end in .gz. */
#include "dataset_i.h"

/* "# 2708 nodes …": the first number of the first line, if it is a comment. */
static int64_t announced(const gnn_i_cursor *c, int which)
{
    const char *p = c->p, *eol = memchr(p, '\n', (size_t)(c->end - p));
    int64_t v;
    if (p == c->end || *p != '#') return -1;
    for (p++; p < (eol ? eol : c->end);) {
        if (gnn_i_take_i64(&p, c->end, &v)) {
            if (which-- == 0) return v;
        } else {
            p++;
        }
    }
    return -1;
}

static gnn_status read_labels(gnn_dataset *ds, int64_t *n, gnn_i_cursor *c)
{
    int64_t cap = 0, label;
    gnn_sample *s = ds->samples;
    for (*n = 0;; (*n)++) {
        gnn_i_skip_lines(c, "#");
        if (gnn_i_at_eof(c)) return GNN_OK;
        GNN_TRY_RETURN(gnn_i_take_int(c, "class", -1, INT32_MAX - 1, &label));
        GNN_TRY_RETURN(gnn_i_expect_eol(c));
        GNN_TRY_RETURN(gnn_i_grow(&s->node_class, &cap, *n + 1, sizeof *s->node_class));
        s->node_class[*n] = (int32_t)label;
        if (label >= ds->classes) ds->classes = label + 1;
    }
}

static gnn_status read_edges(gnn_sample *s, int64_t n, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    gnn_i_edges e = { 0 };
    int64_t u, v;
    for (;;) {
        gnn_i_skip_lines(c, "#");
        if (gnn_i_at_eof(c)) break;
        GNN_TRY(gnn_i_take_int(c, "node", 0, n - 1, &u));
        GNN_TRY(gnn_i_take_int(c, "node", 0, n - 1, &v));
        GNN_TRY(gnn_i_expect_eol(c));
        GNN_TRY(gnn_i_edges_add(&e, c, u, v, 1.0));
    }
    GNN_TRY(gnn_i_edges_graph(&s->graph, &e, c, n, GNN_UNDIRECTED | GNN_MERGE, NULL));
done:
    gnn_i_edges_free(&e);
    return st;
}

static gnn_status read_features(gnn_dataset *ds, int64_t n, gnn_i_cursor *c)
{
    gnn_status st = GNN_OK;
    gnn_i_edges e = { 0 };
    int64_t claimed = announced(c, 1), width = 0, row = 0, col;
    if (claimed > INT32_MAX) claimed = -1;
    gnn_i_skip_lines(c, "#");
    for (; row < n && !gnn_i_at_eof(c); row++, gnn_i_next_line(c)) /* an empty line: a node without features */
        while (!gnn_i_at_eol(c)) {
            double value = 1;
            c->separators = ":";
            GNN_TRY(gnn_i_take_int(c, "feature column", 0, (claimed >= 0 ? claimed : INT32_MAX) - 1, &col));
            if (c->p < c->end && *c->p == ':') {
                c->p++;
                GNN_TRY(gnn_i_take_real(c, "feature value", &value));
            }
            GNN_TRY(gnn_i_edges_add(&e, c, row, col, value));
            if (col >= width) width = col + 1;
        }
    if (row < n)
        GNN_TRY(gnn_i_parse_fail(c, c->p, "features of %lld nodes, %lld have a class", (long long)row, (long long)n));
    ds->features = claimed >= width ? claimed : width;
    GNN_TRY(gnn_i_sparse_rows(&ds->samples->x_sparse, &e, n, ds->features));
done:
    gnn_i_edges_free(&e);
    return st;
}

static gnn_status read_split(gnn_sample *s, int64_t n, gnn_i_cursor *c)
{
    static const char *const words[] = { "none", "train", "val", "test" };
    gnn_status st = GNN_OK;
    GNN_CALLOC(s->node_split, n);
    for (int64_t i = 0; i < n; i++) {
        const char *word;
        gnn_i_skip_lines(c, "#");
        const char *at = c->p;
        size_t len = gnn_i_take_token(c, &word);
        int k = 0;
        while (k < 4 && (strlen(words[k]) != len || memcmp(word, words[k], len) != 0)) k++;
        if (k == 4) GNN_TRY(gnn_i_parse_fail(c, at, "train, val, test or none was expected"));
        GNN_TRY(gnn_i_expect_eol(c));
        s->node_split[i] = (uint8_t)k;
    }
done:
    return st;
}

gnn_status gnn_i_read_planetoid(gnn_dataset **out, const char *prefix, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    gnn_i_cursor c;
    char *labels = NULL, *edges = NULL, *features = NULL, *split = NULL;
    int64_t n;
    GNN_TRY(gnn_i_dataset_new(&ds, prefix, "planetoid", 1));
    ds->node_level = 1;
    GNN_TRY(gnn_i_read_beside(&c, &labels, prefix, ".labels.txt", true, limits));
    GNN_TRY(read_labels(ds, &n, &c));
    GNN_REQUIRE(n > 0, GNN_EPARSE, "%s: no classes in it", c.name);
    GNN_TRY(gnn_i_read_beside(&c, &edges, prefix, ".edges.txt", true, limits));
    GNN_TRY(read_edges(ds->samples, n, &c));
    GNN_TRY(gnn_i_read_beside(&c, &features, prefix, ".features.txt", false, limits));
    if (features) GNN_TRY(read_features(ds, n, &c));
    GNN_TRY(gnn_i_read_beside(&c, &split, prefix, ".split.txt", false, limits));
    if (split) GNN_TRY(read_split(ds->samples, n, &c));
    *out = ds, ds = NULL;
done:
    gnn_i_free(labels);
    gnn_i_free(edges);
    gnn_i_free(features);
    gnn_i_free(split);
    gnn_dataset_free(ds);
    return st;
}
