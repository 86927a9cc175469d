/* Data sets: life, and which reader a path asks for. */
#include "dataset_i.h"
#include <dirent.h>
#include <sys/stat.h>

void gnn_dataset_free(gnn_dataset *ds)
{
    if (!ds) return;
    for (int64_t i = 0; ds->samples && i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        gnn_graph_free(s->graph);
        gnn_tensor_free(s->x);
        gnn_operator_free(s->x_sparse);
        gnn_tensor_free(s->edge_x);
        gnn_i_free(s->node_class);
        gnn_i_free(s->node_split);
        gnn_tensor_free(s->target);
    }
    gnn_i_free(ds->samples);
    gnn_i_free(ds->name);
    gnn_i_free(ds->format);
    gnn_i_free(ds->fold);
    gnn_i_free(ds);
}

gnn_status gnn_i_dataset_new(gnn_dataset **out, const char *path, const char *format, int64_t count)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds;
    const char *slash = strrchr(path, '/'), *base = slash && slash[1] ? slash + 1 : path;
    GNN_CALLOC(ds, 1);
    ds->name = gnn_i_strndup(base, strcspn(base, "."));
    ds->format = ds->name ? gnn_i_strdup(format) : NULL;
    if (!ds->format) { st = GNN_ENOMEM; goto done; }
    GNN_CALLOC(ds->samples, count);
    ds->count = count;
    for (int64_t i = 0; i < count; i++) ds->samples[i].graph_class = -1;
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    return st;
}

bool gnn_i_path_exists(const char *prefix, const char *suffix, char *path, size_t size)
{
    struct stat info;
    return snprintf(path, size, "%s%s", prefix, suffix) < (int)size && stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

gnn_status gnn_i_read_beside(gnn_i_cursor *c, char **bytes, const char *prefix, const char *suffix, bool needed,
                             const gnn_io_limits *limits)
{
    char path[4096], zipped[64];
    size_t size;
    gnn_io_limits l = gnn_i_limits(limits);
    snprintf(zipped, sizeof zipped, "%s.gz", suffix);
    *bytes = NULL;
    if (!gnn_i_path_exists(prefix, suffix, path, sizeof path) && !gnn_i_path_exists(prefix, zipped, path, sizeof path))
        return needed ? gnn_i_fail(GNN_EIO, "%s%s: not found (nor with .gz)", prefix, suffix) : GNN_OK;
    GNN_TRY_RETURN(gnn_i_file_read(bytes, &size, path, l.max_bytes));
    /* messages name the file: the path is kept after the bytes' own terminator */
    char *grown = gnn_i_realloc(*bytes, size + 1 + strlen(path) + 1, 1);
    if (!grown) {
        gnn_i_free(*bytes), *bytes = NULL;
        return GNN_ENOMEM;
    }
    *bytes = grown;
    strcpy(grown + size + 1, path);
    *c = gnn_i_cursor_over(grown + size + 1, grown, size, 1, limits);
    return GNN_OK;
}

gnn_status gnn_i_sparse_rows(gnn_operator **out, gnn_i_edges *e, int64_t rows, int64_t cols)
{
    gnn_status st = GNN_OK;
    int64_t *ptr;
    GNN_CALLOC(ptr, rows + 1);
    for (int64_t k = 0; k < e->m; k++) ptr[e->src[k] + 1]++; /* entries come row by row */
    for (int64_t r = 0; r < rows; r++) ptr[r + 1] += ptr[r];
    GNN_TRY(gnn_operator_from_csr(out, rows, cols, ptr, e->dst, e->weight, GNN_F32));
done:
    gnn_i_free(ptr);
    return st;
}

/* Dense rows; from 1024 columns on sparse ones, so that memory follows the nodes and not nodes x distinct values. */
static gnn_status one_hot_rows(gnn_sample *s, int64_t width, const int32_t *index)
{
    gnn_status st = GNN_OK;
    int64_t n = s->graph->n, *ptr = NULL;
    if (width < 1024) {
        GNN_TRY(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ n, width }));
        float *x = s->x->data;
        for (int64_t v = 0; v < n; v++) x[v * width + index[v]] = 1;
    } else {
        GNN_ALLOC(ptr, n + 1);
        for (int64_t v = 0; v <= n; v++) ptr[v] = v;
        GNN_TRY(gnn_operator_from_csr(&s->x_sparse, n, width, ptr, index, NULL, GNN_F32));
    }
