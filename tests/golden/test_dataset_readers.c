/* Data sets: small ones of each form, the real ones where they are at hand, and broken ones. */
#include "support/support.h"
#include <sys/stat.h>
#include <unistd.h>

static const char *own(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/tests/golden/data/%s", getenv("GNN_TEST_SOURCE") ? getenv("GNN_TEST_SOURCE") : ".",
             name);
    return path;
}

START_TEST(a_gin_file_has_tags_folds_and_classes)
{
    gnn_dataset *ds;
    ck_ok(gnn_read_dataset(&ds, own("tiny.txt"), NULL));
    ck_assert_str_eq(ds->format, "gin");
    ck_assert_str_eq(ds->name, "tiny");
    ck_assert_int_eq(ds->count, 3);
    ck_assert_int_eq(ds->classes, 2);
    ck_assert_int_eq(ds->features, 3); /* tags 5 7 9 */
    ck_assert_int_eq(gnn_graph_edges(ds->samples[0].graph), 2);
    ck_assert(gnn_tensor_get(ds->samples[0].x, 1 * 3 + 1) == 1);
    ck_assert(gnn_tensor_get(ds->samples[2].x, 2) == 1);
    ck_assert_int_eq(ds->folds, 2);
    ck_assert_int_eq(ds->fold[2], 0);
    gnn_dataset_free(ds);
}
END_TEST

START_TEST(a_tu_folder_has_labels_attributes_and_edge_labels)
{
    gnn_dataset *ds;
    ck_ok(gnn_read_dataset(&ds, own("TINY"), NULL));
    ck_assert_str_eq(ds->format, "tu");
    ck_assert_int_eq(ds->count, 2);
    ck_assert_int_eq(ds->classes, 2);
    ck_assert_int_eq(ds->samples[0].graph_class, 0);
    ck_assert_int_eq(ds->features, 4);
    ck_assert_int_eq(ds->edge_features, 3);
    const gnn_tensor *x = ds->samples[1].x, *e = ds->samples[1].edge_x;
    ck_assert(gnn_tensor_get(x, 0) == 1 && gnn_tensor_get(x, 3) == 2.5 && gnn_tensor_get(x, 4 + 1) == 1);
    /* arcs by head, then tail: (1,0) (0,1) (2,1) (1,2) with labels 1 1 2 2 */
    ck_assert_int_eq(e->shape[0], 4);
    for (int k = 0; k < 4; k++) ck_assert(gnn_tensor_get(e, 3 * k + (k < 2 ? 1 : 2)) == 1);
    gnn_dataset_free(ds);
}
END_TEST

START_TEST(a_planetoid_set_has_sparse_features_and_a_split)
{
    gnn_dataset *ds;
    ck_ok(gnn_read_dataset(&ds, own("small"), NULL));
    ck_assert_str_eq(ds->format, "planetoid");
    const gnn_sample *s = ds->samples;
    ck_assert(ds->node_level && ds->classes == 3 && ds->features == 6);
    ck_assert_int_eq(gnn_operator_rows(s->x_sparse), 4);
    ck_assert_int_eq(s->x_sparse->fwd.nnz, 5);
    ck_assert_int_eq(s->x_sparse->fwd.ptr[2], 2); /* node 1 has none */
    ck_assert(((float *)s->x_sparse->fwd.val)[2] == 2.5f);
    ck_assert_int_eq(s->node_class[2], -1);
    ck_assert_int_eq(s->node_split[3], GNN_SPLIT_TEST);
    ck_assert_int_eq(gnn_graph_edges(s->graph), 2);
    gnn_dataset_free(ds);
}
END_TEST

static gnn_status read_it(void *ctx)
{
    gnn_dataset *ds;
    gnn_status st = gnn_read_dataset(&ds, ctx, NULL);
    if (st == GNN_OK) gnn_dataset_free(ds);
    return st;
}

START_TEST(missing_memory_is_an_error)
{
    static const char *const names[] = { "tiny.txt", "TINY", "small" };
    for (int i = 0; i < 3; i++) {
        char path[4096];
        strcpy(path, own(names[i]));
        support_fail_allocations(read_it, path, names[i]);
    }
}
END_TEST

START_TEST(broken_gin_files_are_refused_with_a_place)
{
    static const struct { const char *text, *place; } bad[] = {
        { "1\n2 0\n0 1 1\n", ":4:" },           /* a node is missing */
        { "1\n2 0\n0 1 1\n0 1 2\n", ":4:5" },   /* neighbour out of range */
        { "1\n2 0\n0 1 1\n0 0\n", ":5:" },      /* one end only */
        { "1\n2 0\n0 1 0\n0 1 0\n", ":5:" },    /* a loop */
        { "99999999\n2 0\n0 1 1\n0 1 0\n", ":1:1" },
        { "1\n2 0\n0 2 1\n0 1 0\n", ":3:" },    /* degree larger than the line */
        { "1\n2 0\n0 1 1\n0 1 0\n7\n", ":5:" }, /* rest */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char path[] = "/tmp/gnn-gin-XXXXXX";
        int fd = mkstemp(path);
        ck_assert(write(fd, bad[i].text, strlen(bad[i].text)) == (ssize_t)strlen(bad[i].text));
        close(fd);
        gnn_dataset *ds = NULL;
        ck_assert_int_eq(gnn_read_dataset(&ds, path, NULL), GNN_EPARSE);
        ck_assert_msg(strstr(gnn_last_error(), path) && strstr(gnn_last_error(), bad[i].place), "case %zu: %s", i,
                      gnn_last_error());
        ck_assert_ptr_null(ds);
        unlink(path);
    }
}
END_TEST

