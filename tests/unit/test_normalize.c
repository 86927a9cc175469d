/* Row-normalised features: dense and sparse alike, the transpose too, twice is once. */
#include "support/support.h"
#include "io/dataset_i.h"
#include <math.h>

enum { N = 4, D = 3 };
/* rows: counts, one entry, nothing, both signs */
static const double given[N][D] = { { 1, 3, 0 }, { 0, 5, 0 }, { 0, 0, 0 }, { -2, 1, 1 } };
static const double wanted[N][D] = { { 0.25, 0.75, 0 }, { 0, 1, 0 }, { 0, 0, 0 }, { -0.5, 0.25, 0.25 } };

static gnn_dataset *example(bool sparse)
{
    gnn_dataset *ds;
    gnn_graph_spec spec = { .n = N };
    ck_ok(gnn_i_dataset_new(&ds, "rows", "test", 1));
    ck_ok(gnn_graph_new(&ds->samples->graph, &spec));
    ds->features = D;
    if (sparse) {
        int64_t ptr[N + 1] = { 0 }, nnz = 0;
        int32_t col[N * D];
        double val[N * D];
        for (int u = 0; u < N; u++) {
            for (int c = 0; c < D; c++)
                if (given[u][c] != 0) col[nnz] = c, val[nnz++] = given[u][c];
            ptr[u + 1] = nnz;
        }
        ck_ok(gnn_operator_from_csr(&ds->samples->x_sparse, N, D, ptr, col, val, GNN_F32));
    } else {
        ck_ok(gnn_tensor_new(&ds->samples->x, GNN_F32, 2, (int64_t[]){ N, D }));
        for (int i = 0; i < N * D; i++) gnn_tensor_set(ds->samples->x, i, given[i / D][i % D]);
    }
    return ds;
}

/* Features as a dense matrix, read through the operator (its transpose: `back`) where they are sparse. */
static void dense(double out[N][D], const gnn_dataset *ds, bool back)
{
    const gnn_sample *s = ds->samples;
    float in[16] = { 0 }, to[16];
    for (int k = 0; k < (back ? N : D); k++) {
        gnn_tensor x = gnn_tensor_view2(GNN_F32, back ? N : D, 1, in),
                   y = gnn_tensor_view2(GNN_F32, back ? D : N, 1, to);
        in[k] = 1;
        if (s->x_sparse) ck_ok(gnn_operator_apply(&y, s->x_sparse, &x, back));
        in[k] = 0;
        for (int i = 0; i < (back ? D : N); i++) {
            double v = s->x_sparse ? to[i] : gnn_tensor_get(s->x, back ? k * D + i : i * D + k);
            if (back) out[k][i] = v;
            else out[i][k] = v;
        }
    }
}

START_TEST(rows_are_divided_by_their_absolute_sum)
{
    for (int sparse = 0; sparse < 2; sparse++) {
        gnn_dataset *ds = example(sparse);
        for (int times = 0; times < 2; times++) {
            ck_ok(gnn_dataset_normalize_rows(ds));
            for (int back = 0; back < 2; back++) {
                double got[N][D];
                dense(got, ds, back);
                for (int i = 0; i < N * D; i++) ck_assert_double_eq(got[i / D][i % D], wanted[i / D][i % D]);
            }
        }
        gnn_dataset_free(ds);
    }
}
END_TEST

/* Sparse features without values are ones. */
START_TEST(a_pattern_counts_its_entries)
{
    gnn_dataset *ds = example(false);
    gnn_tensor_free(ds->samples->x);
    ds->samples->x = NULL;
    int64_t ptr[N + 1] = { 0, 2, 3, 3, 3 };
    int32_t col[3] = { 0, 2, 1 };
    ck_ok(gnn_operator_from_csr(&ds->samples->x_sparse, N, D, ptr, col, NULL, GNN_F32));
    ck_ok(gnn_dataset_normalize_rows(ds));
    double got[N][D];
    dense(got, ds, false);
    ck_assert_double_eq(got[0][0], 0.5);
    ck_assert_double_eq(got[0][2], 0.5);
    ck_assert_double_eq(got[1][1], 1);
    gnn_dataset_free(ds);
}
END_TEST

START_TEST(without_features_there_is_nothing_to_do)
{
    gnn_dataset *ds = example(false);
    gnn_tensor_free(ds->samples->x);
    ds->samples->x = NULL;
    ck_assert_int_eq(gnn_dataset_normalize_rows(ds), GNN_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "rows"));
    gnn_dataset_free(ds);
}
END_TEST

static gnn_status normalize(void *ctx) { return gnn_dataset_normalize_rows(ctx); }

START_TEST(every_allocation_may_fail)
{
    gnn_dataset *ds = example(true);
    ck_ok(gnn_dataset_normalize_rows(ds)); /* from here on every block is replaced by one like it */
    support_fail_allocations(normalize, ds, "normalize");
    double got[N][D];
    dense(got, ds, false);
    for (int i = 0; i < N * D; i++) ck_assert_double_eq(got[i / D][i % D], wanted[i / D][i % D]);
    gnn_dataset_free(ds);
}
END_TEST

TESTS_BEGIN("normalize")
    T(rows_are_divided_by_their_absolute_sum)
    T(a_pattern_counts_its_entries)
    T(without_features_there_is_nothing_to_do)
    T(every_allocation_may_fail)
TESTS_END