done:
    gnn_i_free(ptr);
    return st;
}

gnn_status gnn_i_one_hot(gnn_dataset *ds, int64_t width, const int32_t *index)
{
    int64_t at = 0;
    for (int64_t i = 0; i < ds->count; i++) {
        GNN_TRY_RETURN(one_hot_rows(&ds->samples[i], width, index + at));
        at += ds->samples[i].graph->n;
    }
    ds->features = width;
    return GNN_OK;
}

static int compare_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

gnn_status gnn_i_number_values(int32_t *index, int64_t *distinct, int64_t n, const int64_t *value)
{
    gnn_status st = GNN_OK;
    int64_t *sorted, k = 0;
    GNN_ALLOC(sorted, n);
    if (n) memcpy(sorted, value, (size_t)n * sizeof *value);
    qsort(sorted, (size_t)n, sizeof *sorted, compare_i64);
    for (int64_t i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) sorted[k++] = sorted[i];
    for (int64_t i = 0; i < n; i++) {
        const int64_t *hit = bsearch(&value[i], sorted, (size_t)k, sizeof *sorted, compare_i64);
        index[i] = (int32_t)(hit - sorted);
    }
    *distinct = k;
done:
    gnn_i_free(sorted);
    return st;
}

/* ---- a file of graphs, with NAME.labels[.txt] beside it if there is one: a class a line ---- */

static gnn_status graph_labels(gnn_dataset *ds, const char *path, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_i_cursor c;
    char *bytes = NULL, *prefix = gnn_i_strndup(path, strrchr(path, '.') && strrchr(path, '.') > path
                                                          ? (size_t)(strrchr(path, '.') - path)
                                                          : strlen(path));
    if (!prefix) return GNN_ENOMEM;
    GNN_TRY(gnn_i_read_beside(&c, &bytes, prefix, ".labels", false, limits));
    if (!bytes) GNN_TRY(gnn_i_read_beside(&c, &bytes, prefix, ".labels.txt", false, limits));
    for (int64_t i = 0; bytes && i < ds->count; i++) {
        int64_t label;
        gnn_i_skip_lines(&c, "#");
        GNN_TRY(gnn_i_take_int(&c, "class", 0, INT32_MAX - 1, &label));
        GNN_TRY(gnn_i_expect_eol(&c));
        ds->samples[i].graph_class = (int32_t)label;
        if (label >= ds->classes) ds->classes = label + 1;
    }
done:
    gnn_i_free(bytes);
    gnn_i_free(prefix);
    return st;
}

static gnn_status read_graph_file(gnn_dataset **out, const char *path, const gnn_io_limits *limits)
{
    gnn_status st = GNN_OK;
    gnn_graph_list *list = NULL;
    gnn_dataset *ds = NULL;
    GNN_TRY(gnn_read_graphs(&list, path, NULL, limits));
    GNN_TRY(gnn_i_dataset_new(&ds, path, list->format, list->count));
    for (int64_t i = 0; i < list->count; i++) ds->samples[i].graph = list->graphs[i], list->graphs[i] = NULL;
    GNN_TRY(graph_labels(ds, path, limits));
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    gnn_graph_list_free(list);
    return st;
}

gnn_status gnn_read_dataset(gnn_dataset **out, const char *path, const gnn_io_limits *limits)
{
    struct stat info;
    char found[4096], prefix[4096];
    bool gin;
    if (strcmp(path, "-") == 0) return read_graph_file(out, path, limits);
    snprintf(prefix, sizeof prefix, "%s", path);
    char *tail = strstr(prefix, ".edges.txt"); /* the edges file itself names the set too */
    if (tail && (tail[10] == 0 || strcmp(tail + 10, ".gz") == 0)) *tail = 0;
    if (gnn_i_path_exists(prefix, ".edges.txt", found, sizeof found) ||
        gnn_i_path_exists(prefix, ".edges.txt.gz", found, sizeof found))
        return gnn_i_read_planetoid(out, prefix, limits);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return gnn_i_read_tu(out, path, limits);
    GNN_TRY_RETURN(gnn_i_looks_like_gin(&gin, path, limits));
    return gin ? gnn_i_read_gin(out, path, limits) : read_graph_file(out, path, limits);
}