START_TEST(many_distinct_tags_take_memory_by_nodes)
{
    enum { NODES = 50000 }; /* dense rows would be 10 GB */
    char path[] = "/tmp/gnn-tags-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    fprintf(f, "1\n%d 0\n", NODES);
    for (int v = 0; v < NODES; v++) fprintf(f, "%d 0\n", v * 3);
    fclose(f);
    gnn_dataset *ds;
    ck_ok(gnn_read_dataset(&ds, path, NULL));
    ck_assert_int_eq(ds->features, NODES);
    ck_assert(!ds->samples->x && ds->samples->x_sparse->fwd.nnz == NODES);
    gnn_dataset_free(ds);
    unlink(path);
}
END_TEST

START_TEST(cora_and_citeseer_have_their_published_sizes)
{
    static const struct { const char *name; int64_t n, m, d, nnz, classes; int64_t split[4]; } want[] = {
        { "cora", 2708, 5278, 1433, 49216, 7, { 1068, 140, 500, 1000 } }, { "citeseer", 3327, 4552, 3703, 105165, 6, { 1707, 120, 500, 1000 } } };
    for (int i = 0; i < 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "planetoid/%s.edges.txt.gz", want[i].name);
        const char *path = support_data(name);
        if (!path) SKIP("the Planetoid sets are not here ($GNN_TEST_DATA)");
        gnn_dataset *ds;
        ck_ok(gnn_read_dataset(&ds, path, NULL));
        const gnn_sample *s = ds->samples;
        int64_t split[4] = { 0 };
        for (int64_t v = 0; v < s->graph->n; v++) split[s->node_split[v]]++;
        ck_assert_int_eq(s->graph->n, want[i].n);
        ck_assert_int_eq(gnn_graph_edges(s->graph), want[i].m);
        ck_assert_int_eq(ds->features, want[i].d);
        ck_assert_int_eq(s->x_sparse->fwd.nnz, want[i].nnz);
        ck_assert_int_eq(ds->classes, want[i].classes);
        for (int k = 0; k < 4; k++) ck_assert_int_eq(split[k], want[i].split[k]);
        gnn_dataset_free(ds);
    }
}
END_TEST

START_TEST(the_gin_authors_sets_have_their_published_sizes)
{
    static const struct { const char *name; int64_t graphs, classes, features, never; double nodes, edges; } want[] = {
        { "MUTAG", 188, 2, 7, 8, 17.93, 19.79 }, { "PTC", 344, 2, 19, 4, 25.56, 25.96 }, { "PROTEINS", 1113, 2, 3, 3, 39.06, 72.82 },
        { "IMDBBINARY", 1000, 2, 65, 0, 19.77, 96.53 }, { "IMDBMULTI", 1500, 3, 59, 0, 13.00, 65.94 } };
    for (int i = 0; i < 5; i++) {
        char name[64];
        snprintf(name, sizeof name, "tu/%s.txt", want[i].name);
        const char *path = support_data(name);
        if (!path) SKIP("the TU sets are not here ($GNN_TEST_DATA)");
        gnn_dataset *ds;
        ck_ok(gnn_read_dataset(&ds, path, NULL));
        double nodes = 0, edges = 0;
        int64_t never = 0;
        for (int64_t k = 0; k < ds->count; k++) {
            nodes += (double)ds->samples[k].graph->n, edges += (double)gnn_graph_edges(ds->samples[k].graph);
            never += ds->fold[k] == 0;
        }
        ck_assert_int_eq(ds->count, want[i].graphs);
        ck_assert_int_eq(ds->classes, want[i].classes);
        ck_assert_int_eq(ds->features, want[i].features);
        ck_assert_int_eq(ds->folds, 10);
        ck_assert_int_eq(never, want[i].never);
        ck_assert_msg(nodes / (double)ds->count - want[i].nodes < 0.006 &&
                          want[i].nodes - nodes / (double)ds->count < 0.006,
                      "%s nodes", want[i].name);
        ck_assert_msg(edges / (double)ds->count - want[i].edges < 0.006 &&
                          want[i].edges - edges / (double)ds->count < 0.006,
                      "%s edges", want[i].name);
        gnn_dataset_free(ds);
    }
}
END_TEST

TESTS_BEGIN("dataset_readers")
    T(a_gin_file_has_tags_folds_and_classes)
    T(a_tu_folder_has_labels_attributes_and_edge_labels)
    T(a_planetoid_set_has_sparse_features_and_a_split)
    T(missing_memory_is_an_error)
    T(broken_gin_files_are_refused_with_a_place)
    T(many_distinct_tags_take_memory_by_nodes)
    T(cora_and_citeseer_have_their_published_sizes)
    T(the_gin_authors_sets_have_their_published_sizes)
TESTS_END
